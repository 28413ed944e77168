/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may be reached now: the last word of each lead, by channel. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-analysis.h"
#include "store/esp-insight-consent.h"

#include <string.h>

static const char *const states[] = { "granted", "pending", "denied", "withdrawn", "unknown" };
static const char *const channels[] = { "email", "sms", "kakao", "push", "phone", "post", "ads" };

static EspBitmap *
load_everyone (EspAnalysis *self, GError **error)
{
  g_autoptr (GArray) created = esp_insight_load_created (self->tx, error);
  EspBitmap *everyone;

  if (created == NULL)
    return NULL;
  everyone = esp_bitmap_new ();
  for (guint i = 0; i < created->len; i++)
    esp_bitmap_add (everyone, g_array_index (created, EspInsightEvent, i).lead_id);
  esp_analysis_filter (self, everyone);
  return everyone;
}

static EspBitmap *
find (GPtrArray *sets, const char *channel, const char *state)
{
  for (guint i = 0; i < sets->len; i++)
    {
      const EspConsentSet *set = g_ptr_array_index (sets, i);

      if (g_str_equal (set->channel, channel) && g_str_equal (set->state, state))
        return set->leads;
    }
  return NULL;
}

/* Each lead stands in one column; who never said a word is unknown. */
static gboolean
write_channel (EspAnalysis *self,
               GPtrArray *sets,
               const EspBitmap *everyone,
               const char *channel,
               GError **error)
{
  g_autoptr (EspBitmap) rest = esp_bitmap_copy (everyone);
  g_autoptr (EspBitmap) suppressed = esp_insight_load_suppressed (self->tx, channel, error);
  EspAnswerRow *row;

  if (suppressed == NULL)
    return FALSE;
  row = esp_answer_add_row (self->answer, channel, NULL, NULL);
  esp_bitmap_and (suppressed, everyone);
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      const EspBitmap *set = find (sets, channel, states[i]);
      g_autoptr (EspBitmap) leads = NULL;

      if (g_str_equal (states[i], "unknown"))
        leads = g_steal_pointer (&rest);
      else
        {
          leads = set != NULL ? esp_bitmap_copy (set) : esp_bitmap_new ();
          esp_bitmap_and (leads, everyone);
          esp_bitmap_andnot (rest, leads);
        }
      if (i == 0)
        esp_analysis_put_share (self, row, G_N_ELEMENTS (states), leads, everyone);
      esp_analysis_put_count (self, row, i, leads);
    }
  esp_analysis_put_count (self, row, G_N_ELEMENTS (states) + 1, suppressed);
  return TRUE;
}

/**
 * esp_consent_answer:
 *
 * Puts every lead under its last word about a purpose, for each channel: of all states one. blocked are
 * those whose address must not be reached, whatever they said; they stand in their state too.
 */
gboolean
esp_consent_answer (EspAnalysis *self, GError **error)
{
  g_autoptr (GPtrArray) sets =
    esp_insight_load_consent_sets (self->tx, esp_question_get (self->question, "purpose"), error);
  g_autoptr (EspBitmap) everyone = sets != NULL ? load_everyone (self, error) : NULL;

  if (everyone == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    esp_answer_add_column (self->answer, states[i], NULL, ESP_ANSWER_COUNT);
  esp_answer_add_column (self->answer, "granted_share", NULL, ESP_ANSWER_RATIO);
  esp_answer_add_column (self->answer, "total_blocked", NULL, ESP_ANSWER_COUNT);
  for (guint i = 0; i < G_N_ELEMENTS (channels); i++)
    if (!write_channel (self, sets, everyone, channels[i], error))
      return FALSE;
  return TRUE;
}
