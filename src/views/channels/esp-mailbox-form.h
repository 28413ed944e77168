/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-channels.h"
#include "views/shell/esp-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* The settings of the mailbox in which what comes back to a channel is read. */
#define ESP_TYPE_MAILBOX_FORM (esp_mailbox_form_get_type ())
G_DECLARE_FINAL_TYPE (EspMailboxForm, esp_mailbox_form, ESP, MAILBOX_FORM, AdwWindow)

GtkWidget *esp_mailbox_form_new (EspSession *session, EspChannelRecord *record);

G_END_DECLS
