/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/import/esp-import-plan.h"
#include "views/shell/esp-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Where everybody of the file goes once they are in: a list, a journey. Hidden while there is neither. */
#define ESP_TYPE_IMPORT_AIMS_VIEW (esp_import_aims_view_get_type ())
G_DECLARE_FINAL_TYPE (EspImportAimsView, esp_import_aims_view, ESP, IMPORT_AIMS_VIEW, GtkWidget)

GtkWidget *esp_import_aims_view_new (EspSession *session);
void esp_import_aims_view_load (EspImportAimsView *self);
void esp_import_aims_view_get (EspImportAimsView *self, EspImportPlan *plan);

G_END_DECLS
