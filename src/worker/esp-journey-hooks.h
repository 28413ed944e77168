/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-store.h"

G_BEGIN_DECLS

/* The process's own secret for every server that has none in the keyring. */
#define ESP_JOURNEY_HOOK_SECRET "webhook"

/* Makes the calls of webhooks, some at a time: signed, tried again with patience, and written down. To be used
 * by the one engine, on one thread with its own default context. */
typedef struct _EspJourneyHooks EspJourneyHooks;

EspJourneyHooks *esp_journey_hooks_new (EspStore *store);
void esp_journey_hooks_free (EspJourneyHooks *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspJourneyHooks, esp_journey_hooks_free)

void esp_journey_hooks_set_timeout (EspJourneyHooks *self, guint seconds);
void esp_journey_hooks_note (EspJourneyHooks *self);
void esp_journey_hooks_look (EspJourneyHooks *self);
void esp_journey_hooks_stop (EspJourneyHooks *self);
gboolean esp_journey_hooks_is_busy (EspJourneyHooks *self);
gboolean esp_journey_hooks_has_work (EspJourneyHooks *self);
char *esp_journey_hook_secret_id (const char *host);

G_END_DECLS
