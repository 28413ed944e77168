/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One line of the outline of a journey: the entries, a step, or a branch of one. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-outline-item.h"

struct _EspJourneyOutlineItem
{
  GObject parent_instance;

  EspOutlineKind kind;
  char *id; /* (owned) (nullable) of the step */
  guint branch;
};

G_DEFINE_FINAL_TYPE (EspJourneyOutlineItem, esp_journey_outline_item, G_TYPE_OBJECT)

static void
esp_journey_outline_item_finalize (GObject *object)
{
  g_free (ESP_JOURNEY_OUTLINE_ITEM (object)->id);
  G_OBJECT_CLASS (esp_journey_outline_item_parent_class)->finalize (object);
}

static void
esp_journey_outline_item_class_init (EspJourneyOutlineItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_journey_outline_item_finalize;
}

static void
esp_journey_outline_item_init (EspJourneyOutlineItem *self)
{
}

/**
 * esp_journey_outline_item_new:
 * @id: (nullable): of the step; NULL of the entries
 * @branch: of the step, when it stands for one
 */
EspJourneyOutlineItem *
esp_journey_outline_item_new (EspOutlineKind kind, const char *id, guint branch)
{
  EspJourneyOutlineItem *self = g_object_new (ESP_TYPE_JOURNEY_OUTLINE_ITEM, NULL);

  self->kind = kind;
  self->id = g_strdup (id);
  self->branch = branch;
  return self;
}

/**
 * esp_journey_outline_item_get_kind:
 */
EspOutlineKind
esp_journey_outline_item_get_kind (EspJourneyOutlineItem *self)
{
  return self->kind;
}

/**
 * esp_journey_outline_item_get_id:
 *
 * Returns: (nullable): of the step; NULL of the entries
 */
const char *
esp_journey_outline_item_get_id (EspJourneyOutlineItem *self)
{
  return self->id;
}

/**
 * esp_journey_outline_item_get_branch:
 */
guint
esp_journey_outline_item_get_branch (EspJourneyOutlineItem *self)
{
  return self->branch;
}
