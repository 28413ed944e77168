/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-store.h"
#include "worker/esp-import-source.h"

G_BEGIN_DECLS

EspImportInspection *esp_import_look (EspStore *store,
                                      const char *path,
                                      const EspImportShape *shape,
                                      gboolean may_recall,
                                      GCancellable *cancellable,
                                      GError **error);
void esp_import_look_async (EspStore *store,
                            const char *path,
                            const EspImportShape *shape,
                            gboolean may_recall,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
EspImportInspection *esp_import_look_finish (GAsyncResult *result, GError **error);

G_END_DECLS
