/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as the JSON of a score: refused with a sentence, or read, said, written and read again; and any
 * bytes as what is kept of a lead. */
#define G_LOG_DOMAIN "esp-test"

#include "config.h"

#include "engine/score/esp-score-json.h"
#include "engine/score/esp-score-state.h"
#include "engine/score/esp-score-words.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const EspScoreTongue tongue = { NULL, "KRW", ESP_LANG_KO };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspScore) score = esp_score_parse_json ((const char *) data, (gssize) size, &error);
  g_autoptr (EspScore) again = NULL;
  g_autofree char *json = NULL;
  g_autofree char *twice = NULL;
  g_autofree char *words = NULL;
  g_auto (EspScoreState) state = { 0 };

  if (score == NULL)
    {
      g_assert_nonnull (error);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return 0;
    }
  words = esp_score_dup_words (score, &tongue);
  g_assert_true (g_utf8_validate (words, -1, NULL));
  json = esp_score_to_json (score);
  again = esp_score_parse_json (json, -1, &error);
  g_assert_no_error (error);
  twice = esp_score_to_json (again);
  g_assert_cmpstr (json, ==, twice);
  esp_score_state_init (&state, score);
  (void) esp_score_state_unpack (&state, data, size); /* any bytes: kept whole or not at all */
  g_assert_cmpint (esp_score_state_next_us (&state, score, MAX (state.at_us, 0)), >, 0);
  return 0;
}
