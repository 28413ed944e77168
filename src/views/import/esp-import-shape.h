/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/import/esp-import-inspect.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How the file is written: encoding, delimiter, header, dates, numbers. Signal "changed": the user says
 * otherwise, and the file is to be looked at again. */
#define ESP_TYPE_IMPORT_SHAPE_VIEW (esp_import_shape_view_get_type ())
G_DECLARE_FINAL_TYPE (EspImportShapeView, esp_import_shape_view, ESP, IMPORT_SHAPE_VIEW, GtkWidget)

GtkWidget *esp_import_shape_view_new (void);
void esp_import_shape_view_show (EspImportShapeView *self,
                                 const EspImportInspection *inspection,
                                 EspImportPlan *plan);
void esp_import_shape_view_get (EspImportShapeView *self, EspImportShape *out_shape);

G_END_DECLS
