/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

#define ESP_SAVED_VIEW_MAX_NAME 200 /* bytes */

/* A way of looking at a screen, by name. What stands in the definition is the screen's own. */
typedef struct
{
  gint64 id;
  char *name;
  char *definition; /* JSON */
} EspSavedView;

void esp_saved_view_free (EspSavedView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspSavedView, esp_saved_view_free)

GPtrArray *esp_saved_view_list (EspTx *tx, const char *screen, GError **error);
EspSavedView *esp_saved_view_find (EspTx *tx, const char *screen, const char *name, GError **error);
gboolean esp_saved_view_insert (EspTx *tx,
                                const char *screen,
                                const char *name,
                                const char *definition,
                                gint64 *out_id,
                                GError **error);
gboolean esp_saved_view_rename (EspTx *tx, gint64 id, const char *name, GError **error);
gboolean esp_saved_view_define (EspTx *tx, gint64 id, const char *definition, GError **error);
gboolean esp_saved_view_delete (EspTx *tx, gint64 id, GError **error);

G_END_DECLS
