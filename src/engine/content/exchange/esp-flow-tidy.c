/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts imported blocks in order: empty ones go, usual colours are left to the brand, grounds become sections. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/exchange/esp-flow.h"

#include "engine/content/esp-color.h"

#include <string.h>

/* A longer one stays the block that it is. */
#define MAX_CONDITION_BYTES 1000

typedef struct
{
  GHashTable *words; /* (element-type utf8 GINT): colour → bytes that have it */
  GHashTable *links;
} Colors;

static void
trim_paragraph (EspParagraph *paragraph)
{
  while (paragraph->runs->len > 0)
    {
      EspRun *run = paragraph->runs->pdata[paragraph->runs->len - 1];

      g_strchomp (run->text);
      if (*run->text != '\0')
        return;
      g_ptr_array_set_size (paragraph->runs, (int) paragraph->runs->len - 1);
    }
}

static gboolean
is_empty (const EspBlock *block)
{
  if (esp_block_has_paragraphs (block))
    return block->paragraphs->len == 0 ||
           (block->kind == ESP_BLOCK_HEADING &&
            ((EspParagraph *) block->paragraphs->pdata[0])->runs->len == 0);
  return block->kind == ESP_BLOCK_COLUMNS && block->columns->len == 0;
}

static void
tidy_block (EspBlock *block)
{
  for (guint i = block->paragraphs != NULL ? block->paragraphs->len : 0; i > 0; i--)
    {
      EspParagraph *paragraph = block->paragraphs->pdata[i - 1];

      trim_paragraph (paragraph);
      if (paragraph->runs->len == 0 && block->kind == ESP_BLOCK_TEXT)
        g_ptr_array_remove_index (block->paragraphs, i - 1);
    }
  for (guint i = block->columns != NULL ? block->columns->len : 0; i > 0; i--)
    {
      EspColumn *column = block->columns->pdata[i - 1];

      esp_flow_tidy (column->blocks);
      if (column->blocks->len == 0)
        g_ptr_array_remove_index (block->columns, i - 1);
    }
}

/**
 * esp_flow_dup_condition:
 * @html: (nullable): of a raw block
 *
 * Returns: (transfer full) (nullable): the condition when the block does nothing but open one
 */
char *
esp_flow_dup_condition (const char *html)
{
  static const char open[] = "{% if ";
  const char *end;

  if (html == NULL || !g_str_has_prefix (html, open))
    return NULL;
  html += strlen (open);
  end = strstr (html, "%}");
  if (end == NULL || end[2] != '\0' || end - html > MAX_CONDITION_BYTES ||
      strstr (html, "{%") != NULL || strstr (html, "{{") != NULL)
    return NULL;
  return esp_dom_tidy_line (g_strndup (html, (gsize) (end - html)));
}

/* "{% if x %}" before and "{% endif %}" behind one block are its condition. */
static void
fold_conditions (GPtrArray *blocks)
{
  for (guint i = 0; i + 2 < blocks->len; i++)
    {
      const EspBlock *opening = blocks->pdata[i];
      g_autofree char *condition =
        opening->kind == ESP_BLOCK_HTML ? esp_flow_dup_condition (opening->html) : NULL;
      EspBlock *block = blocks->pdata[i + 1];
      const EspBlock *close = blocks->pdata[i + 2];

      if (condition == NULL || block->show_if != NULL || close->kind != ESP_BLOCK_HTML ||
          g_strcmp0 (close->html, "{% endif %}") != 0)
        continue;
      block->show_if = g_steal_pointer (&condition);
      g_ptr_array_remove_index (blocks, i + 2);
      g_ptr_array_remove_index (blocks, i);
    }
}

/**
 * esp_flow_tidy:
 * @blocks: (element-type EspBlock): what was read
 *
 * Takes out blocks without anything in them; Liquid conditions around a block become its own.
 */
void
esp_flow_tidy (GPtrArray *blocks)
{
  for (guint i = blocks->len; i > 0; i--)
    {
      EspBlock *block = blocks->pdata[i - 1];

      tidy_block (block);
      if (is_empty (block))
        g_ptr_array_remove_index (blocks, i - 1);
    }
  fold_conditions (blocks);
}

static void
foreach_run (GPtrArray *columns, void (*func) (EspRun *, gpointer), gpointer data)
{
  for (guint i = 0; i < columns->len; i++)
    {
      const EspColumn *column = columns->pdata[i];

      for (guint j = 0; j < column->blocks->len; j++)
        {
          const EspBlock *block = column->blocks->pdata[j];

          for (guint k = 0; block->paragraphs != NULL && k < block->paragraphs->len; k++)
            g_ptr_array_foreach (((EspParagraph *) block->paragraphs->pdata[k])->runs,
                                 (GFunc) (gpointer) func, data);
          if (block->columns != NULL)
            foreach_run (block->columns, func, data);
        }
    }
}

static void
count_run (EspRun *run, gpointer data)
{
  Colors *colors = data;
  GHashTable *table = run->href != NULL ? colors->links : colors->words;
  const char *color = run->color != NULL ? run->color : "";

  g_hash_table_insert (table, (gpointer) color,
                       GSIZE_TO_POINTER (GPOINTER_TO_SIZE (g_hash_table_lookup (table, color)) +
                                         strlen (run->text)));
}

static const char *
most_common (GHashTable *table)
{
  GHashTableIter iter;
  gpointer key;
  gpointer value;
  gsize most = 0;
  const char *found = NULL;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (GPOINTER_TO_SIZE (value) > most ||
        (GPOINTER_TO_SIZE (value) == most && g_strcmp0 (key, found) < 0))
      {
        most = GPOINTER_TO_SIZE (value);
        found = key;
      }
  return found;
}

typedef struct
{
  char *words;
  char *links;
  gboolean on_dark; /* white is what words are on such a ground */
} Usual;

static gboolean
is_colorful (EspColor color)
{
  const int grey = 40; /* between the strongest and the weakest part */
  int most = MAX (color.red, MAX (color.green, color.blue));
  int least = MIN (color.red, MIN (color.green, color.blue));

  return most - least > grey;
}

/* Nearly black and the usual colour say nothing: the brand has its own, which dark mode knows. */
static void
drop_color (EspRun *run, gpointer data)
{
  const double nearly_black = 0.05;
  const double nearly_white = 0.95;
  const Usual *usual = data;
  EspColor color = { 0, 0, 0 };
  double luminance =
    run->color != NULL && esp_color_parse (run->color, &color) ? esp_color_luminance (color) : 0.5;
  gboolean is_plain =
    usual->on_dark ? luminance > nearly_white : luminance < nearly_black && !is_colorful (color);

  if (is_plain || g_strcmp0 (run->color, run->href != NULL ? usual->links : usual->words) == 0)
    g_clear_pointer (&run->color, g_free);
}

/* Words that stood on a picture, or on a ground that did not come along, must not vanish. */
static void
drop_faint (EspRun *run, gpointer data)
{
  const double faint = 1.6;
  EspColor color;

  if (run->color != NULL && esp_color_parse (run->color, &color) &&
      esp_color_contrast (color, *(const EspColor *) data) < faint)
    g_clear_pointer (&run->color, g_free);
}

static void
drop_unreadable (GPtrArray *columns, const char *background)
{
  EspColor ground = { 255, 255, 255 };

  if (background != NULL)
    (void) esp_color_parse (background, &ground); /* white then */
  for (guint i = 0; i < columns->len; i++)
    {
      EspColumn *column = columns->pdata[i];
      g_autoptr (GPtrArray) one = g_ptr_array_new ();

      if (column->background != NULL && g_strcmp0 (column->background, background) != 0)
        {
          g_autofree char *own = g_strdup (column->background);

          g_clear_pointer (&column->background, g_free);
          g_ptr_array_add (one, column);
          drop_unreadable (one, own);
          column->background = g_steal_pointer (&own);
          continue;
        }
      for (guint k = 0; k < column->blocks->len; k++)
        {
          EspBlock *block = column->blocks->pdata[k];

          if (block->columns != NULL)
            drop_unreadable (block->columns, background);
          for (guint p = 0; block->paragraphs != NULL && p < block->paragraphs->len; p++)
            {
              EspParagraph *paragraph = block->paragraphs->pdata[p];

              for (guint r = 0; r < paragraph->runs->len; r++)
                drop_faint (paragraph->runs->pdata[r], &ground);
            }
        }
    }
}

/**
 * esp_flow_drop_common_colors:
 * @sections: (element-type EspSection): what was imported
 *
 * Leaves the colour that most words have, and the one that most links have, to the brand.
 */
void
esp_flow_drop_common_colors (GPtrArray *sections)
{
  const double light = 0.4;
  const double dark = 0.18;
  g_autoptr (GHashTable) words = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) links = g_hash_table_new (g_str_hash, g_str_equal);
  Colors colors = { words, links };
  Usual usual;
  EspColor color;

  for (guint i = 0; i < sections->len; i++)
    foreach_run (((EspSection *) sections->pdata[i])->columns, count_run, &colors);
  usual.words = g_strdup (most_common (words));
  usual.links = g_strdup (most_common (links));
  /* White words on a dark ground are not what words usually look like, and a colour is meant. */
  if (usual.words != NULL && esp_color_parse (usual.words, &color) &&
      (esp_color_luminance (color) > light || is_colorful (color)))
    g_clear_pointer (&usual.words, g_free);
  for (guint i = 0; i < sections->len; i++)
    {
      const EspSection *section = sections->pdata[i];

      drop_unreadable (section->columns, section->background);
      usual.on_dark = section->background != NULL &&
                      esp_color_parse (section->background, &color) &&
                      esp_color_luminance (color) < dark;
      foreach_run (section->columns, drop_color, &usual);
    }
  g_free (usual.words);
  g_free (usual.links);
}

static void
find_light (EspRun *run, gpointer data)
{
  const double light = 0.6;
  gboolean *is_light = data;
  EspColor color;

  *is_light = *is_light || (run->color != NULL && esp_color_parse (run->color, &color) &&
                            esp_color_luminance (color) > light);
}

/**
 * esp_flow_darken_picture:
 *
 * Gives a section with a picture and light words a dark ground where it has none: programs that show no pictures
 * behind words must not hide the words too.
 */
void
esp_flow_darken_picture (EspSection *section)
{
  gboolean is_light = FALSE;

  if (section->picture == NULL || section->background != NULL)
    return;
  foreach_run (section->columns, find_light, &is_light);
  if (is_light)
    section->background = g_strdup ("#444444");
}

static gboolean
is_plain_ground (const char *ground, const char *page_ground)
{
  return ground == NULL || g_str_equal (ground, "#ffffff") || g_strcmp0 (ground, page_ground) == 0;
}

/* A section whose only block is a row of columns has them itself. */
static void
lift_columns (EspSection *section)
{
  EspColumn *column = section->columns->pdata[0];
  EspBlock *block = column->blocks->len == 1 ? column->blocks->pdata[0] : NULL;
  GPtrArray *columns;

  if (block == NULL || block->kind != ESP_BLOCK_COLUMNS || block->columns->len == 0)
    return;
  columns = g_steal_pointer (&block->columns);
  section->no_stack = block->no_stack;
  g_ptr_array_unref (section->columns);
  section->columns = columns;
}

/**
 * esp_flow_add_sections:
 * @blocks: (element-type EspBlock): emptied
 * @page_ground: (nullable): the colour around the card, which is the brand's matter
 *
 * Adds sections to the message: neighbouring blocks on the same ground share one, rows of columns have their own.
 */
void
esp_flow_add_sections (EspFlow *self, GPtrArray *blocks, const char *page_ground)
{
  EspSection *section = NULL;
  g_autofree char *last = NULL;
  g_autofree char *last_picture = NULL;
  gboolean was_columns = FALSE;

  while (blocks->len > 0)
    {
      EspBlock *block = blocks->pdata[0];
      const char *ground =
        self->grounds != NULL ? g_hash_table_lookup (self->grounds, block) : NULL;
      gboolean is_columns = block->kind == ESP_BLOCK_COLUMNS;

      const char *picture =
        self->pictures != NULL ? g_hash_table_lookup (self->pictures, block) : NULL;

      if (is_plain_ground (ground, page_ground))
        ground = NULL;
      if (section == NULL || is_columns || was_columns || g_strcmp0 (ground, last) != 0 ||
          g_strcmp0 (picture, last_picture) != 0)
        {
          g_autofree char *id = g_strdup_printf ("s%u", self->doc->sections->len + 1);

          section = esp_section_new (id);
          section->background = g_strdup (ground);
          g_ptr_array_add (section->columns, esp_column_new ());
          g_ptr_array_add (self->doc->sections, section);
          g_free (last);
          last = g_strdup (ground);
          section->picture = g_strdup (picture);
          g_free (last_picture);
          last_picture = g_strdup (picture);
        }
      was_columns = is_columns;
      g_ptr_array_add (((EspColumn *) section->columns->pdata[0])->blocks,
                       g_ptr_array_steal_index (blocks, 0));
      if (is_columns)
        lift_columns (section);
    }
  for (guint i = 0; i < self->doc->sections->len; i++)
    esp_flow_darken_picture (self->doc->sections->pdata[i]);
}
