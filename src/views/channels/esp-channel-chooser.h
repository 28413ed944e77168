/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-channels.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

GtkWidget *esp_channel_chooser_new (EspSession *session);
GtkWidget *esp_channel_form_new (EspSession *session, const char *kind, EspChannelRecord *record);

G_END_DECLS
