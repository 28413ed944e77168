/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* The inbox of the demo mailbox: what was sent, newest first, and the message that is chosen. */
#define ESP_TYPE_MAILBOX_VIEW (esp_mailbox_view_get_type ())
G_DECLARE_FINAL_TYPE (EspMailboxView, esp_mailbox_view, ESP, MAILBOX_VIEW, GtkWidget)

GtkWidget *esp_mailbox_view_new (EspSession *session);
void esp_mailbox_view_reload (EspMailboxView *self);

G_END_DECLS
