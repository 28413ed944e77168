/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-day-facts.h"

G_BEGIN_DECLS

const char *esp_day_sql_get (EspDayWhat what);
const char *esp_day_sql_get_token (EspDayWhat what, gboolean is_one);

/* Names of what tokens of places stand for, looked up once. */
typedef struct _EspDayPlaces EspDayPlaces;

EspDayPlaces *esp_day_places_new (void);
void esp_day_places_free (EspDayPlaces *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspDayPlaces, esp_day_places_free)
const char *esp_day_places_find (EspDayPlaces *self, EspTx *tx, const char *token, GError **error);

G_END_DECLS
