/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-channels.h"
#include "views/shell/esp-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *esp_dns_window_new (EspSession *session, const EspChannelRecord *record);

G_END_DECLS
