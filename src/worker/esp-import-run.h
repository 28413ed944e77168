/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For esp-import-job.c: the run itself, on the thread that calls it. */
#pragma once

#include "worker/esp-import-job.h"

G_BEGIN_DECLS

EspImportReport *esp_import_run (EspStore *store,
                                 const char *path,
                                 const EspImportPlan *plan,
                                 gboolean is_dry,
                                 EspImportProgressFunc progress,
                                 gpointer progress_data,
                                 GCancellable *cancellable,
                                 GError **error);

G_END_DECLS
