/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the first bytes of a picture tell. */
typedef struct
{
  const char *type; /* media type: "image/png", "image/jpeg", "image/gif" */
  int width;        /* px; 0 is not told */
  int height;
} EspPicture;

gboolean esp_picture_probe (GBytes *bytes, EspPicture *out_picture);

G_END_DECLS
