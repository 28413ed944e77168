/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"
#include "worker/esp-channel-look.h"

G_BEGIN_DECLS

GtkWidget *esp_channel_trial_button_new (EspSession *session, const EspChannelLook *look);

G_END_DECLS
