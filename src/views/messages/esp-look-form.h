/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/messages/esp-message-desk.h"

G_BEGIN_DECLS

/* The rows for how a block, the column and the section around it look where they differ from the brand. */
void esp_look_form_add_block (EspMessageDesk *desk, GtkWidget *box, gpointer origin);
void esp_look_form_add_column (EspMessageDesk *desk, GtkWidget *box, gpointer origin);
void esp_look_form_add_section (EspMessageDesk *desk, GtkWidget *list, gpointer origin);

G_END_DECLS
