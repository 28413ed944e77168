/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-chart.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* Charts as a workbook, each on a sheet of its own: numbers as numbers, names as text. */
typedef struct _EspWorkbook EspWorkbook;

EspWorkbook *esp_workbook_new (const char *title);
void esp_workbook_free (EspWorkbook *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspWorkbook, esp_workbook_free)
void esp_workbook_add (EspWorkbook *self, const char *name, EspChart *chart, const char *note);
GBytes *esp_workbook_to_xlsx (EspWorkbook *self, GError **error);
GBytes *esp_workbook_to_ods (EspWorkbook *self, GError **error);

G_END_DECLS
