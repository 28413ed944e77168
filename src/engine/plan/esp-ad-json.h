/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-ad-plans.h"

G_BEGIN_DECLS

GPtrArray *esp_ad_json_parse (gint64 campaign_id, const char *json, guint exponent, GError **error);
char *esp_ad_json_write (const GPtrArray *ads, guint exponent);
gboolean esp_ad_json_replace (EspTx *tx, gint64 campaign_id, const GPtrArray *ads, GError **error);

G_END_DECLS
