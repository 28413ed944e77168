/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

GtkWidget *esp_block_uses_new (EspSession *session, const char *uuid, gint64 message_id);

G_END_DECLS
