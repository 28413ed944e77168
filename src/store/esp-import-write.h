/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-import-batch.h"
#include "store/esp-tx.h"

G_BEGIN_DECLS

/* The real run of an import: what must be remembered from one batch to the next. Used inside writes
 * of one history entry only. */
typedef struct _EspImportWriter EspImportWriter;

EspImportWriter *esp_import_writer_new (const EspImportSpec *spec);
void esp_import_writer_free (EspImportWriter *self);
gboolean esp_import_writer_run (EspTx *tx,
                                EspImportWriter *self,
                                EspImportBatch *batch,
                                EspImportCounts *counts,
                                GError **error);
gboolean esp_import_writer_finish (EspTx *tx, GError **error);
gboolean esp_import_writer_discard (EspTx *tx, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspImportWriter, esp_import_writer_free)

G_END_DECLS
