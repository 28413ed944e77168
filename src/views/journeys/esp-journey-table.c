/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of journeys: how each stands, how many it leads, what is wrong with it. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-table.h"

#include "views/journeys/esp-journey-health-banner.h"
#include "views/journeys/esp-journey-item.h"
#include "views/journeys/esp-journey-words.h"
#include "views/shell/esp-column-cell.h"
#include "views/shell/esp-status.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-segment-service.h"

#include <glib/gi18n.h>
#include <string.h>

#define MARGIN 12
#define NAME_CHARS 16
#define RELOAD_MS 400

struct _EspJourneyTable
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's; outlives the table */
  GListStore *items;   /* (owned) */
  GtkSingleSelection *selection;
  GtkColumnView *view;
  GtkSearchEntry *search;
  GtkFilter *filter;
  EspStatus *status;
  GtkWidget *box;
  guint reload_source;
};

G_DEFINE_FINAL_TYPE (EspJourneyTable, esp_journey_table, GTK_TYPE_WIDGET)

enum
{
  COLUMN_NAME,
  COLUMN_STATE,
  COLUMN_ENTERED,
  COLUMN_INSIDE,
  COLUMN_GOAL,
  COLUMN_PROBLEMS,
  COLUMN_PUBLISHED,
  COLUMN_NEXT,
  N_COLUMNS
};

/* Cells */

static char *
dup_date (EspJourneyTable *self, gint64 at_us)
{
  return at_us > 0 ? esp_format_date (at_us, esp_session_get_zone (self->session),
                                      ESP_DATE_SHORT_TIME, esp_session_get_lang (self->session))
                   : g_strdup ("–");
}

static char *
dup_goal (const EspJourneyFigures *figures)
{
  return figures->has_goal ? esp_format_count (figures->n_goals) : g_strdup ("–");
}

/* Returns: (transfer full) (nullable): the most urgent thing that is not well, as a sentence. */
static char *
dup_health (EspJourneyTable *self, const EspJourneyFigures *figures)
{
  const GPtrArray *health = figures->summary->health;

  if (figures->is_broken)
    return g_strdup (_ ("Its text cannot be read"));
  return health->len > 0 ? esp_journey_health_words (self->session, health->pdata[0]) : NULL;
}

static char *
dup_problems (const EspJourneyFigures *figures)
{
  if (figures->n_errors > 0)
    return g_strdup_printf (ngettext ("%u error", "%u errors", figures->n_errors),
                            figures->n_errors);
  if (figures->n_warnings > 0)
    return g_strdup_printf (ngettext ("%u warning", "%u warnings", figures->n_warnings),
                            figures->n_warnings);
  return g_strdup ("–");
}

static char *
dup_published (EspJourneyTable *self, const EspJourneyRow *row)
{
  g_autofree char *date = dup_date (self, row->published_at_us);

  return row->version > 0 ? g_strdup_printf ("v%u · %s", row->version, date)
                          : g_strdup (_ ("Never"));
}

static char *
dup_cell (EspJourneyTable *self, const EspJourneyFigures *figures, int column)
{
  switch (column)
    {
    case COLUMN_NAME:
      return g_strdup (figures->row->name);
    case COLUMN_STATE:
      return g_strdup (esp_journey_words_state (figures->row->state));
    case COLUMN_ENTERED:
      return esp_format_count (figures->n_entered);
    case COLUMN_INSIDE:
      return esp_format_count (figures->n_inside);
    case COLUMN_GOAL:
      return dup_goal (figures);
    case COLUMN_PROBLEMS:
      return dup_problems (figures);
    case COLUMN_PUBLISHED:
      return dup_published (self, figures->row);
    case COLUMN_NEXT:
    default:
      return dup_date (self, figures->next_us);
    }
}

static const char *
column_title (int column)
{
  switch (column)
    {
    case COLUMN_NAME:
      return _ ("Name");
    case COLUMN_STATE:
      return _ ("State");
    case COLUMN_ENTERED:
      return C_ ("journey column", "Entered, 7 d");
    case COLUMN_INSIDE:
      return C_ ("journey column", "Inside now");
    case COLUMN_GOAL:
      return C_ ("journey column", "Reached goal");
    case COLUMN_PROBLEMS:
      return C_ ("journey column", "Problems");
    case COLUMN_PUBLISHED:
      return C_ ("journey column", "Published");
    case COLUMN_NEXT:
    default:
      return C_ ("journey column", "Next change");
    }
}

static gboolean
is_number (int column)
{
  return column == COLUMN_ENTERED || column == COLUMN_INSIDE || column == COLUMN_GOAL;
}

static int
column_of (GtkSignalListItemFactory *factory)
{
  return GPOINTER_TO_INT (g_object_get_data (G_OBJECT (factory), "esp-column"));
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, EspJourneyTable *self)
{
  int column = column_of (factory);
  GtkWidget *cell = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (cell), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (cell), is_number (column) ? 1 : 0);
  if (is_number (column) || column >= COLUMN_PUBLISHED)
    gtk_widget_add_css_class (cell, "numeric");
  if (column == COLUMN_NAME)
    {
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
      GtkWidget *health = gtk_label_new (NULL);

      gtk_label_set_width_chars (GTK_LABEL (cell), NAME_CHARS);
      gtk_label_set_xalign (GTK_LABEL (health), 0);
      gtk_label_set_ellipsize (GTK_LABEL (health), PANGO_ELLIPSIZE_END);
      gtk_widget_add_css_class (health, "caption");
      gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
      gtk_box_append (GTK_BOX (box), cell);
      gtk_box_append (GTK_BOX (box), health);
      cell = box;
    }
  else if (column == COLUMN_STATE)
    {
      gtk_widget_set_halign (cell, GTK_ALIGN_START);
      gtk_widget_set_valign (cell, GTK_ALIGN_CENTER);
      gtk_widget_add_css_class (cell, "esp-state");
    }
  gtk_list_item_set_child (list_item, cell);
}

static void
set_state_class (GtkWidget *cell, const char *state)
{
  static const char *const classes[] = { "draft", "live", "paused", "closed", "ending", "ended" };

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (g_str_equal (classes[i], state))
      gtk_widget_add_css_class (cell, classes[i]);
    else
      gtk_widget_remove_css_class (cell, classes[i]);
}

static void
name_row (EspJourneyTable *self, GtkWidget *cell, const EspJourneyFigures *figures)
{
  g_autoptr (GString) label = g_string_new (figures->row->name);
  g_autofree char *health = dup_health (self, figures);

  for (int column = COLUMN_STATE; column < N_COLUMNS; column++)
    {
      g_autofree char *text = dup_cell (self, figures, column);

      if (g_str_equal (text, "–"))
        continue;
      if (column == COLUMN_STATE || column == COLUMN_PROBLEMS)
        g_string_append_printf (label, ", %s", text);
      else
        g_string_append_printf (label, ", %s %s", column_title (column), text);
    }
  if (health != NULL)
    g_string_append_printf (label, ", %s", health);
  esp_column_cell_set_row_name (cell, label->str);
}

static void
bind_name (EspJourneyTable *self, GtkWidget *box, const EspJourneyFigures *figures)
{
  g_autofree char *sentence = dup_health (self, figures);
  GtkWidget *name = gtk_widget_get_first_child (box);
  GtkWidget *health = gtk_widget_get_next_sibling (name);

  gtk_label_set_text (GTK_LABEL (name), figures->row->name);
  gtk_label_set_text (GTK_LABEL (health), sentence != NULL ? sentence : "");
  gtk_widget_set_visible (health, sentence != NULL);
  gtk_widget_add_css_class (health, "warning");
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, EspJourneyTable *self)
{
  int column = column_of (factory);
  GtkWidget *cell = gtk_list_item_get_child (list_item);
  const EspJourneyFigures *figures = esp_journey_item_get (gtk_list_item_get_item (list_item));
  g_autofree char *text = dup_cell (self, figures, column);
  g_autofree char *name = g_strdup_printf ("%s: %s", column_title (column), text);

  esp_column_cell_set_name (cell, name);
  gtk_widget_set_tooltip_text (cell, text);
  if (column == COLUMN_NAME)
    {
      bind_name (self, cell, figures);
      name_row (self, cell, figures);
      return;
    }
  gtk_label_set_text (GTK_LABEL (cell), text);
  if (column == COLUMN_STATE)
    {
      set_state_class (cell, figures->row->state);
      gtk_widget_set_tooltip_text (cell, esp_journey_words_state_about (figures->row->state));
    }
  if (column == COLUMN_PROBLEMS)
    {
      gtk_widget_remove_css_class (cell, "error");
      gtk_widget_remove_css_class (cell, "warning");
      if (figures->n_errors > 0)
        gtk_widget_add_css_class (cell, "error");
      else if (figures->n_warnings > 0)
        gtk_widget_add_css_class (cell, "warning");
    }
}

static void
add_column (EspJourneyTable *self, int column, int width)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *view_column = gtk_column_view_column_new (column_title (column), factory);

  g_object_set_data (G_OBJECT (factory), "esp-column", GINT_TO_POINTER (column));
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
  gtk_column_view_column_set_resizable (view_column, TRUE);
  if (width > 0)
    gtk_column_view_column_set_fixed_width (view_column, width);
  else
    gtk_column_view_column_set_expand (view_column, TRUE);
  gtk_column_view_append_column (self->view, view_column);
  g_object_unref (view_column);
}

/* States */

static void
update_state (EspJourneyTable *self)
{
  guint n_all = g_list_model_get_n_items (G_LIST_MODEL (self->items));
  guint n_shown = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  if (n_all == 0)
    {
      esp_status_show_empty (self->status, "esp-journey-symbolic", _ ("No journeys yet"),
                             _ ("A journey leads each person along its own way: it greets, waits, "
                                "watches, divides and hands over to sales. Nothing happens until "
                                "you publish it."));
      esp_status_set_buttons (self->status, _ ("New journey"), "screen.new", _ ("Import a file…"),
                              "screen.import");
    }
  else if (n_shown == 0)
    {
      esp_status_show_empty (self->status, "esp-search-symbolic", _ ("No journey matches"),
                             _ ("Try a part of its name or its state."));
      esp_status_set_buttons (self->status, _ ("Clear the search"), "screen.clear", NULL, NULL);
    }
  else
    esp_status_show_content (self->status);
  gtk_widget_set_visible (GTK_WIDGET (self->search), n_all > 0);
  g_signal_emit_by_name (self, "selected");
}

static gboolean
match_cb (gpointer item, gpointer user_data)
{
  EspJourneyTable *self = user_data;
  const EspJourneyRow *row = esp_journey_item_get (item)->row;
  g_autofree char *needle =
    g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);
  g_autofree char *text = g_strconcat (row->name, "\n", esp_journey_words_state (row->state), NULL);
  g_autofree char *hay = g_utf8_casefold (text, -1);

  return strstr (hay, g_strstrip (needle)) != NULL;
}

static void
search_changed_cb (EspJourneyTable *self)
{
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  update_state (self);
}

static void
select_id (EspJourneyTable *self, gint64 id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->selection)); i++)
    {
      g_autoptr (EspJourneyItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

      if (esp_journey_item_get (item)->row->id == id)
        gtk_single_selection_set_selected (self->selection, i);
    }
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspJourneyTable) self = user_data;
  g_autoptr (GError) error = NULL;
  EspJourneyItems *read = esp_store_read_finish (ESP_STORE (source), result, &error);
  const EspJourneyRow *selected;
  gint64 selected_id;

  if (self->items == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      esp_journey_items_free (read);
      return;
    }
  if (read == NULL)
    {
      g_autofree char *sentence = esp_store_message (error);

      esp_status_show_error (self->status, sentence, error->message);
      esp_status_set_buttons (self->status, _ ("Try again"), "screen.refresh", NULL, NULL);
      return;
    }
  selected = esp_journey_table_get_selected (self);
  selected_id = selected != NULL ? selected->id : 0;
  g_list_store_splice (self->items, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)),
                       read->items->pdata, read->items->len);
  select_id (self, selected_id);
  update_state (self);
  esp_journey_items_free (read);
}

/**
 * esp_journey_table_reload:
 */
void
esp_journey_table_reload (EspJourneyTable *self)
{
  EspStore *store = esp_session_get_store (self->session);
  EspSegmentService *service = esp_segment_service_get (store);
  EspJourneyItems *read = esp_journey_items_new (esp_segment_service_get_engine (service),
                                                 esp_session_get_lang (self->session));

  g_clear_handle_id (&self->reload_source, g_source_remove);
  esp_store_read_async (store, ESP_READ_LONG, esp_journey_items_read, read, esp_journey_items_free,
                        esp_session_get_cancellable (self->session), listed_cb,
                        g_object_ref (self));
}

static gboolean
reload_later_cb (gpointer user_data)
{
  EspJourneyTable *self = user_data;

  self->reload_source = 0;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    esp_journey_table_reload (self);
  return G_SOURCE_REMOVE;
}

static void
store_changed_cb (EspJourneyTable *self, EspChanges *changes)
{
  if (self->reload_source == 0 &&
      esp_changes_has (changes, ESP_CHANGE_JOURNEY | ESP_CHANGE_MESSAGE | ESP_CHANGE_SEGMENT |
                                  ESP_CHANGE_CHANNEL))
    self->reload_source = g_timeout_add (RELOAD_MS, reload_later_cb, self);
}

static void
activate_cb (EspJourneyTable *self, guint position)
{
  g_autoptr (EspJourneyItem) item =
    g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  g_autofree char *address = NULL;

  if (item == NULL)
    return;
  address = g_strdup_printf ("journeys/%" G_GINT64_FORMAT, esp_journey_item_get (item)->row->id);
  esp_session_open (self->session, address);
}

/**
 * esp_journey_table_get_selected:
 *
 * Returns: (transfer none) (nullable): the current row, until the list changes
 */
const EspJourneyRow *
esp_journey_table_get_selected (EspJourneyTable *self)
{
  EspJourneyItem *item = gtk_single_selection_get_selected_item (self->selection);

  return item != NULL ? esp_journey_item_get (item)->row : NULL;
}

/**
 * esp_journey_table_get_n:
 *
 * Returns: how many journeys are listed
 */
guint
esp_journey_table_get_n (EspJourneyTable *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->selection));
}

/**
 * esp_journey_table_focus_search:
 *
 * Returns: FALSE when there is nothing to search
 */
gboolean
esp_journey_table_focus_search (EspJourneyTable *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->search)) &&
         gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

/**
 * esp_journey_table_clear_search:
 */
void
esp_journey_table_clear_search (EspJourneyTable *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
}

static void
esp_journey_table_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (esp_journey_table_parent_class)->map (widget);
  esp_journey_table_reload (ESP_JOURNEY_TABLE (widget));
}

static void
esp_journey_table_dispose (GObject *object)
{
  EspJourneyTable *self = ESP_JOURNEY_TABLE (object);

  g_clear_handle_id (&self->reload_source, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->items);
  G_OBJECT_CLASS (esp_journey_table_parent_class)->dispose (object);
}

static void
esp_journey_table_class_init (EspJourneyTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_journey_table_dispose;
  widget_class->map = esp_journey_table_map;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  g_signal_new ("selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
esp_journey_table_init (EspJourneyTable *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkFilterListModel *filtered;

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->search = GTK_SEARCH_ENTRY (gtk_search_entry_new ());
  g_object_set (self->search, "placeholder-text", _ ("Search journeys"), "margin-top", MARGIN,
                "margin-bottom", MARGIN, "margin-start", MARGIN, "margin-end", MARGIN, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Search journeys"), -1);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->search));
  self->items = g_list_store_new (ESP_TYPE_JOURNEY_ITEM);
  self->filter = GTK_FILTER (gtk_custom_filter_new (match_cb, self, NULL));
  filtered = gtk_filter_list_model_new (G_LIST_MODEL (g_object_ref (self->items)), self->filter);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (filtered));
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (GTK_SELECTION_MODEL (self->selection)));
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "esp-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  C_ ("area", "Journeys"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  self->status = ESP_STATUS (esp_status_new (scroller));
  gtk_widget_set_vexpand (GTK_WIDGET (self->status), TRUE);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->status));
}

/**
 * esp_journey_table_new:
 *
 * Returns: (transfer floating): the list; it loads whenever it comes into sight
 */
GtkWidget *
esp_journey_table_new (EspSession *session)
{
  static const int widths[N_COLUMNS] = { 0, 110, 100, 100, 120, 100, 160, 130 };
  EspJourneyTable *self = g_object_new (ESP_TYPE_JOURNEY_TABLE, NULL);

  self->session = session;
  for (int column = 0; column < N_COLUMNS; column++)
    add_column (self, column, widths[column]);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (activate_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (search_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (update_state),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (esp_session_get_store (session), "changed",
                           G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  gtk_search_entry_set_key_capture_widget (self->search, GTK_WIDGET (self->view));
  return GTK_WIDGET (self);
}
