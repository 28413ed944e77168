/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/text/esp-text-count.h"
#include "engine/content/text/esp-text-doc.h"

G_BEGIN_DECLS

/* Pictures that a channel carries with one text. */
typedef struct
{
  guint max_pictures;
  guint max_kb; /* of each; of 1,024 bytes */
  guint max_px; /* of either side; 0: it does not say */
} EspMmsLimits;

typedef enum
{
  ESP_MMS_RIGHT,
  ESP_MMS_NO_PICTURE,     /* it goes as MMS, and nothing is there to see */
  ESP_MMS_STRAY_PICTURES, /* it goes as SMS or LMS, which carry none */
  ESP_MMS_TOO_MANY,
  ESP_MMS_TOO_LARGE,
  ESP_MMS_TOO_WIDE,
  ESP_MMS_NO_JPEG,
} EspMmsFault;

EspMmsFault esp_mms_check (const EspTextDoc *doc,
                           EspTextKind kind,
                           const EspMmsLimits *limits,
                           const char **out_picture);

G_END_DECLS
