/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

GMenuModel *esp_report_period_menu_new (void);
char *esp_report_period_dup_title (const char *from, const char *to);
char *esp_report_period_join (const char *from, const char *to);
gboolean esp_report_period_split (const char *text, char **out_from, char **out_to);
const char *esp_report_compare_get_title (const char *compare);

G_END_DECLS
