/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-store-error.h"

G_BEGIN_DECLS

gboolean
esp_backup_copy (const char *source, const char *target, GCancellable *cancellable, GError **error);
gboolean esp_backup_check (const char *path, GError **error);
gboolean esp_backup_restore (const char *backup, const char *path, char **out_kept, GError **error);

G_END_DECLS
