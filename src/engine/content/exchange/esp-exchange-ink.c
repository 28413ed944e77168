/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The colour of words on dark grounds: written for those who read MJML elsewhere, dropped when it comes back. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/exchange/esp-exchange-ink.h"

/**
 * esp_exchange_find_ink:
 * @ground: a colour
 * @out_ink: (out): the colour of words that have none of their own
 *
 * Returns: whether the brand's words cannot be read on @ground, so that it takes another colour
 */
gboolean
esp_exchange_find_ink (const EspBrand *brand, const char *ground, char out_ink[ESP_COLOR_BUFFER])
{
  const EspColor white = { 255, 255, 255 };
  EspColor text = { 0, 0, 0 };
  EspColor under = { 255, 255, 255 };

  (void) esp_color_parse (brand->text, &text); /* black then */
  (void) esp_color_parse (ground, &under);     /* white then */
  if (esp_color_contrast (text, under) >= ESP_CONTRAST_TEXT)
    return FALSE;
  esp_color_format (esp_color_readable_on (white, under, ESP_CONTRAST_TEXT), out_ink);
  return TRUE;
}

static void
drop_from_block (EspBlock *block, const char *ground)
{
  const char *under = block->look.background != NULL ? block->look.background : ground;
  char ink[ESP_COLOR_BUFFER];

  if (block->paragraphs == NULL || !esp_exchange_find_ink (&esp_brand_default, under, ink))
    return;
  for (guint i = 0; i < block->paragraphs->len; i++)
    {
      const EspParagraph *paragraph = block->paragraphs->pdata[i];

      for (guint j = 0; j < paragraph->runs->len; j++)
        {
          EspRun *run = paragraph->runs->pdata[j];

          if (run->href == NULL && g_strcmp0 (run->color, ink) == 0)
            g_clear_pointer (&run->color, g_free);
        }
    }
}

/**
 * esp_exchange_drop_inks:
 *
 * Takes the colours from @doc that words have by themselves on its grounds.
 */
void
esp_exchange_drop_inks (EspMessageDoc *doc)
{
  for (guint i = 0; i < doc->sections->len; i++)
    {
      const EspSection *section = doc->sections->pdata[i];

      for (guint j = 0; j < section->columns->len; j++)
        {
          const EspColumn *column = section->columns->pdata[j];
          const char *ground = column->background != NULL    ? column->background
                               : section->background != NULL ? section->background
                                                             : esp_brand_default.surface;

          for (guint k = 0; k < column->blocks->len; k++)
            drop_from_block (column->blocks->pdata[k], ground);
        }
    }
}
