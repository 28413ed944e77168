/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes one rendered message as a file that mail programs open. */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "worker/esp-message-eml.h"

#include "base/esp-random.h"
#include "channels/email/esp-mime.h"
#include "engine/content/esp-brand.h"

/**
 * esp_message_to_eml:
 * @rendered: the words of @doc for one recipient
 * @from: (nullable): in place of the sender of @doc
 * @to: (nullable): a made-up recipient when not given
 *
 * Returns: (transfer full) (nullable): the mail
 */
GBytes *
esp_message_to_eml (const EspMessageDoc *doc,
                    const EspMessageRendered *rendered,
                    const char *from,
                    const char *to,
                    GError **error)
{
  g_autofree EspMimeFile *files = g_new0 (EspMimeFile, doc->files->len + 1);
  const EspMimeSetup setup = { .from_name = doc->sender_name,
                               .from_address = from != NULL ? from
                                               : !esp_text_is_blank (doc->sender_address)
                                                 ? doc->sender_address
                                                 : "sender@example.com",
                               .reply_to = doc->reply_to,
                               .files = files,
                               .n_files = doc->files->len };
  EspMimeMail mail = { .to_address = to != NULL ? to : "someone@example.com",
                       .subject = rendered->subject->str,
                       .text = rendered->text->str,
                       .html = rendered->html->str,
                       .date_us = g_get_real_time () };
  g_autoptr (EspMime) mime = NULL;
  g_autofree char *message_id = NULL;
  EspMimeResult result = { 0 };
  EspRandom random;
  GBytes *bytes = NULL;

  for (guint i = 0; i < doc->files->len; i++)
    {
      const EspMessageFile *file = doc->files->pdata[i];

      files[i] = (EspMimeFile){ file->id, file->name, file->type, file->is_inline, file->data };
    }
  mime = esp_mime_new (&setup, error);
  if (mime == NULL)
    return NULL;
  esp_random_init_from_system (&random);
  message_id = esp_mime_make_message_id (mime, &random);
  mail.message_id = message_id;
  if (esp_mime_build (mime, &mail, &result, error))
    bytes = g_bytes_ref (result.bytes);
  esp_mime_result_clear (&result);
  return bytes;
}
