/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which part of a day is the month and which mark divides numbers, found over all rows of a file, for each
 * column of its own. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-fact-habits.h"

#include <string.h>

/* Nobody is half clicked: three digits behind a mark are thousands there. */
static gboolean
is_whole (EspFactRole role)
{
  return role == ESP_FACT_IMPRESSIONS || role == ESP_FACT_CLICKS;
}

static void
see_number (EspFactNumberHabits *self, EspFactRole role, const char *text)
{
  EspDecimalMark mark = esp_cell_find_decimal_mark (text);
  gboolean is_comma = strchr (text, ',') != NULL;
  gboolean is_point = strchr (text, '.') != NULL;

  self->has_parts |= mark == ESP_DECIMAL_MARK_POINT && is_point && !is_whole (role);
  if (mark == ESP_DECIMAL_MARK_POINT ||
      (mark == ESP_DECIMAL_MARK_UNKNOWN && is_comma && is_whole (role)))
    self->has_point = TRUE;
  else if (mark == ESP_DECIMAL_MARK_COMMA && !is_point)
    self->n_parts++;
  else if (mark == ESP_DECIMAL_MARK_COMMA ||
           (mark == ESP_DECIMAL_MARK_UNKNOWN && is_point && is_whole (role)))
    self->has_comma = TRUE;
  else if (mark == ESP_DECIMAL_MARK_UNKNOWN && is_comma)
    self->n_groups++;
}

/**
 * esp_fact_habits_see:
 *
 * Learns from a row: 10/13/2026 says how 10/03/2026 is meant, and 25,50 what 1.000 is.
 */
void
esp_fact_habits_see (EspFactHabits *self,
                     const EspFactColumns *columns,
                     const char *const *cells,
                     guint n_cells)
{
  static const EspFactRole numbers[] = { ESP_FACT_AMOUNT,      ESP_FACT_VALUE,
                                         ESP_FACT_CONVERSIONS, ESP_FACT_IMPRESSIONS,
                                         ESP_FACT_CLICKS,      ESP_FACT_REFUNDED,
                                         ESP_FACT_ITEM_PRICE,  ESP_FACT_ITEM_QUANTITY };
  g_autofree char *day =
    g_strstrip (g_strdup (esp_fact_columns_get (columns, ESP_FACT_DATE, cells, n_cells)));
  gboolean is_short;
  guint orders = esp_cell_find_date_orders (day, &is_short);

  if (orders != 0)
    self->date_orders = self->has_orders ? self->date_orders & orders : orders;
  self->has_orders |= orders != 0;
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *text =
        g_strstrip (g_strdup (esp_fact_columns_get (columns, numbers[i], cells, n_cells)));

      see_number (&self->numbers[numbers[i]], numbers[i], text);
    }
}

/**
 * esp_fact_habits_get_date_order:
 *
 * Returns: the one order in which all days can be; UNKNOWN when there are several, or none
 */
EspDateOrder
esp_fact_habits_get_date_order (const EspFactHabits *self)
{
  for (guint i = ESP_DATE_ORDER_MDY; self->has_orders && i <= ESP_DATE_ORDER_YMD; i++)
    if (self->date_orders == 1u << i)
      return (EspDateOrder) i;
  return ESP_DATE_ORDER_UNKNOWN;
}

static void
add_numbers (EspFactNumberHabits *self, const EspFactNumberHabits *other)
{
  self->has_comma |= other->has_comma;
  self->has_point |= other->has_point;
  self->has_parts |= other->has_parts;
  self->n_parts += other->n_parts;
  self->n_groups += other->n_groups;
}

/* Only one of the two marks is proved to stand before parts. */
static gboolean
is_proved (const EspFactNumberHabits *self)
{
  return self->has_comma != self->has_point;
}

/**
 * esp_fact_habits_get_marks:
 * @role: what the column holds
 *
 * What the column itself proves holds; else what the rest of the file does; where nothing proves it, most of the
 * numbers decide, and if they speak both ways the fewer of them are not to be guessed.
 */
EspFactMarks
esp_fact_habits_get_marks (const EspFactHabits *self, EspFactRole role)
{
  const EspFactNumberHabits *own = &self->numbers[role];
  EspFactNumberHabits file = { 0 };
  const EspFactNumberHabits *found;
  EspFactMarks marks;

  for (guint i = 0; i < ESP_N_FACT_ROLES; i++)
    add_numbers (&file, &self->numbers[i]);
  found = is_proved (own) || (!is_proved (&file) && own->n_parts + own->n_groups > 0) ? own : &file;
  marks.has_comma = !found->has_point &&
                    (found->has_comma || (found->n_parts > 0 && found->n_parts >= found->n_groups));
  marks.has_point = found->has_parts;
  marks.is_mixed =
    !found->has_point && !found->has_comma && found->n_parts > 0 && found->n_groups > 0;
  return marks;
}
