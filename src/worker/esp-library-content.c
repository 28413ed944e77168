/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives messages what the library holds for them: the blocks they link and the brand they wear. */
#define G_LOG_DOMAIN "esp-worker"

#include "config.h"

#include "worker/esp-library-content.h"

#include "engine/content/esp-message-linked.h"
#include "store/esp-library.h"

static EspMessageDoc *
find_block_cb (const char *ref, gpointer data)
{
  g_autoptr (EspLibraryItem) item = esp_library_find (data, ref, NULL);

  return item != NULL && item->kind == ESP_LIBRARY_BLOCK
           ? esp_message_doc_parse (item->document, -1, NULL)
           : NULL; /* the resolver names the block that lacks it */
}

/**
 * esp_library_content_resolve:
 *
 * Returns: (transfer full) (nullable): @doc with the saved blocks that it links in their places; %NULL with @error
 *   set when one is not there any more
 */
EspMessageDoc *
esp_library_content_resolve (EspTx *tx, const EspMessageDoc *doc, GError **error)
{
  return esp_message_has_linked (doc) ? esp_message_resolve_linked (doc, find_block_cb, tx, error)
                                      : esp_message_doc_copy (doc);
}

/**
 * esp_library_content_find_brand:
 * @uuid: (nullable): the kit that a message names; %NULL, or one that is gone, is the workspace's
 * @out_item: (out) (nullable): the kit as it is kept; %NULL when the workspace has none
 */
gboolean
esp_library_content_find_brand (EspTx *tx,
                                const char *uuid,
                                EspLibraryItem **out_item,
                                GError **error)
{
  g_autoptr (EspLibraryItem) item = uuid != NULL ? esp_library_find (tx, uuid, NULL) : NULL;

  *out_item = NULL;
  if (item == NULL || item->kind != ESP_LIBRARY_BRAND)
    return esp_library_load_default (tx, ESP_LIBRARY_BRAND, out_item, error);
  *out_item = g_steal_pointer (&item);
  return TRUE;
}

/**
 * esp_library_content_load_brand:
 * @uuid: (nullable): the kit that a message names; %NULL, or one that is gone, is the workspace's
 * @out_kit: (out) (nullable): the kit; %NULL when the workspace has none
 */
gboolean
esp_library_content_load_brand (EspTx *tx, const char *uuid, EspBrandKit **out_kit, GError **error)
{
  g_autoptr (EspLibraryItem) item = NULL;

  *out_kit = NULL;
  if (!esp_library_content_find_brand (tx, uuid, &item, error))
    return FALSE;
  if (item == NULL)
    return TRUE;
  *out_kit = esp_brand_kit_parse (item->document, -1, error);
  if (*out_kit == NULL)
    g_prefix_error (error, "The brand kit “%s”: ", item->name);
  return *out_kit != NULL;
}
