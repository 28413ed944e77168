/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a file of orders or ad spend: finds the names, leaves out titles and totals, puts line items together. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-fact-table.h"

#include "base/esp-format.h"
#include "engine/import/esp-csv-sniff.h"
#include "engine/import/esp-csv-writer.h"
#include "engine/import/esp-fact-habits.h"
#include "engine/import/esp-fact-money.h"

#include <math.h>
#include <string.h>

#define MAX_TITLE_ROWS 30 /* before the names */
#define MAX_PROBLEMS 1000
#define MAX_COLUMNS 16384 /* of a workbook */
#define MAX_ROWS 3000000
#define MAX_ROWS_AHEAD 50000 /* from which it is learned how a file writes */

static void
problem_free (gpointer data)
{
  EspFactProblem *self = data;

  g_free (self->reason);
  g_free (self);
}

static void
thing_free (gpointer data)
{
  EspFactThing *self = data;

  esp_order_row_clear (&self->order);
  esp_spend_row_clear (&self->spend);
  g_clear_pointer (&self->items, json_array_unref);
  g_free (self);
}

/**
 * esp_fact_table_clear:
 */
void
esp_fact_table_clear (EspFactTable *self)
{
  g_clear_pointer (&self->columns, esp_fact_columns_free);
  g_clear_pointer (&self->things, g_ptr_array_unref);
  g_clear_pointer (&self->by_key, g_hash_table_unref);
  g_clear_pointer (&self->parts, g_hash_table_unref);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_clear_pointer (&self->totals, g_array_unref);
  g_clear_pointer (&self->refunds, g_ptr_array_unref);
  g_clear_pointer (&self->refused, g_hash_table_unref);
  g_clear_pointer (&self->owners, g_hash_table_unref);
}

static gpointer
dup_row (guint64 row)
{
  return g_memdup2 (&row, sizeof row);
}

/**
 * esp_fact_table_add_problem:
 * @row: 0: the whole file
 * @reason: (transfer full)
 *
 * Tells what is wrong; errors are counted, and the first of them kept.
 */
void
esp_fact_table_add_problem (EspFactTable *self,
                            guint64 row,
                            guint64 line,
                            gboolean is_warning,
                            char *reason)
{
  EspFactProblem *problem;

  self->n_errors += !is_warning;
  if (self->has_rejects && !is_warning && row != 0)
    g_hash_table_insert (self->refused, dup_row (row), g_strdup (reason));
  if (self->problems->len >= MAX_PROBLEMS)
    {
      g_free (reason);
      return;
    }
  problem = g_new0 (EspFactProblem, 1);
  problem->row = row;
  problem->line = line;
  problem->is_warning = is_warning;
  problem->reason = reason;
  g_ptr_array_add (self->problems, problem);
}

static guint
count_roles (const EspFactColumns *columns)
{
  guint n = 0;

  for (guint i = 0; i < columns->n_columns; i++)
    n += columns->roles[i] != ESP_FACT_NONE;
  return n;
}

/* Whether the row is that of the names; the best candidate is kept for what there is to say. */
static void
look_for_names (EspFactTable *self, const EspCsvRow *row, gboolean *out_is_found)
{
  g_autoptr (EspFactColumns) columns =
    esp_fact_columns_new (self->kind, row->cells, row->n_cells, self->mapping);

  *out_is_found = esp_fact_columns_are_enough (columns, NULL);
  if (!*out_is_found && self->columns != NULL &&
      count_roles (columns) <= count_roles (self->columns))
    return;
  g_clear_pointer (&self->columns, esp_fact_columns_free);
  self->columns = g_steal_pointer (&columns);
}

static void
note_total (EspFactTable *self, const EspCsvRow *row, guint64 number)
{
  const char *text =
    esp_fact_columns_get (self->columns, ESP_FACT_AMOUNT, row->cells, row->n_cells);
  g_autofree char *reason = NULL;
  EspFactMoney money;

  if (text[0] == '\0' || !esp_fact_parse_money (self->columns, &self->options, ESP_FACT_AMOUNT,
                                                self->currency, text, &money, &reason))
    return;
  if (self->totals->len == 0)
    self->first_total_row = number;
  g_array_append_val (self->totals, money.paid);
}

static void
add_item (EspFactThing *thing, const EspOrderRow *row)
{
  JsonObject *item;
  double scale = row->has_price ? pow (10, esp_currency_exponent (row->currency)) : 1;

  thing->items_sum += (gint64) llround ((double) row->item_price * row->item_quantity);
  if (row->item_name[0] == '\0' && row->item_sku[0] == '\0' && !row->has_price)
    return;
  if (thing->items == NULL)
    thing->items = json_array_new ();
  item = json_object_new ();
  if (row->item_name[0] != '\0')
    json_object_set_string_member (item, "name", row->item_name);
  if (row->item_sku[0] != '\0')
    json_object_set_string_member (item, "sku", row->item_sku);
  if (floor (row->item_quantity) == row->item_quantity)
    json_object_set_int_member (item, "quantity", (gint64) row->item_quantity);
  else
    json_object_set_double_member (item, "quantity", row->item_quantity);
  if (row->has_price)
    json_object_set_double_member (item, "price", (double) row->item_price / scale);
  json_array_add_object_element (thing->items, item);
}

static gboolean
has_items (const EspFactTable *self)
{
  return esp_fact_columns_has (self->columns, ESP_FACT_ITEM_NAME) ||
         esp_fact_columns_has (self->columns, ESP_FACT_ITEM_SKU) ||
         esp_fact_columns_has (self->columns, ESP_FACT_ITEM_PRICE);
}

/* A row with the number of an order that was there already: a line item of it, or a repetition. */
static char *
join_order (EspFactTable *self, EspFactThing *thing, const EspOrderRow *row)
{
  if (!has_items (self))
    return g_strdup_printf ("The order “%.60s” stands in row %" G_GUINT64_FORMAT " already",
                            row->order_id, thing->row);
  if (row->currency[0] != '\0' && thing->order.currency[0] != '\0' &&
      !g_str_equal (row->currency, thing->order.currency))
    return g_strdup_printf ("The order “%.60s” is in %s here, but in row %" G_GUINT64_FORMAT
                            " in %s",
                            row->order_id, row->currency, thing->row, thing->order.currency);
  if (row->has_amount && thing->order.has_amount && row->amount != thing->order.amount)
    return g_strdup_printf ("The order “%.60s” has another amount here than in row "
                            "%" G_GUINT64_FORMAT
                            "; each row of an order has the amount of the whole",
                            row->order_id, thing->row);
  if (row->email != NULL && thing->order.email != NULL &&
      g_ascii_strcasecmp (row->email, thing->order.email) != 0)
    return g_strdup_printf ("The order “%.60s” has another buyer here than in row "
                            "%" G_GUINT64_FORMAT,
                            row->order_id, thing->row);
  add_item (thing, row);
  if (row->has_amount && !thing->order.has_amount)
    {
      thing->order.has_amount = TRUE;
      thing->order.amount = row->amount;
    }
  if (thing->order.currency[0] == '\0')
    memcpy (thing->order.currency, row->currency, sizeof row->currency);
  thing->order.refunded = MAX (thing->order.refunded, row->refunded);
  return NULL;
}

static EspFactThing *
add_thing (EspFactTable *self, const char *key, guint64 number, guint64 line)
{
  EspFactThing *thing = g_new0 (EspFactThing, 1);

  thing->row = number;
  thing->line = line;
  g_ptr_array_add (self->things, thing);
  g_hash_table_insert (self->by_key, g_strdup (key), thing);
  return thing;
}

static gboolean
is_empty (const EspFactTable *self, const EspCsvRow *row, EspFactRole role)
{
  const char *text = esp_fact_columns_get (self->columns, role, row->cells, row->n_cells);

  return text[strspn (text, " \t")] == '\0';
}

/* The number of the order; cells that were merged in a workbook have it in the first row alone. Where further rows
   have it themselves, one without is of nobody knows which. */
static char *
dup_order_key (const EspFactTable *self, const EspCsvRow *row)
{
  char *key = g_strstrip (
    g_strdup (esp_fact_columns_get (self->columns, ESP_FACT_ORDER_ID, row->cells, row->n_cells)));

  if (*key != '\0' || self->last_order == NULL || self->has_repeats ||
      !is_empty (self, row, ESP_FACT_DATE) || !is_empty (self, row, ESP_FACT_AMOUNT) ||
      !is_empty (self, row, ESP_FACT_EMAIL) || !is_empty (self, row, ESP_FACT_PHONE) ||
      (is_empty (self, row, ESP_FACT_ITEM_NAME) && is_empty (self, row, ESP_FACT_ITEM_SKU)))
    return key;
  g_free (key);
  return g_strdup (self->last_order->order.order_id);
}

/* A row that gives money back: its order may stand below it. */
static void
take_refund (EspFactTable *self, EspOrderRow *order, guint64 number, guint64 line)
{
  EspFactThing *refund = g_new0 (EspFactThing, 1);

  refund->row = number;
  refund->line = line;
  refund->order = *order;
  self->sum += order->amount;
  g_ptr_array_add (self->refunds, refund);
}

static void
note_order (EspFactTable *self, const EspOrderRow *order, const EspCsvRow *row, guint64 number)
{
  esp_fact_table_note_day (self, order->is_yearless, order->at_us);
  if (order->has_amount)
    esp_fact_table_note_money (self, row, number, order->amount, order->currency);
}

static char *
take_order (EspFactTable *self, const EspCsvRow *row, guint64 number)
{
  /* Shops leave out of the further rows of an order what stands in its first. */
  g_autofree char *key = dup_order_key (self, row);
  EspFactThing *thing = g_hash_table_lookup (self->by_key, key);
  EspFactRowOptions options = self->options;
  EspOrderRow order;
  char *reason;

  self->has_repeats |= thing != NULL && !is_empty (self, row, ESP_FACT_ORDER_ID);
  options.is_more = thing != NULL && has_items (self);
  reason = esp_order_row_parse (self->columns, &options, row->cells, row->n_cells, &order);

  if (reason == NULL)
    note_order (self, &order, row, number);
  if (reason == NULL && order.has_amount && order.amount < 0)
    {
      take_refund (self, &order, number, row->line);
      return NULL;
    }
  if (reason == NULL && thing != NULL)
    {
      self->last_order = thing;
      reason = join_order (self, thing, &order);
      if (reason == NULL)
        g_hash_table_insert (self->owners, dup_row (number), dup_row (thing->row));
    }
  else if (reason == NULL)
    {
      thing = add_thing (self, order.order_id, number, row->line);
      thing->order = order;
      self->last_order = thing;
      add_item (thing, &order);
      self->sum += order.amount;
      return NULL;
    }
  else
    self->has_unread = TRUE;
  esp_order_row_clear (&order);
  return reason;
}

/* What tells apart the rows of one ad and day: device, hour, … */
static char *
dup_split (const EspFactTable *self, const char *key, const EspCsvRow *row)
{
  GString *out = g_string_new (key);

  for (guint i = 0; i < MIN (self->columns->n_columns, row->n_cells); i++)
    if (self->columns->roles[i] == ESP_FACT_SPLIT)
      g_string_append_printf (out, "\n%s", row->cells[i]);
  return g_string_free (out, FALSE);
}

/* Adds a part of the day of an ad to what is known of the day. */
static void
join_spend (EspFactTable *self, EspFactThing *thing, const EspSpendRow *part, guint64 number)
{
  thing->spend.cost += part->cost;
  thing->spend.impressions += part->impressions;
  thing->spend.clicks += part->clicks;
  thing->spend.conversions += part->conversions;
  thing->spend.value += part->value;
  thing->spend.paid += part->paid;
  thing->spend.paid_value += part->paid_value;
  self->n_joined++;
  g_hash_table_insert (self->owners, dup_row (number), dup_row (thing->row));
}

/* The row @known had the same key, with or without its splits. */
static char *
describe_repetition (const EspSpendRow *known, const EspSpendRow *row, guint64 number)
{
  gboolean is_same = known->cost == row->paid && known->clicks == row->clicks &&
                     known->impressions == row->impressions;

  return g_strdup_printf (is_same ? "The row repeats row %" G_GUINT64_FORMAT
                                  : "The same ad and day stands in row %" G_GUINT64_FORMAT
                                    " with other numbers; add a column that tells them apart",
                          number);
}

static void
warn_of_clicks (EspFactTable *self, const EspSpendRow *spend, guint64 number, guint64 line)
{
  if (spend->clicks > spend->impressions &&
      esp_fact_columns_has (self->columns, ESP_FACT_IMPRESSIONS))
    esp_fact_table_add_problem (self, number, line, TRUE,
                                g_strdup_printf ("There are more clicks, %" G_GINT64_FORMAT
                                                 ", than impressions, %" G_GINT64_FORMAT,
                                                 spend->clicks, spend->impressions));
}

static char *
take_spend (EspFactTable *self, const EspCsvRow *row, guint64 number)
{
  EspSpendRow spend;
  char *reason =
    esp_spend_row_parse (self->columns, &self->options, row->cells, row->n_cells, &spend);
  g_autofree char *key = NULL;
  g_autofree char *split = NULL;
  EspFactThing *thing;
  EspFactPart *part;

  if (reason != NULL)
    {
      self->has_unread = TRUE;
      esp_spend_row_clear (&spend);
      return reason;
    }
  self->sum += spend.paid;
  esp_fact_table_note_day (self, spend.is_yearless, spend.day * ESP_USEC_PER_DAY);
  esp_fact_table_note_money (self, row, number, spend.paid, spend.currency);
  warn_of_clicks (self, &spend, number, row->line);
  key = g_strdup_printf ("%s\n%s\n%s\n%s\n%s\n%" G_GINT64_FORMAT, spend.platform, spend.account,
                         spend.campaign, spend.ad_group, spend.creative, spend.day);
  split = dup_split (self, key, row);
  part = g_hash_table_lookup (self->parts, split);
  if (part != NULL)
    {
      reason = describe_repetition (&part->spend, &spend, part->row);
      esp_spend_row_clear (&spend);
      return reason;
    }
  part = g_new0 (EspFactPart, 1);
  part->row = number;
  part->spend.cost = spend.paid;
  part->spend.clicks = spend.clicks;
  part->spend.impressions = spend.impressions;
  g_hash_table_insert (self->parts, g_steal_pointer (&split), part);
  thing = g_hash_table_lookup (self->by_key, key);
  if (thing != NULL && !g_str_equal (thing->spend.currency, spend.currency))
    {
      reason = g_strdup_printf ("The row is in %s, but row %" G_GUINT64_FORMAT
                                " of the same ad and day in %s",
                                spend.currency, thing->row, thing->spend.currency);
      esp_spend_row_clear (&spend);
      return reason;
    }
  if (thing != NULL)
    {
      join_spend (self, thing, &spend, number);
      esp_spend_row_clear (&spend);
      return NULL;
    }
  thing = add_thing (self, key, number, row->line);
  thing->spend = spend;
  return NULL;
}

static void
take_row (EspFactTable *self, const EspCsvRow *row)
{
  guint64 number = row->number - self->n_before;
  char *reason;

  if (row->problem == ESP_CSV_OK &&
      esp_fact_row_is_total (self->columns, &self->options, row->cells, row->n_cells))
    {
      note_total (self, row, number);
      return;
    }
  self->n_rows++;
  if (row->problem != ESP_CSV_OK)
    reason = esp_csv_row_describe_problem (row);
  else
    reason = self->kind == ESP_FACT_ORDERS ? take_order (self, row, number)
                                           : take_spend (self, row, number);
  if (reason != NULL)
    esp_fact_table_add_problem (self, number, row->line, FALSE, reason);
}

static gboolean
read_rows (EspFactTable *self, EspCsvReader *reader, GError **error)
{
  g_autofree char *problem = NULL;
  gboolean is_found = FALSE;
  EspCsvStep step;
  EspCsvRow row;

  while ((step = esp_csv_reader_next (reader, &row, error)) == ESP_CSV_STEP_ROW)
    {
      if (row.problem != ESP_CSV_OK && !is_found && problem == NULL)
        problem = esp_csv_row_describe_problem (&row);
      if (is_found)
        take_row (self, &row);
      else if (row.number <= MAX_TITLE_ROWS && row.problem == ESP_CSV_OK)
        look_for_names (self, &row, &is_found);
      if (is_found && self->n_before == 0)
        self->n_before = row.number;
      if (self->n_rows > MAX_ROWS)
        {
          g_set_error (error, ESP_FACT_ERROR, ESP_FACT_ERROR_COLUMNS,
                       "The file has more than %d rows; split it", MAX_ROWS);
          return FALSE;
        }
    }
  if (step == ESP_CSV_STEP_ERROR)
    return FALSE;
  if (self->columns == NULL)
    g_set_error_literal (error, ESP_FACT_ERROR, ESP_FACT_ERROR_COLUMNS,
                         problem != NULL ? problem : "The file has no rows");
  return self->columns != NULL && esp_fact_columns_are_enough (self->columns, error);
}

/* A reader of the whole file, with what its bytes say about encoding and delimiter. */
static EspCsvReader *
open_reader (EspCsvMemory *memory, EspCsvOptions *csv)
{
  g_autoptr (EspEncodingDetector) detector = esp_encoding_detector_new ();
  EspEncodingGuess guess;

  esp_encoding_detector_feed (detector, memory->data, memory->length);
  esp_encoding_detector_finish (detector, &guess);
  csv->max_columns = MAX_COLUMNS;
  csv->encoding = guess.candidates[0].encoding;
  csv->delimiter = esp_csv_sniff_delimiter (memory->data, memory->length, csv->encoding, TRUE);
  return esp_csv_reader_new (csv, esp_csv_memory_read, memory);
}

/* How days and numbers are written, over the first rows of the file, before any of them is read. */
static gboolean
look_ahead (EspFactTable *self, EspCsvMemory memory, const EspCsvOptions *csv, GError **error)
{
  g_autoptr (EspCsvReader) reader = esp_csv_reader_new (csv, esp_csv_memory_read, &memory);
  EspFactHabits habits = { 0 };
  gboolean is_found = FALSE;
  EspCsvStep step;
  EspCsvRow row;

  while ((step = esp_csv_reader_next (reader, &row, error)) == ESP_CSV_STEP_ROW &&
         row.number <= MAX_ROWS_AHEAD && (is_found || row.number <= MAX_TITLE_ROWS))
    {
      if (row.problem != ESP_CSV_OK)
        continue;
      if (is_found)
        esp_fact_habits_see (&habits, self->columns, row.cells, row.n_cells);
      else
        {
          look_for_names (self, &row, &is_found);
          for (guint i = 0; i < row.n_cells && !is_found; i++)
            esp_import_period_see (&self->options.period, row.cells[i]);
        }
    }
  self->options.date_order = esp_fact_habits_get_date_order (&habits);
  for (guint i = 0; i < ESP_N_FACT_ROLES; i++)
    self->options.marks[i] = esp_fact_habits_get_marks (&habits, (EspFactRole) i);
  g_clear_pointer (&self->columns, esp_fact_columns_free);
  return step != ESP_CSV_STEP_ERROR;
}

/**
 * esp_fact_table_read:
 * @self: with its kind and options
 *
 * Reads all of the file: encoding and delimiter are found out, titles before the names and totals are left
 * out, and what is wrong is told row by row.
 */
gboolean
esp_fact_table_read (EspFactTable *self, GBytes *bytes, const char **out_encoding, GError **error)
{
  g_autoptr (EspCsvReader) reader = NULL;
  EspCsvOptions csv = { 0 };
  EspCsvMemory memory = { 0 };
  EspCsvMemory ahead;

  self->things = g_ptr_array_new_with_free_func (thing_free);
  self->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->parts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->problems = g_ptr_array_new_with_free_func (problem_free);
  self->totals = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->refunds = g_ptr_array_new_with_free_func (thing_free);
  self->refused = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->owners = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  memory.data = g_bytes_get_data (bytes, &memory.length);
  if (memory.length == 0)
    {
      g_set_error_literal (error, ESP_FACT_ERROR, ESP_FACT_ERROR_COLUMNS, "The file is empty");
      return FALSE;
    }
  ahead = memory;
  reader = open_reader (&memory, &csv);
  *out_encoding = esp_encoding_get_name (csv.encoding);
  if (!look_ahead (self, ahead, &csv, error) || !read_rows (self, reader, error))
    return FALSE;
  esp_fact_table_settle_refunds (self);
  esp_fact_table_tell (self);
  return TRUE;
}

/* Why a row did not come in, its own reason or that of the order it belongs to. */
static const char *
find_refusal (EspFactTable *self, guint64 row)
{
  const char *reason = g_hash_table_lookup (self->refused, &row);
  const guint64 *owner = g_hash_table_lookup (self->owners, &row);

  return reason == NULL && owner != NULL ? g_hash_table_lookup (self->refused, owner) : reason;
}

static void
add_reject (EspCsvWriter *writer, const EspCsvRow *row, const char *reason)
{
  for (guint i = 0; i < row->n_cells; i++)
    esp_csv_writer_cell (writer, row->cells[i]);
  esp_csv_writer_cell (writer, reason);
  esp_csv_writer_end_row (writer);
}

/**
 * esp_fact_table_make_rejects:
 * @bytes: the file that was read
 *
 * Returns: (transfer full): the rows that were refused as they stood in the file, with the reason of each, below
 *   the names, to be mended and brought in again; %NULL with @error set
 */
GBytes *
esp_fact_table_make_rejects (EspFactTable *self, GBytes *bytes, GError **error)
{
  g_autoptr (EspCsvReader) reader = NULL;
  EspCsvOptions csv = { 0 };
  EspCsvMemory memory = { 0 };
  g_autoptr (EspCsvWriter) writer = NULL;
  EspCsvStep step;
  EspCsvRow row;

  memory.data = g_bytes_get_data (bytes, &memory.length);
  reader = open_reader (&memory, &csv);
  writer = esp_csv_writer_new (csv.encoding, csv.delimiter, TRUE);
  while ((step = esp_csv_reader_next (reader, &row, error)) == ESP_CSV_STEP_ROW)
    {
      const char *reason = row.number == self->n_before ? "reason"
                           : row.number > self->n_before
                             ? find_refusal (self, row.number - self->n_before)
                             : NULL;

      if (reason != NULL)
        add_reject (writer, &row, reason);
    }
  return step == ESP_CSV_STEP_END ? esp_csv_writer_take (writer) : NULL;
}
