/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/import/esp-import-plan.h"

G_BEGIN_DECLS

guint esp_import_plan_bind (EspImportPlan *plan, EspFields *fields);
gboolean
esp_import_plan_check_fields (const EspImportPlan *plan, const EspFields *fields, GError **error);
EspImportSpec *esp_import_plan_compile (const EspImportPlan *plan);
gboolean esp_import_mapping_is_slot (const EspImportMapping *mapping);
gboolean esp_import_plan_makes_name (const EspImportPlan *plan);

G_END_DECLS
