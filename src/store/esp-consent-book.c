/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The consents of everyone: who has to be told something by law, and all of it as proof. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-consent-book.h"

#define COLUMNS                                                                                    \
  "c.id, c.lead_id, c.channel, c.purpose, c.state, c.basis, c.wording, c.source, c.proof,"         \
  " coalesce (c.at, 0), c.recorded_at, c.recorded_by, l.name, l.email, l.phone"

/**
 * esp_consent_line_free:
 * @self: (nullable)
 */
void
esp_consent_line_free (EspConsentLine *self)
{
  if (self == NULL)
    return;
  esp_consent_clear (&self->consent);
  g_free (self->name);
  g_free (self->email);
  g_free (self->phone);
  g_free (self->recorder);
  g_free (self);
}

static gpointer
read_line (EspStmt *stmt)
{
  EspConsentLine *line = g_new0 (EspConsentLine, 1);
  EspConsent *consent = &line->consent;

  consent->id = esp_stmt_int64 (stmt, 0);
  consent->lead_id = esp_stmt_int64 (stmt, 1);
  consent->channel = esp_stmt_dup_text (stmt, 2);
  consent->purpose = esp_stmt_dup_text (stmt, 3);
  consent->state = esp_stmt_dup_text (stmt, 4);
  consent->basis = esp_stmt_dup_text (stmt, 5);
  consent->wording = esp_stmt_dup_text (stmt, 6);
  consent->source = esp_stmt_dup_text (stmt, 7);
  consent->proof = esp_stmt_dup_text (stmt, 8);
  consent->at_us = esp_stmt_int64 (stmt, 9);
  consent->recorded_at_us = esp_stmt_int64 (stmt, 10);
  line->recorder = esp_stmt_dup_text (stmt, 11);
  line->name = esp_stmt_dup_text (stmt, 12);
  line->email = esp_stmt_dup_text (stmt, 13);
  line->phone = esp_stmt_dup_text (stmt, 14);
  return line;
}

static GPtrArray *
list (EspTx *tx, const char *sql, const EspConsentQuery *query, GError **error)
{
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_text (stmt, 1, query->channel);
  esp_stmt_bind_int64 (stmt, 2, query->from_us);
  esp_stmt_bind_int64 (stmt, 3, query->until_us);
  esp_stmt_bind_text (stmt, 4, query->country);
  esp_stmt_bind_int64 (stmt, 5, query->takes_strangers);
  return esp_stmt_read_all (stmt, read_line, (GDestroyNotify) esp_consent_line_free, error);
}

/**
 * esp_consent_book_list_old:
 *
 * Returns: (transfer full) (element-type EspConsentLine): who agreed to advertising in that time and was not
 *   asked since whether that still holds; %NULL with @error set
 */
GPtrArray *
esp_consent_book_list_old (EspTx *tx, const EspConsentQuery *query, GError **error)
{
  static const char sql_old[] =
    "SELECT " COLUMNS " FROM consent_state AS s CROSS JOIN lead AS l ON l.id = s.lead_id"
    " CROSS JOIN consent AS c ON c.id = s.consent_id"
    " WHERE s.channel = ?1 AND s.purpose = 'marketing' AND s.state = 'granted'"
    " AND s.at >= ?2 AND s.at < ?3 AND l.archived_at IS NULL"
    " AND (l.country = ?4 OR (?5 AND l.country IS NULL))"
    " ORDER BY s.lead_id";

  return list (tx, sql_old, query, error);
}

/**
 * esp_consent_book_list_untold:
 *
 * Returns: (transfer full) (element-type EspConsentLine): who agreed, refused or withdrew in that time and was
 *   not told what became of it; %NULL with @error set
 */
GPtrArray *
esp_consent_book_list_untold (EspTx *tx, const EspConsentQuery *query, GError **error)
{
  static const char sql_untold[] =
    "SELECT " COLUMNS " FROM consent_state AS s CROSS JOIN lead AS l ON l.id = s.lead_id"
    " CROSS JOIN consent AS c ON c.id = s.consent_id"
    " WHERE s.channel = ?1 AND s.purpose = 'marketing'"
    " AND s.state IN ('granted', 'denied', 'withdrawn')"
    " AND s.at >= ?2 AND s.at < ?3 AND l.archived_at IS NULL"
    " AND coalesce (c.source, '') NOT IN ('" ESP_CONSENT_SOURCE_TOLD
    "', '" ESP_CONSENT_SOURCE_CONFIRMED "')"
    " AND (l.country = ?4 OR (?5 AND l.country IS NULL))"
    " ORDER BY s.lead_id";

  return list (tx, sql_untold, query, error);
}

static void
sum_free (gpointer data)
{
  EspConsentSum *sum = data;

  g_free (sum->channel);
  g_free (sum->purpose);
  g_free (sum);
}

/**
 * esp_consent_book_count:
 *
 * Returns: (transfer full) (element-type EspConsentSum): what is in force, by channel and purpose; %NULL with
 *   @error set
 */
GPtrArray *
esp_consent_book_count (EspTx *tx, GError **error)
{
  static const char sql_sums[] =
    "SELECT channel, purpose, sum (state = 'granted'), sum (state = 'pending'),"
    " sum (state = 'denied'), sum (state = 'withdrawn') FROM consent_state"
    " GROUP BY channel, purpose ORDER BY channel, purpose";
  g_autoptr (GPtrArray) sums = g_ptr_array_new_with_free_func (sum_free);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_sums, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspConsentSum *sum = g_new0 (EspConsentSum, 1);

      sum->channel = esp_stmt_dup_text (stmt, 0);
      sum->purpose = esp_stmt_dup_text (stmt, 1);
      sum->n_granted = esp_stmt_int64 (stmt, 2);
      sum->n_pending = esp_stmt_int64 (stmt, 3);
      sum->n_denied = esp_stmt_int64 (stmt, 4);
      sum->n_withdrawn = esp_stmt_int64 (stmt, 5);
      g_ptr_array_add (sums, sum);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&sums) : NULL;
}

/**
 * esp_consent_book_foreach:
 * @func: gives back whether to go on
 *
 * All that anybody ever said, in the order in which it was written down.
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_consent_book_foreach (EspTx *tx, EspConsentLineFunc func, gpointer user_data, GError **error)
{
  static const char sql_all[] =
    "SELECT " COLUMNS " FROM consent AS c CROSS JOIN lead AS l ON l.id = c.lead_id"
    " ORDER BY c.id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_all, error);
  EspStep step = ESP_STEP_DONE;

  if (stmt == NULL)
    return FALSE;
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      g_autoptr (EspConsentLine) line = read_line (stmt);

      if (!func (line, user_data))
        return TRUE;
    }
  return step == ESP_STEP_DONE;
}

/* The word in force of one person, whole. */
static EspConsentLine *
load_current (EspTx *tx, gint64 lead_id, const char *channel, GError **error)
{
  static const char sql_current[] = "SELECT " COLUMNS " FROM consent_state AS s"
                                    " CROSS JOIN consent AS c ON c.id = s.consent_id"
                                    " CROSS JOIN lead AS l ON l.id = s.lead_id"
                                    " WHERE s.lead_id = ?1 AND s.channel = ?2"
                                    " AND s.purpose = 'marketing'";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_current, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  esp_stmt_bind_text (stmt, 2, channel);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_DONE)
    g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
                 "Lead %" G_GINT64_FORMAT " never said anything about advertising by %s", lead_id,
                 channel);
  return step == ESP_STEP_ROW ? read_line (stmt) : NULL;
}

/**
 * esp_consent_book_note:
 * @source: what was done: one of ESP_CONSENT_SOURCE_…
 * @proof: what shows it
 * @at_us: when; 0 leaves the word in force as old as it was
 *
 * Repeats the word in force, with what we did about it: the history proves that the person was told.
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_consent_book_note (EspTx *tx,
                       gint64 lead_id,
                       const char *channel,
                       const char *source,
                       const char *proof,
                       gint64 at_us,
                       GError **error)
{
  g_autoptr (EspConsentLine) line = load_current (tx, lead_id, channel, error);
  EspConsent consent;

  if (line == NULL)
    return FALSE;
  consent = line->consent;
  consent.source = (char *) source;
  consent.proof = (char *) proof;
  consent.at_us = at_us != 0 ? at_us : consent.at_us;
  return esp_consent_add (tx, &consent, error);
}
