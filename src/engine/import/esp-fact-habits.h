/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the files esp-fact-*.c only. */
#pragma once

#include "engine/import/esp-fact-row.h"

G_BEGIN_DECLS

/* What numbers have shown of their marks. */
typedef struct
{
  gboolean has_comma; /* a number that can only have a comma before its parts: 1.234,50 */
  gboolean has_point; /* a point: 1,234.50 */
  gboolean has_parts; /* such a point with parts behind it */
  guint n_parts;      /* numbers that seem to have a comma before their parts: 25,50 */
  guint n_groups;     /* numbers that may have one between their thousands: 1,234 */
} EspFactNumberHabits;

/* How a file writes what can be read in two ways; to begin with all zero. */
typedef struct
{
  guint date_orders; /* bits, 1 << EspDateOrder, of which all ambiguous days can be */
  gboolean has_orders;
  EspFactNumberHabits numbers[ESP_N_FACT_ROLES]; /* by what the column holds */
} EspFactHabits;

void esp_fact_habits_see (EspFactHabits *self,
                          const EspFactColumns *columns,
                          const char *const *cells,
                          guint n_cells);
EspDateOrder esp_fact_habits_get_date_order (const EspFactHabits *self);
EspFactMarks esp_fact_habits_get_marks (const EspFactHabits *self, EspFactRole role);

G_END_DECLS
