/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/messages/esp-message-desk.h"
#include "views/messages/esp-preview-as.h"

G_BEGIN_DECLS

GtkWidget *esp_test_mail_button_new (EspMessageDesk *desk, EspPreviewAs *who);

G_END_DECLS
