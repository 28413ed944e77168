/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/liquid/esp-liquid-render.h"

G_BEGIN_DECLS

/* "forloop" and "tablerowloop" as the template sees them. */
struct _EspLiquidLoop
{
  EspLiquidObject object;
  EspLiquidLoop *parent; /* (nullable) */
  EspLiquidSpan name;
  gint64 length;
  gint64 index;
  gint64 n_columns; /* tablerow */
  gint64 column;
  gint64 row;
};

/* A part of something that can be walked through. */
typedef struct
{
  EspLiquidValue collection;
  gint64 start;
  gint64 length;
  gboolean is_reversed;
} EspLiquidSegmentView;

EspLiquidLoop *esp_liquid_loop_new (EspLiquidArena *arena, EspLiquidSpan name, gint64 length);
EspLiquidLoop *esp_liquid_loop_new_table (EspLiquidArena *arena, gint64 length, gint64 n_columns);
void esp_liquid_loop_advance (EspLiquidLoop *self);

gint64 esp_liquid_collection_length (const EspLiquidValue *collection);
EspLiquidSegmentView
esp_liquid_segment_view (const EspLiquidValue *collection, gint64 from, gint64 limit);
EspLiquidValue
esp_liquid_segment_view_get (EspLiquidArena *arena, const EspLiquidSegmentView *self, gint64 i);

G_END_DECLS
