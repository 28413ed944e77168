/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* The Sending pill of the header bar: what runs, and the way to stop it. */
#define ESP_TYPE_PILL (esp_pill_get_type ())
G_DECLARE_FINAL_TYPE (EspPill, esp_pill, ESP, PILL, GtkWidget)

GtkWidget *esp_pill_new (EspSession *session);

G_END_DECLS
