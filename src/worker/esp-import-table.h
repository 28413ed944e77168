/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The rows of a workbook's sheet as delimited text, in UTF-8 with a byte order mark and commas. */
typedef struct
{
  char *path;    /* (owned) of the table, in the cache */
  char **sheets; /* (owned) names; hidden ones are the last */
  guint sheet;   /* from 1: which of them the table is */
} EspImportTable;

gboolean esp_import_table_prepare (const char *path,
                                   guint sheet,
                                   GCancellable *cancellable,
                                   EspImportTable **out_table,
                                   GError **error);
void esp_import_table_free (EspImportTable *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspImportTable, esp_import_table_free)

G_END_DECLS
