/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wraps Korean between words: by itself Pango breaks a line after any syllable. */
#define G_LOG_DOMAIN "esp-shell"

#include "config.h"

#include "views/shell/esp-word-wrap.h"

#include "draw/esp-word-keep.h"

/* A text with longer words is broken anywhere, so that no label grows wider than its place. */
#define MAX_WORD 16

/* Pango 1.50 ends the program where it may neither break a kept word nor leave it too wide: what is kept is not
 * wrapped by the character. */
static void
label_cb (GtkLabel *label)
{
  PangoAttrList *list = esp_word_keep_attributes (gtk_label_get_text (label), MAX_WORD);

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
