/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* The pane at the end: what a screen tells about its selection. */
#define ESP_TYPE_INSPECTOR_PANE (esp_inspector_pane_get_type ())
G_DECLARE_FINAL_TYPE (EspInspectorPane, esp_inspector_pane, ESP, INSPECTOR_PANE, GtkWidget)

GtkWidget *esp_inspector_pane_new (void);
void esp_inspector_pane_set_content (EspInspectorPane *self, GtkWidget *content);
void esp_inspector_pane_set_over (EspInspectorPane *self, gboolean is_over);

G_END_DECLS
