/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns of the lead table: which stand where, how wide, by which the rows are sorted, and what their
 * headers say. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-table-private.h"

#include "views/leads/esp-lead-columns.h"
#include "views/leads/esp-lead-header-menu.h"
#include "views/shell/esp-sql-sorter.h"
#include "views/shell/esp-text-scale.h"

#include <glib/gi18n.h>

/* A column that is being widened is told of once it stays. */
#define LAYOUT_DELAY_MS 400

static const char *
get_column_id (GtkColumnViewColumn *column)
{
  return g_object_get_data (G_OBJECT (column), ESP_LEAD_COLUMN_KEY);
}

static gboolean
layout_cb (gpointer user_data)
{
  EspLeadTable *self = user_data;

  self->layout_id = 0;
  g_signal_emit_by_name (self, "layout-changed");
  return G_SOURCE_REMOVE;
}

static void
tell_layout (EspLeadTable *self)
{
  if (self->layout_id == 0)
    self->layout_id = g_timeout_add (LAYOUT_DELAY_MS, layout_cb, self);
}

/* Columns */

static void
width_cb (GtkColumnViewColumn *column, GParamSpec *pspec, EspLeadTable *self)
{
  int width = gtk_column_view_column_get_fixed_width (column);

  if (self->n_changing > 0 || width <= 0)
    return;
  esp_lead_view_set_width (self->shown, get_column_id (column),
                           (int) (width / esp_text_scale_get (GTK_WIDGET (self))));
  gtk_column_view_column_set_expand (column, FALSE);
  tell_layout (self);
}

/* The headers are named by us: the toolkit leaves them nameless. */
static void
name_headers (EspLeadTable *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (self->view));
  guint i = 0;

  for (GtkWidget *title = gtk_widget_get_first_child (header);
       title != NULL && i < g_list_model_get_n_items (columns);
       title = gtk_widget_get_next_sibling (title), i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
      const char *id = get_column_id (column);
      const char *name = id != NULL ? gtk_column_view_column_get_title (column) : _ ("Selection");
      g_autofree char *label = NULL;

      if (id == NULL || g_strcmp0 (id, self->shown->sort_column) != 0)
        label = g_strdup (name);
      else if (self->shown->is_descending)
        label = g_strdup_printf (_ ("%s, sorted descending"), name);
      else
        label = g_strdup_printf (_ ("%s, sorted ascending"), name);
      gtk_accessible_update_property (GTK_ACCESSIBLE (title), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                      -1);
    }
}

static void
size_columns (EspLeadTable *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);
  double scale = esp_text_scale_get (GTK_WIDGET (self));

  self->n_changing++;
  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
      const char *id = get_column_id (column);
      int usual = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (column), "esp-width"));
      int width = id != NULL ? esp_lead_view_get_width (self->shown, id) : 0;
      gboolean is_wide = g_strcmp0 (id, "name") == 0 || g_strcmp0 (id, "email") == 0;

      gtk_column_view_column_set_expand (column, width == 0 && is_wide);
      gtk_column_view_column_set_fixed_width (column, (int) ((width > 0 ? width : usual) * scale));
    }
  self->n_changing--;
}

static void
clear_columns (EspLeadTable *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);

  while (g_list_model_get_n_items (columns) > 0)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

      gtk_column_view_remove_column (self->view, column);
    }
}

static const EspLeadColumn *
find_column (GArray *available, const char *id)
{
  for (guint i = 0; i < available->len; i++)
    if (g_str_equal (g_array_index (available, EspLeadColumn, i).id, id))
      return &g_array_index (available, EspLeadColumn, i);
  return NULL;
}

static void
append_column (EspLeadTable *self, const EspLeadColumn *info, gboolean is_first)
{
  g_autoptr (GtkColumnViewColumn) column = esp_lead_column_new (self->session, info, is_first);
  g_autoptr (GMenuModel) menu = esp_lead_header_menu_new (info);

  g_object_set_data (G_OBJECT (column), "esp-width", GINT_TO_POINTER (info->width));
  gtk_column_view_column_set_header_menu (column, menu);
  gtk_column_view_append_column (self->view, column);
  g_signal_connect_object (column, "notify::fixed-width", G_CALLBACK (width_cb), self, 0);
  if (g_strcmp0 (info->id, self->shown->sort_column) == 0)
    gtk_column_view_sort_by_column (self->view, column,
                                    self->shown->is_descending ? GTK_SORT_DESCENDING
                                                               : GTK_SORT_ASCENDING);
}

/* Builds the columns that the view names and the workspace has. */
static void
build_columns (EspLeadTable *self)
{
  EspFields *fields = esp_lead_list_get_fields (self->list);
  g_autoptr (GArray) available = NULL;
  g_autoptr (GtkColumnViewColumn) check = NULL;
  gboolean is_first = TRUE;

  if (fields == NULL)
    return;
  available = esp_lead_columns_available (fields);
  self->n_changing++;
  clear_columns (self);
  check = esp_lead_check_column_new (GTK_SELECTION_MODEL (self->selection));
  g_object_set_data (G_OBJECT (check), "esp-width", GINT_TO_POINTER (WIDTH_CHECK));
  gtk_column_view_append_column (self->view, check);
  for (guint i = 0; self->shown->columns[i] != NULL; i++)
    {
      const EspLeadColumn *info = find_column (available, self->shown->columns[i]);

      if (info == NULL)
        continue;
      append_column (self, info, is_first);
      is_first = FALSE;
    }
  size_columns (self);
  self->n_changing--;
  name_headers (self);
}

static gboolean
build_cb (gpointer user_data)
{
  EspLeadTable *self = user_data;

  self->build_id = 0;
  build_columns (self);
  return G_SOURCE_REMOVE;
}

/* The menu of a header asks for it, and goes with its header: it must have closed before. */
static void
build_soon (EspLeadTable *self)
{
  if (self->build_id == 0)
    self->build_id = g_idle_add (build_cb, self);
}

static void
fields_cb (EspLeadTable *self)
{
  if (g_list_model_get_n_items (gtk_column_view_get_columns (self->view)) == 0)
    build_columns (self);
}

/* A header was dragged to another place. */
static void
moved_cb (GListModel *columns, guint position, guint removed, guint added, EspLeadTable *self)
{
  g_autoptr (GStrvBuilder) builder = NULL;

  if (self->n_changing > 0)
    return;
  builder = g_strv_builder_new ();
  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (get_column_id (column) != NULL)
        g_strv_builder_add (builder, get_column_id (column));
    }
  g_strfreev (self->shown->columns);
  self->shown->columns = g_strv_builder_end (builder);
  name_headers (self);
  tell_layout (self);
}

static void
sorter_cb (EspLeadTable *self)
{
  gboolean is_descending = TRUE;
  const char *column;

  if (self->n_changing > 0)
    return;
  column = esp_sql_sorter_probe (self->view, &is_descending);
  g_free (self->shown->sort_column);
  self->shown->sort_column = g_strdup (column);
  self->shown->is_descending = column != NULL ? is_descending : TRUE;
  name_headers (self);
  g_signal_emit_by_name (self, "sort-changed");
}

/**
 * esp_lead_table_attach_columns:
 *
 * Begins to follow the fields of the list, the headers and the size of letters.
 */
void
esp_lead_table_attach_columns (EspLeadTable *self)
{
  g_signal_connect_object (self->list, "notify", G_CALLBACK (fields_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_column_view_get_columns (self->view), "items-changed",
                           G_CALLBACK (moved_cb), self, 0);
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed",
                           G_CALLBACK (sorter_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_widget_get_settings (GTK_WIDGET (self)), "notify::gtk-xft-dpi",
                           G_CALLBACK (size_columns), self, G_CONNECT_SWAPPED);
}

/**
 * esp_lead_table_detach_columns:
 *
 * Nothing that was to come comes any more.
 */
void
esp_lead_table_detach_columns (EspLeadTable *self)
{
  g_clear_handle_id (&self->layout_id, g_source_remove);
  g_clear_handle_id (&self->build_id, g_source_remove);
}

/* Puts the arrow on the header, or takes it away when the column is not shown. */
static void
show_sort (EspLeadTable *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);
  GtkSortType type = self->shown->is_descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING;
  GtkColumnViewColumn *sorted = NULL; /* the view holds it */

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
      const char *id = get_column_id (column);

      if (id != NULL && g_strcmp0 (id, self->shown->sort_column) == 0)
        sorted = column;
    }
  self->n_changing++;
  gtk_column_view_sort_by_column (self->view, sorted, type);
  self->n_changing--;
  name_headers (self);
}

static void
show_density (EspLeadTable *self)
{
  static const char *const classes[ESP_N_DENSITIES] = { "esp-compact", "esp-usual", "esp-relaxed" };

  for (int i = 0; i < ESP_N_DENSITIES; i++)
    if (i == (int) self->shown->density)
      gtk_widget_add_css_class (GTK_WIDGET (self->view), classes[i]);
    else
      gtk_widget_remove_css_class (GTK_WIDGET (self->view), classes[i]);
}

/**
 * esp_lead_table_set_view:
 * @view: its columns, widths, order and density are taken
 *
 * Shows the rows as the view says. No signal tells of it.
 */
void
esp_lead_table_set_view (EspLeadTable *self, const EspLeadView *view)
{
  g_return_if_fail (ESP_IS_LEAD_TABLE (self));

  esp_lead_view_free (self->shown);
  self->shown = esp_lead_view_copy (view);
  if (self->shown->columns == NULL)
    self->shown->columns = esp_lead_columns_default ();
  show_density (self);
  build_columns (self);
}

/**
 * esp_lead_table_read_view:
 * @view: columns, widths, order and density are written into it; the rest stays
 */
void
esp_lead_table_read_view (EspLeadTable *self, EspLeadView *view)
{
  g_autoptr (EspLeadView) copy = NULL;

  g_return_if_fail (ESP_IS_LEAD_TABLE (self));

  copy = esp_lead_view_copy (self->shown);
  g_strfreev (view->columns);
  view->columns = g_steal_pointer (&copy->columns);
  g_free (view->sort_column);
  view->sort_column = g_steal_pointer (&copy->sort_column);
  view->is_descending = copy->is_descending;
  view->density = copy->density;
  g_hash_table_unref (view->widths);
  view->widths = g_hash_table_ref (copy->widths);
}

/**
 * esp_lead_table_set_columns:
 *
 * Shows these columns, in this order.
 */
void
esp_lead_table_set_columns (EspLeadTable *self, const char *const *columns)
{
  GStrv copy;

  g_return_if_fail (ESP_IS_LEAD_TABLE (self));

  copy = g_strdupv ((GStrv) columns);
  g_strfreev (self->shown->columns);
  self->shown->columns = copy;
  build_soon (self);
  tell_layout (self);
}

/**
 * esp_lead_table_get_columns:
 *
 * Returns: (transfer none): the columns in their order
 */
const char *const *
esp_lead_table_get_columns (EspLeadTable *self)
{
  g_return_val_if_fail (ESP_IS_LEAD_TABLE (self), NULL);

  return (const char *const *) self->shown->columns;
}

/**
 * esp_lead_table_sort:
 * @column: (nullable): %NULL is the newest lead first
 *
 * Sorts, whether the column is shown or not.
 */
void
esp_lead_table_sort (EspLeadTable *self, const char *column, gboolean is_descending)
{
  char *copy;

  g_return_if_fail (ESP_IS_LEAD_TABLE (self));

  copy = g_strdup (column);
  g_free (self->shown->sort_column);
  self->shown->sort_column = copy;
  self->shown->is_descending = is_descending;
  show_sort (self);
  g_signal_emit_by_name (self, "sort-changed");
}

/**
 * esp_lead_table_get_sort:
 *
 * Returns: (transfer none) (nullable): the column that the rows are sorted by
 */
const char *
esp_lead_table_get_sort (EspLeadTable *self, gboolean *out_is_descending)
{
  g_return_val_if_fail (ESP_IS_LEAD_TABLE (self), NULL);

  *out_is_descending = self->shown->is_descending;
  return self->shown->sort_column;
}

/**
 * esp_lead_table_set_density:
 */
void
esp_lead_table_set_density (EspLeadTable *self, EspDensity density)
{
  g_return_if_fail (ESP_IS_LEAD_TABLE (self));

  self->shown->density = density;
  show_density (self);
  tell_layout (self);
}

/**
 * esp_lead_table_get_header:
 * @out_at: where the header of the column is, in the coordinates of the table; the upper edge where the
 *   column is not shown
 */
void
esp_lead_table_get_header (EspLeadTable *self, const char *column, GdkRectangle *out_at)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (self->view));
  guint i = 0;

  *out_at = (GdkRectangle){ 0, 0, gtk_widget_get_width (GTK_WIDGET (self)), 1 };
  for (GtkWidget *title = gtk_widget_get_first_child (header);
       title != NULL && i < g_list_model_get_n_items (columns);
       title = gtk_widget_get_next_sibling (title), i++)
    {
      g_autoptr (GtkColumnViewColumn) each = g_list_model_get_item (columns, i);
      graphene_rect_t bounds;

      if (g_strcmp0 (get_column_id (each), column) != 0 ||
          !gtk_widget_compute_bounds (title, GTK_WIDGET (self), &bounds))
        continue;
      out_at->x = (int) CLAMP (bounds.origin.x, 0, MAX (0, out_at->width - bounds.size.width));
      out_at->y = (int) bounds.origin.y;
      out_at->width = (int) MIN (bounds.size.width, out_at->width);
      out_at->height = (int) bounds.size.height;
      return;
    }
}
