/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The filters that order, join and reshape lists; everything that is no list counts as a list of one. */
#define G_LOG_DOMAIN "esp-liquid"

#include "config.h"

#include "engine/content/liquid/esp-liquid-filters.h"
#include "engine/content/liquid/esp-liquid-loop.h"
#include "engine/content/liquid/esp-liquid-number.h"
#include "engine/content/liquid/esp-liquid-print.h"

/* A range may not become a longer list than this. */
#define MAX_RANGE_ITEMS 1000000
#define MAX_NESTING 200

typedef enum
{
  ORDER_PLAIN,
  ORDER_IGNORE_CASE,
} Order;

typedef struct
{
  EspLiquidValue item;
  EspLiquidValue key;
  guint position;
} SortEntry;

typedef struct
{
  EspLiquidCall *call;
  Order order;
  gboolean failed;
} Sorter;

static void
flatten_into (GArray *out, const EspLiquidArray *array, guint depth)
{
  for (guint i = 0; i < array->n_items; i++)
    if (array->items[i].type == ESP_LIQUID_ARRAY && depth < MAX_NESTING)
      flatten_into (out, array->items[i].u.array, depth + 1);
    else
      g_array_append_val (out, array->items[i]);
}

static gboolean
has_inner_array (const EspLiquidArray *array)
{
  for (guint i = 0; i < array->n_items; i++)
    if (array->items[i].type == ESP_LIQUID_ARRAY)
      return TRUE;
  return FALSE;
}

/** esp_liquid_set_array: copies @items (of EspLiquidValue) into the render's memory. */
void
esp_liquid_set_array (EspLiquidCall *call, GArray *items, EspLiquidValue *out_value)
{
  EspLiquidArena *arena = call->render->arena;
  EspLiquidValue *copy = esp_liquid_arena_new_array (arena, EspLiquidValue, items->len);

  if (items->len > 0)
    memcpy (copy, items->data, items->len * sizeof *copy);
  *out_value = esp_liquid_array_take (arena, copy, items->len);
}

static gboolean
range_items (EspLiquidCall *call, const EspLiquidValue *range, EspLiquidArray *out_array)
{
  guint64 n = esp_liquid_range_length (range);
  EspLiquidValue *items;

  if (n > MAX_RANGE_ITEMS)
    return esp_liquid_call_fail (call, "the range is longer than %d", MAX_RANGE_ITEMS);
  items = esp_liquid_arena_new_array (call->render->arena, EspLiquidValue, n);
  for (guint64 i = 0; i < n; i++)
    items[i] = esp_liquid_integer (range->u.range.first + (gint64) i);
  *out_array = (EspLiquidArray){ .n_items = (guint) n, .items = items };
  return esp_liquid_step (call->render, n);
}

/** esp_liquid_call_items: @value as a flat list: nil is an empty one, any single thing a list of one. */
gboolean
esp_liquid_call_items (EspLiquidCall *call, const EspLiquidValue *value, EspLiquidArray *out_array)
{
  EspLiquidValue *single;

  *out_array = (EspLiquidArray){ 0 };
  if (value->type == ESP_LIQUID_NIL)
    return TRUE;
  if (value->type == ESP_LIQUID_RANGE)
    return range_items (call, value, out_array);
  if (value->type == ESP_LIQUID_ARRAY && !has_inner_array (value->u.array))
    *out_array = *value->u.array;
  else if (value->type == ESP_LIQUID_ARRAY)
    {
      g_autoptr (GArray) flat = g_array_new (FALSE, FALSE, sizeof (EspLiquidValue));
      EspLiquidValue copy;

      flatten_into (flat, value->u.array, 0);
      esp_liquid_set_array (call, flat, &copy);
      *out_array = *copy.u.array;
    }
  else
    {
      single = esp_liquid_arena_new0 (call->render->arena, EspLiquidValue);
      *single = *value;
      *out_array = (EspLiquidArray){ .n_items = 1, .items = single };
    }
  return esp_liquid_step (call->render, 1 + out_array->n_items);
}

static EspLiquidMemberResult
fail_property (EspLiquidCall *call, const EspLiquidValue *property)
{
  EspLiquidValue text = esp_liquid_to_string (call->render->arena, property);

  (void) esp_liquid_call_fail (call, "cannot select the property '%.*s'", (int) text.u.string.len,
                               text.u.string.data);
  return ESP_LIQUID_MEMBER_ERROR;
}

/* The character at an index, or the part itself when the text contains it. */
static EspLiquidMemberResult
string_member (EspLiquidCall *call,
               const EspLiquidValue *item,
               const EspLiquidValue *property,
               EspLiquidValue *out_value)
{
  if (property->type == ESP_LIQUID_INTEGER)
    {
      esp_liquid_set_span (esp_liquid_char_at ((EspLiquidSpan){ item->u.string.data,
                                                                item->u.string.len },
                                               property->u.integer),
                           out_value);
      if (out_value->u.string.len == 0)
        *out_value = esp_liquid_nil ();
      return ESP_LIQUID_MEMBER_FOUND;
    }
  if (property->type != ESP_LIQUID_STRING)
    return fail_property (call, property);
  if (property->u.string.len == 0 ||
      memmem (item->u.string.data, item->u.string.len, property->u.string.data,
              property->u.string.len) != NULL)
    *out_value = *property;
  return ESP_LIQUID_MEMBER_FOUND;
}

static gint64
bit_at (gint64 number, gint64 index)
{
  if (index < 0)
    return 0;
  return index > 63 ? number < 0 : (gint64) (((guint64) number >> index) & 1);
}

/* "a.b" as the member b of the member a, where nothing has the whole name. */
static void
follow_dots (EspLiquidCall *call,
             const EspLiquidValue *item,
             const EspLiquidValue *property,
             EspLiquidValue *out_value)
{
  const char *at = property->u.string.data;
  const char *end = at + property->u.string.len;
  EspLiquidValue current = *item;

  if (memchr (at, '.', property->u.string.len) == NULL)
    return;
  while (at < end && (current.type == ESP_LIQUID_HASH || current.type == ESP_LIQUID_OBJECT))
    {
      const char *dot = memchr (at, '.', (gsize) (end - at));
      const char *stop = dot == NULL ? end : dot;
      EspLiquidValue name = esp_liquid_string_len (at, (gsize) (stop - at));
      EspLiquidValue next;

      (void) esp_liquid_look_up (call->render, &current, &name, FALSE, &next);
      current = next;
      at = dot == NULL ? end : dot + 1;
    }
  *out_value = current;
}

/**
 * esp_liquid_call_member: the member @property of an item of a list.
 *
 * A text has the members that are part of it, an integer its bits; anything else of a number is an error.
 */
EspLiquidMemberResult
esp_liquid_call_member (EspLiquidCall *call,
                        const EspLiquidValue *item,
                        const EspLiquidValue *property,
                        EspLiquidValue *out_value)
{
  *out_value = esp_liquid_nil ();
  switch (item->type)
    {
    case ESP_LIQUID_HASH:
    case ESP_LIQUID_OBJECT:
      (void) esp_liquid_look_up (call->render, item, property, FALSE, out_value);
      if (out_value->type == ESP_LIQUID_NIL && property->type == ESP_LIQUID_STRING)
        follow_dots (call, item, property, out_value);
      return ESP_LIQUID_MEMBER_FOUND;
    case ESP_LIQUID_STRING:
      return string_member (call, item, property, out_value);
    case ESP_LIQUID_INTEGER:
      if (property->type != ESP_LIQUID_INTEGER)
        return fail_property (call, property);
      *out_value = esp_liquid_integer (bit_at (item->u.integer, property->u.integer));
      return ESP_LIQUID_MEMBER_FOUND;
    case ESP_LIQUID_BIGINT:
      return fail_property (call, property);
    case ESP_LIQUID_NIL:
    case ESP_LIQUID_BOOLEAN:
    case ESP_LIQUID_FLOAT:
    case ESP_LIQUID_ARRAY:
    case ESP_LIQUID_RANGE:
    case ESP_LIQUID_EMPTY:
    case ESP_LIQUID_BLANK:
    default:
      return ESP_LIQUID_MEMBER_NONE;
    }
}

static gint
compare_ignoring_case (EspLiquidCall *call, const EspLiquidValue *a, const EspLiquidValue *b)
{
  EspLiquidValue left = esp_liquid_to_string (call->render->arena, a);
  EspLiquidValue right = esp_liquid_to_string (call->render->arena, b);
  gsize n = MIN (left.u.string.len, right.u.string.len);

  for (gsize i = 0; i < n; i++)
    {
      guchar x = (guchar) g_ascii_tolower (left.u.string.data[i]);
      guchar y = (guchar) g_ascii_tolower (right.u.string.data[i]);

      if (x != y)
        return x < y ? -1 : 1;
    }
  return left.u.string.len < right.u.string.len ? -1 : left.u.string.len > right.u.string.len;
}

static gint
compare_plainly (Sorter *sorter, const EspLiquidValue *a, const EspLiquidValue *b)
{
  gboolean holds = FALSE;
  EspLiquidRender *render = sorter->call->render;

  if (esp_liquid_equal (a, b))
    return 0;
  if (esp_liquid_test_values (render, ESP_LIQUID_LESS, a, b, &holds) && holds)
    return -1;
  if (esp_liquid_test_values (render, ESP_LIQUID_MORE, a, b, &holds) && holds)
    return 1;
  sorter->failed = TRUE;
  return 0;
}

static gint
compare_entries (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const SortEntry *left = a;
  const SortEntry *right = b;
  Sorter *sorter = user_data;
  gboolean left_is_nil = left->key.type == ESP_LIQUID_NIL;
  gboolean right_is_nil = right->key.type == ESP_LIQUID_NIL;
  gint order = 0;

  if (left_is_nil || right_is_nil)
    order = (gint) left_is_nil - (gint) right_is_nil;
  else if (sorter->order == ORDER_IGNORE_CASE)
    order = compare_ignoring_case (sorter->call, &left->key, &right->key);
  else
    order = compare_plainly (sorter, &left->key, &right->key);
  if (order == 0)
    order = left->position < right->position ? -1 : 1;
  return order;
}

static gboolean
has_members (const EspLiquidValue *item)
{
  return item->type != ESP_LIQUID_NIL && item->type != ESP_LIQUID_BOOLEAN &&
         item->type != ESP_LIQUID_FLOAT && item->type != ESP_LIQUID_EMPTY &&
         item->type != ESP_LIQUID_BLANK;
}

/* Returns FALSE when an item has no members at all: then the filter gives nil. */
static gboolean
fill_keys (EspLiquidCall *call, GArray *entries, gboolean *out_failed)
{
  *out_failed = FALSE;
  for (guint i = 0; i < entries->len; i++)
    if (!has_members (&g_array_index (entries, SortEntry, i).item))
      return FALSE;
  for (guint i = 0; entries->len > 1 && i < entries->len; i++)
    {
      SortEntry *entry = &g_array_index (entries, SortEntry, i);
      EspLiquidMemberResult result =
        esp_liquid_call_member (call, &entry->item, &call->args[0], &entry->key);

      *out_failed = *out_failed || result == ESP_LIQUID_MEMBER_ERROR;
      if (result != ESP_LIQUID_MEMBER_FOUND)
        return FALSE;
    }
  return TRUE;
}

static gboolean
sort_by (EspLiquidCall *call, EspLiquidValue *out_value, Order order)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (SortEntry));
  Sorter sorter = { .call = call, .order = order };
  EspLiquidArray list;
  EspLiquidValue *sorted;
  gboolean has_property = call->n_args > 0 && call->args[0].type != ESP_LIQUID_NIL;
  gboolean failed;

  if (!esp_liquid_call_items (call, call->input, &list))
    return FALSE;
  for (guint i = 0; i < list.n_items; i++)
    {
      SortEntry entry = { .item = list.items[i], .key = list.items[i], .position = i };

      g_array_append_val (entries, entry);
    }
  if (has_property && !fill_keys (call, entries, &failed))
    return !failed;
  g_array_sort_with_data (entries, compare_entries, &sorter);
  if (sorter.failed)
    return esp_liquid_call_fail (call, "cannot sort values of incompatible types");
  sorted = esp_liquid_arena_new_array (call->render->arena, EspLiquidValue, entries->len);
  for (guint i = 0; i < entries->len; i++)
    sorted[i] = g_array_index (entries, SortEntry, i).item;
  *out_value = esp_liquid_array_take (call->render->arena, sorted, entries->len);
  return esp_liquid_step (call->render, 1 + 4 * (guint64) entries->len);
}

static gboolean
filter_sort (EspLiquidCall *call, EspLiquidValue *out_value)
{
  return sort_by (call, out_value, ORDER_PLAIN);
}

static gboolean
filter_sort_natural (EspLiquidCall *call, EspLiquidValue *out_value)
{
  return sort_by (call, out_value, ORDER_IGNORE_CASE);
}

static gboolean
filter_join (EspLiquidCall *call, EspLiquidValue *out_value)
{
  g_autoptr (GString) out = g_string_new (NULL);
  EspLiquidSpan glue = esp_liquid_call_arg_text (call, 0, " ");
  EspLiquidArray list;

  if (!esp_liquid_call_items (call, call->input, &list))
    return FALSE;
  for (guint i = 0; i < list.n_items; i++)
    {
      if (i > 0)
        g_string_append_len (out, glue.data, (gssize) glue.len);
      esp_liquid_append_text (out, &list.items[i]);
      if (out->len > call->render->limits.max_memory_bytes)
        return esp_liquid_call_fail (call, "the text would grow too long");
    }
  esp_liquid_set_text (call, out, out_value);
  return TRUE;
}

static gboolean
filter_reverse (EspLiquidCall *call, EspLiquidValue *out_value)
{
  EspLiquidArray list;
  EspLiquidValue *reversed;

  if (!esp_liquid_call_items (call, call->input, &list))
    return FALSE;
  reversed = esp_liquid_arena_new_array (call->render->arena, EspLiquidValue, list.n_items);
  for (guint i = 0; i < list.n_items; i++)
    reversed[i] = list.items[list.n_items - 1 - i];
  *out_value = esp_liquid_array_take (call->render->arena, reversed, list.n_items);
  return TRUE;
}

static gboolean
filter_concat (EspLiquidCall *call, EspLiquidValue *out_value)
{
  EspLiquidArray list;
  const EspLiquidArray *more;
  EspLiquidValue *joined;

  if (call->args[0].type != ESP_LIQUID_ARRAY)
    return esp_liquid_call_fail (call, "concat filter requires an array argument");
  if (!esp_liquid_call_items (call, call->input, &list))
    return FALSE;
  more = call->args[0].u.array;
  joined =
    esp_liquid_arena_new_array (call->render->arena, EspLiquidValue, list.n_items + more->n_items);
  if (list.n_items > 0)
    memcpy (joined, list.items, list.n_items * sizeof *joined);
  if (more->n_items > 0)
    memcpy (joined + list.n_items, more->items, more->n_items * sizeof *joined);
  *out_value = esp_liquid_array_take (call->render->arena, joined, list.n_items + more->n_items);
  return esp_liquid_step (call->render, 1 + more->n_items);
}

static gboolean
filter_first (EspLiquidCall *call, EspLiquidValue *out_value)
{
  EspLiquidSegmentView view;

  if (call->input->type == ESP_LIQUID_STRING)
    {
      esp_liquid_set_span (esp_liquid_char_at (esp_liquid_call_input_text (call), 0), out_value);
      return TRUE;
    }
  if (call->input->type == ESP_LIQUID_RANGE)
    {
      *out_value = esp_liquid_integer (call->input->u.range.first);
      return TRUE;
    }
  view = esp_liquid_segment_view (call->input, 0, 1);
  if (view.length > 0)
    *out_value = esp_liquid_segment_view_get (call->render->arena, &view, 0);
  return TRUE;
}

static gboolean
filter_last (EspLiquidCall *call, EspLiquidValue *out_value)
{
  if (call->input->type == ESP_LIQUID_STRING)
    esp_liquid_set_span (esp_liquid_char_at (esp_liquid_call_input_text (call), -1), out_value);
  if (call->input->type == ESP_LIQUID_RANGE)
    *out_value = esp_liquid_integer (call->input->u.range.last);
  if (call->input->type == ESP_LIQUID_ARRAY && call->input->u.array->n_items > 0)
    *out_value = call->input->u.array->items[call->input->u.array->n_items - 1];
  return TRUE;
}

static gboolean
filter_size (EspLiquidCall *call, EspLiquidValue *out_value)
{
  const EspLiquidValue *input = call->input;

  if (input->type == ESP_LIQUID_STRING)
    *out_value = esp_liquid_integer ((gint64) esp_liquid_string_n_chars (input));
  else if (input->type == ESP_LIQUID_INTEGER)
    *out_value = esp_liquid_integer (sizeof (gint64));
  else
    *out_value = esp_liquid_integer (esp_liquid_collection_length (input));
  return TRUE;
}

const EspLiquidFilterSpec esp_liquid_array_filters[] = {
  { "concat", filter_concat, 1, 1 },
  { "first", filter_first, 0, 0 },
  { "join", filter_join, 0, 1 },
  { "last", filter_last, 0, 0 },
  { "reverse", filter_reverse, 0, 0 },
  { "size", filter_size, 0, 0 },
  { "sort", filter_sort, 0, 1 },
  { "sort_natural", filter_sort_natural, 0, 1 },
  { NULL, NULL, 0, 0 },
};
