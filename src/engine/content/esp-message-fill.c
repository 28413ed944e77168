/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts one lead's values into the blocks of a message, so that its layout can be shown as that lead sees it. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-message-fill.h"

#include "engine/content/esp-fallback.h"
#include "engine/content/esp-fill-products.h"
#include "engine/content/esp-html-private.h"
#include "engine/content/esp-message-data.h"

#include <string.h>

/* Private use characters fence the number of the place whose text follows. */
#define FENCE_OPEN "\xef\xa3\xb0"  /* U+F8F0 */
#define FENCE_CLOSE "\xef\xa3\xb1" /* U+F8F1 */

/* One text of the message. All go through the template language as one template, as in the real send, so that a
 * tag may begin in one block and end in another. */
typedef struct
{
  char **text; /* in the copy; NULL: only says that its block is shown */
  GString *value;
  GPtrArray *each; /* (nullable) (element-type utf8): of a part of cards, one for each element */
  gboolean is_seen;
} Place;

typedef struct
{
  GString *source;
  GArray *places;     /* (element-type Place) */
  GHashTable *blocks; /* EspBlock → number of the place that says that it is shown */
  GHashTable *cards;  /* EspBlock → number of the first place of its cards */
} Walk;

static void
clear_place (gpointer data)
{
  Place *place = data;

  g_string_free (place->value, TRUE);
  g_clear_pointer (&place->each, g_ptr_array_unref);
}

static void
add_place (Walk *walk, char **text)
{
  Place place = { .text = text, .value = g_string_new (NULL) };

  if (text != NULL && *text == NULL)
    {
      g_string_free (place.value, TRUE);
      return;
    }
  g_string_append_printf (walk->source, FENCE_OPEN "%u" FENCE_CLOSE, walk->places->len);
  g_array_append_val (walk->places, place);
  if (text != NULL)
    g_string_append (walk->source, *text);
}

/* A loop that prints every part of every card, even when it has nothing to say. */
static void
add_cards (Walk *walk, EspBlock *block)
{
  if (esp_text_is_blank (block->source))
    return;
  g_hash_table_insert (walk->cards, block, GUINT_TO_POINTER (walk->places->len));
  esp_product_append_loop (walk->source, block);
  for (guint part = 0; part < ESP_N_CARD_PARTS; part++)
    {
      const char *member = esp_card_part_member (block, part);

      add_place (walk, NULL);
      g_array_index (walk->places, Place, walk->places->len - 1).each =
        g_ptr_array_new_with_free_func (g_free);
      if (member != NULL)
        {
          g_autofree char *condition = esp_product_expression (member, FALSE);
          g_autofree char *expression = esp_product_expression (member, TRUE);

          g_string_append_printf (walk->source, "{%% if %s %%}{{ %s }}{%% endif %%}", condition,
                                  expression);
        }
    }
  g_string_append (walk->source, "{% endfor %}");
  add_place (walk, NULL); /* ends what the last part says */
}

static void add_columns (Walk *walk, GPtrArray *columns);

static void
add_block (Walk *walk, EspBlock *block)
{
  gboolean is_conditional = block->show_if != NULL && *block->show_if != '\0';

  if (is_conditional)
    g_string_append_printf (walk->source, "{%% if %s %%}", block->show_if);
  g_hash_table_insert (walk->blocks, block, GUINT_TO_POINTER (walk->places->len));
  add_place (walk, NULL);
  for (guint i = 0; block->paragraphs != NULL && i < block->paragraphs->len; i++)
    {
      EspParagraph *paragraph = block->paragraphs->pdata[i];

      for (guint j = 0; j < paragraph->runs->len; j++)
        {
          EspRun *run = paragraph->runs->pdata[j];

          add_place (walk, &run->text);
          add_place (walk, &run->href);
        }
    }
  add_place (walk, &block->label);
  add_place (walk, &block->href);
  add_place (walk, &block->src);
  add_place (walk, &block->alt);
  add_place (walk, &block->html);
  for (guint i = 0; block->links != NULL && i < block->links->len; i++)
    {
      EspSocialLink *link = block->links->pdata[i];

      add_place (walk, &link->href);
      add_place (walk, &link->label);
    }
  if (block->columns != NULL)
    add_columns (walk, block->columns);
  if (block->kind == ESP_BLOCK_PRODUCTS)
    add_cards (walk, block);
  if (is_conditional)
    g_string_append (walk->source, "{% endif %}");
}

static void
add_columns (Walk *walk, GPtrArray *columns)
{
  for (guint i = 0; i < columns->len; i++)
    {
      const EspColumn *column = columns->pdata[i];

      for (guint j = 0; j < column->blocks->len; j++)
        add_block (walk, column->blocks->pdata[j]);
    }
}

static void
add_section (Walk *walk, const EspSection *section)
{
  gboolean is_conditional = section->show_if != NULL && *section->show_if != '\0';

  if (is_conditional)
    g_string_append_printf (walk->source, "{%% if %s %%}", section->show_if);
  add_columns (walk, section->columns);
  if (is_conditional)
    g_string_append (walk->source, "{% endif %}");
}

/* What follows the fence of a place belongs to it; of a part of cards, to the card it begins. */
static void
end_value (Place *place)
{
  if (place == NULL || place->each == NULL)
    return;
  g_ptr_array_add (place->each, g_strstrip (g_strdup (place->value->str)));
  g_string_truncate (place->value, 0);
}

/* A loop may print a place more than once: its texts follow each other. */
static void
read_places (Walk *walk, const char *text)
{
  Place *place = NULL;

  while (*text != '\0')
    {
      const char *fence = strstr (text, FENCE_OPEN);
      char *end = NULL;
      guint64 number;

      if (place != NULL)
        g_string_append_len (place->value, text,
                             fence != NULL ? fence - text : (gssize) strlen (text));
      end_value (place);
      if (fence == NULL)
        return;
      number = g_ascii_strtoull (fence + strlen (FENCE_OPEN), &end, 10);
      text = end;
      if (g_str_has_prefix (text, FENCE_CLOSE))
        text += strlen (FENCE_CLOSE);
      place = number < walk->places->len ? &g_array_index (walk->places, Place, number) : NULL;
      if (place != NULL)
        place->is_seen = TRUE;
    }
}

static void drop_hidden (Walk *walk, GPtrArray *columns);

/* Returns: (transfer container): the blocks of which the lead sees something, cards as columns. */
static GPtrArray *
take_shown (Walk *walk, GPtrArray *blocks)
{
  GPtrArray *shown = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_block_free);

  for (guint i = 0; i < blocks->len; i++)
    {
      EspBlock *block = blocks->pdata[i];
      guint number = GPOINTER_TO_UINT (g_hash_table_lookup (walk->blocks, block));
      guint first = GPOINTER_TO_UINT (g_hash_table_lookup (walk->cards, block));
      GPtrArray *values[ESP_N_CARD_PARTS];

      if (!g_array_index (walk->places, Place, number).is_seen)
        continue;
      if (first == 0)
        {
          if (block->columns != NULL)
            drop_hidden (walk, block->columns);
          g_ptr_array_add (shown, g_steal_pointer (&blocks->pdata[i]));
          continue;
        }
      for (guint part = 0; part < ESP_N_CARD_PARTS; part++)
        values[part] = g_array_index (walk->places, Place, first + part).each;
      esp_fill_products (block, values, shown);
    }
  return shown;
}

static void
drop_hidden (Walk *walk, GPtrArray *columns)
{
  for (guint i = 0; i < columns->len; i++)
    {
      EspColumn *column = columns->pdata[i];
      GPtrArray *shown = take_shown (walk, column->blocks);

      g_ptr_array_unref (column->blocks);
      column->blocks = shown;
    }
}

/* A section with a condition, all of whose blocks are gone, is gone itself. */
static gboolean
is_left (const EspSection *section)
{
  if (esp_text_is_blank (section->show_if))
    return TRUE;
  for (guint i = 0; i < section->columns->len; i++)
    if (((EspColumn *) section->columns->pdata[i])->blocks->len > 0)
      return TRUE;
  return FALSE;
}

static void
drop_hidden_sections (Walk *walk, GPtrArray *sections)
{
  for (guint i = sections->len; i > 0; i--)
    {
      EspSection *section = sections->pdata[i - 1];

      drop_hidden (walk, section->columns);
      if (!is_left (section))
        g_ptr_array_remove_index (sections, i - 1);
    }
}

static gboolean
run (Walk *walk,
     const EspMessageDoc *doc,
     const EspMessageRecipient *recipient,
     const EspSenderFacts *facts,
     GError **error)
{
  g_autoptr (EspLiquidEnv) env = esp_liquid_env_new ();
  g_autofree char *source = esp_fallback_apply (walk->source->str, doc->fallbacks);
  g_autoptr (EspLiquidTemplate) template = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (EspLiquidData) values =
    esp_message_data_new_values (doc->data, recipient->event_json, TRUE);
  EspMessageData data;
  EspLiquidRenderOptions options = { .data = values,
                                     .lookup = esp_message_data_lookup,
                                     .lookup_data = &data,
                                     .now_us = recipient->now_us,
                                     .timezone = recipient->timezone };

  esp_liquid_env_add_korean_filters (env);
  template = esp_liquid_template_parse (env, source, -1, error);
  if (template == NULL)
    return FALSE;
  esp_message_data_init (&data, recipient, doc, facts);
  if (!esp_liquid_template_render (template, &options, out, error))
    return FALSE;
  read_places (walk, out->str);
  return TRUE;
}

/**
 * esp_message_fill:
 * @doc: the message
 * @recipient: whose values
 * @facts: who sends
 *
 * For showing the layout; what is sent comes from esp_message_template_render().
 *
 * Returns: (transfer full) (nullable): a copy in which every text is as this lead reads it, with a row of columns for
 * products, and without the blocks that this lead does not see; %NULL with @error set when a tag is wrong or a limit was reached
 */
EspMessageDoc *
esp_message_fill (const EspMessageDoc *doc,
                  const EspMessageRecipient *recipient,
                  const EspSenderFacts *facts,
                  GError **error)
{
  g_autoptr (EspMessageDoc) copy = esp_message_doc_copy (doc);
  g_autoptr (GString) source = g_string_new (NULL);
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));
  g_autoptr (GHashTable) blocks = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) cards = g_hash_table_new (NULL, NULL);
  Walk walk = { source, places, blocks, cards };

  g_array_set_clear_func (places, clear_place);
  if (copy->body_kind == ESP_BODY_HTML)
    add_place (&walk, &copy->html);
  for (guint i = 0; copy->body_kind == ESP_BODY_BLOCKS && i < copy->sections->len; i++)
    add_section (&walk, copy->sections->pdata[i]);
  if (!run (&walk, copy, recipient, facts, error))
    return NULL;
  for (guint i = 0; i < places->len; i++)
    {
      const Place *place = &g_array_index (places, Place, i);

      if (place->text != NULL)
        esp_message_doc_set (place->text, place->value->str);
    }
  if (copy->body_kind == ESP_BODY_BLOCKS)
    drop_hidden_sections (&walk, copy->sections);
  return g_steal_pointer (&copy);
}
