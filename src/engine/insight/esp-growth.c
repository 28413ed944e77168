/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the list grows: who came in, who agreed and who left by day, week or month, and how many may be reached. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-analysis.h"
#include "engine/insight/esp-buckets.h"
#include "store/esp-insight-consent.h"
#include "store/esp-span.h"

#include <math.h>

enum
{
  COLUMN_REACHABLE,
  COLUMN_CREATED,
  COLUMN_GRANTED,
  COLUMN_WITHDRAWN,
  COLUMN_BOUNCED,
  COLUMN_NET,
  COLUMN_GROWTH,
};

typedef struct
{
  EspBitmap *agreed;    /* the last word is yes, at the end of what was gone through */
  EspBitmap *granted;   /* said yes in this part, and had not before */
  EspBitmap *withdrawn; /* said no in this part, and had agreed before */
} Moving;

static void
hear (Moving *moving, const EspConsentWord *word)
{
  gboolean has_agreed = esp_bitmap_contains (moving->agreed, word->lead_id);

  if (word->is_granted && !has_agreed)
    {
      esp_bitmap_add (moving->agreed, word->lead_id);
      esp_bitmap_add (moving->granted, word->lead_id);
    }
  else if (!word->is_granted && has_agreed)
    {
      esp_bitmap_remove (moving->agreed, word->lead_id);
      if (word->is_denied)
        esp_bitmap_add (moving->withdrawn, word->lead_id);
    }
}

static void
write_part (EspAnalysis *self, EspAnswerRow *row, Moving *moving, double before)
{
  double now = (double) esp_bitmap_count (moving->agreed);

  esp_analysis_put_count (self, row, COLUMN_REACHABLE, moving->agreed);
  esp_analysis_put_count (self, row, COLUMN_GRANTED, moving->granted);
  esp_analysis_put_count (self, row, COLUMN_WITHDRAWN, moving->withdrawn);
  esp_analysis_put (self, row, COLUMN_NET, now - before);
  esp_analysis_put (self, row, COLUMN_GROWTH, before > 0 ? (now - before) / before : NAN);
}

/* Goes through the history part by part; what lies before the period comes first. */
static void
go_through (EspAnalysis *self, GArray *words, const EspBuckets *buckets)
{
  Moving moving = { esp_bitmap_new (), esp_bitmap_new (), esp_bitmap_new () };
  g_autoptr (EspBitmap) granted = esp_bitmap_new ();
  g_autoptr (EspBitmap) withdrawn = esp_bitmap_new ();
  double first = 0;
  guint next = 0;

  for (guint part = 0; part <= buckets->n; part++)
    {
      gint64 end_us = part == 0 ? buckets->bounds[0] : buckets->bounds[part];
      double before = (double) esp_bitmap_count (moving.agreed);

      g_clear_pointer (&moving.granted, esp_bitmap_free);
      g_clear_pointer (&moving.withdrawn, esp_bitmap_free);
      moving.granted = esp_bitmap_new ();
      moving.withdrawn = esp_bitmap_new ();
      for (; next < words->len && g_array_index (words, EspConsentWord, next).at_us < end_us;
           next++)
        if (esp_analysis_counts (self, g_array_index (words, EspConsentWord, next).lead_id))
          hear (&moving, &g_array_index (words, EspConsentWord, next));
      if (part == 0)
        {
          first = (double) esp_bitmap_count (moving.agreed);
          continue;
        }
      write_part (self, g_ptr_array_index (self->answer->rows, part - 1), &moving, before);
      esp_bitmap_or (granted, moving.granted);
      esp_bitmap_or (withdrawn, moving.withdrawn);
    }
  esp_bitmap_free (moving.granted);
  esp_bitmap_free (moving.withdrawn);
  moving.granted = granted;
  moving.withdrawn = withdrawn;
  write_part (self, g_ptr_array_index (self->answer->rows, buckets->n), &moving, first);
  esp_bitmap_free (moving.agreed);
}

static gboolean
write_sets (EspAnalysis *self,
            guint column,
            EspLeadSetKind kind,
            const EspBuckets *buckets,
            GError **error)
{
  g_autoptr (EspBitmap) all = NULL;
  g_autoptr (GPtrArray) sets =
    esp_span_load_sets (self->tx, kind, buckets->bounds, buckets->n, &all, error);

  if (sets == NULL)
    return FALSE;
  esp_analysis_filter (self, all);
  for (guint i = 0; i < buckets->n; i++)
    {
      esp_analysis_filter (self, g_ptr_array_index (sets, i));
      esp_analysis_put_count (self, g_ptr_array_index (self->answer->rows, i), column,
                              g_ptr_array_index (sets, i));
    }
  esp_analysis_put_count (self, g_ptr_array_index (self->answer->rows, buckets->n), column, all);
  return TRUE;
}

static void
add_rows (EspAnalysis *self, const EspBuckets *buckets)
{
  EspAnswerRow *row = NULL;

  esp_answer_add_column (self->answer, "reachable", NULL, ESP_ANSWER_COUNT);
  esp_answer_add_column (self->answer, "created", NULL, ESP_ANSWER_COUNT);
  esp_answer_add_column (self->answer, "granted", NULL, ESP_ANSWER_COUNT);
  esp_answer_add_column (self->answer, "withdrawn", NULL, ESP_ANSWER_COUNT);
  esp_answer_add_column (self->answer, "bounced", NULL, ESP_ANSWER_COUNT);
  esp_answer_add_column (self->answer, "net", NULL, ESP_ANSWER_NUMBER);
  esp_answer_add_column (self->answer, "list_growth_rate", NULL, ESP_ANSWER_RATIO);
  for (guint i = 0; i < buckets->n; i++)
    row = esp_answer_add_row (self->answer, buckets->keys[i], NULL, NULL);
  if (row != NULL && self->is_partial)
    row->flags |= ESP_CELL_PARTIAL;
  row = esp_answer_add_row (self->answer, "total", NULL, NULL);
  row->flags |= ESP_CELL_TOTAL;
}

/**
 * esp_growth_answer:
 *
 * Goes through the history of consent of a channel: reachable are leads whose last word at the end of a
 * part is yes; granted and withdrawn are those who changed their word in it. Who has been erased since is
 * in none of them. bounced: leads that nothing reached of what was sent in that part. In the total each lead counts once;
 * its growth is from before the period to its end.
 */
gboolean
esp_growth_answer (EspAnalysis *self, GError **error)
{
  g_auto (EspBuckets) buckets = { 0 };
  g_autoptr (GArray) words = NULL;
  const EspAnswerRow *total;
  EspAnswerSentence *sentence;

  if (!esp_buckets_init (&buckets, self, esp_question_get (self->question, "unit"), error))
    return FALSE;
  words = esp_insight_load_consent (self->tx, esp_question_get (self->question, "channel"),
                                    esp_question_get (self->question, "purpose"), error);
  if (words == NULL)
    return FALSE;
  add_rows (self, &buckets);
  go_through (self, words, &buckets);
  if (!write_sets (self, COLUMN_CREATED, ESP_LEAD_SET_CREATED, &buckets, error) ||
      !write_sets (self, COLUMN_BOUNCED, ESP_LEAD_SET_BOUNCED, &buckets, error))
    return FALSE;
  total = esp_answer_get_row (self->answer, buckets.n);
  sentence = esp_answer_say (self->answer, "growth");
  esp_answer_sentence_add (sentence, "n", total->cells[COLUMN_REACHABLE].value, ESP_ANSWER_COUNT);
  esp_answer_sentence_add (sentence, "granted", total->cells[COLUMN_GRANTED].value,
                           ESP_ANSWER_COUNT);
  esp_answer_sentence_add (sentence, "withdrawn", total->cells[COLUMN_WITHDRAWN].value,
                           ESP_ANSWER_COUNT);
  return TRUE;
}
