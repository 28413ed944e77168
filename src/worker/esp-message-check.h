/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/policy/esp-content-check.h"
#include "worker/esp-mail-composer.h"
#include "worker/esp-rule-packs.h"

G_BEGIN_DECLS

GPtrArray *esp_message_check (EspTx *tx, EspMailComposer *composer, GError **error);
GPtrArray *esp_message_check_for (EspTx *tx,
                                  EspMailComposer *composer,
                                  const char *const *countries,
                                  GHashTable *fill_rates,
                                  GError **error);
GPtrArray *esp_message_check_with (EspTx *tx,
                                   EspMailComposer *composer,
                                   const EspCheckWish *wish,
                                   GHashTable *fill_rates,
                                   GError **error);

G_END_DECLS
