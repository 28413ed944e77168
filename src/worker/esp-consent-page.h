/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-preference-page.h"
#include "store/esp-tx.h"

G_BEGIN_DECLS

EspPreferencePage *esp_consent_page_load (EspTx *tx, const char *language, GError **error);
gboolean esp_consent_page_save (EspTx *tx, const char *json, GError **error);
char *
esp_consent_page_render (EspTx *tx, const EspPreferencePage *page, gint64 lead_id, GError **error);

G_END_DECLS
