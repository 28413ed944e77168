/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says why messages wait, and why some could not be delivered, in words for people. */
#define G_LOG_DOMAIN "esp-activity"

#include "config.h"

#include "views/activity/esp-wait-words.h"

#include "engine/policy/esp-eligibility.h"
#include "views/campaigns/esp-campaign-words.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *reason;
  const char *words;
} Word;

static const char *
find (const Word *words, gsize n_words, const char *reason)
{
  for (gsize i = 0; reason != NULL && i < n_words; i++)
    if (g_str_equal (words[i].reason, reason))
      return g_dpgettext2 (NULL, "wait", words[i].words);
  return NULL;
}

/**
 * esp_wait_reason_words:
 * @reason: of a row of the ledger that is queued
 *
 * Returns: (transfer full): why it waits; what is not known stays as it is
 */
char *
esp_wait_reason_words (const char *reason)
{
  static const Word words[] = {
    { "local", NC_ ("wait", "until the chosen hour where they live") },
    { "night", NC_ ("wait", "advertising waits until the morning") },
    { "quiet", NC_ ("wait", "quiet hours") },
    { "capped", NC_ ("wait", "the frequency limit") },
    { "channel", NC_ ("wait", "the channel is not ready") },
    { "retry", NC_ ("wait", "the server asked for another try") },
    { "resolved", NC_ ("wait", "you decided to send it again") },
    { "slow-down", NC_ ("wait", "their mail service asked for patience") },
  };
  const char *known = find (words, G_N_ELEMENTS (words), reason);

  return known != NULL ? g_strdup (known) : esp_campaign_ledger_reason (reason);
}
