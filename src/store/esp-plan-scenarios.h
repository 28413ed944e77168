/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* What if: changes to the plan that are thought about, not made. */
typedef struct
{
  gint64 id;
  char *name;
  char *changes; /* JSON */
  gint64 updated_us;
} EspPlanScenarioRow;

void esp_plan_scenario_row_free (EspPlanScenarioRow *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspPlanScenarioRow, esp_plan_scenario_row_free)

gboolean esp_plan_scenario_row_insert (EspTx *tx,
                                       const char *name,
                                       const char *changes,
                                       gint64 *out_id,
                                       GError **error);
gboolean esp_plan_scenario_row_update (EspTx *tx,
                                       gint64 id,
                                       const char *name,
                                       const char *changes,
                                       GError **error);
gboolean esp_plan_scenario_row_delete (EspTx *tx, gint64 id, GError **error);
EspPlanScenarioRow *esp_plan_scenario_row_load (EspTx *tx, gint64 id, GError **error);
GPtrArray *esp_plan_scenario_row_list (EspTx *tx, GError **error);

G_END_DECLS
