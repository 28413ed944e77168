/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/messages/esp-message-desk.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void esp_show_if_add (EspMessageDesk *desk, GtkWidget *list, GtkWidget *row);

G_END_DECLS
