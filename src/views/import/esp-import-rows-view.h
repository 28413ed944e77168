/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"
#include "worker/esp-import-job.h"

G_BEGIN_DECLS

/* The rows behind one count of an import, page by page; rows that wait for a decision take it here.
 * Signal "decided": the plan was changed. */
#define ESP_TYPE_IMPORT_ROWS_VIEW (esp_import_rows_view_get_type ())
G_DECLARE_FINAL_TYPE (EspImportRowsView, esp_import_rows_view, ESP, IMPORT_ROWS_VIEW, GtkWidget)

GtkWidget *esp_import_rows_view_new (EspSession *session);
void esp_import_rows_view_show (EspImportRowsView *self,
                                const EspImportReport *report,
                                EspImportOutcome outcome,
                                EspImportPlan *plan);
void esp_import_rows_view_clear (EspImportRowsView *self);

G_END_DECLS
