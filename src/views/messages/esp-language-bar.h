/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/messages/esp-message-desk.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *esp_language_bar_new (EspMessageDesk *desk);
const char *esp_language_bar_find_name (const char *language);

G_END_DECLS
