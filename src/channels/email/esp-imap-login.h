/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Used by esp-imap-client.c alone. */
#pragma once

#include "channels/email/esp-imap-account.h"

#include <curl/curl.h>
#include <gio/gio.h>

G_BEGIN_DECLS

CURL *esp_imap_login (const EspImapAccount *account,
                      const char *secret,
                      GCancellable *cancellable,
                      GError **error);

G_END_DECLS
