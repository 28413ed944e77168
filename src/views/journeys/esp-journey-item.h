/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/esp-format.h"
#include "engine/segment/esp-segment-engine.h"
#include "store/esp-journeys.h"
#include "worker/esp-journey-health.h"

#include <glib-object.h>

G_BEGIN_DECLS

/* What the list says about one journey. */
typedef struct
{
  EspJourneyRow *row; /* (owned) */
  gint64 n_entered;   /* people, in the last 7 days */
  gint64 n_inside;    /* people, now */
  gint64 n_goals;     /* people who reached a goal */
  gboolean is_broken; /* its text cannot be read */
  gboolean has_goal;
  guint n_errors;
  guint n_warnings;
  gint64 next_us;             /* when somebody is due next; 0 nobody */
  EspJourneySummary *summary; /* (owned) (nullable) with what is not well, the most urgent first */
} EspJourneyFigures;

/* One line of the list of journeys. Immutable. */
#define ESP_TYPE_JOURNEY_ITEM (esp_journey_item_get_type ())
G_DECLARE_FINAL_TYPE (EspJourneyItem, esp_journey_item, ESP, JOURNEY_ITEM, GObject)

const EspJourneyFigures *esp_journey_item_get (EspJourneyItem *self);

/* Everything the list shows, read at once. */
typedef struct
{
  EspSegmentEngine *engine; /* (owned) */
  EspLang lang;
  GPtrArray *items; /* (owned) (nullable) EspJourneyItem */
} EspJourneyItems;

EspJourneyItems *esp_journey_items_new (EspSegmentEngine *engine, EspLang lang);
void esp_journey_items_free (gpointer data);
gboolean esp_journey_items_read (EspTx *tx, gpointer data, GError **error);

G_END_DECLS
