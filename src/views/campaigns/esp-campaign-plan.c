/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The goal, the message with its channel, and the moment of a campaign, to be chosen in place. */
#define G_LOG_DOMAIN "esp-campaigns"

#include "config.h"

#include "engine/insight/esp-metric.h"
#include "engine/policy/esp-policy.h"
#include "engine/plan/esp-plan-amount.h"
#include "store/esp-channels.h"
#include "store/esp-messages.h"
#include "views/campaigns/esp-campaign-acts.h"
#include "views/campaigns/esp-campaign-parts.h"
#include "views/campaigns/esp-campaign-words.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-icon.h"
#include "worker/esp-send-plan.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <math.h>

#define ID_KEY "esp-id"
#define MAX_HOLD_SECONDS 3600
#define MAX_TARGET 100000000
#define MAX_RATE 100000

typedef enum
{
  MODE_NOW,
  MODE_AT,
  MODE_LOCAL,
} Mode;

static const char *const missed_rules[] = { "ask", "send", "skip" };

static void
act (EspCampaignPage *page, EspCampaignAct what, const char *text, gint64 number)
{
  esp_campaign_page_touch (page);
  esp_campaign_act (esp_campaign_page_get_session (page), what,
                    esp_campaign_page_get_campaign (page), text, number);
}

/* Changes one option; the others stay as they are by then. */
static void
set_option (EspCampaignPage *page, const char *name, JsonNode *value)
{
  g_autoptr (JsonObject) change = json_object_new ();
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *json = NULL;

  json_object_set_member (change, name, value);
  json_node_set_object (root, change);
  json = json_to_string (root, FALSE);
  act (page, ESP_CAMPAIGN_OPTIONS, json, 0);
}

static void
set_number (EspCampaignPage *page, const char *name, double value)
{
  set_option (page, name, json_node_init_double (json_node_alloc (), value));
}

static void
set_flag (EspCampaignPage *page, const char *name, gboolean value)
{
  set_option (page, name, json_node_init_boolean (json_node_alloc (), value));
}

/* The goal */

static const EspMetricId goals[] = { ESP_METRIC_DELIVERED, ESP_METRIC_OPENED, ESP_METRIC_CLICKED };

static void
read_goal (const char *goal, guint *out_choice, double *out_target)
{
  g_autoptr (JsonNode) root = goal != NULL ? json_from_string (goal, NULL) : NULL;
  const char *metric;
  JsonObject *object;

  *out_choice = 0;
  *out_target = 0;
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return;
  object = json_node_get_object (root);
  metric = json_object_get_string_member_with_default (object, "metric", "");
  *out_target = json_object_get_double_member_with_default (object, "target", 0);
  for (guint i = 0; i < G_N_ELEMENTS (goals); i++)
    if (g_strcmp0 (esp_metric_get (goals[i])->key, metric) == 0)
      *out_choice = i + 1;
}

static char *
write_goal (guint choice, double target)
{
  g_autoptr (JsonBuilder) builder = NULL;
  g_autoptr (JsonNode) root = NULL;

  if (choice == 0 || choice > G_N_ELEMENTS (goals))
    return NULL;
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "metric");
  json_builder_add_string_value (builder, esp_metric_get (goals[choice - 1])->key);
  json_builder_set_member_name (builder, "target");
  json_builder_add_double_value (builder, target);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static void
metric_cb (AdwComboRow *row, GParamSpec *pspec, EspCampaignPage *page)
{
  const EspCampaign *campaign = esp_campaign_page_get_record (page)->campaign;
  g_autofree char *goal = NULL;
  double target;
  guint choice;

  read_goal (campaign->goal, &choice, &target);
  goal = write_goal (adw_combo_row_get_selected (row), target);
  act (page, ESP_CAMPAIGN_GOAL, goal, campaign->budget);
}

static void
target_cb (AdwEntryRow *row, EspCampaignPage *page)
{
  const EspCampaign *campaign = esp_campaign_page_get_record (page)->campaign;
  double target = 0;
  g_autofree char *goal = NULL;
  double before;
  guint choice;

  if (!esp_plan_parse_count (gtk_editable_get_text (GTK_EDITABLE (row)), &target))
    {
      esp_session_toast (esp_campaign_page_get_session (page),
                         _ ("Write the target as a number, such as 1,200."));
      return;
    }
  read_goal (campaign->goal, &choice, &before);
  goal = write_goal (choice, isnan (target) ? 0 : MIN (target, MAX_TARGET));
  act (page, ESP_CAMPAIGN_GOAL, goal, campaign->budget);
}

static void
budget_cb (AdwEntryRow *row, EspCampaignPage *page)
{
  const EspCampaignRecord *record = esp_campaign_page_get_record (page);
  gint64 amount = 0;

  if (!esp_plan_parse_amount (gtk_editable_get_text (GTK_EDITABLE (row)), record->currency,
                              &amount))
    {
      esp_session_toast (esp_campaign_page_get_session (page),
                         _ ("Write the budget as a number, such as 500000."));
      return;
    }
  act (page, ESP_CAMPAIGN_GOAL, record->campaign->goal, amount);
}

static void
name_cb (AdwEntryRow *row, EspCampaignPage *page)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));

  if (*name == '\0')
    esp_session_toast (esp_campaign_page_get_session (page), _ ("A campaign needs a name."));
  else
    act (page, ESP_CAMPAIGN_RENAME, name, 0);
}

static void
add_entry (EspCampaignPage *page,
           GtkWidget *group,
           const char *title,
           const char *text,
           GCallback apply)
{
  GtkWidget *row = esp_form_entry_row_new (title, text);

  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  g_signal_connect_object (row, "apply", apply, page, 0);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

/* Of a process the budget is part of the brief, unless that says that it costs nothing. */
static GtkWidget *
new_goal_group (const EspCampaignRecord *record, gboolean has_goal)
{
  g_autofree char *missing = record->book->process != ESP_PROCESS_NONE
                               ? esp_brief_find_missing (record->book, &record->facts, NULL)
                               : NULL;

  if (missing != NULL && strstr (missing, "budget") != NULL)
    return esp_campaign_group_new (_ ("Goal and budget"), ESP_TICK_WAIT, _ ("Budget is missing"));
  return esp_campaign_group_new (_ ("Goal and budget"), ESP_TICK_DONE,
                                 has_goal ? _ ("Set") : _ ("Optional"));
}

/**
 * esp_campaign_goal_new:
 */
GtkWidget *
esp_campaign_goal_new (EspCampaignPage *page)
{
  const EspCampaignRecord *record = esp_campaign_page_get_record (page);
  const char *choices[G_N_ELEMENTS (goals) + 2] = { _ ("No goal") };
  g_autofree char *target_text = NULL;
  g_autofree char *budget_text = NULL;
  g_autofree char *budget_title = g_strdup_printf (_ ("Budget (%s)"), record->currency);
  GtkWidget *group;
  GtkWidget *row;
  double target;
  guint choice;

  read_goal (record->campaign->goal, &choice, &target);
  target_text = esp_format_count ((gint64) target);
  if (record->campaign->budget > 0)
    budget_text = esp_plan_write_amount (record->campaign->budget, record->currency);
  group = new_goal_group (record, choice > 0);
  for (guint i = 0; i < G_N_ELEMENTS (goals); i++)
    choices[i + 1] = _ (esp_metric_get (goals[i])->name);
  add_entry (page, group, _ ("Name"), record->campaign->name, G_CALLBACK (name_cb));
  row = esp_form_choice_row_new (_ ("Goal"), choices, choice);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (metric_cb), page, 0);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  if (choice > 0)
    add_entry (page, group, _ ("At least, in leads"), target_text, G_CALLBACK (target_cb));
  add_entry (page, group, budget_title, budget_text, G_CALLBACK (budget_cb));
  return group;
}

/* The message */

static void
chosen_cb (AdwComboRow *row, GParamSpec *pspec, EspCampaignPage *page)
{
  const EspCampaignRecord *record = esp_campaign_page_get_record (page);
  guint selected = adw_combo_row_get_selected (row);

  if (selected > 0 && selected <= record->messages->len)
    act (page, ESP_CAMPAIGN_MESSAGE, NULL,
         ((const EspMessageRow *) record->messages->pdata[selected - 1])->id);
}

static void
channel_cb (AdwComboRow *row, GParamSpec *pspec, EspCampaignPage *page)
{
  const EspCampaignRecord *record = esp_campaign_page_get_record (page);
  guint selected = adw_combo_row_get_selected (row);

  if (selected < record->channels->len)
    act (page, ESP_CAMPAIGN_CHANNEL, NULL,
         ((const EspChannelRecord *) record->channels->pdata[selected])->id);
}

static void
open_message_cb (EspCampaignPage *page)
{
  g_autofree char *address =
    g_strdup_printf ("messages/%" G_GINT64_FORMAT,
                     esp_campaign_page_get_record (page)->send->message_id);

  esp_session_open (esp_campaign_page_get_session (page), address);
}

static GtkWidget *
message_row_new (EspCampaignPage *page)
{
  const EspCampaignRecord *record = esp_campaign_page_get_record (page);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  GtkWidget *row;
  guint selected = 0;

  g_ptr_array_add (names, (gpointer) _ ("None yet"));
  for (guint i = 0; i < record->messages->len; i++)
    {
      const EspMessageRow *message = record->messages->pdata[i];

      g_ptr_array_add (names, message->name);
      if (message->id == record->send->message_id)
        selected = i + 1;
    }
  g_ptr_array_add (names, NULL);
  row = esp_form_choice_row_new (_ ("Message"), (const char *const *) names->pdata, selected);
  gtk_widget_set_sensitive (row, esp_campaign_record_is_draft (record));
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (chosen_cb), page, 0);
  return row;
}

static GtkWidget *
channel_row_new (EspCampaignPage *page)
{
  const EspCampaignRecord *record = esp_campaign_page_get_record (page);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  GtkWidget *row;
  guint selected = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < record->channels->len; i++)
    {
      const EspChannelRecord *channel = record->channels->pdata[i];

      g_ptr_array_add (names, (gpointer) esp_campaign_channel_title (channel));
      if (channel->id == record->send->channel_id)
        selected = i;
    }
  g_ptr_array_add (names, NULL);
  row = esp_form_choice_row_new (_ ("Channel"), (const char *const *) names->pdata, selected);
  gtk_widget_set_sensitive (row, esp_campaign_record_is_draft (record));
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (channel_cb), page, 0);
  return row;
}

static void
notice_cb (GtkSwitch *control, GParamSpec *pspec, EspCampaignPage *page)
{
  set_flag (page, "transactional", gtk_switch_get_active (control));
}

/* The law asks no consent for what is no advertisement; the checks compare it with the message. */
static GtkWidget *
notice_row_new (EspCampaignPage *page)
{
  const EspSend *send = esp_campaign_page_get_record (page)->send;
  EspSendOptions options = { 0 };
  GtkWidget *row;

  /* What cannot be read is shown as usual; the checks tell. */
  (void) esp_send_options_from_json (send->options, &options, NULL);
  row = esp_form_switch_row_new (_ ("A notice, no advertisement"),
                                 _ ("Such as an order or an account: asks no consent, knows no "
                                    "frequency limit"),
                                 options.is_transactional);
  g_signal_connect_object (esp_form_row_get_switch (row), "notify::active", G_CALLBACK (notice_cb),
                           page, 0);
  return row;
}

/**
 * esp_campaign_message_new:
 */
GtkWidget *
esp_campaign_message_new (EspCampaignPage *page)
{
  const EspCampaignRecord *record = esp_campaign_page_get_record (page);
  gboolean has_message = record->send->message_id != 0;
  GtkWidget *group =
    esp_campaign_group_new (_ ("Message and channel"), has_message ? ESP_TICK_DONE : ESP_TICK_OPEN,
                            has_message ? _ ("Chosen") : _ ("No message is chosen"));

  if (record->messages->len == 0)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               esp_campaign_text_row_new (_ ("There are no messages yet"),
                                                          _ ("Make one first, then choose it "
                                                             "here.")));
  else
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), message_row_new (page));
  if (has_message)
    {
      GtkWidget *row = esp_campaign_text_row_new (_ ("Open the message"), NULL);

      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), esp_icon_new ("esp-chevron-right-symbolic"));
      g_signal_connect_object (row, "activated", G_CALLBACK (open_message_cb), page,
                               G_CONNECT_SWAPPED);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), channel_row_new (page));
  if (esp_campaign_record_is_draft (record))
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), notice_row_new (page));
  return group;
}

/* When */

static void
hold_cb (GtkSpinButton *spin, EspCampaignPage *page)
{
  set_number (page, "hold", gtk_spin_button_get_value (spin));
}

static void
rate_cb (GtkSpinButton *spin, EspCampaignPage *page)
{
  set_number (page, "rate", gtk_spin_button_get_value (spin));
}

static void
holdout_cb (GtkSpinButton *spin, EspCampaignPage *page)
{
  set_number (page, "holdout", gtk_spin_button_get_value (spin));
}

static void
missed_cb (AdwComboRow *row, GParamSpec *pspec, EspCampaignPage *page)
{
  guint selected = adw_combo_row_get_selected (row);

  if (selected < G_N_ELEMENTS (missed_rules))
    set_option (page, "missed", json_node_init_string (json_node_alloc (), missed_rules[selected]));
}

static void
hours_cb (GtkSwitch *control, GParamSpec *pspec, EspCampaignPage *page)
{
  set_flag (page, "ignore-hours", gtk_switch_get_active (control));
}

static void
mode_cb (AdwComboRow *row, GParamSpec *pspec, EspCampaignPage *page)
{
  guint mode = adw_combo_row_get_selected (row);
  gint64 at_us = esp_campaign_page_get_record (page)->send->scheduled_at_us;
  EspSession *session = esp_campaign_page_get_session (page);
  g_autoptr (GDateTime) now = g_date_time_new_now (esp_session_get_zone (session));
  g_autoptr (GDateTime) day = g_date_time_add_days (now, 1);
  g_autoptr (GDateTime) at =
    g_date_time_new (esp_session_get_zone (session), g_date_time_get_year (day),
                     g_date_time_get_month (day), g_date_time_get_day_of_month (day), 10, 0, 0);

  set_flag (page, "local-time", mode == MODE_LOCAL);
  if (mode == MODE_NOW)
    act (page, ESP_CAMPAIGN_AT, NULL, 0);
  else if (at_us == 0)
    act (page, ESP_CAMPAIGN_AT, NULL, g_date_time_to_unix (at) * G_USEC_PER_SEC);
}

static void
at_cb (AdwEntryRow *row, EspCampaignPage *page)
{
  EspSession *session = esp_campaign_page_get_session (page);
  int year;
  int month;
  int day;
  int hour;
  int minute;
  g_autoptr (GDateTime) at = NULL;

  if (sscanf (gtk_editable_get_text (GTK_EDITABLE (row)), "%4d-%2d-%2d %2d:%2d", &year, &month,
              &day, &hour, &minute) == 5)
    at = g_date_time_new (esp_session_get_zone (session), year, month, day, hour, minute, 0);
  if (at == NULL)
    {
      gtk_widget_add_css_class (GTK_WIDGET (row), "error");
      esp_session_toast (session, _ ("Write the time like 2026-03-18 10:00."));
      return;
    }
  act (page, ESP_CAMPAIGN_AT, NULL, g_date_time_to_unix (at) * G_USEC_PER_SEC);
}

static void
add_moment (EspCampaignPage *page, GtkWidget *group, const EspSendOptions *options)
{
  const EspSend *send = esp_campaign_page_get_record (page)->send;
  const char *const modes[] = { _ ("At once, after the hold"), _ ("At a date and time"),
                                _ ("At that hour where each lead is"), NULL };
  guint mode = send->scheduled_at_us == 0 ? MODE_NOW
               : options->is_local_time   ? MODE_LOCAL
                                          : MODE_AT;
  GtkWidget *row = esp_form_choice_row_new (C_ ("campaign", "When"), modes, mode);

  g_signal_connect_object (row, "notify::selected", G_CALLBACK (mode_cb), page, 0);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  if (mode != MODE_NOW)
    {
      EspSession *session = esp_campaign_page_get_session (page);
      g_autoptr (GDateTime) utc =
        g_date_time_new_from_unix_utc (send->scheduled_at_us / G_USEC_PER_SEC);
      g_autoptr (GDateTime) at = g_date_time_to_timezone (utc, esp_session_get_zone (session));
      g_autofree char *text = g_date_time_format (at, "%Y-%m-%d %H:%M");
      const char *const rules[] = { _ ("Ask me"), _ ("Send it when it is on again"),
                                    _ ("Do not send it"), NULL };
      guint missed = 0;

      add_entry (page, group, _ ("Date and time"), text, G_CALLBACK (at_cb));
      for (guint i = 0; i < G_N_ELEMENTS (missed_rules); i++)
        if (g_strcmp0 (options->missed, missed_rules[i]) == 0)
          missed = i;
      row = esp_form_choice_row_new (_ ("If this computer is off then"), rules, missed);
      g_signal_connect_object (row, "notify::selected", G_CALLBACK (missed_cb), page, 0);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }
}

static void
add_spin (EspCampaignPage *page,
          GtkWidget *group,
          GtkWidget *row,
          void (*changed) (GtkSpinButton *, EspCampaignPage *))
{
  g_signal_connect_object (esp_form_row_get_spin (row), "value-changed", G_CALLBACK (changed), page,
                           0);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static void
add_options (EspCampaignPage *page, GtkWidget *group, const EspSendOptions *options)
{
  GtkWidget *row;

  add_spin (page, group,
            esp_form_spin_row_new (_ ("Hold"),
                                   _ ("Seconds between the order and the first message; until then "
                                      "everything can be cancelled"),
                                   0, MAX_HOLD_SECONDS,
                                   options->hold_seconds >= 0
                                     ? options->hold_seconds
                                     : (int) esp_policy_default.hold_seconds),
            hold_cb);
  add_spin (page, group,
            esp_form_spin_row_new (_ ("Group to compare with"),
                                   _ ("Percent of those who could get it, but do not"), 0, 50,
                                   options->holdout_permyriad / 100.0),
            holdout_cb);
  add_spin (page, group,
            esp_form_spin_row_new (_ ("Most a minute"),
                                   _ ("Messages; 0 is as fast as the channel takes them"), 0,
                                   MAX_RATE, options->rate_per_minute),
            rate_cb);
  row = esp_form_switch_row_new (_ ("Also in quiet hours"),
                                 _ ("Else whoever has quiet hours gets it in the morning"),
                                 options->ignores_hours);
  g_signal_connect_object (esp_form_row_get_switch (row), "notify::active", G_CALLBACK (hours_cb),
                           page, 0);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

/**
 * esp_campaign_when_new:
 */
GtkWidget *
esp_campaign_when_new (EspCampaignPage *page)
{
  const EspCampaignRecord *record = esp_campaign_page_get_record (page);
  EspSession *session = esp_campaign_page_get_session (page);
  const EspSend *send = record->send;
  GtkWidget *group =
    esp_campaign_group_new (C_ ("campaign", "When"), ESP_TICK_DONE,
                            send->scheduled_at_us != 0 ? _ ("Set") : _ ("At once"));
  gint64 at_us = send->started_at_us != 0 ? send->started_at_us : send->scheduled_at_us;

  if (esp_campaign_record_is_draft (record))
    {
      EspSendOptions options = { .hold_seconds = -1, .missed = "ask" };

      /* What cannot be read is shown as usual; the checks tell. */
      (void) esp_send_options_from_json (send->options, &options, NULL);
      add_moment (page, group, &options);
      add_options (page, group, &options);
    }
  else if (at_us != 0)
    {
      g_autofree char *date = esp_format_date (at_us, esp_session_get_zone (session),
                                               ESP_DATE_DAY_TIME, esp_session_get_lang (session));

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                                 esp_campaign_text_row_new (send->started_at_us != 0
                                                              ? _ ("The first message left")
                                                              : _ ("It leaves"),
                                                            date));
    }
  else
    gtk_widget_set_visible (group, FALSE);
  return group;
}
