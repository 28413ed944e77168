/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "worker/esp-import-job.h"

G_BEGIN_DECLS

/* In the order in which they are offered. */
extern const EspImportPolicy esp_import_policies[4];

const char *esp_import_policy_words (EspImportPolicy policy);
const char *esp_import_field_words (EspImportField field);
const char *esp_import_outcome_words (EspImportOutcome outcome);
char *esp_import_reason_words (const EspImportPlan *plan,
                               EspImportReason reason,
                               int sub,
                               guint column,
                               const char *detail);
const char *esp_import_slot_words (const char *name);
char *esp_import_notes_words (const EspImportReport *report);
char *esp_import_error_words (const GError *error);

G_END_DECLS
