/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts something else in the place of a snippet, a phrase or a saved block, in everything that uses it. */
#define G_LOG_DOMAIN "esp-worker"

#include "config.h"

#include "worker/esp-library-replace.h"

#include "engine/content/esp-library-note.h"
#include "store/esp-library-uses.h"
#include "store/esp-messages.h"

/**
 * esp_replaced_document_free:
 */
void
esp_replaced_document_free (EspReplacedDocument *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_free (self);
}

/* What is looked for: words, or the uuid of a block, which becomes @uuid. */
typedef struct
{
  const char *find;
  const char *with;
  gboolean is_ref;
  gboolean is_dry;
} Order;

/* Returns: (transfer full) (nullable): the document as it is then, %NULL when nothing is in it, or with @error set */
static char *
change (const Order *order, const char *json, GPtrArray *changes, GError **error)
{
  g_autoptr (EspMessageDoc) doc = esp_message_doc_parse (json, -1, error);
  guint n;

  if (doc == NULL)
    return NULL;
  n = order->is_ref ? esp_message_replace_ref (doc, order->find, order->with, changes)
                    : esp_message_replace_text (doc, order->find, order->with, changes);
  return n > 0 ? esp_message_doc_to_json (doc) : NULL;
}

static gboolean
write_message (EspTx *tx, const EspMessageRow *row, const char *json, GError **error)
{
  int version = 0;

  /* What stood there before is kept as a version too. */
  return esp_message_freeze (tx, row->id, NULL, &version, error) &&
         esp_message_update (tx, row->id, row->name, json, error);
}

static gboolean
replace_in (EspTx *tx,
            const Order *order,
            const EspLibraryUse *use,
            GPtrArray *changes,
            GError **error)
{
  g_autoptr (EspLibraryItem) item = use->is_item ? esp_library_load (tx, use->id, error) : NULL;
  g_autoptr (EspMessageRow) row = use->is_item ? NULL : esp_message_load (tx, use->id, error);
  g_autoptr (GError) problem = NULL;
  g_autofree char *json = NULL;

  if (item == NULL && row == NULL)
    return FALSE;
  json = change (order, item != NULL ? item->document : row->document, changes, &problem);
  /* What cannot be read is left as it is: a text message is no email. */
  if (json == NULL || order->is_dry)
    return TRUE;
  if (row != NULL)
    return write_message (tx, row, json, error);
  g_free (item->document);
  item->document = g_steal_pointer (&json);
  return esp_library_update (tx, item, error);
}

static gboolean
make_order (EspTx *tx,
            const EspLibraryItem *item,
            const EspLibraryNote *note,
            Order *order,
            EspLibraryItem **out_other,
            GError **error)
{
  order->is_ref = item->kind == ESP_LIBRARY_BLOCK;
  order->find = order->is_ref ? item->uuid : note->text;
  if (order->find == NULL || *order->find == '\0' ||
      (!order->is_ref && item->kind != ESP_LIBRARY_SNIPPET && item->kind != ESP_LIBRARY_PHRASE))
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "“%s” is no block, snippet or phrase: nothing can be put in its place",
                   item->name);
      return FALSE;
    }
  if (!order->is_ref)
    return TRUE;
  *out_other = esp_library_find (tx, order->with, error);
  if (*out_other == NULL)
    return FALSE;
  if ((*out_other)->kind == ESP_LIBRARY_BLOCK)
    return TRUE;
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID, "“%s” is no saved block",
               (*out_other)->name);
  return FALSE;
}

/**
 * esp_library_replace:
 * @with: words, or the uuid of another saved block
 * @is_dry: only tell what would become of it
 *
 * Returns: (transfer full) (nullable) (element-type EspReplacedDocument): what changes; %NULL with @error set
 */
GPtrArray *
esp_library_replace (EspTx *tx,
                     const EspLibraryItem *item,
                     const char *with,
                     gboolean is_dry,
                     GError **error)
{
  g_autoptr (GPtrArray) documents =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_replaced_document_free);
  g_autoptr (EspLibraryNote) note = esp_library_note_parse (item->document);
  g_autoptr (EspLibraryItem) other = NULL;
  g_autoptr (GPtrArray) uses = NULL;
  Order order = { .with = with, .is_dry = is_dry };

  if (!make_order (tx, item, note, &order, &other, error))
    return NULL;
  uses = esp_library_list_uses (tx, item, error);
  for (guint i = 0; uses != NULL && i < uses->len; i++)
    {
      const EspLibraryUse *use = uses->pdata[i];
      EspReplacedDocument *document = g_new0 (EspReplacedDocument, 1);

      document->is_item = use->is_item;
      document->id = use->id;
      document->name = g_strdup (use->name);
      document->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_replacement_free);
      g_ptr_array_add (documents, document);
      if (!replace_in (tx, &order, use, document->changes, error))
        return NULL;
      if (document->changes->len == 0)
        g_ptr_array_remove_index (documents, documents->len - 1);
    }
  return uses != NULL ? g_steal_pointer (&documents) : NULL;
}
