/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "store/esp-store.h"

G_BEGIN_DECLS

#define ESP_TYPE_APPLICATION (esp_application_get_type ())
G_DECLARE_FINAL_TYPE (EspApplication, esp_application, ESP, APPLICATION, AdwApplication)

EspApplication *esp_application_new (void);
void esp_application_open_path (EspApplication *self,
                                const char *path,
                                EspStoreMode mode,
                                gboolean in_new_window,
                                const char *place);
typedef void (*EspApplicationFunc) (EspApplication *self, GVariant *data);
void esp_application_forget_path (EspApplication *self,
                                  const char *path,
                                  EspApplicationFunc func,
                                  GVariant *data);
gboolean esp_application_is_working (EspApplication *self);
void esp_application_set_quitting (EspApplication *self);
EspClock *esp_application_get_clock (EspApplication *self);

G_END_DECLS
