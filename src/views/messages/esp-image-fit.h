/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A picture as it goes into a message. */
typedef struct
{
  GBytes *data; /* (owned) */
  const char *type;
  int width; /* px */
  int height;
  gboolean is_scaled; /* it was larger */
} EspImageFit;

void esp_image_fit_free (EspImageFit *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspImageFit, esp_image_fit_free)
void esp_image_fit_async (GBytes *data, GAsyncReadyCallback callback, gpointer user_data);
const EspImageFit *esp_image_fit_finish (GAsyncResult *result, GError **error);

G_END_DECLS
