/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Reads up to @length bytes at @offset; fewer only at the end; -1 with @error set. */
typedef gssize (
  *EspZipReadAt) (gpointer user_data, guint64 offset, guint8 *buffer, gsize length, GError **error);
/* Takes a piece of an unpacked member; FALSE with @error set stops. */
typedef gboolean (*EspZipTake) (gpointer user_data,
                                const guint8 *data,
                                gsize length,
                                GError **error);

/* An archive as workbooks are: a directory at its end, members stored or deflated. */
typedef struct _EspZip EspZip;

EspZip *esp_zip_open (EspZipReadAt read_at, gpointer user_data, guint64 size, GError **error);
void esp_zip_free (EspZip *self);
gboolean esp_zip_has (EspZip *self, const char *name);
gboolean esp_zip_read (EspZip *self,
                       const char *name,
                       guint64 max_bytes,
                       EspZipTake take,
                       gpointer user_data,
                       GError **error);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspZip, esp_zip_free)

G_END_DECLS
