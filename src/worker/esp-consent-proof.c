/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes all that anybody ever said about being written to as a table that proves it. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-consent-proof.h"

#include "engine/import/esp-csv-writer.h"

static const char *const names[ESP_N_CONSENT_PROOFS] = {
  "id",      "lead",   "name", "email", "phone",       "channel",     "purpose", "state",
  "said_at", "source", "text", "proof", "recorded_at", "recorded_by", "basis",
};

/**
 * esp_consent_proof_get_name:
 *
 * Returns: (transfer none): the head of a column
 */
const char *
esp_consent_proof_get_name (guint column)
{
  g_return_val_if_fail (column < ESP_N_CONSENT_PROOFS, NULL);
  return names[column];
}

static char *
format_time (gint64 time_us)
{
  g_autoptr (GDateTime) time =
    time_us != 0 ? g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC) : NULL;

  return time != NULL ? g_date_time_format_iso8601 (time) : g_strdup ("");
}

/**
 * esp_consent_proof_fill:
 * @out_cells: (out caller-allocates) (transfer full) (array length=ESP_N_CONSENT_PROOFS): some may be %NULL
 */
void
esp_consent_proof_fill (const EspConsentLine *line, char **out_cells)
{
  const EspConsent *consent = &line->consent;

  out_cells[0] = g_strdup_printf ("%" G_GINT64_FORMAT, consent->id);
  out_cells[1] = g_strdup_printf ("%" G_GINT64_FORMAT, consent->lead_id);
  out_cells[2] = g_strdup (line->name);
  out_cells[3] = g_strdup (line->email);
  out_cells[4] = g_strdup (line->phone);
  out_cells[5] = g_strdup (consent->channel);
  out_cells[6] = g_strdup (consent->purpose);
  out_cells[7] = g_strdup (consent->state);
  out_cells[8] = format_time (consent->at_us);
  out_cells[9] = g_strdup (consent->source);
  out_cells[10] = g_strdup (consent->wording);
  out_cells[11] = g_strdup (consent->proof);
  out_cells[12] = format_time (consent->recorded_at_us);
  out_cells[13] = g_strdup (line->recorder);
  out_cells[14] = g_strdup (consent->basis);
}

static gboolean
write_line_cb (const EspConsentLine *line, gpointer data)
{
  EspCsvWriter *csv = data;
  char *cells[ESP_N_CONSENT_PROOFS] = { NULL };

  esp_consent_proof_fill (line, cells);
  for (guint i = 0; i < ESP_N_CONSENT_PROOFS; i++)
    {
      esp_csv_writer_cell (csv, cells[i] != NULL ? cells[i] : "");
      g_free (cells[i]);
    }
  esp_csv_writer_end_row (csv);
  return TRUE;
}

/**
 * esp_consent_proof_to_csv:
 *
 * Returns: (transfer full): every consent and refusal with who, when, how and to which words; %NULL with
 *   @error set
 */
GBytes *
esp_consent_proof_to_csv (EspTx *tx, GError **error)
{
  g_autoptr (EspCsvWriter) csv = esp_csv_writer_new (ESP_ENCODING_UTF8_BOM, ',', TRUE);

  for (guint i = 0; i < ESP_N_CONSENT_PROOFS; i++)
    esp_csv_writer_cell (csv, names[i]);
  esp_csv_writer_end_row (csv);
  return esp_consent_book_foreach (tx, write_line_cb, csv, error) ? esp_csv_writer_take (csv)
                                                                  : NULL;
}
