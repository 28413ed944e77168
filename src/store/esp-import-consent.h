/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-import-batch.h"

G_BEGIN_DECLS

const char *esp_import_consent_channel (guint channel);
gboolean esp_import_consent_judge (const EspImportSpec *spec,
                                   const EspImportRow *row,
                                   guint channel,
                                   const char *state,
                                   gint64 at_us,
                                   EspImportCounts *counts);
const char *esp_import_consent_state (const EspImportRow *row,
                                      EspImportConsentWord word,
                                      gint64 now_us,
                                      gint64 *out_at_us);

G_END_DECLS
