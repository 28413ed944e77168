/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *esp_review_rows_new (EspSession *session,
                                GPtrArray *sends,
                                GPtrArray *journeys,
                                guint *out_n_waiting);

G_END_DECLS
