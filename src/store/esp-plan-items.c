/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is planned beside sends: offline acts, deadlines, blackouts, flights of ads, days of other calendars. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-plan-items.h"

#include <string.h>

#define COLUMNS                                                                                    \
  "id, uuid, kind, title, starts_at, ends_at, is_all_day, coalesce (campaign_id, 0),"              \
  " coalesce (channel_id, 0), medium, audience, owner, cost, state, note, source, source_uid,"     \
  " updated_at"

#define MAX_COST G_GINT64_CONSTANT (1000000000000000)

static const char *const kind_names[ESP_N_PLAN_KINDS] = {
  "task", "offline", "deadline", "blackout", "observance", "ad-flight", "milestone", "external",
};
static const char *const state_names[ESP_N_PLAN_STATES] = { "idea", "planned", "committed", "done",
                                                            "cancelled" };

/**
 * esp_plan_kind_get_name:
 */
const char *
esp_plan_kind_get_name (EspPlanKind kind)
{
  return (guint) kind < ESP_N_PLAN_KINDS ? kind_names[kind] : kind_names[0];
}

/**
 * esp_plan_kind_find:
 */
gboolean
esp_plan_kind_find (const char *name, EspPlanKind *out_kind)
{
  for (guint i = 0; i < ESP_N_PLAN_KINDS; i++)
    if (g_strcmp0 (name, kind_names[i]) == 0)
      return *out_kind = (EspPlanKind) i, TRUE;
  return FALSE;
}

/**
 * esp_plan_state_get_name:
 */
const char *
esp_plan_state_get_name (EspPlanState state)
{
  return (guint) state < ESP_N_PLAN_STATES ? state_names[state] : state_names[0];
}

/**
 * esp_plan_state_find:
 */
gboolean
esp_plan_state_find (const char *name, EspPlanState *out_state)
{
  for (guint i = 0; i < ESP_N_PLAN_STATES; i++)
    if (g_strcmp0 (name, state_names[i]) == 0)
      return *out_state = (EspPlanState) i, TRUE;
  return FALSE;
}

/**
 * esp_plan_item_new:
 *
 * Returns: (transfer full): planned, at no time yet
 */
EspPlanItem *
esp_plan_item_new (EspPlanKind kind, const char *title)
{
  EspPlanItem *self = g_new0 (EspPlanItem, 1);

  self->kind = kind;
  self->title = g_strdup (title);
  self->state = ESP_PLAN_PLANNED;
  return self;
}

/**
 * esp_plan_item_copy:
 *
 * Returns: (transfer full)
 */
EspPlanItem *
esp_plan_item_copy (const EspPlanItem *self)
{
  EspPlanItem *copy = g_memdup2 (self, sizeof *self);

  copy->title = g_strdup (self->title);
  copy->medium = g_strdup (self->medium);
  copy->audience = g_strdup (self->audience);
  copy->owner = g_strdup (self->owner);
  copy->note = g_strdup (self->note);
  copy->source = g_strdup (self->source);
  copy->source_uid = g_strdup (self->source_uid);
  return copy;
}

/**
 * esp_plan_item_free:
 */
void
esp_plan_item_free (EspPlanItem *self)
{
  if (self == NULL)
    return;
  g_free (self->title);
  g_free (self->medium);
  g_free (self->audience);
  g_free (self->owner);
  g_free (self->note);
  g_free (self->source);
  g_free (self->source_uid);
  g_free (self);
}

static gpointer
read_row (EspStmt *stmt)
{
  EspPlanItem *self = g_new0 (EspPlanItem, 1);
  gsize n_uuid = 0;
  gconstpointer uuid = esp_stmt_blob (stmt, 1, &n_uuid);

  self->id = esp_stmt_int64 (stmt, 0);
  if (n_uuid == sizeof self->uuid)
    memcpy (self->uuid, uuid, sizeof self->uuid);
  (void) esp_plan_kind_find (esp_stmt_text (stmt, 2), &self->kind); /* the table checks it */
  self->title = esp_stmt_dup_text (stmt, 3);
  self->from_us = esp_stmt_int64 (stmt, 4);
  self->to_us = esp_stmt_int64 (stmt, 5);
  self->is_all_day = esp_stmt_int64 (stmt, 6) != 0;
  self->campaign_id = esp_stmt_int64 (stmt, 7);
  self->channel_id = esp_stmt_int64 (stmt, 8);
  self->medium = esp_stmt_dup_text (stmt, 9);
  self->audience = esp_stmt_dup_text (stmt, 10);
  self->owner = esp_stmt_dup_text (stmt, 11);
  self->cost = esp_stmt_int64 (stmt, 12);
  (void) esp_plan_state_find (esp_stmt_text (stmt, 13), &self->state); /* the table checks it */
  self->note = esp_stmt_dup_text (stmt, 14);
  self->source = esp_stmt_dup_text (stmt, 15);
  self->source_uid = esp_stmt_dup_text (stmt, 16);
  self->updated_us = esp_stmt_int64 (stmt, 17);
  return self;
}

static gboolean
check (const EspPlanItem *item, GError **error)
{
  const char *sentence = NULL;

  if (item->title == NULL || item->title[strspn (item->title, " \t\n")] == '\0')
    sentence = "An item of the plan needs a title";
  else if (strlen (item->title) > ESP_PLAN_MAX_TITLE)
    sentence = "The title has at most 300 bytes; put the rest into the note";
  else if (item->note != NULL && strlen (item->note) > ESP_PLAN_MAX_NOTE)
    sentence = "The note has at most 10,000 bytes";
  else if (item->to_us < item->from_us)
    sentence = "The end is before the beginning";
  else if (item->is_all_day && item->to_us == item->from_us)
    sentence = "Whole days end after they begin";
  else if (item->cost < 0 || item->cost > MAX_COST)
    sentence = "The cost is not an amount that can be planned";
  if (sentence != NULL)
    g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID, sentence);
  return sentence == NULL;
}

static const char *
null_if_empty (const char *text)
{
  return text != NULL && *text != '\0' ? text : NULL;
}

static void
bind_item (EspTx *tx, EspStmt *stmt, const EspPlanItem *item)
{
  esp_stmt_bind_text (stmt, 2, esp_plan_kind_get_name (item->kind));
  esp_stmt_bind_text (stmt, 3, item->title);
  esp_stmt_bind_int64 (stmt, 4, item->from_us);
  esp_stmt_bind_int64 (stmt, 5, item->to_us);
  esp_stmt_bind_int64 (stmt, 6, item->is_all_day ? 1 : 0);
  esp_stmt_bind_int64 (stmt, 7, item->campaign_id);
  esp_stmt_bind_int64 (stmt, 8, item->channel_id);
  esp_stmt_bind_text (stmt, 9, null_if_empty (item->medium));
  esp_stmt_bind_text (stmt, 10, null_if_empty (item->audience));
  esp_stmt_bind_text (stmt, 11, null_if_empty (item->owner));
  esp_stmt_bind_int64 (stmt, 12, item->cost);
  esp_stmt_bind_text (stmt, 13, esp_plan_state_get_name (item->state));
  esp_stmt_bind_text (stmt, 14, null_if_empty (item->note));
  esp_stmt_bind_text (stmt, 15, null_if_empty (item->source));
  esp_stmt_bind_text (stmt, 16, null_if_empty (item->source_uid));
  esp_stmt_bind_int64 (stmt, 17, esp_tx_get_now_us (tx));
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_PLAN);
}

/**
 * esp_plan_item_insert:
 *
 * Sets the id and the uuid of @item; one that has a uuid keeps it.
 */
gboolean
esp_plan_item_insert (EspTx *tx, EspPlanItem *item, GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO plan_item (uuid, kind, title, starts_at, ends_at, is_all_day, campaign_id,"
    " channel_id, medium, audience, owner, cost, state, note, source, source_uid, created_at,"
    " updated_at)"
    " VALUES (?1, ?2, ?3, ?4, ?5, ?6, nullif (?7, 0), nullif (?8, 0), ?9, ?10, ?11, ?12, ?13,"
    " ?14, ?15, ?16, ?17, ?17)";
  static const guint8 none[16] = { 0 };
  g_autoptr (EspStmt) stmt = NULL;

  if (!esp_tx_require_write (tx, error) || !check (item, error))
    return FALSE;
  stmt = esp_tx_stmt (tx, sql_insert, error);
  if (stmt == NULL)
    return FALSE;
  if (memcmp (item->uuid, none, sizeof none) == 0)
    esp_random_uuid (esp_tx_get_random (tx), item->uuid);
  esp_stmt_bind_blob (stmt, 1, item->uuid, sizeof item->uuid);
  bind_item (tx, stmt, item);
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  item->id = esp_db_last_insert_id (esp_tx_get_db (tx));
  return TRUE;
}

/**
 * esp_plan_item_update:
 */
gboolean
esp_plan_item_update (EspTx *tx, const EspPlanItem *item, GError **error)
{
  static const char sql_update[] =
    "UPDATE plan_item SET kind = ?2, title = ?3, starts_at = ?4, ends_at = ?5, is_all_day = ?6,"
    " campaign_id = nullif (?7, 0), channel_id = nullif (?8, 0), medium = ?9, audience = ?10,"
    " owner = ?11, cost = ?12, state = ?13, note = ?14, source = ?15, source_uid = ?16,"
    " updated_at = ?17 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = NULL;

  if (!esp_tx_require_write (tx, error) || !check (item, error))
    return FALSE;
  stmt = esp_tx_stmt (tx, sql_update, error);
  if (stmt == NULL)
    return FALSE;
  bind_item (tx, stmt, item);
  esp_stmt_bind_int64 (stmt, 1, item->id);
  return esp_tx_run_for_one (tx, stmt, "item of the plan", item->id, error);
}

/**
 * esp_plan_item_delete:
 */
gboolean
esp_plan_item_delete (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_delete[] = "DELETE FROM plan_item WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_delete, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_PLAN);
  esp_stmt_bind_int64 (stmt, 1, id);
  return esp_tx_run_for_one (tx, stmt, "item of the plan", id, error);
}

/**
 * esp_plan_item_load:
 *
 * Returns: (transfer full): %NULL with @error set
 */
EspPlanItem *
esp_plan_item_load (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_load[] = "SELECT " COLUMNS " FROM plan_item WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_load, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW)
    return read_row (stmt);
  if (step == ESP_STEP_DONE)
    g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
                 "There is no item %" G_GINT64_FORMAT " in the plan", id);
  return NULL;
}

static GPtrArray *
read_all (EspStmt *stmt, GError **error)
{

  return esp_stmt_read_all (stmt, read_row, (GDestroyNotify) esp_plan_item_free, error);
}

/**
 * esp_plan_item_list:
 * @to_us: not included
 *
 * Returns: (transfer full) (element-type EspPlanItem): what touches the span, in order of time
 */
GPtrArray *
esp_plan_item_list (EspTx *tx, gint64 from_us, gint64 to_us, GError **error)
{
  static const char sql_list[] = "SELECT " COLUMNS " FROM plan_item"
                                 " WHERE starts_at < ?2 AND (ends_at > ?1 OR starts_at >= ?1)"
                                 " ORDER BY starts_at, id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, from_us);
  esp_stmt_bind_int64 (stmt, 2, to_us);
  return read_all (stmt, error);
}

/**
 * esp_plan_item_list_of_campaign:
 *
 * Returns: (transfer full) (element-type EspPlanItem): in order of time
 */
GPtrArray *
esp_plan_item_list_of_campaign (EspTx *tx, gint64 campaign_id, GError **error)
{
  static const char sql_list[] =
    "SELECT " COLUMNS " FROM plan_item WHERE campaign_id = ?1 ORDER BY starts_at, id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, campaign_id);
  return read_all (stmt, error);
}

/**
 * esp_plan_item_put_source:
 * @item: with its source and its id there
 * @out_is_new: (out): whether it was not there before
 *
 * Puts what another calendar says in the place of what it said before.
 */
gboolean
esp_plan_item_put_source (EspTx *tx, EspPlanItem *item, gboolean *out_is_new, GError **error)
{
  static const char sql_find[] = "SELECT id FROM plan_item WHERE source = ?1 AND source_uid = ?2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_find, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, item->source);
  esp_stmt_bind_text (stmt, 2, item->source_uid);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ERROR)
    return FALSE;
  *out_is_new = step == ESP_STEP_DONE;
  if (step == ESP_STEP_DONE)
    return esp_plan_item_insert (tx, item, error);
  item->id = esp_stmt_int64 (stmt, 0);
  return esp_plan_item_update (tx, item, error);
}

/**
 * esp_plan_item_keep_of_source:
 * @uids: (element-type utf8): a set of ids
 * @out_n_gone: (out)
 *
 * Removes what the calendar @source does not have any more.
 */
gboolean
esp_plan_item_keep_of_source (EspTx *tx,
                              const char *source,
                              GHashTable *uids,
                              gint64 *out_n_gone,
                              GError **error)
{
  static const char sql_list[] = "SELECT " COLUMNS " FROM plan_item WHERE source = ?1 ORDER BY id";
  g_autoptr (GPtrArray) items = NULL;
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, source);
  items = read_all (stmt, error);
  if (items == NULL)
    return FALSE;
  *out_n_gone = 0;
  for (guint i = 0; i < items->len; i++)
    {
      const EspPlanItem *item = g_ptr_array_index (items, i);

      if (item->source_uid != NULL && g_hash_table_contains (uids, item->source_uid))
        continue;
      if (!esp_plan_item_delete (tx, item->id, error))
        return FALSE;
      (*out_n_gone)++;
    }
  return TRUE;
}
