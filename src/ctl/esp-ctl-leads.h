/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/segment/esp-segment-engine.h"

G_BEGIN_DECLS

/* Which leads a command is about: those that everything says that is not NULL. */
typedef struct
{
  char *segment;   /* (owned) (nullable) number, uuid or name */
  char *rule;      /* (owned) (nullable) in the text language */
  char *rule_file; /* (owned) (nullable) JSON */
  char *search;    /* (owned) (nullable) as in the search field of the window */
  char *view;      /* (owned) (nullable) name of a saved view */
  char **columns;  /* (owned) (nullable) found: the columns of the view */
} EspCtlLeads;

void esp_ctl_leads_clear (EspCtlLeads *self);
gboolean esp_ctl_leads_is_all (const EspCtlLeads *self);
EspBitmap *
esp_ctl_leads_find (EspCtlLeads *self, EspSegmentEngine *engine, EspTx *tx, GError **error);

G_END_DECLS
