/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* Why a journey cannot be led on. It is tried again and again; whoever is in it keeps the place. */
typedef struct
{
  gint64 journey_id;
  char *name;      /* of the journey */
  char *message;   /* what went wrong, as the core says it */
  gint64 since_us; /* the first of the failures in a row */
  gint64 last_us;
} EspJourneyTrouble;

void esp_journey_trouble_free (EspJourneyTrouble *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspJourneyTrouble, esp_journey_trouble_free)

gboolean
esp_journey_trouble_note (EspTx *tx, gint64 journey_id, const char *message, GError **error);
gboolean esp_journey_trouble_end (EspTx *tx, gint64 journey_id, GError **error);
GPtrArray *esp_journey_trouble_list (EspTx *tx, GError **error);
gboolean esp_lease_get_end (EspTx *tx, const char *name, gint64 *out_until_us, GError **error);

G_END_DECLS
