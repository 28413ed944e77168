/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is in an audience of advertisements, who agreed to it, and whom its platform was given. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-ad-audience-people.h"

#define CHUNK 4096

typedef gboolean (*EachFunc) (guint32 lead_id, gpointer data, GError **error);

static gboolean
for_each (const EspBitmap *leads, EachFunc func, gpointer data, GError **error)
{
  guint32 ids[CHUNK];
  guint32 from = 0;
  gsize n;

  while ((n = esp_bitmap_next (leads, from, ids, CHUNK)) > 0)
    {
      for (gsize i = 0; i < n; i++)
        if (!func (ids[i], data, error))
          return FALSE;
      if (ids[n - 1] == G_MAXUINT32)
        break;
      from = ids[n - 1] + 1;
    }
  return TRUE;
}

typedef struct
{
  EspTx *tx;
  EspStmt *stmt;
  EspStmt *anew; /* (nullable) lets a stay begin anew */
  gint64 n;
} Put;

static gboolean
put_one (guint32 lead_id, gpointer data, GError **error)
{
  Put *put = data;

  if (put->anew != NULL)
    esp_stmt_bind_int64 (put->anew, 2, lead_id);
  if (put->anew != NULL && !esp_stmt_run (put->anew, error))
    return FALSE;
  esp_stmt_bind_int64 (put->stmt, 2, lead_id);
  if (!esp_stmt_run (put->stmt, error))
    return FALSE;
  if (esp_db_n_changed (esp_tx_get_db (put->tx)) == 0)
    return TRUE;
  put->n++;
  esp_changes_note_lead (esp_tx_get_changes (put->tx), ESP_CHANGE_AUDIENCE, lead_id);
  return TRUE;
}

/**
 * esp_ad_audience_put:
 * @is_in: into it, or out of it, whatever its segment says
 * @out_n: (out) (optional): for how many that was new
 *
 * By hand, or by a step of a journey. Ids of no lead are passed over. Who is put in may stay as long again as
 * anybody, however long they were there.
 */
gboolean
esp_ad_audience_put (EspTx *tx,
                     gint64 id,
                     gboolean is_in,
                     const EspBitmap *leads,
                     gint64 *out_n,
                     GError **error)
{
  static const char sql_put[] =
    "INSERT INTO ad_audience_member (ad_audience_id, lead_id, is_in, at)"
    " SELECT ?1, lead.id, ?3, ?4 FROM lead WHERE lead.id = ?2"
    " ON CONFLICT (ad_audience_id, lead_id) DO UPDATE SET is_in = ?3, at = ?4 WHERE is_in <> ?3";
  static const char sql_anew[] =
    "DELETE FROM ad_audience_stay WHERE ad_audience_id = ?1 AND lead_id = ?2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_put, error);
  g_autoptr (EspStmt) anew = is_in && stmt != NULL ? esp_tx_stmt (tx, sql_anew, error) : NULL;
  Put put = { tx, stmt, anew, 0 };

  if (stmt == NULL || (is_in && anew == NULL) || !esp_tx_require_write (tx, error))
    return FALSE;
  if (anew != NULL)
    esp_stmt_bind_int64 (anew, 1, id);
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_int64 (stmt, 3, is_in);
  esp_stmt_bind_int64 (stmt, 4, esp_tx_get_now_us (tx));
  if (!for_each (leads, put_one, &put, error))
    return FALSE;
  if (out_n != NULL)
    *out_n = put.n;
  return TRUE;
}

/* Returns: (transfer full): the leads that a statement with one text or number answers */
static EspBitmap *
read_leads (EspStmt *stmt, GError **error)
{
  g_autoptr (EspBitmap) leads = esp_bitmap_new ();
  EspStep step;

  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    esp_bitmap_add (leads, (guint32) esp_stmt_int64 (stmt, 0));
  return step == ESP_STEP_DONE ? g_steal_pointer (&leads) : NULL;
}

static EspBitmap *
load_by_hand (EspTx *tx, gint64 id, gboolean is_in, GError **error)
{
  static const char sql_hand[] =
    "SELECT lead_id FROM ad_audience_member WHERE ad_audience_id = ?1 AND is_in = ?2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_hand, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_int64 (stmt, 2, is_in);
  return read_leads (stmt, error);
}

/**
 * esp_ad_audience_load_members:
 *
 * Returns: (transfer full): who was put in by hand or by a journey, whatever its segment says; %NULL with
 *   @error set
 */
EspBitmap *
esp_ad_audience_load_members (EspTx *tx, const EspAdAudience *audience, GError **error)
{
  return load_by_hand (tx, audience->id, TRUE, error);
}

/**
 * esp_ad_audience_load_removed:
 *
 * Returns: (transfer full): who was taken out by hand or by a journey; %NULL with @error set
 */
EspBitmap *
esp_ad_audience_load_removed (EspTx *tx, const EspAdAudience *audience, GError **error)
{
  return load_by_hand (tx, audience->id, FALSE, error);
}

/**
 * esp_ad_audience_load_stayed:
 *
 * Returns: (transfer full): who was at the platform for as long as the audience lets anybody stay; nobody when
 *   it sets no end. %NULL with @error set
 */
EspBitmap *
esp_ad_audience_load_stayed (EspTx *tx, const EspAdAudience *audience, GError **error)
{
  static const char sql_stayed[] =
    "SELECT lead_id FROM ad_audience_stay WHERE ad_audience_id = ?1 AND began_at <= ?2";
  g_autoptr (EspStmt) stmt = NULL;

  if (audience->stay_days == 0)
    return esp_bitmap_new ();
  stmt = esp_tx_stmt (tx, sql_stayed, error);
  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, audience->id);
  esp_stmt_bind_int64 (stmt, 2, esp_tx_get_now_us (tx) - audience->stay_days * G_TIME_SPAN_DAY);
  return read_leads (stmt, error);
}

/**
 * esp_ad_audience_keep_consented:
 * @leads: loses who did not agree, or refused, to be advertised to, and who is not to be reached at all
 */
gboolean
esp_ad_audience_keep_consented (EspTx *tx,
                                const EspAdAudience *audience,
                                EspBitmap *leads,
                                GError **error)
{
  static const char sql_granted[] =
    "SELECT lead_id FROM consent_state"
    " WHERE channel = 'ads' AND purpose = 'marketing' AND state = 'granted'";
  static const char sql_refused[] =
    "SELECT lead_id FROM consent_state"
    " WHERE channel = 'ads' AND purpose IN ('marketing', 'profiling')"
    " AND state IN ('denied', 'withdrawn')";
  static const char sql_out[] =
    "SELECT lead_id FROM suppressed_lead WHERE channel IN ('all', 'ads')";
  g_autoptr (EspStmt) agreed = esp_tx_stmt (tx, sql_granted, error);
  g_autoptr (EspStmt) refused = esp_tx_stmt (tx, sql_refused, error);
  g_autoptr (EspStmt) out = esp_tx_stmt (tx, sql_out, error);
  g_autoptr (EspBitmap) yes = NULL;
  g_autoptr (EspBitmap) no = NULL;
  g_autoptr (EspBitmap) never = NULL;

  if (agreed == NULL || refused == NULL || out == NULL ||
      (yes = read_leads (agreed, error)) == NULL || (no = read_leads (refused, error)) == NULL ||
      (never = read_leads (out, error)) == NULL)
    return FALSE;
  if (audience->needs_consent)
    esp_bitmap_and (leads, yes);
  esp_bitmap_andnot (leads, no);
  esp_bitmap_andnot (leads, never);
  return TRUE;
}

typedef struct
{
  EspStmt *stmt;
  EspAdContactFunc func;
  gpointer user_data;
} Contacts;

static gboolean
read_contact (guint32 lead_id, gpointer data, GError **error)
{
  Contacts *self = data;
  EspStep step;

  esp_stmt_bind_int64 (self->stmt, 1, lead_id);
  step = esp_stmt_step (self->stmt, error);
  if (step == ESP_STEP_ROW)
    (void) self->func (lead_id, esp_stmt_text (self->stmt, 0), esp_stmt_text (self->stmt, 1),
                       self->user_data); /* it keeps what it wants */
  esp_stmt_reset (self->stmt);
  return step != ESP_STEP_ERROR;
}

/**
 * esp_ad_audience_each_contact:
 *
 * Calls with the address and the number of each, in the order of their ids; archived leads are passed over.
 */
gboolean
esp_ad_audience_each_contact (EspTx *tx,
                              const EspBitmap *leads,
                              EspAdContactFunc func,
                              gpointer user_data,
                              GError **error)
{
  static const char sql_contact[] =
    "SELECT email, phone FROM lead WHERE id = ?1 AND archived_at IS NULL";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_contact, error);
  Contacts contacts = { stmt, func, user_data };

  return stmt != NULL && for_each (leads, read_contact, &contacts, error);
}

/**
 * esp_ad_audience_list_shared:
 * @with_removed: those too who were taken back a short time ago
 *
 * Returns: (transfer full) (element-type EspAdShared): whom the platform was given, in the order of their ids
 *   and hashes; %NULL with @error set
 */
GArray *
esp_ad_audience_list_shared (EspTx *tx, gint64 id, gboolean with_removed, GError **error)
{
  static const char sql_shared[] = "SELECT lead_id, email_hash, phone_hash FROM ad_audience_shared"
                                   " WHERE ad_audience_id = ?1"
                                   " AND (removed_at IS NULL OR (?3 AND removed_at >= ?2))"
                                   " ORDER BY lead_id, email_hash, phone_hash";
  g_autoptr (GArray) people = g_array_new (FALSE, TRUE, sizeof (EspAdShared));
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_shared, error);
  EspStep step;

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_int64 (stmt, 2, esp_tx_get_now_us (tx) - ESP_AD_REMOVAL_DAYS * G_TIME_SPAN_DAY);
  esp_stmt_bind_int64 (stmt, 3, with_removed);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspAdShared person = { .lead_id = esp_stmt_int64 (stmt, 0) };

      g_strlcpy (person.email, esp_stmt_text (stmt, 1), sizeof person.email);
      g_strlcpy (person.phone, esp_stmt_text (stmt, 2), sizeof person.phone);
      g_array_append_val (people, person);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&people) : NULL;
}

/* An undo that leaves alone what changed since then does not take away the audience, and with it the knowledge of
 * whom the platform has. */
static gboolean
touch_when_nobody_is_shared (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_touch[] =
    "UPDATE ad_audience SET updated_at = max (updated_at + 1, ?2) WHERE id = ?1"
    " AND NOT EXISTS (SELECT 1 FROM ad_audience_shared WHERE ad_audience_id = ?1)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_touch, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_int64 (stmt, 2, esp_tx_get_now_us (tx));
  return esp_stmt_run (stmt, error);
}

/* Whoever is there already goes on with the stay that began. */
static gboolean
begin_stays (EspTx *tx, gint64 id, const GArray *people, GError **error)
{
  static const char sql_begin[] = "INSERT INTO ad_audience_stay (ad_audience_id, lead_id, began_at)"
                                  " SELECT ?1, lead.id, ?3 FROM lead WHERE lead.id = ?2"
                                  " ON CONFLICT (ad_audience_id, lead_id) DO NOTHING";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_begin, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_int64 (stmt, 3, esp_tx_get_now_us (tx));
  for (guint i = 0; i < people->len; i++)
    {
      esp_stmt_bind_int64 (stmt, 2, g_array_index (people, EspAdShared, i).lead_id);
      if (!esp_stmt_run (stmt, error))
        return FALSE;
    }
  return TRUE;
}

/* Who is taken back before the time was up may come again; whose time was up does not. */
static gboolean
end_stays (EspTx *tx, gint64 id, const GArray *people, GError **error)
{
  static const char sql_end[] =
    "DELETE FROM ad_audience_stay WHERE ad_audience_id = ?1 AND lead_id = ?2"
    " AND began_at > (SELECT CASE stay_days WHEN 0 THEN 0 ELSE ?3 - stay_days * ?4 END"
    "  FROM ad_audience WHERE id = ?1)"
    " AND NOT EXISTS (SELECT 1 FROM ad_audience_shared AS s WHERE s.ad_audience_id = ?1"
    "  AND s.lead_id = ?2 AND s.removed_at IS NULL)"; /* with another address */
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_end, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_int64 (stmt, 3, esp_tx_get_now_us (tx));
  esp_stmt_bind_int64 (stmt, 4, G_TIME_SPAN_DAY);
  for (guint i = 0; i < people->len; i++)
    {
      esp_stmt_bind_int64 (stmt, 2, g_array_index (people, EspAdShared, i).lead_id);
      if (!esp_stmt_run (stmt, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * esp_ad_audience_note_shared:
 * @people: (element-type EspAdShared)
 *
 * Keeps whom the platform is given, before it is: what is not known to be there is never taken back.
 */
gboolean
esp_ad_audience_note_shared (EspTx *tx, gint64 id, const GArray *people, GError **error)
{
  static const char sql_share[] =
    "INSERT INTO ad_audience_shared (ad_audience_id, lead_id, email_hash, phone_hash, at)"
    " VALUES (?1, ?2, ?3, ?4, ?5)"
    " ON CONFLICT (ad_audience_id, lead_id, email_hash, phone_hash) DO UPDATE"
    " SET at = ?5, removed_at = NULL";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_share, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  if (people->len > 0 && !touch_when_nobody_is_shared (tx, id, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_int64 (stmt, 5, esp_tx_get_now_us (tx));
  for (guint i = 0; i < people->len; i++)
    {
      const EspAdShared *person = &g_array_index (people, EspAdShared, i);

      esp_stmt_bind_int64 (stmt, 2, person->lead_id);
      esp_stmt_bind_text (stmt, 3, person->email);
      esp_stmt_bind_text (stmt, 4, person->phone);
      if (!esp_stmt_run (stmt, error))
        return FALSE;
    }
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_AUDIENCE);
  return begin_stays (tx, id, people, error);
}

/**
 * esp_ad_audience_note_removed:
 * @people: (element-type EspAdShared): whom a file of removals names
 *
 * They are named again for some days; then their hashes are gone from here as well.
 */
gboolean
esp_ad_audience_note_removed (EspTx *tx, gint64 id, const GArray *people, GError **error)
{
  static const char sql_remove[] =
    "UPDATE ad_audience_shared SET removed_at = coalesce (removed_at, ?3)"
    " WHERE ad_audience_id = ?1 AND lead_id = ?2 AND email_hash = ?4 AND phone_hash = ?5";
  static const char sql_purge[] =
    "DELETE FROM ad_audience_shared WHERE ad_audience_id = ?1 AND removed_at < ?2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_remove, error);
  g_autoptr (EspStmt) purge = esp_tx_stmt (tx, sql_purge, error);

  if (stmt == NULL || purge == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_int64 (stmt, 3, esp_tx_get_now_us (tx));
  for (guint i = 0; i < people->len; i++)
    {
      const EspAdShared *person = &g_array_index (people, EspAdShared, i);

      esp_stmt_bind_int64 (stmt, 2, person->lead_id);
      esp_stmt_bind_text (stmt, 4, person->email);
      esp_stmt_bind_text (stmt, 5, person->phone);
      if (!esp_stmt_run (stmt, error))
        return FALSE;
    }
  esp_stmt_bind_int64 (purge, 1, id);
  esp_stmt_bind_int64 (purge, 2, esp_tx_get_now_us (tx) - ESP_AD_REMOVAL_DAYS * G_TIME_SPAN_DAY);
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_AUDIENCE);
  return esp_stmt_run (purge, error) && end_stays (tx, id, people, error);
}

/**
 * esp_ad_audience_forget_shared:
 *
 * For an audience that was deleted at the platform: nobody of it is there any more.
 */
gboolean
esp_ad_audience_forget_shared (EspTx *tx, gint64 id, GError **error)
{
  static const char sql_forget[] = "DELETE FROM ad_audience_shared WHERE ad_audience_id = ?1";
  static const char sql_stays[] = "DELETE FROM ad_audience_stay WHERE ad_audience_id = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_forget, error);
  g_autoptr (EspStmt) stays = esp_tx_stmt (tx, sql_stays, error);

  if (stmt == NULL || stays == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  esp_stmt_bind_int64 (stays, 1, id);
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_AUDIENCE);
  return esp_stmt_run (stmt, error) && esp_stmt_run (stays, error);
}
