/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-lead-extras.h"
#include "store/esp-lead.h"

G_BEGIN_DECLS

/* Everything that a lead's page shows, read at one moment. */
typedef struct
{
  guint32 id;
  EspLead *lead;         /* (owned) (nullable) NULL: there is no such lead any more */
  EspLeadExtras *extras; /* (owned) (nullable) */
  GStrv tags;            /* (owned) (nullable) */
  GPtrArray *consents;   /* (owned) (nullable) of EspConsent */
  GPtrArray *states;     /* (owned) (nullable) of EspConsent: the words in force */
  GPtrArray *identities; /* (owned) (nullable) of EspIdentity */
  GPtrArray *duplicates; /* (owned) (nullable) of EspDuplicateGroup */
  GStrv known_tags;      /* (owned) (nullable) all there are */
} EspLeadRecord;

EspLeadRecord *esp_lead_record_new (guint32 id);
void esp_lead_record_free (EspLeadRecord *record);
gboolean esp_lead_record_read (EspTx *tx, gpointer data, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspLeadRecord, esp_lead_record_free)

G_END_DECLS
