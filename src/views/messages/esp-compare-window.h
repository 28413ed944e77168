/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-doc.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void esp_compare_window_open (GtkWindow *parent,
                              const char *title,
                              const EspMessageDoc *before,
                              const EspMessageDoc *after);

G_END_DECLS
