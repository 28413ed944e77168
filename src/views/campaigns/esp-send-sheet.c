/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last look before a send: the facts, and a button that says what it does and to how many. */
#define G_LOG_DOMAIN "esp-campaigns"

#include "config.h"

#include "views/campaigns/esp-send-sheet.h"

#include "store/esp-channels.h"
#include "views/campaigns/esp-campaign-acts.h"
#include "views/campaigns/esp-campaign-parts.h"
#include "views/campaigns/esp-campaign-words.h"
#include "views/leads/esp-form-window.h"
#include "views/shell/esp-dialogs.h"

#include <glib/gi18n.h>

#define MORNING_HOUR 10

typedef struct
{
  EspSession *session; /* (owned) */
  gint64 campaign_id;
  gint64 at_us;
  GtkWindow *window;
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
add_fact (GtkWidget *group, const char *title, const char *text)
{
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             esp_campaign_text_row_new (title, text));
}

static void
add_excluded (GtkWidget *group, const EspWaterfall *waterfall)
{
  for (guint i = ESP_REASON_NONE + 1; i < ESP_N_REASONS; i++)
    {
      gint64 n = (gint64) esp_waterfall_count (waterfall, (EspReason) i);
      g_autofree char *count = esp_format_count (n);

      if (n == 0)
        continue;
      add_fact (group, esp_campaign_reason_title ((EspReason) i), count);
    }
}

static const char *
find_channel (const EspCampaignRecord *record)
{
  for (guint i = 0; i < record->channels->len; i++)
    {
      const EspChannelRecord *channel = record->channels->pdata[i];

      if (channel->id == record->send->channel_id)
        return channel->name;
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

static void
present (EspCampaignPage *page, gint64 at_us)
{
  const EspCampaignRecord *record = esp_campaign_page_get_record (page);
  const EspCampaignFigures *figures = esp_campaign_page_get_figures (page);
  EspSession *session = esp_campaign_page_get_session (page);
  const EspWaterfall *waterfall = figures->waterfall;
  gint64 n = (gint64) esp_waterfall_count (waterfall, ESP_REASON_NONE) +
             (gint64) esp_waterfall_count (waterfall, ESP_REASON_NIGHT) +
             (gint64) esp_waterfall_count (waterfall, ESP_REASON_QUIET);
  g_autofree char *label = make_label (session, n, at_us, figures->hold_seconds);
  g_autofree char *count = esp_format_count (n);
  Sheet *sheet = g_new0 (Sheet, 1);
  GtkWidget *facts = esp_form_group_new (NULL, NULL);
  GtkWidget *excluded = esp_form_group_new (_ ("Do not get it, or later"), NULL);
  EspFormFrame frame;

  sheet->session = g_object_ref (session);
  sheet->campaign_id = record->id;
  sheet->at_us = at_us;
  sheet->window = GTK_WINDOW (adw_window_new ());
  g_object_set_data_full (G_OBJECT (sheet->window), "esp-sheet", sheet, sheet_free);
  frame = esp_form_frame_build (ADW_WINDOW (sheet->window), esp_session_get_window (session),
                                record->campaign->name, label);
  /* Enter must not send: a person moves to the button. */
  gtk_window_set_default_widget (sheet->window, NULL);
  add_fact (facts, _ ("Receivers"), count);
  add_fact (facts, _ ("Subject"), figures->subject);
  add_fact (facts, _ ("Sender"), figures->sender);
  add_fact (facts, _ ("Channel"), find_channel (record));
  gtk_box_append (GTK_BOX (frame.box), facts);
  if (waterfall->n_matching > esp_waterfall_count (waterfall, ESP_REASON_NONE))
    {
      add_excluded (excluded, waterfall);
      gtk_box_append (GTK_BOX (frame.box), excluded);
    }
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
  const EspAnswer answers[] = { { "now", _ ("_Now"), FALSE, FALSE },
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
