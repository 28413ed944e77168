/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

void esp_print_pages (EspSession *session, const char *title, GPtrArray *pages);

G_END_DECLS
