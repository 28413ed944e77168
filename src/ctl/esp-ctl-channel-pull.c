/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl channel pull: asks a service at once what became of its messages, and keeps it. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-channel-pull.h"

#include "base/esp-clock.h"
#include "channels/esp-channel.h"
#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "worker/esp-channel-pool.h"
#include "worker/esp-report-pull.h"

#define MAX_PAGES 2000

typedef struct
{
  const EspChannelRecord *record;
  char *cursor;            /* (owned) (nullable) */
  GAsyncResult *result;    /* (owned) (nullable) */
  EspChannelReports *page; /* (owned) (nullable) */
  EspReportTally tally;
} Pull;

static void
pull_clear (Pull *pull)
{
  g_free (pull->cursor);
  g_clear_object (&pull->result);
  g_clear_pointer (&pull->page, esp_channel_reports_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pull, pull_clear)

static gboolean
load_cb (EspTx *tx, gpointer data, GError **error)
{
  Pull *pull = data;
  g_autoptr (EspReportSource) source =
    esp_report_source_load (tx, pull->record->id, ESP_REPORT_SOURCE_SERVICE, error);

  if (source == NULL)
    return FALSE;
  pull->cursor = g_strdup (source->cursor);
  return TRUE;
}

static void
pulled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  ((Pull *) user_data)->result = g_object_ref (result);
}

static gboolean
write_cb (EspTx *tx, gpointer data, GError **error)
{
  Pull *pull = data;
  EspReportTally tally = { 0 };

  if (!esp_report_pull_write (tx, pull->record->id, pull->page, &tally, error))
    return FALSE;
  esp_report_tally_add (&pull->tally, &tally);
  return TRUE;
}

static gboolean
ask (Pull *pull, EspStore *store, EspChannel *channel, GError **error)
{
  g_clear_pointer (&pull->page, esp_channel_reports_free);
  esp_channel_pull_async (channel, pull->cursor, esp_clock_now_us (esp_store_get_clock (store)),
                          NULL, pulled_cb, pull);
  while (pull->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  pull->page = esp_channel_pull_finish (channel, pull->result, error);
  g_clear_object (&pull->result);
  if (pull->page == NULL || !esp_store_write (store, NULL, write_cb, pull, NULL, error))
    return FALSE;
  g_free (pull->cursor);
  pull->cursor = g_strdup (pull->page->cursor);
  return TRUE;
}

static void
print (const Pull *pull, gboolean is_json)
{
  const EspReportTally *tally = &pull->tally;
  g_autoptr (JsonBuilder) builder = NULL;

  if (!is_json)
    {
      g_print ("%" G_GINT64_FORMAT " new, %" G_GINT64_FORMAT " known, %" G_GINT64_FORMAT
               " of nobody here; %" G_GINT64_FORMAT " addresses get no more.\n",
               tally->n_new, tally->n_known, tally->n_stray, tally->n_suppressed);
      return;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  esp_ctl_add_int (builder, "new", tally->n_new);
  esp_ctl_add_int (builder, "known", tally->n_known);
  esp_ctl_add_int (builder, "stray", tally->n_stray);
  esp_ctl_add_int (builder, "suppressed", tally->n_suppressed);
  esp_ctl_add_int (builder, "withdrawn", tally->n_withdrawn);
  esp_ctl_add_int (builder, "paused", tally->n_paused);
  json_builder_set_member_name (builder, "kinds");
  json_builder_begin_object (builder);
  for (guint i = 0; i < ESP_REPORT_N_KINDS; i++)
    if (tally->n_of_kind[i] > 0)
      esp_ctl_add_int (builder, esp_report_kind_name ((EspReportKind) i), tally->n_of_kind[i]);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  esp_ctl_print_json (builder);
}

/**
 * esp_ctl_channel_pull:
 * @secret: (nullable)
 *
 * Asks until nothing more is to be told; what was kept stays kept when the service breaks off.
 *
 * Returns: the exit status
 */
int
esp_ctl_channel_pull (EspStore *store,
                      const EspChannelRecord *record,
                      const char *secret,
                      gboolean is_json,
                      GError **error)
{
  g_auto (Pull) pull = { .record = record };
  g_autoptr (EspChannel) channel =
    esp_channel_open (record, secret, esp_store_get_path (store), error);
  guint n_pages = 0;

  if (channel == NULL || !esp_store_read (store, ESP_READ_PAGE, load_cb, &pull, NULL, error))
    return ESP_CTL_FAILED;
  if (!esp_channel_can_pull (channel))
    {
      g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                   "A channel “%s” tells nothing when it is asked: what comes back to it is read "
                   "from its return mailbox, see “espalierctl mailbox”",
                   record->kind);
      return ESP_CTL_FAILED;
    }
  do
    if (!ask (&pull, store, channel, error))
      {
        esp_channel_close (channel);
        return ESP_CTL_FAILED;
      }
  while (pull.page->has_more && ++n_pages < MAX_PAGES);
  esp_channel_close (channel);
  print (&pull, is_json);
  return ESP_CTL_OK;
}
