/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One channel: how it does, what it may send, what comes back to it, and what waits for it. */
#define ESP_TYPE_CHANNEL_PAGE (esp_channel_page_get_type ())
G_DECLARE_FINAL_TYPE (EspChannelPage, esp_channel_page, ESP, CHANNEL_PAGE, GtkWidget)

GtkWidget *esp_channel_page_new (EspSession *session, gint64 channel_id);
void esp_channel_page_reload (EspChannelPage *self);

G_END_DECLS
