/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-library.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

void esp_library_use_begin (EspSession *session, const EspLibraryItem *item);
void esp_library_use_add_replace (GtkWidget *box, EspSession *session, const EspLibraryItem *item);

G_END_DECLS
