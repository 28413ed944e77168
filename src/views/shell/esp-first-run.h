/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define ESP_TYPE_FIRST_RUN (esp_first_run_get_type ())
G_DECLARE_FINAL_TYPE (EspFirstRun, esp_first_run, ESP, FIRST_RUN, GtkWidget)

GtkWidget *esp_first_run_new (void);
void esp_first_run_set_busy (EspFirstRun *self, const char *text);
void esp_first_run_set_recent (EspFirstRun *self, const char *const *paths);

G_END_DECLS
