/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Breaks leads down by a field: at most so many groups that a chart can show, the rest in one. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-breakdown.h"

#define MAX_GROUPS 5 /* with a color of their own; then come “other” and “none” */

struct _EspBreakdown
{
  GHashTable *of;    /* (owned) (nullable) lead → number of its value, plus 1 */
  GPtrArray *values; /* (owned) */
  GArray *group_of;  /* (owned) of guint, by value; the last one is “none” */
  GPtrArray *labels; /* (owned) */
};

/**
 * esp_breakdown_free:
 */
void
esp_breakdown_free (EspBreakdown *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->of, g_hash_table_unref);
  g_ptr_array_unref (self->values);
  g_array_unref (self->group_of);
  g_ptr_array_unref (self->labels);
  g_free (self);
}

static guint
value_of (const EspBreakdown *self, guint32 lead_id)
{
  guint number = GPOINTER_TO_UINT (g_hash_table_lookup (self->of, GUINT_TO_POINTER (lead_id)));

  return number > 0 ? number - 1 : self->values->len;
}

typedef struct
{
  guint value;
  guint n;
} Size;

static int
compare_sizes (gconstpointer a, gconstpointer b)
{
  const Size *first = a;
  const Size *second = b;

  if (first->n != second->n)
    return first->n > second->n ? -1 : 1;
  return first->value < second->value ? -1 : first->value > second->value;
}

/* Counts each lead of @events once. */
static GArray *
measure (const EspBreakdown *self, GArray *events)
{
  g_autoptr (GArray) sizes = g_array_new (FALSE, TRUE, sizeof (Size));
  guint32 last = 0;

  g_array_set_size (sizes, self->values->len + 1);
  for (guint i = 0; i < sizes->len; i++)
    g_array_index (sizes, Size, i).value = i;
  for (guint i = 0; i < events->len; i++)
    {
      guint32 lead_id = g_array_index (events, EspInsightEvent, i).lead_id;

      if (lead_id != last)
        g_array_index (sizes, Size, value_of (self, lead_id)).n++;
      last = lead_id;
    }
  return g_steal_pointer (&sizes);
}

static void
make_groups (EspBreakdown *self, GArray *events)
{
  g_autoptr (GArray) sizes = measure (self, events);
  guint n_none = g_array_index (sizes, Size, self->values->len).n;
  guint n_shown = 0;
  gboolean has_other = FALSE;

  g_array_set_size (sizes, self->values->len);
  g_array_sort (sizes, compare_sizes);
  g_array_set_size (self->group_of, self->values->len + 1);
  for (guint i = 0; i < sizes->len; i++)
    {
      const Size *size = &g_array_index (sizes, Size, i);

      if (n_shown < MAX_GROUPS && size->n > 0)
        g_ptr_array_add (self->labels, g_strdup (g_ptr_array_index (self->values, size->value)));
      n_shown += n_shown < MAX_GROUPS && size->n > 0;
      has_other = has_other || (i >= MAX_GROUPS && size->n > 0);
      g_array_index (self->group_of, guint, size->value) = MIN (i, MAX_GROUPS);
    }
  if (has_other)
    g_ptr_array_add (self->labels, g_strdup (ESP_BREAKDOWN_OTHER));
  g_array_index (self->group_of, guint, self->values->len) = self->labels->len;
  if (n_none > 0 || self->labels->len == 0)
    g_ptr_array_add (self->labels, g_strdup (ESP_BREAKDOWN_NONE));
}

/**
 * esp_breakdown_load:
 * @field: a field of leads; "" makes one group of all
 * @events: (element-type EspInsightEvent): by lead: whose leads decide which groups are the largest
 *
 * Returns: (transfer full): the groups; %NULL with @error set
 */
EspBreakdown *
esp_breakdown_load (EspAnalysis *analysis, const char *field, GArray *events, GError **error)
{
  g_autoptr (EspBreakdown) self = g_new0 (EspBreakdown, 1);

  self->values = g_ptr_array_new_with_free_func (g_free);
  self->labels = g_ptr_array_new_with_free_func (g_free);
  self->group_of = g_array_new (FALSE, TRUE, sizeof (guint));
  if (field[0] == '\0')
    {
      g_ptr_array_add (self->labels, NULL);
      return g_steal_pointer (&self);
    }
  self->of = esp_insight_load_field (analysis->tx, field, self->values, error);
  if (self->of == NULL)
    return NULL;
  make_groups (self, events);
  return g_steal_pointer (&self);
}

/**
 * esp_breakdown_get_n:
 *
 * Returns: how many groups there are
 */
guint
esp_breakdown_get_n (const EspBreakdown *self)
{
  return self->labels->len;
}

/**
 * esp_breakdown_group_of:
 */
guint
esp_breakdown_group_of (const EspBreakdown *self, guint32 lead_id)
{
  guint group =
    self->of != NULL ? g_array_index (self->group_of, guint, value_of (self, lead_id)) : 0;

  return MIN (group, self->labels->len - 1);
}

/**
 * esp_breakdown_get_label:
 *
 * Returns: (transfer none) (nullable): the value; %NULL when all leads are one group
 */
const char *
esp_breakdown_get_label (const EspBreakdown *self, guint group)
{
  return g_ptr_array_index (self->labels, group);
}
