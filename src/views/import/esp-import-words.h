/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/import/esp-import-plan.h"

G_BEGIN_DECLS

const char *esp_import_field_words (EspImportField field);
const char *esp_import_outcome_words (EspImportOutcome outcome);
char *esp_import_reason_words (const EspImportPlan *plan,
                               EspImportReason reason,
                               int sub,
                               guint column,
                               const char *detail);
char *esp_import_error_words (const GError *error);

G_END_DECLS
