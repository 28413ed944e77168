/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-events.h"

G_BEGIN_DECLS

/* How often something happened at a step. */
typedef struct
{
  guint version;
  guint32 step;
  guint outcome;
  guint detail;
  gint64 n;
  gint64 last_us; /* when it happened last */
} EspJourneyCount;

/* What an entry has seen. */
typedef struct
{
  EspBitmap
    *members;     /* (owned) (nullable) who is in it; of dates: who was looked at on the open day */
  gint64 next_us; /* when it opens next; 0 is not known */
  EspBitmap *seen;  /* (owned) (nullable) of dates: who was looked at on the day after */
  gint64 looked_us; /* of dates: up to when every hour was looked at; 0: not yet */
} EspJourneyDoor;

void esp_journey_door_clear (EspJourneyDoor *door);

gboolean esp_journey_counts_add (EspTx *tx,
                                 gint64 journey_id,
                                 const EspJourneyCount *counts,
                                 gsize n_counts,
                                 GError **error);
GArray *esp_journey_counts_load (EspTx *tx, gint64 journey_id, guint version, GError **error);
GArray *esp_journey_count_inside (EspTx *tx, gint64 journey_id, GError **error);
gboolean esp_journey_door_load (EspTx *tx,
                                gint64 journey_id,
                                const char *entry,
                                EspJourneyDoor *out_door,
                                gboolean *out_is_known,
                                GError **error);
gboolean esp_journey_door_save (EspTx *tx,
                                gint64 journey_id,
                                const char *entry,
                                const EspJourneyDoor *door,
                                GError **error);
gboolean
esp_journey_entered_add (EspTx *tx, gint64 journey_id, gint64 day, gint64 n, GError **error);
gboolean esp_journey_entered_load (EspTx *tx,
                                   gint64 journey_id,
                                   gint64 day,
                                   gint64 *out_n_today,
                                   gint64 *out_n_total,
                                   GError **error);
gboolean
esp_journey_cursor_load (EspTx *tx, gint64 journey_id, gint64 *out_event_id, GError **error);
gboolean esp_journey_cursor_save (EspTx *tx, gint64 journey_id, gint64 event_id, GError **error);
GPtrArray *esp_journey_events_after (EspTx *tx, gint64 after_id, guint limit, GError **error);
gboolean esp_journey_load_days (EspTx *tx,
                                const char *column,
                                const guint32 *ids,
                                gsize n_ids,
                                GHashTable *out_moments,
                                GError **error);

G_END_DECLS
