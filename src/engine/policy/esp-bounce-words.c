/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds words with gaps in a text, in a time that no text can drive up. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/policy/esp-bounce-words.h"

#include "engine/policy/esp-bounce.h"

#include <string.h>

#define MAX_GAP 48 /* bytes for which "*" stands at most */

struct _EspBounceWords
{
  GPtrArray *patterns; /* (owned) (element-type GStrv) the pieces between the gaps */
};

/**
 * esp_bounce_words_new:
 * @array: strings; what is none is passed over
 *
 * Returns: (transfer full): the words
 */
EspBounceWords *
esp_bounce_words_new (JsonArray *array)
{
  EspBounceWords *self = g_new0 (EspBounceWords, 1);

  self->patterns = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      g_autofree char *folded = NULL;

      if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
        continue;
      folded = esp_bounce_fold (json_node_get_string (node));
      if (*folded != '\0' && *folded != '*')
        g_ptr_array_add (self->patterns, g_strsplit (folded, "*", -1));
    }
  return self;
}

/**
 * esp_bounce_words_free:
 */
void
esp_bounce_words_free (EspBounceWords *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->patterns);
  g_free (self);
}

/* Each piece at the first place within reach of the one before. */
static gboolean
follows (const char *p, char *const *pieces)
{
  for (; *pieces != NULL; pieces++)
    {
      const char *found = g_strstr_len (p, (gssize) (MAX_GAP + strlen (*pieces)), *pieces);

      if (found == NULL)
        return FALSE;
      p = found + strlen (*pieces);
    }
  return TRUE;
}

/**
 * esp_bounce_words_find:
 * @folded: the text, folded by esp_bounce_fold()
 *
 * Returns: (nullable): where the first of them that is there begins; a text that begins with one of them gives
 *   its own beginning
 */
const char *
esp_bounce_words_find (const EspBounceWords *self, const char *folded)
{
  const char *first = NULL;

  for (guint i = 0; i < self->patterns->len; i++)
    {
      char *const *pieces = g_ptr_array_index (self->patterns, i);

      for (const char *p = strstr (folded, pieces[0]); p != NULL && (first == NULL || p < first);
           p = strstr (p + 1, pieces[0]))
        if (follows (p + strlen (pieces[0]), (char *const *) pieces + 1))
          first = p;
    }
  return first;
}
