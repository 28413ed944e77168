/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/import/esp-import-plan.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What the file says about consent, and what happens to leads that are known already. Signal "changed":
 * the policies of the plan were changed. */
#define ESP_TYPE_IMPORT_TERMS (esp_import_terms_get_type ())
G_DECLARE_FINAL_TYPE (EspImportTerms, esp_import_terms, ESP, IMPORT_TERMS, GtkWidget)

GtkWidget *esp_import_terms_new (void);
void esp_import_terms_show (EspImportTerms *self, EspImportPlan *plan);
void esp_import_terms_refresh (EspImportTerms *self);
void esp_import_terms_get (EspImportTerms *self, EspImportPlan *plan);

G_END_DECLS
