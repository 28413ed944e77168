/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/text/esp-gateway.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* A template was chosen; lives until the call returns. */
typedef void (*EspTemplateChosenFunc) (const EspKakaoTemplate *template, gpointer user_data);

void
esp_template_window_present (EspSession *session, EspTemplateChosenFunc chosen, GObject *object);

G_END_DECLS
