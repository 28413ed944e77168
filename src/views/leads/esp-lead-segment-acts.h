/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/segment/esp-rule.h"
#include "store/esp-bitmap.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

void esp_lead_acts_save_segment (EspSession *session, const EspRule *rule, EspBitmap *leads);
void esp_lead_acts_add_to_segment (EspSession *session, const EspBitmap *leads);

/* A fixed list that leads can be added to. */
typedef struct
{
  gint64 id;
  char *name;
} EspLeadPlace;

EspLeadPlace *esp_lead_place_new (gint64 id, const char *name);
void esp_lead_place_free (EspLeadPlace *place);
void esp_lead_acts_add_to (EspSession *session, const EspLeadPlace *place, const EspBitmap *leads);

G_END_DECLS
