/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays the products of one lead out as columns of pictures, words and buttons, so that they can be shown. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-fill-products.h"

#include "engine/content/esp-brand.h"

/* As the sent HTML has them. */
static const int text_px = 14;
static const int price_px = 15;
static const int part_gap_px = 6;
static const int picture_gap_px = 10;
static const int wide_picture_percent = 40;

typedef struct
{
  const EspBlock *block;
  const char *values[ESP_N_CARD_PARTS];
  guint number;
  guint n_blocks;
} Card;

/**
 * esp_card_part_member:
 *
 * Returns: (nullable): the member of an element that says @part, with its filters
 */
const char *
esp_card_part_member (const EspBlock *block, EspCardPart part)
{
  const EspProductMembers *members = &block->members;
  const char *const all[ESP_N_CARD_PARTS] = {
    [ESP_CARD_NAME] = members->name, [ESP_CARD_IMAGE] = members->image,
    [ESP_CARD_TEXT] = members->text, [ESP_CARD_PRICE] = members->price,
    [ESP_CARD_WAS] = members->was,   [ESP_CARD_LINK] = members->link,
  };

  return esp_text_is_blank (all[part]) ? NULL : all[part];
}

static EspBlock *
add_block (Card *card, EspColumn *column, EspBlockKind kind, int gap_px)
{
  g_autofree char *id = g_strdup_printf ("%s-%u-%u", card->block->id, card->number, card->n_blocks);
  EspBlock *block = esp_block_new (kind, id);

  card->n_blocks++;
  block->padding.bottom = gap_px;
  g_ptr_array_add (column->blocks, block);
  return block;
}

static EspRun *
add_run (EspBlock *block, const char *text)
{
  EspRun *run = esp_run_new (text);

  if (block->paragraphs->len == 0)
    g_ptr_array_add (block->paragraphs, esp_paragraph_new (ESP_PARAGRAPH_PLAIN));
  g_ptr_array_add (((EspParagraph *) block->paragraphs->pdata[0])->runs, run);
  return run;
}

static void
add_words (Card *card, EspColumn *column, EspCardPart part, int px)
{
  EspBlock *block;

  if (esp_text_is_blank (card->values[part]))
    return;
  block = add_block (card, column, ESP_BLOCK_TEXT, part_gap_px);
  block->font_size = px;
  add_run (block, card->values[part])->bold = part == ESP_CARD_NAME;
}

static void
add_price (Card *card, EspColumn *column)
{
  const char *price = card->values[ESP_CARD_PRICE];
  const char *was = card->values[ESP_CARD_WAS];
  EspBlock *block;

  if (esp_text_is_blank (price) && esp_text_is_blank (was))
    return;
  block = add_block (card, column, ESP_BLOCK_TEXT, part_gap_px);
  block->font_size = price_px;
  if (!esp_text_is_blank (price))
    add_run (block, price)->bold = TRUE;
  if (!esp_text_is_blank (price) && !esp_text_is_blank (was))
    add_run (block, " ");
  if (!esp_text_is_blank (was))
    add_run (block, was)->strike = TRUE;
}

static void
add_picture (Card *card, EspColumn *column)
{
  EspBlock *block;

  if (esp_text_is_blank (card->values[ESP_CARD_IMAGE]))
    return;
  block = add_block (card, column, ESP_BLOCK_IMAGE, picture_gap_px);
  block->src = g_strdup (card->values[ESP_CARD_IMAGE]);
  block->alt = g_strdup (card->values[ESP_CARD_NAME]);
  block->radius = card->block->radius;
}

static void
add_rest (Card *card, EspColumn *column)
{
  const EspBlock *products = card->block;
  EspBlock *button;

  add_words (card, column, ESP_CARD_NAME, products->font_size);
  add_words (card, column, ESP_CARD_TEXT, text_px);
  add_price (card, column);
  if (esp_text_is_blank (products->label) || esp_text_is_blank (card->values[ESP_CARD_LINK]))
    return;
  button = add_block (card, column, ESP_BLOCK_BUTTON, 0);
  button->label = g_strdup (products->label);
  button->href = g_strdup (card->values[ESP_CARD_LINK]);
  button->color = g_strdup (products->color);
  button->text_color = g_strdup (products->text_color);
  button->radius = products->radius;
  button->size = products->size == ESP_BUTTON_MEDIUM ? ESP_BUTTON_SMALL : products->size;
}

static EspColumn *
add_column (EspBlock *row, int percent)
{
  EspColumn *column = esp_column_new ();

  column->width = percent;
  g_ptr_array_add (row->columns, column);
  return column;
}

/* Picture beside the words. */
static void
add_wide_card (Card *card, EspBlock *row)
{
  const int whole = 100;
  gboolean has_picture = !esp_text_is_blank (card->values[ESP_CARD_IMAGE]);
  EspColumn *column;

  if (has_picture)
    add_picture (card, add_column (row, wide_picture_percent));
  column = add_column (row, has_picture ? whole - wide_picture_percent : 0);
  column->valign = ESP_VALIGN_MIDDLE;
  add_rest (card, column);
}

static EspBlock *
begin_row (const EspBlock *products, guint number)
{
  g_autofree char *id = g_strdup_printf ("%s-row-%u", products->id, number);

  return esp_block_new (ESP_BLOCK_COLUMNS, id);
}

/**
 * esp_fill_products:
 * @block: products
 * @values: (element-type utf8): for each part what it is of each element; all are as long
 * @out_blocks: (element-type EspBlock): appended to
 *
 * Appends a block of columns for each row of cards.
 */
void
esp_fill_products (const EspBlock *block,
                   GPtrArray *const values[ESP_N_CARD_PARTS],
                   GPtrArray *out_blocks)
{
  guint per_row = (guint) CLAMP (block->per_row, 1, ESP_MAX_PRODUCTS_PER_ROW);
  guint n = MIN (values[0]->len, ESP_MAX_SHOWN_CARDS);
  EspBlock *row = NULL;

  for (guint i = 0; i < n; i++)
    {
      Card card = { .block = block, .number = i };
      EspColumn *column;

      for (guint part = 0; part < ESP_N_CARD_PARTS; part++)
        card.values[part] = i < values[part]->len ? values[part]->pdata[i] : NULL;
      if (i % per_row == 0)
        {
          row = begin_row (block, i / per_row);
          g_ptr_array_add (out_blocks, row);
        }
      if (per_row == 1)
        {
          add_wide_card (&card, row);
          continue;
        }
      column = add_column (row, 0);
      add_picture (&card, column);
      add_rest (&card, column);
    }
  for (; row != NULL && per_row > 1 && row->columns->len < per_row;)
    (void) add_column (row, 0); /* an empty place keeps the others as wide as they are */
}
