/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-import-match.h"
#include "store/esp-tx.h"

G_BEGIN_DECLS

/* What an import adds to a lead beside its fields: tags, consent, a place in a segment. */
typedef struct _EspImportAnnotator EspImportAnnotator;

EspImportAnnotator *esp_import_annotator_new (const EspImportSpec *spec);
void esp_import_annotator_free (EspImportAnnotator *self);
gboolean esp_import_annotator_run (EspImportAnnotator *self,
                                   EspTx *tx,
                                   const EspImportRow *row,
                                   const EspImportLead *lead,
                                   EspImportCounts *counts,
                                   GError **error);

/* How leads are found and read by an import, for the real run and for the dry one. */
int esp_import_find_leads (EspDb *db,
                           EspImportKey key,
                           const char *value,
                           gint64 out_ids[ESP_IMPORT_MAX_FOUND],
                           GError **error);
char *esp_import_build_load (const EspImportSpec *spec);
gboolean esp_import_load_lead (EspDb *db,
                               const char *sql_load,
                               const EspImportSpec *spec,
                               gint64 id,
                               EspImportLead *out_lead,
                               GError **error);

G_END_DECLS
