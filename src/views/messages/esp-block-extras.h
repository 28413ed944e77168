/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/messages/esp-message-desk.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void esp_block_extras_add (EspMessageDesk *desk, GtkWidget *list, GtkWidget *box, gpointer origin);
void esp_block_extras_add_section (EspMessageDesk *desk, GtkWidget *box, gpointer origin);

G_END_DECLS
