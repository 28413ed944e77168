/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/import/esp-csv-reader.h"
#include "engine/import/esp-import-compile.h"

G_BEGIN_DECLS

/* Turns rows of a file into rows for the store, as a plan says. Used by one thread at a time. */
typedef struct _EspImportRows EspImportRows;

/* What was mended or looks wrong, beside errors. */
typedef struct
{
  guint64 n_typos;         /* addresses of domains that are usually mistyped */
  guint64 n_phones_mended; /* numbers whose leading zero a spreadsheet had dropped */
  guint64 n_serials;       /* dates that a spreadsheet had turned into numbers */
  guint64 n_short;         /* rows with fewer cells than columns */
  guint64 n_roles;         /* addresses of a function: info@, webmaster@ */
} EspImportNotes;

EspImportRows *esp_import_rows_new (const EspImportPlan *plan, const EspImportSpec *spec);
void esp_import_rows_free (EspImportRows *self);
void esp_import_rows_add (EspImportRows *self, const EspCsvRow *csv, EspImportBatch *batch);
const EspImportNotes *esp_import_rows_get_notes (EspImportRows *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspImportRows, esp_import_rows_free)

char *esp_import_reason_to_string (const EspImportPlan *plan,
                                   EspImportReason reason,
                                   int sub,
                                   guint column,
                                   const char *detail);

G_END_DECLS
