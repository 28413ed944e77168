/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/import/esp-import-inspect.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The table that says where each column of the file goes. Signal "changed": the plan was changed. */
#define ESP_TYPE_IMPORT_COLUMNS (esp_import_columns_get_type ())
G_DECLARE_FINAL_TYPE (EspImportColumns, esp_import_columns, ESP, IMPORT_COLUMNS, GtkWidget)

GtkWidget *esp_import_columns_new (void);
void esp_import_columns_show (EspImportColumns *self,
                              const EspImportInspection *inspection,
                              EspImportPlan *plan);
void esp_import_columns_refresh (EspImportColumns *self);

G_END_DECLS
