/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* What a search for those as whom a message is looked at found. */
typedef struct _EspPreviewFound EspPreviewFound;

EspPreviewFound *esp_preview_found_new (const char *search);
void esp_preview_found_free (gpointer found);
gboolean esp_preview_found_read (EspTx *tx, gpointer data, GError **error);
GPtrArray *esp_preview_found_list (const EspPreviewFound *self, const char *const *languages);

G_END_DECLS
