/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/import/esp-field-input.h"
#include "store/esp-fields.h"

G_BEGIN_DECLS

const char *esp_ctl_lead_column (EspFields *fields, const char *name);
const char *esp_ctl_lead_problem (EspFieldInputProblem problem);
void esp_ctl_lead_print_list (GPtrArray *leads, gboolean is_json);
void esp_ctl_lead_print_duplicates (GPtrArray *groups, gboolean is_json);
void esp_ctl_lead_print_timeline (GPtrArray *items, GTimeZone *zone, gboolean is_json);

G_END_DECLS
