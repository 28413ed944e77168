/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-ad-audience-people.h"

G_BEGIN_DECLS

/* How many of an audience are left, rule by rule. */
typedef struct
{
  EspBitmap *inside;     /* (owned) in the segment or put in, and not taken out */
  EspBitmap *stayed;     /* (owned) of these: were there as long as anybody may stay */
  EspBitmap *consented;  /* (owned) of the others: agreed to advertising, or did not refuse it */
  EspBitmap *identified; /* (owned) of these: have what the platform recognises people by */
  EspBitmap *fresh;      /* (owned) of these: the platform does not have them as they are now */
  EspBitmap *gone; /* (owned) the platform has them, and they are to be taken back from there */
  gint64 n_new;    /* lines of the file that adds; somebody may have two */
  gint64 n_gone;   /* lines of the file that takes back */
} EspAdMirror;

/* Which people a file names. */
typedef enum
{
  ESP_AD_FILE_ALL,  /* to replace what the platform has */
  ESP_AD_FILE_NEW,  /* to add to it */
  ESP_AD_FILE_GONE, /* to take out of it */
} EspAdFile;

void esp_ad_mirror_free (EspAdMirror *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspAdMirror, esp_ad_mirror_free)

EspAdMirror *esp_ad_mirror_load (EspTx *tx, const EspAdAudience *audience, GError **error);
gboolean esp_ad_mirror_write (EspTx *tx,
                              const EspAdAudience *audience,
                              EspAdFile which,
                              GFile *file,
                              gint64 *out_n,
                              GError **error);

G_END_DECLS
