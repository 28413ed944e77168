/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"
#include "worker/esp-import-draft.h"

G_BEGIN_DECLS

/* The import that was left half done, offered again; keeps the one that is being answered. */
#define ESP_TYPE_IMPORT_DRAFT_ROW (esp_import_draft_row_get_type ())
G_DECLARE_FINAL_TYPE (EspImportDraftRow, esp_import_draft_row, ESP, IMPORT_DRAFT_ROW, GtkWidget)

GtkWidget *esp_import_draft_row_new (EspSession *session);
const EspImportDraft *esp_import_draft_row_get (EspImportDraftRow *self);
void esp_import_draft_row_keep (EspImportDraftRow *self,
                                const char *path,
                                guint sheet,
                                EspImportPlan *plan);
void esp_import_draft_row_forget (EspImportDraftRow *self);

G_END_DECLS
