/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ESP_TYPE_APPLICATION (esp_application_get_type ())
G_DECLARE_FINAL_TYPE (EspApplication, esp_application, ESP, APPLICATION, AdwApplication)

EspApplication *esp_application_new (void);

G_END_DECLS
