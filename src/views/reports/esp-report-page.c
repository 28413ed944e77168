/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows one report: the choices that hold for all cards, and the cards in their order. */
#define G_LOG_DOMAIN "esp-reports"

#include "config.h"

#include "views/reports/esp-report-page.h"

#include "store/esp-segments.h"
#include "views/reports/esp-report-acts.h"
#include "views/reports/esp-report-card-acts.h"
#include "views/reports/esp-report-flow.h"
#include "views/reports/esp-report-form.h"
#include "views/reports/esp-report-period.h"
#include "views/shell/esp-banner.h"
#include "views/shell/esp-status.h"
#include "views/shell/esp-store-messages.h"
#include "views/shell/esp-wrap-box.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define PAGE_WIDTH 1180
#define MAX_SEGMENTS 200
#define PROGRESS_MS 250
/* Shorter than this nobody needs to be told that it takes time. */
#define SLOW_TURNS 2

struct _EspReportPage
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's; outlives the page */
  EspReportDesk *desk; /* (owned) (nullable) */
  GSimpleActionGroup *actions;
  GtkWidget *box;
  GtkWidget *period;
  GtkWidget *compare;
  GtkWidget *segment;
  GMenu *segments; /* (owned) */
  GtkWidget *trouble;
  GtkWidget *definitions; /* which of them changed */
  GtkWidget *progress;    /* a row: words and Cancel */
  GtkWidget *progress_text;
  GtkWidget *flow;
  EspStatus *status;
  GHashTable *names; /* (owned) uuid → name of segments */
  GHashTable *cards; /* (owned) id → EspReportCardView */
  guint wanted_card; /* to be shown as soon as it is there; 0: none */
  guint timer;
  guint n_turns;
};

G_DEFINE_FINAL_TYPE (EspReportPage, esp_report_page, GTK_TYPE_WIDGET)

static guint state_signal;

static void
set_button (GtkWidget *button, const char *name, const char *value)
{
  g_autofree char *text = g_strdup_printf ("%s: %s", name, value);

  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), value);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_set_tooltip_text (button, text);
}

static void
set_state (EspReportPage *self, const char *action, const char *value)
{
  GAction *found = g_action_map_lookup_action (G_ACTION_MAP (self->actions), action);

  g_simple_action_set_state (G_SIMPLE_ACTION (found), g_variant_new_string (value));
}

static void
show_choices (EspReportPage *self, const EspReportDesign *design)
{
  g_autofree char *period = esp_report_period_dup_title (design->from, design->to);
  g_autofree char *value = esp_report_period_join (design->from, design->to);
  const char *name =
    design->segment != NULL ? g_hash_table_lookup (self->names, design->segment) : _ ("Everybody");

  set_button (self->period, _ ("Period"), period);
  set_button (self->compare, _ ("Comparison"), esp_report_compare_get_title (design->compare));
  set_button (self->segment, _ ("Audience"), name != NULL ? name : _ ("A deleted segment"));
  set_state (self, "period", value);
  set_state (self, "compare", design->compare);
  set_state (self, "segment", design->segment != NULL ? design->segment : "");
}

/* Cards */

static void
edit (EspReportPage *self, EspReportDesign *design, const char *title)
{
  esp_report_acts_edit (self->session, self->desk, design, title);
}

static void
act_cb (EspReportCardView *view, const char *name, int value, EspReportPage *self)
{
  if (self->desk != NULL)
    esp_report_card_acts_run (self->session, self->desk, view, name, value);
}

static GtkWidget *
take_card (EspReportPage *self, guint id)
{
  GtkWidget *view = g_hash_table_lookup (self->cards, GUINT_TO_POINTER (id));

  if (view != NULL)
    return view;
  view = esp_report_card_view_new (self->session, id);
  g_signal_connect_object (view, "act", G_CALLBACK (act_cb), self, 0);
  g_hash_table_insert (self->cards, GUINT_TO_POINTER (id), view);
  return view;
}

static void
drop_cards (EspReportPage *self, const EspReportDesign *design)
{
  GHashTableIter iter;
  gpointer id, view;

  g_hash_table_iter_init (&iter, self->cards);
  while (g_hash_table_iter_next (&iter, &id, &view))
    if (design == NULL || esp_report_design_find_card (design, GPOINTER_TO_UINT (id), NULL) == NULL)
      {
        g_hash_table_iter_remove (&iter);
        esp_report_flow_remove (ESP_REPORT_FLOW (self->flow), view);
      }
}

static void
reveal (EspReportPage *self)
{
  GtkWidget *view = g_hash_table_lookup (self->cards, GUINT_TO_POINTER (self->wanted_card));

  if (view == NULL)
    return;
  self->wanted_card = 0;
  (void) gtk_widget_child_focus (view, GTK_DIR_TAB_FORWARD);
}

static void
show_cards (EspReportPage *self, const EspReportDesign *design)
{
  /* What is asked again and answered at once is not dimmed. */
  gboolean is_old = esp_report_desk_is_old (self->desk) ||
                    (esp_report_desk_is_running (self->desk) && self->n_turns >= SLOW_TURNS);
  GtkWidget *after = NULL;

  drop_cards (self, design);
  for (guint i = 0; i < esp_report_design_get_n_cards (design); i++)
    {
      const EspReportCard *card = esp_report_design_get_card (design, i);
      GtkWidget *view = take_card (self, card->id);

      esp_report_flow_place (ESP_REPORT_FLOW (self->flow), view, card->width, after);
      esp_report_card_view_show (ESP_REPORT_CARD_VIEW (view), card,
                                 esp_report_desk_find_part (self->desk, card->id), is_old);
      after = view;
    }
  if (after != NULL)
    esp_status_show_content (self->status);
  else
    {
      esp_status_show_empty (self->status, "esp-report-symbolic", _ ("This report has no cards"),
                             _ ("A card asks one question and shows its answer."));
      esp_status_set_buttons (self->status, _ ("_Add card…"), "report.add", NULL, NULL);
    }
  if (self->wanted_card != 0)
    reveal (self);
}

/* Progress */

static gboolean
progress_cb (gpointer data)
{
  EspReportPage *self = data;
  guint done = 0, total = 0;
  g_autofree char *text = NULL;

  esp_report_desk_get_progress (self->desk, &done, &total);
  self->n_turns++;
  if (self->n_turns < SLOW_TURNS)
    return G_SOURCE_CONTINUE;
  if (self->n_turns == SLOW_TURNS && esp_report_desk_get_design (self->desk) != NULL)
    show_cards (self, esp_report_desk_get_design (self->desk));
  /* Translators: cards that are counted, of how many */
  text = g_strdup_printf (_ ("Counting… %u of %u cards"), done, total);
  gtk_label_set_text (GTK_LABEL (self->progress_text), text);
  gtk_widget_set_visible (self->progress, TRUE);
  return G_SOURCE_CONTINUE;
}

static void
show_progress (EspReportPage *self)
{
  gboolean is_running = self->desk != NULL && esp_report_desk_is_running (self->desk);

  if (is_running && self->timer == 0)
    {
      self->n_turns = 0;
      self->timer = g_timeout_add (PROGRESS_MS, progress_cb, self);
    }
  else if (!is_running)
    {
      g_clear_handle_id (&self->timer, g_source_remove);
      self->n_turns = 0;
      gtk_widget_set_visible (self->progress, FALSE);
    }
}

/* What the figures of the report meant when it was saved may be something else now. */
static void
show_definitions (EspReportPage *self, const EspReportDesign *design)
{
  g_autoptr (GPtrArray) changes = esp_report_design_list_changes (design);
  g_autoptr (GString) text = g_string_new (NULL);

  if (changes->len > 0)
    g_string_append (text, _ ("What figures of this report mean has changed since it was saved, so "
                              "earlier copies may say something else."));
  for (guint i = 0; i < changes->len; i++)
    g_string_append_printf (text, "\n%s", _ ((const char *) g_ptr_array_index (changes, i)));
  esp_banner_set_text (ESP_BANNER (self->definitions), text->len > 0 ? text->str : NULL);
}

static void
know_act (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EspReportPage *self = data;
  g_autoptr (EspReportDesign) design =
    self->desk != NULL ? esp_report_desk_copy_design (self->desk) : NULL;

  if (design == NULL)
    return;
  esp_report_design_know_definitions (design);
  edit (self, design, _ ("Take note of changed definitions"));
}

static void
desk_cb (EspReportPage *self)
{
  const EspReportDesign *design = esp_report_desk_get_design (self->desk);
  const GError *failure = esp_report_desk_get_failure (self->desk);
  g_autofree char *sentence = failure != NULL ? esp_store_message (failure) : NULL;

  show_progress (self);
  if (design == NULL)
    {
      if (failure != NULL)
        esp_status_show_error (self->status, sentence, failure->message);
    }
  else
    {
      esp_banner_set_text (ESP_BANNER (self->trouble), sentence);
      show_definitions (self, design);
      show_choices (self, design);
      show_cards (self, design);
    }
  g_signal_emit (self, state_signal, 0);
}

/* Segments to choose from */

static gboolean
load_segments (EspTx *tx, gpointer data, GError **error)
{
  GPtrArray **segments = data;

  *segments = esp_segment_list (tx, error);
  return *segments != NULL;
}

static void
segments_free (gpointer data)
{
  GPtrArray **segments = data;

  g_clear_pointer (segments, g_ptr_array_unref);
  g_free (segments);
}

static void
segments_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspReportPage) self = user_data;
  GPtrArray **segments = esp_store_read_finish (ESP_STORE (source), result, NULL);

  if (segments == NULL)
    return;
  g_menu_remove_all (self->segments);
  g_hash_table_remove_all (self->names);
  g_menu_append (self->segments, _ ("Everybody"), "report.segment('')");
  for (guint i = 0; i < MIN ((*segments)->len, MAX_SEGMENTS); i++)
    {
      const EspSegment *segment = g_ptr_array_index (*segments, i);
      g_autoptr (GMenuItem) item = g_menu_item_new (segment->name, NULL);

      g_menu_item_set_action_and_target (item, "report.segment", "s", segment->uuid);
      g_menu_append_item (self->segments, item);
      g_hash_table_insert (self->names, g_strdup (segment->uuid), g_strdup (segment->name));
    }
  segments_free (segments);
  if (self->desk != NULL && esp_report_desk_get_design (self->desk) != NULL)
    show_choices (self, esp_report_desk_get_design (self->desk));
}

static void
read_segments (EspReportPage *self)
{
  GPtrArray **segments = g_new0 (GPtrArray *, 1);

  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, load_segments,
                        segments, segments_free, esp_session_get_cancellable (self->session),
                        segments_cb, g_object_ref (self));
}

/* What holds for all cards */

static void
period_act (GSimpleAction *action, GVariant *value, gpointer data)
{
  EspReportPage *self = data;
  g_autoptr (EspReportDesign) design = NULL;
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  if (self->desk == NULL || esp_report_desk_get_design (self->desk) == NULL ||
      !esp_report_period_split (g_variant_get_string (value, NULL), &from, &to))
    return;
  design = esp_report_desk_copy_design (self->desk);
  esp_report_design_set_period (design, from, to);
  edit (self, design, _ ("Change the period"));
}

static void
compare_act (GSimpleAction *action, GVariant *value, gpointer data)
{
  EspReportPage *self = data;
  g_autoptr (EspReportDesign) design = NULL;

  if (self->desk == NULL || esp_report_desk_get_design (self->desk) == NULL)
    return;
  design = esp_report_desk_copy_design (self->desk);
  esp_report_design_set_compare (design, g_variant_get_string (value, NULL));
  edit (self, design, _ ("Change the comparison"));
}

static void
segment_act (GSimpleAction *action, GVariant *value, gpointer data)
{
  EspReportPage *self = data;
  const char *uuid = g_variant_get_string (value, NULL);
  g_autoptr (EspReportDesign) design = NULL;

  if (self->desk == NULL || esp_report_desk_get_design (self->desk) == NULL)
    return;
  design = esp_report_desk_copy_design (self->desk);
  esp_report_design_set_segment (design, *uuid != '\0' ? uuid : NULL);
  edit (self, design, _ ("Change the audience"));
}

static void
days_act (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EspReportPage *self = data;

  if (self->desk != NULL)
    esp_report_acts_ask_days (self->session, self->desk);
}

static void
add_act (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EspReportPage *self = data;

  if (self->desk != NULL)
    esp_report_form_present (self->session, self->desk, 0);
}

static void
cancel_act (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EspReportPage *self = data;

  if (self->desk != NULL)
    esp_report_desk_cancel (self->desk);
}

static const GActionEntry action_entries[] = {
  { .name = "period", .state = "''", .parameter_type = "s", .change_state = period_act },
  { .name = "compare", .state = "''", .parameter_type = "s", .change_state = compare_act },
  { .name = "segment", .state = "''", .parameter_type = "s", .change_state = segment_act },
  { .name = "days", .activate = days_act },
  { .name = "add", .activate = add_act },
  { .name = "cancel", .activate = cancel_act },
  { .name = "know", .activate = know_act },
};

static GMenuModel *
make_compare_menu (void)
{
  static const char *const choices[] = { "none", "previous", "year" };
  g_autoptr (GMenu) menu = g_menu_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      g_autoptr (GMenuItem) item =
        g_menu_item_new (esp_report_compare_get_title (choices[i]), NULL);

      g_menu_item_set_action_and_target (item, "report.compare", "s", choices[i]);
      g_menu_append_item (menu, item);
    }
  return G_MENU_MODEL (g_steal_pointer (&menu));
}

static GtkWidget *
make_menu_button (GMenuModel *menu)
{
  GtkWidget *button = gtk_menu_button_new ();

  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), menu);
  gtk_menu_button_set_always_show_arrow (GTK_MENU_BUTTON (button), TRUE);
  return button;
}

static GtkWidget *
make_choices (EspReportPage *self)
{
  GtkWidget *row = esp_wrap_box_new ();
  g_autoptr (GMenuModel) periods = esp_report_period_menu_new ();
  g_autoptr (GMenuModel) compares = make_compare_menu ();
  GtkWidget *add = gtk_button_new_with_mnemonic (_ ("_Add card…"));

  self->period = make_menu_button (periods);
  self->compare = make_menu_button (compares);
  self->segment = make_menu_button (G_MENU_MODEL (self->segments));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (add), "report.add");
  esp_wrap_box_append (ESP_WRAP_BOX (row), self->period);
  esp_wrap_box_append (ESP_WRAP_BOX (row), self->compare);
  esp_wrap_box_append (ESP_WRAP_BOX (row), self->segment);
  esp_wrap_box_append (ESP_WRAP_BOX (row), add);
  return row;
}

static GtkWidget *
make_progress (EspReportPage *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *spinner = gtk_spinner_new ();
  GtkWidget *cancel = gtk_button_new_with_mnemonic (_ ("_Cancel"));

  self->progress_text = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->progress_text, "numeric");
  gtk_spinner_start (GTK_SPINNER (spinner));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "report.cancel");
  gtk_box_append (GTK_BOX (row), spinner);
  gtk_box_append (GTK_BOX (row), self->progress_text);
  gtk_box_append (GTK_BOX (row), cancel);
  gtk_widget_set_visible (row, FALSE);
  return row;
}

static void
build (EspReportPage *self)
{
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *choices = make_choices (self);

  self->progress = make_progress (self);
  self->trouble = esp_banner_new (ESP_BANNER_ERROR);
  self->definitions = esp_banner_new (ESP_BANNER_INFO);
  esp_banner_set_button (ESP_BANNER (self->definitions), _ ("_Got it"), "report.know");
  self->flow = esp_report_flow_new ();
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), PAGE_WIDTH);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), PAGE_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), self->flow);
  gtk_widget_set_valign (self->flow, GTK_ALIGN_START);
  g_object_set (clamp, "margin-top", 3, "margin-bottom", 18, "margin-start", 12, "margin-end", 12,
                NULL);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  self->status = ESP_STATUS (esp_status_new (scroller));
  gtk_widget_set_vexpand (GTK_WIDGET (self->status), TRUE);
  g_object_set (choices, "margin-top", 12, "margin-start", 12, "margin-end", 12, NULL);
  g_object_set (self->progress, "margin-start", 12, "margin-end", 12, NULL);
  gtk_box_append (GTK_BOX (page), self->trouble);
  gtk_box_append (GTK_BOX (page), self->definitions);
  gtk_box_append (GTK_BOX (page), choices);
  gtk_box_append (GTK_BOX (page), self->progress);
  gtk_box_append (GTK_BOX (page), GTK_WIDGET (self->status));
  self->box = page;
  gtk_widget_set_parent (page, GTK_WIDGET (self));
}

static void
esp_report_page_dispose (GObject *object)
{
  EspReportPage *self = ESP_REPORT_PAGE (object);

  esp_report_page_close (self);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->actions);
  g_clear_object (&self->segments);
  g_clear_pointer (&self->names, g_hash_table_unref);
  g_clear_pointer (&self->cards, g_hash_table_unref);
  G_OBJECT_CLASS (esp_report_page_parent_class)->dispose (object);
}

static void
esp_report_page_class_init (EspReportPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_report_page_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  state_signal = g_signal_new ("state", ESP_TYPE_REPORT_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                               NULL, G_TYPE_NONE, 0);
}

static void
esp_report_page_init (EspReportPage *self)
{
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->cards = g_hash_table_new (NULL, NULL);
  self->segments = g_menu_new ();
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), action_entries,
                                   G_N_ELEMENTS (action_entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "report", G_ACTION_GROUP (self->actions));
}

/**
 * esp_report_page_new:
 */
GtkWidget *
esp_report_page_new (EspSession *session)
{
  EspReportPage *self = g_object_new (ESP_TYPE_REPORT_PAGE, NULL);

  self->session = session;
  build (self);
  return GTK_WIDGET (self);
}

/**
 * esp_report_page_open:
 * @card_id: the card to go to; 0: none
 *
 * Shows the report @id.
 */
void
esp_report_page_open (EspReportPage *self, gint64 id, guint card_id)
{
  self->wanted_card = card_id;
  if (self->desk != NULL && esp_report_desk_get_id (self->desk) == id)
    {
      reveal (self);
      return;
    }
  esp_report_page_close (self);
  read_segments (self);
  self->desk = esp_report_desk_new (esp_session_get_store (self->session), id);
  g_signal_connect_object (self->desk, "changed", G_CALLBACK (desk_cb), self, G_CONNECT_SWAPPED);
}

/**
 * esp_report_page_close:
 */
void
esp_report_page_close (EspReportPage *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->desk == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->desk, self);
  esp_report_desk_close (self->desk);
  g_clear_object (&self->desk);
  drop_cards (self, NULL);
}

/**
 * esp_report_page_get_desk:
 *
 * Returns: (transfer none) (nullable): the report that is open
 */
EspReportDesk *
esp_report_page_get_desk (EspReportPage *self)
{
  return self->desk;
}
