/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding by typing: parts of words, unfinished syllables, initial consonants. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-seek.h"

#include "base/esp-hangul.h"

#include <string.h>

#define PREEDIT "esp-journey-preedit"

/**
 * esp_journey_seek_matches:
 * @query: what was typed; may end in the middle of a syllable, or be initial consonants
 *
 * Returns: whether every word of @query is in @text
 */
gboolean
esp_journey_seek_matches (const char *text, const char *query)
{
  g_autofree char *jamo = esp_hangul_to_jamo (text);
  g_autofree char *initials = esp_hangul_to_choseong (text);
  g_auto (GStrv) words = g_strsplit_set (query, " \t", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      gboolean is_initials = FALSE;
      g_autofree char *folded = esp_hangul_fold_query (words[i], &is_initials);
      g_autofree char *lower = g_utf8_casefold (words[i], -1);

      if (*words[i] == '\0')
        continue;
      if (strstr (jamo, folded) == NULL && (!is_initials || strstr (initials, lower) == NULL))
        return FALSE;
    }
  return TRUE;
}

/**
 * esp_journey_seek_begins:
 *
 * Returns: whether @text begins with @query
 */
gboolean
esp_journey_seek_begins (const char *text, const char *query)
{
  gboolean is_initials = FALSE;
  g_autofree char *jamo = esp_hangul_to_jamo (text);
  g_autofree char *initials = esp_hangul_to_choseong (text);
  g_autofree char *folded = esp_hangul_fold_query (query, &is_initials);
  g_autofree char *lower = g_utf8_casefold (query, -1);

  return g_str_has_prefix (jamo, folded) || (is_initials && g_str_has_prefix (initials, lower));
}

typedef struct
{
  GtkWidget *entry; /* (unowned): of which this is the data */
  EspJourneySeekFunc func;
  gpointer user_data;
  char *preedit; /* (owned) (nullable) */
} Watch;

static void
watch_free (gpointer data)
{
  Watch *watch = data;

  g_free (watch->preedit);
  g_free (watch);
}

static void
tell (Watch *watch)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (watch->entry));
  int position = gtk_editable_get_position (GTK_EDITABLE (watch->entry));
  const char *split = g_utf8_offset_to_pointer (typed, MIN (position, g_utf8_strlen (typed, -1)));
  g_autofree char *text = g_strdup_printf ("%.*s%s%s", (int) (split - typed), typed,
                                           watch->preedit != NULL ? watch->preedit : "", split);

  watch->func (g_strstrip (text), watch->user_data);
}

static void
preedit_cb (GtkText *text, const char *preedit, Watch *watch)
{
  g_free (watch->preedit);
  watch->preedit = g_strdup (preedit);
  tell (watch);
}

static void
changed_cb (GtkEditable *editable, Watch *watch)
{
  tell (watch);
}

/**
 * esp_journey_seek_watch:
 * @entry: a field; lives no longer than @user_data
 *
 * Has @func called at every change, the syllable that is being composed included.
 */
void
esp_journey_seek_watch (GtkWidget *entry, EspJourneySeekFunc func, gpointer user_data)
{
  Watch *watch = g_new0 (Watch, 1);
  GtkEditable *delegate = gtk_editable_get_delegate (GTK_EDITABLE (entry));

  watch->entry = entry;
  watch->func = func;
  watch->user_data = user_data;
  g_object_set_data_full (G_OBJECT (entry), PREEDIT, watch, watch_free);
  g_signal_connect (entry, "changed", G_CALLBACK (changed_cb), watch);
  if (GTK_IS_TEXT (delegate))
    g_signal_connect (delegate, "preedit-changed", G_CALLBACK (preedit_cb), watch);
}
