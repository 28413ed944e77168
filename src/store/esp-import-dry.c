/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dry run of an import: the same decisions as the real one, on a scratch file instead. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-import-dry.h"

#include "store/esp-consents.h"
#include "store/esp-import-annotate.h"
#include "store/esp-import-consent.h"
#include "store/esp-import-match.h"
#include "store/esp-import-pack.h"
#include "store/esp-meta.h"
#include "store/esp-tx-private.h"

#include "base/esp-random.h"

#include <glib/gstdio.h>
#include <string.h>

/* The time of the import itself, as far as rows are compared with it. */
#define LATER_THAN_ANY_ROW G_MAXINT64

struct _EspImportDry
{
  const EspImportSpec *spec;
  EspDb *db;          /* (owned) the workspace, for reading */
  EspDb *scratch;     /* (owned) */
  char *scratch_path; /* (owned) */
  char *sql_load;     /* (owned) */
  EspImportReloadFunc reload;
  gpointer reload_data;
  EspTx tx; /* for asking about addresses: only reads */
  guint8 address_key[ESP_HASH_SIZE];
  gboolean has_suppressions;
  EspImportCounts *counts; /* of the batch that is being decided */
  gboolean has_leads;      /* the workspace is not empty: worth asking */
  gboolean has_gone;
};

/* seen: which leads a key names because of this file. gone: which it no longer names. touched: leads
 * that this file made (id below 0, the row's number) or changed; state is NULL while one row of the
 * file is all there is, and is read from there when another row comes. said: consent that rows about
 * known leads would record; what the row that made a lead says is read from the file. */
static const char sql_make[] = "PRAGMA journal_mode = OFF;"
                               "PRAGMA synchronous = OFF;"
                               "CREATE TABLE seen (hash INTEGER NOT NULL, lead INTEGER NOT NULL,"
                               " PRIMARY KEY (hash, lead)) WITHOUT ROWID;"
                               "CREATE TABLE gone (hash INTEGER NOT NULL, lead INTEGER NOT NULL,"
                               " PRIMARY KEY (hash, lead)) WITHOUT ROWID;"
                               "CREATE TABLE touched (lead INTEGER PRIMARY KEY,"
                               " offset INTEGER, length INTEGER, state BLOB);"
                               "CREATE TABLE said (lead INTEGER NOT NULL, channel INTEGER NOT NULL,"
                               " state TEXT NOT NULL, at INTEGER NOT NULL,"
                               " PRIMARY KEY (lead, channel)) WITHOUT ROWID;"
                               "BEGIN";

static gint64
hash_key (EspImportKey key, const char *value)
{
  /* FNV-1a, then mixed: only equality matters, and chance ones are one in 10^13 for a million keys. */
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325) + key;

  for (const char *p = value; *p != '\0'; p++)
    {
      hash ^= (guint8) (key == ESP_IMPORT_KEY_EMAIL ? g_ascii_tolower (*p) : *p);
      hash *= G_GUINT64_CONSTANT (0x100000001b3);
    }
  return (gint64) esp_random_hash (hash);
}

static gboolean
put_pair (EspImportDry *self, const char *static_sql, gint64 hash, gint64 lead, GError **error)
{
  g_autoptr (EspStmt) stmt = esp_db_stmt (self->scratch, static_sql, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, hash);
  esp_stmt_bind_int64 (stmt, 2, lead);
  return esp_stmt_run (stmt, error);
}

static const char sql_see[] = "INSERT OR IGNORE INTO seen (hash, lead) VALUES (?1, ?2)";
static const char sql_unsee[] = "DELETE FROM seen WHERE hash = ?1 AND lead = ?2";
static const char sql_lose[] = "INSERT OR IGNORE INTO gone (hash, lead) VALUES (?1, ?2)";
static const char sql_regain[] = "DELETE FROM gone WHERE hash = ?1 AND lead = ?2";

static gboolean
is_gone (EspImportDry *self, gint64 hash, gint64 lead, gboolean *out_is_gone, GError **error)
{
  static const char sql_gone[] = "SELECT 1 FROM gone WHERE hash = ?1 AND lead = ?2";
  g_autoptr (EspStmt) stmt = esp_db_stmt (self->scratch, sql_gone, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, hash);
  esp_stmt_bind_int64 (stmt, 2, lead);
  step = esp_stmt_step (stmt, error);
  *out_is_gone = step == ESP_STEP_ROW;
  return step != ESP_STEP_ERROR;
}

static int
keep_present (EspImportDry *self, gint64 hash, gint64 *ids, int n, GError **error)
{
  int n_kept = 0;

  if (!self->has_gone)
    return n;
  for (int i = 0; i < n; i++)
    {
      gboolean gone;

      if (!is_gone (self, hash, ids[i], &gone, error))
        return -1;
      if (!gone)
        ids[n_kept++] = ids[i];
    }
  return n_kept;
}

static gboolean
contains (const gint64 *ids, int n, gint64 id)
{
  for (int i = 0; i < n; i++)
    if (ids[i] == id)
      return TRUE;
  return FALSE;
}

static int
find_cb (gpointer user_data,
         EspImportKey key,
         const char *value,
         gint64 out_ids[ESP_IMPORT_MAX_FOUND],
         GError **error)
{
  /* Leads of the workspace come before those of the file, as their ids do in the real run. */
  static const char sql_seen[] = "SELECT lead FROM seen WHERE hash = ?1"
                                 " ORDER BY lead < 0, abs (lead)";
  EspImportDry *self = user_data;
  gint64 hash = hash_key (key, value);
  g_autoptr (EspStmt) stmt = NULL;
  EspStep step;
  int n = 0;

  if (self->has_leads)
    n = esp_import_find_leads (self->db, key, value, out_ids, error);
  if (n > 0)
    n = keep_present (self, hash, out_ids, n, error);
  if (n < 0)
    return -1;
  stmt = esp_db_stmt (self->scratch, sql_seen, error);
  if (stmt == NULL)
    return -1;
  esp_stmt_bind_int64 (stmt, 1, hash);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW && n < ESP_IMPORT_MAX_FOUND)
    if (!contains (out_ids, n, esp_stmt_int64 (stmt, 0)))
      out_ids[n++] = esp_stmt_int64 (stmt, 0);
  return step == ESP_STEP_ERROR ? -1 : n;
}

static void
read_state (EspImportDry *self, const guint8 *data, EspImportLead *lead)
{
  const guint8 *at = data;

  esp_import_pack_get_bytes (&at, &lead->updated_at_us, sizeof lead->updated_at_us);
  lead->email = esp_import_pack_get_text (&at);
  lead->name = esp_import_pack_get_text (&at);
  lead->n_values = self->spec->n_slots;
  lead->values = g_new0 (EspValue, lead->n_values);
  for (guint i = 0; i < lead->n_values; i++)
    esp_import_pack_get_value (&at, &lead->values[i]);
}

static char *
dup_slot (const EspValue *values, int slot)
{
  return slot >= 0 && values[slot].type == ESP_VALUE_TEXT ? g_strdup (values[slot].text) : NULL;
}

/* A lead that one row of the file makes: the row is read again. */
static gboolean
reload (EspImportDry *self, EspStmt *stmt, EspImportLead *lead, GError **error)
{
  EspImportRow *row;

  if (!self->reload (self->reload_data, (guint64) esp_stmt_int64 (stmt, 0),
                     (guint64) esp_stmt_int64 (stmt, 1), &row, error))
    return FALSE;
  lead->updated_at_us = row->updated_at_us != 0 ? row->updated_at_us : LATER_THAN_ANY_ROW;
  lead->email = dup_slot (row->values, self->spec->key_slots[ESP_IMPORT_KEY_EMAIL]);
  lead->name = dup_slot (row->values, self->spec->name_slot);
  lead->n_values = self->spec->n_slots;
  lead->values = g_new0 (EspValue, lead->n_values);
  for (guint i = 0; i < lead->n_values; i++)
    esp_value_copy (&row->values[i], &lead->values[i]);
  return TRUE;
}

static gboolean
load_cb (gpointer user_data, gint64 id, EspImportLead *out_lead, GError **error)
{
  static const char sql_touched[] = "SELECT offset, length, state FROM touched WHERE lead = ?1";
  EspImportDry *self = user_data;
  g_autoptr (EspStmt) stmt = esp_db_stmt (self->scratch, sql_touched, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, id);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ERROR)
    return FALSE;
  if (step == ESP_STEP_DONE)
    return esp_import_load_lead (self->db, self->sql_load, self->spec, id, out_lead, error);
  out_lead->id = id;
  out_lead->is_ours = id < 0;
  out_lead->is_changed_before = id > 0;
  if (esp_stmt_is_null (stmt, 2))
    return reload (self, stmt, out_lead, error);
  else
    {
      gsize length;

      read_state (self, esp_stmt_blob (stmt, 2, &length), out_lead);
    }
  return TRUE;
}

static gboolean
see_key (EspImportDry *self,
         EspImportKey key,
         const EspImportRow *row,
         gint64 lead_id,
         GError **error)
{
  int slot = self->spec->key_slots[key];

  if (slot < 0 || row->values[slot].type != ESP_VALUE_TEXT)
    return TRUE;
  return put_pair (self, sql_see, hash_key (key, row->values[slot].text), lead_id, error);
}

static gboolean
is_suppressed (EspImportDry *self, const char *address, gboolean *out_is, GError **error)
{
  static const char sql_find[] = "SELECT 1 FROM suppression"
                                 " WHERE address_hash = ?1 AND channel IN ('email', 'all')";
  g_autoptr (EspStmt) stmt = esp_db_stmt (self->db, sql_find, error);
  guint8 hash[ESP_HASH_SIZE];
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_tx_hash_address (&self->tx, address, hash);
  esp_stmt_bind_blob (stmt, 1, hash, sizeof hash);
  step = esp_stmt_step (stmt, error);
  *out_is = step == ESP_STEP_ROW;
  return step != ESP_STEP_ERROR;
}

static gboolean
count_suppressed (EspImportDry *self, const EspImportRow *row, GError **error)
{
  static const EspImportKey keys[] = { ESP_IMPORT_KEY_EMAIL, ESP_IMPORT_KEY_PHONE };
  gboolean is_found = FALSE;

  for (guint i = 0; self->has_suppressions && !is_found && i < G_N_ELEMENTS (keys); i++)
    {
      int slot = self->spec->key_slots[keys[i]];

      if (slot >= 0 && row->values[slot].type == ESP_VALUE_TEXT &&
          !is_suppressed (self, row->values[slot].text, &is_found, error))
        return FALSE;
    }
  self->counts->n_suppressed += is_found;
  return TRUE;
}

static gboolean
insert_cb (gpointer user_data, EspImportRow *row, GError **error)
{
  static const char sql_touch[] = "INSERT INTO touched (lead, offset, length) VALUES (?1, ?2, ?3)";
  EspImportDry *self = user_data;
  g_autoptr (EspStmt) stmt = esp_db_stmt (self->scratch, sql_touch, error);

  if (stmt == NULL)
    return FALSE;
  row->lead_id = -(gint64) row->number;
  esp_stmt_bind_int64 (stmt, 1, row->lead_id);
  esp_stmt_bind_int64 (stmt, 2, (gint64) row->offset);
  esp_stmt_bind_int64 (stmt, 3, (gint64) row->length);
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  for (guint key = 0; key < ESP_N_IMPORT_KEYS; key++)
    if (!see_key (self, key, row, row->lead_id, error))
      return FALSE;
  return count_suppressed (self, row, error);
}

/* A key that changes: the old value no longer finds the lead, the new one does. */
static gboolean
move_key (EspImportDry *self,
          EspImportKey key,
          const EspImportRow *row,
          const EspImportLead *lead,
          GError **error)
{
  int slot = self->spec->key_slots[key];
  gint64 hash;

  if (slot < 0 || !esp_import_slot_changes (self->spec, row, lead, (guint) slot))
    return TRUE;
  if (lead->values[slot].type == ESP_VALUE_TEXT)
    {
      hash = hash_key (key, lead->values[slot].text);
      self->has_gone = TRUE;
      if (!put_pair (self, sql_unsee, hash, lead->id, error) ||
          !put_pair (self, sql_lose, hash, lead->id, error))
        return FALSE;
    }
  hash = hash_key (key, row->values[slot].text);
  return put_pair (self, sql_regain, hash, lead->id, error) &&
         put_pair (self, sql_see, hash, lead->id, error);
}

static const EspValue *
choose (EspImportDry *self, const EspImportRow *row, const EspImportLead *lead, int slot)
{
  return esp_import_slot_changes (self->spec, row, lead, (guint) slot) ? &row->values[slot]
                                                                       : &lead->values[slot];
}

static void
put_choice (EspImportDry *self,
            GByteArray *bytes,
            const EspImportRow *row,
            const EspImportLead *lead,
            int slot)
{
  const EspValue *value = choose (self, row, lead, slot);

  esp_import_pack_put_text (bytes, value->type == ESP_VALUE_TEXT ? value->text : NULL);
}

static gboolean
update_cb (gpointer user_data, EspImportRow *row, const EspImportLead *lead, GError **error)
{
  static const char sql_put[] = "INSERT INTO touched (lead, state) VALUES (?1, ?2)"
                                " ON CONFLICT (lead) DO UPDATE SET state = excluded.state";
  EspImportDry *self = user_data;
  int email_slot = self->spec->key_slots[ESP_IMPORT_KEY_EMAIL];
  gint64 updated_at_us = LATER_THAN_ANY_ROW;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (EspStmt) stmt = NULL;

  for (guint key = 0; key < ESP_N_IMPORT_KEYS; key++)
    if (!move_key (self, key, row, lead, error))
      return FALSE;
  esp_import_pack_put_bytes (bytes, &updated_at_us, sizeof updated_at_us);
  if (email_slot >= 0)
    put_choice (self, bytes, row, lead, email_slot);
  else
    esp_import_pack_put_text (bytes, lead->email);
  if (self->spec->name_slot >= 0)
    put_choice (self, bytes, row, lead, self->spec->name_slot);
  else
    esp_import_pack_put_text (bytes, lead->name);
  for (guint i = 0; i < self->spec->n_slots; i++)
    esp_import_pack_put_value (bytes, choose (self, row, lead, (int) i));
  stmt = esp_db_stmt (self->scratch, sql_put, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, lead->id);
  esp_stmt_bind_blob (stmt, 2, bytes->data, bytes->len);
  return esp_stmt_run (stmt, error);
}

/* What the row that made a lead of this file says about a channel. */
static gboolean
load_first_word (EspImportDry *self,
                 gint64 lead_id,
                 guint channel,
                 const char **out_state,
                 gint64 *out_at_us,
                 GError **error)
{
  static const char sql_place[] = "SELECT offset, length FROM touched WHERE lead = ?1";
  g_autoptr (EspStmt) stmt = esp_db_stmt (self->scratch, sql_place, error);
  EspImportRow *row;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  if (esp_stmt_step (stmt, error) != ESP_STEP_ROW ||
      !self->reload (self->reload_data, (guint64) esp_stmt_int64 (stmt, 0),
                     (guint64) esp_stmt_int64 (stmt, 1), &row, error))
    return FALSE;
  if (row->consent[channel] != ESP_IMPORT_CONSENT_SILENT)
    *out_state =
      esp_import_consent_state (row, row->consent[channel], LATER_THAN_ANY_ROW, out_at_us);
  return TRUE;
}

/* The word in force: said in this file, else in the workspace, else by the row that made the lead. */
static gboolean
load_word (EspImportDry *self,
           const EspImportLead *lead,
           guint channel,
           char **out_state,
           gint64 *out_at_us,
           GError **error)
{
  static const char sql_said[] = "SELECT state, at FROM said WHERE lead = ?1 AND channel = ?2";
  g_autoptr (EspStmt) stmt = esp_db_stmt (self->scratch, sql_said, error);
  const char *first = NULL;
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, lead->id);
  esp_stmt_bind_int64 (stmt, 2, channel);
  step = esp_stmt_step (stmt, error);
  if (step == ESP_STEP_ERROR)
    return FALSE;
  if (step == ESP_STEP_ROW)
    {
      *out_state = esp_stmt_dup_text (stmt, 0);
      *out_at_us = esp_stmt_int64 (stmt, 1);
      return TRUE;
    }
  if (!lead->is_ours)
    return esp_consent_get_state (&self->tx, lead->id, esp_import_consent_channel (channel),
                                  "marketing", out_state, out_at_us, error);
  if (!load_first_word (self, lead->id, channel, &first, out_at_us, error))
    return FALSE;
  *out_state = g_strdup (first);
  return TRUE;
}

/* As the store keeps the word in force: a newer one replaces it. */
static gboolean
say (EspImportDry *self, const EspImportRow *row, guint channel, gint64 known_at_us, GError **error)
{
  static const char sql_say[] = "INSERT OR REPLACE INTO said (lead, channel, state, at)"
                                " VALUES (?1, ?2, ?3, ?4)";
  g_autoptr (EspStmt) stmt = NULL;
  gint64 at_us;
  const char *state =
    esp_import_consent_state (row, row->consent[channel], LATER_THAN_ANY_ROW, &at_us);

  if (at_us < known_at_us)
    return TRUE;
  stmt = esp_db_stmt (self->scratch, sql_say, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, row->lead_id);
  esp_stmt_bind_int64 (stmt, 2, channel);
  esp_stmt_bind_text (stmt, 3, state);
  esp_stmt_bind_int64 (stmt, 4, at_us);
  return esp_stmt_run (stmt, error);
}

/* Tags decide no outcome and are not counted; consent is. */
static gboolean
annotate_cb (gpointer user_data, EspImportRow *row, const EspImportLead *lead, GError **error)
{
  EspImportDry *self = user_data;

  for (guint i = 0; i < ESP_N_IMPORT_CHANNELS; i++)
    {
      g_autofree char *state = NULL;
      gint64 at_us = 0;

      if (row->consent[i] == ESP_IMPORT_CONSENT_SILENT)
        continue;
      if (lead != NULL && !load_word (self, lead, i, &state, &at_us, error))
        return FALSE;
      if (esp_import_consent_judge (self->spec, row, i, state, at_us, self->counts) &&
          lead != NULL && !say (self, row, i, at_us, error))
        return FALSE;
    }
  return TRUE;
}

static const EspImportTarget dry_target = { find_cb, load_cb, insert_cb, update_cb, annotate_cb };

/**
 * esp_import_dry_open:
 * @scratch_path: a file that is made anew, and removed when the dry run is freed
 *
 * Returns: (transfer full): a dry run before its first batch; %NULL with @error set
 */
EspImportDry *
esp_import_dry_open (const char *workspace_path,
                     const char *scratch_path,
                     const EspImportSpec *spec,
                     EspImportReloadFunc reload_func,
                     gpointer reload_data,
                     GError **error)
{
  g_autoptr (EspImportDry) self = g_new0 (EspImportDry, 1);
  gint64 any;

  self->spec = spec;
  self->reload = reload_func;
  self->reload_data = reload_data;
  self->sql_load = esp_import_build_load (spec);
  self->scratch_path = g_strdup (scratch_path);
  (void) g_unlink (scratch_path); /* usually there is none */
  self->db = esp_db_open (workspace_path, ESP_DB_READ_ONLY, error);
  /* Looking everywhere through mapped pages would make the whole file part of our memory. */
  if (self->db == NULL || !esp_db_exec (self->db, "PRAGMA mmap_size = 0", error) ||
      !esp_db_query_int64 (self->db, "SELECT EXISTS (SELECT 1 FROM lead)", &any, error))
    return NULL;
  self->has_leads = any != 0;
  if (!esp_db_query_int64 (self->db, "SELECT EXISTS (SELECT 1 FROM suppression)", &any, error) ||
      !esp_meta_load_address_key (self->db, self->address_key, error))
    return NULL;
  self->has_suppressions = any != 0;
  self->tx = (EspTx){ .db = self->db, .address_key = self->address_key };
  self->scratch = esp_db_open (scratch_path, ESP_DB_CREATE, error);
  if (self->scratch == NULL || !esp_db_exec (self->scratch, sql_make, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
esp_import_dry_free (EspImportDry *self)
{
  if (self == NULL)
    return;
  esp_db_close (self->scratch);
  esp_db_close (self->db);
  (void) g_unlink (self->scratch_path);
  g_free (self->scratch_path);
  g_free (self->sql_load);
  g_free (self);
}

/**
 * esp_import_dry_run:
 * @batch: rows without an outcome, or with ERROR; on return each has its outcome
 * @counts: is added to
 *
 * Decides one batch. The workspace is seen as of now, and as the batches before would have left it.
 */
gboolean
esp_import_dry_run (EspImportDry *self,
                    EspImportBatch *batch,
                    EspImportCounts *counts,
                    GError **error)
{
  gboolean is_ok = TRUE;

  if (!esp_db_exec (self->db, "BEGIN", error))
    return FALSE;
  self->counts = counts;
  for (guint i = 0; is_ok && i < batch->n_rows; i++)
    {
      is_ok = esp_import_match_row (&dry_target, self, self->spec, &batch->rows[i], error);
      if (is_ok)
        esp_import_counts_add_row (counts, &batch->rows[i]);
    }
  return esp_db_exec (self->db, "COMMIT", is_ok ? error : NULL) && is_ok;
}
