/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a question is answered with: columns, rows and sentences, whichever analysis made them. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-answer.h"

#include "base/esp-format.h"
#include "engine/import/esp-csv-writer.h"
#include "engine/insight/esp-question-time.h"

#include <math.h>
#include <string.h>

static void
column_clear (gpointer data)
{
  EspAnswerColumn *self = data;

  g_free (self->key);
  g_free (self->label);
}

static void
arg_clear (gpointer data)
{
  EspAnswerArg *self = data;

  g_free (self->name);
  g_free (self->text);
}

static void
sentence_free (gpointer data)
{
  EspAnswerSentence *self = data;

  g_free (self->code);
  g_array_unref (self->args);
  g_free (self);
}

/* Rows know how many cells they have only through the answer. */
static void
row_free (EspAnswerRow *self, guint n_cells)
{
  for (guint i = 0; i < n_cells; i++)
    {
      g_free (self->cells[i].text);
      g_free (self->cells[i].drill);
    }
  g_free (self->cells);
  g_free (self->key);
  g_free (self->label);
  g_free (self->group);
  g_free (self);
}

/**
 * esp_answer_new:
 *
 * Returns: (transfer full): an answer without anything in it
 */
EspAnswer *
esp_answer_new (const char *ask)
{
  EspAnswer *self = g_new0 (EspAnswer, 1);

  self->ask = g_strdup (ask);
  self->columns = g_array_new (FALSE, TRUE, sizeof (EspAnswerColumn));
  g_array_set_clear_func (self->columns, column_clear);
  self->rows = g_ptr_array_new ();
  self->says = g_ptr_array_new_with_free_func (sentence_free);
  self->notes = g_ptr_array_new_with_free_func (sentence_free);
  return self;
}

/**
 * esp_answer_free:
 */
void
esp_answer_free (EspAnswer *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->rows->len; i++)
    row_free (g_ptr_array_index (self->rows, i), self->columns->len);
  g_ptr_array_unref (self->rows);
  g_array_unref (self->columns);
  g_ptr_array_unref (self->says);
  g_ptr_array_unref (self->notes);
  g_free (self->ask);
  g_free (self->zone);
  g_free (self->digest);
  g_free (self->json);
  g_free (self->currency);
  g_clear_pointer (&self->lessons, esp_day_lessons_unref);
  g_free (self);
}

/**
 * esp_answer_add_column:
 * @label: (nullable): from the data
 *
 * Adds a column; all of them before the first row.
 *
 * Returns: its number
 */
guint
esp_answer_add_column (EspAnswer *self, const char *key, const char *label, EspAnswerUnit unit)
{
  EspAnswerColumn column = { g_strdup (key), g_strdup (label), unit };

  g_assert (self->rows->len == 0);

  g_array_append_val (self->columns, column);
  return self->columns->len - 1;
}

/**
 * esp_answer_add_row:
 * @label: (nullable): from the data
 * @group: (nullable)
 *
 * Returns: (transfer none): the row, its cells without values
 */
EspAnswerRow *
esp_answer_add_row (EspAnswer *self, const char *key, const char *label, const char *group)
{
  EspAnswerRow *row = g_new0 (EspAnswerRow, 1);

  row->key = g_strdup (key);
  row->label = g_strdup (label);
  row->group = g_strdup (group);
  row->cells = g_new0 (EspAnswerCell, self->columns->len + 1);
  for (guint i = 0; i < self->columns->len; i++)
    row->cells[i].value = row->cells[i].low = row->cells[i].high = NAN;
  g_ptr_array_add (self->rows, row);
  return row;
}

static EspAnswerSentence *
add_sentence (GPtrArray *to, const char *code)
{
  EspAnswerSentence *self = g_new0 (EspAnswerSentence, 1);

  self->code = g_strdup (code);
  self->args = g_array_new (FALSE, TRUE, sizeof (EspAnswerArg));
  g_array_set_clear_func (self->args, arg_clear);
  g_ptr_array_add (to, self);
  return self;
}

/**
 * esp_answer_say:
 * @code: one that esp_answer_pattern() knows
 *
 * Returns: (transfer none): a sentence of the answer, without its numbers
 */
EspAnswerSentence *
esp_answer_say (EspAnswer *self, const char *code)
{
  return add_sentence (self->says, code);
}

/**
 * esp_answer_note:
 *
 * Returns: (transfer none): a warning, without its numbers
 */
EspAnswerSentence *
esp_answer_note (EspAnswer *self, const char *code)
{
  return add_sentence (self->notes, code);
}

/**
 * esp_answer_sentence_add:
 *
 * Gives a sentence a number.
 */
void
esp_answer_sentence_add (EspAnswerSentence *self,
                         const char *name,
                         double value,
                         EspAnswerUnit unit)
{
  EspAnswerArg arg = { g_strdup (name), NULL, value, unit };

  g_array_append_val (self->args, arg);
}

/**
 * esp_answer_sentence_add_text:
 *
 * Gives a sentence a name.
 */
void
esp_answer_sentence_add_text (EspAnswerSentence *self, const char *name, const char *text)
{
  EspAnswerArg arg = { g_strdup (name), g_strdup (text), NAN, ESP_ANSWER_TEXT };

  g_array_append_val (self->args, arg);
}

/**
 * esp_answer_get_column:
 */
const EspAnswerColumn *
esp_answer_get_column (const EspAnswer *self, guint n)
{
  g_return_val_if_fail (n < self->columns->len, NULL);

  return &g_array_index (self->columns, EspAnswerColumn, n);
}

/**
 * esp_answer_get_row:
 */
const EspAnswerRow *
esp_answer_get_row (const EspAnswer *self, guint n)
{
  g_return_val_if_fail (n < self->rows->len, NULL);

  return g_ptr_array_index (self->rows, n);
}

/**
 * esp_answer_get_cell:
 */
const EspAnswerCell *
esp_answer_get_cell (const EspAnswer *self, guint row, guint column)
{
  g_return_val_if_fail (row < self->rows->len && column < self->columns->len, NULL);

  return &esp_answer_get_row (self, row)->cells[column];
}

/**
 * esp_answer_find_column:
 *
 * Returns: its number; -1 when there is none
 */
int
esp_answer_find_column (const EspAnswer *self, const char *key)
{
  for (guint i = 0; i < self->columns->len; i++)
    if (g_str_equal (esp_answer_get_column (self, i)->key, key))
      return (int) i;
  return -1;
}

/**
 * esp_answer_find_row:
 *
 * Returns: (transfer none) (nullable): the row
 */
const EspAnswerRow *
esp_answer_find_row (const EspAnswer *self, const char *key, const char *group)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      const EspAnswerRow *row = esp_answer_get_row (self, i);

      if (g_str_equal (row->key, key) && g_strcmp0 (row->group, group) == 0)
        return row;
    }
  return NULL;
}

/**
 * esp_answer_sentence_fill:
 * @pattern: with {name} for each argument
 *
 * Returns: (transfer full): the sentence with its arguments
 */
char *
esp_answer_sentence_fill (const EspAnswerSentence *self,
                          const char *pattern,
                          EspAnswerFormatFunc format,
                          gpointer data)
{
  g_autoptr (GString) text = g_string_new (pattern);

  for (guint i = 0; i < self->args->len; i++)
    {
      const EspAnswerArg *arg = &g_array_index (self->args, EspAnswerArg, i);
      g_autofree char *place = g_strconcat ("{", arg->name, "}", NULL);
      g_autofree char *value = format (arg, data);

      g_string_replace (text, place, value, 0);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
format_number (const EspAnswer *self, double value, EspAnswerUnit unit)
{
  g_autoptr (GTimeZone) zone = NULL;

  if (isnan (value))
    return g_strdup ("–");
  switch (unit)
    {
    case ESP_ANSWER_RATIO:
      return esp_format_percent (value, 1);
    case ESP_ANSWER_MONEY:
      return esp_format_money ((gint64) llround (CLAMP (value, -9e15, 9e15)),
                               self->currency != NULL ? self->currency : "KRW");
    case ESP_ANSWER_DURATION:
      return esp_format_duration ((gint64) value, ESP_LANG_EN);
    case ESP_ANSWER_TIME:
      zone = g_time_zone_new_identifier (self->zone);
      return esp_format_date ((gint64) value, zone, ESP_DATE_DAY_TIME, ESP_LANG_EN);
    case ESP_ANSWER_COUNT:
      return esp_format_number (value); /* platforms claim parts of conversions */
    case ESP_ANSWER_NUMBER:
    case ESP_ANSWER_TEXT:
    default:
      return esp_format_decimal (value, 2);
    }
}

/**
 * esp_answer_format_value:
 *
 * Returns: (transfer full): a cell as English text; "–" without a value
 */
char *
esp_answer_format_value (const EspAnswer *self, const EspAnswerCell *cell, EspAnswerUnit unit)
{
  const char *title;

  if (cell->text == NULL)
    return format_number (self, cell->value, unit);
  title = esp_answer_title (cell->text);
  return g_strdup (title != NULL ? title : cell->text);
}

static char *
format_arg (const EspAnswerArg *arg, gpointer data)
{
  const EspAnswer *self = data;
  const char *title = arg->text != NULL ? esp_answer_title (arg->text) : NULL;

  if (arg->text != NULL && title == NULL)
    title = esp_answer_peek_name (arg->text);
  if (arg->text != NULL)
    return g_strdup (title != NULL ? title : arg->text);
  return format_number (self, arg->value, arg->unit);
}

/**
 * esp_answer_sentence_dup_text:
 *
 * Returns: (transfer full): the sentence in English
 */
char *
esp_answer_sentence_dup_text (const EspAnswer *self, const EspAnswerSentence *sentence)
{
  const char *pattern = esp_answer_pattern (sentence->code);

  return esp_answer_sentence_fill (sentence, pattern != NULL ? pattern : sentence->code, format_arg,
                                   (gpointer) self);
}

static char *
plain_number (double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (isnan (value))
    return g_strdup ("");
  if (floor (value) == value && fabs (value) < 1e15)
    return g_strdup_printf ("%" G_GINT64_FORMAT, (gint64) value);
  return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.10g", value));
}

static void
write_csv_row (EspCsvWriter *writer, const EspAnswer *self, const EspAnswerRow *row)
{
  esp_csv_writer_cell (writer, row->key);
  esp_csv_writer_cell (writer, row->label != NULL ? row->label : "");
  esp_csv_writer_cell (writer, row->group != NULL ? row->group : "");
  for (guint i = 0; i < self->columns->len; i++)
    {
      g_autofree char *number = plain_number (row->cells[i].value);

      esp_csv_writer_cell (writer, row->cells[i].text != NULL ? row->cells[i].text : number);
    }
  esp_csv_writer_end_row (writer);
}

/**
 * esp_answer_to_csv:
 *
 * Returns: (transfer full): the table in UTF-8, numbers as they are: money in minor units, durations in µs; names
 *   that a spreadsheet would run as a formula begin with an apostrophe
 */
char *
esp_answer_to_csv (const EspAnswer *self)
{
  g_autoptr (EspCsvWriter) writer = esp_csv_writer_new (ESP_ENCODING_UTF8, ',', TRUE);
  g_autoptr (GBytes) bytes = NULL;
  gsize length = 0;
  const char *data;

  esp_csv_writer_cell (writer, "key");
  esp_csv_writer_cell (writer, "label");
  esp_csv_writer_cell (writer, "group");
  for (guint i = 0; i < self->columns->len; i++)
    esp_csv_writer_cell (writer, esp_answer_get_column (self, i)->key);
  esp_csv_writer_end_row (writer);
  for (guint i = 0; i < self->rows->len; i++)
    write_csv_row (writer, self, esp_answer_get_row (self, i));
  bytes = esp_csv_writer_take (writer);
  data = g_bytes_get_data (bytes, &length);
  return data != NULL ? g_strndup (data, length) : g_strdup ("");
}
