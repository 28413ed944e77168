/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/reports/esp-report-names.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* A row that holds several things chosen from a list, in their order: added from a choice, moved and taken out by
 * buttons and keys. */
#define ESP_TYPE_REPORT_PICKS (esp_report_picks_get_type ())
G_DECLARE_FINAL_TYPE (EspReportPicks, esp_report_picks, ESP, REPORT_PICKS, AdwExpanderRow)

GtkWidget *esp_report_picks_new (const char *title,
                                 EspReportChoices *choices,
                                 const char *const *picked,
                                 gboolean is_ordered);
GStrv esp_report_picks_dup_values (EspReportPicks *self);

G_END_DECLS
