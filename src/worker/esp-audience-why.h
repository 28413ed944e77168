/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/esp-format.h"
#include "store/esp-tx.h"

G_BEGIN_DECLS

/* One condition of a segment, as it is for one lead. */
typedef struct
{
  char *sentence; /* in the asked language */
  char *value;    /* (nullable) what the lead has there */
  gboolean matches;
} EspAudienceCondition;

/* One segment of an audience, as it is for one lead. */
typedef struct
{
  gint64 id;
  char *name;
  gboolean is_excluded;  /* whoever is in it is left out */
  gboolean is_member;    /* the lead is in it now */
  GPtrArray *conditions; /* (owned) (element-type EspAudienceCondition) empty for a fixed list */
} EspAudiencePart;

/* Why a lead is in an audience, or not. */
typedef struct
{
  gboolean is_everyone;
  gboolean is_named; /* chosen by hand */
  gboolean names_leads;
  GPtrArray *parts; /* (owned) (element-type EspAudiencePart) */
} EspAudienceWhy;

EspAudienceWhy *esp_audience_why_load (EspTx *tx,
                                       const char *audience,
                                       gint64 lead_id,
                                       EspLang lang,
                                       GError **error);
gboolean esp_audience_why_has (const EspAudienceWhy *self);
void esp_audience_why_free (EspAudienceWhy *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspAudienceWhy, esp_audience_why_free)

G_END_DECLS
