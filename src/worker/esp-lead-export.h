/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/esp-text-encoding.h"
#include "store/esp-store.h"

G_BEGIN_DECLS

typedef struct
{
  EspEncoding encoding; /* UTF-8 with a mark is what Excel on Korean Windows reads right */
  char delimiter;
  gboolean is_unsafe; /* leave cells as they are that a spreadsheet would compute */
  const char *const
    *columns;            /* (nullable) columns of the lead table; NULL is all that hold anything */
  const char *time_zone; /* IANA, for times */
} EspExportOptions;

typedef struct
{
  guint64 n_leads;
  guint64 n_lost; /* characters that the encoding has no place for and that became "?" */
  char *lost;     /* (owned) the different ones, at most 500 */
} EspExportResult;

void esp_export_result_clear (EspExportResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EspExportResult, esp_export_result_clear)

gboolean esp_export_leads (EspStore *store,
                           const EspBitmap *leads,
                           const EspExportOptions *options,
                           GOutputStream *out,
                           GCancellable *cancellable,
                           EspExportResult *out_result,
                           GError **error);
void esp_export_leads_async (EspStore *store,
                             const EspBitmap *leads,
                             const EspExportOptions *options,
                             GFile *file,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean
esp_export_leads_finish (GAsyncResult *result, EspExportResult *out_result, GError **error);
gboolean esp_export_note (EspTx *tx, guint64 n_leads, const char *purpose, GError **error);

G_END_DECLS
