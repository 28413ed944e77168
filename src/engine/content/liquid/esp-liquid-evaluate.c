/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Works out expressions, comparisons and filter chains while a template is rendered. */
#define G_LOG_DOMAIN "esp-liquid"

#include "config.h"

#include "engine/content/liquid/esp-liquid-number.h"
#include "engine/content/liquid/esp-liquid-print.h"
#include "engine/content/liquid/esp-liquid-render.h"
#include "engine/content/liquid/esp-liquid-template.h"

/* A filter with more arguments than any has; the parser does not bound them. */
#define MAX_ARGS 32

/** esp_liquid_find_in_data: Returns: whether the data of the render has @name; variables are passed over. */
gboolean
esp_liquid_find_in_data (EspLiquidRender *self, EspLiquidSpan name, EspLiquidValue *out_value)
{
  const EspLiquidRenderOptions *options = self->options;
  const EspLiquidValue *found = NULL;

  if (options->lookup != NULL &&
      options->lookup (name.data, name.len, self->arena, out_value, options->lookup_data))
    return TRUE;
  if (options->data != NULL)
    {
      EspLiquidValue root = *esp_liquid_data_peek_root (options->data);

      if (root.type == ESP_LIQUID_HASH)
        found = esp_liquid_hash_lookup (root.u.hash, name.data, name.len);
    }
  if (found != NULL)
    *out_value = *found;
  return found != NULL;
}

/** esp_liquid_find_variable: sets nil and returns %FALSE when nothing has that name. */
gboolean
esp_liquid_find_variable (EspLiquidRender *self, EspLiquidSpan name, EspLiquidValue *out_value)
{
  EspLiquidScope *scope = self->scope;
  const EspLiquidValue *found = esp_liquid_bindings_find (scope->inner, name);

  if (found == NULL)
    found = esp_liquid_bindings_find (scope->locals, name);
  if (found == NULL)
    found = esp_liquid_bindings_find (scope->counters, name);
  if (found != NULL)
    {
      *out_value = *found;
      return TRUE;
    }
  *out_value = esp_liquid_nil ();
  return !scope->is_isolated && esp_liquid_find_in_data (self, name, out_value);
}

static gboolean
look_up_index (const EspLiquidArray *array, gint64 index, EspLiquidValue *out_value)
{
  if (index < 0)
    index += array->n_items;
  if (index < 0 || index >= array->n_items)
    return FALSE;
  *out_value = array->items[index];
  return TRUE;
}

static EspLiquidValue
first_pair (EspLiquidRender *self, const EspLiquidHash *hash)
{
  EspLiquidValue *pair = esp_liquid_arena_new_array (self->arena, EspLiquidValue, 2);

  if (hash->n_entries == 0)
    return esp_liquid_nil ();
  pair[0] = esp_liquid_string_len (hash->entries[0].name, hash->entries[0].name_len);
  pair[1] = hash->entries[0].value;
  return esp_liquid_array_take (self->arena, pair, 2);
}

static gboolean
look_up_command (EspLiquidRender *self,
                 const EspLiquidValue *object,
                 const char *word,
                 EspLiquidValue *out_value)
{
  gboolean is_size = g_str_equal (word, "size");
  gboolean is_first = g_str_equal (word, "first");

  switch (object->type)
    {
    case ESP_LIQUID_STRING:
      *out_value = esp_liquid_integer ((gint64) esp_liquid_string_n_chars (object));
      return is_size;
    case ESP_LIQUID_ARRAY:
      if (is_size)
        *out_value = esp_liquid_integer (object->u.array->n_items);
      else if (!look_up_index (object->u.array, is_first ? 0 : -1, out_value))
        *out_value = esp_liquid_nil ();
      return TRUE;
    case ESP_LIQUID_HASH:
      *out_value = is_size ? esp_liquid_integer (object->u.hash->n_entries)
                           : first_pair (self, object->u.hash);
      return is_size || is_first;
    case ESP_LIQUID_RANGE:
      *out_value = esp_liquid_integer (is_size    ? (gint64) esp_liquid_range_length (object)
                                       : is_first ? object->u.range.first
                                                  : object->u.range.last);
      return TRUE;
    case ESP_LIQUID_INTEGER:
      *out_value = esp_liquid_integer (sizeof (gint64));
      return is_size;
    case ESP_LIQUID_NIL:
    case ESP_LIQUID_BOOLEAN:
    case ESP_LIQUID_BIGINT:
    case ESP_LIQUID_FLOAT:
    case ESP_LIQUID_EMPTY:
    case ESP_LIQUID_BLANK:
    case ESP_LIQUID_OBJECT:
    default:
      return FALSE;
    }
}

/**
 * esp_liquid_look_up:
 * @is_dotted: whether @key stood behind a dot, so that size, first and last mean what they say
 *
 * Returns: whether @object has that member; else @out_value is nil.
 */
gboolean
esp_liquid_look_up (EspLiquidRender *self,
                    const EspLiquidValue *object,
                    const EspLiquidValue *key,
                    gboolean is_dotted,
                    EspLiquidValue *out_value)
{
  static const char *const commands[] = { "size", "first", "last" };
  const EspLiquidValue *found;

  *out_value = esp_liquid_nil ();
  if (key->type == ESP_LIQUID_INTEGER)
    return object->type == ESP_LIQUID_ARRAY &&
           look_up_index (object->u.array, key->u.integer, out_value);
  if (key->type != ESP_LIQUID_STRING)
    return FALSE;
  if (object->type == ESP_LIQUID_OBJECT)
    return object->u.object->klass->lookup (object->u.object, key->u.string.data, key->u.string.len,
                                            self->arena, out_value);
  if (object->type == ESP_LIQUID_HASH)
    {
      found = esp_liquid_hash_lookup (object->u.hash, key->u.string.data, key->u.string.len);
      if (found != NULL)
        {
          *out_value = *found;
          return TRUE;
        }
    }
  for (guint i = 0; is_dotted && i < G_N_ELEMENTS (commands); i++)
    if (esp_liquid_span_is ((EspLiquidSpan){ key->u.string.data, key->u.string.len }, commands[i]))
      {
        if (look_up_command (self, object, commands[i], out_value))
          return TRUE;
        *out_value = esp_liquid_nil ();
      }
  return FALSE;
}

static gboolean
evaluate_path (EspLiquidRender *self, const EspLiquidExpression *path, EspLiquidValue *out_value)
{
  EspLiquidSpan name = path->root.name;
  EspLiquidValue object;

  if (path->root.index != NULL)
    {
      EspLiquidValue key;

      if (!esp_liquid_evaluate (self, path->root.index, &key))
        return FALSE;
      name = (EspLiquidSpan){ "", 0 };
      if (key.type == ESP_LIQUID_STRING)
        name = (EspLiquidSpan){ key.u.string.data, key.u.string.len };
    }
  (void) esp_liquid_find_variable (self, name, &object);
  for (guint i = 0; i < path->n_segments; i++)
    {
      const EspLiquidSegment *segment = &path->segments[i];
      EspLiquidValue key = esp_liquid_string_len (segment->name.data, segment->name.len);
      EspLiquidValue member;

      if (segment->index != NULL && !esp_liquid_evaluate (self, segment->index, &key))
        return FALSE;
      if (!esp_liquid_look_up (self, &object, &key, segment->index == NULL, &member))
        {
          object = esp_liquid_nil ();
          break;
        }
      object = member;
    }
  *out_value = object;
  return TRUE;
}

/** esp_liquid_to_index: reads an integer that must be one as a whole; fails the node otherwise. */
gboolean
esp_liquid_to_index (EspLiquidRender *self, const EspLiquidValue *value, gint64 *out_integer)
{
  EspLiquidValue integer = *value;

  if (value->type != ESP_LIQUID_INTEGER && value->type != ESP_LIQUID_BIGINT)
    {
      EspLiquidValue text = esp_liquid_to_string (self->arena, value);

      integer = esp_liquid_parse_integer (self->arena, text.u.string.data, text.u.string.len);
      if (integer.type == ESP_LIQUID_NIL)
        return esp_liquid_fail (self, "invalid integer");
    }
  *out_integer = esp_liquid_clamped_integer (&integer);
  return TRUE;
}

static gboolean
evaluate_bound (EspLiquidRender *self, const EspLiquidExpression *expression, gint64 *out_bound)
{
  EspLiquidValue value;

  if (!esp_liquid_evaluate (self, expression, &value))
    return FALSE;
  if (value.type == ESP_LIQUID_STRING)
    {
      value = esp_liquid_leading_integer (self->arena, value.u.string.data, value.u.string.len);
      *out_bound = esp_liquid_clamped_integer (&value);
    }
  else if (value.type == ESP_LIQUID_NIL || value.type == ESP_LIQUID_EMPTY ||
           value.type == ESP_LIQUID_BLANK)
    *out_bound = 0;
  else if (value.type == ESP_LIQUID_FLOAT)
    *out_bound = value.u.real >= 9.2e18    ? G_MAXINT64
                 : value.u.real <= -9.2e18 ? G_MININT64
                                           : (gint64) value.u.real;
  else
    return esp_liquid_to_index (self, &value, out_bound);
  return TRUE;
}

/** esp_liquid_evaluate: works out @expression; nil when it is %NULL. */
gboolean
esp_liquid_evaluate (EspLiquidRender *self,
                     const EspLiquidExpression *expression,
                     EspLiquidValue *out_value)
{
  gint64 first;
  gint64 last;

  *out_value = esp_liquid_nil ();
  if (expression == NULL)
    return TRUE;
  if (expression->kind == ESP_LIQUID_LITERAL)
    {
      *out_value = expression->literal;
      return TRUE;
    }
  if (expression->kind == ESP_LIQUID_PATH)
    return evaluate_path (self, expression, out_value);
  if (!evaluate_bound (self, expression->first, &first) ||
      !evaluate_bound (self, expression->last, &last))
    return FALSE;
  *out_value = esp_liquid_range (first, last);
  return TRUE;
}

static gboolean
is_number (const EspLiquidValue *value)
{
  return value->type == ESP_LIQUID_INTEGER || value->type == ESP_LIQUID_FLOAT ||
         value->type == ESP_LIQUID_BIGINT;
}

static gint
compare_numbers (EspLiquidRender *self, const EspLiquidValue *a, const EspLiquidValue *b)
{
  EspLiquidNumber left;
  EspLiquidNumber right;

  if (a->type == ESP_LIQUID_INTEGER && b->type == ESP_LIQUID_INTEGER)
    return a->u.integer < b->u.integer ? -1 : a->u.integer > b->u.integer;
  if (a->type == ESP_LIQUID_FLOAT && b->type == ESP_LIQUID_FLOAT)
    return a->u.real < b->u.real ? -1 : a->u.real > b->u.real;
  left = esp_liquid_number_from_value (self->arena, a);
  right = esp_liquid_number_from_value (self->arena, b);
  return esp_liquid_number_compare (self->arena, &left, &right);
}

static gint
compare_strings (const EspLiquidValue *a, const EspLiquidValue *b)
{
  gsize n = MIN (a->u.string.len, b->u.string.len);
  gint order = memcmp (a->u.string.data, b->u.string.data, n);

  if (order != 0)
    return order;
  return a->u.string.len < b->u.string.len ? -1 : a->u.string.len > b->u.string.len;
}

static gboolean
fail_comparison (EspLiquidRender *self, const EspLiquidValue *left, const EspLiquidValue *right)
{
  EspLiquidValue text = esp_liquid_to_string (self->arena, right);
  const char *class_name = left->type == ESP_LIQUID_STRING  ? "String"
                           : left->type == ESP_LIQUID_FLOAT ? "Float"
                                                            : "Integer";

  if (right->type == ESP_LIQUID_STRING)
    return esp_liquid_fail (self, "comparison of %s with String failed", class_name);
  return esp_liquid_fail (self, "comparison of %s with %.*s failed", class_name,
                          (int) text.u.string.len, text.u.string.data);
}

static gboolean
test_order (EspLiquidRender *self,
            EspLiquidComparison comparison,
            const EspLiquidValue *left,
            const EspLiquidValue *right,
            gboolean *out_holds)
{
  gint order;

  *out_holds = FALSE;
  if (is_number (left) && is_number (right))
    order = compare_numbers (self, left, right);
  else if (left->type == ESP_LIQUID_STRING && right->type == ESP_LIQUID_STRING)
    order = compare_strings (left, right);
  else if ((is_number (left) || left->type == ESP_LIQUID_STRING) &&
           (is_number (right) || right->type == ESP_LIQUID_STRING))
    return fail_comparison (self, left, right);
  else
    return TRUE;
  *out_holds = comparison == ESP_LIQUID_LESS      ? order < 0
               : comparison == ESP_LIQUID_MORE    ? order > 0
               : comparison == ESP_LIQUID_AT_MOST ? order <= 0
                                                  : order >= 0;
  return TRUE;
}

static gboolean
contains (EspLiquidRender *self, const EspLiquidValue *left, const EspLiquidValue *right)
{
  EspLiquidValue needle;

  if (!esp_liquid_is_true (left) || !esp_liquid_is_true (right))
    return FALSE;
  if (left->type == ESP_LIQUID_STRING)
    {
      needle = esp_liquid_to_string (self->arena, right);
      return needle.u.string.len == 0 || memmem (left->u.string.data, left->u.string.len,
                                                 needle.u.string.data, needle.u.string.len) != NULL;
    }
  if (left->type == ESP_LIQUID_HASH)
    return right->type == ESP_LIQUID_STRING &&
           esp_liquid_hash_lookup (left->u.hash, right->u.string.data, right->u.string.len) != NULL;
  if (left->type == ESP_LIQUID_RANGE)
    return is_number (right) &&
           compare_numbers (self,
                            &(EspLiquidValue){ .type = ESP_LIQUID_INTEGER,
                                               .u.integer = left->u.range.first },
                            right) <= 0 &&
           compare_numbers (self, right,
                            &(EspLiquidValue){ .type = ESP_LIQUID_INTEGER,
                                               .u.integer = left->u.range.last }) <= 0;
  if (left->type != ESP_LIQUID_ARRAY)
    return FALSE;
  for (guint i = 0; i < left->u.array->n_items; i++)
    if (esp_liquid_equal (&left->u.array->items[i], right))
      return TRUE;
  return FALSE;
}

static gboolean
is_word_value (const EspLiquidValue *value)
{
  return value->type == ESP_LIQUID_EMPTY || value->type == ESP_LIQUID_BLANK;
}

static gboolean
equal_or_word (const EspLiquidValue *left, const EspLiquidValue *right)
{
  const EspLiquidValue *word = is_word_value (left) ? left : right;
  const EspLiquidValue *other = is_word_value (left) ? right : left;

  if (!is_word_value (word))
    return esp_liquid_equal (left, right);
  if (is_word_value (other))
    return FALSE;
  return word->type == ESP_LIQUID_EMPTY ? esp_liquid_is_empty (other) : esp_liquid_is_blank (other);
}

/** esp_liquid_test_values: compares; values that have no order to each other are neither less nor more. */
gboolean
esp_liquid_test_values (EspLiquidRender *self,
                        EspLiquidComparison comparison,
                        const EspLiquidValue *left,
                        const EspLiquidValue *right,
                        gboolean *out_holds)
{
  switch (comparison)
    {
    case ESP_LIQUID_TRUTH:
      *out_holds = esp_liquid_is_true (left);
      return TRUE;
    case ESP_LIQUID_EQUALS:
      *out_holds = equal_or_word (left, right);
      return TRUE;
    case ESP_LIQUID_DIFFERS:
      *out_holds = !equal_or_word (left, right);
      return TRUE;
    case ESP_LIQUID_CONTAINS:
      *out_holds = contains (self, left, right);
      return TRUE;
    case ESP_LIQUID_LESS:
    case ESP_LIQUID_MORE:
    case ESP_LIQUID_AT_MOST:
    case ESP_LIQUID_AT_LEAST:
    default:
      return test_order (self, comparison, left, right, out_holds);
    }
}

/** esp_liquid_evaluate_condition: "and" and "or" group from the right and stop as soon as they can. */
gboolean
esp_liquid_evaluate_condition (EspLiquidRender *self,
                               const EspLiquidCondition *condition,
                               gboolean *out_holds)
{
  for (const EspLiquidTest *test = condition->tests;; test++)
    {
      EspLiquidValue left;
      EspLiquidValue right;

      if (!esp_liquid_evaluate (self, test->left, &left) ||
          !esp_liquid_evaluate (self, test->right, &right) ||
          !esp_liquid_test_values (self, test->comparison, &left, &right, out_holds))
        return FALSE;
      if (test->relation == ESP_LIQUID_LAST || (test->relation == ESP_LIQUID_OR && *out_holds) ||
          (test->relation == ESP_LIQUID_AND && !*out_holds))
        return TRUE;
    }
}

static gboolean
fail_arg_count (EspLiquidRender *self, const EspLiquidFilterUse *use, guint given)
{
  guint from = use->spec->min_args + 1;
  guint to = use->spec->max_args + 1;

  if (from == to)
    return esp_liquid_fail (self, "wrong number of arguments (given %u, expected %u)", given + 1,
                            from);
  return esp_liquid_fail (self, "wrong number of arguments (given %u, expected %u..%u)", given + 1,
                          from, to);
}

/* All "name: value" together count as one more argument, a hash behind the others. */
static EspLiquidValue
gather_keywords (EspLiquidRender *self, const EspLiquidFilterUse *use, const EspLiquidValue *values)
{
  EspLiquidEntry *entries =
    esp_liquid_arena_new_array (self->arena, EspLiquidEntry, use->n_keywords);

  for (guint i = 0; i < use->n_keywords; i++)
    entries[i] =
      (EspLiquidEntry){ use->keywords[i].name.data, use->keywords[i].name.len, values[i] };
  return esp_liquid_hash_take (self->arena, entries, use->n_keywords);
}

static gboolean
apply_filter (EspLiquidRender *self, const EspLiquidFilterUse *use, EspLiquidValue *inout_value)
{
  EspLiquidValue args[MAX_ARGS + 1];
  EspLiquidValue keyword_values[MAX_ARGS];
  EspLiquidValue input = *inout_value;
  EspLiquidCall call = { .render = self,
                         .input = &input,
                         .args = args,
                         .n_args = use->n_args,
                         .use = use,
                         .keyword_values = keyword_values };
  guint given = use->n_args + (use->n_keywords > 0 ? 1 : 0);

  if (use->n_args > MAX_ARGS || use->n_keywords > MAX_ARGS)
    return esp_liquid_fail (self, "too many arguments");
  for (guint i = 0; i < use->n_args; i++)
    if (!esp_liquid_evaluate (self, use->args[i], &args[i]))
      return FALSE;
  for (guint i = 0; i < use->n_keywords; i++)
    if (!esp_liquid_evaluate (self, use->keywords[i].value, &keyword_values[i]))
      return FALSE;
  if (use->n_keywords > 0)
    args[call.n_args++] = gather_keywords (self, use, keyword_values);
  if (use->spec == NULL)
    return TRUE;
  if (given < use->spec->min_args || given > use->spec->max_args)
    return fail_arg_count (self, use, given);
  if (!esp_liquid_step (self, 1))
    return FALSE;
  *inout_value = esp_liquid_nil ();
  return use->spec->filter (&call, inout_value);
}

/** esp_liquid_evaluate_pipe: the value after all its filters; an unknown filter passes its input on. */
gboolean
esp_liquid_evaluate_pipe (EspLiquidRender *self,
                          const EspLiquidPipe *pipe,
                          EspLiquidValue *out_value)
{
  if (!esp_liquid_evaluate (self, pipe->base, out_value))
    return FALSE;
  for (guint i = 0; i < pipe->n_filters; i++)
    if (!apply_filter (self, &pipe->filters[i], out_value))
      return FALSE;
  return TRUE;
}

/**
 * esp_liquid_call_get_input:
 *
 * Returns: (transfer none): what stands before the filter
 */
const EspLiquidValue *
esp_liquid_call_get_input (EspLiquidCall *self)
{
  return self->input;
}

/** esp_liquid_call_get_n_args: keyword arguments together count as one, a hash behind the others. */
guint
esp_liquid_call_get_n_args (EspLiquidCall *self)
{
  return self->n_args;
}

/** esp_liquid_call_get_arg: Returns: (nullable): argument @i, %NULL when it was not given. */
const EspLiquidValue *
esp_liquid_call_get_arg (EspLiquidCall *self, guint i)
{
  return i < self->n_args ? &self->args[i] : NULL;
}

/** esp_liquid_call_get_keyword: Returns: (nullable): the value of "name: value". */
const EspLiquidValue *
esp_liquid_call_get_keyword (EspLiquidCall *self, const char *name)
{
  for (guint i = 0; i < self->use->n_keywords; i++)
    if (esp_liquid_span_is (self->use->keywords[i].name, name))
      return &self->keyword_values[i];
  return NULL;
}

/** esp_liquid_call_get_arena: where a filter makes the text, arrays and hashes that it returns. */
EspLiquidArena *
esp_liquid_call_get_arena (EspLiquidCall *self)
{
  return self->render->arena;
}

/**
 * esp_liquid_call_fail: says what is wrong with the input or an argument.
 *
 * Returns: %FALSE
 */
gboolean
esp_liquid_call_fail (EspLiquidCall *self, const char *format, ...)
{
  va_list args;
  g_autofree char *sentence = NULL;

  va_start (args, format);
  sentence = g_strdup_vprintf (format, args);
  va_end (args);
  return esp_liquid_fail (self->render, "%s", sentence);
}
