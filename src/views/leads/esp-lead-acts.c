/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the list does with its selection: each act runs in the background, says what it did, and can be
 * undone from the same sentence. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-acts.h"

#include "store/esp-leads.h"
#include "store/esp-meta.h"
#include "views/leads/esp-bulk-window.h"
#include "views/leads/esp-new-lead-window.h"
#include "views/leads/esp-tag-window.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-bulk-job.h"

#include <glib/gi18n.h>

#define COLUMNS_KEY "leads.columns"

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

/* The columns that this workspace shows */

typedef struct
{
  char *joined; /* (owned) (nullable) */
  EspLeadColumnsFunc func;
  GWeakRef screen;
} ColumnsCall;

static void
columns_call_free (ColumnsCall *call)
{
  g_free (call->joined);
  g_weak_ref_clear (&call->screen);
  g_free (call);
}

static gboolean
write_columns (EspTx *tx, gpointer data, GError **error)
{
  return esp_meta_set_text (tx, COLUMNS_KEY, data, error);
}

static gboolean
read_columns (EspTx *tx, gpointer data, GError **error)
{
  ColumnsCall *call = data;

  call->joined = esp_meta_get_text (tx, COLUMNS_KEY, "", error);
  return call->joined != NULL;
}

static void
columns_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* A choice that could not be kept is only made again next time. */
  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    g_debug ("the columns were not kept: %s", error->message);
}

static void
columns_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ColumnsCall *call = esp_store_read_finish (ESP_STORE (source), result, NULL);
  g_autoptr (GObject) screen = NULL;
  g_auto (GStrv) columns = NULL;

  if (call == NULL)
    return;
  screen = g_weak_ref_get (&call->screen);
  columns = g_strsplit (call->joined, ",", -1);
  if (screen != NULL && *call->joined != '\0')
    call->func (columns, screen);
  columns_call_free (call);
}

/**
 * esp_lead_acts_save_columns:
 *
 * Keeps the columns of the list with the workspace.
 */
void
esp_lead_acts_save_columns (EspSession *session, const char *const *columns)
{
  esp_store_write_async (esp_session_get_store (session), NULL, write_columns,
                         g_strjoinv (",", (char **) columns), g_free, columns_written_cb, NULL);
}

/**
 * esp_lead_acts_load_columns:
 * @func: called later with the kept columns, when there are any and @screen still lives
 */
void
esp_lead_acts_load_columns (EspSession *session, EspLeadColumnsFunc func, gpointer screen)
{
  ColumnsCall *call = g_new0 (ColumnsCall, 1);

  call->func = func;
  g_weak_ref_init (&call->screen, screen);
  esp_store_read_async (esp_session_get_store (session), ESP_READ_PAGE, read_columns, call,
                        (GDestroyNotify) columns_call_free, NULL, columns_read_cb, NULL);
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
