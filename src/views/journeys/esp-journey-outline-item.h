/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum
{
  ESP_OUTLINE_ENTRIES,
  ESP_OUTLINE_STEP,
  ESP_OUTLINE_BRANCH,
} EspOutlineKind;

/* One line of the outline: what it stands for, not what it says. Immutable. */
#define ESP_TYPE_JOURNEY_OUTLINE_ITEM (esp_journey_outline_item_get_type ())
G_DECLARE_FINAL_TYPE (EspJourneyOutlineItem,
                      esp_journey_outline_item,
                      ESP,
                      JOURNEY_OUTLINE_ITEM,
                      GObject)

EspJourneyOutlineItem *
esp_journey_outline_item_new (EspOutlineKind kind, const char *id, guint branch);
EspOutlineKind esp_journey_outline_item_get_kind (EspJourneyOutlineItem *self);
const char *esp_journey_outline_item_get_id (EspJourneyOutlineItem *self);
guint esp_journey_outline_item_get_branch (EspJourneyOutlineItem *self);

G_END_DECLS
