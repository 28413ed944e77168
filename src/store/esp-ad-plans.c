/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Advertisements as they are planned: campaigns of platforms with budgets, groups with bids and targets, creatives. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-ad-plans.h"

#include "base/esp-clock.h"

#include <string.h>

/**
 * esp_ad_campaign_new:
 *
 * Returns: (transfer full): one that is not kept yet
 */
EspAdCampaign *
esp_ad_campaign_new (gint64 campaign_id, const char *platform, const char *name)
{
  EspAdCampaign *self = g_new0 (EspAdCampaign, 1);

  self->campaign_id = campaign_id;
  self->platform = g_strdup (platform);
  self->name = g_strdup (name);
  self->state = g_strdup ("planned");
  self->from_day = self->to_day = ESP_AD_NO_DAY;
  self->groups = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_ad_group_free);
  return self;
}

/**
 * esp_ad_campaign_free:
 */
void
esp_ad_campaign_free (EspAdCampaign *self)
{
  if (self == NULL)
    return;
  g_free (self->platform);
  g_free (self->name);
  g_free (self->objective);
  g_free (self->external_id);
  g_free (self->state);
  g_ptr_array_unref (self->groups);
  g_free (self);
}

/**
 * esp_ad_group_new:
 *
 * Returns: (transfer full): one that is not kept yet
 */
EspAdGroup *
esp_ad_group_new (gint64 ad_campaign_id, const char *name)
{
  EspAdGroup *self = g_new0 (EspAdGroup, 1);

  self->ad_campaign_id = ad_campaign_id;
  self->name = g_strdup (name);
  self->creatives = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_ad_creative_free);
  return self;
}

/**
 * esp_ad_group_free:
 */
void
esp_ad_group_free (EspAdGroup *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->bidding);
  g_free (self->targeting);
  g_ptr_array_unref (self->creatives);
  g_free (self);
}

/**
 * esp_ad_creative_new:
 * @content: JSON
 *
 * Returns: (transfer full): one that is not kept yet
 */
EspAdCreative *
esp_ad_creative_new (gint64 ad_group_id, const char *name, const char *format, const char *content)
{
  EspAdCreative *self = g_new0 (EspAdCreative, 1);

  self->ad_group_id = ad_group_id;
  self->name = g_strdup (name);
  self->format = g_strdup (format);
  self->content = g_strdup (content);
  return self;
}

/**
 * esp_ad_creative_free:
 */
void
esp_ad_creative_free (EspAdCreative *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->format);
  g_free (self->content);
  g_free (self);
}

/**
 * esp_ad_campaign_get_whole_budget:
 *
 * Returns: what it may spend on all its days, in minor units; of a daily one without days, a day's
 */
gint64
esp_ad_campaign_get_whole_budget (const EspAdCampaign *self)
{
  if (self->is_total || self->from_day == ESP_AD_NO_DAY || self->to_day == ESP_AD_NO_DAY)
    return self->budget;
  return self->budget * MAX (self->to_day - self->from_day + 1, 1);
}

static gint64
read_day (EspStmt *stmt, int column)
{
  return esp_stmt_is_null (stmt, column) ? ESP_AD_NO_DAY
                                         : esp_stmt_int64 (stmt, column) / ESP_USEC_PER_DAY;
}

static void
bind_day (EspStmt *stmt, int index, gint64 day)
{
  if (day == ESP_AD_NO_DAY)
    esp_stmt_bind_null (stmt, index);
  else
    esp_stmt_bind_int64 (stmt, index, day * ESP_USEC_PER_DAY);
}

static void
note_change (EspTx *tx)
{
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_CAMPAIGN);
}

static EspAdGroup *
find_group (GPtrArray *campaigns, gint64 id)
{
  for (guint i = 0; i < campaigns->len; i++)
    {
      EspAdCampaign *campaign = g_ptr_array_index (campaigns, i);

      for (guint j = 0; j < campaign->groups->len; j++)
        if (((EspAdGroup *) g_ptr_array_index (campaign->groups, j))->id == id)
          return g_ptr_array_index (campaign->groups, j);
    }
  return NULL;
}

static gboolean
load_groups (EspTx *tx, gint64 campaign_id, GPtrArray *campaigns, GError **error)
{
  static const char sql_groups[] =
    "SELECT g.id, g.ad_campaign_id, g.name, g.bidding, g.bid, g.targeting FROM ad_campaign c"
    " JOIN ad_group g ON g.ad_campaign_id = c.id WHERE c.campaign_id = ?1 ORDER BY g.id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_groups, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, campaign_id);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspAdGroup *group = esp_ad_group_new (esp_stmt_int64 (stmt, 1), esp_stmt_text (stmt, 2));

      group->id = esp_stmt_int64 (stmt, 0);
      group->bidding = esp_stmt_dup_text (stmt, 3);
      group->bid = esp_stmt_int64 (stmt, 4);
      group->targeting = esp_stmt_dup_text (stmt, 5);
      for (guint i = 0; i < campaigns->len; i++)
        {
          EspAdCampaign *campaign = g_ptr_array_index (campaigns, i);

          if (campaign->id == group->ad_campaign_id)
            g_ptr_array_add (campaign->groups, group);
        }
    }
  return step == ESP_STEP_DONE;
}

static gboolean
load_creatives (EspTx *tx, gint64 campaign_id, GPtrArray *campaigns, GError **error)
{
  static const char sql_creatives[] =
    "SELECT a.id, a.ad_group_id, a.name, a.format, a.content FROM ad_campaign c"
    " JOIN ad_group g ON g.ad_campaign_id = c.id JOIN ad_creative a ON a.ad_group_id = g.id"
    " WHERE c.campaign_id = ?1 ORDER BY a.id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_creatives, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, campaign_id);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspAdGroup *group = find_group (campaigns, esp_stmt_int64 (stmt, 1));
      EspAdCreative *creative;

      if (group == NULL)
        continue;
      creative = esp_ad_creative_new (group->id, esp_stmt_text (stmt, 2), esp_stmt_text (stmt, 3),
                                      esp_stmt_text (stmt, 4));
      creative->id = esp_stmt_int64 (stmt, 0);
      g_ptr_array_add (group->creatives, creative);
    }
  return step == ESP_STEP_DONE;
}

/**
 * esp_ad_campaign_list:
 *
 * Returns: (transfer full) (element-type EspAdCampaign): with groups and creatives; %NULL with @error set
 */
GPtrArray *
esp_ad_campaign_list (EspTx *tx, gint64 campaign_id, GError **error)
{
  static const char sql_list[] =
    "SELECT id, platform, name, objective, budget, budget_kind = 'total', from_day, to_day,"
    " external_id, state FROM ad_campaign WHERE campaign_id = ?1 ORDER BY id";
  g_autoptr (GPtrArray) campaigns =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_ad_campaign_free);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, campaign_id);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspAdCampaign *self =
        esp_ad_campaign_new (campaign_id, esp_stmt_text (stmt, 1), esp_stmt_text (stmt, 2));

      self->id = esp_stmt_int64 (stmt, 0);
      self->objective = esp_stmt_dup_text (stmt, 3);
      self->budget = esp_stmt_int64 (stmt, 4);
      self->is_total = esp_stmt_int64 (stmt, 5) != 0;
      self->from_day = read_day (stmt, 6);
      self->to_day = read_day (stmt, 7);
      self->external_id = esp_stmt_dup_text (stmt, 8);
      g_free (self->state);
      self->state = esp_stmt_dup_text (stmt, 9);
      g_ptr_array_add (campaigns, self);
    }
  if (step != ESP_STEP_DONE || !load_groups (tx, campaign_id, campaigns, error) ||
      !load_creatives (tx, campaign_id, campaigns, error))
    return NULL;
  return g_steal_pointer (&campaigns);
}

static gboolean
run_save (EspTx *tx, EspStmt *stmt, gint64 *id, GError **error)
{
  if (!esp_tx_require_write (tx, error) || !esp_stmt_run (stmt, error))
    return FALSE;
  if (*id == 0)
    *id = esp_db_last_insert_id (esp_tx_get_db (tx));
  note_change (tx);
  return TRUE;
}

static void
bind_id (EspStmt *stmt, gint64 id)
{
  if (id == 0)
    esp_stmt_bind_null (stmt, 1);
  else
    esp_stmt_bind_int64 (stmt, 1, id);
}

/**
 * esp_ad_campaign_save:
 *
 * Keeps it, or changes it; its groups are kept one by one.
 */
gboolean
esp_ad_campaign_save (EspTx *tx, EspAdCampaign *self, GError **error)
{
  static const char sql_save[] =
    "INSERT INTO ad_campaign (id, uuid, campaign_id, platform, name, objective, budget,"
    " budget_kind, from_day, to_day, external_id, state, created_at, updated_at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, nullif (?6, ''), ?7, ?8, ?9, ?10, nullif (?11, ''), ?12, ?13,"
    " ?13) ON CONFLICT (id) DO UPDATE SET platform = excluded.platform, name = excluded.name,"
    " objective = excluded.objective, budget = excluded.budget,"
    " budget_kind = excluded.budget_kind, from_day = excluded.from_day, to_day = excluded.to_day,"
    " external_id = excluded.external_id, state = excluded.state,"
    " updated_at = excluded.updated_at";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_save, error);
  guint8 uuid[16];

  if (stmt == NULL)
    return FALSE;
  esp_random_uuid (esp_tx_get_random (tx), uuid);
  bind_id (stmt, self->id);
  esp_stmt_bind_blob (stmt, 2, uuid, sizeof uuid);
  esp_stmt_bind_int64 (stmt, 3, self->campaign_id);
  esp_stmt_bind_text (stmt, 4, self->platform);
  esp_stmt_bind_text (stmt, 5, self->name);
  esp_stmt_bind_text (stmt, 6, self->objective);
  esp_stmt_bind_int64 (stmt, 7, self->budget);
  esp_stmt_bind_text (stmt, 8, self->is_total ? "total" : "daily");
  bind_day (stmt, 9, self->from_day);
  bind_day (stmt, 10, self->to_day);
  esp_stmt_bind_text (stmt, 11, self->external_id);
  esp_stmt_bind_text (stmt, 12, self->state);
  esp_stmt_bind_int64 (stmt, 13, esp_tx_get_now_us (tx));
  return run_save (tx, stmt, &self->id, error);
}

/**
 * esp_ad_group_save:
 */
gboolean
esp_ad_group_save (EspTx *tx, EspAdGroup *self, GError **error)
{
  static const char sql_save[] =
    "INSERT INTO ad_group (id, ad_campaign_id, name, bidding, bid, targeting, updated_at)"
    " VALUES (?1, ?2, ?3, nullif (?4, ''), ?5, ?6, ?7) ON CONFLICT (id) DO UPDATE SET"
    " name = excluded.name, bidding = excluded.bidding, bid = excluded.bid,"
    " targeting = excluded.targeting, updated_at = excluded.updated_at";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_save, error);

  if (stmt == NULL)
    return FALSE;
  bind_id (stmt, self->id);
  esp_stmt_bind_int64 (stmt, 2, self->ad_campaign_id);
  esp_stmt_bind_text (stmt, 3, self->name);
  esp_stmt_bind_text (stmt, 4, self->bidding);
  esp_stmt_bind_int64 (stmt, 5, self->bid);
  esp_stmt_bind_text (stmt, 6, self->targeting);
  esp_stmt_bind_int64 (stmt, 7, esp_tx_get_now_us (tx));
  return run_save (tx, stmt, &self->id, error);
}

/**
 * esp_ad_creative_save:
 */
gboolean
esp_ad_creative_save (EspTx *tx, EspAdCreative *self, GError **error)
{
  static const char sql_save[] =
    "INSERT INTO ad_creative (id, ad_group_id, name, format, content, updated_at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (id) DO UPDATE SET name = excluded.name,"
    " format = excluded.format, content = excluded.content, updated_at = excluded.updated_at";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_save, error);

  if (stmt == NULL)
    return FALSE;
  bind_id (stmt, self->id);
  esp_stmt_bind_int64 (stmt, 2, self->ad_group_id);
  esp_stmt_bind_text (stmt, 3, self->name);
  esp_stmt_bind_text (stmt, 4, self->format);
  esp_stmt_bind_text (stmt, 5, self->content);
  esp_stmt_bind_int64 (stmt, 6, esp_tx_get_now_us (tx));
  return run_save (tx, stmt, &self->id, error);
}

static gboolean
delete_row (EspTx *tx, const char *static_sql, const char *what, gint64 id, GError **error)
{
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, static_sql, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  note_change (tx);
  return esp_tx_run_for_one (tx, stmt, what, id, error);
}

/**
 * esp_ad_campaign_delete:
 */
gboolean
esp_ad_campaign_delete (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_delete[] = "DELETE FROM ad_campaign WHERE id = ?1";

  return delete_row (tx, sql_delete, "ad_campaign", id, error);
}

/**
 * esp_ad_group_delete:
 */
gboolean
esp_ad_group_delete (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_delete[] = "DELETE FROM ad_group WHERE id = ?1";

  return delete_row (tx, sql_delete, "ad_group", id, error);
}

/**
 * esp_ad_creative_delete:
 */
gboolean
esp_ad_creative_delete (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_delete[] = "DELETE FROM ad_creative WHERE id = ?1";

  return delete_row (tx, sql_delete, "ad_creative", id, error);
}
