/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* How two to six segments lie over each other: a bar for everyone who is in exactly the marked ones. */
#define ESP_TYPE_OVERLAP_VIEW (esp_overlap_view_get_type ())
G_DECLARE_FINAL_TYPE (EspOverlapView, esp_overlap_view, ESP, OVERLAP_VIEW, GtkWidget)

GtkWidget *esp_overlap_view_new (EspSession *session, const char *ids);

G_END_DECLS
