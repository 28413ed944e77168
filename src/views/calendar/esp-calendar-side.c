/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands beside and above the calendar: everything about one entry, the goals, and the load of the weeks. */
#define G_LOG_DOMAIN "esp-calendar"

#include "config.h"

#include "views/calendar/esp-calendar-screen-private.h"

#include "draw/esp-goal-chart.h"
#include "views/calendar/esp-calendar-words.h"
#include "views/chart/esp-chart-card.h"
#include "views/chart/esp-chart-view.h"
#include "views/leads/esp-leads-screen.h"
#include "views/shell/esp-button.h"
#include "views/shell/esp-icon.h"
#include "views/shell/esp-wrap-box.h"

#include <glib/gi18n.h>
#include <math.h>

#define PEOPLE "esp-plan-people"
#define SENTENCE "esp-plan-sentence"
#define MAX_WEEKS 5

static void
clear_box (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_box_remove (GTK_BOX (box), child);
}

static GtkWidget *
add_label (GtkWidget *box, const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
people_cb (GtkButton *button, EspCalendarScreen *self)
{
  const EspBitmap *people = g_object_get_data (G_OBJECT (button), PEOPLE);
  const char *sentence = g_object_get_data (G_OBJECT (button), SENTENCE);

  esp_leads_screen_drill (self->session, sentence, people);
}

static GtkWidget *
new_people_button (EspCalendarScreen *self,
                   const char *label,
                   const char *sentence,
                   const EspBitmap *people)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, sentence);
  g_object_set_data_full (G_OBJECT (button), PEOPLE, esp_bitmap_copy (people),
                          (GDestroyNotify) esp_bitmap_free);
  g_object_set_data_full (G_OBJECT (button), SENTENCE, g_strdup (sentence), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (people_cb), self, 0);
  return button;
}

static void
add_conflict (EspCalendarScreen *self, const EspConflict *conflict)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *icon = esp_icon_new ("esp-warning-symbolic");
  g_autofree char *words =
    esp_calendar_conflict_words (conflict, esp_session_get_zone (self->session),
                                 esp_session_get_lang (self->session));

  gtk_widget_add_css_class (icon, "warning");
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (line), icon);
  gtk_box_append (GTK_BOX (line), texts);
  (void) add_label (texts, words, NULL);
  if (conflict->people != NULL)
    {
      g_autofree char *n = esp_format_count ((gint64) conflict->n);
      g_autofree char *label = g_strdup_printf (_ ("Show the %s leads"), n);
      GtkWidget *button = new_people_button (self, label, words, conflict->people);

      gtk_widget_set_halign (button, GTK_ALIGN_START);
      gtk_box_append (GTK_BOX (texts), button);
    }
  gtk_box_append (GTK_BOX (self->inspector), line);
}

static void
add_buttons (EspCalendarScreen *self, const EspPlanEntry *entry)
{
  static const struct
  {
    const char *label;
    const char *action;
  } buttons[] = { { N_ ("_Open"), "screen.open" },
                  { N_ ("_Duplicate to next week"), "screen.duplicate" },
                  { N_ ("_Remove from the plan"), "screen.remove" } };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gboolean is_own = entry->type == ESP_PLAN_OF_SEND || entry->type == ESP_PLAN_OF_ITEM;

  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    {
      GtkWidget *button;

      if (i > 0 && !is_own)
        continue;
      button = esp_button_new (_ (buttons[i].label));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), buttons[i].action);
      gtk_box_append (GTK_BOX (box), button);
    }
  gtk_widget_insert_action_group (box, "screen", G_ACTION_GROUP (self->actions));
  gtk_widget_set_margin_top (box, 12);
  gtk_box_append (GTK_BOX (self->inspector), box);
}

/* How far a goal is, day by day, beside the pace that it needs. */
static void
add_burn_up (EspCalendarScreen *self, const EspPlanEntry *entry, const EspPlan *plan)
{
  GtkWidget *view = esp_chart_view_new ();
  g_autoptr (EspChart) chart = NULL;
  EspChartVoice voice;

  esp_chart_voice_init (&voice, plan->zone, plan->now_us);
  chart = esp_goal_chart_draw (&entry->goal, entry->progress, plan->currency, &voice);
  esp_chart_view_set_chart (ESP_CHART_VIEW (view), chart);
  gtk_widget_set_size_request (view, -1, 220);
  gtk_box_append (GTK_BOX (self->inspector), view);
}

static void
add_facts (EspCalendarScreen *self, const EspPlanEntry *entry, const EspPlan *plan)
{
  EspLang lang = esp_session_get_lang (self->session);
  g_autofree char *time = esp_calendar_time_words (entry, plan->zone, lang);
  const EspPlanSend *send =
    self->study != NULL ? esp_plan_study_find_send (self->study, entry->key) : NULL;

  (void) add_label (self->inspector, time, "numeric");
  (void) add_label (self->inspector, plan->zone_name, "dim-label");
  if (*esp_calendar_state_words (entry) != '\0')
    (void) add_label (self->inspector, esp_calendar_state_words (entry), NULL);
  if (entry->channel != NULL)
    (void) add_label (self->inspector, entry->channel, "dim-label");
  if (entry->owner != NULL)
    (void) add_label (self->inspector, entry->owner, "dim-label");
  if (entry->money > 0)
    {
      g_autofree char *money = esp_format_money (entry->money, plan->currency);

      (void) add_label (self->inspector, money, "numeric");
    }
  if (entry->people != NULL)
    (void) add_label (self->inspector,
                      esp_calendar_lane_words (entry->people, ESP_PLAN_BY_AUDIENCE), "dim-label");
  if (entry->progress != NULL)
    add_burn_up (self, entry, plan);
  if (entry->note != NULL && entry->type != ESP_PLAN_OF_HOLIDAY)
    (void) add_label (self->inspector, entry->note, NULL);
  if (send != NULL)
    {
      guint64 n = esp_bitmap_count (send->people);
      g_autofree char *count = esp_format_count ((gint64) n);
      g_autofree char *label =
        g_strdup_printf (ngettext ("%s person", "%s people", (gulong) n), count);
      g_autofree char *sentence =
        g_strdup_printf (_ ("Whom “%s” reaches, whatever the hour"), entry->title);
      GtkWidget *button = new_people_button (self, label, sentence, send->people);

      gtk_widget_set_halign (button, GTK_ALIGN_START);
      gtk_box_append (GTK_BOX (self->inspector), button);
    }
}

/**
 * esp_calendar_screen_fill_inspector:
 */
void
esp_calendar_screen_fill_inspector (EspCalendarScreen *self)
{
  const EspPlan *plan = esp_calendar_screen_get_plan (self);
  const EspPlanEntry *entry =
    self->peeked != NULL && plan != NULL ? esp_plan_find (plan, self->peeked) : NULL;
  g_autoptr (GPtrArray) conflicts = NULL;
  g_autofree char *title = NULL;

  if (self->inspector == NULL)
    {
      self->inspector = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
      gtk_widget_set_margin_top (self->inspector, 12);
      gtk_widget_set_margin_start (self->inspector, 12);
      gtk_widget_set_margin_end (self->inspector, 12);
      gtk_widget_set_margin_bottom (self->inspector, 12);
    }
  if (entry == NULL)
    {
      if (plan != NULL && self->study != NULL)
        g_clear_pointer (&self->peeked, g_free);
      return;
    }
  clear_box (self->inspector);
  title = esp_calendar_title_words (entry, esp_session_get_lang (self->session));
  (void) add_label (self->inspector, esp_calendar_type_words (entry), "dim-label");
  (void) add_label (self->inspector, title, "title-4");
  add_facts (self, entry, plan);
  conflicts = esp_calendar_screen_dup_conflicts (self, entry->key);
  for (guint i = 0; conflicts != NULL && i < conflicts->len; i++)
    add_conflict (self, conflicts->pdata[i]);
  add_buttons (self, entry);
}

/* One statement above the calendar, apart from the next. */
static void
append_statement (EspCalendarScreen *self, GtkWidget *statement)
{
  gtk_widget_set_margin_end (statement, 12);
  esp_wrap_box_append (ESP_WRAP_BOX (self->summary), statement);
}

/* Above the calendar */

static void
add_goal (EspCalendarScreen *self, const EspPlan *plan, const EspPlanEntry *entry)
{
  g_autofree char *title = esp_calendar_title_words (entry, esp_session_get_lang (self->session));
  double left = (double) entry->target - entry->value;
  gint64 days = (entry->to_us - plan->now_us + ESP_USEC_PER_DAY - 1) / ESP_USEC_PER_DAY;
  g_autofree char *text = NULL;
  GtkWidget *label;

  if (left <= 0)
    text = g_strdup_printf (_ ("%s, reached"), title);
  else if (days > 0)
    {
      g_autofree char *n = esp_calendar_goal_words (entry, ceil (left / (double) days));

      text = g_strdup_printf (_ ("%s, needs %s a day"), title, n);
    }
  else
    text = g_strdup (title);
  label = gtk_label_new (text);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "caption");
  append_statement (self, label);
}

static void
add_week (EspCalendarScreen *self, const EspPressure *week)
{
  GTimeZone *zone = esp_session_get_zone (self->session);
  EspLang lang = esp_session_get_lang (self->session);
  g_autofree char *from = esp_format_date (week->from_us, zone, ESP_DATE_SHORT, lang);
  double mean = week->n_people > 0 ? (double) week->n_messages / (double) week->n_people : 0;
  g_autofree char *each = esp_format_decimal (mean, 1);
  g_autofree char *messages = esp_format_short ((double) week->n_messages, lang);
  /* Translators: the week from a day on, messages in it, and how many one person gets. */
  g_autofree char *text = g_strdup_printf (C_ ("load", "%s~ %s · %s each"), from, messages, each);

  if (week->n_over > 0)
    {
      g_autofree char *over = esp_format_count ((gint64) week->n_over);
      g_autofree char *label = g_strdup_printf (_ ("%s · %s over the cap"), text, over);
      g_autofree char *sentence =
        g_strdup_printf (_ ("More messages than the cap allows in the week from %s"), from);
      GtkWidget *button = new_people_button (self, label, sentence, week->over);

      gtk_widget_add_css_class (button, "esp-load");
      gtk_widget_add_css_class (button, "warning");
      append_statement (self, button);
    }
  else
    {
      GtkWidget *label = gtk_label_new (text);

      gtk_widget_add_css_class (label, "caption");
      gtk_widget_add_css_class (label, "numeric");
      gtk_widget_add_css_class (label, "dim-label");
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      append_statement (self, label);
    }
}

static char *
list_budgets (const EspPlanBudget *budget, const char *currency)
{
  GString *rows = g_string_new (NULL);

  for (guint i = 0; i < budget->rows->len; i++)
    {
      const EspPlanMoney *row = g_ptr_array_index (budget->rows, i);
      g_autofree char *of = esp_format_money (row->planned, currency);
      g_autofree char *used = esp_format_money (row->committed + row->spent, currency);

      g_string_append_printf (rows, "%s%s%s%s: %s / %s", i > 0 ? "\n" : "",
                              row->campaign != NULL ? row->campaign : "",
                              row->campaign != NULL ? " · " : "",
                              esp_calendar_medium_words (row->medium), used, of);
    }
  return g_string_free (rows, FALSE);
}

/* What is over plan is said in words, never in red alone. */
static void
add_budget (EspCalendarScreen *self)
{
  const EspPlanBudget *budget = self->budget;
  const char *currency = self->study->plan->currency;
  EspLang lang = esp_session_get_lang (self->session);
  g_autofree char *planned = esp_format_money_short (budget->planned, currency, lang);
  g_autofree char *committed = esp_format_money_short (budget->committed, currency, lang);
  g_autofree char *spent = esp_format_money_short (budget->spent, currency, lang);
  g_autofree char *more = esp_format_money_short (budget->over, currency, lang);
  g_autofree char *rows = list_budgets (budget, currency);
  g_autoptr (GString) text = g_string_new (NULL);
  GtkWidget *label;

  if (budget->planned == 0 && budget->committed == 0 && budget->spent == 0)
    return;
  g_string_append_printf (text, _ ("Planned %s · committed %s · spent %s"), planned, committed,
                          spent);
  if (budget->over > 0)
    {
      g_string_append (text, " · ");
      g_string_append_printf (text, _ ("%s over the plan of the whole span"), more);
    }
  label = gtk_label_new (text->str);
  gtk_widget_set_tooltip_text (label, rows);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "numeric");
  if (budget->over > 0)
    gtk_widget_add_css_class (label, "warning");
  append_statement (self, label);
}

/**
 * esp_calendar_screen_fill_summary:
 *
 * Goals with what they need a day, and what one person gets in each week.
 */
void
esp_calendar_screen_fill_summary (EspCalendarScreen *self)
{
  const EspPlan *plan = esp_calendar_screen_get_plan (self);
  guint n_weeks = 0;

  esp_wrap_box_clear (ESP_WRAP_BOX (self->summary));
  for (guint i = 0; plan != NULL && i < plan->entries->len; i++)
    {
      const EspPlanEntry *entry = g_ptr_array_index (plan->entries, i);

      if (entry->type == ESP_PLAN_OF_GOAL && g_strcmp0 (entry->state, "live") == 0)
        add_goal (self, plan, entry);
    }
  if (self->study != NULL && self->budget != NULL)
    add_budget (self);
  for (guint i = 0; self->study != NULL && i < self->study->pressure->len; i++)
    {
      const EspPressure *week = &g_array_index (self->study->pressure, EspPressure, i);

      if (week->n_messages > 0 && week->to_us > plan->now_us && n_weeks++ < MAX_WEEKS)
        add_week (self, week);
    }
  gtk_widget_set_visible (self->summary, gtk_widget_get_first_child (self->summary) != NULL);
}
