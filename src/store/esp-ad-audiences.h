/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

#define ESP_AD_AUDIENCE_MAX_NAME 120
#define ESP_AD_AUDIENCE_MAX_NOTE 2000
#define ESP_AD_AUDIENCE_MAX_STAY 540 /* days: the longest that a platform keeps lists, Google's */

/* People who are mirrored to an advertising platform. */
typedef struct
{
  gint64 id;
  char *name;
  char *platform;         /* "meta", "google" … */
  gint64 segment_id;      /* who is in it by itself; 0: nobody */
  int stay_days;          /* how long somebody is left at the platform; 0: while they are in it */
  gboolean needs_consent; /* only who agreed; otherwise whoever did not refuse */
  char *note;             /* (nullable) */
  gint64 created_us;
  gint64 updated_us;
  char *segment;    /* (nullable) when read: what the segment is called */
  gint64 n_added;   /* when read: by hand and by journeys */
  gint64 n_removed; /* when read: likewise */
  gint64 n_shared;  /* when read: whom the platform has */
  gint64 shared_us; /* when read: the last time that somebody was handed over; 0 never */
} EspAdAudience;

void esp_ad_audience_free (EspAdAudience *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspAdAudience, esp_ad_audience_free)

gboolean esp_ad_audience_insert (EspTx *tx, EspAdAudience *audience, GError **error);
gboolean esp_ad_audience_update (EspTx *tx, const EspAdAudience *audience, GError **error);
gboolean esp_ad_audience_delete (EspTx *tx, gint64 id, GError **error);
EspAdAudience *esp_ad_audience_load (EspTx *tx, gint64 id, GError **error);
GPtrArray *esp_ad_audience_list (EspTx *tx, GError **error);
gboolean esp_ad_audience_resolve (EspTx *tx, const char *reference, gint64 *out_id, GError **error);

G_END_DECLS
