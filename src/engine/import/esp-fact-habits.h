/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the files esp-fact-*.c only. */
#pragma once

#include "engine/import/esp-fact-columns.h"
#include "engine/import/esp-import-cell.h"

G_BEGIN_DECLS

/* How a file writes what can be read in two ways; to begin with all zero. */
typedef struct
{
  guint date_orders; /* bits, 1 << EspDateOrder, of which all ambiguous days can be */
  gboolean has_orders;
  gboolean has_comma; /* a number that has a comma before its parts, and none that has a point */
  gboolean has_point;
} EspFactHabits;

void esp_fact_habits_see (EspFactHabits *self,
                          const EspFactColumns *columns,
                          const char *const *cells,
                          guint n_cells);
EspDateOrder esp_fact_habits_get_date_order (const EspFactHabits *self);
gboolean esp_fact_habits_is_comma (const EspFactHabits *self);

G_END_DECLS
