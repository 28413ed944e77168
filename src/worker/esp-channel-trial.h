/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/esp-channel-kinds.h"

G_BEGIN_DECLS

/* What the message says, in the person's language. */
typedef struct
{
  const char *language; /* BCP 47 */
  const char *title;    /* the subject of an email */
  const char *words;
  const char *sender; /* (nullable) of an email, where the workspace has none */
} EspChannelTrial;

char *esp_channel_trial_new_document (EspMedium medium, const EspChannelTrial *trial);

G_END_DECLS
