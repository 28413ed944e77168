/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where everybody of an imported file goes then: into a list, and into a journey. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-import-aims.h"

#include "store/esp-history.h"
#include "store/esp-segments.h"
#include "worker/esp-import-pages.h"
#include "worker/esp-journey-orders.h"

typedef struct
{
  EspImportReport *report;
  EspBitmap *leads; /* (owned) of all rows that have one, those that changed nothing too */
} Aims;

static gboolean
collect (Aims *aims, GError **error)
{
  static const EspImportOutcome met[] = { ESP_IMPORT_OUTCOME_NEW, ESP_IMPORT_OUTCOME_UPDATED,
                                          ESP_IMPORT_OUTCOME_UNCHANGED };

  aims->leads = esp_bitmap_new ();
  for (guint i = 0; i < G_N_ELEMENTS (met); i++)
    {
      g_autoptr (EspBitmap) part = esp_import_report_list_leads (aims->report, met[i], error);

      if (part == NULL)
        return FALSE;
      esp_bitmap_or (aims->leads, part);
    }
  return TRUE;
}

static gboolean
list_cb (EspTx *tx, gpointer data, GError **error)
{
  Aims *aims = data;

  return esp_segment_add_members (tx, aims->report->plan->segment_id, aims->leads,
                                  &aims->report->n_listed, error);
}

/* The passages become a part of the import's own entry, whose count stays that of its leads. */
static gboolean
enter_cb (EspTx *tx, gpointer data, GError **error)
{
  Aims *aims = data;
  const EspImportReport *report = aims->report;
  const guint64 *outcomes = report->counts.n_outcomes;
  g_autoptr (EspSegmentEngine) engine = esp_segment_engine_new ();

  if (!esp_journey_order_enter (tx, engine, report->plan->journey_id, aims->leads,
                                &aims->report->n_entered, error))
    return FALSE;
  return report->history_id == 0 ||
         esp_history_set_count (tx, report->history_id,
                                (gint64) (outcomes[ESP_IMPORT_OUTCOME_NEW] +
                                          outcomes[ESP_IMPORT_OUTCOME_UPDATED]),
                                error);
}

static gboolean
write_aim (EspStore *store, Aims *aims, EspStoreFunc func, GError **error)
{
  EspOperation operation = { .kind = "import",
                             .summary = aims->report->plan->name,
                             .history_id = aims->report->history_id };

  return esp_store_write (store, &operation, func, aims, &aims->report->history_id, error);
}

/**
 * esp_import_aims_reach:
 * @report: of a real run that is complete; gets n_listed and n_entered, or aim_problem when a list or a
 *   journey refused them, which does not take the import back
 *
 * Puts everybody whom the rows met or made where the plan says. Undoing the import takes that back too.
 */
void
esp_import_aims_reach (EspStore *store, EspImportReport *report)
{
  Aims aims = { .report = report };
  g_autoptr (GError) error = NULL;
  gboolean is_ok = TRUE;

  if (report->plan->segment_id == 0 && report->plan->journey_id == 0)
    return;
  is_ok = collect (&aims, &error);
  if (is_ok && !esp_bitmap_is_empty (aims.leads) && report->plan->segment_id != 0)
    is_ok = write_aim (store, &aims, list_cb, &error);
  if (is_ok && !esp_bitmap_is_empty (aims.leads) && report->plan->journey_id != 0)
    is_ok = write_aim (store, &aims, enter_cb, &error);
  if (!is_ok)
    report->aim_problem = g_strdup (error->message);
  esp_bitmap_free (aims.leads);
}
