/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/import/esp-import-inspect.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* A file on the disk as a source of rows. Used by one thread at a time. */
typedef struct _EspImportSource EspImportSource;

EspImportSource *esp_import_source_open (const char *path, GError **error);
void esp_import_source_free (EspImportSource *self);
guint64 esp_import_source_get_size (EspImportSource *self);
gssize esp_import_source_read (gpointer user_data, guint8 *buffer, gsize length, GError **error);
GBytes *
esp_import_source_read_at (EspImportSource *self, guint64 offset, guint64 length, GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspImportSource, esp_import_source_free)

EspImportInspection *esp_import_inspect_file (const char *path,
                                              const EspImportShape *shape,
                                              GCancellable *cancellable,
                                              GError **error);
GStrv esp_import_read_row (const char *path,
                           const EspImportPlan *plan,
                           guint64 offset,
                           guint64 length,
                           GError **error);

G_END_DECLS
