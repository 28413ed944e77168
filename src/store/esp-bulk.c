/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows in bulk: the sample workspace is made of them. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-bulk.h"

#include "store/esp-lead-search.h"
#include "store/esp-leads.h"

/* Rows in one statement: SQLite prepares the lists of a CHECK once for all of them. */
#define ROWS 64
#define CONSENT_COLUMNS 8
#define DELIVERY_COLUMNS 5

static const char sql_consent[] =
  "INSERT INTO consent (lead_id, channel, purpose, state, basis, wording, source, at, recorded_at)"
  " VALUES ";
static const char sql_delivery[] =
  "INSERT INTO delivery (send_id, lead_id, state, reason, attempts, created_at, updated_at)"
  " VALUES ";

struct _EspBulk
{
  EspConsent consents[ROWS]; /* waiting; their strings belong to the caller */
  guint n_consents;
  EspBulkDelivery deliveries[ROWS]; /* waiting */
  guint n_deliveries;
  GPtrArray *indexes; /* (owned) the statements that make them again */
  char *insert_lead;  /* (owned) */
  gint64 first_lead_id;
  gint64 last_lead_id;
};

/* An index of rows that come in any order is cheaper to sort once than to keep. */
static gboolean
drop_indexes (EspBulk *self, EspTx *tx, GError **error)
{
  static const char sql_list[] =
    "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
    " AND tbl_name IN ('lead', 'event', 'delivery', 'consent', 'consent_state')";
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  {
    g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);
    EspStep step;

    if (stmt == NULL)
      return FALSE;
    while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
      {
        g_ptr_array_add (names, esp_stmt_dup_text (stmt, 0));
        g_ptr_array_add (self->indexes, esp_stmt_dup_text (stmt, 1));
      }
    if (step != ESP_STEP_DONE)
      return FALSE;
  }
  for (guint i = 0; i < names->len; i++)
    {
      /* A name of our own schema. */
      g_autofree char *sql = g_strdup_printf ("DROP INDEX \"%s\"", (const char *) names->pdata[i]);

      if (!esp_db_exec (esp_tx_get_db (tx), sql, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * esp_bulk_begin:
 *
 * Takes the indexes away; rolling the transaction back brings them back too.
 *
 * Returns: (transfer full): to be given to esp_bulk_finish(); %NULL with @error set, also when the
 *   workspace is not empty
 */
EspBulk *
esp_bulk_begin (EspTx *tx, EspFields *fields, GError **error)
{
  static const char sql_any[] = "SELECT EXISTS (SELECT 1 FROM lead)";
  g_autoptr (EspBulk) self = g_new0 (EspBulk, 1);
  gint64 has_leads = 0;

  self->indexes = g_ptr_array_new_with_free_func (g_free);
  if (!esp_tx_require_write (tx, error) ||
      !esp_db_query_int64 (esp_tx_get_db (tx), sql_any, &has_leads, error))
    return NULL;
  if (has_leads != 0)
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                           "The workspace has leads already; only an empty one can be filled");
      return NULL;
    }
  self->insert_lead = esp_lead_build_insert (fields);
  return drop_indexes (self, tx, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * esp_bulk_free:
 */
void
esp_bulk_free (EspBulk *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->indexes);
  g_free (self->insert_lead);
  g_free (self);
}

/**
 * esp_bulk_add_lead:
 * @lead: its values, normalised, created_at and score among them; gets its id and uuid
 */
gboolean
esp_bulk_add_lead (EspBulk *self, EspTx *tx, EspLead *lead, GError **error)
{
  gint64 created_us = esp_lead_get_integer (lead, "created_at", esp_tx_get_now_us (tx));
  g_autoptr (EspStmt) stmt = esp_db_stmt_built (esp_tx_get_db (tx), self->insert_lead, error);

  if (stmt == NULL)
    return FALSE;
  esp_random_uuid (esp_tx_get_random (tx), lead->uuid);
  esp_value_set_integer (esp_lead_get_writable (lead, "updated_at"), created_us);
  esp_stmt_bind_blob (stmt, 1, lead->uuid, sizeof lead->uuid);
  for (guint i = 0; i < lead->n_values; i++)
    esp_value_bind (&lead->values[i], stmt, (int) i + 2);
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  lead->id = esp_db_last_insert_id (esp_tx_get_db (tx));
  if (self->first_lead_id == 0)
    self->first_lead_id = lead->id;
  self->last_lead_id = lead->id;
  return TRUE;
}

/**
 * esp_bulk_add_event:
 * @kind_id: of the event's kind, from esp_event_kind_id()
 */
gboolean
esp_bulk_add_event (EspTx *tx, const EspEvent *event, gint64 kind_id, GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO event (lead_id, kind_id, at, campaign_id, send_id, message_id, props)"
    " VALUES (?1, ?2, ?3, nullif (?4, 0), nullif (?5, 0), nullif (?6, 0), ?7)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_insert, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, event->lead_id);
  esp_stmt_bind_int64 (stmt, 2, kind_id);
  esp_stmt_bind_int64 (stmt, 3, event->at_us);
  esp_stmt_bind_int64 (stmt, 4, event->campaign_id);
  esp_stmt_bind_int64 (stmt, 5, event->send_id);
  esp_stmt_bind_int64 (stmt, 6, event->message_id);
  esp_stmt_bind_text (stmt, 7, event->props);
  return esp_stmt_run (stmt, error);
}

static void
bind_consent (EspStmt *stmt, const EspConsent *consent, int first)
{
  const char *const texts[] = { consent->channel, consent->purpose, consent->state,
                                consent->basis,   consent->wording, consent->source };

  esp_stmt_bind_int64 (stmt, first, consent->lead_id);
  for (int i = 0; i < (int) G_N_ELEMENTS (texts); i++)
    esp_stmt_bind_text (stmt, first + 1 + i, texts[i]);
  esp_stmt_bind_int64 (stmt, first + CONSENT_COLUMNS - 1, consent->at_us);
}

static void
bind_delivery (EspStmt *stmt, const EspBulkDelivery *delivery, int first)
{
  esp_stmt_bind_int64 (stmt, first, delivery->send_id);
  esp_stmt_bind_int64 (stmt, first + 1, delivery->lead_id);
  esp_stmt_bind_text (stmt, first + 2, delivery->state);
  esp_stmt_bind_text (stmt, first + 3, delivery->reason);
  esp_stmt_bind_int64 (stmt, first + 4, delivery->at_us);
}

/* "INSERT … VALUES (?1, …), (?9, …)". */
static EspStmt *
prepare_rows (EspTx *tx, const char *insert, guint n_rows, gboolean is_consent, GError **error)
{
  g_autoptr (GString) sql = g_string_new (insert);

  for (guint row = 0; row < n_rows; row++)
    {
      guint n = row * (is_consent ? CONSENT_COLUMNS : DELIVERY_COLUMNS);

      g_string_append (sql, row > 0 ? ", (" : "(");
      if (is_consent)
        g_string_append_printf (sql, "?%u, ?%u, ?%u, ?%u, ?%u, ?%u, ?%u, ?%u, ?%u)", n + 1, n + 2,
                                n + 3, n + 4, n + 5, n + 6, n + 7, n + 8, n + 8);
      else
        g_string_append_printf (sql, "?%u, ?%u, ?%u, ?%u, 1, ?%u, ?%u)", n + 1, n + 2, n + 3, n + 4,
                                n + 5, n + 5);
    }
  return esp_db_stmt_built (esp_tx_get_db (tx), sql->str, error);
}

static gboolean
flush_consents (EspBulk *self, EspTx *tx, GError **error)
{
  g_autoptr (EspStmt) stmt = NULL;

  if (self->n_consents == 0)
    return TRUE;
  stmt = prepare_rows (tx, sql_consent, self->n_consents, TRUE, error);
  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; i < self->n_consents; i++)
    bind_consent (stmt, &self->consents[i], (int) i * CONSENT_COLUMNS + 1);
  self->n_consents = 0;
  return esp_stmt_run (stmt, error);
}

static gboolean
flush_deliveries (EspBulk *self, EspTx *tx, GError **error)
{
  g_autoptr (EspStmt) stmt = NULL;

  if (self->n_deliveries == 0)
    return TRUE;
  stmt = prepare_rows (tx, sql_delivery, self->n_deliveries, FALSE, error);
  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; i < self->n_deliveries; i++)
    bind_delivery (stmt, &self->deliveries[i], (int) i * DELIVERY_COLUMNS + 1);
  self->n_deliveries = 0;
  return esp_stmt_run (stmt, error);
}

/**
 * esp_bulk_add_consent:
 * @consent: its strings have to stay until esp_bulk_finish()
 */
gboolean
esp_bulk_add_consent (EspBulk *self, EspTx *tx, const EspConsent *consent, GError **error)
{
  self->consents[self->n_consents++] = *consent;
  return self->n_consents < ROWS || flush_consents (self, tx, error);
}

/**
 * esp_bulk_add_delivery:
 * @delivery: its strings have to stay until esp_bulk_finish()
 */
gboolean
esp_bulk_add_delivery (EspBulk *self, EspTx *tx, const EspBulkDelivery *delivery, GError **error)
{
  self->deliveries[self->n_deliveries++] = *delivery;
  return self->n_deliveries < ROWS || flush_deliveries (self, tx, error);
}

/**
 * esp_bulk_set_send_times:
 *
 * Writes how far a send of the past has got: its state, why it waits, when it was made ready, began and
 * ended.
 */
gboolean
esp_bulk_set_send_times (EspTx *tx, const EspSend *send, GError **error)
{
  static const char sql_times[] =
    "UPDATE send SET state = ?2, pause_reason = ?3, prepared_at = nullif (?4, 0),"
    " started_at = nullif (?5, 0), finished_at = nullif (?6, 0), created_at = ?4, updated_at = ?5"
    " WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_times, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, send->id);
  esp_stmt_bind_text (stmt, 2, send->state);
  esp_stmt_bind_text (stmt, 3, send->pause_reason);
  esp_stmt_bind_int64 (stmt, 4, send->prepared_at_us);
  esp_stmt_bind_int64 (stmt, 5, send->started_at_us);
  esp_stmt_bind_int64 (stmt, 6, send->finished_at_us);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_bulk_finish:
 *
 * Makes the indexes, the newest word of each consent and the figures of each lead out of the rows.
 */
gboolean
esp_bulk_finish (EspBulk *self, EspTx *tx, GError **error)
{
  static const char *const statements[] = {
    "DELETE FROM consent_state",
    /* With max (), SQLite takes the other columns from the row that holds the maximum. */
    "INSERT INTO consent_state (lead_id, channel, purpose, state, at, consent_id)"
    " SELECT lead_id, channel, purpose, state, at, id FROM"
    " (SELECT lead_id, channel, purpose, state, at, id, max (coalesce (at, -1) * 1000000.0 + id)"
    "  FROM consent GROUP BY lead_id, channel, purpose)",
    "DELETE FROM lead_stat",
    "INSERT INTO lead_stat (lead_id, n_opened, n_clicked, last_open_at, last_click_at, "
    "last_event_at)"
    " SELECT lead_id, sum (name = 'open'), sum (name = 'click'),"
    "  max (CASE WHEN name = 'open' THEN at END), max (CASE WHEN name = 'click' THEN at END), max "
    "(at)"
    " FROM event JOIN event_kind ON event_kind.id = event.kind_id"
    " WHERE lead_id IS NOT NULL GROUP BY lead_id",
    "INSERT INTO lead_stat (lead_id, n_sent, last_sent_at)"
    " SELECT lead_id, count(*), max (updated_at) FROM delivery WHERE state = 'sent'"
    "  AND lead_id IN (SELECT id FROM lead) GROUP BY lead_id"
    " ON CONFLICT (lead_id) DO UPDATE SET n_sent = excluded.n_sent, last_sent_at = "
    "excluded.last_sent_at",
    NULL,
  };

  if (!flush_consents (self, tx, error) || !flush_deliveries (self, tx, error))
    return FALSE;
  for (guint i = 0; i < self->indexes->len; i++)
    if (!esp_db_exec (esp_tx_get_db (tx), self->indexes->pdata[i], error))
      return FALSE;
  for (gsize i = 0; statements[i] != NULL; i++)
    if (!esp_db_exec (esp_tx_get_db (tx), statements[i], error))
      return FALSE;
  if (self->first_lead_id != 0 &&
      !esp_lead_search_mark (tx, self->first_lead_id, self->last_lead_id, error))
    return FALSE;
  esp_changes_note_all_leads (esp_tx_get_changes (tx),
                              (EspChangeKind) (ESP_CHANGE_LEAD | ESP_CHANGE_CONSENT |
                                               ESP_CHANGE_EVENT | ESP_CHANGE_LEDGER));
  return TRUE;
}
