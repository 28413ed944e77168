/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a loop walks through, and what "forloop" and "tablerowloop" tell about it. */
#define G_LOG_DOMAIN "esp-liquid"

#include "config.h"

#include "engine/content/liquid/esp-liquid-loop.h"

typedef struct
{
  const char *name;
  gboolean is_flag;
  gint64 (*get) (const EspLiquidLoop *loop);
} Member;

static gint64
get_length (const EspLiquidLoop *loop)
{
  return loop->length;
}

static gint64
get_index (const EspLiquidLoop *loop)
{
  return loop->index + 1;
}

static gint64
get_index0 (const EspLiquidLoop *loop)
{
  return loop->index;
}

static gint64
get_rindex (const EspLiquidLoop *loop)
{
  return loop->length - loop->index;
}

static gint64
get_rindex0 (const EspLiquidLoop *loop)
{
  return loop->length - loop->index - 1;
}

static gint64
get_first (const EspLiquidLoop *loop)
{
  return loop->index == 0;
}

static gint64
get_last (const EspLiquidLoop *loop)
{
  return loop->index == loop->length - 1;
}

static gint64
get_column (const EspLiquidLoop *loop)
{
  return loop->column;
}

static gint64
get_column0 (const EspLiquidLoop *loop)
{
  return loop->column - 1;
}

static gint64
get_row (const EspLiquidLoop *loop)
{
  return loop->row;
}

static gint64
get_column_first (const EspLiquidLoop *loop)
{
  return loop->column == 1;
}

static gint64
get_column_last (const EspLiquidLoop *loop)
{
  return loop->column == loop->n_columns;
}

static const Member for_members[] = {
  { "length", FALSE, get_length },   { "index", FALSE, get_index },
  { "index0", FALSE, get_index0 },   { "rindex", FALSE, get_rindex },
  { "rindex0", FALSE, get_rindex0 }, { "first", TRUE, get_first },
  { "last", TRUE, get_last },        { NULL, FALSE, NULL },
};

static const Member table_members[] = {
  { "col", FALSE, get_column },
  { "col0", FALSE, get_column0 },
  { "row", FALSE, get_row },
  { "col_first", TRUE, get_column_first },
  { "col_last", TRUE, get_column_last },
  { NULL, FALSE, NULL },
};

static gboolean
find_member (const Member *members,
             const EspLiquidLoop *loop,
             EspLiquidSpan key,
             EspLiquidValue *out_value)
{
  for (const Member *member = members; member->name != NULL; member++)
    if (esp_liquid_span_is (key, member->name))
      {
        gint64 number = member->get (loop);

        *out_value =
          member->is_flag ? esp_liquid_boolean (number != 0) : esp_liquid_integer (number);
        return TRUE;
      }
  return FALSE;
}

static gboolean
look_up_for (const EspLiquidObject *object,
             const char *key,
             gsize key_len,
             EspLiquidArena *arena,
             EspLiquidValue *out_value)
{
  const EspLiquidLoop *self = object->instance;
  EspLiquidSpan name = { key, key_len };

  if (find_member (for_members, self, name, out_value))
    return TRUE;
  if (esp_liquid_span_is (name, "name"))
    {
      *out_value = esp_liquid_string_len (self->name.data, self->name.len);
      return TRUE;
    }
  if (esp_liquid_span_is (name, "parentloop") && self->parent != NULL)
    {
      *out_value = esp_liquid_object (&self->parent->object);
      return TRUE;
    }
  return FALSE;
}

static gboolean
look_up_table (const EspLiquidObject *object,
               const char *key,
               gsize key_len,
               EspLiquidArena *arena,
               EspLiquidValue *out_value)
{
  EspLiquidSpan name = { key, key_len };

  return find_member (for_members, object->instance, name, out_value) ||
         find_member (table_members, object->instance, name, out_value);
}

static const EspLiquidObjectClass for_class = { "Liquid::ForloopDrop", look_up_for };
static const EspLiquidObjectClass table_class = { "Liquid::TablerowloopDrop", look_up_table };

/** esp_liquid_loop_new: Returns: (transfer none): the "forloop" of a loop over @length elements. */
EspLiquidLoop *
esp_liquid_loop_new (EspLiquidArena *arena, EspLiquidSpan name, gint64 length)
{
  EspLiquidLoop *self = esp_liquid_arena_new0 (arena, EspLiquidLoop);

  self->object.klass = &for_class;
  self->object.instance = self;
  self->name = name;
  self->length = length;
  return self;
}

/** esp_liquid_loop_new_table: Returns: (transfer none): the "tablerowloop" of a table. */
EspLiquidLoop *
esp_liquid_loop_new_table (EspLiquidArena *arena, gint64 length, gint64 n_columns)
{
  EspLiquidLoop *self = esp_liquid_loop_new (arena, (EspLiquidSpan){ "", 0 }, length);

  self->object.klass = &table_class;
  self->n_columns = n_columns;
  self->column = 1;
  self->row = 1;
  return self;
}

/** esp_liquid_loop_advance: moves on by one element; in a table the next row begins after the last column. */
void
esp_liquid_loop_advance (EspLiquidLoop *self)
{
  self->index++;
  if (self->column == self->n_columns)
    {
      self->column = 1;
      self->row++;
    }
  else
    self->column++;
}

/** esp_liquid_collection_length: how many elements a loop sees; a text is one, what is no collection none. */
gint64
esp_liquid_collection_length (const EspLiquidValue *collection)
{
  if (collection->type == ESP_LIQUID_ARRAY)
    return collection->u.array->n_items;
  if (collection->type == ESP_LIQUID_HASH)
    return collection->u.hash->n_entries;
  if (collection->type == ESP_LIQUID_RANGE)
    return (gint64) MIN (esp_liquid_range_length (collection), (guint64) G_MAXINT64);
  return collection->type == ESP_LIQUID_STRING && collection->u.string.len > 0;
}

/**
 * esp_liquid_segment_view:
 * @from: how many elements to pass over; below zero passes over none
 * @limit: how many to take at most, counted from @from; %G_MAXINT64 for all
 */
EspLiquidSegmentView
esp_liquid_segment_view (const EspLiquidValue *collection, gint64 from, gint64 limit)
{
  EspLiquidSegmentView view = { .collection = *collection, .start = MAX (from, 0) };
  gint64 end = esp_liquid_collection_length (collection);
  gint64 to;

  if (collection->type == ESP_LIQUID_STRING) /* a text is never cut */
    return (EspLiquidSegmentView){ .collection = *collection, .length = end };
  if (limit != G_MAXINT64 && !__builtin_add_overflow (from, limit, &to))
    end = MIN (end, to);
  view.length = MAX (end - view.start, 0);
  return view;
}

/** esp_liquid_segment_view_get: Returns: element @i; an entry of a hash is an array of name and value. */
EspLiquidValue
esp_liquid_segment_view_get (EspLiquidArena *arena, const EspLiquidSegmentView *self, gint64 i)
{
  gint64 at = self->start + (self->is_reversed ? self->length - 1 - i : i);

  if (self->collection.type == ESP_LIQUID_ARRAY)
    return self->collection.u.array->items[at];
  if (self->collection.type == ESP_LIQUID_RANGE)
    return esp_liquid_integer (self->collection.u.range.first + at);
  if (self->collection.type == ESP_LIQUID_HASH)
    {
      const EspLiquidEntry *entry = &self->collection.u.hash->entries[at];
      EspLiquidValue *pair = esp_liquid_arena_new_array (arena, EspLiquidValue, 2);

      pair[0] = esp_liquid_string_len (entry->name, entry->name_len);
      pair[1] = entry->value;
      return esp_liquid_array_take (arena, pair, 2);
    }
  return self->collection;
}
