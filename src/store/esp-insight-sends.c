/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Messages of some time with what became of each, and the sends, campaigns and mailboxes they belong to. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-insight-sends.h"

#include "store/esp-bitmap.h"
#include "store/esp-events.h"
#include "store/esp-memo.h"

#include <stdlib.h>
#include <string.h>

static const struct
{
  const char *kind;
  EspSentFlags flag;
} responses[] = {
  { ESP_EVENT_BOUNCE, ESP_SENT_BOUNCED },       { ESP_EVENT_OPEN, ESP_SENT_OPENED },
  { ESP_EVENT_CLICK, ESP_SENT_CLICKED },        { ESP_EVENT_UNSUBSCRIBE, ESP_SENT_UNSUBSCRIBED },
  { ESP_EVENT_COMPLAINT, ESP_SENT_COMPLAINED },
};

typedef struct
{
  gint64 from_us;
  gint64 to_us;
  gint64 campaign_id; /* 0: all */
  GArray *sent;       /* of EspInsightSent */
} LedgerQuery;

static int
compare_sent (gconstpointer a, gconstpointer b)
{
  const EspInsightSent *first = a;
  const EspInsightSent *second = b;

  if (first->send_id != second->send_id)
    return first->send_id < second->send_id ? -1 : 1;
  if (first->lead_id != second->lead_id)
    return first->lead_id < second->lead_id ? -1 : 1;
  return first->at_us < second->at_us ? -1 : first->at_us > second->at_us;
}

/* The row that an event is about: the last one of the send and lead that went out before it, else the
 * first. */
static EspInsightSent *
find_row (GArray *sent, guint32 send_id, guint32 lead_id, gint64 at_us)
{
  EspInsightSent *all = (EspInsightSent *) (gpointer) sent->data;
  guint low = 0;
  guint high = sent->len;
  EspInsightSent *found = NULL;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const EspInsightSent *row = &all[middle];

      if (row->send_id < send_id || (row->send_id == send_id && row->lead_id < lead_id))
        low = middle + 1;
      else
        high = middle;
    }
  for (; low < sent->len && all[low].send_id == send_id && all[low].lead_id == lead_id; low++)
    if (found == NULL || all[low].at_us <= at_us)
      found = &all[low];
  return found;
}

static gboolean
add_ledger (EspTx *tx,
            const char *static_sql,
            guint flags,
            const EspBitmap *everyone,
            const LedgerQuery *query,
            GError **error)
{
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, static_sql, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, query->from_us);
  esp_stmt_bind_int64 (stmt, 2, query->to_us);
  esp_stmt_bind_int64 (stmt, 3, query->campaign_id);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspInsightSent row = { .send_id = (guint32) esp_stmt_int64 (stmt, 0),
                             .lead_id = (guint32) esp_stmt_int64 (stmt, 1),
                             .at_us = esp_stmt_int64 (stmt, 2) };

      row.flags = flags | (esp_stmt_int64 (stmt, 3) != 0 ? ESP_SENT_BOUNCED : 0);
      if (esp_bitmap_contains (everyone, row.lead_id))
        g_array_append_val (query->sent, row);
    }
  return step == ESP_STEP_DONE;
}

/* Two indexes that hold all of it: one of what was sent, one of who was held out. By send, lead and time. */
static gboolean
read_ledger (EspTx *tx, const LedgerQuery *query, GError **error)
{
  static const char sql_sent[] =
    "SELECT send_id, lead_id, updated_at, bounced_at IS NOT NULL FROM delivery"
    " WHERE state = 'sent' AND updated_at >= ?1 AND updated_at < ?2"
    " AND (?3 = 0 OR send_id IN (SELECT id FROM send WHERE campaign_id = ?3))";
  static const char sql_held_out[] =
    "SELECT send_id, lead_id, updated_at, 0 FROM delivery"
    " WHERE state = 'skipped' AND reason = 'holdout' AND updated_at >= ?1 AND updated_at < ?2"
    " AND (?3 = 0 OR send_id IN (SELECT id FROM send WHERE campaign_id = ?3))";
  g_autoptr (EspBitmap) everyone = esp_tx_load_everyone (tx, error);

  if (everyone == NULL || !add_ledger (tx, sql_sent, 0, everyone, query, error) ||
      !add_ledger (tx, sql_held_out, ESP_SENT_HELD_OUT, everyone, query, error))
    return FALSE;
  g_array_sort (query->sent, compare_sent);
  return TRUE;
}

static char *
make_key (EspTx *tx, const char *what, const LedgerQuery *query)
{
  g_autofree char *of = g_strdup_printf ("%s|%" G_GINT64_FORMAT, what, query->campaign_id);

  return esp_memo_make_key (tx, of, query->from_us, query->to_us);
}

/**
 * esp_insight_load_ledger:
 * @campaign_id: 0: all
 *
 * As esp_insight_load_sent(), but without what became of the messages.
 *
 * Returns: (transfer full) (element-type EspInsightSent): by send, lead and time, not to be changed; %NULL with @error
 *   set
 */
GArray *
esp_insight_load_ledger (EspTx *tx,
                         gint64 from_us,
                         gint64 to_us,
                         gint64 campaign_id,
                         GError **error)
{
  /* What was handed over changes seldom; what comes back, all the time. */
  const EspChangeKind kinds = ESP_CHANGE_LEDGER | ESP_CHANGE_CAMPAIGN | ESP_CHANGE_LEAD;
  LedgerQuery query = { from_us, to_us, campaign_id, NULL };
  g_autofree char *key = make_key (tx, "ledger", &query);
  g_autoptr (GArray) ledger = NULL;

  if (!esp_memo_recall_array (tx, key, kinds, &ledger, error))
    return NULL;
  if (ledger != NULL)
    return g_steal_pointer (&ledger);
  ledger = g_array_new (FALSE, FALSE, sizeof (EspInsightSent));
  query.sent = ledger;
  if (!read_ledger (tx, &query, error))
    return NULL;
  esp_memo_keep_array (tx, key, ledger);
  return g_steal_pointer (&ledger);
}

/* What a send was answered with, from the index of its events: by lead and time. */
static gboolean
load_responses (EspTx *tx, GArray *sent, guint32 send_id, guint response, GError **error)
{
  static const char sql_response[] = "SELECT lead_id, at FROM event WHERE send_id = ?1"
                                     " AND kind_id = (SELECT id FROM event_kind WHERE name = ?2)"
                                     " AND lead_id IS NOT NULL ORDER BY lead_id, at";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_response, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, send_id);
  esp_stmt_bind_text (stmt, 2, responses[response].kind);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      gint64 at_us = esp_stmt_int64 (stmt, 1);
      EspInsightSent *row = find_row (sent, send_id, (guint32) esp_stmt_int64 (stmt, 0), at_us);

      if (row == NULL)
        continue;
      row->flags |= responses[response].flag;
      if (responses[response].flag == ESP_SENT_CLICKED && row->click_us == 0)
        row->click_us = at_us;
    }
  return step == ESP_STEP_DONE;
}

static gboolean
load_all_responses (EspTx *tx, GArray *sent, GError **error)
{
  guint32 send_id = 0;

  for (guint i = 0; i < sent->len; i++)
    {
      if (i > 0 && g_array_index (sent, EspInsightSent, i).send_id == send_id)
        continue;
      send_id = g_array_index (sent, EspInsightSent, i).send_id;
      for (guint j = 0; j < G_N_ELEMENTS (responses); j++)
        if (!load_responses (tx, sent, send_id, j, error))
          return FALSE;
    }
  return TRUE;
}

/**
 * esp_insight_load_sent:
 * @campaign_id: 0: all
 *
 * Reads the messages handed over in [@from_us, @to_us), and those that were held out then, each with what
 * became of it up to now. People erased since are left out.
 *
 * Returns: (transfer full) (element-type EspInsightSent): by send, lead and time, not to be changed; %NULL with @error
 *   set
 */
GArray *
esp_insight_load_sent (EspTx *tx, gint64 from_us, gint64 to_us, gint64 campaign_id, GError **error)
{
  const EspChangeKind kinds =
    ESP_CHANGE_LEDGER | ESP_CHANGE_CAMPAIGN | ESP_CHANGE_LEAD | ESP_CHANGE_EVENT;
  const LedgerQuery query = { from_us, to_us, campaign_id, NULL };
  g_autofree char *key = make_key (tx, "sent", &query);
  g_autoptr (GArray) ledger = NULL;
  g_autoptr (GArray) sent = NULL;

  if (!esp_memo_recall_array (tx, key, kinds, &sent, error))
    return NULL;
  if (sent != NULL)
    return g_steal_pointer (&sent);
  ledger = esp_insight_load_ledger (tx, from_us, to_us, campaign_id, error);
  sent = ledger != NULL ? g_array_copy (ledger) : NULL;
  if (sent == NULL || !load_all_responses (tx, sent, error))
    return NULL;
  esp_memo_keep_array (tx, key, sent);
  return g_steal_pointer (&sent);
}

static void
send_free (gpointer data)
{
  EspInsightSend *self = data;

  g_free (self->campaign);
  g_free (self->message);
  g_free (self->channel);
  g_free (self);
}

static EspInsightSend *
load_send (EspTx *tx, gint64 send_id, GError **error)
{
  static const char sql_send[] =
    "SELECT s.campaign_id, c.name, m.name, m.channel FROM send AS s"
    " JOIN campaign AS c ON c.id = s.campaign_id LEFT JOIN message AS m ON m.id = s.message_id"
    " WHERE s.id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_send, error);
  EspInsightSend *self;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, send_id);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return NULL;
  self = g_new0 (EspInsightSend, 1);
  self->id = send_id;
  self->campaign_id = esp_stmt_int64 (stmt, 0);
  self->campaign = esp_stmt_dup_text (stmt, 1);
  self->message = esp_stmt_dup_text (stmt, 2);
  self->channel = esp_stmt_dup_text (stmt, 3);
  return self;
}

/**
 * esp_insight_load_sends:
 * @sent: (element-type EspInsightSent): by send
 *
 * Returns: (transfer full) (element-type EspInsightSend): the sends of these messages in their order; %NULL
 *   with @error set
 */
GPtrArray *
esp_insight_load_sends (EspTx *tx, GArray *sent, GError **error)
{
  g_autoptr (GPtrArray) sends = g_ptr_array_new_with_free_func (send_free);
  EspInsightSend *send = NULL;

  for (guint i = 0; i < sent->len; i++)
    {
      const EspInsightSent *row = &g_array_index (sent, EspInsightSent, i);

      if (send == NULL || send->id != row->send_id)
        {
          g_autoptr (GError) wrong = NULL;

          send = load_send (tx, row->send_id, &wrong);
          if (send == NULL)
            {
              if (wrong == NULL) /* a row of the ledger always has its send */
                g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_CORRUPT, "There is no send %u",
                             row->send_id);
              else
                g_propagate_error (error, g_steal_pointer (&wrong));
              return NULL;
            }
          send->first_us = row->at_us;
          g_ptr_array_add (sends, send);
        }
      send->first_us = MIN (send->first_us, row->at_us);
    }
  return g_steal_pointer (&sends);
}

static guint32
find_domain (GHashTable *known, GPtrArray *domains, const char *email)
{
  const char *at = strchr (email, '@');
  g_autofree char *text = at != NULL ? g_ascii_strdown (at + 1, -1) : NULL;
  gpointer number = text != NULL ? g_hash_table_lookup (known, text) : NULL;

  if (text == NULL || number != NULL)
    return GPOINTER_TO_UINT (number);
  g_ptr_array_add (domains, g_strdup (text));
  number = GUINT_TO_POINTER (domains->len);
  g_hash_table_insert (known, g_ptr_array_index (domains, domains->len - 1), number);
  return domains->len;
}

/**
 * esp_insight_load_domains:
 * @domains: (element-type utf8): filled with the domains of addresses, in small letters
 *
 * Returns: (transfer full) (element-type guint32): by number of the lead that of its domain in @domains, plus
 *   1; those who stand beyond its end have none. %NULL with @error set
 */
GArray *
esp_insight_load_domains (EspTx *tx, GPtrArray *domains, GError **error)
{
  /* In the order of the index, which holds all of it. */
  static const char sql_domains[] = "SELECT id, email FROM lead WHERE email IS NOT NULL";
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GArray) of = g_array_new (FALSE, TRUE, sizeof (guint32));
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_domains, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      guint32 lead_id = (guint32) esp_stmt_int64 (stmt, 0);

      if (lead_id >= of->len)
        g_array_set_size (of, lead_id + 1);
      g_array_index (of, guint32, lead_id) = find_domain (known, domains, esp_stmt_text (stmt, 1));
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&of) : NULL;
}
