/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/esp-zip.h"
#include "engine/import/esp-xlsx-format.h"

G_BEGIN_DECLS

/* A sheet has at most so many columns (XFD) and rows. */
#define ESP_XLSX_MAX_COLUMNS 16384
#define ESP_XLSX_MAX_ROWS 1048576

/* A workbook of Excel 2007 and later, LibreOffice, Google Sheets …: its sheets, and rows of texts. */
typedef struct _EspXlsx EspXlsx;

/* Takes a row; rows that the sheet leaves out come with no cells. FALSE with @error set stops. */
typedef gboolean (*EspXlsxRowFunc) (gpointer user_data,
                                    const char *const *cells,
                                    guint n_cells,
                                    GError **error);

gboolean esp_xlsx_is_workbook (EspZip *zip);
EspXlsx *esp_xlsx_open (EspZip *zip, GError **error);
void esp_xlsx_free (EspXlsx *self);
guint esp_xlsx_get_n_sheets (EspXlsx *self);
const char *esp_xlsx_get_sheet_name (EspXlsx *self, guint sheet);
gboolean esp_xlsx_read_sheet (EspXlsx *self,
                              guint sheet,
                              EspXlsxRowFunc func,
                              gpointer user_data,
                              GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspXlsx, esp_xlsx_free)

/* What the reader of a sheet asks the workbook. */
EspZip *esp_xlsx_get_zip (EspXlsx *self);
const char *esp_xlsx_get_sheet_part (EspXlsx *self, guint sheet);
gboolean esp_xlsx_load_texts (EspXlsx *self, GError **error);
const char *esp_xlsx_get_shared (EspXlsx *self, guint64 index);
const EspXlsxFormat *esp_xlsx_get_format (EspXlsx *self, guint64 style);
gboolean esp_xlsx_is_1904 (EspXlsx *self);

/* XML of a part: names without their prefixes, text gathered. */
const char *esp_xlsx_local_name (const char *name);
const char *
esp_xlsx_get_attribute (const char *const *names, const char *const *values, const char *name);
void esp_xlsx_append_text (GString *out, const char *text, gsize length);
gboolean esp_xlsx_parse_part (EspZip *zip,
                              const char *part,
                              guint64 max_bytes,
                              const GMarkupParser *parser,
                              gpointer user_data,
                              GError **error);

G_END_DECLS
