/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-messages.h"

#include "engine/policy/esp-content-check.h"

G_BEGIN_DECLS

GPtrArray *esp_message_fix_check (EspTx *tx,
                                  gint64 message_id,
                                  const char *const *countries,
                                  gboolean *out_is_ad,
                                  GError **error);
gboolean esp_message_fix_one (EspTx *tx,
                              gint64 message_id,
                              const EspContentFinding *finding,
                              GError **error);
gboolean esp_message_fix (EspTx *tx,
                          gint64 message_id,
                          const char *rule,
                          const char *const *countries,
                          guint *out_n_fixed,
                          GError **error);

G_END_DECLS
