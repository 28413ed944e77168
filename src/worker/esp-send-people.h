/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "worker/esp-send-tally.h"

G_BEGIN_DECLS

gboolean esp_send_people_load (EspTx *tx,
                               const EspSendPlan *plan,
                               const EspSendTally *tally,
                               GArray *notes,
                               GHashTable *leads,
                               GError **error);

G_END_DECLS
