/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Knows which pictures go with a text message: how many, how large, and that networks carry JPEG alone. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/text/esp-mms.h"

#include "engine/content/esp-picture.h"

#define KB 1024

static EspMmsFault
check_picture (const EspMessageFile *file, const EspMmsLimits *limits)
{
  EspPicture picture = { NULL };

  /* By what it is and not by what it is called. */
  if (!esp_picture_probe (file->data, &picture) || g_strcmp0 (picture.type, "image/jpeg") != 0)
    return ESP_MMS_NO_JPEG;
  if (g_bytes_get_size (file->data) > (gsize) limits->max_kb * KB)
    return ESP_MMS_TOO_LARGE;
  if (limits->max_px > 0 && MAX (picture.width, picture.height) > (int) limits->max_px)
    return ESP_MMS_TOO_WIDE;
  return ESP_MMS_RIGHT;
}

/**
 * esp_mms_check:
 * @doc: of the medium TEXT
 * @kind: as which it goes
 * @limits: of the channel
 * @out_picture: (out) (optional) (nullable): the name of the picture that is at fault
 *
 * Returns: what is wrong first
 */
EspMmsFault
esp_mms_check (const EspTextDoc *doc,
               EspTextKind kind,
               const EspMmsLimits *limits,
               const char **out_picture)
{
  if (out_picture != NULL)
    *out_picture = NULL;
  if (doc->files->len == 0)
    return kind == ESP_TEXT_MMS ? ESP_MMS_NO_PICTURE : ESP_MMS_RIGHT;
  if (doc->files->len > limits->max_pictures)
    return ESP_MMS_TOO_MANY;
  if (kind != ESP_TEXT_MMS)
    return ESP_MMS_STRAY_PICTURES;
  for (guint i = 0; i < doc->files->len; i++)
    {
      const EspMessageFile *file = doc->files->pdata[i];
      EspMmsFault fault = check_picture (file, limits);

      if (fault != ESP_MMS_RIGHT && out_picture != NULL)
        *out_picture = file->name;
      if (fault != ESP_MMS_RIGHT)
        return fault;
    }
  return ESP_MMS_RIGHT;
}
