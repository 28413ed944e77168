/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* Is told what was chosen by key or click: "message:12", or "segment:" and its uuid. */
typedef void (*EspCalendarShelfFunc) (gpointer data, const char *what);

GtkWidget *esp_calendar_shelf_new (EspSession *session, EspCalendarShelfFunc func, gpointer data);
void esp_calendar_shelf_set_shown (GtkWidget *shelf, gboolean is_shown);

G_END_DECLS
