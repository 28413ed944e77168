/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-bulk-edit.h"
#include "store/esp-store.h"

G_BEGIN_DECLS

/* How far a change to many leads is; called on the main context of the caller. */
typedef void (*EspBulkProgressFunc) (gint64 n_done, gint64 n_total, gpointer user_data);

/* What it did. */
typedef struct
{
  gint64 n_changed;
  gint64 history_id; /* with which to undo it; 0 when nothing changed */
} EspBulkResult;

void esp_bulk_job_run_async (EspStore *store,
                             const EspBulkEdit *edit,
                             const EspBitmap *leads,
                             EspBulkProgressFunc progress,
                             gpointer progress_data,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean esp_bulk_job_run_finish (EspStore *store,
                                  GAsyncResult *result,
                                  EspBulkResult *out_result,
                                  GError **error);

G_END_DECLS
