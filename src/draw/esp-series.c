/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A named row of values with what is known about each: interval, sample size, drill key. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-series.h"

#include <math.h>

struct _EspSeries
{
  char *name;
  EspSeriesRole role;
  gboolean has_unit; /* of its own, not the chart's */
  EspUnit unit;
  char *currency;        /* (nullable) */
  char *group;           /* (nullable) what stands over its head in a table */
  double size;           /* how many it is about; NAN: nothing to show */
  GArray *points;        /* of EspPoint, by x */
  GStringChunk *strings; /* (owned) (nullable) keys and notes of the points */
};

static const char *
keep_string (EspSeries *self, const char *string)
{
  if (string == NULL)
    return NULL;
  if (self->strings == NULL)
    self->strings = g_string_chunk_new (1024);
  return g_string_chunk_insert_const (self->strings, string);
}

/**
 * esp_series_new:
 * @name: as shown to people
 *
 * Returns: (transfer full): an empty series
 */
EspSeries *
esp_series_new (const char *name, EspSeriesRole role)
{
  EspSeries *self = g_new0 (EspSeries, 1);

  self->name = g_strdup (name);
  self->role = role;
  self->size = NAN;
  self->points = g_array_new (FALSE, FALSE, sizeof (EspPoint));
  return self;
}

/**
 * esp_series_free:
 */
void
esp_series_free (EspSeries *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->currency);
  g_free (self->group);
  g_array_unref (self->points);
  g_clear_pointer (&self->strings, g_string_chunk_free);
  g_free (self);
}

/**
 * esp_series_add:
 * @point: copied, its strings too
 *
 * Appends @point, whose x must not be below that of the last one.
 */
void
esp_series_add (EspSeries *self, const EspPoint *point)
{
  EspPoint copy = *point;

  g_return_if_fail (self->points->len == 0 ||
                    g_array_index (self->points, EspPoint, self->points->len - 1).x <= point->x);
  copy.key = keep_string (self, point->key);
  copy.key2 = keep_string (self, point->key2);
  copy.note = keep_string (self, point->note);
  copy.text = keep_string (self, point->text);
  g_array_append_val (self->points, copy);
}

/**
 * esp_series_add_value:
 * @key: (nullable): what opens the leads behind the value
 */
void
esp_series_add_value (EspSeries *self, double x, double value, const char *key)
{
  esp_series_add (self, &(EspPoint){ .x = x, .value = value, .key = key });
}

/**
 * esp_series_set_unit:
 * @currency: (nullable): of money
 *
 * Gives the series a unit other than the chart's, as the columns of a table have.
 */
void
esp_series_set_unit (EspSeries *self, EspUnit unit, const char *currency)
{
  self->has_unit = TRUE;
  self->unit = unit;
  g_free (self->currency);
  self->currency = g_strdup (currency);
}

/**
 * esp_series_get_unit:
 *
 * Returns: whether it has a unit of its own
 */
gboolean
esp_series_get_unit (const EspSeries *self, EspUnit *out_unit, const char **out_currency)
{
  if (!self->has_unit)
    return FALSE;
  *out_unit = self->unit;
  *out_currency = self->currency;
  return TRUE;
}

/**
 * esp_series_set_group:
 * @group: (nullable): the head over neighbouring columns of a table that share it
 */
void
esp_series_set_group (EspSeries *self, const char *group)
{
  g_free (self->group);
  self->group = g_strdup (group);
}

/**
 * esp_series_get_group:
 *
 * Returns: (nullable):
 */
const char *
esp_series_get_group (const EspSeries *self)
{
  return self->group;
}

/**
 * esp_series_set_size:
 * @size: how many the row of a heat map is about
 */
void
esp_series_set_size (EspSeries *self, double size)
{
  self->size = size;
}

/**
 * esp_series_get_size:
 *
 * Returns: NAN when there is nothing to show
 */
double
esp_series_get_size (const EspSeries *self)
{
  return self->size;
}

/**
 * esp_series_get_name:
 */
const char *
esp_series_get_name (const EspSeries *self)
{
  return self->name;
}

/**
 * esp_series_get_role:
 */
EspSeriesRole
esp_series_get_role (const EspSeries *self)
{
  return self->role;
}

/**
 * esp_series_get_n_points:
 */
guint
esp_series_get_n_points (const EspSeries *self)
{
  return self->points->len;
}

/**
 * esp_series_get_point:
 *
 * Returns: (transfer none): the point, until the series grows
 */
const EspPoint *
esp_series_get_point (const EspSeries *self, guint position)
{
  g_return_val_if_fail (position < self->points->len, NULL);

  return &g_array_index (self->points, EspPoint, position);
}

/**
 * esp_point_is_missing:
 *
 * Returns: whether there is no value to draw
 */
gboolean
esp_point_is_missing (const EspPoint *self)
{
  return (self->flags & ESP_POINT_MISSING) != 0 || !isfinite (self->value);
}

/**
 * esp_point_has_interval:
 */
gboolean
esp_point_has_interval (const EspPoint *self)
{
  return isfinite (self->low) && isfinite (self->high) && self->low < self->high;
}
