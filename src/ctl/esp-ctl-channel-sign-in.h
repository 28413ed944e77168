/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-channels.h"

G_BEGIN_DECLS

/* How to sign in. */
typedef struct
{
  const char *client_secret; /* (nullable) of the user's own program */
  gboolean is_silent;        /* the address is printed, and no browser is opened */
  int save_fd;               /* -1: keep it in the keyring; else write it there as well */
} EspCtlSignIn;

int esp_ctl_channel_sign_in (const EspChannelRecord *record,
                             const EspCtlSignIn *options,
                             GError **error);

G_END_DECLS
