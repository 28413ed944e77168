/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/messages/esp-message-desk.h"

G_BEGIN_DECLS

void esp_mail_versions_open (EspMessageDesk *desk);

G_END_DECLS
