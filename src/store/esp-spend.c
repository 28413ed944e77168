/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What ads cost and brought by day, as their platforms report it: a day that is told again is replaced. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-spend.h"

/**
 * esp_spend_clear:
 */
void
esp_spend_clear (EspSpend *self)
{
  g_free (self->platform);
  g_free (self->account);
  g_free (self->campaign);
  g_free (self->ad_group);
  g_free (self->creative);
  g_free (self->currency);
  g_free (self->paid_currency);
  *self = (EspSpend){ 0 };
}

static void
bind_key (EspStmt *stmt, const EspSpend *spend)
{
  esp_stmt_bind_text (stmt, 1, spend->platform);
  esp_stmt_bind_text (stmt, 2, spend->account != NULL ? spend->account : "");
  esp_stmt_bind_text (stmt, 3, spend->campaign != NULL ? spend->campaign : "");
  esp_stmt_bind_text (stmt, 4, spend->ad_group != NULL ? spend->ad_group : "");
  esp_stmt_bind_text (stmt, 5, spend->creative != NULL ? spend->creative : "");
  esp_stmt_bind_int64 (stmt, 6, spend->day);
}

static void
bind_values (EspStmt *stmt, const EspSpend *spend)
{
  esp_stmt_bind_text (stmt, 7, spend->currency);
  esp_stmt_bind_int64 (stmt, 8, spend->cost);
  esp_stmt_bind_int64 (stmt, 9, spend->impressions);
  esp_stmt_bind_int64 (stmt, 10, spend->clicks);
  esp_stmt_bind_double (stmt, 11, spend->conversions);
  esp_stmt_bind_int64 (stmt, 12, spend->value);
  esp_stmt_bind_int64 (stmt, 13, spend->campaign_id);
  esp_stmt_bind_text (stmt, 14, spend->paid_currency);
  esp_stmt_bind_int64 (stmt, 15, spend->paid);
  esp_stmt_bind_int64 (stmt, 16, spend->paid_value);
}

/**
 * esp_spend_find:
 *
 * Tells what esp_spend_put() would do.
 */
gboolean
esp_spend_find (EspTx *tx, const EspSpend *spend, EspSpendOutcome *out_outcome, GError **error)
{
  static const char sql_find[] =
    "SELECT currency = ?7 AND cost = ?8 AND impressions = ?9 AND clicks = ?10"
    " AND conversions = ?11 AND value = ?12 AND coalesce (campaign_id, 0) = ?13"
    " AND paid_currency IS ?14 AND paid = ?15 AND paid_value = ?16 FROM spend"
    " WHERE platform = ?1 AND account = ?2 AND campaign = ?3 AND ad_group = ?4 AND creative = ?5"
    " AND day = ?6";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_find, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  bind_key (stmt, spend);
  bind_values (stmt, spend);
  step = esp_stmt_step (stmt, error);
  *out_outcome = step == ESP_STEP_DONE           ? ESP_SPEND_NEW
                 : esp_stmt_int64 (stmt, 0) != 0 ? ESP_SPEND_SAME
                                                 : ESP_SPEND_CHANGED;
  return step != ESP_STEP_ERROR;
}

/**
 * esp_spend_put:
 *
 * Keeps what an ad cost on a day; what was told of that day before is replaced.
 */
gboolean
esp_spend_put (EspTx *tx, const EspSpend *spend, EspSpendOutcome *out_outcome, GError **error)
{
  static const char sql_put[] =
    "INSERT INTO spend (platform, account, campaign, ad_group, creative, day, currency, cost,"
    " impressions, clicks, conversions, value, campaign_id, paid_currency, paid,"
    " paid_value)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, nullif (?13, 0), ?14,"
    " ?15, ?16)"
    " ON CONFLICT (platform, account, campaign, ad_group, creative, day) DO UPDATE SET"
    " currency = excluded.currency, cost = excluded.cost, impressions = excluded.impressions,"
    " clicks = excluded.clicks, conversions = excluded.conversions, value = excluded.value,"
    " campaign_id = excluded.campaign_id, paid_currency = excluded.paid_currency,"
    " paid = excluded.paid, paid_value = excluded.paid_value";
  g_autoptr (EspStmt) stmt = NULL;

  if (!esp_tx_require_write (tx, error) || !esp_spend_find (tx, spend, out_outcome, error))
    return FALSE;
  if (*out_outcome == ESP_SPEND_SAME)
    return TRUE;
  stmt = esp_tx_stmt (tx, sql_put, error);
  if (stmt == NULL)
    return FALSE;
  bind_key (stmt, spend);
  bind_values (stmt, spend);
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_ORDER);
  return esp_stmt_run (stmt, error);
}

#define CURRENCY "coalesce ((SELECT value FROM meta WHERE key = 'currency'), 'KRW')"
#define SUMS                                                                                       \
  " coalesce (sum (iif (s.currency = " CURRENCY ", s.cost, 0)), 0),"                               \
  " coalesce (sum (iif (s.currency = " CURRENCY ", s.impressions, 0)), 0),"                        \
  " coalesce (sum (iif (s.currency = " CURRENCY ", s.clicks, 0)), 0),"                             \
  " coalesce (sum (iif (s.currency = " CURRENCY ", s.conversions, 0)), 0.0),"                      \
  " coalesce (sum (iif (s.currency = " CURRENCY ", s.value, 0)), 0),"                              \
  " count (*), coalesce (sum (s.currency <> " CURRENCY "), 0)"
#define OF_DAYS " WHERE s.day >= ?1 AND s.day < ?2 AND (?3 = 0 OR s.campaign_id = ?3)"

static void
read_sum (EspStmt *stmt, int first, EspSpendSum *sum)
{
  sum->cost = esp_stmt_int64 (stmt, first);
  sum->impressions = esp_stmt_int64 (stmt, first + 1);
  sum->clicks = esp_stmt_int64 (stmt, first + 2);
  sum->conversions = esp_stmt_double (stmt, first + 3);
  sum->value = esp_stmt_int64 (stmt, first + 4);
  sum->n_rows = esp_stmt_int64 (stmt, first + 5);
  sum->n_foreign = esp_stmt_int64 (stmt, first + 6);
}

/**
 * esp_spend_sum_days:
 * @campaign_id: 0: all
 *
 * Adds up the days from @first_day to @end_day, exclusive. Rows in another currency than the workspace's
 * are counted and left out.
 */
gboolean
esp_spend_sum_days (EspTx *tx,
                    gint64 first_day,
                    gint64 end_day,
                    gint64 campaign_id,
                    EspSpendSum *out_sum,
                    GError **error)
{
  static const char sql_sum[] = "SELECT" SUMS " FROM spend AS s" OF_DAYS;
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_sum, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, first_day);
  esp_stmt_bind_int64 (stmt, 2, end_day);
  esp_stmt_bind_int64 (stmt, 3, campaign_id);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  read_sum (stmt, 0, out_sum);
  return TRUE;
}

static void
part_free (gpointer data)
{
  EspSpendPart *self = data;

  g_free (self->key);
  g_free (self->label);
  g_free (self);
}

/**
 * esp_spend_list_parts:
 * @days: first and end, exclusive
 *
 * Returns: (transfer full) (element-type EspSpendPart): sums by group: days in their order, others by cost;
 *   %NULL with @error set
 */
GPtrArray *
esp_spend_list_parts (EspTx *tx,
                      EspSpendGroup group,
                      const gint64 days[2],
                      gint64 campaign_id,
                      GError **error)
{
  static const char sql_platform[] = "SELECT s.platform, s.platform, 0," SUMS
                                     " FROM spend AS s" OF_DAYS " GROUP BY 1 ORDER BY 4 DESC, 1";
  static const char sql_campaign[] =
    "SELECT coalesce ('campaign:' || c.id, '(none)'), c.name, coalesce (c.id, 0)," SUMS
    " FROM spend AS s LEFT JOIN campaign AS c ON c.id = s.campaign_id" OF_DAYS
    " GROUP BY c.id ORDER BY 4 DESC, 3";
  static const char sql_ad_campaign[] =
    "SELECT s.platform || '/' || s.campaign, s.campaign, 0," SUMS " FROM spend AS s" OF_DAYS
    " GROUP BY 1 ORDER BY 4 DESC, 1";
  static const char sql_ad_group[] =
    "SELECT s.platform || '/' || s.campaign || '/' || s.ad_group, s.ad_group, 0," SUMS
    " FROM spend AS s" OF_DAYS " GROUP BY 1 ORDER BY 4 DESC, 1";
  static const char sql_creative[] =
    "SELECT s.platform || '/' || s.campaign || '/' || s.ad_group || '/' || s.creative, s.creative,"
    " 0," SUMS " FROM spend AS s" OF_DAYS " GROUP BY 1 ORDER BY 4 DESC, 1";
  static const char sql_day[] =
    "SELECT s.day, NULL, s.day," SUMS " FROM spend AS s" OF_DAYS " GROUP BY s.day ORDER BY s.day";
  static const char *const statements[] = { sql_platform, sql_campaign, sql_ad_campaign,
                                            sql_ad_group, sql_creative, sql_day };
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (part_free);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, statements[group], error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, days[0]);
  esp_stmt_bind_int64 (stmt, 2, days[1]);
  esp_stmt_bind_int64 (stmt, 3, campaign_id);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspSpendPart *part = g_new0 (EspSpendPart, 1);

      part->key = esp_stmt_dup_text (stmt, 0);
      part->label = esp_stmt_dup_text (stmt, 1);
      part->number = esp_stmt_int64 (stmt, 2);
      read_sum (stmt, 3, &part->sum);
      g_ptr_array_add (parts, part);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&parts) : NULL;
}

static void
paid_free (gpointer data)
{
  EspSpendPaid *self = data;

  g_free (self->currency);
  g_free (self);
}

/**
 * esp_spend_list_paid:
 * @days: first and end, exclusive
 * @campaign_id: 0: all
 *
 * Returns: (transfer full) (element-type EspSpendPaid): what was converted, by currency; %NULL with @error set
 */
GPtrArray *
esp_spend_list_paid (EspTx *tx, const gint64 days[2], gint64 campaign_id, GError **error)
{
  static const char sql_paid[] =
    "SELECT s.paid_currency, sum (s.paid), sum (s.cost), count (*) FROM spend AS s" OF_DAYS
    " AND s.paid_currency IS NOT NULL AND s.currency = " CURRENCY " GROUP BY 1 ORDER BY 1";
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (paid_free);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_paid, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, days[0]);
  esp_stmt_bind_int64 (stmt, 2, days[1]);
  esp_stmt_bind_int64 (stmt, 3, campaign_id);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspSpendPaid *paid = g_new0 (EspSpendPaid, 1);

      paid->currency = esp_stmt_dup_text (stmt, 0);
      paid->paid = esp_stmt_int64 (stmt, 1);
      paid->cost = esp_stmt_int64 (stmt, 2);
      paid->n_rows = esp_stmt_int64 (stmt, 3);
      g_ptr_array_add (list, paid);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

/**
 * esp_spend_find_campaign:
 * @name: a campaign as the platform calls it
 * @out_campaign_id: (out): ours of the same name, or the one that rows of that name belong to; 0: none
 */
gboolean
esp_spend_find_campaign (EspTx *tx, const char *name, gint64 *out_campaign_id, GError **error)
{
  static const char sql_find[] =
    "SELECT id FROM campaign WHERE name = ?1 COLLATE NOCASE"
    " UNION ALL SELECT campaign_id FROM spend WHERE campaign = ?1 AND campaign_id IS NOT NULL"
    " LIMIT 1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_find, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, name);
  step = esp_stmt_step (stmt, error);
  *out_campaign_id = step == ESP_STEP_ROW ? esp_stmt_int64 (stmt, 0) : 0;
  return step != ESP_STEP_ERROR;
}
