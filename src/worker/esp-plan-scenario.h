/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "worker/esp-plan-study.h"

G_BEGIN_DECLS

#define ESP_PLAN_MAX_CHANGES 500

GPtrArray *esp_plan_changes_parse (const char *json, GError **error);
char *esp_plan_changes_to_json (const GPtrArray *changes);
EspPlanChange *esp_plan_changes_get (GPtrArray *changes, const char *key);
gboolean
esp_plan_changes_apply (EspTx *tx, const GPtrArray *changes, guint *out_n_done, GError **error);

gboolean esp_plan_change_check (EspTx *tx, const EspPlanChange *change, GError **error);

G_END_DECLS
