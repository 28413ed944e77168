/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

GtkWidget *esp_text_samples_new (EspSession *session, const char *document);

G_END_DECLS
