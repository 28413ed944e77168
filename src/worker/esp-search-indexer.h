/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-store.h"

G_BEGIN_DECLS

/* Keeps the search index of leads up to date while it lives, a little at a time between other writes. */
#define ESP_TYPE_SEARCH_INDEXER (esp_search_indexer_get_type ())
G_DECLARE_FINAL_TYPE (EspSearchIndexer, esp_search_indexer, ESP, SEARCH_INDEXER, GObject)

EspSearchIndexer *esp_search_indexer_new (EspStore *store);
gboolean esp_search_index_all (EspStore *store, GError **error);

G_END_DECLS
