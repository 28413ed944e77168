/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds out from a sample what the cells of a column have in common and how numbers and dates are meant. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-import-field.h"

#include <string.h>

/* What the cells of one column have shown so far. */
typedef struct
{
  guint counts[ESP_CELL_KIND_PHONE + 1];
  guint n_filled;
  guint n_consents;
  guint n_compact; /* whole numbers that are dates of eight digits */
  guint n_serials; /* numbers that may be days */
  gboolean has_serial_time;
  gboolean has_only_bits;
  gboolean has_both_bits;
  char first_bit;
  guint family; /* of yes and no; 0 is none yet */
  gboolean is_mixed_family;
  gboolean is_plain_family;
  const char *first_boolean;
  gboolean has_two_booleans;
  const char *unit; /* won, dollars, people */
  gboolean has_mixed_units;
} Tally;

static gboolean
is_missing (const char *cell, const char *const *missing)
{
  g_autofree char *stripped = NULL;

  if (*cell == '\0')
    return TRUE;
  stripped = g_strstrip (g_strdup (cell));
  return *stripped == '\0' || (missing != NULL && g_strv_contains (missing, stripped));
}

/* The kind that holds both. */
static EspCellKind
join_kinds (EspCellKind a, EspCellKind b)
{
  if (a == b || b == ESP_CELL_KIND_EMPTY)
    return a;
  if (a == ESP_CELL_KIND_EMPTY)
    return b;
  if ((a == ESP_CELL_KIND_INTEGER && b == ESP_CELL_KIND_DECIMAL) ||
      (a == ESP_CELL_KIND_DECIMAL && b == ESP_CELL_KIND_INTEGER))
    return ESP_CELL_KIND_DECIMAL;
  if ((a == ESP_CELL_KIND_DATE && b == ESP_CELL_KIND_DATETIME) ||
      (a == ESP_CELL_KIND_DATETIME && b == ESP_CELL_KIND_DATE))
    return ESP_CELL_KIND_DATETIME;
  return ESP_CELL_KIND_TEXT;
}

static void
count_boolean (Tally *tally, const char *cell)
{
  guint family = esp_cell_boolean_family (cell, &tally->is_plain_family);

  if (tally->family != 0 && tally->family != family)
    tally->is_mixed_family = TRUE;
  tally->family = family;
  if (tally->first_boolean == NULL)
    tally->first_boolean = cell;
  else if (g_ascii_strcasecmp (tally->first_boolean, cell) != 0)
    tally->has_two_booleans = TRUE;
}

static void
count_number (Tally *tally, const char *cell)
{
  const char *unit = esp_cell_get_unit (cell);
  EspCivilTime time;

  tally->n_compact += esp_cell_is_compact_date (cell);
  if (esp_cell_parse_bare_date (cell, &time))
    {
      tally->n_serials++;
      tally->has_serial_time = tally->has_serial_time || time.has_time;
    }
  if (unit != NULL && tally->unit != NULL && !g_str_equal (unit, tally->unit))
    tally->has_mixed_units = TRUE;
  if (unit != NULL)
    tally->unit = unit;
}

static void
count_cell (Tally *tally, const char *cell, EspCellKind kind)
{
  gboolean is_bit = (cell[0] == '0' || cell[0] == '1') && cell[1] == '\0';

  tally->counts[kind]++;
  tally->n_filled++;
  tally->has_only_bits = tally->has_only_bits && is_bit;
  if (is_bit && tally->first_bit == 0)
    tally->first_bit = cell[0];
  else if (is_bit && tally->first_bit != cell[0])
    tally->has_both_bits = TRUE;
  if (kind == ESP_CELL_KIND_BOOLEAN)
    count_boolean (tally, cell);
  else if (kind == ESP_CELL_KIND_INTEGER || kind == ESP_CELL_KIND_DECIMAL)
    count_number (tally, cell);
}

/* Numbers in a column of dates, or nothing but dates of eight digits: days as programs write them. */
static EspCellKind
settle_dates (const Tally *tally, EspCellKind kind)
{
  guint n_dates = tally->counts[ESP_CELL_KIND_DATE] + tally->counts[ESP_CELL_KIND_DATETIME];
  guint n_numbers = tally->counts[ESP_CELL_KIND_INTEGER] + tally->counts[ESP_CELL_KIND_DECIMAL];

  if (n_numbers == 0 || n_numbers + n_dates < tally->n_filled)
    return kind;
  if (n_dates == 0)
    return tally->n_compact == n_numbers && n_numbers > 1 ? ESP_CELL_KIND_DATE : kind;
  if (tally->n_compact + tally->n_serials < n_numbers)
    return kind;
  return tally->counts[ESP_CELL_KIND_DATETIME] > 0 || tally->has_serial_time
           ? ESP_CELL_KIND_DATETIME
           : ESP_CELL_KIND_DATE;
}

static EspCellKind
settle_kind (const Tally *tally, EspCellKind kind)
{
  if (kind == ESP_CELL_KIND_INTEGER && tally->has_only_bits && tally->has_both_bits)
    return ESP_CELL_KIND_BOOLEAN;
  /* A lone "x" may be a tick or a cross, and two ways of saying yes are two different things. */
  if (kind == ESP_CELL_KIND_BOOLEAN &&
      (tally->is_mixed_family || (!tally->is_plain_family && !tally->has_two_booleans)))
    return ESP_CELL_KIND_TEXT;
  if (tally->has_mixed_units)
    return ESP_CELL_KIND_TEXT;
  return settle_dates (tally, kind);
}

static void
find_main_kind (const Tally *tally, EspImportColumnFacts *facts)
{
  for (guint kind = ESP_CELL_KIND_TEXT; kind <= ESP_CELL_KIND_PHONE; kind++)
    if (tally->n_filled > 0 && (double) tally->counts[kind] / tally->n_filled > facts->main_share)
      {
        facts->main_kind = kind;
        facts->main_share = (double) tally->counts[kind] / tally->n_filled;
      }
}

/**
 * esp_import_column_learn:
 * @rows: (element-type GStrv): sample rows, without the header
 * @missing: (nullable): texts that stand for nothing, such as "Select" or "N/A"
 * @has_decimal_comma: as esp_import_learn_formats() says
 *
 * Finds out what the cells of one column have in common.
 */
void
esp_import_column_learn (GPtrArray *rows,
                         guint column,
                         const char *const *missing,
                         gboolean has_decimal_comma,
                         EspImportColumnFacts *out_facts)
{
  g_autoptr (GHashTable) distinct = g_hash_table_new (g_str_hash, g_str_equal);
  Tally tally = { .has_only_bits = TRUE };

  memset (out_facts, 0, sizeof *out_facts);
  out_facts->is_uuid = TRUE;
  for (guint i = 0; i < rows->len; i++)
    {
      const char *const *row = rows->pdata[i];
      EspCellKind kind;

      if (g_strv_length ((GStrv) row) <= column || is_missing (row[column], missing))
        continue;
      kind = esp_cell_guess_kind (row[column], has_decimal_comma);
      count_cell (&tally, row[column], kind);
      tally.n_consents += esp_cell_parse_consent (row[column]) != ESP_CONSENT_WORD_UNKNOWN;
      out_facts->kind = join_kinds (out_facts->kind, kind);
      out_facts->is_uuid = out_facts->is_uuid && g_uuid_string_is_valid (row[column]);
      g_hash_table_add (distinct, (gpointer) row[column]);
    }
  out_facts->is_uuid = out_facts->is_uuid && tally.n_filled > 0;
  out_facts->fill = rows->len > 0 ? (double) tally.n_filled / rows->len : 0;
  if (tally.n_filled > 0)
    {
      out_facts->distinct_share = (double) g_hash_table_size (distinct) / tally.n_filled;
      out_facts->consent_share = (double) tally.n_consents / tally.n_filled;
    }
  out_facts->is_serial = tally.n_filled > 0 && tally.n_serials == tally.n_filled;
  find_main_kind (&tally, out_facts);
  out_facts->kind = settle_kind (&tally, out_facts->kind);
  if (out_facts->kind == ESP_CELL_KIND_DATE || out_facts->kind == ESP_CELL_KIND_DATETIME)
    {
      out_facts->main_kind = out_facts->kind;
      out_facts->main_share = 1;
    }
}

typedef struct
{
  guint n_marks[ESP_DECIMAL_MARK_COMMA + 1];
  guint n_orders[ESP_DATE_ORDER_YMD + 1]; /* dates that only this order can read */
  guint n_ambiguous;
  guint n_short; /* of them, without a year of four digits */
  gboolean has_meridiem;
} Evidence;

static void
look_at_date (Evidence *evidence, const char *cell, guint orders, gboolean is_short)
{
  EspDateOrder only = ESP_DATE_ORDER_UNKNOWN;

  for (guint i = ESP_DATE_ORDER_MDY; i <= ESP_DATE_ORDER_YMD; i++)
    if (orders == 1u << i)
      only = (EspDateOrder) i;
  if (only != ESP_DATE_ORDER_UNKNOWN)
    evidence->n_orders[only]++;
  else
    {
      evidence->n_ambiguous++;
      evidence->n_short += is_short;
    }
  evidence->has_meridiem =
    evidence->has_meridiem || g_str_has_suffix (cell, "AM") || g_str_has_suffix (cell, "PM");
}

static void
look_at_cell (Evidence *evidence, const char *cell)
{
  gboolean is_short;
  guint orders;

  if (*cell == '\0' || strlen (cell) > 40)
    return;
  orders = esp_cell_find_date_orders (cell, &is_short);
  if (orders != 0)
    look_at_date (evidence, cell, orders, is_short);
  else
    evidence->n_marks[esp_cell_find_decimal_mark (cell)]++;
}

/* Only a column of numbers says how numbers are written. */
static void
add_marks (const Evidence *column, Evidence *all)
{
  for (guint i = 0; i < G_N_ELEMENTS (all->n_orders); i++)
    all->n_orders[i] += column->n_orders[i];
  all->n_ambiguous += column->n_ambiguous;
  all->n_short += column->n_short;
  all->has_meridiem = all->has_meridiem || column->has_meridiem;
  if (column->n_marks[ESP_DECIMAL_MARK_NONE] > 0)
    return;
  all->n_marks[ESP_DECIMAL_MARK_POINT] += column->n_marks[ESP_DECIMAL_MARK_POINT];
  all->n_marks[ESP_DECIMAL_MARK_COMMA] += column->n_marks[ESP_DECIMAL_MARK_COMMA];
}

/* What one kind of date shows beyond doubt, if nothing shows another; then what usually goes with it. */
static EspDateOrder
settle_order (const Evidence *all, gboolean has_decimal_comma, gboolean is_korean)
{
  EspDateOrder order = ESP_DATE_ORDER_UNKNOWN;
  guint n_shown = 0;

  for (guint i = ESP_DATE_ORDER_MDY; i <= ESP_DATE_ORDER_YMD; i++)
    if (all->n_orders[i] > 0)
      {
        order = (EspDateOrder) i;
        n_shown++;
      }
  if (n_shown == 1)
    return order;
  if (n_shown > 1)
    return ESP_DATE_ORDER_UNKNOWN;
  if (is_korean && all->n_short > 0)
    return ESP_DATE_ORDER_YMD;
  if (all->has_meridiem)
    return ESP_DATE_ORDER_MDY;
  return has_decimal_comma ? ESP_DATE_ORDER_DMY : ESP_DATE_ORDER_UNKNOWN;
}

/* The mark that a column of numbers shows beyond doubt, unless it shows both. */
static char
find_mark (const Evidence *column)
{
  gboolean has_comma = column->n_marks[ESP_DECIMAL_MARK_COMMA] > 0;
  gboolean has_point = column->n_marks[ESP_DECIMAL_MARK_POINT] > 0;

  if (column->n_marks[ESP_DECIMAL_MARK_NONE] > 0 || has_comma == has_point)
    return '?';
  return has_comma ? ',' : '.';
}

/**
 * esp_import_learn_formats:
 * @rows: (element-type GStrv): sample rows, without the header
 * @is_korean: whether the file is Korean, where short years stand first
 *
 * Reads from what the cells show beyond doubt how the doubtful ones are meant: 25/03/2025 makes
 * 04/03/2025 the fourth of March. Where the comma divides numbers the day comes first, and AM and PM
 * belong to dates that begin with the month. Columns may differ in their marks: what one shows holds for it.
 */
void
esp_import_learn_formats (GPtrArray *rows,
                          guint n_columns,
                          gboolean is_korean,
                          EspImportFormats *out_formats)
{
  Evidence all = { 0 };

  memset (out_formats, 0, sizeof *out_formats);
  out_formats->marks = g_new0 (char, n_columns + 1);
  for (guint column = 0; column < n_columns; column++)
    {
      Evidence evidence = { 0 };

      for (guint i = 0; i < rows->len; i++)
        if (g_strv_length (rows->pdata[i]) > column)
          look_at_cell (&evidence, ((GStrv) rows->pdata[i])[column]);
      add_marks (&evidence, &all);
      out_formats->marks[column] = find_mark (&evidence);
    }
  out_formats->has_decimal_comma =
    all.n_marks[ESP_DECIMAL_MARK_COMMA] > 0 && all.n_marks[ESP_DECIMAL_MARK_POINT] == 0;
  out_formats->has_decimal_point = all.n_marks[ESP_DECIMAL_MARK_POINT] > 0;
  out_formats->date_order = settle_order (&all, out_formats->has_decimal_comma, is_korean);
  if (out_formats->date_order == ESP_DATE_ORDER_UNKNOWN)
    out_formats->n_ambiguous_dates = all.n_ambiguous;
}
