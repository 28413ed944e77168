/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which values a column of the lead list holds, how many leads have each, and which leads those are. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-lead-stats.h"

#include "store/esp-lead-query.h"

#include <string.h>

#define CONSENT_COLUMN "email_consent"

/* How the values of a column are grouped. */
typedef enum
{
  GROUP_TEXT,
  GROUP_INTEGER,
  GROUP_DECIMAL,
  GROUP_FLAG,  /* 0 and 1, which are no quantity */
  GROUP_MONTH, /* by the calendar of a zone */
} Grouping;

/* A span of the calendar that was looked up once. */
typedef struct
{
  gint64 from_us;
  gint64 to_us; /* the first moment after it */
} Month;

typedef struct
{
  Grouping grouping;
  GTimeZone *zone; /* (unowned) of GROUP_MONTH */
  GArray *months;  /* (owned) of Month */
  EspStmt *stmt;   /* (owned) id, value */
} Scan;

/* A group while it is counted. */
typedef struct
{
  gint64 key; /* first: it is what the hash table compares */
  guint32 first_id;
  guint32 n;
} Slot;

static void
scan_clear (Scan *scan)
{
  g_clear_pointer (&scan->months, g_array_unref);
  g_clear_pointer (&scan->stmt, esp_stmt_release);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Scan, scan_clear)

static void
value_count_free (gpointer data)
{
  EspLeadValueCount *count = data;

  esp_value_clear (&count->value);
  g_free (count);
}

/**
 * esp_lead_stats_free:
 */
void
esp_lead_stats_free (EspLeadStats *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->values);
  g_free (self);
}

/**
 * esp_lead_stats_is_known:
 *
 * Returns: whether @column is one that can be counted: a field, behaviour, or the consent to email
 */
gboolean
esp_lead_stats_is_known (EspFields *fields, const char *column)
{
  return esp_fields_find (fields, column) >= 0 || esp_lead_query_is_stat (column) ||
         g_str_equal (column, CONSENT_COLUMN);
}

static Grouping
grouping_of_type (EspFieldType type)
{
  switch (type)
    {
    case ESP_FIELD_INTEGER:
      return GROUP_INTEGER;
    case ESP_FIELD_DECIMAL:
      return GROUP_DECIMAL;
    case ESP_FIELD_BOOLEAN:
      return GROUP_FLAG;
    case ESP_FIELD_DATE:
    case ESP_FIELD_DATETIME:
      return GROUP_MONTH;
    case ESP_FIELD_TEXT:
    default:
      return GROUP_TEXT;
    }
}

/* A column comes from the catalogue of fields or from the list of what lead_stat knows, never from what
 * somebody typed. */
static gboolean
scan_begin (Scan *scan,
            EspTx *tx,
            EspFields *fields,
            const char *column,
            GTimeZone *zone,
            GError **error)
{
  int index = esp_fields_find (fields, column);
  g_autoptr (GString) sql = g_string_new (NULL);

  scan->zone = zone;
  scan->months = g_array_new (FALSE, FALSE, sizeof (Month));
  if (index >= 0)
    {
      scan->grouping = grouping_of_type (esp_fields_get (fields, (guint) index)->type);
      /* The days of a date are those of UTC wherever one is. */
      if (esp_fields_get (fields, (guint) index)->type == ESP_FIELD_DATE)
        scan->zone = NULL;
      g_string_printf (sql, "SELECT id, \"%s\" FROM lead", column);
    }
  else if (esp_lead_query_is_stat (column))
    {
      gboolean is_time = g_str_has_prefix (column, "last_");

      scan->grouping = is_time ? GROUP_MONTH : GROUP_INTEGER;
      g_string_printf (sql,
                       is_time ? "SELECT lead.id, nullif (lead_stat.%s, 0) FROM lead"
                                 " LEFT JOIN lead_stat ON lead_stat.lead_id = lead.id"
                               : "SELECT lead.id, coalesce (lead_stat.%s, 0) FROM lead"
                                 " LEFT JOIN lead_stat ON lead_stat.lead_id = lead.id",
                       column);
    }
  else if (g_str_equal (column, CONSENT_COLUMN))
    g_string_assign (sql,
                     "SELECT id, CASE WHEN EXISTS (SELECT 1 FROM suppressed_lead"
                     "   WHERE lead_id = lead.id AND channel IN ('email', 'all'))"
                     "  THEN 'suppressed' ELSE (SELECT state FROM consent_state"
                     "   WHERE lead_id = lead.id AND channel = 'email' AND purpose = 'marketing')"
                     " END FROM lead");
  else
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "There is no field “%s” that could be counted", column);
      return FALSE;
    }
  scan->stmt = esp_db_stmt_built (esp_tx_get_db (tx), sql->str, error);
  return scan->stmt != NULL;
}

static Month
month_around (gint64 at_us, GTimeZone *zone)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc (at_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) there =
    at != NULL ? g_date_time_to_timezone (at, zone != NULL ? zone : utc) : NULL;
  g_autoptr (GDateTime) first = NULL;
  g_autoptr (GDateTime) next = NULL;
  Month month = { at_us, at_us + 1 };

  if (there == NULL)
    return month;
  first = g_date_time_new (zone != NULL ? zone : utc, g_date_time_get_year (there),
                           g_date_time_get_month (there), 1, 0, 0, 0);
  next = first != NULL ? g_date_time_add_months (first, 1) : NULL;
  if (next == NULL)
    return month;
  month.from_us = g_date_time_to_unix (first) * G_USEC_PER_SEC;
  month.to_us = g_date_time_to_unix (next) * G_USEC_PER_SEC;
  return month;
}

/* Asking the calendar costs a thousand times more than comparing with what it said before. */
static gint64
month_of (Scan *scan, gint64 at_us)
{
  Month month;

  for (guint i = 0; i < scan->months->len; i++)
    {
      const Month *known = &g_array_index (scan->months, Month, i);

      if (at_us >= known->from_us && at_us < known->to_us)
        return known->from_us;
    }
  month = month_around (at_us, scan->zone);
  g_array_append_val (scan->months, month);
  return month.from_us;
}

/* FNV-1a with 64 bits: among a million values a collision is one in thirty million. */
static gint64
hash_text (const char *text)
{
  guint64 hash = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (const char *p = text; *p != '\0'; p++)
    {
      hash ^= (guint8) *p;
      hash *= G_GUINT64_CONSTANT (0x100000001b3);
    }
  return (gint64) hash;
}

static gint64
hash_decimal (double decimal)
{
  gint64 bits;

  memcpy (&bits, &decimal, sizeof bits);
  return bits;
}

/* What tells the value of the present row from others; FALSE where there is none. */
static gboolean
read_key (Scan *scan, gint64 *out_key)
{
  if (esp_stmt_is_null (scan->stmt, 1))
    return FALSE;
  switch (scan->grouping)
    {
    case GROUP_TEXT:
      {
        const char *text = esp_stmt_text (scan->stmt, 1);

        *out_key = hash_text (text);
        return *text != '\0';
      }
    case GROUP_DECIMAL:
      *out_key = hash_decimal (esp_stmt_double (scan->stmt, 1));
      return TRUE;
    case GROUP_MONTH:
      *out_key = month_of (scan, esp_stmt_int64 (scan->stmt, 1));
      return TRUE;
    case GROUP_INTEGER:
    case GROUP_FLAG:
    default:
      *out_key = esp_stmt_int64 (scan->stmt, 1);
      return TRUE;
    }
}

static void
count_row (GHashTable *slots, gint64 key, guint32 id)
{
  Slot *slot = g_hash_table_lookup (slots, &key);

  if (slot == NULL)
    {
      slot = g_new0 (Slot, 1);
      slot->key = key;
      slot->first_id = id;
      g_hash_table_add (slots, slot);
    }
  slot->n++;
}

static int
compare_slots (gconstpointer a, gconstpointer b)
{
  const Slot *x = *(const Slot *const *) a;
  const Slot *y = *(const Slot *const *) b;

  if (x->n != y->n)
    return x->n > y->n ? -1 : 1;
  return x->first_id < y->first_id ? -1 : x->first_id > y->first_id;
}

static int
compare_months (gconstpointer a, gconstpointer b)
{
  const Slot *x = *(const Slot *const *) a;
  const Slot *y = *(const Slot *const *) b;

  return (x->key < y->key) - (x->key > y->key);
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

static void
sum_up (EspLeadStats *stats, GArray *numbers)
{
  double sum = 0;
  const double *at = (const double *) (gpointer) numbers->data;
  guint n = numbers->len;

  stats->is_number = n > 0;
  if (n == 0)
    return;
  g_array_sort (numbers, compare_numbers);
  for (guint i = 0; i < n; i++)
    sum += at[i];
  stats->least = at[0];
  stats->most = at[n - 1];
  stats->mean = sum / n;
  stats->median = n % 2 == 1 ? at[n / 2] : (at[n / 2 - 1] + at[n / 2]) / 2;
}

/* The text of a group is that of the first lead in it: keeping every text would cost too much. */
static gboolean
read_texts (EspTx *tx, const char *column, GPtrArray *slots, GPtrArray *values, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (EspStmt) stmt = NULL;

  if (g_str_equal (column, CONSENT_COLUMN))
    g_string_assign (sql, "SELECT iif (EXISTS (SELECT 1 FROM suppressed_lead WHERE lead_id = ?1"
                          "  AND channel IN ('email', 'all')), 'suppressed',"
                          " (SELECT state FROM consent_state WHERE lead_id = ?1"
                          "  AND channel = 'email' AND purpose = 'marketing'))");
  else
    g_string_printf (sql, "SELECT \"%s\" FROM lead WHERE id = ?1", column);
  stmt = esp_db_stmt_built (esp_tx_get_db (tx), sql->str, error);
  if (stmt == NULL)
    return FALSE;
  for (guint i = 0; i < slots->len; i++)
    {
      const Slot *slot = slots->pdata[i];
      EspLeadValueCount *count = values->pdata[i];

      esp_stmt_bind_int64 (stmt, 1, slot->first_id);
      if (esp_stmt_step (stmt, error) != ESP_STEP_ROW)
        return FALSE;
      esp_value_take_text (&count->value, esp_stmt_dup_text (stmt, 0));
      esp_stmt_reset (stmt);
    }
  return TRUE;
}

static gboolean
take_values (EspTx *tx,
             const Scan *scan,
             const char *column,
             GHashTable *slots,
             guint limit,
             EspLeadStats *stats,
             GError **error)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_sized_new (g_hash_table_size (slots));
  GHashTableIter iter;
  gpointer each;

  g_hash_table_iter_init (&iter, slots);
  while (g_hash_table_iter_next (&iter, &each, NULL))
    g_ptr_array_add (sorted, each);
  g_ptr_array_sort (sorted, scan->grouping == GROUP_MONTH ? compare_months : compare_slots);
  if (limit > 0 && sorted->len > limit)
    g_ptr_array_set_size (sorted, (int) limit);
  for (guint i = 0; i < sorted->len; i++)
    {
      const Slot *slot = sorted->pdata[i];
      EspLeadValueCount *count = g_new0 (EspLeadValueCount, 1);

      count->n = slot->n;
      if (scan->grouping == GROUP_DECIMAL)
        {
          double decimal;

          memcpy (&decimal, &slot->key, sizeof decimal);
          esp_value_set_decimal (&count->value, decimal);
        }
      else if (scan->grouping != GROUP_TEXT)
        esp_value_set_integer (&count->value, slot->key);
      g_ptr_array_add (stats->values, count);
    }
  return scan->grouping != GROUP_TEXT || read_texts (tx, column, sorted, stats->values, error);
}

/**
 * esp_lead_stats_load:
 * @leads: only these count
 * @column: as esp_lead_stats_is_known()
 * @zone: whose months those of a time are
 * @limit: of the values at most so many; 0 is all
 *
 * Counts the values of a column. One walk through the leads: with a million of them it takes a while.
 *
 * Returns: (transfer full): %NULL with @error set
 */
EspLeadStats *
esp_lead_stats_load (EspTx *tx,
                     EspFields *fields,
                     const EspBitmap *leads,
                     const char *column,
                     GTimeZone *zone,
                     guint limit,
                     GError **error)
{
  g_auto (Scan) scan = { 0 };
  g_autoptr (EspLeadStats) stats = g_new0 (EspLeadStats, 1);
  g_autoptr (GHashTable) slots = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (double));
  gboolean is_number;
  EspStep step;

  stats->values = g_ptr_array_new_with_free_func (value_count_free);
  if (!scan_begin (&scan, tx, fields, column, zone, error))
    return NULL;
  is_number = scan.grouping == GROUP_INTEGER || scan.grouping == GROUP_DECIMAL;
  stats->is_monthly = scan.grouping == GROUP_MONTH;
  while ((step = esp_stmt_step (scan.stmt, error)) == ESP_STEP_ROW)
    {
      guint32 id = (guint32) esp_stmt_int64 (scan.stmt, 0);
      gint64 key;

      if (!esp_bitmap_contains (leads, id))
        continue;
      stats->n_leads++;
      if (!read_key (&scan, &key))
        {
          stats->n_empty++;
          continue;
        }
      count_row (slots, key, id);
      if (is_number)
        {
          double number = esp_stmt_double (scan.stmt, 1);

          g_array_append_val (numbers, number);
        }
    }
  if (step == ESP_STEP_ERROR)
    return NULL;
  stats->n_distinct = g_hash_table_size (slots);
  sum_up (stats, numbers);
  return take_values (tx, &scan, column, slots, limit, stats, error) ? g_steal_pointer (&stats)
                                                                     : NULL;
}

/* A text is compared itself, not by its hash. */
static gboolean
has_value (Scan *scan, const EspValue *value)
{
  gint64 key;
  gboolean has_any = read_key (scan, &key);

  if (value->type == ESP_VALUE_NULL || !has_any)
    return value->type == ESP_VALUE_NULL && !has_any;
  if (value->type == ESP_VALUE_TEXT)
    return g_str_equal (esp_stmt_text (scan->stmt, 1), value->text);
  return key == (value->type == ESP_VALUE_DECIMAL ? hash_decimal (value->decimal) : value->integer);
}

/**
 * esp_lead_stats_find:
 * @value: one of those that esp_lead_stats_load() told; NULL finds those without one
 *
 * Returns: (transfer full): the leads of @leads that have this value, as many as were told; %NULL with
 *   @error set
 */
EspBitmap *
esp_lead_stats_find (EspTx *tx,
                     EspFields *fields,
                     const EspBitmap *leads,
                     const char *column,
                     GTimeZone *zone,
                     const EspValue *value,
                     GError **error)
{
  g_auto (Scan) scan = { 0 };
  g_autoptr (EspBitmap) found = esp_bitmap_new ();
  EspStep step;

  if (!scan_begin (&scan, tx, fields, column, zone, error))
    return NULL;
  while ((step = esp_stmt_step (scan.stmt, error)) == ESP_STEP_ROW)
    {
      guint32 id = (guint32) esp_stmt_int64 (scan.stmt, 0);

      if (esp_bitmap_contains (leads, id) && has_value (&scan, value))
        esp_bitmap_add (found, id);
    }
  return step == ESP_STEP_DONE ? g_steal_pointer (&found) : NULL;
}
