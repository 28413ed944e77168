/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts other words into a field without moving the cursor farther than it must. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-put-text.h"

#include <string.h>

static char *
dup_text (GtkTextBuffer *buffer)
{
  char *text;

  g_object_get (buffer, "text", &text, NULL);
  return text;
}

/**
 * esp_put_text:
 *
 * Makes the words of a buffer others: only those that differ are written over, so that the cursor stays near.
 */
void
esp_put_text (GtkTextBuffer *buffer, const char *text)
{
  g_autofree char *before = dup_text (buffer);
  const char *old_end = before + strlen (before);
  const char *new_end = text + strlen (text);
  const char *old_at = before;
  const char *new_at = text;
  GtkTextIter start;
  GtkTextIter end;

  while (*old_at != '\0' && g_utf8_get_char (old_at) == g_utf8_get_char (new_at))
    {
      old_at = g_utf8_next_char (old_at);
      new_at = g_utf8_next_char (new_at);
    }
  while (old_end > old_at && new_end > new_at &&
         g_utf8_get_char (g_utf8_prev_char (old_end)) ==
           g_utf8_get_char (g_utf8_prev_char (new_end)))
    {
      old_end = g_utf8_prev_char (old_end);
      new_end = g_utf8_prev_char (new_end);
    }
  if (old_at == old_end && new_at == new_end)
    return;
  gtk_text_buffer_get_iter_at_offset (buffer, &start,
                                      (int) g_utf8_pointer_to_offset (before, old_at));
  gtk_text_buffer_get_iter_at_offset (buffer, &end,
                                      (int) g_utf8_pointer_to_offset (before, old_end));
  gtk_text_buffer_delete (buffer, &start, &end);
  gtk_text_buffer_insert (buffer, &start, new_at, (int) (new_end - new_at));
  gtk_text_buffer_place_cursor (buffer, &start);
}

/**
 * esp_put_entry:
 * @row: (nullable): a GtkEditable
 *
 * Makes the words of an entry others, if they are.
 */
void
esp_put_entry (GtkWidget *row, const char *text)
{
  if (row != NULL && g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (row)), text) != 0)
    {
      gtk_editable_set_text (GTK_EDITABLE (row), text);
      gtk_editable_set_position (GTK_EDITABLE (row), -1);
    }
}
