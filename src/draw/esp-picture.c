/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What files of pictures share, whatever is on them. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-picture.h"

#include <string.h>

/**
 * esp_picture_append_cb:
 * @closure: a #GByteArray
 *
 * For surfaces that write to memory.
 */
cairo_status_t
esp_picture_append_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

/**
 * esp_picture_check:
 *
 * Returns: whether @status is success; otherwise @error is set
 */
gboolean
esp_picture_check (cairo_status_t status, GError **error)
{
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The picture could not be drawn: %s.",
               cairo_status_to_string (status));
  return FALSE;
}

/**
 * esp_picture_describe_svg:
 * @description: (nullable)
 *
 * Gives the picture a name and a description that screen readers of web pages speak: cairo writes
 * text as shapes only.
 */
void
esp_picture_describe_svg (GByteArray *svg, const char *title, const char *description)
{
  g_autofree char *text = NULL;
  guint8 *root = (guint8 *) g_strstr_len ((char *) svg->data, svg->len, "<svg ");
  guint8 *end = root != NULL ? memchr (root, '>', svg->len - (gsize) (root - svg->data)) : NULL;
  g_autoptr (GByteArray) out = NULL;
  gsize head;

  if (end == NULL)
    return;
  head = (gsize) (end - svg->data);
  text = g_markup_printf_escaped (" role=\"img\">\n<title>%s</title>\n<desc>%s</desc>", title,
                                  description != NULL ? description : "");
  out = g_byte_array_sized_new (svg->len + (guint) strlen (text));
  g_byte_array_append (out, svg->data, (guint) head);
  g_byte_array_append (out, (const guint8 *) text, (guint) strlen (text));
  g_byte_array_append (out, end + 1, svg->len - (guint) head - 1);
  g_byte_array_set_size (svg, 0);
  g_byte_array_append (svg, out->data, out->len);
}
