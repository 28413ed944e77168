/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* What a person put on the overview: goals with their burn-up, pinned reports. Reads itself anew after
 * changes while it is seen. */
#define ESP_TYPE_OVERVIEW_BOARD (esp_overview_board_get_type ())
G_DECLARE_FINAL_TYPE (EspOverviewBoard, esp_overview_board, ESP, OVERVIEW_BOARD, GtkWidget)

GtkWidget *esp_overview_board_new (EspSession *session);
GPtrArray *esp_overview_board_list_goals (EspOverviewBoard *self);

G_END_DECLS
