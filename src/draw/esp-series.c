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
