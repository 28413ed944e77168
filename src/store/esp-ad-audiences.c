/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audiences of advertisements as records: what they are called, for whom and for which platform. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-ad-audiences.h"

#include "store/esp-names.h"

#include <string.h>

#define COLUMNS                                                                                    \
  "SELECT a.id, a.name, a.platform, coalesce (a.segment_id, 0), a.consent, a.note, a.created_at,"  \
  " a.updated_at, segment.name,"                                                                   \
  " (SELECT count (*) FROM ad_audience_member AS m WHERE m.ad_audience_id = a.id AND is_in),"      \
  " (SELECT count (*) FROM ad_audience_member AS m WHERE m.ad_audience_id = a.id AND NOT is_in),"  \
  " (SELECT count (DISTINCT lead_id) FROM ad_audience_shared AS s WHERE s.ad_audience_id = a.id"   \
  "  AND removed_at IS NULL),"                                                                     \
  " (SELECT coalesce (max (at), 0) FROM ad_audience_shared AS s WHERE s.ad_audience_id = a.id),"   \
  " a.stay_days"                                                                                   \
  " FROM ad_audience AS a LEFT JOIN segment ON segment.id = a.segment_id"

/**
 * esp_ad_audience_free:
 */
void
esp_ad_audience_free (EspAdAudience *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->platform);
  g_free (self->note);
  g_free (self->segment);
  g_free (self);
}

static gpointer
read_audience (EspStmt *stmt)
{
  EspAdAudience *self = g_new0 (EspAdAudience, 1);

  self->id = esp_stmt_int64 (stmt, 0);
  self->name = esp_stmt_dup_text (stmt, 1);
  self->platform = esp_stmt_dup_text (stmt, 2);
  self->segment_id = esp_stmt_int64 (stmt, 3);
  self->needs_consent = g_strcmp0 (esp_stmt_text (stmt, 4), "granted") == 0;
  self->note = esp_stmt_dup_text (stmt, 5);
  self->created_us = esp_stmt_int64 (stmt, 6);
  self->updated_us = esp_stmt_int64 (stmt, 7);
  self->segment = esp_stmt_dup_text (stmt, 8);
  self->n_added = esp_stmt_int64 (stmt, 9);
  self->n_removed = esp_stmt_int64 (stmt, 10);
  self->n_shared = esp_stmt_int64 (stmt, 11);
  self->shared_us = esp_stmt_int64 (stmt, 12);
  self->stay_days = (int) esp_stmt_int64 (stmt, 13);
  return self;
}

static gboolean
check (EspTx *tx, const EspAdAudience *audience, GError **error)
{
  static const char sql_other[] = "SELECT 1 FROM ad_audience WHERE name = ?1 AND id <> ?2";
  const char *name = audience->name;
  const char *sentence = NULL;
  g_autoptr (EspStmt) stmt = NULL;
  EspStep step;

  if (name == NULL || *name == '\0' || g_ascii_isspace (*name))
    sentence = "An audience needs a name that does not begin with a blank";
  else if (strlen (name) > ESP_AD_AUDIENCE_MAX_NAME || !g_utf8_validate (name, -1, NULL))
    sentence = "The name of an audience has at most 120 bytes of text";
  else if (audience->note != NULL && strlen (audience->note) > ESP_AD_AUDIENCE_MAX_NOTE)
    sentence = "The note of an audience has at most 2,000 bytes";
  else if (audience->stay_days < 0 || audience->stay_days > ESP_AD_AUDIENCE_MAX_STAY)
    sentence =
      "People stay at most 540 days at a platform; 0 is as long as they are in the audience";
  if (sentence != NULL)
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID, sentence);
      return FALSE;
    }
  stmt = esp_tx_stmt (tx, sql_other, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, name);
  esp_stmt_bind_int64 (stmt, 2, audience->id);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW)
    g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                 "There is an audience “%s” already; give this one another name", name);
  return step == ESP_STEP_DONE && esp_tx_require_write (tx, error);
}

static void
bind_words (EspStmt *stmt, const EspAdAudience *audience)
{
  esp_stmt_bind_text (stmt, 2, audience->name);
  esp_stmt_bind_text (stmt, 3, audience->platform);
  if (audience->segment_id != 0)
    esp_stmt_bind_int64 (stmt, 4, audience->segment_id);
  else
    esp_stmt_bind_null (stmt, 4);
  esp_stmt_bind_text (stmt, 5, audience->needs_consent ? "granted" : "not-refused");
  esp_stmt_bind_text (stmt, 6,
                      audience->note != NULL && *audience->note != '\0' ? audience->note : NULL);
  esp_stmt_bind_int64 (stmt, 8, audience->stay_days);
}

/**
 * esp_ad_audience_insert:
 * @audience: gets its id
 */
gboolean
esp_ad_audience_insert (EspTx *tx, EspAdAudience *audience, GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO ad_audience (name, platform, segment_id, consent, note, stay_days,"
    " created_at, updated_at) VALUES (?2, ?3, ?4, ?5, ?6, ?8, ?1, ?1)";
  g_autoptr (EspStmt) stmt = NULL;

  if (!check (tx, audience, error))
    return FALSE;
  stmt = esp_tx_stmt (tx, sql_insert, error);
  if (stmt == NULL)
    return FALSE;
  bind_words (stmt, audience);
  esp_stmt_bind_int64 (stmt, 1, esp_tx_get_now_us (tx));
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  audience->id = esp_db_last_insert_id (esp_tx_get_db (tx));
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_AUDIENCE);
  return TRUE;
}

/**
 * esp_ad_audience_update:
 *
 * Whatever names it, the steps of journeys, follows a new name.
 */
gboolean
esp_ad_audience_update (EspTx *tx, const EspAdAudience *audience, GError **error)
{
  static const char sql_update[] =
    "UPDATE ad_audience SET name = ?2, platform = ?3, segment_id = ?4, consent = ?5, note = ?6,"
    " updated_at = ?7, stay_days = ?8 WHERE id = ?1";
  g_autoptr (EspStmt) stmt = NULL;
  g_auto (EspRename) rename = { ESP_NAMED_AUDIENCE };

  if (!check (tx, audience, error) ||
      !esp_rename_begin (&rename, tx, ESP_NAMED_AUDIENCE, audience->id, audience->name, error))
    return FALSE;
  stmt = esp_tx_stmt (tx, sql_update, error);
  if (stmt == NULL)
    return FALSE;
  bind_words (stmt, audience);
  esp_stmt_bind_int64 (stmt, 1, audience->id);
  esp_stmt_bind_int64 (stmt, 7, esp_tx_get_now_us (tx));
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_AUDIENCE);
  return esp_tx_run_for_one (tx, stmt, "audience", audience->id, error) &&
         esp_rename_end (&rename, tx, audience->name, error);
}

/**
 * esp_ad_audience_delete:
 *
 * What the platform was given stays there: it is refused while somebody is.
 */
gboolean
esp_ad_audience_delete (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_delete[] = "DELETE FROM ad_audience WHERE id = ?1";
  g_autoptr (EspAdAudience) audience = esp_ad_audience_load (tx, id, error);
  g_autoptr (EspStmt) stmt = NULL;

  if (audience == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  if (audience->n_shared > 0)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "The platform still has %" G_GINT64_FORMAT
                   " people of “%s”: delete the audience "
                   "there, then empty it here, then delete it",
                   audience->n_shared, audience->name);
      return FALSE;
    }
  stmt = esp_tx_stmt (tx, sql_delete, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_AUDIENCE);
  return esp_tx_run_for_one (tx, stmt, "audience", id, error);
}

/**
 * esp_ad_audience_load:
 *
 * Returns: (transfer full): %NULL with @error set
 */
EspAdAudience *
esp_ad_audience_load (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_load[] = COLUMNS " WHERE a.id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_load, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  return esp_stmt_read_one (stmt, read_audience, "audience", id, error);
}

/**
 * esp_ad_audience_list:
 *
 * Returns: (transfer full) (element-type EspAdAudience): by name; %NULL with @error set
 */
GPtrArray *
esp_ad_audience_list (EspTx *tx, GError **error)
{
  static const char sql_list[] = COLUMNS " ORDER BY a.name COLLATE NOCASE, a.id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);

  if (stmt == NULL)
    return NULL;
  return esp_stmt_read_all (stmt, read_audience, (GDestroyNotify) esp_ad_audience_free, error);
}

/**
 * esp_ad_audience_resolve:
 * @reference: a name, or a number
 */
gboolean
esp_ad_audience_resolve (EspTx *tx, const char *reference, gint64 *out_id, GError **error)
{
  static const char sql_find[] = "SELECT id FROM ad_audience"
                                 " WHERE name = ?1 OR CAST (id AS TEXT) = ?1"
                                 " ORDER BY name = ?1 DESC LIMIT 1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_find, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, reference);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ROW)
    *out_id = esp_stmt_int64 (stmt, 0);
  else if (step == ESP_STEP_DONE)
    esp_store_set_no_name (error, "audience", reference);
  return step == ESP_STEP_ROW;
}
