/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads and writes text messages for their editor. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-text-call.h"

#include "store/esp-messages.h"

/**
 * esp_text_call_new:
 *
 * Returns: (transfer full)
 */
EspTextCall *
esp_text_call_new (gint64 id)
{
  EspTextCall *self = g_new0 (EspTextCall, 1);

  self->id = id;
  return self;
}

void
esp_text_call_free (EspTextCall *self)
{
  g_free (self->name);
  esp_text_doc_free (self->doc);
  g_free (self);
}

/**
 * esp_text_call_load:
 * @data: an EspTextCall
 *
 * Reads the message; a document that is no text message is an error.
 */
gboolean
esp_text_call_load (EspTx *tx, gpointer data, GError **error)
{
  EspTextCall *self = data;
  g_autoptr (EspMessageRow) row = esp_message_load (tx, self->id, error);

  if (row == NULL)
    return FALSE;
  self->name = g_strdup (row->name);
  self->doc = esp_text_doc_parse (row->document, -1, error);
  return self->doc != NULL;
}

/**
 * esp_text_call_save:
 * @data: an EspTextCall
 *
 * Writes the message.
 */
gboolean
esp_text_call_save (EspTx *tx, gpointer data, GError **error)
{
  const EspTextCall *self = data;
  g_autofree char *document = esp_text_doc_to_json (self->doc);
  int version;

  if (self->keeps && !esp_message_freeze (tx, self->id, NULL, &version, error))
    return FALSE;
  return esp_message_update (tx, self->id, self->name, document, error);
}
