/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/email/esp-imap-account.h"
#include "store/esp-channels.h"

#include <gio/gio.h>

G_BEGIN_DECLS

char *esp_mailbox_dup_login (const EspChannelRecord *record,
                             const EspImapAccount *account,
                             const char *secret,
                             GCancellable *cancellable,
                             GError **error);

G_END_DECLS
