/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the parts of a message that not everybody sees, and shows or hides them for a look at the message. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-message-conditions.h"

#include "engine/content/esp-brand.h"

typedef struct
{
  GHashTable *shown; /* id → whether it is shown */
  GArray *found;     /* (nullable) (element-type EspMessageCondition) */
  guint n_forced;
} Walk;

static void
visit (Walk *walk, const char *id, char **condition, const EspBlock *block)
{
  gpointer is_shown;

  if (esp_text_is_blank (*condition))
    return;
  if (walk->found != NULL)
    {
      const EspMessageCondition found = { id, *condition, block };

      g_array_append_val (walk->found, found);
      return;
    }
  if (id == NULL || !g_hash_table_lookup_extended (walk->shown, id, NULL, &is_shown))
    return;
  g_free (*condition);
  *condition = GPOINTER_TO_INT (is_shown) ? NULL : g_strdup ("false");
  walk->n_forced++;
}

static void
visit_columns (Walk *walk, GPtrArray *columns)
{
  for (guint i = 0; i < columns->len; i++)
    {
      GPtrArray *blocks = ((EspColumn *) columns->pdata[i])->blocks;

      for (guint k = 0; k < blocks->len; k++)
        {
          EspBlock *block = blocks->pdata[k];

          visit (walk, block->id, &block->show_if, block);
          if (block->columns != NULL)
            visit_columns (walk, block->columns);
        }
    }
}

static void
visit_sections (Walk *walk, GPtrArray *sections)
{
  for (guint i = 0; i < sections->len; i++)
    {
      EspSection *section = sections->pdata[i];

      visit (walk, section->id, &section->show_if, NULL);
      visit_columns (walk, section->columns);
    }
}

/**
 * esp_message_list_conditions:
 *
 * Returns: (transfer full) (element-type EspMessageCondition): the parts with a condition, from top to bottom
 */
GArray *
esp_message_list_conditions (const EspMessageDoc *doc)
{
  Walk walk = { .found = g_array_new (FALSE, FALSE, sizeof (EspMessageCondition)) };

  if (doc->body_kind == ESP_BODY_BLOCKS)
    visit_sections (&walk, doc->sections);
  return walk.found;
}

/**
 * esp_message_force_conditions:
 * @doc: a copy made for looking at it; of every language
 * @shown: ids of sections and blocks, with TRUE for those that everybody sees and FALSE for those nobody does
 *
 * Puts the answers in place of the conditions.
 *
 * Returns: how many there were
 */
guint
esp_message_force_conditions (EspMessageDoc *doc, GHashTable *shown)
{
  Walk walk = { .shown = shown };

  visit_sections (&walk, doc->sections);
  for (guint i = 0; i < doc->variants->len; i++)
    visit_sections (&walk, ((EspMessageVariant *) doc->variants->pdata[i])->sections);
  return walk.n_forced;
}
