/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* What the number beside an area says: how much there is, how much waits for me, or a trouble. */
typedef enum
{
  ESP_BADGE_NONE,
  ESP_BADGE_TOTAL,
  ESP_BADGE_WAITING,
  ESP_BADGE_TROUBLE,
} EspBadgeKind;

#define ESP_TYPE_AREA (esp_area_get_type ())
G_DECLARE_FINAL_TYPE (EspArea, esp_area, ESP, AREA, GObject)

EspArea *esp_area_new (const char *id, const char *title, const char *icon_name, int section);
const char *esp_area_get_id (EspArea *self);
const char *esp_area_get_title (EspArea *self);
const char *esp_area_get_icon_name (EspArea *self);
int esp_area_get_section (EspArea *self);
EspBadgeKind esp_area_get_badge_kind (EspArea *self);
const char *esp_area_get_badge (EspArea *self);
const char *esp_area_get_badge_label (EspArea *self);
void esp_area_set_badge (EspArea *self, EspBadgeKind kind, const char *badge, const char *label);

G_END_DECLS
