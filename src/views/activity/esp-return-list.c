/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of what came back: whom it is about, what it is in words, and what was said. */
#define G_LOG_DOMAIN "esp-activity"

#include "config.h"

#include "views/activity/esp-return-list.h"

#include "store/esp-reports.h"
#include "views/leads/esp-timeline-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define MAX_SHOWN 300

static void
open_cb (GtkListBoxRow *row, EspSession *session)
{
  esp_session_open (session, g_object_get_data (G_OBJECT (row), "esp-address"));
}

static char *
describe (EspSession *session, const EspReturnRow *record)
{
  g_autofree char *when = esp_format_date (record->at_us, esp_session_get_zone (session),
                                           ESP_DATE_SHORT_TIME, esp_session_get_lang (session));
  g_autofree char *said = esp_timeline_dup_return (record->kind, record->props);

  return g_strdup_printf ("%s%s%s%s%s", when, record->campaign != NULL ? " · " : "",
                          record->campaign != NULL ? record->campaign : "",
                          said != NULL ? "\n" : "", said != NULL ? said : "");
}

static GtkWidget *
make_row (EspSession *session, gconstpointer data)
{
  const EspReturnRow *record = data;
  const EspTimelineItem item = { .kind = ESP_TIMELINE_EVENT, .what = record->kind };
  GtkWidget *row = adw_action_row_new ();
  const char *who = record->name != NULL ? record->name : record->email;
  const char *word = esp_timeline_event_words (record->kind);
  g_autofree char *title = who != NULL ? g_strdup_printf ("%s: %s", word, who) : g_strdup (word);
  g_autofree char *subtitle = describe (session, record);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 4);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name (esp_timeline_icon (&item)));
  g_object_set_data_full (G_OBJECT (row), "esp-address",
                          g_strdup_printf ("leads/%" G_GINT64_FORMAT, record->lead_id), g_free);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_object (row, "activated", G_CALLBACK (open_cb), session, 0);
  return row;
}

static GPtrArray *
load (EspTx *tx, GError **error)
{
  return esp_report_list_returns (tx, MAX_SHOWN, error);
}

/**
 * esp_return_list_new:
 *
 * Returns: (transfer floating): what came back to the session's workspace; follows what happens
 */
GtkWidget *
esp_return_list_new (EspSession *session)
{
  const EspRecordListKind kind = {
    .name = C_ ("activity", "Came back"),
    .empty_title = _ ("Nothing came back"),
    .empty_text = _ ("Bounces, complaints and answers appear here when a service tells of them or "
                     "a channel has a return mailbox."),
    .changes = ESP_CHANGE_EVENT,
    .load = load,
    .make_row = make_row,
  };

  return esp_record_list_new (session, &kind);
}
