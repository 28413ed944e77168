/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last look before a send: the facts, and a button that says what it does and to how many. */
#define G_LOG_DOMAIN "esp-campaigns"

#include "config.h"

#include "views/campaigns/esp-send-sheet.h"

#include "store/esp-channels.h"
#include "views/campaigns/esp-campaign-acts.h"
#include "views/campaigns/esp-campaign-parts.h"
#include "views/campaigns/esp-campaign-words.h"
#include "views/shell/esp-form-window.h"
#include "views/messages/esp-subject-words.h"
#include "views/messages/esp-text-words.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-icon.h"

#include <glib/gi18n.h>

#define MORNING_HOUR 10
#define MAX_HEIGHT 640

typedef struct
{
  EspSession *session; /* (owned) */
  gint64 campaign_id;
  gint64 at_us;
  GtkWindow *window;
  GtkWidget *accept;
  GtkWidget *yes; /* (nullable) the switch for what asks for a yes */
} Sheet;

static void
sheet_free (gpointer data)
{
  Sheet *sheet = data;

  g_object_unref (sheet->session);
  g_free (sheet);
}

static void
send_cb (Sheet *sheet)
{
  esp_campaign_act (sheet->session, ESP_CAMPAIGN_SEND, sheet->campaign_id, NULL, sheet->at_us);
  gtk_window_close (sheet->window);
}

static void
yes_cb (Sheet *sheet)
{
  gtk_widget_set_sensitive (sheet->accept,
                            gtk_switch_get_active (esp_form_row_get_switch (sheet->yes)));
}

static void
add_fact (GtkWidget *group, const char *title, const char *text)
{
  if (text != NULL && *text != '\0')
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               esp_campaign_text_row_new (title, text));
}

/* Everyone who is held back: for good, or for some hours. */
static guint
add_held_back (GtkWidget *group, const EspWaterfall *waterfall, gboolean waits)
{
  guint n_rows = 0;

  for (guint i = ESP_REASON_NONE + 1; i < ESP_N_REASONS; i++)
    {
      gint64 n = (gint64) esp_waterfall_count (waterfall, (EspReason) i);
      g_autofree char *count = esp_format_count (n);

      if (n == 0 || esp_reason_waits ((EspReason) i) != waits)
        continue;
      add_fact (group, esp_campaign_reason_title ((EspReason) i), count);
      n_rows++;
    }
  return n_rows;
}

/* What needs a yes stands above the switch that gives it. */
static void
add_warnings (Sheet *sheet, GtkWidget *box, const EspSendCheck *check)
{
  GtkWidget *group = esp_form_group_new (_ ("Before you send"), NULL);

  for (guint i = 0; i < check->findings->len; i++)
    {
      const EspContentFinding *finding = check->findings->pdata[i];
      g_autofree char *sentence = NULL;
      GtkWidget *row;
      GtkWidget *icon;

      if (finding->severity == ESP_SEVERITY_FINE)
        continue;
      sentence = esp_campaign_finding_sentence (finding);
      row = esp_campaign_text_row_new (sentence, NULL);
      icon = esp_icon_new ("esp-warning-symbolic");
      gtk_widget_add_css_class (icon, "warning");
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }
  if (esp_send_check_count (check, ESP_SEVERITY_APPROVE) > 0)
    {
      sheet->yes =
        esp_form_switch_row_new (_ ("I have looked at this, send it all the same"), NULL, FALSE);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), sheet->yes);
      g_signal_connect_swapped (esp_form_row_get_switch (sheet->yes), "notify::active",
                                G_CALLBACK (yes_cb), sheet);
    }
  if (esp_content_findings_worst (check->findings) != ESP_SEVERITY_FINE)
    gtk_box_append (GTK_BOX (box), group);
  else
    g_object_unref (g_object_ref_sink (group));
}

static const char *
find_channel (const EspCampaignRecord *record)
{
  for (guint i = 0; i < record->channels->len; i++)
    {
      const EspChannelRecord *channel = record->channels->pdata[i];

      if (channel->id == record->send->channel_id)
        return esp_campaign_channel_title (channel);
    }
  return _ ("Demo mailbox");
}

static char *
make_label (EspSession *session, gint64 n, gint64 at_us, int hold_seconds)
{
  g_autofree char *count = esp_format_count (n);
  g_autofree char *date = at_us != 0
                            ? esp_format_date (at_us, esp_session_get_zone (session),
                                               ESP_DATE_SHORT_TIME, esp_session_get_lang (session))
                            : NULL;

  if (date != NULL)
    /* Translators: a button: to how many leads, when */
    return g_strdup_printf (_ ("Schedule to %s for %s"), count, date);
  /* Translators: a button: to how many leads, after how many seconds */
  return g_strdup_printf (_ ("Send to %s · %d s hold"), count, hold_seconds);
}

static char *
describe_window (EspSession *session, const EspCampaignFigures *figures, gint64 at_us)
{
  GTimeZone *zone = esp_session_get_zone (session);
  EspLang lang = esp_session_get_lang (session);
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;

  if (at_us == 0)
    return g_strdup_printf (ngettext ("In %d second, when the hold is over",
                                      "In %d seconds, when the hold is over",
                                      (gulong) figures->hold_seconds),
                            figures->hold_seconds);
  if (figures->first_at_us == figures->last_at_us || at_us != figures->last_at_us)
    return esp_format_date (at_us, zone, ESP_DATE_DAY_TIME, lang);
  first = esp_format_date (figures->first_at_us, zone, ESP_DATE_DAY_TIME, lang);
  last = esp_format_date (figures->last_at_us, zone, ESP_DATE_DAY_TIME, lang);
  /* Translators: the first and the last moment of a window */
  return g_strdup_printf (_ ("%s to %s, at the hour of each place"), first, last);
}

static char *
describe_rate (const EspCampaignFigures *figures)
{
  g_autofree char *rate = esp_format_count (figures->rate_per_minute);

  return figures->rate_per_minute > 0 ? g_strdup_printf (_ ("At most %s a minute"), rate)
                                      : g_strdup (_ ("As fast as the channel takes it"));
}

static const char *
describe_missed (const EspCampaignFigures *figures)
{
  if (g_strcmp0 (figures->missed, "send") == 0)
    return _ ("It is sent as soon as the computer is on again");
  if (g_strcmp0 (figures->missed, "skip") == 0)
    return _ ("It is not sent any more");
  return _ ("You are asked");
}

static void
add_facts (EspCampaignPage *page, GtkWidget *box, gint64 n, gint64 at_us)
{
  const EspCampaignRecord *record = esp_campaign_page_get_record (page);
  const EspCampaignFigures *figures = esp_campaign_page_get_figures (page);
  EspSession *session = esp_campaign_page_get_session (page);
  GtkWidget *group = esp_form_group_new (NULL, NULL);
  g_autofree char *count = esp_format_count (n);
  g_autofree char *window = describe_window (session, figures, at_us);
  g_autofree char *rate = describe_rate (figures);
  g_autofree char *subject = esp_subject_dup (figures->check->subject, NULL);

  add_fact (group, _ ("Receivers"), count);
  (void) add_held_back (group, figures->waterfall, TRUE); /* none is as well */
  add_fact (group, _ ("Subject"), subject);
  add_fact (group, _ ("Sender"), figures->check->sender);
  add_fact (group, _ ("Channel"), find_channel (record));
  if (figures->cost != NULL)
    {
      g_autofree char *cost = esp_text_cost_words (figures->cost);

      add_fact (group, _ ("Cost"), cost);
    }
  add_fact (group, _ ("Leaves"), window);
  add_fact (group, _ ("Speed"), rate);
  if (at_us != 0)
    add_fact (group, _ ("If this computer is off then"), describe_missed (figures));
  gtk_box_append (GTK_BOX (box), group);
}

static void
present (EspCampaignPage *page, gint64 at_us)
{
  const EspCampaignRecord *record = esp_campaign_page_get_record (page);
  const EspCampaignFigures *figures = esp_campaign_page_get_figures (page);
  EspSession *session = esp_campaign_page_get_session (page);
  const EspWaterfall *waterfall = figures->waterfall;
  gint64 n = (gint64) esp_waterfall_count_receivers (waterfall);
  g_autofree char *label = make_label (session, n, at_us, figures->hold_seconds);
  Sheet *sheet = g_new0 (Sheet, 1);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  g_autoptr (GtkWidget) excluded = NULL;
  EspFormFrame frame;

  sheet->session = g_object_ref (session);
  sheet->campaign_id = record->id;
  sheet->at_us = at_us;
  sheet->window = esp_form_window_new ();
  g_object_set_data_full (G_OBJECT (sheet->window), "esp-sheet", sheet, sheet_free);
  frame = esp_form_frame_build (ADW_WINDOW (sheet->window), esp_session_get_window (session),
                                record->campaign->name, label);
  sheet->accept = frame.accept;
  /* Enter must not send: a person moves to the button. */
  gtk_window_set_default_widget (sheet->window, NULL);
  add_facts (page, box, n, at_us);
  add_warnings (sheet, box, figures->check);
  gtk_widget_set_sensitive (sheet->accept, sheet->yes == NULL);
  excluded = g_object_ref_sink (esp_form_group_new (_ ("Do not get it"), NULL));
  if (add_held_back (excluded, waterfall, FALSE) > 0)
    gtk_box_append (GTK_BOX (box), excluded);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), MAX_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  gtk_box_append (GTK_BOX (frame.box), scroller);
  g_signal_connect_swapped (frame.accept, "clicked", G_CALLBACK (send_cb), sheet);
  gtk_window_present (sheet->window);
}

static gint64
tomorrow_us (EspSession *session)
{
  GTimeZone *zone = esp_session_get_zone (session);
  g_autoptr (GDateTime) now = g_date_time_new_now (zone);
  g_autoptr (GDateTime) day = g_date_time_add_days (now, 1);
  g_autoptr (GDateTime) at =
    g_date_time_new (zone, g_date_time_get_year (day), g_date_time_get_month (day),
                     g_date_time_get_day_of_month (day), MORNING_HOUR, 0, 0);

  return g_date_time_to_unix (at) * G_USEC_PER_SEC;
}

static void
past_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspCampaignPage) page = user_data;
  const char *answer = esp_dialog_ask_finish (result, NULL);

  if (answer != NULL && esp_campaign_page_get_obstacle (page) == NULL)
    present (page,
             g_str_equal (answer, "now") ? 0 : tomorrow_us (esp_campaign_page_get_session (page)));
}

/**
 * esp_send_sheet_present:
 *
 * Shows the facts and sends when told to. A time that has passed is asked about first.
 */
void
esp_send_sheet_present (EspCampaignPage *page)
{
  const EspDialogAnswer answers[] = { { "now", _ ("_Now"), FALSE, FALSE },
                                      { "tomorrow", _ ("_Tomorrow 10:00"), FALSE, TRUE },
                                      { NULL } };
  EspSession *session = esp_campaign_page_get_session (page);
  gint64 at_us = esp_campaign_page_get_record (page)->send->scheduled_at_us;

  if (at_us == 0 || at_us > esp_clock_now_us (esp_session_get_clock (session)))
    present (page, at_us);
  else
    esp_dialog_ask_async (esp_session_get_window (session), _ ("The time has passed"),
                          _ ("The campaign was to leave at a time that is over. When should it "
                             "leave instead?"),
                          answers, NULL, past_cb, g_object_ref (page));
}
