/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One leaf condition of a segment's rule as plain data: its parts, their names in files, copies. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-condition.h"

#include "base/esp-clock.h"

#include <math.h>
#include <string.h>

#define MAX_TEXT 1000 /* bytes */
#define MAX_DIGITS 15

/* Doubles hold every integer up to here exactly. */
#define EXACT_INTEGERS 9007199254740992.0

static const char *const kind_names[ESP_N_CONDITION_KINDS] = {
  [ESP_CONDITION_ATTRIBUTE] = "attribute", [ESP_CONDITION_TAG] = "tag",
  [ESP_CONDITION_CONSENT] = "consent",     [ESP_CONDITION_SUPPRESSION] = "suppression",
  [ESP_CONDITION_EVENT] = "event",         [ESP_CONDITION_MESSAGE] = "message",
  [ESP_CONDITION_SEGMENT] = "segment",     [ESP_CONDITION_ANNIVERSARY] = "anniversary",
  [ESP_CONDITION_RANDOM] = "random",
};

static const char *const op_names[ESP_N_OPS] = {
  [ESP_OP_IS] = "is",
  [ESP_OP_IS_NOT] = "is-not",
  [ESP_OP_ONE_OF] = "one-of",
  [ESP_OP_NONE_OF] = "none-of",
  [ESP_OP_CONTAINS] = "contains",
  [ESP_OP_NOT_CONTAINS] = "not-contains",
  [ESP_OP_STARTS] = "starts",
  [ESP_OP_ENDS] = "ends",
  [ESP_OP_LESS] = "less",
  [ESP_OP_AT_MOST] = "at-most",
  [ESP_OP_MORE] = "more",
  [ESP_OP_AT_LEAST] = "at-least",
  [ESP_OP_BETWEEN] = "between",
  [ESP_OP_WITHIN] = "within",
  [ESP_OP_NOT_WITHIN] = "not-within",
  [ESP_OP_HAS_ANY] = "has-any",
  [ESP_OP_HAS_ALL] = "has-all",
  [ESP_OP_HAS_NONE] = "has-none",
  [ESP_OP_KNOWN] = "known",
  [ESP_OP_UNKNOWN] = "unknown",
};

static const char *const count_names[ESP_N_COUNTS] = { "at-least", "at-most", "exactly" };
static const char *const occurrence_names[ESP_N_OCCURRENCES] = { "any", "first", "last" };
static const char *const unit_names[ESP_N_UNITS] = { "hour", "day", "week" };

static const char *const window_names[ESP_N_WINDOWS] = {
  [ESP_WINDOW_EVER] = "ever",
  [ESP_WINDOW_LAST] = "last",
  [ESP_WINDOW_NEXT] = "next",
  [ESP_WINDOW_SINCE] = "since",
  [ESP_WINDOW_AFTER] = "after",
  [ESP_WINDOW_BEFORE] = "before",
  [ESP_WINDOW_ON] = "on",
  [ESP_WINDOW_BETWEEN] = "between",
  [ESP_WINDOW_TODAY] = "today",
  [ESP_WINDOW_THIS_WEEK] = "this-week",
  [ESP_WINDOW_THIS_MONTH] = "this-month",
  [ESP_WINDOW_THIS_YEAR] = "this-year",
};

static gboolean
find_name (const char *const *names, guint n_names, const char *name, guint *out_index)
{
  for (guint i = 0; i < n_names; i++)
    if (g_strcmp0 (names[i], name) == 0)
      {
        *out_index = i;
        return TRUE;
      }
  return FALSE;
}

static GArray *
values_new (void)
{
  GArray *values = g_array_new (FALSE, TRUE, sizeof (EspOperand));

  g_array_set_clear_func (values, (GDestroyNotify) esp_operand_clear);
  return values;
}

static GArray *
values_copy (const GArray *values)
{
  GArray *copy = values_new ();

  for (guint i = 0; i < values->len; i++)
    {
      const EspOperand *from = esp_operands_peek (values, i);
      EspOperand to = { from->type, g_strdup (from->text), from->number };

      g_array_append_val (copy, to);
    }
  return copy;
}

/**
 * esp_operands_peek:
 *
 * Returns: (transfer none): one value of a list of them
 */
const EspOperand *
esp_operands_peek (const GArray *values, guint index)
{
  g_assert (index < values->len);
  return &g_array_index (values, EspOperand, index);
}

/**
 * esp_operand_init_text:
 */
void
esp_operand_init_text (EspOperand *self, const char *text)
{
  char *composed = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);

  /* As leads are kept: a syllable that was typed as its letters is the same syllable. A few letters
   * become longer so; a text must not become too long to be read again. */
  if (composed != NULL && strlen (composed) > MAX (strlen (text), MAX_TEXT))
    g_clear_pointer (&composed, g_free);
  *self = (EspOperand){ ESP_OPERAND_TEXT, composed != NULL ? composed : g_strdup (text), 0 };
}

/* What is left over of sums is not meant: 59.989999999999995 is 59.99. Whole numbers stay exact. */
static double
tidy (double number)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (number == trunc (number) || !isfinite (number))
    return number == 0 ? 0 : number;
  return g_ascii_strtod (g_ascii_formatd (buffer, sizeof buffer, "%.15g", number), NULL);
}

/**
 * esp_operand_init_number:
 */
void
esp_operand_init_number (EspOperand *self, double number)
{
  *self = (EspOperand){ ESP_OPERAND_NUMBER, NULL, tidy (number) };
}

/**
 * esp_operand_init_boolean:
 */
void
esp_operand_init_boolean (EspOperand *self, gboolean value)
{
  *self = (EspOperand){ ESP_OPERAND_BOOLEAN, NULL, value ? 1 : 0 };
}

/**
 * esp_operand_clear:
 */
void
esp_operand_clear (EspOperand *self)
{
  g_clear_pointer (&self->text, g_free);
}

/**
 * esp_operand_compare:
 *
 * Orders values by type, then text by bytes or numbers by size.
 *
 * Returns: below, at or above zero
 */
int
esp_operand_compare (const EspOperand *a, const EspOperand *b)
{
  if (a->type != b->type)
    return a->type < b->type ? -1 : 1;
  if (a->type == ESP_OPERAND_TEXT)
    return g_strcmp0 (a->text, b->text);
  return a->number < b->number ? -1 : (a->number > b->number ? 1 : 0);
}

/**
 * esp_operand_read_number:
 *
 * Reads what a text in an event stands for, where a number or a truth is asked for: files hold no types, so
 * that what was meant as 39000 or true may have come as text. Nothing but a plain decimal number, "true" or
 * "false" is one.
 */
gboolean
esp_operand_read_number (const char *text, double *out)
{
  const char *digits = *text == '-' ? text + 1 : text;
  gsize n_whole = strspn (digits, "0123456789");
  gsize n_part = digits[n_whole] == '.' ? strspn (digits + n_whole + 1, "0123456789") : 0;
  const char *end = digits + n_whole + (n_part > 0 ? n_part + 1 : 0);

  if (g_ascii_strcasecmp (text, "true") == 0)
    *out = 1;
  else if (g_ascii_strcasecmp (text, "false") == 0)
    *out = 0;
  else if (n_whole == 0 || n_whole + n_part > MAX_DIGITS || *end != '\0')
    return FALSE;
  else
    *out = g_ascii_strtod (text, NULL);
  return TRUE;
}

/**
 * esp_operand_print_number:
 *
 * Writes the shortest of the usual forms that reads back as the same number.
 */
void
esp_operand_print_number (double number, char *buffer, gsize length)
{
  if (fabs (number) < EXACT_INTEGERS && number == trunc (number))
    {
      g_snprintf (buffer, (gulong) length, "%" G_GINT64_FORMAT, (gint64) number);
      return;
    }
  g_ascii_formatd (buffer, (int) length, "%.15g", number);
  if (g_ascii_strtod (buffer, NULL) != number)
    g_ascii_formatd (buffer, (int) length, "%.17g", number);
}

/**
 * esp_time_window_copy:
 * @out: uninitialised
 */
void
esp_time_window_copy (const EspTimeWindow *self, EspTimeWindow *out)
{
  *out = *self;
  out->from = g_strdup (self->from);
  out->until = g_strdup (self->until);
}

/**
 * esp_time_window_clear:
 *
 * Leaves the window "ever".
 */
void
esp_time_window_clear (EspTimeWindow *self)
{
  g_clear_pointer (&self->from, g_free);
  g_clear_pointer (&self->until, g_free);
  *self = (EspTimeWindow){ ESP_WINDOW_EVER, 0, ESP_UNIT_DAY, NULL, NULL };
}

/**
 * esp_time_window_get_length_us:
 *
 * Returns: how long the n units of a rolling window are; a day is 24 hours
 */
gint64
esp_time_window_get_length_us (const EspTimeWindow *self)
{
  static const gint64 units[ESP_N_UNITS] = { ESP_USEC_PER_HOUR, ESP_USEC_PER_DAY,
                                             7 * ESP_USEC_PER_DAY };

  return (gint64) self->n * units[self->unit];
}

/**
 * esp_time_window_equal:
 */
gboolean
esp_time_window_equal (const EspTimeWindow *a, const EspTimeWindow *b)
{
  return a->kind == b->kind && a->n == b->n && a->unit == b->unit &&
         g_strcmp0 (a->from, b->from) == 0 && g_strcmp0 (a->until, b->until) == 0;
}

/**
 * esp_where_new:
 *
 * Returns: (transfer full)
 */
EspWhere *
esp_where_new (const char *property, EspConditionOp op)
{
  EspWhere *self = g_new0 (EspWhere, 1);

  self->property = g_strdup (property);
  self->op = op;
  self->values = values_new ();
  return self;
}

/**
 * esp_where_free:
 */
void
esp_where_free (EspWhere *self)
{
  if (self == NULL)
    return;
  g_free (self->property);
  g_array_unref (self->values);
  g_free (self);
}

/**
 * esp_condition_new:
 *
 * Returns: (transfer full): a condition that demands nothing special yet: is, at least once, ever
 */
EspCondition *
esp_condition_new (EspConditionKind kind, const char *subject)
{
  EspCondition *self = g_new0 (EspCondition, 1);

  self->kind = kind;
  self->subject = g_strdup (subject);
  self->op = kind == ESP_CONDITION_TAG ? ESP_OP_HAS_ANY : ESP_OP_IS;
  self->values = values_new ();
  self->count_op = ESP_COUNT_AT_LEAST;
  self->count = 1;
  self->window.unit = ESP_UNIT_DAY;
  self->where = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_where_free);
  return self;
}

/**
 * esp_condition_copy:
 *
 * Returns: (transfer full)
 */
EspCondition *
esp_condition_copy (const EspCondition *self)
{
  EspCondition *copy = g_memdup2 (self, sizeof *self);

  copy->subject = g_strdup (self->subject);
  copy->detail = g_strdup (self->detail);
  copy->state = g_strdup (self->state);
  copy->values = values_copy (self->values);
  esp_time_window_copy (&self->window, &copy->window);
  copy->where = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_where_free);
  for (guint i = 0; i < self->where->len; i++)
    {
      const EspWhere *from = g_ptr_array_index (self->where, i);
      EspWhere *to = g_new0 (EspWhere, 1);

      to->property = g_strdup (from->property);
      to->op = from->op;
      to->values = values_copy (from->values);
      g_ptr_array_add (copy->where, to);
    }
  copy->after = self->after != NULL ? esp_condition_copy (self->after) : NULL;
  return copy;
}

/**
 * esp_condition_free:
 */
void
esp_condition_free (EspCondition *self)
{
  if (self == NULL)
    return;
  g_free (self->subject);
  g_free (self->detail);
  g_free (self->state);
  g_array_unref (self->values);
  esp_time_window_clear (&self->window);
  g_ptr_array_unref (self->where);
  esp_condition_free (self->after);
  g_free (self);
}

/**
 * esp_condition_add_text:
 */
void
esp_condition_add_text (EspCondition *self, const char *text)
{
  EspOperand value;

  esp_operand_init_text (&value, text);
  g_array_append_val (self->values, value);
}

/**
 * esp_condition_add_number:
 */
void
esp_condition_add_number (EspCondition *self, double number)
{
  EspOperand value;

  esp_operand_init_number (&value, number);
  g_array_append_val (self->values, value);
}

/**
 * esp_condition_add_boolean:
 */
void
esp_condition_add_boolean (EspCondition *self, gboolean flag)
{
  EspOperand value;

  esp_operand_init_boolean (&value, flag);
  g_array_append_val (self->values, value);
}

/**
 * esp_condition_is_events:
 *
 * Returns: whether the condition counts events of a lead
 */
gboolean
esp_condition_is_events (const EspCondition *self)
{
  return self->kind == ESP_CONDITION_EVENT || self->kind == ESP_CONDITION_MESSAGE;
}

/**
 * esp_condition_is_ledger:
 *
 * Returns: whether the condition asks what was sent, which the ledger knows and no event
 */
gboolean
esp_condition_is_ledger (const EspCondition *self)
{
  return self->kind == ESP_CONDITION_MESSAGE && g_strcmp0 (self->subject, "sent") == 0;
}

/**
 * esp_condition_asks_ledger:
 *
 * Returns: whether the ledger has a say in the condition, by itself or as what must come before
 */
gboolean
esp_condition_asks_ledger (const EspCondition *self)
{
  return esp_condition_is_ledger (self) ||
         (self->after != NULL && esp_condition_is_ledger (self->after));
}

/**
 * esp_condition_event_kind:
 *
 * Returns: (nullable): the kind of event that a condition on events counts; a message is asked for by
 *   what happened to it ("opened"), its event by what was done ("open")
 */
const char *
esp_condition_event_kind (const EspCondition *self)
{
  static const struct
  {
    const char *word;
    const char *kind;
  } messages[] = { { "sent", ESP_CONDITION_SENT_KIND },
                   { "opened", "open" },
                   { "clicked", "click" },
                   { "bounced", "bounce" },
                   { "unsubscribed", "unsubscribe" } };

  for (guint i = 0; self->kind == ESP_CONDITION_MESSAGE && i < G_N_ELEMENTS (messages); i++)
    if (g_strcmp0 (messages[i].word, self->subject) == 0)
      return messages[i].kind;
  return esp_condition_is_events (self) ? self->subject : NULL;
}

/**
 * esp_condition_kind_name:
 */
const char *
esp_condition_kind_name (EspConditionKind kind)
{
  return kind_names[kind];
}

/**
 * esp_condition_op_name:
 */
const char *
esp_condition_op_name (EspConditionOp op)
{
  return op_names[op];
}

/**
 * esp_count_op_name:
 */
const char *
esp_count_op_name (EspCountOp op)
{
  return count_names[op];
}

/**
 * esp_occurrence_name:
 */
const char *
esp_occurrence_name (EspOccurrence occurrence)
{
  return occurrence_names[occurrence];
}

/**
 * esp_time_window_kind_name:
 */
const char *
esp_time_window_kind_name (EspWindowKind kind)
{
  return window_names[kind];
}

/**
 * esp_time_window_unit_name:
 */
const char *
esp_time_window_unit_name (EspWindowUnit unit)
{
  return unit_names[unit];
}

/**
 * esp_condition_kind_parse:
 */
gboolean
esp_condition_kind_parse (const char *name, EspConditionKind *out_kind)
{
  return find_name (kind_names, ESP_N_CONDITION_KINDS, name, out_kind);
}

/**
 * esp_condition_op_parse:
 */
gboolean
esp_condition_op_parse (const char *name, EspConditionOp *out_op)
{
  return find_name (op_names, ESP_N_OPS, name, out_op);
}

/**
 * esp_count_op_parse:
 */
gboolean
esp_count_op_parse (const char *name, EspCountOp *out_op)
{
  return find_name (count_names, ESP_N_COUNTS, name, out_op);
}

/**
 * esp_occurrence_parse:
 */
gboolean
esp_occurrence_parse (const char *name, EspOccurrence *out_occurrence)
{
  return find_name (occurrence_names, ESP_N_OCCURRENCES, name, out_occurrence);
}

/**
 * esp_time_window_kind_parse:
 */
gboolean
esp_time_window_kind_parse (const char *name, EspWindowKind *out_kind)
{
  return find_name (window_names, ESP_N_WINDOWS, name, out_kind);
}

/**
 * esp_time_window_unit_parse:
 */
gboolean
esp_time_window_unit_parse (const char *name, EspWindowUnit *out_unit)
{
  return find_name (unit_names, ESP_N_UNITS, name, out_unit);
}
