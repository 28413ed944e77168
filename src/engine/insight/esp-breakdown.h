/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/insight/esp-analysis.h"

G_BEGIN_DECLS

/* Words of groups that are no values. */
#define ESP_BREAKDOWN_OTHER "(other)"
#define ESP_BREAKDOWN_NONE "(none)"

/* Leads in groups by the value of a field: the largest ones, and the rest together. */
typedef struct _EspBreakdown EspBreakdown;

EspBreakdown *
esp_breakdown_load (EspAnalysis *analysis, const char *field, GArray *events, GError **error);
void esp_breakdown_free (EspBreakdown *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspBreakdown, esp_breakdown_free)
guint esp_breakdown_get_n (const EspBreakdown *self);
guint esp_breakdown_group_of (const EspBreakdown *self, guint32 lead_id);
const char *esp_breakdown_get_label (const EspBreakdown *self, guint group);

G_END_DECLS
