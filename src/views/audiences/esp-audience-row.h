/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "views/shell/esp-session.h"
#include "worker/esp-ad-mirror.h"

G_BEGIN_DECLS

GtkWidget *
esp_audience_row_new (EspSession *session, const EspAdAudience *audience, EspAdMirror *mirror);
GtkWidget *esp_audience_row_get_open_menu (GtkWidget *row);

G_END_DECLS
