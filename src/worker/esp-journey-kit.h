/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/journey/esp-journey-template.h"
#include "store/esp-journeys.h"

G_BEGIN_DECLS

gboolean esp_journey_order_from_template (EspTx *tx,
                                          const char *template_id,
                                          const char *language,
                                          const char *name,
                                          gint64 *out_id,
                                          GError **error);
gboolean esp_journey_order_fill (EspTx *tx,
                                 gint64 id,
                                 const char *template_id,
                                 const char *language,
                                 GError **error);

G_END_DECLS
