/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values of the Liquid language: making them and comparing them. */
#define G_LOG_DOMAIN "esp-liquid"

#include "config.h"

#include "engine/content/liquid/esp-liquid-value.h"

#include <string.h>

/* From how many entries on a hash gets an index. */
#define INDEX_FROM 9

/**
 * esp_liquid_nil:
 *
 * Returns: the value that is nothing
 */
EspLiquidValue
esp_liquid_nil (void)
{
  return (EspLiquidValue){ .type = ESP_LIQUID_NIL };
}

/**
 * esp_liquid_boolean:
 *
 * Returns: true or false as a value
 */
EspLiquidValue
esp_liquid_boolean (gboolean boolean)
{
  return (EspLiquidValue){ .type = ESP_LIQUID_BOOLEAN, .u.boolean = boolean != FALSE };
}

/**
 * esp_liquid_integer:
 *
 * Returns: a whole number as a value
 */
EspLiquidValue
esp_liquid_integer (gint64 integer)
{
  return (EspLiquidValue){ .type = ESP_LIQUID_INTEGER, .u.integer = integer };
}

/**
 * esp_liquid_float:
 *
 * Returns: a number with a fraction as a value
 */
EspLiquidValue
esp_liquid_float (double real)
{
  return (EspLiquidValue){ .type = ESP_LIQUID_FLOAT, .u.real = real };
}

/** esp_liquid_string: a value over @data, which must outlive the render; nil for %NULL. */
EspLiquidValue
esp_liquid_string (const char *data)
{
  return data == NULL ? esp_liquid_nil () : esp_liquid_string_len (data, strlen (data));
}

/**
 * esp_liquid_string_len:
 * @data: UTF-8 that lives as long as the value
 * @len: its length in bytes
 *
 * Returns: a text as a value; nothing is copied
 */
EspLiquidValue
esp_liquid_string_len (const char *data, gsize len)
{
  return (EspLiquidValue){ .type = ESP_LIQUID_STRING, .u.string = { data, len } };
}

/**
 * esp_liquid_range:
 *
 * Returns: the whole numbers from @first to @last, both included, as a value
 */
EspLiquidValue
esp_liquid_range (gint64 first, gint64 last)
{
  return (EspLiquidValue){ .type = ESP_LIQUID_RANGE, .u.range = { first, last } };
}

/**
 * esp_liquid_object:
 *
 * Returns: @object as a value; it must live as long
 */
EspLiquidValue
esp_liquid_object (const EspLiquidObject *object)
{
  return (EspLiquidValue){ .type = ESP_LIQUID_OBJECT, .u.object = object };
}

/** esp_liquid_array_take: an array over @items, which live as long as @arena or longer. */
EspLiquidValue
esp_liquid_array_take (EspLiquidArena *arena, const EspLiquidValue *items, guint n_items)
{
  EspLiquidArray *array = esp_liquid_arena_new0 (arena, EspLiquidArray);

  array->items = items;
  array->n_items = n_items;
  return (EspLiquidValue){ .type = ESP_LIQUID_ARRAY, .u.array = array };
}

static guint32
hash_name (const char *name, gsize len)
{
  guint32 h = 5381; /* Bernstein's hash, as in g_str_hash() */

  for (gsize i = 0; i < len; i++)
    h = h * 33 + (guchar) name[i];
  return h;
}

static void
build_index (EspLiquidArena *arena, EspLiquidHash *hash)
{
  guint size = 16;
  guint32 *index;

  while (size < hash->n_entries * 2)
    size *= 2;
  index = esp_liquid_arena_new_array (arena, guint32, size);
  hash->index_mask = size - 1;
  for (guint i = 0; i < hash->n_entries; i++)
    {
      guint slot = hash_name (hash->entries[i].name, hash->entries[i].name_len) & hash->index_mask;

      while (index[slot] != 0)
        slot = (slot + 1) & hash->index_mask;
      index[slot] = i + 1;
    }
  hash->index = index;
}

/**
 * esp_liquid_hash_take:
 *
 * Returns: a hash over @entries, whose names differ and which live as long as @arena or longer.
 */
EspLiquidValue
esp_liquid_hash_take (EspLiquidArena *arena, const EspLiquidEntry *entries, guint n_entries)
{
  EspLiquidHash *hash = esp_liquid_arena_new0 (arena, EspLiquidHash);

  hash->entries = entries;
  hash->n_entries = n_entries;
  if (n_entries >= INDEX_FROM)
    build_index (arena, hash);
  return (EspLiquidValue){ .type = ESP_LIQUID_HASH, .u.hash = hash };
}

static gboolean
has_name (const EspLiquidEntry *entry, const char *name, gsize name_len)
{
  return entry->name_len == name_len && memcmp (entry->name, name, name_len) == 0;
}

/** esp_liquid_hash_lookup: Returns: (nullable): the value under @name. */
const EspLiquidValue *
esp_liquid_hash_lookup (const EspLiquidHash *hash, const char *name, gsize name_len)
{
  if (hash->index == NULL)
    {
      for (guint i = 0; i < hash->n_entries; i++)
        if (has_name (&hash->entries[i], name, name_len))
          return &hash->entries[i].value;
      return NULL;
    }
  for (guint slot = hash_name (name, name_len) & hash->index_mask; hash->index[slot] != 0;
       slot = (slot + 1) & hash->index_mask)
    {
      const EspLiquidEntry *entry = &hash->entries[hash->index[slot] - 1];

      if (has_name (entry, name, name_len))
        return &entry->value;
    }
  return NULL;
}

static EspLiquidValue
array_from_json (EspLiquidArena *arena, JsonArray *array)
{
  guint n = json_array_get_length (array);
  EspLiquidValue *items = esp_liquid_arena_new_array (arena, EspLiquidValue, n);

  for (guint i = 0; i < n; i++)
    items[i] = esp_liquid_from_json (arena, json_array_get_element (array, i));
  return esp_liquid_array_take (arena, items, n);
}

static EspLiquidValue
hash_from_json (EspLiquidArena *arena, JsonObject *object)
{
  EspLiquidEntry *entries =
    esp_liquid_arena_new_array (arena, EspLiquidEntry, json_object_get_size (object));
  guint n = 0;
  JsonObjectIter iter;
  const char *name;
  JsonNode *member;

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      entries[n].name_len = strlen (name);
      entries[n].name = esp_liquid_arena_dup (arena, name, entries[n].name_len);
      entries[n].value = esp_liquid_from_json (arena, member);
      n++;
    }
  return esp_liquid_hash_take (arena, entries, n);
}

/** esp_liquid_from_json: copies @node into @arena; nothing of @node is kept. */
EspLiquidValue
esp_liquid_from_json (EspLiquidArena *arena, JsonNode *node)
{
  GType type;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return esp_liquid_nil ();
  if (JSON_NODE_HOLDS_ARRAY (node))
    return array_from_json (arena, json_node_get_array (node));
  if (JSON_NODE_HOLDS_OBJECT (node))
    return hash_from_json (arena, json_node_get_object (node));
  type = json_node_get_value_type (node);
  if (type == G_TYPE_BOOLEAN)
    return esp_liquid_boolean (json_node_get_boolean (node));
  if (type == G_TYPE_INT64)
    return esp_liquid_integer (json_node_get_int (node));
  if (type == G_TYPE_DOUBLE)
    return esp_liquid_float (json_node_get_double (node));
  {
    const char *text = json_node_get_string (node);
    gsize len = text == NULL ? 0 : strlen (text);

    return esp_liquid_string_len (esp_liquid_arena_dup (arena, text, len), len);
  }
}

/** esp_liquid_is_true: only nil and false are false. */
gboolean
esp_liquid_is_true (const EspLiquidValue *value)
{
  return !(value->type == ESP_LIQUID_NIL ||
           (value->type == ESP_LIQUID_BOOLEAN && !value->u.boolean));
}

/** esp_liquid_is_empty: whether the value is a string, array or hash without content. */
gboolean
esp_liquid_is_empty (const EspLiquidValue *value)
{
  if (value->type == ESP_LIQUID_STRING)
    return value->u.string.len == 0;
  if (value->type == ESP_LIQUID_ARRAY)
    return value->u.array->n_items == 0;
  return value->type == ESP_LIQUID_HASH && value->u.hash->n_entries == 0;
}

/** esp_liquid_is_blank: nil, false, empty, or a string of white space only. */
gboolean
esp_liquid_is_blank (const EspLiquidValue *value)
{
  if (!esp_liquid_is_true (value))
    return TRUE;
  if (value->type != ESP_LIQUID_STRING)
    return esp_liquid_is_empty (value);
  for (gsize i = 0; i < value->u.string.len; i++)
    if (strchr (" \t\n\v\f\r", value->u.string.data[i]) == NULL || value->u.string.data[i] == '\0')
      return FALSE;
  return TRUE;
}

static gboolean
strings_equal (const EspLiquidValue *a, const EspLiquidValue *b)
{
  return a->u.string.len == b->u.string.len &&
         memcmp (a->u.string.data, b->u.string.data, a->u.string.len) == 0;
}

static gboolean
arrays_equal (const EspLiquidArray *a, const EspLiquidArray *b)
{
  if (a->n_items != b->n_items)
    return FALSE;
  for (guint i = 0; i < a->n_items; i++)
    if (!esp_liquid_equal (&a->items[i], &b->items[i]))
      return FALSE;
  return TRUE;
}

static gboolean
hashes_equal (const EspLiquidHash *a, const EspLiquidHash *b)
{
  if (a->n_entries != b->n_entries)
    return FALSE;
  for (guint i = 0; i < a->n_entries; i++)
    {
      const EspLiquidEntry *entry = &a->entries[i];
      const EspLiquidValue *other = esp_liquid_hash_lookup (b, entry->name, entry->name_len);

      if (other == NULL || !esp_liquid_equal (&entry->value, other))
        return FALSE;
    }
  return TRUE;
}

static gboolean
numbers_equal (const EspLiquidValue *a, const EspLiquidValue *b)
{
  if (a->type == ESP_LIQUID_INTEGER && b->type == ESP_LIQUID_FLOAT)
    return (double) a->u.integer == b->u.real;
  if (a->type == ESP_LIQUID_FLOAT && b->type == ESP_LIQUID_INTEGER)
    return a->u.real == (double) b->u.integer;
  return FALSE;
}

/** esp_liquid_equal: deep equality; an integer equals a float of the same amount, no other mix. */
gboolean
esp_liquid_equal (const EspLiquidValue *a, const EspLiquidValue *b)
{
  if (a->type != b->type)
    return numbers_equal (a, b);
  switch (a->type)
    {
    case ESP_LIQUID_BOOLEAN:
      return a->u.boolean == b->u.boolean;
    case ESP_LIQUID_INTEGER:
      return a->u.integer == b->u.integer;
    case ESP_LIQUID_FLOAT:
      return a->u.real == b->u.real;
    case ESP_LIQUID_STRING:
    case ESP_LIQUID_BIGINT:
      return strings_equal (a, b);
    case ESP_LIQUID_ARRAY:
      return arrays_equal (a->u.array, b->u.array);
    case ESP_LIQUID_HASH:
      return hashes_equal (a->u.hash, b->u.hash);
    case ESP_LIQUID_RANGE:
      return a->u.range.first == b->u.range.first && a->u.range.last == b->u.range.last;
    case ESP_LIQUID_OBJECT:
      return a->u.object == b->u.object;
    case ESP_LIQUID_NIL:
    case ESP_LIQUID_EMPTY:
    case ESP_LIQUID_BLANK:
    default:
      return TRUE;
    }
}

/** esp_liquid_range_length: how many integers a range covers. */
guint64
esp_liquid_range_length (const EspLiquidValue *range)
{
  if (range->u.range.last < range->u.range.first)
    return 0;
  return (guint64) range->u.range.last - (guint64) range->u.range.first + 1;
}

/** esp_liquid_string_n_chars: characters, not bytes; a stray byte counts as one. */
gsize
esp_liquid_string_n_chars (const EspLiquidValue *value)
{
  gsize n = 0;

  for (gsize i = 0; i < value->u.string.len; i++)
    if (((guchar) value->u.string.data[i] & 0xC0) != 0x80)
      n++;
  return n;
}
