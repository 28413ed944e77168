/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as answers of the page of choices: refused with a sentence, or read within limits. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "engine/content/esp-preference-answer.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GPtrArray) answers = esp_preference_answers_parse (text, -1, &error);

  if (answers == NULL)
    {
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return 0;
    }
  for (guint i = 0; i < answers->len; i++)
    {
      const EspPreferenceAnswer *answer = answers->pdata[i];

      g_assert_true (answer->token != NULL && *answer->token != '\0');
      g_assert_true (strlen (answer->digest) == 64);
      if (answer->is_refused_all)
        g_assert_false (esp_preference_answer_agrees (answer, "email", "marketing"));
    }
  return 0;
}
