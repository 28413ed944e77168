/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl segment overlap: who is in exactly which of several segments. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-segment-overlap.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "engine/segment/esp-segment-overlap.h"

#define SUBJECT "segment"

typedef struct
{
  EspCtlSegment *options; /* (unowned) */
  GPtrArray *names;       /* (owned) utf8 */
  GPtrArray *sets;        /* (owned) EspBitmap */
} Overlap;

static gboolean
read_cb (EspTx *tx, gpointer data, GError **error)
{
  Overlap *self = data;

  for (char **reference = self->options->references; *reference != NULL; reference++)
    {
      g_autoptr (EspSegmentMeasure) measure = NULL;
      gint64 id;

      if (!esp_segment_resolve (tx, *reference, &id, error))
        return FALSE;
      measure = esp_segment_measure (self->options->engine, tx, id, error);
      if (measure == NULL)
        return FALSE;
      if (measure->members == NULL)
        {
          g_set_error (error, ESP_RULE_ERROR, ESP_RULE_ERROR_UNKNOWN, "%s: %s",
                       measure->segment->name, measure->problem);
          return FALSE;
        }
      g_ptr_array_add (self->names, g_strdup (measure->segment->name));
      g_ptr_array_add (self->sets, g_steal_pointer (&measure->members));
    }
  return TRUE;
}

static char *
name_part (const Overlap *self, guint in)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < self->names->len; i++)
    if ((in & (1u << i)) != 0)
      g_string_append_printf (names, "%s%s", names->len > 0 ? " + " : "",
                              (const char *) g_ptr_array_index (self->names, i));
  return g_string_free (names, FALSE);
}

static void
print_json (const Overlap *self, const EspSegmentOverlap *overlap)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  esp_ctl_add_int (builder, "any", (gint64) overlap->n_any);
  json_builder_set_member_name (builder, "parts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < overlap->parts->len; i++)
    {
      const EspOverlapPart *part = &g_array_index (overlap->parts, EspOverlapPart, i);

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "in");
      json_builder_begin_array (builder);
      for (guint j = 0; j < self->names->len; j++)
        if ((part->in & (1u << j)) != 0)
          json_builder_add_string_value (builder, g_ptr_array_index (self->names, j));
      json_builder_end_array (builder);
      esp_ctl_add_int (builder, "size", (gint64) part->n);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  esp_ctl_print_json (builder);
}

static void
print_table (const Overlap *self, const EspSegmentOverlap *overlap)
{
  for (guint i = 0; i < overlap->parts->len; i++)
    {
      const EspOverlapPart *part = &g_array_index (overlap->parts, EspOverlapPart, i);
      g_autofree char *names = name_part (self, part->in);

      g_print ("%10" G_GUINT64_FORMAT "  %s\n", part->n, names);
    }
  g_print ("%10" G_GUINT64_FORMAT "  in any of them\n", overlap->n_any);
}

/**
 * esp_ctl_segment_overlap:
 *
 * Counts who is in exactly which of the segments that the options name.
 */
int
esp_ctl_segment_overlap (EspCtlSegment *self, EspStore *store, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) sets = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_bitmap_free);
  g_autoptr (EspSegmentOverlap) overlap = NULL;
  Overlap data = { self, names, sets };
  guint n = self->references != NULL ? g_strv_length (self->references) : 0;

  if (n < 2 || n > ESP_OVERLAP_MAX_SETS)
    return esp_ctl_usage (SUBJECT, "Name two to six segments");
  if (!esp_store_read (store, ESP_READ_LONG, read_cb, &data, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  overlap = esp_segment_overlap_new ((const EspBitmap *const *) sets->pdata, sets->len);
  if (self->is_json)
    print_json (&data, overlap);
  else
    print_table (&data, overlap);
  return ESP_CTL_OK;
}
