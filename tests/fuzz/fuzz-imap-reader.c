/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes from a server of mailboxes, in pieces: they end, and nothing is read beyond them. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "channels/email/esp-imap-reader.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
look_at (const EspImapResponse *response)
{
  g_autoptr (GArray) uids = g_array_new (FALSE, FALSE, sizeof (guint32));
  EspImapFetch fetch;
  guint32 value = 0;
  guint sum = 0;

  esp_imap_response_read_search (response, uids, 100);
  g_assert_cmpuint (uids->len, <=, 100);
  (void) esp_imap_response_get_code (response, "UIDVALIDITY", &value); /* any or none */
  if (!esp_imap_response_read_fetch (response, &fetch) || fetch.body == NULL)
    return;
  for (gsize i = 0; i < fetch.body_length; i++)
    sum += (guint8) fetch.body[i];
  g_assert_cmpuint (sum, <=, 255 * fetch.body_length);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (EspImapReader) reader = esp_imap_reader_new (65536);
  const gsize piece = 1 + (size > 0 ? data[0] : 0);

  for (gsize at = 0; at < size; at += piece)
    {
      gboolean is_whole = TRUE;

      esp_imap_reader_feed (reader, (const char *) data + at, MIN (piece, size - at));
      while (is_whole)
        {
          EspImapResponse response;

          if (!esp_imap_reader_next (reader, &response, &is_whole, NULL))
            return 0;
          if (is_whole)
            look_at (&response);
        }
    }
  return 0;
}
