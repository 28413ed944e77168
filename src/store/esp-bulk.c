/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows in bulk: the sample workspace is made of them. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-bulk.h"

#include "store/esp-lead-search.h"
#include "store/esp-leads.h"
#include "store/esp-revenue.h"

/* The transaction holds all rows before they go to the log, so that none of them goes there twice; and the
 * lists of a CHECK, which are ours as the rows are, cost more than the rows. The second is what esp_db_open()
 * and SQLite set. */
static const char sql_bulk_pragmas[] = "PRAGMA wal_autocheckpoint = 65536;"
                                       "PRAGMA cache_size = -131072;"
                                       "PRAGMA ignore_check_constraints = ON";
static const char sql_usual_pragmas[] = "PRAGMA wal_autocheckpoint = 1000;"
                                        "PRAGMA cache_size = -32768;"
                                        "PRAGMA ignore_check_constraints = OFF";

/* What the rows of one lead come to, as lead_stat has it; a time of 0 is none. */
typedef struct
{
  guint n_sent;
  guint n_opened;
  guint n_clicked;
  gint64 last_sent_us;
  gint64 last_open_us;
  gint64 last_click_us;
  gint64 last_event_us;
} Sums;

/* The newest word of one lead on one channel and purpose. */
typedef struct
{
  EspConsent consent; /* its strings belong to the caller */
  gint64 id;
} Word;

struct _EspBulk
{
  GArray *words; /* (owned) of Word, by lead */
  GArray *sums;  /* (owned) of Sums, by lead from the first on */
  gint64 open_kind;
  gint64 click_kind;
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
    " AND tbl_name IN ('lead', 'lead_tag', 'event', 'delivery', 'consent',"
    "  'consent_state')";
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
 * Takes the indexes away; rolling the transaction back brings them back too. Rows are not checked against the
 * lists of the schema until esp_bulk_end().
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
  self->words = g_array_new (FALSE, FALSE, sizeof (Word));
  self->sums = g_array_new (FALSE, TRUE, sizeof (Sums));
  if (!esp_tx_require_write (tx, error) ||
      !esp_db_query_int64 (esp_tx_get_db (tx), sql_any, &has_leads, error) ||
      !esp_event_kind_id (tx, ESP_EVENT_OPEN, &self->open_kind, error) ||
      !esp_event_kind_id (tx, ESP_EVENT_CLICK, &self->click_kind, error) ||
      !esp_db_exec (esp_tx_get_db (tx), sql_bulk_pragmas, error))
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
  g_array_unref (self->words);
  g_array_unref (self->sums);
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
  g_array_set_size (self->sums, (guint) (lead->id - self->first_lead_id) + 1);
  return TRUE;
}

/* Of a lead that was added before. */
static Sums *
get_sums (EspBulk *self, gint64 lead_id)
{
  g_assert (lead_id >= self->first_lead_id && lead_id <= self->last_lead_id);
  return &g_array_index (self->sums, Sums, lead_id - self->first_lead_id);
}

static void
sum_event (EspBulk *self, const EspEvent *event, gint64 kind_id)
{
  Sums *sums = get_sums (self, event->lead_id);

  sums->last_event_us = MAX (sums->last_event_us, event->at_us);
  if (kind_id == self->open_kind)
    {
      sums->n_opened++;
      sums->last_open_us = MAX (sums->last_open_us, event->at_us);
    }
  else if (kind_id == self->click_kind)
    {
      sums->n_clicked++;
      sums->last_click_us = MAX (sums->last_click_us, event->at_us);
    }
}

/**
 * esp_bulk_add_tag:
 * @tag_id: from esp_tag_ensure(); the lead does not carry it yet
 *
 * Cheapest when the leads come in the order of their ids.
 */
gboolean
esp_bulk_add_tag (EspTx *tx, gint64 lead_id, gint64 tag_id, GError **error)
{
  static const char sql_insert[] = "INSERT INTO lead_tag (lead_id, tag_id) VALUES (?1, ?2)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_insert, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  esp_stmt_bind_int64 (stmt, 2, tag_id);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_bulk_add_event:
 * @event: of a lead that was added before
 * @kind_id: of the event's kind, from esp_event_kind_id()
 */
gboolean
esp_bulk_add_event (EspBulk *self, EspTx *tx, const EspEvent *event, gint64 kind_id, GError **error)
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
  sum_event (self, event, kind_id);
  return esp_stmt_run (stmt, error);
}

/* The words of one lead come one after the other. */
static void
keep_newest (EspBulk *self, const EspConsent *consent, gint64 id)
{
  Word word = { *consent, id };

  for (guint i = self->words->len; i > 0; i--)
    {
      Word *before = &g_array_index (self->words, Word, i - 1);

      if (before->consent.lead_id != consent->lead_id)
        break;
      if (!g_str_equal (before->consent.channel, consent->channel) ||
          !g_str_equal (before->consent.purpose, consent->purpose))
        continue;
      if (consent->at_us >= before->consent.at_us)
        *before = word;
      return;
    }
  g_array_append_val (self->words, word);
}

/**
 * esp_bulk_add_consent:
 * @consent: its strings have to stay until esp_bulk_finish(); those of one lead come one after the other
 */
gboolean
esp_bulk_add_consent (EspBulk *self, EspTx *tx, const EspConsent *consent, GError **error)
{
  static const char sql_insert[] = "INSERT INTO consent (lead_id, channel, purpose, state, basis, "
                                   "wording, source, at, recorded_at)"
                                   " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_insert, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, consent->lead_id);
  esp_stmt_bind_text (stmt, 2, consent->channel);
  esp_stmt_bind_text (stmt, 3, consent->purpose);
  esp_stmt_bind_text (stmt, 4, consent->state);
  esp_stmt_bind_text (stmt, 5, consent->basis);
  esp_stmt_bind_text (stmt, 6, consent->wording);
  esp_stmt_bind_text (stmt, 7, consent->source);
  esp_stmt_bind_int64 (stmt, 8, consent->at_us);
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  keep_newest (self, consent, esp_db_last_insert_id (esp_tx_get_db (tx)));
  return TRUE;
}

/**
 * esp_bulk_add_delivery:
 */
gboolean
esp_bulk_add_delivery (EspBulk *self, EspTx *tx, const EspBulkDelivery *delivery, GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO delivery (send_id, lead_id, state, reason, attempts, created_at, updated_at)"
    " VALUES (?1, ?2, ?3, ?4, 1, ?5, ?5)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_insert, error);

  if (stmt == NULL)
    return FALSE;
  if (g_str_equal (delivery->state, "sent"))
    {
      Sums *sums = get_sums (self, delivery->lead_id);

      sums->n_sent++;
      sums->last_sent_us = MAX (sums->last_sent_us, delivery->at_us);
    }
  esp_stmt_bind_int64 (stmt, 1, delivery->send_id);
  esp_stmt_bind_int64 (stmt, 2, delivery->lead_id);
  esp_stmt_bind_text (stmt, 3, delivery->state);
  esp_stmt_bind_text (stmt, 4, delivery->reason);
  esp_stmt_bind_int64 (stmt, 5, delivery->at_us);
  return esp_stmt_run (stmt, error);
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

static gboolean
insert_words (EspBulk *self, EspTx *tx, GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO consent_state (lead_id, channel, purpose, state, at, consent_id)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_insert, error);

  for (guint i = 0; stmt != NULL && i < self->words->len; i++)
    {
      const Word *word = &g_array_index (self->words, Word, i);

      esp_stmt_bind_int64 (stmt, 1, word->consent.lead_id);
      esp_stmt_bind_text (stmt, 2, word->consent.channel);
      esp_stmt_bind_text (stmt, 3, word->consent.purpose);
      esp_stmt_bind_text (stmt, 4, word->consent.state);
      esp_stmt_bind_int64 (stmt, 5, word->consent.at_us);
      esp_stmt_bind_int64 (stmt, 6, word->id);
      if (!esp_stmt_run (stmt, error))
        return FALSE;
    }
  return stmt != NULL;
}

static gboolean
insert_sums (EspBulk *self, EspTx *tx, GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO lead_stat (lead_id, n_sent, n_opened, n_clicked, last_sent_at, last_open_at,"
    "  last_click_at, last_event_at)"
    " VALUES (?1, ?2, ?3, ?4, nullif (?5, 0), nullif (?6, 0), nullif (?7, 0), nullif (?8, 0))"
    " ON CONFLICT (lead_id) DO UPDATE SET n_sent = ?2, n_opened = ?3, n_clicked = ?4,"
    "  last_sent_at = nullif (?5, 0), last_open_at = nullif (?6, 0),"
    "  last_click_at = nullif (?7, 0), last_event_at = nullif (?8, 0)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_insert, error);

  for (guint i = 0; stmt != NULL && i < self->sums->len; i++)
    {
      const Sums *sums = &g_array_index (self->sums, Sums, i);

      if (sums->n_sent == 0 && sums->last_event_us == 0)
        continue;
      esp_stmt_bind_int64 (stmt, 1, self->first_lead_id + i);
      esp_stmt_bind_int64 (stmt, 2, sums->n_sent);
      esp_stmt_bind_int64 (stmt, 3, sums->n_opened);
      esp_stmt_bind_int64 (stmt, 4, sums->n_clicked);
      esp_stmt_bind_int64 (stmt, 5, sums->last_sent_us);
      esp_stmt_bind_int64 (stmt, 6, sums->last_open_us);
      esp_stmt_bind_int64 (stmt, 7, sums->last_click_us);
      esp_stmt_bind_int64 (stmt, 8, sums->last_event_us);
      if (!esp_stmt_run (stmt, error))
        return FALSE;
    }
  return stmt != NULL;
}

/**
 * esp_bulk_finish:
 *
 * Writes the newest word of each consent and the figures of each lead, and makes the indexes.
 */
gboolean
esp_bulk_finish (EspBulk *self, EspTx *tx, GError **error)
{
  if (!insert_words (self, tx, error) || !insert_sums (self, tx, error))
    return FALSE;
  for (guint i = 0; i < self->indexes->len; i++)
    if (!esp_db_exec (esp_tx_get_db (tx), self->indexes->pdata[i], error))
      return FALSE;
  if (!esp_revenue_recount (tx, error))
    return FALSE;
  if (self->first_lead_id != 0 &&
      !esp_lead_search_mark (tx, self->first_lead_id, self->last_lead_id, error))
    return FALSE;
  esp_changes_note_all_leads (esp_tx_get_changes (tx),
                              (EspChangeKind) (ESP_CHANGE_LEAD | ESP_CHANGE_TAG |
                                               ESP_CHANGE_CONSENT | ESP_CHANGE_EVENT |
                                               ESP_CHANGE_LEDGER));
  return TRUE;
}

/**
 * esp_bulk_end:
 *
 * Gives the connection its usual ways back. To be called after esp_bulk_begin(), whatever came of it.
 */
gboolean
esp_bulk_end (EspTx *tx, GError **error)
{
  return esp_db_exec (esp_tx_get_db (tx), sql_usual_pragmas, error);
}
