/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Campaigns and their sends: what is to go to whom, and how far it has got. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-campaigns.h"

#include "store/esp-reviews.h"

#include <string.h>

#define SEND_COLUMNS                                                                               \
  "id, campaign_id, message_id, message_version, channel_id, audience, options, state, "           \
  "pause_reason,"                                                                                  \
  " scheduled_at, hold_until, prepared_at, started_at, finished_at, created_at, uuid"

void
esp_campaign_free (EspCampaign *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->goal);
  g_free (self->note);
  g_free (self);
}

void
esp_send_free (EspSend *self)
{
  if (self == NULL)
    return;
  g_free (self->audience);
  g_free (self->options);
  g_free (self->state);
  g_free (self->pause_reason);
  g_free (self);
}

static void
note_campaign (EspTx *tx)
{
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_CAMPAIGN);
}

/**
 * esp_campaign_insert:
 *
 * Adds an empty campaign.
 */
gboolean
esp_campaign_insert (EspTx *tx, const char *name, gint64 *out_id, GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO campaign (uuid, name, created_at, updated_at) VALUES (?1, ?2, ?3, ?3)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_insert, error);
  guint8 uuid[16];

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_random_uuid (esp_tx_get_random (tx), uuid);
  esp_stmt_bind_blob (stmt, 1, uuid, sizeof uuid);
  esp_stmt_bind_text (stmt, 2, name);
  esp_stmt_bind_int64 (stmt, 3, esp_tx_get_now_us (tx));
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  *out_id = esp_db_last_insert_id (esp_tx_get_db (tx));
  note_campaign (tx);
  return TRUE;
}

/**
 * esp_campaign_rename:
 *
 * Gives the campaign another name.
 */
gboolean
esp_campaign_rename (EspTx *tx, gint64 id, const char *name, GError **error)
{
  static const char sql_rename[] = "UPDATE campaign SET name = ?2, updated_at = ?3 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_rename, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_text (stmt, 2, name);
  esp_stmt_bind_int64 (stmt, 3, esp_tx_get_now_us (tx));
  note_campaign (tx);
  return esp_tx_run_for_one (tx, stmt, "campaign", id, error);
}

/**
 * esp_campaign_set_goal:
 * @goal: (nullable): JSON: {"metric": key, "target": number}
 * @budget: in minor units of the workspace's currency; 0 is none
 */
gboolean
esp_campaign_set_goal (EspTx *tx, gint64 id, const char *goal, gint64 budget, GError **error)
{
  static const char sql_goal[] =
    "UPDATE campaign SET goal = ?2, budget = nullif (?3, 0), updated_at = ?4 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_goal, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_text (stmt, 2, goal);
  esp_stmt_bind_int64 (stmt, 3, budget);
  esp_stmt_bind_int64 (stmt, 4, esp_tx_get_now_us (tx));
  note_campaign (tx);
  return esp_tx_run_for_one (tx, stmt, "campaign", id, error);
}

/**
 * esp_campaign_set_archived:
 *
 * Hides a campaign from the list, or brings it back.
 */
gboolean
esp_campaign_set_archived (EspTx *tx, gint64 id, gboolean is_archived, GError **error)
{
  static const char sql_archive[] =
    "UPDATE campaign SET archived_at = iif (?2, ?3, NULL), updated_at = ?3 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_archive, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_int64 (stmt, 2, is_archived);
  esp_stmt_bind_int64 (stmt, 3, esp_tx_get_now_us (tx));
  note_campaign (tx);
  return esp_tx_run_for_one (tx, stmt, "campaign", id, error);
}

static gpointer
read_campaign (EspStmt *stmt)
{
  EspCampaign *self = g_new0 (EspCampaign, 1);

  self->id = esp_stmt_int64 (stmt, 0);
  self->name = esp_stmt_dup_text (stmt, 1);
  self->goal = esp_stmt_dup_text (stmt, 2);
  self->note = esp_stmt_dup_text (stmt, 3);
  self->created_at_us = esp_stmt_int64 (stmt, 4);
  self->updated_at_us = esp_stmt_int64 (stmt, 5);
  self->budget = esp_stmt_int64 (stmt, 6);
  return self;
}

/**
 * esp_campaign_load:
 *
 * Returns: (transfer full): the campaign; %NULL with @error set, also when there is none
 */
EspCampaign *
esp_campaign_load (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_load[] = "SELECT id, name, goal, note, created_at, updated_at, budget"
                                 " FROM campaign WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_load, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  return esp_stmt_read_one (stmt, read_campaign, "campaign", id, error);
}

/**
 * esp_campaign_resolve:
 * @reference: a name or a number, as people write it
 *
 * Returns: %FALSE with @error set, also when there is none
 */
gboolean
esp_campaign_resolve (EspTx *tx, const char *reference, gint64 *out_id, GError **error)
{
  static const char sql_resolve[] = "SELECT id FROM campaign"
                                    " WHERE archived_at IS NULL AND (name = ?1 OR id = ?2)"
                                    " ORDER BY name = ?1 DESC, id DESC LIMIT 1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_resolve, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, reference);
  esp_stmt_bind_int64 (stmt, 2, g_ascii_strtoll (reference, NULL, 10));
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW)
    *out_id = esp_stmt_int64 (stmt, 0);
  if (step == ESP_STEP_DONE)
    esp_store_set_no_name (error, "campaign", reference);
  return step == ESP_STEP_ROW;
}

/**
 * esp_campaign_list:
 *
 * Returns: (transfer full) (element-type EspCampaign): all that are not archived, newest first
 */
GPtrArray *
esp_campaign_list (EspTx *tx, GError **error)
{
  static const char sql_list[] = "SELECT id, name, goal, note, created_at, updated_at, budget"
                                 " FROM campaign WHERE archived_at IS NULL ORDER BY id DESC";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);

  if (stmt == NULL)
    return NULL;
  return esp_stmt_read_all (stmt, read_campaign, (GDestroyNotify) esp_campaign_free, error);
}

/**
 * esp_send_new:
 *
 * Returns: (transfer full): a draft to everyone, not stored yet
 */
EspSend *
esp_send_new (gint64 campaign_id)
{
  EspSend *self = g_new0 (EspSend, 1);

  self->campaign_id = campaign_id;
  self->audience = g_strdup ("{\"everyone\":true}");
  self->options = g_strdup ("{}");
  self->state = g_strdup ("draft");
  return self;
}

static gpointer
read_send (EspStmt *stmt)
{
  EspSend *self = g_new0 (EspSend, 1);
  gsize n_uuid = 0;
  gconstpointer uuid;

  self->id = esp_stmt_int64 (stmt, 0);
  self->campaign_id = esp_stmt_int64 (stmt, 1);
  self->message_id = esp_stmt_int64 (stmt, 2);
  self->message_version = esp_stmt_int64 (stmt, 3);
  self->channel_id = esp_stmt_int64 (stmt, 4);
  self->audience = esp_stmt_dup_text (stmt, 5);
  self->options = esp_stmt_dup_text (stmt, 6);
  self->state = esp_stmt_dup_text (stmt, 7);
  self->pause_reason = esp_stmt_dup_text (stmt, 8);
  self->scheduled_at_us = esp_stmt_int64 (stmt, 9);
  self->hold_until_us = esp_stmt_int64 (stmt, 10);
  self->prepared_at_us = esp_stmt_int64 (stmt, 11);
  self->started_at_us = esp_stmt_int64 (stmt, 12);
  self->finished_at_us = esp_stmt_int64 (stmt, 13);
  self->created_at_us = esp_stmt_int64 (stmt, 14);
  uuid = esp_stmt_blob (stmt, 15, &n_uuid);
  if (n_uuid == sizeof self->uuid)
    memcpy (self->uuid, uuid, sizeof self->uuid);
  return self;
}

static void
bind_plan (EspStmt *stmt, const EspSend *send)
{
  esp_stmt_bind_int64 (stmt, 3, send->message_id);
  esp_stmt_bind_int64 (stmt, 4, send->message_version);
  esp_stmt_bind_int64 (stmt, 5, send->channel_id);
  esp_stmt_bind_text (stmt, 6, send->audience);
  esp_stmt_bind_text (stmt, 7, send->options);
  esp_stmt_bind_int64 (stmt, 8, send->scheduled_at_us);
}

/**
 * esp_send_insert:
 * @send: gets its id and UUID; its state and the moments it went through are stored as they are
 */
gboolean
esp_send_insert (EspTx *tx, EspSend *send, GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO send (uuid, campaign_id, message_id, message_version, channel_id, audience, "
    "options,"
    " scheduled_at, state, created_at, updated_at, prepared_at, started_at, finished_at)"
    " VALUES (?1, ?2, nullif (?3, 0), nullif (?4, 0), nullif (?5, 0), ?6, ?7, nullif (?8, 0), ?9,"
    " ?10, ?10, nullif (?11, 0), nullif (?12, 0), nullif (?13, 0))";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_insert, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_random_uuid (esp_tx_get_random (tx), send->uuid);
  esp_stmt_bind_blob (stmt, 1, send->uuid, sizeof send->uuid);
  esp_stmt_bind_int64 (stmt, 2, send->campaign_id);
  bind_plan (stmt, send);
  esp_stmt_bind_text (stmt, 9, send->state);
  esp_stmt_bind_int64 (stmt, 10, esp_tx_get_now_us (tx));
  esp_stmt_bind_int64 (stmt, 11, send->prepared_at_us);
  esp_stmt_bind_int64 (stmt, 12, send->started_at_us);
  esp_stmt_bind_int64 (stmt, 13, send->finished_at_us);
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  send->id = esp_db_last_insert_id (esp_tx_get_db (tx));
  note_campaign (tx);
  return TRUE;
}

/**
 * esp_send_update:
 *
 * Stores message, channel, audience, options and schedule, while the send is a draft or scheduled.
 *
 * Returns: %FALSE with @error set, also when it has begun
 */
gboolean
esp_send_update (EspTx *tx, const EspSend *send, GError **error)
{
  static const char sql_update[] =
    "UPDATE send SET message_id = nullif (?3, 0), message_version = nullif (?4, 0),"
    " channel_id = nullif (?5, 0), audience = ?6, options = ?7, scheduled_at = nullif (?8, 0),"
    " updated_at = ?2"
    " WHERE id = ?1 AND state IN ('draft', 'scheduled')";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_update, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error) ||
      !esp_review_check_unlocked (tx, send->id, 0, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, send->id);
  esp_stmt_bind_int64 (stmt, 2, esp_tx_get_now_us (tx));
  bind_plan (stmt, send);
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  if (esp_db_n_changed (esp_tx_get_db (tx)) == 0)
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                           "The send has begun: message, audience and channel are fixed");
      return FALSE;
    }
  note_campaign (tx);
  return TRUE;
}

static EspSend *
take_send (EspStmt *stmt, const char *what, gint64 id, GError **error)
{
  EspStep step = esp_stmt_step (stmt, error);

  if (step == ESP_STEP_ROW)
    return read_send (stmt);
  if (step == ESP_STEP_DONE)
    esp_store_set_no_row (error, what, id);
  return NULL;
}

/**
 * esp_send_load:
 *
 * Returns: (transfer full): the send; %NULL with @error set, also when there is none
 */
EspSend *
esp_send_load (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_load[] = "SELECT " SEND_COLUMNS " FROM send WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_load, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  return take_send (stmt, "send", id, error);
}

/**
 * esp_send_load_newest:
 *
 * Returns: (transfer full): the newest send of a campaign; %NULL with @error set, also when it has none
 */
EspSend *
esp_send_load_newest (EspTx *tx, gint64 campaign_id, GError **error)
{
  static const char sql_newest[] =
    "SELECT " SEND_COLUMNS " FROM send WHERE campaign_id = ?1 ORDER BY id DESC LIMIT 1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_newest, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, campaign_id);
  return take_send (stmt, "send of campaign", campaign_id, error);
}

/**
 * esp_send_list:
 *
 * Returns: (transfer full) (element-type EspSend): the sends of a campaign, newest first
 */
GPtrArray *
esp_send_list (EspTx *tx, gint64 campaign_id, GError **error)
{
  static const char sql_list[] =
    "SELECT " SEND_COLUMNS " FROM send WHERE campaign_id = ?1 ORDER BY id DESC";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, campaign_id);
  return esp_stmt_read_all (stmt, read_send, (GDestroyNotify) esp_send_free, error);
}

/**
 * esp_send_set_state:
 * @pause_reason: (nullable): why it is paused, stopped or failed
 *
 * Moves a send; the moments of starting and finishing are kept.
 */
gboolean
esp_send_set_state (EspTx *tx,
                    gint64 id,
                    const char *state,
                    const char *pause_reason,
                    GError **error)
{
  static const char sql_state[] =
    "UPDATE send SET state = ?2, pause_reason = ?3, updated_at = ?4,"
    " started_at = iif (?2 = 'sending', coalesce (started_at, ?4), started_at),"
    " finished_at = iif (?2 IN ('done', 'stopped', 'failed'), ?4, NULL),"
    " n_audience = iif (?2 = 'done', (SELECT count (*) FROM delivery AS d JOIN lead AS l"
    "  ON l.id = d.lead_id WHERE d.send_id = ?1), NULL),"
    " n_sent = iif (?2 = 'done', (SELECT count (*) FROM delivery AS d JOIN lead AS l"
    "  ON l.id = d.lead_id WHERE d.send_id = ?1 AND d.state = 'sent'), NULL)"
    " WHERE id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_state, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_text (stmt, 2, state);
  esp_stmt_bind_text (stmt, 3, pause_reason);
  esp_stmt_bind_int64 (stmt, 4, esp_tx_get_now_us (tx));
  note_campaign (tx);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_send_set_prepared:
 * @hold_until_us: the first message leaves no earlier
 *
 * The ledger holds everyone of the audience: the hold begins.
 */
gboolean
esp_send_set_prepared (EspTx *tx, gint64 id, gint64 hold_until_us, GError **error)
{
  static const char sql_prepared[] =
    "UPDATE send SET state = 'hold', prepared_at = ?2, hold_until = ?3, updated_at = ?2"
    " WHERE id = ?1 AND state = 'preparing'";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_prepared, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_int64 (stmt, 2, esp_tx_get_now_us (tx));
  esp_stmt_bind_int64 (stmt, 3, hold_until_us);
  note_campaign (tx);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_send_dup_audience_of:
 * @message_id: a message
 *
 * Returns: (transfer full) (nullable): the audience of the newest send that is planned or made with the message,
 * as JSON; "" when there is none; %NULL with @error set
 */
char *
esp_send_dup_audience_of (EspTx *tx, gint64 message_id, GError **error)
{
  static const char sql_audience[] =
    "SELECT audience FROM send WHERE message_id = ?1 ORDER BY id DESC LIMIT 1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_audience, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, message_id);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW)
    return esp_stmt_dup_text (stmt, 0);
  return step == ESP_STEP_DONE ? g_strdup ("") : NULL;
}
