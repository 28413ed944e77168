/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists what a template reads, so that missing values can be seen before anything is sent. */
#define G_LOG_DOMAIN "esp-liquid"

#include "config.h"

#include "engine/content/liquid/esp-liquid-template.h"

typedef struct
{
  EspLiquidVisitor visitor;
  const EspLiquidTemplate *template;
  GPtrArray *uses;   /* EspLiquidUse */
  GHashTable *bound; /* names that the template sets itself */
} Collector;

static void
use_free (gpointer data)
{
  EspLiquidUse *use = data;

  g_free (use->path);
  g_free (use);
}

static void
append_segment (GString *path, const EspLiquidSegment *segment)
{
  const EspLiquidExpression *index = segment->index;

  if (index == NULL)
    g_string_append_printf (path, ".%.*s", (int) segment->name.len, segment->name.data);
  else if (index->kind == ESP_LIQUID_LITERAL && index->literal.type == ESP_LIQUID_INTEGER)
    g_string_append_printf (path, "[%" G_GINT64_FORMAT "]", index->literal.u.integer);
  else if (index->kind == ESP_LIQUID_LITERAL && index->literal.type == ESP_LIQUID_STRING)
    g_string_append_printf (path, ".%.*s", (int) index->literal.u.string.len,
                            index->literal.u.string.data);
  else
    g_string_append (path, "[]");
}

static EspLiquidSpan
root_name (const EspLiquidExpression *path)
{
  const EspLiquidExpression *index = path->root.index;

  if (index == NULL)
    return path->root.name;
  if (index->kind == ESP_LIQUID_LITERAL && index->literal.type == ESP_LIQUID_STRING)
    return (EspLiquidSpan){ index->literal.u.string.data, index->literal.u.string.len };
  return (EspLiquidSpan){ "[]", 2 };
}

static void
read_cb (EspLiquidVisitor *visitor,
         const EspLiquidExpression *expression,
         gboolean has_default,
         gboolean in_condition)
{
  Collector *self = (Collector *) visitor;
  EspLiquidUse *use = g_new0 (EspLiquidUse, 1);
  EspLiquidSpan root = root_name (expression);
  GString *path = g_string_new_len (root.data, (gssize) root.len);
  g_autoptr (GError) place =
    esp_liquid_error_new_at (ESP_LIQUID_ERROR_SYNTAX, self->template->source,
                             self->template->source + expression->offset, "");

  for (guint i = 0; i < expression->n_segments; i++)
    append_segment (path, &expression->segments[i]);
  use->path = g_string_free (path, FALSE);
  esp_liquid_error_get_position (place, &use->line, &use->column, NULL);
  use->has_default = has_default;
  use->in_condition = in_condition;
  g_ptr_array_add (self->uses, use);
}

static void
bind_cb (EspLiquidVisitor *visitor, EspLiquidSpan name)
{
  Collector *self = (Collector *) visitor;

  g_hash_table_add (self->bound, g_strndup (name.data, name.len));
}

static gboolean
is_bound (Collector *self, const EspLiquidUse *use)
{
  gsize len = strcspn (use->path, ".[");
  g_autofree char *root = g_strndup (use->path, len);

  return g_str_equal (root, "forloop") || g_str_equal (root, "tablerowloop") ||
         g_hash_table_contains (self->bound, root);
}

/**
 * esp_liquid_template_list_uses:
 *
 * Names that the template sets itself (assign, capture, loops, counters) are left out; partials are not followed.
 *
 * Returns: (transfer full) (element-type EspLiquidUse): in the order of the source.
 */
GPtrArray *
esp_liquid_template_list_uses (EspLiquidTemplate *self)
{
  g_autoptr (GHashTable) bound = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) uses = g_ptr_array_new_with_free_func (use_free);
  Collector collector = { .visitor = { .read = read_cb, .bind = bind_cb },
                          .template = self,
                          .uses = uses,
                          .bound = bound };

  esp_liquid_visit_body (&collector.visitor, &self->body);
  for (guint i = uses->len; i > 0; i--)
    if (is_bound (&collector, g_ptr_array_index (uses, i - 1)))
      g_ptr_array_remove_index (uses, i - 1);
  return g_steal_pointer (&uses);
}
