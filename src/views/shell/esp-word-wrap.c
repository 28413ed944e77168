/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wraps Korean between words: by itself Pango breaks a line after any syllable. */
#define G_LOG_DOMAIN "esp-shell"

#include "config.h"

#include "views/shell/esp-word-wrap.h"

#define HANGUL_FIRST 0xAC00
#define HANGUL_LAST 0xD7A3

/* A text with longer words is broken anywhere, so that no label grows wider than its place. */
#define MAX_WORD 16

static gboolean
is_hangul (gunichar c)
{
  return c >= HANGUL_FIRST && c <= HANGUL_LAST;
}

static void
keep_word (PangoAttrList *list, guint begin, guint end)
{
  PangoAttribute *attribute = pango_attr_allow_breaks_new (FALSE);

  attribute->start_index = begin;
  attribute->end_index = end;
  pango_attr_list_insert (list, attribute);
}

/* Returns: (transfer full) (nullable): %NULL when a word is too long to be kept */
static PangoAttrList *
keep_words (const char *text)
{
  g_autoptr (PangoAttrList) list = pango_attr_list_new ();
  const char *word = text;
  const char *p = text;
  gboolean has_hangul = FALSE;
  guint n = 0;

  for (;; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c != 0 && !g_unichar_isspace (c))
        {
          has_hangul = has_hangul || is_hangul (c);
          if (++n > MAX_WORD)
            return NULL;
          continue;
        }
      if (has_hangul)
        keep_word (list, (guint) (word - text), (guint) (p - text));
      if (c == 0)
        return g_steal_pointer (&list);
      word = g_utf8_next_char (p);
      has_hangul = FALSE;
      n = 0;
    }
}

/* Pango 1.50 ends the program where it may neither break a kept word nor leave it too wide: what is kept is not
 * wrapped by the character. */
static void
label_cb (GtkLabel *label)
{
  PangoAttrList *list = keep_words (gtk_label_get_text (label));

  gtk_label_set_attributes (label, list);
  gtk_label_set_wrap_mode (label, list != NULL ? PANGO_WRAP_WORD : PANGO_WRAP_WORD_CHAR);
  g_clear_pointer (&list, pango_attr_list_unref);
}

/**
 * esp_word_wrap_keep:
 * @root: a widget whose wrapping labels, itself among them, have no attributes of their own
 *
 * Keeps the Korean words of every wrapping label inside @root whole, now and when its text changes.
 */
void
esp_word_wrap_keep (GtkWidget *root)
{
  g_return_if_fail (GTK_IS_WIDGET (root));

  if (GTK_IS_LABEL (root) && gtk_label_get_wrap (GTK_LABEL (root)))
    {
      g_signal_connect (root, "notify::label", G_CALLBACK (label_cb), NULL);
      label_cb (GTK_LABEL (root));
    }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    esp_word_wrap_keep (child);
}
