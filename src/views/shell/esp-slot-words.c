/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says in the user's language what the core says in plain English with something in its places. */
#define G_LOG_DOMAIN "esp-shell"

#include "config.h"

#include "views/shell/esp-slot-words.h"

#include "views/shell/esp-particle.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_SLOTS 3

/* The next place in a sentence, such as {1}; other braces are text. */
static const char *
find_slot (const char *sentence)
{
  const char *p = sentence;

  while ((p = strchr (p, '{')) != NULL)
    if (p[1] >= '1' && p[1] < '1' + MAX_SLOTS && p[2] == '}')
      return p;
    else
      p++;
  return NULL;
}

/* Whether the sentence is @reason with something in its places; these are found then. */
static gboolean
match (const char *sentence, const char *reason, char *slots[MAX_SLOTS])
{
  const char *slot;

  while ((slot = find_slot (sentence)) != NULL)
    {
      gsize length = (gsize) (slot - sentence);
      guint number = (guint) (slot[1] - '1');
      const char *rest = slot + strlen ("{1}");
      const char *next = find_slot (rest);
      g_autofree char *stop =
        next != NULL ? g_strndup (rest, (gsize) (next - rest)) : g_strdup (rest);
      const char *end;

      if (strncmp (sentence, reason, length) != 0)
        return FALSE;
      reason += length;
      /* The last words stand at the end, whatever the file had in it. */
      end = rest[0] == '\0' ? reason + strlen (reason)
            : next == NULL
              ? (g_str_has_suffix (reason, stop) ? reason + strlen (reason) - strlen (stop) : NULL)
              : strstr (reason, stop);
      if (end == NULL || end < reason || slots[number] != NULL)
        return FALSE;
      slots[number] = g_strndup (reason, (gsize) (end - reason));
      reason = end;
      sentence = rest;
    }
  return g_str_equal (sentence, reason);
}

static char *
fill (const char *sentence, char *const slots[MAX_SLOTS], EspSlotFunc word)
{
  GString *text = g_string_new (NULL);

  for (const char *p = sentence; *p != '\0'; p++)
    {
      guint number = find_slot (p) == p ? (guint) (p[1] - '1') : MAX_SLOTS;

      if (number == MAX_SLOTS || slots[number] == NULL)
        {
          g_string_append_c (text, *p);
          continue;
        }
      g_string_append (text, word != NULL ? word (slots[number]) : slots[number]);
      p += 2;
    }
  return g_string_free (text, FALSE);
}

/**
 * esp_slot_words_translate:
 * @sentences: (array length=n_sentences): what may be said, untranslated, with places such as {1}; longer ones
 *   before what they begin with
 * @said: what the core said
 * @word: (nullable) (scope call): changes what stands in a place
 *
 * Korean particles are chosen for what stands in the places.
 *
 * Returns: (transfer full) (nullable): the translated sentence, %NULL for one that is not among @sentences
 */
char *
esp_slot_words_translate (const char *const *sentences,
                          gsize n_sentences,
                          const char *said,
                          EspSlotFunc word)
{
  for (gsize i = 0; i < n_sentences; i++)
    {
      char *slots[MAX_SLOTS] = { NULL };
      g_autofree char *text =
        match (sentences[i], said, slots) ? fill (_ (sentences[i]), slots, word) : NULL;

      for (guint j = 0; j < MAX_SLOTS; j++)
        g_free (slots[j]);
      if (text != NULL)
        return esp_particle_choose (text);
    }
  return NULL;
}
