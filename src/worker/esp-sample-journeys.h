/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For esp-sample.c: the journeys of the sample workspace. */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* Where the buttons of its messages lead. */
#define ESP_SAMPLE_SHOP "https://saebom.example/"
/* The one that leads people already; the others are drafts. */
#define ESP_SAMPLE_LIVE_JOURNEY "환영 시리즈"

gboolean esp_sample_add_journeys (EspTx *tx, GError **error);

G_END_DECLS
