/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A card of a report: question, answer, chart or table, what was written beside it, and its menu. */
#define G_LOG_DOMAIN "esp-reports"

#include "config.h"

#include "views/reports/esp-report-card-view.h"

#include "engine/insight/esp-answer.h"
#include "views/calendar/esp-plan-window.h"
#include "views/chart/esp-chart-card.h"

#include <glib/gi18n.h>
#include <math.h>

#define OLD_OPACITY 0.55
#define N_DAYS 7
#define N_HOURS 24

struct _EspReportCardView
{
  GtkWidget parent_instance;

  EspSession *session;   /* the window's; outlives the card */
  GtkWidget *chart_card; /* an EspChartCard */
  GtkWidget *foot;       /* notes */
  GSimpleActionGroup *actions;
  const EspAnswer
    *answer;       /* (unowned) that is drawn: of the desk, which shows another before it goes */
  gint64 as_of_us; /* of that: memory is used again */
  char *drawn;     /* (owned) (nullable) title and look that are drawn */
  guint id;
};

G_DEFINE_FINAL_TYPE (EspReportCardView, esp_report_card_view, GTK_TYPE_WIDGET)

static guint act_signal;

static const char *
translate (const char *english)
{
  return *english != '\0' ? _ (english) : english;
}

/**
 * esp_report_voice_init:
 *
 * Makes answers speak the language of the application.
 */
void
esp_report_voice_init (EspSession *session, EspAnswerVoice *voice)
{
  *voice =
    (EspAnswerVoice){ esp_session_get_lang (session), esp_session_get_zone (session), translate };
}

static void
act (EspReportCardView *self, const char *name, int value)
{
  g_signal_emit (self, act_signal, 0, name, value);
}

static void
act_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  int value = parameter != NULL ? g_variant_get_int32 (parameter) : 0;

  act (data, g_action_get_name (G_ACTION (action)), value);
}

/* Hours of the week: of the answer to “send-times”, rows are days from Monday, columns hours. */

static gboolean
is_of_hours (const EspAnswer *answer)
{
  return answer != NULL && g_str_equal (answer->ask, "send-times") && answer->rows->len >= N_DAYS &&
         answer->columns->len >= N_HOURS;
}

/* Where the cursor stands, else what was clicked most. */
static gboolean
find_hour (EspReportCardView *self, guint *out_day, guint *out_hour)
{
  double most = 0;

  if (esp_chart_card_get_cursor (ESP_CHART_CARD (self->chart_card), out_day, out_hour) &&
      *out_day < N_DAYS && *out_hour < N_HOURS)
    return TRUE;
  for (guint i = 0; i < N_DAYS * N_HOURS; i++)
    {
      const EspAnswerCell *cell = esp_answer_get_cell (self->answer, i / N_HOURS, i % N_HOURS);

      if (!isfinite (cell->value) || cell->value <= most || (cell->flags & ESP_CELL_FEW) != 0)
        continue;
      most = cell->value;
      *out_day = i / N_HOURS;
      *out_hour = i % N_HOURS;
    }
  return most > 0;
}

/* The next such hour that is still to come. */
static gint64
find_next (EspReportCardView *self, guint day, guint hour)
{
  GTimeZone *zone = esp_session_get_zone (self->session);
  gint64 now_us = esp_clock_now_us (esp_session_get_clock (self->session));
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) now = g_date_time_to_timezone (utc, zone);
  int ahead = ((int) day + 1 - g_date_time_get_day_of_week (now) + N_DAYS) % N_DAYS;

  for (;; ahead += N_DAYS)
    {
      g_autoptr (GDateTime) date = g_date_time_add_days (now, ahead);
      g_autoptr (GDateTime) at =
        g_date_time_new (zone, g_date_time_get_year (date), g_date_time_get_month (date),
                         g_date_time_get_day_of_month (date), (int) hour, 0, 0);

      if (at == NULL)
        return now_us;
      if (g_date_time_to_unix (at) * G_USEC_PER_SEC > now_us)
        return g_date_time_to_unix (at) * G_USEC_PER_SEC;
    }
}

static void
hour_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EspReportCardView *self = data;
  guint day = 0, hour = 0;

  if (!is_of_hours (self->answer))
    return;
  if (find_hour (self, &day, &hour))
    esp_plan_window_present_new (self->session, find_next (self, day, hour), TRUE, NULL);
  else
    esp_session_toast (self->session, _ ("No hour says enough yet. Choose a cell first."));
}

/* The row of attribution on which the cursor stands; -1 for all of them. */
static void
touches_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EspReportCardView *self = data;
  guint series = 0, row = 0;
  gboolean has_row = esp_chart_card_get_cursor (ESP_CHART_CARD (self->chart_card), &series, &row) &&
                     self->answer != NULL && row < self->answer->rows->len;

  act (self, "touches", has_row ? (int) row : -1);
}

/* What only some answers allow. */
static void
update_actions (EspReportCardView *self)
{
  GAction *hour = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "hour");
  GAction *touches = g_action_map_lookup_action (G_ACTION_MAP (self->actions), "touches");

  g_simple_action_set_enabled (G_SIMPLE_ACTION (hour), is_of_hours (self->answer));
  g_simple_action_set_enabled (G_SIMPLE_ACTION (touches),
                               self->answer != NULL &&
                                 g_str_equal (self->answer->ask, "attribution"));
}

/**
 * esp_report_card_view_get_answer:
 *
 * Returns: (transfer none) (nullable): what it shows now
 */
const EspAnswer *
esp_report_card_view_get_answer (EspReportCardView *self)
{
  return self->answer;
}

static void
append_when_enabled (GMenu *menu, const char *label, const char *action)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, action);

  g_menu_item_set_attribute (item, "hidden-when", "s", "action-disabled");
  g_menu_append_item (menu, item);
}

static GMenuModel *
create_menu (void)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) widths = g_menu_new ();

  g_menu_append (widths, _ ("A third"), "card.width(4)");
  g_menu_append (widths, _ ("Half"), "card.width(6)");
  g_menu_append (widths, _ ("Two thirds"), "card.width(8)");
  g_menu_append (widths, _ ("Whole row"), "card.width(12)");
  append_when_enabled (menu, _ ("Plan a Send at _This Hour…"), "card.hour");
  append_when_enabled (menu, _ ("T_ouches of the Conversions…"), "card.touches");
  g_menu_append (menu, _ ("_Edit Card…"), "card.edit");
  g_menu_append_submenu (menu, _ ("_Width"), G_MENU_MODEL (widths));
  g_menu_append (menu, _ ("Move _Up"), "card.move(-1)");
  g_menu_append (menu, _ ("Move _Down"), "card.move(1)");
  g_menu_append (menu, _ ("D_uplicate"), "card.copy");
  g_menu_append (menu, _ ("_Pin to Overview"), "card.pin");
  g_menu_append (menu, _ ("_Remove"), "card.remove");
  return G_MENU_MODEL (g_steal_pointer (&menu));
}

/* Keys: Alt+Up and Alt+Down move it, Delete takes it out. */
static gboolean
move_key_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  act (ESP_REPORT_CARD_VIEW (widget), "move", g_variant_get_int32 (args));
  return TRUE;
}

static gboolean
remove_key_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  act (ESP_REPORT_CARD_VIEW (widget), "remove", 0);
  return TRUE;
}

/* Drag: by the question, onto another card. */
static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, EspReportCardView *self)
{
  return gdk_content_provider_new_typed (G_TYPE_UINT, self->id);
}

static void
drag_begin_cb (GtkDragSource *source, GdkDrag *drag, EspReportCardView *self)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (GTK_WIDGET (self));

  gtk_drag_source_set_icon (source, paintable, 24, 24);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, EspReportCardView *self)
{
  guint id = g_value_get_uint (value);

  if (id == self->id)
    return FALSE;
  act (self, "place", (int) id);
  return TRUE;
}

static void
add_drag (EspReportCardView *self)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_UINT, GDK_ACTION_MOVE);
  GtkWidget *handle = gtk_image_new_from_icon_name ("esp-drag-handle-symbolic");

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (prepare_cb), self);
  g_signal_connect (source, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_set_tooltip_text (handle,
                               _ ("Drag to move the card; Alt+Up and Alt+Down do the same"));
  gtk_accessible_update_state (GTK_ACCESSIBLE (handle), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_widget_set_cursor_from_name (handle, "grab");
  gtk_widget_add_css_class (handle, "dim-label");
  gtk_widget_add_controller (handle, GTK_EVENT_CONTROLLER (source));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
  esp_chart_card_add_head (ESP_CHART_CARD (self->chart_card), handle);
}

static void
esp_report_card_view_dispose (GObject *object)
{
  EspReportCardView *self = ESP_REPORT_CARD_VIEW (object);

  g_clear_pointer (&self->chart_card, gtk_widget_unparent);
  g_clear_object (&self->actions);
  g_clear_pointer (&self->drawn, g_free);
  G_OBJECT_CLASS (esp_report_card_view_parent_class)->dispose (object);
}

static void
esp_report_card_view_class_init (EspReportCardViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_report_card_view_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "esp-report-card");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Up, GDK_ALT_MASK, move_key_cb, "i", -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Down, GDK_ALT_MASK, move_key_cb, "i", 1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Delete, 0, remove_key_cb, NULL);
  act_signal = g_signal_new ("act", ESP_TYPE_REPORT_CARD_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                             NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_INT);
}

static void
esp_report_card_view_init (EspReportCardView *self)
{
  const GActionEntry entries[] = {
    { .name = "hour", .activate = hour_cb },
    { .name = "touches", .activate = touches_cb },
    { .name = "edit", .activate = act_cb },
    { .name = "width", .activate = act_cb, .parameter_type = "i" },
    { .name = "move", .activate = act_cb, .parameter_type = "i" },
    { .name = "copy", .activate = act_cb },
    { .name = "pin", .activate = act_cb },
    { .name = "remove", .activate = act_cb },
  };

  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "card", G_ACTION_GROUP (self->actions));
}

/**
 * esp_report_card_view_new:
 * @id: of the card in its report
 */
GtkWidget *
esp_report_card_view_new (EspSession *session, guint id)
{
  EspReportCardView *self = g_object_new (ESP_TYPE_REPORT_CARD_VIEW, NULL);
  g_autoptr (GMenuModel) menu = create_menu ();

  self->session = session;
  self->id = id;
  self->chart_card = esp_chart_card_new (session);
  esp_chart_card_add_menu (ESP_CHART_CARD (self->chart_card), menu);
  self->foot = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->foot), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->foot), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (self->foot), 0);
  gtk_label_set_selectable (GTK_LABEL (self->foot), TRUE);
  gtk_widget_set_can_focus (self->foot, FALSE);
  gtk_widget_add_css_class (self->foot, "caption");
  gtk_widget_add_css_class (self->foot, "dim-label");
  esp_chart_card_set_footer (ESP_CHART_CARD (self->chart_card), self->foot);
  gtk_widget_set_parent (self->chart_card, GTK_WIDGET (self));
  add_drag (self);
  return GTK_WIDGET (self);
}

/**
 * esp_report_card_view_get_id:
 */
guint
esp_report_card_view_get_id (EspReportCardView *self)
{
  return self->id;
}

static void
show_foot (EspReportCardView *self, const EspReportCard *card, const EspReportPart *part)
{
  g_autoptr (GString) text = g_string_new (card->note);
  EspAnswerVoice voice;
  g_auto (GStrv) notes = NULL;

  esp_report_voice_init (self->session, &voice);
  if (part != NULL && part->answer != NULL)
    {
      g_autofree char *source = esp_answer_voice_dup_source (&voice, part->answer);

      notes = esp_answer_voice_dup_notes (&voice, part->answer);
      for (guint i = 0; notes[i] != NULL; i++)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", notes[i]);
      g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", source);
    }
  gtk_label_set_text (GTK_LABEL (self->foot), text->str);
  gtk_widget_set_visible (self->foot, text->len > 0);
}

/* What went wrong in words; what may pass can be tried again. */
static char *
describe_problem (const EspReportPart *part, const EspAnswerVoice *voice)
{
  if (part == NULL)
    return g_strdup (_ ("Counting…"));
  if (part->error->domain == ESP_QUESTION_ERROR && part->error->code != ESP_QUESTION_ERROR_INVALID)
    return esp_report_part_dup_problem (part, voice);
  return g_strdup_printf (_ ("This card cannot be answered; the others can. Edit the card or try "
                             "again with F5. (%s)"),
                          part->error->message);
}

/* The card may look otherwise by now than when it was asked. */
static EspChart *
draw_part (const EspReportPart *part, const EspReportCard *card, const EspAnswerVoice *voice)
{
  EspReportPart shown = *part;
  EspReportCard look = *card;

  shown.card = &look;
  return esp_report_part_draw (&shown, voice);
}

/**
 * esp_report_card_view_show:
 * @part: (nullable): what it was answered with; %NULL: not yet
 * @is_old: whether that is the answer to another question, dimmed until the new one is there
 */
void
esp_report_card_view_show (EspReportCardView *self,
                           const EspReportCard *card,
                           const EspReportPart *part,
                           gboolean is_old)
{
  EspAnswerVoice voice;
  g_autofree char *title = NULL;
  g_autofree char *drawn = NULL;

  esp_report_voice_init (self->session, &voice);
  title = esp_report_card_dup_title (card, &voice);
  gtk_widget_set_opacity (self->chart_card, is_old ? OLD_OPACITY : 1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  show_foot (self, card, part);
  if (part == NULL || part->answer == NULL)
    {
      g_autofree char *problem = describe_problem (part, &voice);

      esp_chart_card_set_problem (ESP_CHART_CARD (self->chart_card), title, problem);
      self->answer = NULL;
      update_actions (self);
      return;
    }
  drawn = g_strdup_printf ("%s/%s", esp_card_look_get_name (card->look), title);
  if (self->answer == part->answer && self->as_of_us == part->answer->as_of_us &&
      g_strcmp0 (drawn, self->drawn) == 0)
    return;
  {
    g_autoptr (EspChart) chart = draw_part (part, card, &voice);

    esp_chart_card_set_chart (ESP_CHART_CARD (self->chart_card), chart);
  }
  self->answer = part->answer;
  self->as_of_us = part->answer->as_of_us;
  update_actions (self);
  g_free (self->drawn);
  self->drawn = g_steal_pointer (&drawn);
}
