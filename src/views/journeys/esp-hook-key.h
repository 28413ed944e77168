/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* Told when the key is in the keyring. */
typedef void (*EspHookKeyFunc) (gpointer user_data);

gboolean esp_hook_key_can_be_given (const char *url);
void esp_hook_key_ask (EspSession *session,
                       GtkWindow *parent,
                       const char *url,
                       EspHookKeyFunc func,
                       GObject *user_data);

G_END_DECLS
