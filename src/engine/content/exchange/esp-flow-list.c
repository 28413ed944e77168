/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists of pages. Ours count from one; what is counted in another way keeps its marks as words, so that “step 5”
 * stays step 5. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/exchange/esp-flow.h"

#include "engine/content/exchange/esp-dom.h"

#include <string.h>

#define MOST 100000
#define N_LETTERS 26

static gboolean
read_number (const xmlNode *node, const char *name, int *out_number)
{
  g_autofree char *text = esp_dom_dup_attribute (node, name);
  gint64 number = 0;

  if (text == NULL || !g_ascii_string_to_signed (g_strstrip (text), 10, -MOST, MOST, &number, NULL))
    return FALSE;
  *out_number = (int) number;
  return TRUE;
}

/* Returns: 1, a, A, i or I, as HTML has it */
static char
get_type (const xmlNode *list)
{
  g_autofree char *type = esp_dom_dup_attribute (list, "type");

  return type != NULL && type[0] != '\0' && type[1] == '\0' && strchr ("aAiI", type[0]) != NULL
           ? type[0]
           : '1';
}

static gboolean
is_reversed (const xmlNode *list)
{
  g_autofree char *reversed = esp_dom_dup_attribute (list, "reversed");

  return reversed != NULL;
}

static int
get_start (const xmlNode *list)
{
  int start = 0;

  if (read_number (list, "start", &start))
    return start;
  if (!is_reversed (list))
    return 1;
  for (const xmlNode *child = list->children; child != NULL; child = child->next)
    start += esp_dom_is (child, "li");
  return start;
}

static gboolean
counts_from_one (const xmlNode *list)
{
  int next = 1;

  if (get_start (list) != 1 || get_type (list) != '1' || is_reversed (list))
    return FALSE;
  for (const xmlNode *child = list->children; child != NULL; child = child->next)
    {
      int number = next;

      if (!esp_dom_is (child, "li"))
        continue;
      if (read_number (child, "value", &number) && number != next)
        return FALSE;
      next++;
    }
  return TRUE;
}

/* a … z, aa … */
static char *
write_letters (int number)
{
  GString *out = g_string_new (NULL);

  for (; number > 0; number = (number - 1) / N_LETTERS)
    g_string_prepend_c (out, (char) ('a' + (number - 1) % N_LETTERS));
  return g_string_free (out, FALSE);
}

static char *
write_roman (int number)
{
  static const struct
  {
    int value;
    const char *word;
  } parts[] = { { 1000, "m" }, { 900, "cm" }, { 500, "d" }, { 400, "cd" }, { 100, "c" },
                { 90, "xc" },  { 50, "l" },   { 40, "xl" }, { 10, "x" },   { 9, "ix" },
                { 5, "v" },    { 4, "iv" },   { 1, "i" } };
  GString *out = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    for (; number >= parts[i].value; number -= parts[i].value)
      g_string_append (out, parts[i].word);
  return g_string_free (out, FALSE);
}

static char *
write_mark (char type, int number)
{
  const int most_roman = 3999;
  gboolean is_plain =
    type == '1' || number < 1 || (g_ascii_tolower (type) == 'i' && number > most_roman);
  g_autofree char *word = is_plain                        ? g_strdup_printf ("%d", number)
                          : g_ascii_tolower (type) == 'a' ? write_letters (number)
                                                          : write_roman (number);
  g_autofree char *sized = g_ascii_isupper (type) ? g_ascii_strup (word, -1) : g_strdup (word);

  return g_strconcat (sized, ". ", NULL);
}

static void
read_marked (EspFlow *self, const xmlNode *list, const EspFlowLook *look)
{
  int number = get_start (list);

  for (const xmlNode *child = list->children; child != NULL; child = child->next)
    {
      if (esp_dom_is (child, "li"))
        {
          (void) read_number (child, "value", &number);
          g_free (self->mark);
          self->mark = write_mark (get_type (list), number);
          number += is_reversed (list) ? -1 : 1;
        }
      esp_flow_read (self, child, look);
    }
  g_clear_pointer (&self->mark, g_free);
}

/**
 * esp_flow_read_list:
 * @list: ul or ol
 */
void
esp_flow_read_list (EspFlow *self, const xmlNode *list, const EspFlowLook *look)
{
  EspFlowLook inner = *look;
  g_autofree char *color G_GNUC_UNUSED = esp_flow_change_look (list, &inner); /* what inner names */
  gboolean is_counted = esp_dom_is (list, "ol");
  gboolean is_marked = is_counted && !counts_from_one (list);

  inner.list = is_marked    ? ESP_PARAGRAPH_PLAIN
               : is_counted ? ESP_PARAGRAPH_NUMBER
                            : ESP_PARAGRAPH_BULLET;
  esp_flow_end_line (self);
  if (is_marked)
    read_marked (self, list, &inner);
  else
    esp_flow_read_children (self, list, &inner);
  esp_flow_end_line (self);
}
