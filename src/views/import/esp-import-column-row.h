/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/import/esp-import-inspect.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* One column of the file. Signal "changed": the plan was changed. */
#define ESP_TYPE_IMPORT_COLUMN_ROW (esp_import_column_row_get_type ())
G_DECLARE_FINAL_TYPE (EspImportColumnRow,
                      esp_import_column_row,
                      ESP,
                      IMPORT_COLUMN_ROW,
                      AdwExpanderRow)

GtkWidget *esp_import_column_row_new (const EspImportInspection *inspection,
                                      EspImportPlan *plan,
                                      guint column);
void esp_import_column_row_refresh (EspImportColumnRow *self);

G_END_DECLS
