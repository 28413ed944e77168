/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-import-results.h"
#include "worker/esp-import-job.h"

G_BEGIN_DECLS

/* A lead that a row may be about. */
typedef struct
{
  gint64 id;   /* 0 is none; below 0 it is made by that row of the same file */
  char *words; /* (owned) (nullable) name, address, number; %NULL for a lead that is not there */
} EspImportCandidate;

#define ESP_IMPORT_CANDIDATES 2

/* One row of the file as people look at it. */
typedef struct
{
  EspImportResult *result; /* (owned) */
  char *text;              /* (owned) its cells, as they are in the file */
  EspImportCandidate candidates[ESP_IMPORT_CANDIDATES];
} EspImportPageRow;

void esp_import_page_async (EspStore *store,
                            const EspImportReport *report,
                            EspImportOutcome outcome,
                            guint64 after_number,
                            guint limit,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
GPtrArray *esp_import_page_finish (GAsyncResult *result, GError **error);
EspBitmap *esp_import_report_list_leads (const EspImportReport *report,
                                         EspImportOutcome outcome,
                                         GError **error);

G_END_DECLS
