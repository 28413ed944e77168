/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Goals and pinned reports on the overview: reads them, shows them, keeps the focus where it was. */
#define G_LOG_DOMAIN "esp-overview"

#include "config.h"

#include "views/overview/esp-overview-board.h"

#include "draw/esp-goal-chart.h"
#include "views/campaigns/esp-campaign-words.h"
#include "views/chart/esp-chart-card.h"
#include "views/overview/esp-goal-window.h"
#include "views/overview/esp-overview-item-acts.h"
#include "views/overview/esp-overview-print.h"
#include "views/overview/esp-overview-reading.h"
#include "views/shell/esp-button.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-store-messages.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define SECTION_SPACING 24
/* Changes of the page itself are shown at once, those of a send that runs now and then. */
#define SOON_MS 50
#define LATER_MS 3000
#define GOAL_KEY "esp-goal"
#define ID_KEY "esp-item"

struct _EspOverviewBoard
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's; outlives the board */
  GtkWidget *box;
  GtkWidget *goals; /* a list box */
  GtkWidget *pins_box;
  GtkWidget *pins;
  GPtrArray *lines; /* (owned) of EspOverviewGoalLine: the goals in words */
  guint source;
  gboolean is_old;
  gboolean is_reading;
};

G_DEFINE_FINAL_TYPE (EspOverviewBoard, esp_overview_board, GTK_TYPE_WIDGET)

static void schedule (EspOverviewBoard *self, guint wait_ms);

static void
new_goal_cb (EspOverviewBoard *self)
{
  esp_goal_window_present (self->session, NULL);
}

static void
edit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWidget *row = data;
  EspOverviewBoard *self =
    ESP_OVERVIEW_BOARD (gtk_widget_get_ancestor (row, ESP_TYPE_OVERVIEW_BOARD));

  esp_goal_window_present (self->session, g_object_get_data (G_OBJECT (row), GOAL_KEY));
}

static void
add_edit_action (GtkWidget *row)
{
  const GActionEntry entries[] = { { .name = "edit", .activate = edit_cb } };
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), row);
  gtk_widget_insert_action_group (row, "goal", G_ACTION_GROUP (actions));
}

static GtkWidget *
menu_button_new (const char *name)
{
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr (GMenuModel) menu = esp_overview_item_acts_create_menu (TRUE);
  /* Translators: the menu of one goal, named after it */
  g_autofree char *label = g_strdup_printf (_ ("Menu of the goal “%s”"), name);

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "esp-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), menu);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  return button;
}

static GtkWidget *
bar_new (const EspOverviewGoal *goal, const char *sentence)
{
  GtkWidget *bar = gtk_progress_bar_new ();

  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (bar),
                                 CLAMP (goal->progress->value / (double) goal->goal.target, 0, 1));
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                  -1);
  return bar;
}

/* "New leads · this month" */
static char *
describe_goal (EspOverviewBoard *self, const EspOverviewGoal *goal)
{
  static const char *const periods[] = { N_ ("this week"), N_ ("this month"), N_ ("this quarter"),
                                         N_ ("this year") };
  GTimeZone *zone = esp_session_get_zone (self->session);
  EspLang lang = esp_session_get_lang (self->session);
  const char *name = _ (goal->goal.metric->name);
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  if (goal->goal.period != ESP_GOAL_SPAN)
    return g_strdup_printf ("%s · %s", name, _ (periods[goal->goal.period]));
  from = esp_format_date (goal->progress->from_us, zone, ESP_DATE_DAY, lang);
  to = esp_format_date (goal->progress->to_us - 1, zone, ESP_DATE_DAY, lang);
  return g_strdup_printf ("%s · %s – %s", name, from, to);
}

static void
note_line (EspOverviewBoard *self, const char *title, const char *detail, double share)
{
  EspOverviewGoalLine *line = g_new0 (EspOverviewGoalLine, 1);

  line->title = g_strdup (title);
  line->detail = g_strdup (detail);
  line->share = share;
  g_ptr_array_add (self->lines, line);
}

static GtkWidget *
goal_row_new (EspOverviewBoard *self, const EspOverviewGoal *goal, EspChart *chart)
{
  GtkWidget *row = adw_expander_row_new ();
  GtkWidget *card = esp_chart_card_new (self->session);
  g_autofree char *title = describe_goal (self, goal);
  g_autofree char *sentence = g_strdup_printf ("%s: %s", title, esp_chart_get_answer (chart));

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), esp_chart_get_answer (chart));
  /* The last that is added stands first. */
  adw_expander_row_add_action (ADW_EXPANDER_ROW (row), menu_button_new (title));
  adw_expander_row_add_action (ADW_EXPANDER_ROW (row), bar_new (goal, sentence));
  esp_chart_card_set_chart (ESP_CHART_CARD (card), chart);
  esp_chart_card_set_plain (ESP_CHART_CARD (card));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), card);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                  -1);
  note_line (self, title, esp_chart_get_answer (chart),
             goal->progress->value / (double) goal->goal.target);
  g_object_set_data_full (G_OBJECT (row), GOAL_KEY, g_memdup2 (&goal->goal, sizeof goal->goal),
                          g_free);
  g_object_set_data (G_OBJECT (row), ID_KEY, GSIZE_TO_POINTER ((gsize) goal->goal.id));
  add_edit_action (row);
  esp_overview_item_acts_install (row, self->session, goal->goal.id);
  return row;
}

static GtkWidget *
pin_card_new (EspOverviewBoard *self, gint64 id, EspChart *chart)
{
  GtkWidget *card = esp_chart_card_new (self->session);
  g_autoptr (GMenuModel) menu = esp_overview_item_acts_create_menu (FALSE);

  esp_chart_card_set_chart (ESP_CHART_CARD (card), chart);
  esp_chart_card_add_menu (ESP_CHART_CARD (card), menu);
  g_object_set_data (G_OBJECT (card), ID_KEY, GSIZE_TO_POINTER ((gsize) id));
  esp_overview_item_acts_install (card, self->session, id);
  return card;
}

/* The item that has the focus within, 0 when none has. */
static gint64
find_focus (EspOverviewBoard *self, GtkWidget *parent)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (parent); child != NULL && focus != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (child == focus || gtk_widget_is_ancestor (focus, child))
      return (gint64) GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (child), ID_KEY));
  return 0;
}

static void
give_focus (GtkWidget *parent, gint64 id)
{
  for (GtkWidget *child = gtk_widget_get_first_child (parent); child != NULL && id != 0;
       child = gtk_widget_get_next_sibling (child))
    if ((gint64) GPOINTER_TO_SIZE (g_object_get_data (G_OBJECT (child), ID_KEY)) == id)
      gtk_widget_child_focus (child, GTK_DIR_TAB_FORWARD);
}

/* The numbers of the goals that show their chart. */
static GHashTable *
find_expanded (EspOverviewBoard *self)
{
  GHashTable *ids = g_hash_table_new (NULL, NULL);

  for (GtkWidget *row = gtk_widget_get_first_child (self->goals); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (row)))
      g_hash_table_add (ids, g_object_get_data (G_OBJECT (row), ID_KEY));
  return ids;
}

static void
clear_list (GtkWidget *list)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (list)) != NULL)
    {
      if (GTK_IS_LIST_BOX (list))
        gtk_list_box_remove (GTK_LIST_BOX (list), child);
      else
        gtk_box_remove (GTK_BOX (list), child);
    }
}

static void
init_voice (EspOverviewBoard *self, EspChartVoice *voice)
{
  esp_chart_voice_init (voice, esp_session_get_zone (self->session),
                        esp_clock_now_us (esp_session_get_clock (self->session)));
  voice->name_reason = esp_campaign_ledger_reason;
}

static void
show_goals (EspOverviewBoard *self, GPtrArray *goals, const EspChartVoice *voice)
{
  const char *currency = esp_workspace_get_currency (esp_session_get_workspace (self->session));
  g_autoptr (GHashTable) expanded = find_expanded (self);
  gint64 focus = find_focus (self, self->goals);

  clear_list (self->goals);
  for (guint i = 0; i < goals->len; i++)
    {
      const EspOverviewGoal *goal = goals->pdata[i];
      g_autoptr (EspChart) chart =
        esp_goal_chart_draw (&goal->goal, goal->progress, currency, voice);
      GtkWidget *row = goal_row_new (self, goal, chart);

      gtk_list_box_append (GTK_LIST_BOX (self->goals), row);
      adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row),
                                     g_hash_table_contains (expanded, GSIZE_TO_POINTER (
                                                                        (gsize) goal->goal.id)));
    }
  gtk_widget_set_visible (self->goals, goals->len > 0);
  give_focus (self->goals, focus);
}

static EspChart *
draw_pin (EspOverviewBoard *self, const EspOverviewPin *pin, const EspChartVoice *voice)
{
  EspAnswerVoice spoken = { voice->lang, esp_session_get_zone (self->session), voice->translate };

  if (pin->report != NULL)
    return esp_campaign_report_draw (pin->report, pin->chart, voice);
  return pin->result->parts->len > 0
           ? esp_report_part_draw (g_ptr_array_index (pin->result->parts, 0), &spoken)
           : NULL;
}

static void
open_report_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWidget *card = data;
  EspOverviewBoard *self =
    ESP_OVERVIEW_BOARD (gtk_widget_get_ancestor (card, ESP_TYPE_OVERVIEW_BOARD));

  esp_session_open (self->session, g_object_get_data (G_OBJECT (card), "esp-address"));
}

/* The way from the card to its report. */
static void
add_open (EspOverviewBoard *self, GtkWidget *card, const EspOverviewPin *pin)
{
  const GActionEntry entries[] = { { .name = "open", .activate = open_report_cb } };
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autoptr (GMenu) menu = g_menu_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), card);
  gtk_widget_insert_action_group (card, "pinned", G_ACTION_GROUP (actions));
  g_menu_append (menu, _ ("_Open the report"), "pinned.open");
  esp_chart_card_add_menu (ESP_CHART_CARD (card), G_MENU_MODEL (menu));
  g_object_set_data_full (G_OBJECT (card), "esp-address",
                          g_strdup_printf ("reports/%" G_GINT64_FORMAT "?card=%u", pin->report_id,
                                           pin->card_id),
                          g_free);
}

static void
show_pins (EspOverviewBoard *self, GPtrArray *pins, const EspChartVoice *voice)
{
  gint64 focus = find_focus (self, self->pins);

  clear_list (self->pins);
  for (guint i = 0; i < pins->len; i++)
    {
      const EspOverviewPin *pin = pins->pdata[i];
      g_autoptr (EspChart) chart = draw_pin (self, pin, voice);
      GtkWidget *card;

      if (chart == NULL)
        continue;
      card = pin_card_new (self, pin->id, chart);
      if (pin->report_id > 0)
        add_open (self, card, pin);
      gtk_box_append (GTK_BOX (self->pins), card);
    }
  gtk_widget_set_visible (self->pins_box, pins->len > 0);
  give_focus (self->pins, focus);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspOverviewBoard) self = user_data;
  g_autoptr (GError) error = NULL;
  EspOverviewReading *reading = esp_store_read_finish (ESP_STORE (source), result, &error);
  EspChartVoice voice;

  self->is_reading = FALSE;
  if (self->box != NULL && reading != NULL)
    {
      init_voice (self, &voice);
      g_ptr_array_set_size (self->lines, 0);
      show_goals (self, reading->goals, &voice);
      show_pins (self, reading->pins, &voice);
    }
  else if (self->box != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *text = esp_store_message (error);

      esp_session_toast (self->session, text);
    }
  g_clear_pointer (&reading, esp_overview_reading_free);
  if (self->box != NULL && self->is_old)
    schedule (self, SOON_MS);
}

static gboolean
reload_cb (gpointer user_data)
{
  EspOverviewBoard *self = user_data;

  self->source = 0;
  if (self->is_reading)
    return G_SOURCE_REMOVE;
  self->is_old = FALSE;
  self->is_reading = TRUE;
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_LONG,
                        esp_overview_reading_fill,
                        esp_overview_reading_new (esp_session_get_zone (self->session)),
                        (GDestroyNotify) esp_overview_reading_free,
                        esp_session_get_cancellable (self->session), read_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
schedule (EspOverviewBoard *self, guint wait_ms)
{
  self->is_old = TRUE;
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (self->source != 0 && wait_ms > SOON_MS)
    return;
  g_clear_handle_id (&self->source, g_source_remove);
  self->source = g_timeout_add (wait_ms, reload_cb, self);
}

static void
changed_cb (EspStore *store, EspChanges *changes, EspOverviewBoard *self)
{
  if (esp_changes_has (changes, ESP_CHANGE_SETTING | ESP_CHANGE_REPORT))
    schedule (self, SOON_MS);
  else if (esp_changes_has (changes, ESP_CHANGE_LEAD | ESP_CHANGE_EVENT | ESP_CHANGE_LEDGER |
                                       ESP_CHANGE_CAMPAIGN))
    schedule (self, LATER_MS);
}

static void
map_cb (EspOverviewBoard *self)
{
  if (self->is_old)
    schedule (self, SOON_MS);
}

static void
unmap_cb (EspOverviewBoard *self)
{
  self->is_old |= self->source != 0;
  g_clear_handle_id (&self->source, g_source_remove);
}

static void
esp_overview_board_dispose (GObject *object)
{
  EspOverviewBoard *self = ESP_OVERVIEW_BOARD (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->lines, g_ptr_array_unref);
  G_OBJECT_CLASS (esp_overview_board_parent_class)->dispose (object);
}

static void
esp_overview_board_class_init (EspOverviewBoardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_overview_board_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_overview_board_init (EspOverviewBoard *self)
{
  self->lines = g_ptr_array_new_with_free_func (esp_overview_goal_line_free);
  self->is_old = TRUE;
}

static GtkWidget *
heading_new (const char *text)
{
  GtkWidget *heading = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_set_hexpand (heading, TRUE);
  gtk_widget_add_css_class (heading, "heading");
  return heading;
}

static GtkWidget *
goals_box_new (EspOverviewBoard *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *button = esp_button_new (_ ("_Add goal…"));

  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", G_CALLBACK (new_goal_cb), self, G_CONNECT_SWAPPED);
  self->goals = esp_form_list_new (C_ ("overview", "Goals"));
  gtk_widget_set_visible (self->goals, FALSE);
  gtk_box_append (GTK_BOX (head), heading_new (C_ ("overview", "Goals")));
  gtk_box_append (GTK_BOX (head), button);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), self->goals);
  return box;
}

/**
 * esp_overview_board_new:
 *
 * Returns: (transfer floating): an empty board, which fills itself when it is seen
 */
GtkWidget *
esp_overview_board_new (EspSession *session)
{
  EspOverviewBoard *self = g_object_new (ESP_TYPE_OVERVIEW_BOARD, NULL);

  self->session = session;
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, SECTION_SPACING);
  self->pins_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  self->pins = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_set_visible (self->pins_box, FALSE);
  gtk_box_append (GTK_BOX (self->pins_box), heading_new (_ ("Pinned reports")));
  gtk_box_append (GTK_BOX (self->pins_box), self->pins);
  gtk_box_append (GTK_BOX (self->box), goals_box_new (self));
  gtk_box_append (GTK_BOX (self->box), self->pins_box);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  g_signal_connect (self, "map", G_CALLBACK (map_cb), NULL);
  g_signal_connect (self, "unmap", G_CALLBACK (unmap_cb), NULL);
  g_signal_connect_object (esp_session_get_store (session), "changed", G_CALLBACK (changed_cb),
                           self, 0);
  return GTK_WIDGET (self);
}

/**
 * esp_overview_board_list_goals:
 *
 * Returns: (transfer container) (element-type EspOverviewGoalLine): the goals in words, as shown
 */
GPtrArray *
esp_overview_board_list_goals (EspOverviewBoard *self)
{
  g_return_val_if_fail (ESP_IS_OVERVIEW_BOARD (self), NULL);

  return g_ptr_array_ref (self->lines);
}
