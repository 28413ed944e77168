/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void esp_journey_move_present (EspSession *session,
                               GtkWindow *parent,
                               gint64 journey_id,
                               guint32 lead_id,
                               const char *title);

G_END_DECLS
