/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of objects that is found by a word and opened by Enter. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/shell/esp-search-table.h"

#include "views/shell/esp-status.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>
#include <string.h>

#define MARGIN 12

struct _EspSearchTable
{
  GtkWidget parent_instance;

  EspSession *session;            /* the window's; outlives the table */
  const EspSearchTableInfo *info; /* (unowned) */
  gpointer owner;                 /* (unowned): the widget whose table it is */
  GListStore *items;              /* (owned) */
  GtkSingleSelection *selection;  /* (unowned): of the view */
  GtkColumnView *view;
  GtkSearchEntry *search;
  GtkFilter *filter; /* (unowned): of the model */
  EspStatus *status;
  GtkWidget *box;
  char *needle; /* (owned): what is searched, folded */
  int n_columns;
};

G_DEFINE_FINAL_TYPE (EspSearchTable, esp_search_table, GTK_TYPE_WIDGET)

/* Cells */

static int
column_of (GtkSignalListItemFactory *factory)
{
  return GPOINTER_TO_INT (g_object_get_data (G_OBJECT (factory), "esp-column"));
}

/* An object travels as its address, "messages/12": whoever takes it looks it up. */
static char *
dup_address (EspSearchTable *self, gpointer item)
{
  return g_strdup_printf ("%s/%" G_GINT64_FORMAT, self->info->area, self->info->get_id (item));
}

static GdkContentProvider *
drag_prepare_cb (GtkDragSource *source, double x, double y, GtkListItem *list_item)
{
  EspSearchTable *self = g_object_get_data (G_OBJECT (source), "esp-table");
  GtkWidget *cell = gtk_list_item_get_child (list_item);
  gpointer item = gtk_list_item_get_item (list_item);
  g_autofree char *address = item != NULL ? dup_address (self, item) : NULL;
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (cell);

  if (address == NULL)
    return NULL;
  gtk_drag_source_set_icon (source, picture, (int) x, (int) y);
  return gdk_content_provider_new_typed (G_TYPE_STRING, address);
}

static void
add_drag (EspSearchTable *self, GtkListItem *list_item)
{
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_drag_source_set_actions (source, GDK_ACTION_COPY);
  g_object_set_data (G_OBJECT (source), "esp-table", self);
  g_signal_connect_object (source, "prepare", G_CALLBACK (drag_prepare_cb), list_item, 0);
  gtk_widget_add_controller (gtk_list_item_get_child (list_item), GTK_EVENT_CONTROLLER (source));
}

static gboolean
copy_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  EspSearchTable *self = user_data;
  gpointer item = esp_search_table_get_selected (self);
  g_autofree char *address = item != NULL ? dup_address (self, item) : NULL;

  if (address == NULL)
    return FALSE;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), address);
  esp_session_announce (self->session, _ ("Copied"), FALSE);
  return TRUE;
}

/* The twin of dragging for who has no pointer: copied here, pasted there. */
static void
add_copy (EspSearchTable *self, GtkWidget *view)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_c,
                                                                                  GDK_CONTROL_MASK),
                                                          gtk_callback_action_new (copy_cb, self,
                                                                                   NULL)));
  gtk_widget_add_controller (view, keys);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, EspSearchTable *self)
{
  gtk_list_item_set_child (list_item, self->info->make_cell (self->owner, column_of (factory)));
  add_drag (self, list_item);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, EspSearchTable *self)
{
  self->info->bind_cell (self->owner, gtk_list_item_get_child (list_item),
                         gtk_list_item_get_item (list_item), column_of (factory));
}

/**
 * esp_search_table_add_column:
 * @width: in pixels; 0: what is left
 *
 * Columns are counted from 0 in the order in which they are added.
 */
void
esp_search_table_add_column (EspSearchTable *self, const char *title, int width)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *column = gtk_column_view_column_new (title, factory);

  g_object_set_data (G_OBJECT (factory), "esp-column", GINT_TO_POINTER (self->n_columns++));
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
  gtk_column_view_column_set_resizable (column, TRUE);
  if (width > 0)
    gtk_column_view_column_set_fixed_width (column, width);
  else
    gtk_column_view_column_set_expand (column, TRUE);
  gtk_column_view_append_column (self->view, column);
  g_object_unref (column);
}

/* States */

static void
update_state (EspSearchTable *self)
{
  const EspSearchTableEmpty *empty = &self->info->empty;
  guint n_all = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  guint n_shown = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  if (n_all == 0)
    {
      esp_status_show_empty (self->status, empty->icon_name, empty->title, empty->about);
      esp_status_set_buttons (self->status, empty->label, empty->action, empty->other_label,
                              empty->other_action);
    }
  else if (n_shown == 0)
    {
      esp_status_show_empty (self->status, "esp-search-symbolic", self->info->no_match,
                             self->info->no_match_about);
      esp_status_set_buttons (self->status, _ ("Clear the search"), "table.clear", NULL, NULL);
    }
  else
    esp_status_show_content (self->status);
  gtk_widget_set_visible (GTK_WIDGET (self->search), n_all > 0);
  g_signal_emit_by_name (self, "selected");
}

static gboolean
match_cb (gpointer item, gpointer user_data)
{
  EspSearchTable *self = user_data;
  g_autofree char *words = NULL;
  g_autofree char *hay = NULL;

  if (self->needle == NULL || self->needle[0] == '\0')
    return TRUE;
  words = self->info->dup_words (self->owner, item);
  hay = g_utf8_casefold (words, -1);
  return strstr (hay, self->needle) != NULL;
}

static void
search_changed_cb (EspSearchTable *self)
{
  g_free (self->needle);
  self->needle =
    g_strstrip (g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1));
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  update_state (self);
}

static void
activate_cb (EspSearchTable *self, guint position)
{
  g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  g_autofree char *address = NULL;

  if (item == NULL)
    return;
  address = dup_address (self, item);
  esp_session_open (self->session, address);
}

/* What is listed */

static void
select_id (EspSearchTable *self, gint64 id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->selection)); i++)
    {
      g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

      if (self->info->get_id (item) == id)
        gtk_single_selection_set_selected (self->selection, i);
    }
}

/* Rows that say the same stay, and with them the focus. */
static void
take_changed (EspSearchTable *self, GPtrArray *items)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));

  for (guint i = 0; i < items->len; i++)
    {
      g_autoptr (GObject) old = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      if (old == NULL || !self->info->is_same (old, items->pdata[i]))
        g_list_store_splice (self->items, i, old != NULL ? 1 : 0, &items->pdata[i], 1);
    }
  if (n > items->len)
    g_list_store_splice (self->items, items->len, n - items->len, NULL, 0);
}

/**
 * esp_search_table_take:
 * @items: (element-type GObject): all that there is
 *
 * Lists these instead of what was listed; the current row stays current.
 */
void
esp_search_table_take (EspSearchTable *self, GPtrArray *items)
{
  gpointer selected;
  gint64 id;

  if (self->box == NULL)
    return; /* gone while it was read */
  selected = esp_search_table_get_selected (self);
  id = selected != NULL ? self->info->get_id (selected) : 0;
  if (self->info->is_same != NULL)
    take_changed (self, items);
  else
    g_list_store_splice (self->items, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)),
                         items->pdata, items->len);
  select_id (self, id);
  update_state (self);
}

/**
 * esp_search_table_fail:
 * @error: why nothing could be read
 */
void
esp_search_table_fail (EspSearchTable *self, const GError *error)
{
  g_autofree char *sentence = esp_store_message (error);

  if (self->box == NULL)
    return;
  esp_status_show_error (self->status, sentence, error->message);
  esp_status_set_buttons (self->status, _ ("Try again"), "table.reload", NULL, NULL);
}

/**
 * esp_search_table_get_selected:
 *
 * Returns: (transfer none) (nullable) (type GObject): the current item, until the list changes
 */
gpointer
esp_search_table_get_selected (EspSearchTable *self)
{
  return self->box != NULL ? gtk_single_selection_get_selected_item (self->selection) : NULL;
}

/**
 * esp_search_table_get_n:
 *
 * Returns: how many are listed, of those that match
 */
guint
esp_search_table_get_n (EspSearchTable *self)
{
  return self->box != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->selection)) : 0;
}

/**
 * esp_search_table_focus_search:
 *
 * Returns: FALSE when there is nothing to search
 */
gboolean
esp_search_table_focus_search (EspSearchTable *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->search)) &&
         gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void
clear_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  gtk_editable_set_text (GTK_EDITABLE (ESP_SEARCH_TABLE (widget)->search), "");
}

static void
reload_cb (GtkWidget *widget, const char *action, GVariant *parameter)
{
  EspSearchTable *self = ESP_SEARCH_TABLE (widget);

  self->info->reload (self->owner);
}

static void
esp_search_table_dispose (GObject *object)
{
  EspSearchTable *self = ESP_SEARCH_TABLE (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->items);
  g_clear_pointer (&self->needle, g_free);
  G_OBJECT_CLASS (esp_search_table_parent_class)->dispose (object);
}

static void
esp_search_table_class_init (EspSearchTableClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_search_table_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "table.clear", NULL, clear_cb);
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "table.reload", NULL, reload_cb);
  g_signal_new ("selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
esp_search_table_init (EspSearchTable *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkFilterListModel *filtered;

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->search = GTK_SEARCH_ENTRY (gtk_search_entry_new ());
  g_object_set (self->search, "margin-top", MARGIN, "margin-bottom", MARGIN, "margin-start", MARGIN,
                "margin-end", MARGIN, NULL);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->search));
  self->items = g_list_store_new (G_TYPE_OBJECT);
  self->filter = GTK_FILTER (gtk_custom_filter_new (match_cb, self, NULL));
  filtered = gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (self->items)), self->filter);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (filtered));
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (GTK_SELECTION_MODEL (self->selection)));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "esp-table");
  add_copy (self, GTK_WIDGET (self->view));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  self->status = ESP_STATUS (esp_status_new (scroller));
  gtk_widget_set_vexpand (GTK_WIDGET (self->status), TRUE);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->status));
}

/**
 * esp_search_table_new:
 * @info: (transfer none): lives as long as the table
 * @owner: (transfer none): what its functions get; a parent of the table
 *
 * Returns: (transfer floating): an empty table without columns
 */
GtkWidget *
esp_search_table_new (EspSession *session, const EspSearchTableInfo *info, gpointer owner)
{
  EspSearchTable *self = g_object_new (ESP_TYPE_SEARCH_TABLE, NULL);

  self->session = session;
  self->info = info;
  self->owner = owner;
  g_object_set (self->search, "placeholder-text", info->search, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  info->search, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  info->title, -1);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (activate_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (search_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (update_state),
                           self, G_CONNECT_SWAPPED);
  gtk_search_entry_set_key_capture_widget (self->search, GTK_WIDGET (self->view));
  return GTK_WIDGET (self);
}
