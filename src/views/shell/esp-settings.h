/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GSettings *esp_settings_peek (void);
char *esp_settings_dup_string (const char *key);
void esp_settings_set_string (const char *key, const char *value);
gboolean esp_settings_get_boolean (const char *key, gboolean fallback);
void esp_settings_set_boolean (const char *key, gboolean value);
int esp_settings_get_int (const char *key, int fallback);
void esp_settings_set_int (const char *key, int value);
char **esp_settings_dup_strv (const char *key);
void esp_settings_set_strv (const char *key, const char *const *value);

G_END_DECLS
