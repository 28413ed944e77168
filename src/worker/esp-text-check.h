/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/policy/esp-content-check.h"
#include "worker/esp-rule-packs.h"
#include "worker/esp-text-composer.h"

G_BEGIN_DECLS

GPtrArray *esp_text_check_with (EspTx *tx,
                                EspTextComposer *composer,
                                const EspCheckWish *wish,
                                GError **error);
GPtrArray *
esp_text_check (EspTx *tx, EspTextComposer *composer, const char *const *countries, GError **error);

G_END_DECLS
