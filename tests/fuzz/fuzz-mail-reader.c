/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a stored message: what comes out for people to read is valid text. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "channels/email/esp-mail-reader.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (EspMailParts) parts = esp_mail_parts_new (bytes);
  const char *texts[6] = { NULL };

  if (parts == NULL)
    return 0;
  texts[0] = parts->from;
  texts[1] = parts->to;
  texts[2] = parts->subject;
  texts[3] = parts->date;
  texts[4] = parts->text;
  texts[5] = parts->html;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_true (texts[i] == NULL || g_utf8_validate (texts[i], -1, NULL));
  return 0;
}
