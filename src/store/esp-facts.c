/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gathers what eligibility asks about leads, set-wise: a few index scans, whatever the audience. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-facts.h"

#include "base/esp-email-address.h"
#include "store/esp-audience.h"
#include "store/esp-consent-lapse.h"
#include "store/esp-fields.h"
#include "store/esp-lead-zone.h"

#include <string.h>

#define MAX_WORDS 60000
/* Of the pass over the leads: where the columns of the query begin. */
#define FIRST_COLUMN 6

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

/**
 * esp_facts_is_valid_address:
 * @channel: "email", "sms" …
 *
 * Returns: whether @address can be written to
 */
gboolean
esp_facts_is_valid_address (const char *channel, const char *address)
{
  EspEmailAddress parsed;

  if (g_str_equal (channel, "sms") || g_str_equal (channel, "kakao"))
    return address[0] == '+';
  if (!g_str_equal (channel, "email"))
    return address[0] != '\0';
  return is_plain_email (address) || esp_email_normalize (address, &parsed) == ESP_EMAIL_OK;
}

/* Few words that many leads share: each is kept once. */
typedef struct
{
  GPtrArray *names;    /* (owned) (element-type utf8) the first is NULL */
  GArray *of;          /* (owned) (element-type guint16) by id */
  GHashTable *indices; /* (owned) borrows from @names */
} Words;

static void
words_init (Words *self)
{
  self->names = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->names, NULL);
  self->of = g_array_new (FALSE, TRUE, sizeof (guint16));
  self->indices = g_hash_table_new (g_str_hash, g_str_equal);
}

static guint16
words_find (Words *self, const char *word)
{
  gpointer found = NULL;
  char *name;

  if (word == NULL || *word == '\0')
    return 0;
  if (g_hash_table_lookup_extended (self->indices, word, NULL, &found))
    return (guint16) GPOINTER_TO_UINT (found);
  if (self->names->len >= MAX_WORDS)
    return 0;
  name = g_strdup (word);
  g_hash_table_insert (self->indices, name, GUINT_TO_POINTER (self->names->len));
  g_ptr_array_add (self->names, name);
  return (guint16) (self->names->len - 1);
}

static void
words_note (Words *self, guint32 id, const char *word)
{
  guint16 index = words_find (self, word);

  if (index == 0)
    return;
  if (id >= self->of->len)
    g_array_set_size (self->of, id + 1);
  g_array_index (self->of, guint16, id) = index;
}

/* What one pass over the leads gathers. */
typedef struct
{
  EspFacts *facts;
  const EspFactsQuery *query;
  Words zones;
  Words places;
} Pass;

/**
 * esp_facts_dup_address_sql:
 *
 * The columns of the catalogue alone reach a statement.
 *
 * Returns: (transfer full): what reads the address of a lead; %NULL with @error set when there is no such field
 */
char *
esp_facts_dup_address_sql (EspTx *tx, const EspFactsQuery *query, GError **error)
{
  g_autoptr (EspFields) fields = NULL;
  int index;

  if (query->address_column == NULL)
    return g_strdup (g_str_equal (query->channel, "email")            ? "email"
                     : g_str_equal (query->channel, ESP_ROOM_CHANNEL) ? "'" ESP_ROOM_ADDRESS "'"
                                                                      : "phone");
  fields = esp_fields_load (tx, error);
  index = fields != NULL ? esp_fields_find_name (fields, query->address_column) : -1;
  if (fields == NULL)
    return NULL;
  if (index < 0)
    {
      esp_store_set_no_name (error, "field", query->address_column);
      return NULL;
    }
  return g_strdup_printf ("\"%s\"", esp_fields_get (fields, (guint) index)->column);
}

/* The columns of the catalogue alone reach the statement. */
static char *
make_pass_sql (EspTx *tx, const EspFactsQuery *query, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autofree char *address = fields != NULL ? esp_facts_dup_address_sql (tx, query, error) : NULL;
  GString *sql = g_string_new ("SELECT id, ");
  guint n = query->columns != NULL ? query->columns->len : 0;

  if (address == NULL)
    return g_string_free (sql, TRUE);
  g_string_append (sql, address);
  g_string_append (sql, ", time_zone, country, phone, email");
  for (guint i = 0; i < n; i++)
    {
      int index = esp_fields_find (fields, g_ptr_array_index (query->columns, i));

      if (index < 0)
        {
          esp_store_set_no_name (error, "field",
                                 (const char *) g_ptr_array_index (query->columns, i));
          return g_string_free (sql, TRUE);
        }
      g_string_append_printf (sql, ", trim (coalesce (\"%s\", '')) = ''",
                              esp_fields_get (fields, (guint) index)->column);
    }
  g_string_append (sql, " FROM lead WHERE archived_at IS NULL");
  return g_string_free (sql, FALSE);
}

static void
read_lead (Pass *pass, EspStmt *stmt)
{
  EspFacts *facts = pass->facts;
  guint32 id = (guint32) esp_stmt_int64 (stmt, 0);
  const char *address = esp_stmt_text (stmt, 1);
  const EspLeadPlace place = { esp_stmt_text (stmt, 2), esp_stmt_text (stmt, 3),
                               esp_stmt_text (stmt, 4), esp_stmt_text (stmt, 5) };
  char country[ESP_COUNTRY_SIZE];

  esp_bitmap_add (facts->present, id);
  words_note (&pass->zones, id, esp_lead_zone_find (&place, NULL));
  if (pass->query->asks_law)
    words_note (&pass->places, id,
                esp_audience_find_country (place.country, place.phone, place.email, country));
  for (guint i = 0; facts->lacking != NULL && i < facts->lacking->len; i++)
    if (esp_stmt_int64 (stmt, FIRST_COLUMN + (int) i) != 0)
      esp_bitmap_add (g_ptr_array_index (facts->lacking, i), id);
  if (address == NULL || *address == '\0')
    return;
  esp_bitmap_add (facts->addressed, id);
  if (esp_facts_is_valid_address (pass->query->channel, address))
    esp_bitmap_add (facts->valid, id);
}

static gboolean
run_pass (EspTx *tx, Pass *pass, GError **error)
{
  g_autofree char *sql = make_pass_sql (tx, pass->query, error);
  g_autoptr (EspStmt) stmt =
    sql != NULL ? esp_db_stmt_built (esp_tx_get_db (tx), sql, error) : NULL;
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    read_lead (pass, stmt);
  return step == ESP_STEP_DONE;
}

static gboolean
load_leads (EspTx *tx, EspFacts *self, const EspFactsQuery *query, GError **error)
{
  Pass pass = { .facts = self, .query = query };
  gboolean is_fine;

  words_init (&pass.zones);
  words_init (&pass.places);
  for (guint i = 0; query->columns != NULL && i < query->columns->len; i++)
    g_ptr_array_add (self->lacking, esp_bitmap_new ());
  is_fine = run_pass (tx, &pass, error);
  self->zone_names = pass.zones.names;
  self->zone_of = pass.zones.of;
  self->place_names = pass.places.names;
  self->place_of = pass.places.of;
  g_hash_table_unref (pass.zones.indices);
  g_hash_table_unref (pass.places.indices);
  return is_fine;
}

static gboolean
load_suppressed (EspTx *tx, EspFacts *self, const EspFactsQuery *query, GError **error)
{
  static const char sql_suppressed[] =
    "SELECT lead_id FROM suppressed_lead WHERE channel IN (?1, 'all')";
  static const char sql_but_refused[] =
    "SELECT x.lead_id FROM suppression AS y CROSS JOIN suppressed_lead AS x"
    " ON x.suppression_id = y.id"
    " WHERE x.channel IN (?1, 'all') AND y.reason <> 'unsubscribed'";
  g_autoptr (EspStmt) stmt =
    esp_tx_stmt (tx, query->takes_refused ? sql_but_refused : sql_suppressed, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, query->channel);
  return collect (stmt, self->suppressed, error);
}

typedef struct
{
  const char *channel;
  const char *purpose;
  const char *state;
} ConsentSet;

static gboolean
load_consent (EspTx *tx, const ConsentSet *set, EspBitmap *leads, GError **error)
{
  static const char sql_consent[] = "SELECT lead_id FROM consent_state"
                                    " WHERE channel = ?1 AND purpose = ?2 AND state = ?3";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_consent, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, set->channel);
  esp_stmt_bind_text (stmt, 2, set->purpose);
  esp_stmt_bind_text (stmt, 3, set->state);
  return collect (stmt, leads, error);
}

/* The same with the proof of each. */
static gboolean
load_proven (EspTx *tx, const EspFactsQuery *query, EspFacts *self, GError **error)
{
  static const char sql_proven[] =
    "SELECT s.lead_id, s.at, c.source IS NULL OR (c.wording IS NULL"
    "  AND coalesce (c.basis, 'consent') NOT IN ('contract', 'soft-opt-in', 'inquiry'))"
    " FROM consent_state AS s CROSS JOIN consent AS c ON c.id = s.consent_id"
    " WHERE s.channel = ?1 AND s.purpose = ?2 AND s.state = 'granted'";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_proven, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, query->channel);
  esp_stmt_bind_text (stmt, 2, query->purpose);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      guint32 id = (guint32) esp_stmt_int64 (stmt, 0);

      esp_bitmap_add (self->granted, id);
      if (esp_stmt_is_null (stmt, 1) || esp_stmt_int64 (stmt, 2) != 0)
        esp_bitmap_add (self->bare, id);
      if (!esp_stmt_is_null (stmt, 1) && esp_stmt_int64 (stmt, 1) < query->old_before_us)
        esp_bitmap_add (self->old, id);
    }
  return step == ESP_STEP_DONE;
}

static gboolean
load_consents (EspTx *tx, EspFacts *self, const EspFactsQuery *query, GError **error)
{
  const ConsentSet granted = { query->channel, query->purpose, "granted" };
  const ConsentSet denied = { query->channel, query->purpose, "denied" };
  const ConsentSet withdrawn = { query->channel, query->purpose, "withdrawn" };
  const ConsentSet night = { query->channel, "night", "granted" };

  if (!(query->asks_law ? load_proven (tx, query, self, error)
                        : load_consent (tx, &granted, self->granted, error)) ||
      !esp_consent_find_lapsed (tx, query->channel, query->purpose, self->lapsed, error))
    return FALSE;
  esp_bitmap_andnot (self->granted, self->lapsed);
  return load_consent (tx, &denied, self->refused, error) &&
         load_consent (tx, &withdrawn, self->refused, error) &&
         load_consent (tx, &night, self->night_granted, error);
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
    " WHERE s.n_sent >= ?1 AND s.last_sent_at >= ?2"
    " AND d.updated_at >= ?2 AND d.state IN ('sent', 'sending', 'unknown') AND d.send_id <> ?3"
    " GROUP BY s.lead_id"
    " HAVING count (*) >= ?1";
  g_autoptr (EspStmt) stmt = NULL;

  if (count == 0)
    return TRUE;
  stmt = esp_tx_stmt (tx, sql_capped, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, count);
  esp_stmt_bind_int64 (stmt, 2, since_us);
  esp_stmt_bind_int64 (stmt, 3, query->except_send_id);
  return collect (stmt, leads, error);
}

static gboolean
load_all_capped (EspTx *tx, const EspFactsQuery *query, EspBitmap *leads, GError **error)
{
  return load_capped (tx, query, query->cap_count, query->cap_since_us, leads, error) &&
         load_capped (tx, query, query->day_count, query->day_since_us, leads, error);
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
  self->lapsed = esp_bitmap_new ();
  self->night_granted = esp_bitmap_new ();
  self->capped = esp_bitmap_new ();
  self->lacking = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_bitmap_free);
  self->old = esp_bitmap_new ();
  self->bare = esp_bitmap_new ();
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
  esp_bitmap_free (self->lapsed);
  esp_bitmap_free (self->night_granted);
  esp_bitmap_free (self->capped);
  esp_bitmap_free (self->old);
  esp_bitmap_free (self->bare);
  g_clear_pointer (&self->zone_names, g_ptr_array_unref);
  g_clear_pointer (&self->zone_of, g_array_unref);
  g_clear_pointer (&self->place_names, g_ptr_array_unref);
  g_clear_pointer (&self->place_of, g_array_unref);
  g_clear_pointer (&self->lacking, g_ptr_array_unref);
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

static int
compare_words (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Where the lead lives, or @fallback where nothing tells it. */
static const char *
get_place (const EspFacts *self, guint32 id, const char *fallback)
{
  guint i = id < self->place_of->len ? g_array_index (self->place_of, guint16, id) : 0;

  return i > 0 ? g_ptr_array_index (self->place_names, i) : fallback;
}

/**
 * esp_facts_dup_of_place:
 * @fallback: where somebody lives of whom nothing tells it
 * @place: an ISO 3166 code
 *
 * Returns: (transfer full): those of @leads who live there. For facts that were asked with the law.
 */
EspBitmap *
esp_facts_dup_of_place (const EspFacts *self,
                        const EspBitmap *leads,
                        const char *fallback,
                        const char *place)
{
  EspBitmap *there = esp_bitmap_new ();
  guint32 ids[1024];
  guint32 from = 0;
  gsize n;

  while ((n = esp_bitmap_next (leads, from, ids, G_N_ELEMENTS (ids))) > 0)
    {
      for (gsize i = 0; i < n; i++)
        if (g_str_equal (get_place (self, ids[i], fallback), place))
          esp_bitmap_add (there, ids[i]);
      if (ids[n - 1] == G_MAXUINT32)
        break;
      from = ids[n - 1] + 1;
    }
  return there;
}

/**
 * esp_facts_get_places:
 * @leads: who will receive
 * @fallback: where somebody lives of whom nothing tells it
 *
 * Whose law applies. For facts that were asked with the law.
 *
 * Returns: (transfer full) (array zero-terminated=1): ISO 3166 codes, in their order
 */
char **
esp_facts_get_places (const EspFacts *self, const EspBitmap *leads, const char *fallback)
{
  g_autofree gboolean *seen = g_new0 (gboolean, self->place_names->len);
  g_autoptr (GPtrArray) places = g_ptr_array_new ();
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  guint32 ids[1024];
  guint32 from = 0;
  gsize n;

  while ((n = esp_bitmap_next (leads, from, ids, G_N_ELEMENTS (ids))) > 0)
    {
      for (gsize i = 0; i < n; i++)
        seen[ids[i] < self->place_of->len ? g_array_index (self->place_of, guint16, ids[i]) : 0] =
          TRUE;
      if (ids[n - 1] == G_MAXUINT32)
        break;
      from = ids[n - 1] + 1;
    }
  for (guint i = 0; i < self->place_names->len; i++)
    {
      const char *name = i > 0 ? g_ptr_array_index (self->place_names, i) : fallback;

      if (seen[i] && g_hash_table_add (known, (gpointer) name))
        g_ptr_array_add (places, g_strdup (name));
    }
  g_ptr_array_sort (places, compare_words);
  g_ptr_array_add (places, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&places), FALSE);
}
