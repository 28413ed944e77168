/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  ESP_FOUND_COMMAND,
  ESP_FOUND_AREA,
  ESP_FOUND_LEAD,
} EspFoundKind;

/* One line of the command palette: a command, an area or a lead. Immutable. */
#define ESP_TYPE_FOUND (esp_found_get_type ())
G_DECLARE_FINAL_TYPE (EspFound, esp_found, ESP, FOUND, GObject)

EspFound *esp_found_new (EspFoundKind kind,
                         const char *title,
                         const char *detail,
                         const char *icon_name,
                         const char *goal);
EspFoundKind esp_found_get_kind (EspFound *self);
const char *esp_found_get_title (EspFound *self);
const char *esp_found_get_detail (EspFound *self);
const char *esp_found_get_icon_name (EspFound *self);
const char *esp_found_get_goal (EspFound *self);
gboolean esp_found_matches (EspFound *self, const char *query);

G_END_DECLS
