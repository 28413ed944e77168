/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl journey simulate: the real runner over a copy of the workspace, with a clock that jumps from one
 * due moment to the next. Nothing of the copy is handed to a channel, and it is deleted at the end. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-journey-simulate.h"

#include "base/esp-clock.h"
#include "ctl/esp-ctl-common.h"
#include "engine/journey/esp-journey-json.h"
#include "store/esp-backup.h"
#include "store/esp-leaf-query.h"
#include "worker/esp-journey-orders.h"
#include "worker/esp-journey-runner.h"
#include "worker/esp-segment-source.h"

#include <glib/gstdio.h>

#define SUBJECT "journey"
#define DEFAULT_DAYS 30

static gboolean
begin_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlJourney *self = data;
  g_autoptr (EspBitmap) leads = NULL;
  gint64 id = 0;
  gint64 n = 0;

  if (!esp_journey_row_resolve (tx, self->reference, &id, error) ||
      !esp_journey_order_publish (tx, self->engine, id, TRUE, error))
    return FALSE;
  self->row = esp_journey_row_load (tx, id, error);
  if (self->row == NULL)
    return FALSE;
  leads = self->segment != NULL ? esp_segment_source_members (tx, self->segment, error)
                                : esp_leaf_query_universe (tx, NULL, error);
  return leads != NULL && esp_journey_order_enter (tx, self->engine, id, leads, &n, error);
}

static gboolean
read_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlJourney *self = data;

  self->counts = esp_journey_counts_load (tx, self->row->id, self->row->version, error);
  self->inside = self->counts != NULL ? esp_journey_count_inside (tx, self->row->id, error) : NULL;
  self->journey =
    self->inside != NULL ? esp_journey_parse_json (self->row->draft, -1, error) : NULL;
  return self->journey != NULL;
}

static gboolean
rehearse (EspCtlJourney *self, const char *path, GError **error)
{
  g_autoptr (EspClock) system = esp_clock_new_system ();
  gint64 start_us = esp_clock_now_us (system);
  gint64 end_us = start_us + (self->n > 0 ? self->n : DEFAULT_DAYS) * ESP_USEC_PER_DAY;
  g_autoptr (EspClock) clock = esp_clock_new_fake (start_us);
  g_autoptr (EspStore) store = esp_store_open (path, ESP_STORE_OPEN, clock, error);
  g_autoptr (EspJourneyRunner) runner = NULL;
  gboolean is_ok;

  if (store == NULL)
    return FALSE;
  is_ok = esp_store_write (store, NULL, begin_cb, self, NULL, error);
  runner = esp_journey_runner_new (store, NULL, NULL);
  while (is_ok && esp_clock_now_us (clock) <= end_us)
    {
      EspJourneyTurnResult result = { 0 };

      is_ok = esp_journey_runner_turn (runner, &result, error);
      esp_journey_turn_result_clear (&result);
      if (is_ok && !result.more)
        esp_clock_set (clock, MAX (result.next_us, esp_clock_now_us (clock) + 1));
    }
  is_ok = is_ok && esp_store_read (store, ESP_READ_LONG, read_cb, self, NULL, error);
  g_clear_pointer (&runner, esp_journey_runner_free);
  esp_store_close (store);
  return is_ok;
}

/* The copy holds people's data: it lies where only its owner can read, and goes whatever happens. */
static void
remove_copy (const char *folder, const char *path)
{
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  g_autofree char *shm = g_strconcat (path, "-shm", NULL);

  (void) g_unlink (path);
  (void) g_unlink (wal);
  (void) g_unlink (shm);
  (void) g_rmdir (folder);
}

/**
 * esp_ctl_journey_simulate:
 *
 * Publishes the draft on a copy, lets people in (everyone, when no segment is named), and leads them through
 * the coming days.
 *
 * Returns: the exit status
 */
int
esp_ctl_journey_simulate (EspCtlJourney *self, EspStore *store, GError **error)
{
  g_autofree char *folder = g_dir_make_tmp ("espalier-rehearsal-XXXXXX", error);
  g_autofree char *path = NULL;
  gboolean is_ok;

  if (folder == NULL)
    return esp_ctl_fail (SUBJECT, *error);
  path = g_build_filename (folder, "copy.espalier", NULL);
  is_ok =
    esp_backup_copy (esp_store_get_path (store), path, NULL, error) && rehearse (self, path, error);
  remove_copy (folder, path);
  if (!is_ok)
    return esp_ctl_fail (SUBJECT, *error);
  esp_ctl_journey_print_one (self);
  return ESP_CTL_OK;
}
