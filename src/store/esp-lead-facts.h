/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-facts.h"
#include "store/esp-lead-zone.h"

G_BEGIN_DECLS

/* Longest state of a consent, and the end. */
#define ESP_CONSENT_STATE_SIZE 12

/* What eligibility asks about one lead: the same as the sets of EspFacts say of it. */
typedef struct
{
  gboolean is_present; /* neither erased nor archived */
  gboolean is_address_valid;
  gboolean is_suppressed;
  gboolean is_capped;
  gboolean has_lapsed; /* the permission of a customer has ended, whatever consent says */
  char consent[ESP_CONSENT_STATE_SIZE]; /* "" is no word */
  char night_consent[ESP_CONSENT_STATE_SIZE];
  gint64 consent_at_us; /* 0 when it is not known */
  gint64 lapses_at_us;  /* when the permission ends by itself; 0: it does not */
  char *address;        /* (owned) (nullable) of the channel */
  char *zone;           /* (owned) (nullable) of esp_lead_zone_find() */
  EspZoneSource zone_source;
} EspLeadFacts;

gboolean esp_lead_facts_read (EspTx *tx,
                              const EspFactsQuery *query,
                              gint64 lead_id,
                              EspLeadFacts *out_facts,
                              GError **error);
void esp_lead_facts_clear (EspLeadFacts *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspLeadFacts, esp_lead_facts_clear)

G_END_DECLS
