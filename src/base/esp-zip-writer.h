/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Makes an archive in memory, as workbooks are. */
typedef struct _EspZipWriter EspZipWriter;

EspZipWriter *esp_zip_writer_new (void);
void esp_zip_writer_free (EspZipWriter *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspZipWriter, esp_zip_writer_free)
gboolean esp_zip_writer_add (EspZipWriter *self,
                             const char *name,
                             const void *data,
                             gsize length,
                             gboolean is_packed,
                             GError **error);
GBytes *esp_zip_writer_finish (EspZipWriter *self);

G_END_DECLS
