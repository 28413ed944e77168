/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-import-batch.h"

G_BEGIN_DECLS

/* Reads and normalises one row of the file again; what it fills lives until the next call. */
typedef gboolean (*EspImportReloadFunc) (gpointer user_data,
                                         guint64 offset,
                                         guint64 length,
                                         EspImportRow **out_row,
                                         GError **error);

/* An import that changes nothing: rows meet the leads of the workspace and, in a scratch file, what
 * earlier rows would have made of them. Belongs to the thread that opened it. */
typedef struct _EspImportDry EspImportDry;

EspImportDry *esp_import_dry_open (const char *workspace_path,
                                   const char *scratch_path,
                                   const EspImportSpec *spec,
                                   EspImportReloadFunc reload,
                                   gpointer reload_data,
                                   GError **error);
void esp_import_dry_free (EspImportDry *self);
gboolean esp_import_dry_run (EspImportDry *self,
                             EspImportBatch *batch,
                             EspImportCounts *counts,
                             GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspImportDry, esp_import_dry_free)

G_END_DECLS
