/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-bitmap.h"
#include "store/esp-tx.h"

G_BEGIN_DECLS

/* Every outcome, every detail; as a step every step, and with it version 0 every version. */
#define ESP_PLACE_ANY G_MAXUINT
/* No step: the door, for those who come in. Its detail is the number of the entry, from 1; 0 is by hand. */
#define ESP_PLACE_DOOR 0xfffffu
/* In place of an outcome: who is there now. Its detail is the phase. */
#define ESP_PLACE_HERE 255u
/* So many days are kept one by one, today included; older ones only stand in the sum of all time. */
#define ESP_FLOW_DAYS 32

/* Where people come by: a step of a version, what became of it there, and the detail of that. */
typedef struct
{
  guint version;
  guint32 step;
  guint outcome; /* of EspJourneyOutcome; %ESP_PLACE_HERE; %ESP_PLACE_ANY: all of them but that */
  guint detail;  /* %ESP_PLACE_ANY: all of them */
} EspJourneyPlace;

/* When which distinct people came by: days since 1970 in the workspace's zone, the last one included. */
typedef struct
{
  gint64 first; /* 0: of all time */
  gint64 last;
} EspJourneyDays;

/* The distinct people of one place. */
typedef struct
{
  EspJourneyPlace place;
  EspBitmap *leads; /* (owned) */
} EspJourneyVisit;

void esp_journey_place_print (const EspJourneyPlace *place, GString *out);
GArray *esp_journey_places_parse (const char *text);

gboolean esp_journey_flow_add (EspTx *tx,
                               gint64 journey_id,
                               const EspJourneyPlace *place,
                               gint64 day,
                               const EspBitmap *leads,
                               GError **error);
gboolean esp_journey_flow_move (EspTx *tx,
                                gint64 journey_id,
                                const EspJourneyPlace *place,
                                const EspBitmap *came,
                                const EspBitmap *left,
                                GError **error);
gboolean esp_journey_flow_remove (EspTx *tx,
                                  gint64 journey_id,
                                  const EspJourneyPlace *place,
                                  gint64 day,
                                  const EspBitmap *leads,
                                  GError **error);
gboolean esp_journey_flow_rebuild_here (EspTx *tx, gint64 journey_id, GError **error);
GPtrArray *
esp_journey_flow_list (EspTx *tx, gint64 journey_id, const EspJourneyDays *days, GError **error);
EspBitmap *esp_journey_flow_load (EspTx *tx,
                                  gint64 journey_id,
                                  const EspJourneyPlace *places,
                                  gsize n_places,
                                  const EspJourneyDays *days,
                                  GError **error);
gboolean esp_journey_flow_count_here (EspTx *tx, gint64 journey_id, gint64 *out_n, GError **error);
EspBitmap *esp_journey_flow_load_gone (EspTx *tx, GError **error);
gboolean esp_journey_flow_take_gone (EspTx *tx, EspBitmap *leads, GError **error);

G_END_DECLS
