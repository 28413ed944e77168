/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-store.h"

G_BEGIN_DECLS

/* Leads people through the journeys of a workspace: whoever is due, a batch a transaction. To be used by the
 * one engine; its functions are for one thread, the work is done on the writer's. */
typedef struct _EspJourneyRunner EspJourneyRunner;

/* What a turn did. */
typedef struct
{
  guint64 n_steps;
  gboolean has_hooks; /* webhooks were ordered */
  gboolean more;      /* there is more to do at once */
  gint64 next_us;     /* when somebody is due next; %G_MAXINT64 nobody */
  gint64 journey_id;  /* that could not be led on; 0 without */
  char *trouble;      /* (owned) (nullable) why */
} EspJourneyTurnResult;

/* Something was written that journeys may want to look at, on the writer's thread. */
typedef void (*EspJourneyWakeFunc) (gpointer user_data);

EspJourneyRunner *
esp_journey_runner_new (EspStore *store, EspJourneyWakeFunc wake, gpointer user_data);
void esp_journey_runner_free (EspJourneyRunner *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspJourneyRunner, esp_journey_runner_free)

gboolean
esp_journey_runner_turn (EspJourneyRunner *self, EspJourneyTurnResult *out_result, GError **error);
void esp_journey_runner_look (EspJourneyRunner *self);
void esp_journey_runner_stop (EspJourneyRunner *self);
gboolean esp_journey_runner_take_hooks (EspJourneyRunner *self);
gboolean esp_journey_runner_is_busy (EspJourneyRunner *self);
gboolean esp_journey_runner_has_work (EspJourneyRunner *self);
gint64 esp_journey_runner_get_next_us (EspJourneyRunner *self);
void esp_journey_turn_result_clear (EspJourneyTurnResult *self);

G_END_DECLS
