/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outbox: what waits to leave, through which channel, until when and why. */
#define G_LOG_DOMAIN "esp-activity"

#include "config.h"

#include "views/activity/esp-outbox-list.h"

#include "store/esp-outbox.h"
#include "views/activity/esp-record-group.h"
#include "views/activity/esp-wait-words.h"
#include "views/shell/esp-send-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

static void
open_cb (GtkListBoxRow *row, EspSession *session)
{
  esp_session_open (session, g_object_get_data (G_OBJECT (row), "esp-address"));
}

/* Until when they wait; nothing for those whose turn it is. */
static void
append_until (GString *text, EspSession *session, const EspOutboxRow *row)
{
  g_autofree char *first = NULL;
  g_autofree char *last = NULL;

  if (row->first_at_us == 0)
    return;
  first = esp_format_date (row->first_at_us, esp_session_get_zone (session), ESP_DATE_SHORT_TIME,
                           esp_session_get_lang (session));
  last = esp_format_date (row->last_at_us, esp_session_get_zone (session), ESP_DATE_SHORT_TIME,
                          esp_session_get_lang (session));
  g_string_append (text, " · ");
  if (g_str_equal (first, last))
    /* Translators: a date and time */
    g_string_append_printf (text, _ ("until %s"), first);
  else
    /* Translators: dates and times: the first of them may go then, the last of them then */
    g_string_append_printf (text, _ ("from %s to %s"), first, last);
}

static void
append_reason (GString *text, EspSession *session, const EspOutboxRow *row)
{
  g_autofree char *reason = NULL;

  if (esp_workspace_is_stopped (esp_session_get_workspace (session)))
    reason = esp_send_reason_message ("kill-switch");
  else if (g_str_equal (row->send_state, "paused"))
    reason = esp_send_reason_message (row->pause_reason != NULL ? row->pause_reason : "user");
  else if (row->reason != NULL && row->n > row->n_now)
    reason = esp_wait_reason_words (row->reason);
  else if (g_str_equal (row->send_state, "hold"))
    reason = g_strdup (_ ("on hold: it can still be cancelled"));
  else if (row->n > 0)
    reason = g_strdup (_ ("its turn comes next"));
  if (reason != NULL)
    g_string_append_printf (text, " · %s", reason);
}

static char *
describe (EspSession *session, const EspOutboxRow *row)
{
  g_autoptr (GString) text = g_string_new (row->campaign);

  append_until (text, session, row);
  append_reason (text, session, row);
  if (row->n_in_flight > 0)
    {
      g_autofree char *n = esp_format_count (row->n_in_flight);

      g_string_append (text, " · ");
      g_string_append_printf (text,
                              ngettext ("%s handed over, no answer yet",
                                        "%s handed over, no answer yet", (gulong) row->n_in_flight),
                              n);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GtkWidget *
make_row (EspSession *session, gconstpointer record)
{
  const EspOutboxRow *entry = record;
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *count = gtk_label_new (NULL);
  g_autofree char *n = esp_format_count (entry->n);
  g_autofree char *subtitle = describe (session, entry);
  const char *channel = entry->channel != NULL ? entry->channel : _ ("No channel");
  /* Translators: how many messages wait, then the name of a channel, then why */
  g_autofree char *spoken = g_strdup_printf (_ ("%s wait for %s: %s"), n, channel, subtitle);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), channel);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_label_set_label (GTK_LABEL (count), n);
  gtk_widget_add_css_class (count, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), count);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  g_object_set_data_full (G_OBJECT (row), "esp-address",
                          g_strdup_printf ("campaigns/%" G_GINT64_FORMAT, entry->campaign_id),
                          g_free);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_signal_connect_object (row, "activated", G_CALLBACK (open_cb), session, 0);
  return row;
}

static GPtrArray *
load (EspTx *tx, GError **error)
{
  return esp_outbox_list (tx, error);
}

/**
 * esp_outbox_list_new:
 *
 * Returns: (transfer floating): what waits in the session's workspace; hidden while nothing does
 */
GtkWidget *
esp_outbox_list_new (EspSession *session)
{
  const EspRecordListKind kind = {
    .name = C_ ("activity", "Outbox: what waits to leave"),
    .changes = ESP_CHANGE_JOB | ESP_CHANGE_CAMPAIGN | ESP_CHANGE_LEDGER,
    .load = load,
    .make_row = make_row,
  };

  return esp_record_group_new (session, &kind);
}
