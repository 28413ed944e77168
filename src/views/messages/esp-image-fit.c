/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes pictures as large as mail needs them: twice the width of the page, for sharp screens, and no wider. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-image-fit.h"

#include "engine/content/esp-html-writer.h"
#include "engine/content/esp-picture.h"
#include "views/shell/esp-background.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

#define MAX_WIDTH (2 * ESP_HTML_WIDTH)
/* A picture that would need more room to be unpacked is no picture for mail. */
#define MAX_PIXELS (100 * 1000 * 1000)

/**
 * esp_image_fit_free:
 */
void
esp_image_fit_free (EspImageFit *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->data, g_bytes_unref);
  g_free (self);
}

static GBytes *
scale (GBytes *data, const EspPicture *picture, int *out_height, GError **error)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (data);
  g_autoptr (GdkPixbuf) small =
    gdk_pixbuf_new_from_stream_at_scale (stream, MAX_WIDTH, -1, TRUE, NULL, error);
  gboolean is_jpeg = g_str_equal (picture->type, "image/jpeg");
  char *buffer = NULL;
  gsize n = 0;
  gboolean is_saved;

  if (small == NULL)
    return NULL;
  is_saved =
    is_jpeg ? gdk_pixbuf_save_to_buffer (small, &buffer, &n, "jpeg", error, "quality", "85", NULL)
            : gdk_pixbuf_save_to_buffer (small, &buffer, &n, "png", error, NULL);
  if (!is_saved)
    return NULL;
  *out_height = gdk_pixbuf_get_height (small);
  return g_bytes_new_take (buffer, n);
}

/* In: what the file holds; out: what the message gets. */
static gboolean
fit_worker (gpointer data, GCancellable *cancellable, GError **error)
{
  EspImageFit *fit = data;
  g_autoptr (GError) problem = NULL;
  EspPicture picture;
  GBytes *small = NULL;

  if (!esp_picture_probe (fit->data, &picture))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, "It is no picture");
      return FALSE;
    }
  fit->type = picture.type;
  fit->width = picture.width;
  fit->height = picture.height;
  /* What moves stays as it is. */
  if (picture.width > MAX_WIDTH && !g_str_equal (picture.type, "image/gif") &&
      (gint64) picture.width * picture.height <= MAX_PIXELS)
    small = scale (fit->data, &picture, &fit->height, &problem);
  if (problem != NULL)
    g_debug ("the picture stays as large as it is: %s", problem->message);
  if (small == NULL)
    return TRUE;
  fit->is_scaled = TRUE;
  fit->width = MAX_WIDTH;
  g_bytes_unref (fit->data);
  fit->data = small;
  return TRUE;
}

/**
 * esp_image_fit_async:
 * @data: of a picture file
 */
void
esp_image_fit_async (GBytes *data, GAsyncReadyCallback callback, gpointer user_data)
{
  EspImageFit *fit = g_new0 (EspImageFit, 1);

  fit->data = g_bytes_ref (data);
  esp_background_run_async (fit_worker, fit, (GDestroyNotify) esp_image_fit_free, NULL, callback,
                            user_data);
}

/**
 * esp_image_fit_finish:
 *
 * Returns: (transfer none) (nullable): the picture, until the callback returns; %NULL with @error set when it is none
 */
const EspImageFit *
esp_image_fit_finish (GAsyncResult *result, GError **error)
{
  return esp_background_run_finish (result, error);
}
