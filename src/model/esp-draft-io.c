/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads and writes a draft on the threads of the store. */
#define G_LOG_DOMAIN "esp-model"

#include "config.h"

#include "model/esp-draft-io.h"

#include <string.h>

/* Stored versions that become steps when a message is opened again. */
#define MAX_STORED_STEPS 20
#define MAX_STORED_BYTES (16u * 1024 * 1024)

/**
 * esp_draft_call_free:
 * @call: what an operation worked with
 */
void
esp_draft_call_free (EspDraftCall *call)
{
  g_free (call->name);
  g_free (call->document);
  esp_message_row_free (call->row);
  g_clear_pointer (&call->older, g_ptr_array_unref);
  g_free (call);
}

static gboolean
load_versions (EspTx *tx, EspDraftCall *call, GError **error)
{
  g_autoptr (GPtrArray) versions = esp_message_list_versions (tx, call->id, error);
  gsize n_bytes = 0;

  if (versions == NULL)
    return FALSE;
  call->older = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < MIN (versions->len, MAX_STORED_STEPS) && n_bytes < MAX_STORED_BYTES; i++)
    {
      char *document =
        esp_message_load_version (tx, call->id,
                                  ((const EspMessageVersion *) versions->pdata[i])->version, error);

      if (document == NULL)
        return FALSE;
      n_bytes += strlen (document);
      g_ptr_array_add (call->older, document);
    }
  return TRUE;
}

/**
 * esp_draft_load:
 * @data: an EspDraftCall; gets the row, and the older versions when they are wanted
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_draft_load (EspTx *tx, gpointer data, GError **error)
{
  EspDraftCall *call = data;

  call->row = esp_message_load (tx, call->id, error);
  return call->row != NULL && (!call->wants_steps || load_versions (tx, call, error));
}

/**
 * esp_draft_save:
 * @data: an EspDraftCall
 *
 * Writes the document and the name, and keeps what the file had as a version when that is wanted.
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_draft_save (EspTx *tx, gpointer data, GError **error)
{
  const EspDraftCall *call = data;
  int version;

  if (call->keeps && !esp_message_freeze (tx, call->id, NULL, &version, error))
    return FALSE;
  return esp_message_update (tx, call->id, call->name, call->document, error);
}
