/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Drawing the HTML of a mail as a browser does, by a helper program that may not be installed. It has no network,
 * runs no script, and nothing of it is in this process. */
typedef struct
{
  const char *html; /* with its pictures inside as "data:" */
  int width;        /* CSS px */
  int scale;        /* pixels of the picture for each */
  gboolean is_dark; /* the reader wants dark pages */
} EspPageRequest;

char *esp_page_picture_dup_helper (void);
void esp_page_picture_draw_async (const EspPageRequest *request,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
GBytes *esp_page_picture_draw_finish (GAsyncResult *result, GError **error);

G_END_DECLS
