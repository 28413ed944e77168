/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/liquid/esp-liquid-arena.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What a Liquid expression can be.  EMPTY and BLANK are the two comparison words of the language;
 * BIGINT is an integer beyond 64 bits, kept as decimal digits. */
typedef enum
{
  ESP_LIQUID_NIL,
  ESP_LIQUID_BOOLEAN,
  ESP_LIQUID_INTEGER,
  ESP_LIQUID_BIGINT,
  ESP_LIQUID_FLOAT,
  ESP_LIQUID_STRING,
  ESP_LIQUID_ARRAY,
  ESP_LIQUID_HASH,
  ESP_LIQUID_RANGE,
  ESP_LIQUID_EMPTY,
  ESP_LIQUID_BLANK,
  ESP_LIQUID_OBJECT,
} EspLiquidType;

typedef struct _EspLiquidValue EspLiquidValue;
typedef struct _EspLiquidArray EspLiquidArray;
typedef struct _EspLiquidHash EspLiquidHash;
typedef struct _EspLiquidObject EspLiquidObject;

/* A value is copied by assignment.  What it points to belongs to an arena, to the template or to the
 * data it came from, and is never changed. */
struct _EspLiquidValue
{
  EspLiquidType type;
  guint safe : 1; /* markup made by the author: not escaped on output */
  union
  {
    gboolean boolean;
    gint64 integer;
    double real;
    struct
    {
      const char *data;
      gsize len;
    } string; /* also BIGINT */
    struct
    {
      gint64 first;
      gint64 last;
    } range;
    const EspLiquidArray *array;
    const EspLiquidHash *hash;
    const EspLiquidObject *object;
  } u;
};

struct _EspLiquidArray
{
  guint n_items;
  const EspLiquidValue *items;
};

typedef struct
{
  const char *name;
  gsize name_len;
  EspLiquidValue value;
} EspLiquidEntry;

struct _EspLiquidHash
{
  guint n_entries;
  const EspLiquidEntry *entries; /* in the order of insertion */
  const guint32 *index;          /* (nullable): open addressing, entry number + 1 */
  guint index_mask;
};

/* A thing whose members are looked up when a template asks for them. */
typedef struct
{
  const char *name; /* what {{ object }} prints */
  gboolean (*lookup) (const EspLiquidObject *self,
                      const char *key,
                      gsize key_len,
                      EspLiquidArena *arena,
                      EspLiquidValue *out_value);
} EspLiquidObjectClass;

struct _EspLiquidObject
{
  const EspLiquidObjectClass *klass;
  gpointer instance;
};

EspLiquidValue esp_liquid_nil (void);
EspLiquidValue esp_liquid_boolean (gboolean boolean);
EspLiquidValue esp_liquid_integer (gint64 integer);
EspLiquidValue esp_liquid_float (double real);
EspLiquidValue esp_liquid_string (const char *data);
EspLiquidValue esp_liquid_string_len (const char *data, gsize len);
EspLiquidValue esp_liquid_range (gint64 first, gint64 last);
EspLiquidValue esp_liquid_object (const EspLiquidObject *object);
EspLiquidValue
esp_liquid_array_take (EspLiquidArena *arena, const EspLiquidValue *items, guint n_items);
EspLiquidValue
esp_liquid_hash_take (EspLiquidArena *arena, const EspLiquidEntry *entries, guint n_entries);
EspLiquidValue esp_liquid_from_json (EspLiquidArena *arena, JsonNode *node);

gboolean esp_liquid_is_true (const EspLiquidValue *value);
gboolean esp_liquid_is_empty (const EspLiquidValue *value);
gboolean esp_liquid_is_blank (const EspLiquidValue *value);
gboolean esp_liquid_equal (const EspLiquidValue *a, const EspLiquidValue *b);
const EspLiquidValue *
esp_liquid_hash_lookup (const EspLiquidHash *hash, const char *name, gsize name_len);
guint64 esp_liquid_range_length (const EspLiquidValue *range);
gsize esp_liquid_string_n_chars (const EspLiquidValue *value);

G_END_DECLS
