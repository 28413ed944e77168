/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 id;
  char *name;
  gint64 n_leads;
} EspTag;

void esp_tag_free (EspTag *tag);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspTag, esp_tag_free)

gboolean esp_tag_ensure (EspTx *tx, const char *name, gint64 *out_id, GError **error);
gboolean
esp_tag_add (EspTx *tx, gint64 tag_id, const EspBitmap *leads, gint64 *out_n_added, GError **error);
gboolean esp_tag_remove (EspTx *tx,
                         gint64 tag_id,
                         const EspBitmap *leads,
                         gint64 *out_n_removed,
                         GError **error);
GPtrArray *esp_tag_list (EspTx *tx, GError **error);
GStrv esp_tag_list_names (EspTx *tx, GError **error);
GStrv esp_tag_list_of_lead (EspTx *tx, gint64 lead_id, GError **error);

G_END_DECLS
