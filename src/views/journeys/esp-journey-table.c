/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of journeys: how each stands, how many it leads, what is wrong with it. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-table.h"

#include "views/journeys/esp-journey-health-banner.h"
#include "views/journeys/esp-journey-item.h"
#include "views/journeys/esp-journey-words.h"
#include "views/shell/esp-column-cell.h"
#include "views/shell/esp-search-table.h"
#include "worker/esp-segment-service.h"

#include <glib/gi18n.h>

#define NAME_CHARS 16
#define RELOAD_MS 400

struct _EspJourneyTable
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's; outlives the table */
  EspSearchTableInfo info;
  EspSearchTable *table; /* (owned) */
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

static GtkWidget *
make_cell (gpointer owner, int column)
{
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
  return cell;
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
bind_cell (gpointer owner, GtkWidget *cell, gpointer item, int column)
{
  EspJourneyTable *self = owner;
  const EspJourneyFigures *figures = esp_journey_item_get (item);
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

static gint64
get_id (gpointer item)
{
  return esp_journey_item_get (item)->row->id;
}

static char *
dup_words (gpointer owner, gpointer item)
{
  const EspJourneyRow *row = esp_journey_item_get (item)->row;

  return g_strconcat (row->name, "\n", esp_journey_words_state (row->state), NULL);
}

/* What is listed */

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspJourneyTable) self = user_data;
  g_autoptr (GError) error = NULL;
  EspJourneyItems *read = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      esp_journey_items_free (read);
      return;
    }
  if (read == NULL)
    {
      esp_search_table_fail (self->table, error);
      return;
    }
  esp_search_table_take (self->table, read->items);
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
                                  ESP_CHANGE_CHANNEL | ESP_CHANGE_AUDIENCE))
    self->reload_source = g_timeout_add (RELOAD_MS, reload_later_cb, self);
}

/**
 * esp_journey_table_get_selected:
 *
 * Returns: (transfer none) (nullable): the current row, until the list changes
 */
const EspJourneyRow *
esp_journey_table_get_selected (EspJourneyTable *self)
{
  EspJourneyItem *item = esp_search_table_get_selected (self->table);

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
  return esp_search_table_get_n (self->table);
}

/**
 * esp_journey_table_focus_search:
 *
 * Returns: FALSE when there is nothing to search
 */
gboolean
esp_journey_table_focus_search (EspJourneyTable *self)
{
  return esp_search_table_focus_search (self->table);
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
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  g_clear_handle_id (&self->reload_source, g_source_remove);
  g_clear_pointer (&child, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_journey_table_parent_class)->dispose (object);
}

static void
esp_journey_table_finalize (GObject *object)
{
  g_clear_object (&ESP_JOURNEY_TABLE (object)->table);
  G_OBJECT_CLASS (esp_journey_table_parent_class)->finalize (object);
}

static void
esp_journey_table_class_init (EspJourneyTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_journey_table_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_journey_table_finalize;
  widget_class->map = esp_journey_table_map;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  g_signal_new ("selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
reload (gpointer owner)
{
  esp_journey_table_reload (owner);
}

static void
esp_journey_table_init (EspJourneyTable *self)
{
  self->info = (EspSearchTableInfo){
    .area = "journeys",
    .title = C_ ("area", "Journeys"),
    .search = _ ("Search journeys"),
    .empty = { .icon_name = "esp-journey-symbolic",
               .title = _ ("No journeys yet"),
               .about = _ ("A journey leads each person along its own way: it greets, waits, "
                           "watches, divides and hands over to sales. Nothing happens until "
                           "you publish it."),
               .label = _ ("New journey"),
               .action = "screen.new",
               .other_label = _ ("Import a file…"),
               .other_action = "screen.import" },
    .no_match = _ ("No journey matches"),
    .no_match_about = _ ("Try a part of its name or its state."),
    .get_id = get_id,
    .dup_words = dup_words,
    .make_cell = make_cell,
    .bind_cell = bind_cell,
    .reload = reload,
  };
}

static void
selected_cb (EspJourneyTable *self)
{
  g_signal_emit_by_name (self, "selected");
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
  self->table = g_object_ref (ESP_SEARCH_TABLE (esp_search_table_new (session, &self->info, self)));
  gtk_widget_set_parent (GTK_WIDGET (self->table), GTK_WIDGET (self));
  for (int column = 0; column < N_COLUMNS; column++)
    esp_search_table_add_column (self->table, column_title (column), widths[column]);
  g_signal_connect_object (self->table, "selected", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (esp_session_get_store (session), "changed",
                           G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
