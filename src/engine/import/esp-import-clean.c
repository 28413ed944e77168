/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done to the text of a cell before anybody asks what it means: blanks, taken-apart letters, capitals. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/import/esp-import-clean.h"

#include "engine/import/esp-import-cell.h"

#include <string.h>

static gboolean
is_blank_at (const char *p, gsize *out_length)
{
  guint8 c = (guint8) *p;

  if (c == ' ' || (c >= '\t' && c <= '\r'))
    *out_length = 1;
  else if (c == 0xC2 && (guint8) p[1] == 0xA0)
    *out_length = 2; /* no-break space */
  else if (strncmp (p, "\xE3\x80\x80", 3) == 0 || strncmp (p, "\xE2\x80\x8B", 3) == 0 ||
           strncmp (p, "\xEF\xBB\xBF", 3) == 0)
    *out_length = 3; /* ideographic space, zero-width space, stray byte order mark */
  else
    return FALSE;
  return TRUE;
}

static gsize
find_end (const char *start)
{
  gsize length = strlen (start);

  while (length > 0)
    {
      gsize n;

      if (is_blank_at (start + length - 1, &n) && n == 1)
        length--;
      else if (length >= 2 && is_blank_at (start + length - 2, &n) && n == 2)
        length -= 2;
      else if (length >= 3 && is_blank_at (start + length - 3, &n) && n == 3)
        length -= 3;
      else
        break;
    }
  return length;
}

/* Letters that were taken apart, as macOS does in file names and some forms in Korean text. */
static gboolean
is_decomposed (const char *text)
{
  for (const guint8 *p = (const guint8 *) text; *p != 0; p++)
    if ((*p == 0xE1 && p[1] >= 0x84 && p[1] <= 0x87) || *p == 0xCC || *p == 0xCD)
      return TRUE;
  return FALSE;
}

/**
 * esp_import_clean_cell:
 * @missing: (array zero-terminated=1): texts that count as empty
 *
 * Returns: (transfer none) (nullable): the cell without blanks around it, composed; %NULL when it holds nothing. Lives in
 *   the batch
 */
const char *
esp_import_clean_cell (EspImportBatch *batch, const char *cell, char **missing)
{
  const char *start = cell;
  char *copy;
  gsize n;

  while (is_blank_at (start, &n))
    start += n;
  n = find_end (start);
  if (n == 0)
    return NULL;
  copy = esp_import_batch_copy (batch, start, n);
  esp_cell_unwrap (copy);
  for (; *missing != NULL; missing++)
    if (g_str_equal (copy, *missing))
      return NULL;
  if (is_decomposed (copy))
    {
      g_autofree char *composed = g_utf8_normalize (copy, -1, G_NORMALIZE_NFC);

      if (composed != NULL)
        copy = esp_import_batch_copy (batch, composed, strlen (composed));
    }
  return copy;
}

static char *
capitalize (const char *text)
{
  GString *out = g_string_new (NULL);
  gboolean is_start = TRUE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (out, is_start ? g_unichar_totitle (c) : g_unichar_tolower (c));
      is_start = !g_unichar_isalpha (c) && c != '\'';
    }
  return g_string_free (out, FALSE);
}

/**
 * esp_import_clean_transform:
 *
 * Returns: (transfer none): @text as the mapping wants its letters. Lives in the batch
 */
const char *
esp_import_clean_transform (EspImportBatch *batch, EspImportTransform kind, const char *text)
{
  g_autofree char *changed = NULL;

  switch (kind)
    {
    case ESP_IMPORT_TRANSFORM_LOWER:
      changed = g_utf8_strdown (text, -1);
      break;
    case ESP_IMPORT_TRANSFORM_UPPER:
      changed = g_utf8_strup (text, -1);
      break;
    case ESP_IMPORT_TRANSFORM_CAPITALS:
      changed = capitalize (text);
      break;
    case ESP_IMPORT_TRANSFORM_NONE:
    default:
      return text;
    }
  return esp_import_batch_copy (batch, changed, strlen (changed));
}
