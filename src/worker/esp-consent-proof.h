/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-consent-book.h"

G_BEGIN_DECLS

#define ESP_N_CONSENT_PROOFS 15

const char *esp_consent_proof_get_name (guint column);
void esp_consent_proof_fill (const EspConsentLine *line, char **out_cells);
GBytes *esp_consent_proof_to_csv (EspTx *tx, GError **error);

G_END_DECLS
