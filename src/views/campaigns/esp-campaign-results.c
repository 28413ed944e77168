/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a send goes and what came of it: progress, people in doubt, figures and charts. */
#define G_LOG_DOMAIN "esp-campaigns"

#include "config.h"

#include "engine/insight/esp-metric.h"
#include "store/esp-ledger.h"
#include "views/campaigns/esp-campaign-acts.h"
#include "views/campaigns/esp-campaign-parts.h"
#include "views/campaigns/esp-campaign-words.h"
#include "views/chart/esp-chart-card.h"
#include "views/leads/esp-ask-window.h"
#include "views/overview/esp-overview-item-acts.h"
#include "views/shell/esp-button.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-icon.h"
#include "views/shell/esp-send-task.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#define KEY_KEY "esp-lead-set"
#define LEAD_KEY "esp-lead"
#define TICK_MS 500

static void
act (EspCampaignPage *page, EspCampaignAct what, gint64 number)
{
  esp_campaign_act (esp_campaign_page_get_session (page), what,
                    esp_campaign_page_get_campaign (page), NULL, number);
}

static EspJob *
find_job (EspCampaignPage *page)
{
  EspWorker *worker =
    esp_workspace_get_worker (esp_session_get_workspace (esp_campaign_page_get_session (page)));

  return worker != NULL ? esp_job_list_find_send (esp_worker_get_jobs (worker),
                                                  esp_campaign_page_get_record (page)->send->id)
                        : NULL;
}

static void
append (GString *text, char *part)
{
  if (text->len > 0)
    g_string_append (text, " · ");
  g_string_append (text, part);
  g_free (part);
}

/* How fast it goes and what is left, from the engine of this window. */
static void
append_speed (GString *text, EspJob *job, EspLang lang)
{
  const EspSendProgress *progress = esp_job_get_progress (job);
  gint64 left_s = esp_job_get_seconds_left (job);

  if (!g_str_equal (progress->state, "sending"))
    return;
  if (progress->per_minute >= 1)
    {
      g_autofree char *rate = esp_format_count ((gint64) progress->per_minute);

      append (text, g_strdup_printf (_ ("%s a minute"), rate));
    }
  if (left_s > 0)
    {
      g_autofree char *duration = esp_format_duration (left_s * G_USEC_PER_SEC, lang);

      append (text, g_strdup_printf (_ ("%s left"), duration));
    }
}

static void
append_count (GString *text, const char *format, gint64 n)
{
  g_autofree char *count = esp_format_count (n);
  GString *part;

  if (n == 0)
    return;
  part = g_string_new (format);
  g_string_replace (part, "%s", count, 1);
  append (text, g_string_free (part, FALSE));
}

/* Of the ledger, or of the engine, which knows it sooner. */
static char *
describe_figures (EspCampaignPage *page, EspJob *job)
{
  const EspCampaignRecord *record = esp_campaign_page_get_record (page);
  const EspSendProgress *progress = job != NULL ? esp_job_get_progress (job) : NULL;
  gint64 n_skipped = esp_ledger_counts_sum (record->counts, "skipped", NULL);
  g_autofree char *sent = esp_format_count (
    progress != NULL ? progress->n_sent : esp_ledger_counts_sum (record->counts, "sent", NULL));
  g_autofree char *total = esp_format_count (
    progress != NULL ? progress->n_total
                     : esp_ledger_counts_sum (record->counts, NULL, NULL) - n_skipped);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, _ ("%s of %s"), sent, total);
  if (job != NULL)
    append_speed (text, job, esp_session_get_lang (esp_campaign_page_get_session (page)));
  append_count (text, _ ("%s failed"),
                progress != NULL ? progress->n_failed
                                 : esp_ledger_counts_sum (record->counts, "failed", NULL));
  append_count (text, _ ("%s in doubt"),
                progress != NULL ? progress->n_unknown
                                 : esp_ledger_counts_sum (record->counts, "unknown", NULL));
  append_count (text, _ ("%s stopped before they were sent"),
                esp_ledger_counts_sum (record->counts, "cancelled", NULL));
  return g_string_free (text, FALSE);
}

static char *
describe_progress (EspCampaignPage *page)
{
  const EspCampaignRecord *record = esp_campaign_page_get_record (page);
  EspSession *session = esp_campaign_page_get_session (page);
  const char *reason = record->send->pause_reason;
  gint64 left_us = record->send->hold_until_us - esp_clock_now_us (esp_session_get_clock (session));
  g_autofree char *figures = describe_figures (page, find_job (page));

  if (g_str_equal (record->send->state, "hold") && left_us > 0)
    return g_strdup_printf (_ ("The first message leaves in %d s. Until then nothing has left."),
                            (int) (left_us / G_USEC_PER_SEC) + 1);
  if (g_str_equal (record->send->state, "scheduled") && record->send->scheduled_at_us != 0)
    {
      g_autofree char *date =
        esp_format_date (record->send->scheduled_at_us, esp_session_get_zone (session),
                         ESP_DATE_DAY_TIME, esp_session_get_lang (session));

      return g_strdup_printf (_ ("It leaves at %s."), date);
    }
  if (g_str_equal (record->send->state, "scheduled") ||
      g_str_equal (record->send->state, "preparing"))
    return g_strdup (_ ("Who gets it is being entered into the ledger."));
  /* That it was stopped by hand, the state says already. */
  if (reason != NULL && *reason != '\0' &&
      !(g_str_equal (record->send->state, "stopped") && g_str_equal (reason, "user")))
    {
      g_autofree char *words = esp_send_reason_message (reason);

      return g_strdup_printf ("%s · %s", figures, words);
    }
  return g_steal_pointer (&figures);
}

typedef struct
{
  GtkWidget *row;
  GtkWidget *bar;
  EspCampaignPage *page;
} Ticker;

static gboolean
tick_cb (gpointer data)
{
  Ticker *ticker = data;
  EspJob *job;
  g_autofree char *text = NULL;

  if (esp_campaign_page_get_record (ticker->page) == NULL ||
      esp_campaign_page_get_record (ticker->page)->send == NULL)
    return G_SOURCE_CONTINUE;
  text = describe_progress (ticker->page);
  job = find_job (ticker->page);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (ticker->row), text);
  gtk_widget_set_visible (ticker->bar, job != NULL && !esp_job_is_over (job) &&
                                         esp_job_get_progress (job)->n_total > 0);
  if (job != NULL)
    gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (ticker->bar),
                                   CLAMP (esp_job_get_fraction (job), 0, 1));
  return G_SOURCE_CONTINUE;
}

static void
stop_ticking_cb (gpointer data)
{
  g_source_remove (GPOINTER_TO_UINT (data));
}

static void
pause_cb (EspCampaignPage *page)
{
  act (page, ESP_CAMPAIGN_PAUSE, 0);
}

static void
resume_cb (EspCampaignPage *page)
{
  act (page, ESP_CAMPAIGN_RESUME, 0);
}

static void
stop_confirmed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspCampaignPage) page = user_data;

  if (esp_dialog_ask_finish (result, NULL) != NULL)
    act (page, ESP_CAMPAIGN_STOP, 0);
}

static void
stop_cb (EspCampaignPage *page)
{
  const EspDialogAnswer answers[] = { { "stop", _ ("_Stop the rest"), TRUE, FALSE }, { NULL } };
  gint64 n = esp_ledger_counts_sum (esp_campaign_page_get_record (page)->counts, "sent", NULL);
  g_autofree char *sent = esp_format_count (n);
  g_autofree char *body = g_strdup_printf (
    _ ("%s were handed to the server and cannot be recalled. The others will not get it."), sent);

  if (n == 0)
    act (page, ESP_CAMPAIGN_STOP, 0);
  else
    esp_dialog_ask_async (esp_session_get_window (esp_campaign_page_get_session (page)),
                          _ ("Stop this send?"), body, answers, NULL, stop_confirmed_cb,
                          g_object_ref (page));
}

static void
add_button (EspCampaignPage *page, GtkWidget *row, const char *label, GCallback clicked)
{
  GtkWidget *button = esp_button_new (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", clicked, page, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static void
again_cb (EspCampaignPage *page)
{
  act (page, ESP_CAMPAIGN_SEND_AGAIN, 0);
}

static void
count_sent_cb (EspCampaignPage *page)
{
  act (page, ESP_CAMPAIGN_COUNT_SENT, 0);
}

static void
open_lead_cb (AdwActionRow *row, EspCampaignPage *page)
{
  esp_session_open (esp_campaign_page_get_session (page),
                    g_object_get_data (G_OBJECT (row), LEAD_KEY));
}

static GtkWidget *
doubts_new (EspCampaignPage *page)
{
  const EspCampaignRecord *record = esp_campaign_page_get_record (page);
  GtkWidget *group = esp_campaign_group_new (_ ("In doubt"), ESP_TICK_WARN, _ ("Decide"));
  GtkWidget *row = esp_campaign_text_row_new (_ ("Did they get it?"),
                                              _ ("These were handed over, but no answer was seen. "
                                                 "Nobody gets it twice unasked."));

  add_button (page, row, _ ("Count as _sent"), G_CALLBACK (count_sent_cb));
  add_button (page, row, _ ("Send a_gain"), G_CALLBACK (again_cb));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  for (guint i = 0; i < record->unknown->len; i++)
    {
      const EspLedgerRow *doubt = record->unknown->pdata[i];

      row =
        esp_campaign_text_row_new (doubt->name != NULL ? doubt->name : _ ("A lead"), doubt->email);
      g_object_set_data_full (G_OBJECT (row), LEAD_KEY,
                              g_strdup_printf ("leads/%" G_GINT64_FORMAT, doubt->lead_id), g_free);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      g_signal_connect_object (row, "activated", G_CALLBACK (open_lead_cb), page, 0);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }
  return group;
}

/**
 * esp_campaign_progress_new:
 */
GtkWidget *
esp_campaign_progress_new (EspCampaignPage *page)
{
  const EspCampaignRecord *record = esp_campaign_page_get_record (page);
  const char *state = record->send->state;
  gboolean is_over =
    g_str_equal (state, "done") || g_str_equal (state, "stopped") || g_str_equal (state, "failed");
  gboolean is_paused = g_str_equal (state, "paused");
  gboolean has_left = g_str_equal (state, "sending") || is_paused;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *row = esp_campaign_text_row_new (esp_campaign_state_title (state), NULL);
  Ticker *ticker = g_new0 (Ticker, 1);

  ticker->row = row;
  ticker->page = page;
  ticker->bar = gtk_progress_bar_new ();
  gtk_accessible_update_property (GTK_ACCESSIBLE (ticker->bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Progress of the send"), -1);
  if (is_paused)
    add_button (page, row, _ ("_Resume"), G_CALLBACK (resume_cb));
  else if (g_str_equal (state, "hold") || g_str_equal (state, "sending"))
    add_button (page, row, _ ("_Pause"), G_CALLBACK (pause_cb));
  if (!is_over)
    add_button (page, row, has_left ? _ ("_Stop") : _ ("_Cancel the send"), G_CALLBACK (stop_cb));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), ticker->bar);
  gtk_box_append (GTK_BOX (box), group);
  if (record->unknown->len > 0)
    gtk_box_append (GTK_BOX (box), doubts_new (page));
  g_object_set_data_full (G_OBJECT (row), "esp-ticker", ticker, g_free);
  tick_cb (ticker);
  if (!is_over)
    g_object_set_data_full (G_OBJECT (row), "esp-ticking",
                            GUINT_TO_POINTER (g_timeout_add (TICK_MS, tick_cb, ticker)),
                            stop_ticking_cb);
  return box;
}

static void
open_set_cb (AdwActionRow *row, EspCampaignPage *page)
{
  g_autoptr (EspTarget) leads = esp_target_new ("leads", NULL);
  g_autoptr (EspTarget) target =
    esp_target_with_param (leads, "drill", g_object_get_data (G_OBJECT (row), KEY_KEY));

  esp_session_open_target (esp_campaign_page_get_session (page), target, FALSE);
}

static void
add_row (EspCampaignPage *page, GtkWidget *group, GtkWidget *row, const EspLeadSet *set)
{

  g_object_set_data_full (G_OBJECT (row), KEY_KEY, esp_lead_set_to_key (set), g_free);
  g_signal_connect_object (row, "activated", G_CALLBACK (open_set_cb), page, 0);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

/* A reason for which some were left out. */
static void
add_reason (EspCampaignPage *page, GtkWidget *group, const EspSkipReason *reason)
{
  const EspLeadSet set = { .kind = ESP_LEAD_SET_SKIPPED,
                           .campaign_id = esp_campaign_page_get_campaign (page),
                           .detail = reason->name };
  g_autofree char *title = esp_campaign_ledger_reason (reason->name);

  add_row (page, group,
           esp_campaign_count_row_new (title, (gint64) esp_bitmap_count (reason->leads), TRUE),
           &set);
}

/* The share that a number is of the set that its metric names, the denominator with it. */
static char *
describe_share (const EspMetric *metric, gint64 n, const EspCampaignResults *results)
{
  const EspMetric *whole = esp_metric_of_set (metric->whole);
  gint64 n_whole = esp_campaign_results_count (results, metric->whole);
  g_autofree char *share = esp_format_share (n, n_whole);
  g_autofree char *count = esp_format_count (n_whole);

  if (metric->whole == metric->part || whole == NULL || n_whole == 0)
    return NULL;
  /* Translators: a percentage, the name of what it is a share of, and how many these are:
   * "34.8% of “Delivered” (12,102)" */
  return g_strdup_printf (_ ("%1$s of “%2$s” (%3$s)"), share, _ (whole->name), count);
}

/* A number of the catalogue: its name, its share, its definition. */
static void
add_metric (EspCampaignPage *page,
            GtkWidget *group,
            EspLeadSetKind kind,
            const EspCampaignResults *results)
{
  const EspLeadSet set = { .kind = kind, .campaign_id = esp_campaign_page_get_campaign (page) };
  const EspMetric *metric = esp_metric_of_set (kind);
  gint64 n = esp_campaign_results_count (results, kind);
  GtkWidget *row = esp_campaign_count_row_new (_ (metric->name), n, FALSE);
  g_autofree char *share = describe_share (metric, n, results);
  g_autofree char *description = g_strjoin (". ", share != NULL ? share : _ (metric->definition),
                                            share != NULL ? _ (metric->definition) : NULL, NULL);

  if (share != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), share);
  gtk_widget_set_tooltip_text (row, _ (metric->definition));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  description, -1);
  add_row (page, group, row, &set);
}

/* The sends of a campaign that has more than one; each opens those who got it. */
static GtkWidget *
sends_new (EspCampaignPage *page)
{
  const EspCampaignRecord *record = esp_campaign_page_get_record (page);
  EspSession *session = esp_campaign_page_get_session (page);
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Sends"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                         _ ("The results below count every lead once, however many "
                                            "of these it got."));
  for (guint i = 0; i < record->sends->len; i++)
    {
      const EspSend *send = record->sends->pdata[i];
      gint64 at_us = send->started_at_us != 0 ? send->started_at_us : send->created_at_us;
      g_autofree char *date = esp_format_date (at_us, esp_session_get_zone (session),
                                               ESP_DATE_DAY_TIME, esp_session_get_lang (session));
      GtkWidget *row = esp_campaign_text_row_new (date, esp_campaign_state_title (send->state));
      const EspLeadSet set = { .kind = ESP_LEAD_SET_SENT,
                               .campaign_id = record->id,
                               .send_id = send->id };

      if (send->started_at_us != 0)
        {
          g_object_set_data_full (G_OBJECT (row), KEY_KEY, esp_lead_set_to_key (&set), g_free);
          gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
          adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                                     esp_icon_new ("esp-chevron-right-symbolic"));
          g_signal_connect_object (row, "activated", G_CALLBACK (open_set_cb), page, 0);
        }
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }
  return group;
}

/* How far the goal is reached, in leads. */
static void
add_goal (EspCampaignPage *page, GtkWidget *group, const EspCampaignResults *results)
{
  const char *goal = esp_campaign_page_get_record (page)->campaign->goal;
  g_autoptr (JsonNode) root = goal != NULL ? json_from_string (goal, NULL) : NULL;
  const char *key;
  gint64 target;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return;
  key = json_object_get_string_member_with_default (json_node_get_object (root), "metric", "");
  target =
    (gint64) json_object_get_double_member_with_default (json_node_get_object (root), "target", 0);
  for (guint i = 0; target > 0 && i < ESP_N_CAMPAIGN_METRICS; i++)
    {
      const EspMetric *metric = esp_metric_get ((EspMetricId) i);
      g_autofree char *title = NULL;
      g_autofree char *reached = NULL;
      g_autofree char *wanted = NULL;
      EspMetricValue value;

      if (!g_str_equal (metric->key, key))
        continue;
      esp_metric_evaluate ((EspMetricId) i, results, &value);
      reached = esp_format_count (value.part);
      wanted = esp_format_count (target);
      /* Translators: a goal and its metric */
      title = g_strdup_printf (value.part >= target ? _ ("Goal reached: %s") : _ ("Goal: %s"),
                               _ (metric->name));
      {
        /* Translators: how many leads of how many */
        g_autofree char *text = g_strdup_printf (_ ("%s of %s leads"), reached, wanted);

        adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                                   esp_campaign_text_row_new (title, text));
      }
    }
}

static GtkWidget *
counts_new (EspCampaignPage *page, const EspCampaignResults *results)
{
  static const EspLeadSetKind always[] = { ESP_LEAD_SET_SENT, ESP_LEAD_SET_DELIVERED,
                                           ESP_LEAD_SET_OPENED, ESP_LEAD_SET_CLICKED };
  static const EspLeadSetKind perhaps[] = { ESP_LEAD_SET_WAITING,      ESP_LEAD_SET_UNKNOWN,
                                            ESP_LEAD_SET_FAILED,       ESP_LEAD_SET_BOUNCED,
                                            ESP_LEAD_SET_UNSUBSCRIBED, ESP_LEAD_SET_COMPLAINED,
                                            ESP_LEAD_SET_MACHINE,      ESP_LEAD_SET_CANCELLED };
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Results"));
  add_goal (page, group, results);
  add_metric (page, group, ESP_LEAD_SET_MATCHED, results);
  for (guint i = 0; i < results->reasons->len; i++)
    add_reason (page, group, results->reasons->pdata[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (always); i++)
    add_metric (page, group, always[i], results);
  for (gsize i = 0; i < G_N_ELEMENTS (perhaps); i++)
    if (esp_campaign_results_count (results, perhaps[i]) > 0)
      add_metric (page, group, perhaps[i], results);
  return group;
}

static void
ask_cb (EspCampaignPage *page)
{
  const EspCampaignRecord *record = esp_campaign_page_get_record (page);

  esp_ask_window_present (esp_campaign_page_get_session (page), record->send->id,
                          record->campaign->name);
}

static GtkWidget *
ask_button_new (EspCampaignPage *page)
{
  GtkWidget *button = esp_button_new (_ ("A_sk why a person got it or not…"));

  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_signal_connect_object (button, "clicked", G_CALLBACK (ask_cb), page, G_CONNECT_SWAPPED);
  return button;
}

static void
pin_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EspCampaignPage *page = data;

  esp_overview_item_acts_pin (esp_campaign_page_get_session (page),
                              esp_campaign_page_get_campaign (page),
                              g_variant_get_string (parameter, NULL));
}

static void
make_pinnable (EspCampaignPage *page, GtkWidget *card, EspCampaignChart chart)
{
  const GActionEntry entries[] = { { .name = "pin", .activate = pin_cb, .parameter_type = "s" } };
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autofree char *action = g_strdup_printf ("report.pin::%s", esp_campaign_chart_get_name (chart));

  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), page);
  gtk_widget_insert_action_group (card, "report", G_ACTION_GROUP (actions));
  g_menu_append (menu, _ ("_Pin to the overview"), action);
  esp_chart_card_add_menu (ESP_CHART_CARD (card), G_MENU_MODEL (menu));
}

/**
 * esp_campaign_results_new:
 */
GtkWidget *
esp_campaign_results_new (EspCampaignPage *page)
{
  const EspCampaignReport *report = esp_campaign_page_get_figures (page)->report;
  EspSession *session = esp_campaign_page_get_session (page);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);
  EspChartVoice voice;

  esp_chart_voice_init (&voice, esp_session_get_zone (session),
                        esp_clock_now_us (esp_session_get_clock (session)));
  voice.name_reason = esp_campaign_ledger_reason;
  if (esp_campaign_page_get_record (page)->sends->len > 1)
    gtk_box_append (GTK_BOX (box), sends_new (page));
  gtk_box_append (GTK_BOX (box), counts_new (page, report->results));
  gtk_box_append (GTK_BOX (box), ask_button_new (page));
  for (guint i = 0; i < ESP_N_CAMPAIGN_CHARTS; i++)
    {
      GtkWidget *card = esp_chart_card_new (session);
      g_autoptr (EspChart) chart = esp_campaign_report_draw (report, (EspCampaignChart) i, &voice);

      esp_chart_card_set_chart (ESP_CHART_CARD (card), chart);
      make_pinnable (page, card, (EspCampaignChart) i);
      gtk_box_append (GTK_BOX (box), card);
    }
  return box;
}
