/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

GtkWidget *esp_message_lock_new (EspSession *session, gint64 message_id, GtkWidget *page);

G_END_DECLS
