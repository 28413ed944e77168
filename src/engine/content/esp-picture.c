/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells of which kind and how large a picture is, by its first bytes; only kinds that mail programs show. */
#define G_LOG_DOMAIN "esp-content"

#include "config.h"

#include "engine/content/esp-picture.h"

#include <string.h>

static int
big_16 (const guint8 *data)
{
  return data[0] << 8 | data[1];
}

static int
big_32 (const guint8 *data)
{
  guint32 value =
    (guint32) data[0] << 24 | (guint32) data[1] << 16 | (guint32) data[2] << 8 | data[3];

  return value <= G_MAXINT ? (int) value : 0;
}

/* The size stands in the frame header, behind any number of other segments. */
static void
probe_jpeg (const guint8 *data, gsize n, EspPicture *picture)
{
  gsize at = 2;

  while (at + 9 < n && data[at] == 0xff)
    {
      guint8 marker = data[at + 1];

      if (marker == 0xff)
        {
          at++;
          continue;
        }
      if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc)
        {
          picture->height = big_16 (data + at + 5);
          picture->width = big_16 (data + at + 7);
          return;
        }
      if (big_16 (data + at + 2) < 2)
        return;
      at += 2 + (gsize) big_16 (data + at + 2);
    }
}

/**
 * esp_picture_probe:
 * @out_picture: (out): what it is
 *
 * Returns: whether it is a picture that mail programs show
 */
gboolean
esp_picture_probe (GBytes *bytes, EspPicture *out_picture)
{
  gsize n = 0;
  const guint8 *data = g_bytes_get_data (bytes, &n);
  EspPicture picture = { 0 };

  if (n >= 24 && memcmp (data, "\x89PNG\r\n\x1a\n", 8) == 0)
    {
      picture.type = "image/png";
      picture.width = big_32 (data + 16);
      picture.height = big_32 (data + 20);
    }
  else if (n >= 10 && (memcmp (data, "GIF87a", 6) == 0 || memcmp (data, "GIF89a", 6) == 0))
    {
      picture.type = "image/gif";
      picture.width = data[6] | data[7] << 8;
      picture.height = data[8] | data[9] << 8;
    }
  else if (n > 3 && memcmp (data, "\xff\xd8\xff", 3) == 0)
    {
      picture.type = "image/jpeg";
      probe_jpeg (data, n, &picture);
    }
  else
    return FALSE;
  *out_picture = picture;
  return TRUE;
}
