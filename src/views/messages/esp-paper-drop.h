/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/messages/esp-message-desk.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void esp_paper_drop_add (GtkWidget *sheet, EspMessageDesk *desk, GHashTable *frames);
GtkWidget *esp_paper_grip_new (EspMessageDesk *desk, GtkWidget *frame, const EspBlock *block);

G_END_DECLS
