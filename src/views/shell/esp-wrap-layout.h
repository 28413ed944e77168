/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ESP_TYPE_WRAP_LAYOUT (esp_wrap_layout_get_type ())
G_DECLARE_FINAL_TYPE (EspWrapLayout, esp_wrap_layout, ESP, WRAP_LAYOUT, GtkLayoutManager)

GtkLayoutManager *esp_wrap_layout_new (int spacing);

G_END_DECLS
