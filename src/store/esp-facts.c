/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gathers what eligibility asks about leads, set-wise: a few index scans, whatever the audience. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-facts.h"

#include "base/esp-email-address.h"

#include <string.h>

#define MAX_ZONES 60000

static void
bind_range (EspStmt *stmt, const EspFactsQuery *query)
{
  esp_stmt_bind_int64 (stmt, 1, query->lead_id != 0 ? query->lead_id : 1);
  esp_stmt_bind_int64 (stmt, 2, query->lead_id != 0 ? query->lead_id : G_MAXUINT32);
}

static gboolean
collect (EspStmt *stmt, EspBitmap *leads, GError **error)
{
  EspStep step;

  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    esp_bitmap_add (leads, (guint32) esp_stmt_int64 (stmt, 0));
  return step == ESP_STEP_DONE;
}

/* Addresses are normalised when they come in; the common shape is seen at a glance. */
static gboolean
is_plain_email (const char *email)
{
  const char *at = NULL;
  const char *dot = NULL;

  for (const char *p = email; *p != '\0'; p++)
    {
      if (*p == '@')
        {
          if (at != NULL || p == email)
            return FALSE;
          at = p;
        }
      else if (*p == '.')
        {
          if (p == email || p[1] == '.' || p[1] == '@' || p[1] == '\0' || p - 1 == at)
            return FALSE;
          dot = p;
        }
      else if (!g_ascii_isalnum (*p) && (at != NULL ? *p != '-' : strchr ("_+-", *p) == NULL))
        return FALSE;
    }
  return at != NULL && at - email <= ESP_EMAIL_MAX_LOCAL_BYTES && dot > at &&
         strlen (email) <= ESP_EMAIL_MAX_BYTES;
}

static gboolean
is_valid_email (const char *email)
{
  EspEmailAddress address;

  return is_plain_email (email) || esp_email_normalize (email, &address) == ESP_EMAIL_OK;
}

static guint16
find_zone (EspFacts *self, GHashTable *indices, const char *zone)
{
  gpointer found = NULL;
  char *name;

  if (zone == NULL || *zone == '\0' || self->zone_names->len >= MAX_ZONES)
    return 0;
  if (g_hash_table_lookup_extended (indices, zone, NULL, &found))
    return (guint16) GPOINTER_TO_UINT (found);
  name = g_strdup (zone);
  g_hash_table_insert (indices, name, GUINT_TO_POINTER (self->zone_names->len));
  g_ptr_array_add (self->zone_names, name);
  return (guint16) (self->zone_names->len - 1);
}

static void
note_zone (EspFacts *self, guint32 id, guint16 zone)
{
  if (zone == 0)
    return;
  if (id >= self->zone_of->len)
    g_array_set_size (self->zone_of, id + 1);
  g_array_index (self->zone_of, guint16, id) = zone;
}

static gboolean
load_leads (EspTx *tx, EspFacts *self, const EspFactsQuery *query, GError **error)
{
  static const char sql_email[] = "SELECT id, email, time_zone FROM lead"
                                  " WHERE id BETWEEN ?1 AND ?2 AND archived_at IS NULL";
  static const char sql_phone[] = "SELECT id, phone, time_zone FROM lead"
                                  " WHERE id BETWEEN ?1 AND ?2 AND archived_at IS NULL";
  gboolean is_email = g_str_equal (query->channel, "email");
  g_autoptr (GHashTable) zones = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, is_email ? sql_email : sql_phone, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  bind_range (stmt, query);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      guint32 id = (guint32) esp_stmt_int64 (stmt, 0);
      const char *address = esp_stmt_text (stmt, 1);

      esp_bitmap_add (self->present, id);
      note_zone (self, id, find_zone (self, zones, esp_stmt_text (stmt, 2)));
      if (address == NULL || *address == '\0')
        continue;
      esp_bitmap_add (self->addressed, id);
      if (is_email ? is_valid_email (address) : address[0] == '+')
        esp_bitmap_add (self->valid, id);
    }
  return step == ESP_STEP_DONE;
}

static gboolean
load_suppressed (EspTx *tx, EspFacts *self, const EspFactsQuery *query, GError **error)
{
  static const char sql_suppressed[] =
    "SELECT lead_id FROM suppressed_lead"
    " WHERE lead_id BETWEEN ?1 AND ?2 AND channel IN (?3, 'all')";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_suppressed, error);

  if (stmt == NULL)
    return FALSE;
  bind_range (stmt, query);
  esp_stmt_bind_text (stmt, 3, query->channel);
  return collect (stmt, self->suppressed, error);
}

typedef struct
{
  const char *channel;
  const char *purpose;
  const char *state;
} ConsentSet;

static gboolean
load_consent (EspTx *tx,
              const EspFactsQuery *query,
              const ConsentSet *set,
              EspBitmap *leads,
              GError **error)
{
  static const char sql_consent[] = "SELECT lead_id FROM consent_state"
                                    " WHERE channel = ?3 AND purpose = ?4 AND state = ?5"
                                    " AND lead_id BETWEEN ?1 AND ?2";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_consent, error);

  if (stmt == NULL)
    return FALSE;
  bind_range (stmt, query);
  esp_stmt_bind_text (stmt, 3, set->channel);
  esp_stmt_bind_text (stmt, 4, set->purpose);
  esp_stmt_bind_text (stmt, 5, set->state);
  return collect (stmt, leads, error);
}

static gboolean
load_consents (EspTx *tx, EspFacts *self, const EspFactsQuery *query, GError **error)
{
  const ConsentSet granted = { query->channel, query->purpose, "granted" };
  const ConsentSet denied = { query->channel, query->purpose, "denied" };
  const ConsentSet withdrawn = { query->channel, query->purpose, "withdrawn" };
  const ConsentSet night = { query->channel, "night", "granted" };

  return load_consent (tx, query, &granted, self->granted, error) &&
         load_consent (tx, query, &denied, self->refused, error) &&
         load_consent (tx, query, &withdrawn, self->refused, error) &&
         load_consent (tx, query, &night, self->night_granted, error);
}

/* The figures of a lead rule most out before the ledger is asked. */
static gboolean
load_capped (EspTx *tx,
             const EspFactsQuery *query,
             guint count,
             gint64 since_us,
             EspBitmap *leads,
             GError **error)
{
  static const char sql_capped[] =
    "SELECT s.lead_id FROM lead_stat AS s CROSS JOIN delivery AS d ON d.lead_id = s.lead_id"
    " WHERE s.lead_id BETWEEN ?1 AND ?2 AND s.n_sent >= ?3 AND s.last_sent_at >= ?4"
    " AND d.updated_at >= ?4 AND d.state IN ('sent', 'sending', 'unknown') AND d.send_id <> ?5"
    " GROUP BY s.lead_id"
    " HAVING count (*) >= ?3";
  g_autoptr (EspStmt) stmt = NULL;

  if (count == 0)
    return TRUE;
  stmt = esp_tx_stmt (tx, sql_capped, error);
  if (stmt == NULL)
    return FALSE;
  bind_range (stmt, query);
  esp_stmt_bind_int64 (stmt, 3, count);
  esp_stmt_bind_int64 (stmt, 4, since_us);
  esp_stmt_bind_int64 (stmt, 5, query->except_send_id);
  return collect (stmt, leads, error);
}

static gboolean
load_all_capped (EspTx *tx, const EspFactsQuery *query, EspBitmap *leads, GError **error)
{
  return load_capped (tx, query, query->cap_count, query->cap_since_us, leads, error) &&
         load_capped (tx, query, query->day_count, query->day_since_us, leads, error);
}

/**
 * esp_facts_is_capped:
 * @query: of one lead
 *
 * Asks about the caps alone: what other sends did since an audience was counted.
 */
gboolean
esp_facts_is_capped (EspTx *tx, const EspFactsQuery *query, gboolean *out_is_capped, GError **error)
{
  g_autoptr (EspBitmap) leads = esp_bitmap_new ();

  if (!load_all_capped (tx, query, leads, error))
    return FALSE;
  *out_is_capped = esp_bitmap_contains (leads, (guint32) query->lead_id);
  return TRUE;
}

/**
 * esp_facts_load:
 *
 * Returns: (transfer full): the facts at the moment of @tx; %NULL with @error set
 */
EspFacts *
esp_facts_load (EspTx *tx, const EspFactsQuery *query, GError **error)
{
  g_autoptr (EspFacts) self = g_new0 (EspFacts, 1);

  self->present = esp_bitmap_new ();
  self->addressed = esp_bitmap_new ();
  self->valid = esp_bitmap_new ();
  self->suppressed = esp_bitmap_new ();
  self->granted = esp_bitmap_new ();
  self->refused = esp_bitmap_new ();
  self->night_granted = esp_bitmap_new ();
  self->capped = esp_bitmap_new ();
  self->zone_names = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->zone_names, NULL);
  self->zone_of = g_array_new (FALSE, TRUE, sizeof (guint16));
  if (!load_leads (tx, self, query, error) || !load_suppressed (tx, self, query, error) ||
      !load_consents (tx, self, query, error) || !load_all_capped (tx, query, self->capped, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
esp_facts_free (EspFacts *self)
{
  if (self == NULL)
    return;
  esp_bitmap_free (self->present);
  esp_bitmap_free (self->addressed);
  esp_bitmap_free (self->valid);
  esp_bitmap_free (self->suppressed);
  esp_bitmap_free (self->granted);
  esp_bitmap_free (self->refused);
  esp_bitmap_free (self->night_granted);
  esp_bitmap_free (self->capped);
  g_ptr_array_unref (self->zone_names);
  g_array_unref (self->zone_of);
  g_free (self);
}

/**
 * esp_facts_get_zone_index:
 *
 * Returns: the index of the lead's zone in zone_names; 0 when it names none
 */
guint
esp_facts_get_zone_index (const EspFacts *self, guint32 lead_id)
{
  return lead_id < self->zone_of->len ? g_array_index (self->zone_of, guint16, lead_id) : 0;
}

/**
 * esp_facts_get_zone:
 *
 * Returns: (nullable): the lead's own zone
 */
const char *
esp_facts_get_zone (const EspFacts *self, guint32 lead_id)
{
  return g_ptr_array_index (self->zone_names, esp_facts_get_zone_index (self, lead_id));
}
