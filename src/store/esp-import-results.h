/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-bitmap.h"
#include "store/esp-import-batch.h"

G_BEGIN_DECLS

/* One row of a file and what became of it. */
typedef struct
{
  guint64 number;
  guint64 line;
  guint64 offset;
  guint64 length;
  EspImportOutcome outcome;
  EspImportReason reason;
  int reason_sub;
  guint reason_column; /* of the file, from 1; 0 is none */
  char *detail;        /* (owned) (nullable) */
  gint64 lead_id;      /* 0 is none; below 0: the row of the same file that would make the lead */
  gint64 other_id;
} EspImportResult;

/* The outcome of every row of an import, in a small file of its own, so that each number of the
 * summary opens its rows without holding them in memory. Belongs to the thread that opened it. */
typedef struct _EspImportResults EspImportResults;

EspImportResults *esp_import_results_create (const char *path, GError **error);
EspImportResults *esp_import_results_open (const char *path, GError **error);
void esp_import_results_free (EspImportResults *self);
gboolean
esp_import_results_add_batch (EspImportResults *self, const EspImportBatch *batch, GError **error);
gboolean esp_import_results_finish (EspImportResults *self, GError **error);
GPtrArray *esp_import_results_list (EspImportResults *self,
                                    EspImportOutcome outcome,
                                    guint64 after_number,
                                    guint limit,
                                    GError **error);
void esp_import_result_free (EspImportResult *result);
gboolean esp_import_results_list_leads (EspImportResults *self,
                                        EspImportOutcome outcome,
                                        EspBitmap *leads,
                                        GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspImportResults, esp_import_results_free)

G_END_DECLS
