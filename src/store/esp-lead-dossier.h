/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-lead.h"

G_BEGIN_DECLS

/* One event of a lead. */
typedef struct
{
  char *kind;
  gint64 at_us;
  char *campaign; /* (nullable): 32 digits of its uuid */
  char *props;    /* (nullable): JSON object */
} EspDossierEvent;

/* Everything about one lead that a rule may ask for, read at one moment. */
typedef struct
{
  EspLead *lead;           /* (owned) */
  GHashTable *tags;        /* (owned): set of names */
  GHashTable *consents;    /* (owned): "channel/purpose" to state */
  GHashTable *suppressed;  /* (owned): set of channels */
  GHashTable *segments;    /* (owned): set of uuids of static segments */
  GArray *events;          /* (owned) (element-type EspDossierEvent), oldest first */
  gint64 revenue;          /* minor units */
  gint64 last_event_at_us; /* 0: none */
} EspLeadDossier;

EspLeadDossier *
esp_lead_dossier_load (EspTx *tx, EspFields *fields, gint64 lead_id, GError **error);
void esp_lead_dossier_free (EspLeadDossier *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspLeadDossier, esp_lead_dossier_free)

G_END_DECLS
