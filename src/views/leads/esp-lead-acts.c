/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the list does with its selection: each act runs in the background, says what it did, and can be
 * undone from the same sentence. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-acts.h"

#include "store/esp-leads.h"
#include "views/leads/esp-bulk-window.h"
#include "views/leads/esp-new-lead-window.h"
#include "views/leads/esp-suppress-window.h"
#include "views/leads/esp-tag-window.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-bulk-job.h"

#include <glib/gi18n.h>

/**
 * esp_lead_acts_tag:
 */
void
esp_lead_acts_tag (EspSession *session, const EspBitmap *leads)
{
  gtk_window_present (GTK_WINDOW (esp_tag_window_new (session, leads)));
}

/**
 * esp_lead_acts_edit:
 */
void
esp_lead_acts_edit (EspSession *session, const EspBitmap *leads)
{
  gtk_window_present (GTK_WINDOW (esp_bulk_window_new (session, leads)));
}

/**
 * esp_lead_acts_suppress:
 */
void
esp_lead_acts_suppress (EspSession *session, const EspBitmap *leads)
{
  gtk_window_present (GTK_WINDOW (esp_suppress_window_new (session, leads)));
}

/**
 * esp_lead_acts_new:
 */
void
esp_lead_acts_new (EspSession *session)
{
  gtk_window_present (GTK_WINDOW (esp_new_lead_window_new (session)));
}

static void
archived_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;
  g_autoptr (GError) error = NULL;
  EspBulkResult done;

  if (!esp_bulk_job_run_finish (ESP_STORE (source), result, &done, &error))
    {
      g_autofree char *message = esp_store_message (error);

      esp_session_toast (session, message);
    }
  else
    {
      g_autofree char *n = esp_format_count (done.n_changed);
      g_autofree char *text = g_strdup_printf (ngettext ("%s lead archived", "%s leads archived",
                                                         (gulong) done.n_changed),
                                               n);

      esp_session_toast_undo (session, text, done.history_id);
    }
}

/**
 * esp_lead_acts_archive:
 *
 * Archives the leads at once; the toast undoes it.
 */
void
esp_lead_acts_archive (EspSession *session, const EspBitmap *leads)
{
  EspBulkEdit edit = { .act = ESP_BULK_ARCHIVE };

  esp_bulk_job_run_async (esp_session_get_store (session), &edit, leads, NULL, NULL, NULL,
                          archived_cb, g_object_ref (session));
}

/* The total beside "Leads" in the sidebar */

static gboolean
count_leads (EspTx *tx, gpointer data, GError **error)
{
  return esp_lead_count (tx, data, error);
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;
  g_autofree gint64 *n = esp_store_read_finish (ESP_STORE (source), result, NULL);
  g_autofree char *text = NULL;
  g_autofree char *label = NULL;

  if (n == NULL)
    return;
  text = esp_format_count (*n);
  label = g_strdup_printf (ngettext ("%s lead", "%s leads", (gulong) *n), text);
  esp_session_set_badge (session, "leads", *n > 0 ? ESP_BADGE_TOTAL : ESP_BADGE_NONE, text, label);
}

static void
count_again (EspSession *session)
{
  esp_store_read_async (esp_session_get_store (session), ESP_READ_LONG, count_leads,
                        g_new0 (gint64, 1), g_free, esp_session_get_cancellable (session),
                        counted_cb, g_object_ref (session));
}

static void
changed_cb (EspStore *store, EspChanges *changes, EspSession *session)
{
  if (esp_changes_has (changes, ESP_CHANGE_LEAD))
    count_again (session);
}

/**
 * esp_lead_acts_watch_total:
 *
 * Keeps the number of leads beside the area's name true.
 */
void
esp_lead_acts_watch_total (EspSession *session)
{
  g_signal_connect_object (esp_session_get_store (session), "changed", G_CALLBACK (changed_cb),
                           session, 0);
  count_again (session);
}
