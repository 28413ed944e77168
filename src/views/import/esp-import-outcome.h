/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"
#include "worker/esp-import-job.h"

G_BEGIN_DECLS

/* What an import did or would do: five counts that add up to the rows of the file; each opens its rows,
 * or the leads that it brought in. Signal "decided": a row that waited got an answer, or lost it. */
#define ESP_TYPE_IMPORT_OUTCOME (esp_import_outcome_get_type ())
G_DECLARE_FINAL_TYPE (EspImportOutcomeView, esp_import_outcome, ESP, IMPORT_OUTCOME, GtkWidget)

GtkWidget *esp_import_outcome_new (EspSession *session);
void esp_import_outcome_show (EspImportOutcomeView *self,
                              const EspImportReport *report,
                              EspImportPlan *plan);

G_END_DECLS
