/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says in an empty text view what is written there: GTK 4.8 has this for single lines alone. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-text-hint.h"

/* How much fainter than words the hint is: still 4.5 to 1 on white. */
#define HINT_ALPHA 0.68f

/**
 * esp_text_hint_snapshot:
 * @words: translated
 *
 * Draws @words where the first ones would stand, while there are none; in the coordinates of the view's parent, whose
 * only child it is.
 */
void
esp_text_hint_snapshot (GtkTextView *view, const char *words, GtkSnapshot *snapshot)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  g_autoptr (PangoLayout) layout = NULL;
  GtkTextIter start;
  GdkRectangle place;
  GdkRGBA color;
  int width;
  double share = 0;

  if (gtk_text_buffer_get_char_count (buffer) > 0)
    return;
  layout = gtk_widget_create_pango_layout (GTK_WIDGET (view), words);
  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (view)), &color);
  color.alpha *= HINT_ALPHA;
  gtk_text_buffer_get_start_iter (buffer, &start);
  gtk_text_view_get_iter_location (view, &start, &place);
  gtk_text_view_buffer_to_window_coords (view, GTK_TEXT_WINDOW_WIDGET, place.x, place.y, &place.x,
                                         &place.y);
  pango_layout_get_pixel_size (layout, &width, NULL);
  if (gtk_text_view_get_justification (view) == GTK_JUSTIFY_CENTER)
    share = 0.5;
  else if (gtk_text_view_get_justification (view) == GTK_JUSTIFY_RIGHT)
    share = 1;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) (place.x - share * width),
                                                          (float) place.y));
  gtk_snapshot_append_layout (snapshot, layout, &color);
  gtk_snapshot_restore (snapshot);
}
