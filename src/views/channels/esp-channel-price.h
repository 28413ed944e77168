/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *esp_channel_price_row_new (EspSession *session, const char *settings);
const char *esp_channel_price_row_get_problem (GtkWidget *row);
char *esp_channel_price_row_apply (GtkWidget *row, const char *settings);

G_END_DECLS
