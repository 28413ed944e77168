/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-screen.h"

G_BEGIN_DECLS

void esp_help_present (GtkWindow *parent, const char *title, const EspHelp *help);
void esp_help_present_shortcuts (GtkWindow *parent, const char *title, const EspHelp *help);

G_END_DECLS
