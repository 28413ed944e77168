/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/import/esp-xlsx.h"

G_BEGIN_DECLS

/* An OpenDocument workbook, of LibreOffice and others: its sheets, and rows of texts. */
typedef struct _EspOds EspOds;

gboolean esp_ods_is_workbook (EspZip *zip);
EspOds *esp_ods_open (EspZip *zip, GError **error);
void esp_ods_free (EspOds *self);
guint esp_ods_get_n_sheets (EspOds *self);
const char *esp_ods_get_sheet_name (EspOds *self, guint sheet);
gboolean esp_ods_read_sheet (EspOds *self,
                             guint sheet,
                             EspXlsxRowFunc func,
                             gpointer user_data,
                             GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspOds, esp_ods_free)

G_END_DECLS
