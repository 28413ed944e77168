/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells what the attributes of MJML ask for that blocks have no place for: nothing is lost in silence. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/content/exchange/esp-from-mjml.h"

#include <string.h>

typedef struct
{
  const char *components; /* that have it, split by spaces */
  const char *attribute;
  const char *usual; /* (nullable): the value that changes nothing */
  const char *sentence;
} Loss;

static const Loss losses[] = {
  { "mj-section", "direction", "ltr",
    "Columns from right to left stand in that order now, also where they are below each other." },
  { "mj-body", "width", "600px",
    "The width of the body does not come along: the brand kit names it." },
  { "mj-hero", "height", "0px", "A hero is as high as what is in it." },
  { "mj-section mj-wrapper mj-hero", "background-repeat", "repeat",
    "Pictures behind sections fill them now." },
  { "mj-section mj-wrapper mj-hero", "background-size", "auto",
    "Pictures behind sections fill them now." },
  { "mj-spacer mj-raw", "container-background-color", "transparent",
    "Colours behind spacers do not come along: set the colour of the column or section." },
  { "mj-text mj-button", "text-transform", "none",
    "Of the ways to write letters only capitals come along." },
};

static gboolean
has_word (const char *words, const char *word)
{
  gsize n = strlen (word);

  for (const char *at = strstr (words, word); at != NULL; at = strstr (at + n, word))
    if ((at == words || at[-1] == ' ') && (at[n] == '\0' || at[n] == ' '))
      return TRUE;
  return FALSE;
}

static gboolean
changes_something (const Loss *loss, const char *value)
{
  if (*value == '\0' || g_ascii_strcasecmp (value, loss->usual) == 0 ||
      g_ascii_strcasecmp (value, "uppercase") == 0 || g_str_equal (value, "cover"))
    return FALSE;
  return !(g_str_has_prefix (loss->usual, "0") && esp_dom_parse_px (value, 600, 1) == 0);
}

static void
note_node (EspMjml *self, const xmlNode *node, gboolean told[G_N_ELEMENTS (losses)])
{
  for (gsize i = 0; i < G_N_ELEMENTS (losses); i++)
    {
      const Loss *loss = &losses[i];
      g_autofree char *value = NULL;

      if (told[i] || !has_word (loss->components, (const char *) node->name))
        continue;
      value = esp_mjml_dup_attribute (self, node, loss->attribute);
      if (value == NULL || !changes_something (loss, value))
        continue;
      esp_flow_note (&self->flow, (const char *) node->name, "%s", loss->sentence);
      for (gsize j = 0; j < G_N_ELEMENTS (losses); j++)
        told[j] = told[j] || g_str_equal (losses[j].sentence, loss->sentence);
    }
}

/**
 * esp_mjml_note_losses:
 * @body: the mj-body
 *
 * Each sentence is told once, at the first component that it is about.
 */
void
esp_mjml_note_losses (EspMjml *self, const xmlNode *body)
{
  gboolean told[G_N_ELEMENTS (losses)] = { FALSE };
  const xmlNode *node = body;

  while (node != NULL)
    {
      if (esp_dom_is_element (node))
        note_node (self, node, told);
      if (node->children != NULL && node->type == XML_ELEMENT_NODE)
        node = node->children;
      else
        {
          while (node != body && node->next == NULL)
            node = node->parent;
          node = node != body ? node->next : NULL;
        }
    }
}
