/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Anything as a mail server's side of the conversation: every message is settled exactly once. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "channels/email/esp-smtp-session.h"

#define N_MESSAGES 8

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

static void
settled_cb (EspOutMessage *message, EspOutResult *result, gpointer user_data)
{
  guint *n_settled = user_data;

  g_assert_cmpint (result->key, ==, message->key);
  n_settled[message->key]++;
  esp_out_result_clear (result);
}

/* The first byte says how many bytes are read at a time and whether writing keeps up. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  guint n_settled[N_MESSAGES] = { 0 };
  EspOutMessage messages[N_MESSAGES];
  g_autoptr (EspSmtpSession) session = esp_smtp_session_new ("x", settled_cb, n_settled);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("a: b\r\n\r\n.\n", 10);
  gsize step = size > 0 ? data[0] % 32 + 1 : 1;
  guint n_given = 0;
  gboolean goes_on = TRUE;

  for (gsize i = 1; i < size && goes_on; i += step)
    {
      gsize n_output = 0;

      goes_on =
        esp_smtp_session_feed (session, (const char *) data + i, MIN (step, size - i), NULL);
      while (goes_on && n_given < N_MESSAGES && esp_smtp_session_can_take (session))
        {
          messages[n_given] = (EspOutMessage){ n_given, (char *) "a@x", (char *) "b@x", bytes };
          esp_smtp_session_send (session, &messages[n_given++]);
        }
      (void) esp_smtp_session_peek_output (session, &n_output);
      esp_smtp_session_wrote (session, data[0] & 0x80 ? n_output / 2 : n_output);
    }
  esp_smtp_session_lost (session, "end");
  for (guint i = 0; i < N_MESSAGES; i++)
    g_assert_cmpuint (n_settled[i], ==, i < n_given ? 1 : 0);
  return 0;
}
