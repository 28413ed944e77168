/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/messages/esp-message-desk.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *esp_image_resize_new (EspMessageDesk *desk, const EspBlock *block, GtkWidget *content);

G_END_DECLS
