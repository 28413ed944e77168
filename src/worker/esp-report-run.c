/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks all questions of a report at one moment, and tells each card's answer or what is wrong with it. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-report-run.h"

#include "engine/insight/esp-metric.h"
#include "engine/plan/esp-plan.h"
#include "store/esp-segments.h"

#include <glib/gi18n.h>

/* Between the names of a day in two languages; no name has it. */
#define ESP_REPORT_NAMES_BREAK "\n"
#define MARKS_SHOWN 12
/* Of longer times nothing is marked. */
#define MARKS_SPAN_US (G_GINT64_CONSTANT (2) * 366 * 24 * 60 * 60 * G_USEC_PER_SEC)

static void
part_free (gpointer data)
{
  EspReportPart *self = data;

  g_clear_pointer (&self->answer, esp_answer_free);
  g_clear_error (&self->error);
  g_clear_pointer (&self->marks, g_ptr_array_unref);
  g_free (self);
}

/**
 * esp_report_result_ref:
 *
 * Returns: (transfer full): the same, held once more
 */
EspReportResult *
esp_report_result_ref (const EspReportResult *self)
{
  EspReportResult *result = (EspReportResult *) self;

  g_atomic_ref_count_inc (&result->ref_count);
  return result;
}

/**
 * esp_report_result_unref:
 */
void
esp_report_result_unref (EspReportResult *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  g_clear_pointer (&self->design, esp_report_design_free);
  g_free (self->segment_name);
  g_free (self->zone_name);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_free (self);
}

static gboolean
is_stop (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static EspReportPart *
ask_card (EspTx *tx,
          const EspReportDesign *design,
          EspReportCard *card,
          const EspInsightContext *context,
          GCancellable *cancellable)
{
  EspReportPart *part = g_new0 (EspReportPart, 1);
  g_autoptr (EspQuestion) question = esp_report_design_ask (design, card, &part->error);

  part->card = card;
  if (question != NULL)
    part->answer = esp_question_answer (tx, question, context, cancellable, &part->error);
  return part;
}

static char *
find_segment_name (EspTx *tx, const char *uuid)
{
  g_autoptr (EspSegment) row = NULL;
  gint64 id;

  if (uuid == NULL || !esp_segment_resolve (tx, uuid, &id, NULL))
    return NULL;
  row = esp_segment_load (tx, id, NULL);
  return row != NULL ? g_strdup (row->name) : NULL;
}

static int
compare_marks (gconstpointer a, gconstpointer b)
{
  const EspTimeMark *first = *(EspTimeMark *const *) a;
  const EspTimeMark *second = *(EspTimeMark *const *) b;

  return first->at_us < second->at_us ? -1 : first->at_us > second->at_us;
}

/* Days on which nobody works; their names in English and Korean stand in one text, for views to choose. */
static gboolean
add_holidays (EspTx *tx,
              GPtrArray *marks,
              GTimeZone *zone,
              gint64 from_us,
              gint64 to_us,
              GError **error)
{
  g_autoptr (EspHolidays) holidays = esp_plan_load_holidays (tx, error);
  g_autoptr (GDateTime) first = g_date_time_new_from_unix_utc (from_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) last = g_date_time_new_from_unix_utc ((to_us - 1) / G_USEC_PER_SEC);
  g_autoptr (GDateTime) from = g_date_time_to_timezone (first, zone);
  g_autoptr (GDateTime) to = g_date_time_to_timezone (last, zone);
  g_autoptr (GPtrArray) days = NULL;
  GDate range[2];

  if (holidays == NULL)
    return FALSE;
  g_date_clear (range, 2);
  g_date_set_dmy (&range[0], (GDateDay) g_date_time_get_day_of_month (from),
                  (GDateMonth) g_date_time_get_month (from),
                  (GDateYear) g_date_time_get_year (from));
  g_date_set_dmy (&range[1], (GDateDay) g_date_time_get_day_of_month (to),
                  (GDateMonth) g_date_time_get_month (to), (GDateYear) g_date_time_get_year (to));
  days = esp_holidays_list (holidays, &range[0], &range[1]);
  for (guint i = 0; days != NULL && i < days->len; i++)
    {
      const EspHoliday *day = g_ptr_array_index (days, i);
      g_autoptr (GDateTime) begin =
        g_date_time_new (zone, g_date_get_year (&day->day), (int) g_date_get_month (&day->day),
                         g_date_get_day (&day->day), 0, 0, 0);
      g_autofree char *names =
        g_strdup_printf ("%s" ESP_REPORT_NAMES_BREAK "%s", esp_holiday_get_name (day, ESP_LANG_EN),
                         esp_holiday_get_name (day, ESP_LANG_KO));

      if (day->is_off && begin != NULL)
        g_ptr_array_add (marks,
                         esp_time_mark_new (ESP_TIME_MARK_HOLIDAY,
                                            g_date_time_to_unix (begin) * G_USEC_PER_SEC, names));
    }
  return TRUE;
}

/* What happened in the days that the answers are about. */
static gboolean
add_marks (EspTx *tx, EspReportResult *self, GError **error)
{
  g_autoptr (GPtrArray) marks = NULL;
  gint64 from_us = G_MAXINT64;
  gint64 to_us = G_MININT64;

  for (guint i = 0; i < self->parts->len; i++)
    {
      const EspReportPart *part = g_ptr_array_index (self->parts, i);

      if (part->answer == NULL || part->answer->from_us == G_MININT64)
        continue;
      from_us = MIN (from_us, part->answer->from_us);
      to_us = MAX (to_us, part->answer->to_us);
    }
  if (from_us >= to_us || to_us - from_us > MARKS_SPAN_US)
    return TRUE;
  marks = esp_time_marks_load (tx, from_us, to_us, error);
  if (marks == NULL || !add_holidays (tx, marks, self->zone, from_us, to_us, error))
    return FALSE;
  g_ptr_array_sort (marks, compare_marks);
  for (guint i = 0; i < self->parts->len; i++)
    ((EspReportPart *) g_ptr_array_index (self->parts, i))->marks = g_ptr_array_ref (marks);
  return TRUE;
}

/**
 * esp_report_run:
 * @progress: (nullable): how many cards are answered, for another thread to read
 *
 * Answers all cards in one transaction, so that they agree. A card whose question cannot be answered does
 * not spoil the others.
 *
 * Returns: (transfer full): the report; %NULL with @error set, also when it was cancelled
 */
EspReportResult *
esp_report_run (EspTx *tx,
                const EspReportDesign *design,
                gint64 now_us,
                GCancellable *cancellable,
                int *progress,
                GError **error)
{
  g_autoptr (EspReportResult) self = g_new0 (EspReportResult, 1);
  g_autofree char *json = esp_report_design_to_json (design);
  g_auto (EspInsightContext) context = { 0 };

  g_atomic_ref_count_init (&self->ref_count);
  self->parts = g_ptr_array_new_with_free_func (part_free);
  self->design = esp_report_design_parse (json, -1, error);
  if (self->design == NULL || !esp_insight_context_load (tx, now_us, &context, error))
    return NULL;
  self->now_us = now_us;
  self->zone_name = g_strdup (context.zone_name);
  self->zone = g_time_zone_ref (context.zone);
  self->segment_name = find_segment_name (tx, self->design->segment);
  for (guint i = 0; i < esp_report_design_get_n_cards (self->design); i++)
    {
      EspReportPart *part =
        ask_card (tx, self->design, esp_report_design_get_card (self->design, i), &context,
                  cancellable);

      g_ptr_array_add (self->parts, part);
      if (progress != NULL)
        g_atomic_int_inc (progress);
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      if (part->error != NULL && is_stop (part->error))
        {
          g_propagate_error (error, g_steal_pointer (&part->error));
          return NULL;
        }
    }
  return add_marks (tx, self, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * esp_report_part_dup_problem:
 *
 * Returns: (transfer full): why a card has no answer, and what to do; what the core says stays beside it
 */
char *
esp_report_part_dup_problem (const EspReportPart *self, const EspAnswerVoice *voice)
{
  g_autoptr (GString) text = NULL;

  if (g_error_matches (self->error, ESP_QUESTION_ERROR, ESP_QUESTION_ERROR_TOO_LONG))
    return g_strdup (esp_answer_voice_say (voice, N_ ("The period has too many days to show one by "
                                                      "one. Choose a later first day, or "
                                                      "edit the card to count by week or month.")));
  text = g_string_new (esp_answer_voice_say (
    voice, g_error_matches (self->error, ESP_QUESTION_ERROR, ESP_QUESTION_ERROR_GONE)
             ? N_ ("This card asks about something that was deleted. Edit the card or remove it. "
                   "({problem})")
             : N_ ("This card cannot be answered. ({problem})")));
  g_string_replace (text, "{problem}", self->error->message, 1);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * esp_report_card_dup_title:
 *
 * Returns: (transfer full): what somebody called the card, else its question in words
 */
char *
esp_report_card_dup_title (const EspReportCard *card, const EspAnswerVoice *voice)
{
  g_autoptr (EspQuestion) question = NULL;
  const EspQuestionKind *kind;
  EspMetricId id;

  if (card->title != NULL)
    return g_strdup (card->title);
  question = esp_question_parse (card->question, -1, NULL);
  if (question == NULL)
    return g_strdup (esp_answer_voice_say (voice, N_ ("A question that is not understood")));
  kind = esp_question_get_kind (question);
  if (g_str_equal (kind->name, "trend") &&
      esp_metric_find (esp_question_get (question, "metric"), &id))
    return g_strdup (esp_answer_voice_say (voice, esp_metric_get (id)->name));
  if (g_str_equal (kind->name, "attribution") && esp_question_is (question, "value", "revenue"))
    return g_strdup (esp_answer_voice_say (voice, N_ ("What brings the revenue?")));
  return g_strdup (esp_answer_voice_say (voice, kind->title));
}

static char *
dup_mark_label (const EspTimeMark *mark, const EspAnswerVoice *voice)
{
  const char *pattern;
  g_auto (GStrv) names = NULL;
  g_auto (GStrv) parts = NULL;

  if (mark->kind == ESP_TIME_MARK_HOLIDAY)
    {
      names = g_strsplit (mark->name, ESP_REPORT_NAMES_BREAK, 2);
      return g_strdup (voice->lang == ESP_LANG_KO && names[1] != NULL ? names[1] : names[0]);
    }
  pattern =
    esp_answer_voice_say (voice, mark->kind == ESP_TIME_MARK_SEND ? N_ ("Send: {name}")
                                                                  : N_ ("Published: {name}"));
  parts = g_strsplit (pattern, "{name}", 2);
  return g_strjoinv (mark->name, parts);
}

/* A point stands where its day, week or month begins, and a mark stands at the point whose time it is of. */
static gint64
find_bucket (const EspAnswer *answer, const EspAnswerVoice *voice, gint64 at_us)
{
  gint64 best_us = G_MININT64;
  gint64 begin_us = 0;
  EspTimeStep step;

  for (guint i = 0; i < answer->rows->len; i++)
    if (esp_answer_parse_time (esp_answer_get_row (answer, i)->key, voice->zone, &begin_us,
                               &step) &&
        begin_us <= at_us)
      best_us = MAX (best_us, begin_us);
  return best_us != G_MININT64 ? best_us : at_us;
}

/* Too many would hide what they explain: then the days of the calendar go first, and beyond that none is drawn. */
static void
annotate (const EspReportPart *self, EspChart *chart, const EspAnswerVoice *voice)
{
  guint n_all = 0, n_own = 0;

  if (self->marks == NULL || !esp_chart_has_time_axis (chart) ||
      self->answer->from_us == G_MININT64)
    return;
  for (guint i = 0; i < self->marks->len; i++)
    {
      const EspTimeMark *mark = g_ptr_array_index (self->marks, i);

      if (mark->at_us < self->answer->from_us || mark->at_us >= self->answer->to_us)
        continue;
      n_all++;
      n_own += mark->kind != ESP_TIME_MARK_HOLIDAY;
    }
  for (guint i = 0; i < self->marks->len && n_own <= MARKS_SHOWN; i++)
    {
      const EspTimeMark *mark = g_ptr_array_index (self->marks, i);
      g_autofree char *label = NULL;

      if (mark->at_us < self->answer->from_us || mark->at_us >= self->answer->to_us ||
          (mark->kind == ESP_TIME_MARK_HOLIDAY && n_all > MARKS_SHOWN))
        continue;
      label = dup_mark_label (mark, voice);
      esp_chart_add_annotation (chart, find_bucket (self->answer, voice, mark->at_us), label);
    }
}

/**
 * esp_report_part_draw:
 *
 * Returns: (transfer full) (nullable): the chart; %NULL without an answer
 */
EspChart *
esp_report_part_draw (const EspReportPart *self, const EspAnswerVoice *voice)
{
  g_autofree char *title = NULL;
  EspChart *chart;

  if (self->answer == NULL)
    return NULL;
  title = esp_report_card_dup_title (self->card, voice);
  chart = esp_answer_chart_draw (self->answer, title, self->card->look, voice);
  annotate (self, chart, voice);
  return chart;
}

/* The days of the report; a card may have others of its own. */
static char *
dup_period (const EspReportResult *self, const EspAnswerVoice *voice)
{
  g_autoptr (EspQuestion) any = esp_question_new ("metrics");
  g_autoptr (EspQuestion) from = esp_question_with (any, "from", self->design->from, NULL);
  g_autoptr (EspQuestion) both =
    from != NULL ? esp_question_with (from, "to", self->design->to, NULL) : NULL;
  g_autoptr (EspAnswer) days = NULL;
  EspQuestionSpan span;

  if (both == NULL || !esp_question_resolve (both, self->now_us, self->zone, &span, NULL))
    return NULL;
  days = esp_answer_new ("metrics");
  days->from_us = span.from_us;
  days->to_us = span.to_us;
  return esp_answer_voice_dup_period (voice, days);
}

/**
 * esp_report_result_dup_subtitle:
 *
 * Returns: (transfer full): the days that most cards are about, the comparison and the audience
 */
char *
esp_report_result_dup_subtitle (const EspReportResult *self, const EspAnswerVoice *voice)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *period = dup_period (self, voice);

  if (period != NULL)
    g_string_append (text, period);
  if (!g_str_equal (self->design->compare, "none"))
    {
      g_string_append (text, text->len > 0 ? " · " : "");
      g_string_append (text,
                       esp_answer_voice_say (voice, g_str_equal (self->design->compare, "year")
                                                      ? N_ ("compared with a year before")
                                                      : N_ ("compared with the period before")));
    }
  if (self->design->segment != NULL)
    {
      g_string_append (text, text->len > 0 ? " · " : "");
      g_string_append (text, self->segment_name != NULL
                               ? self->segment_name
                               : esp_answer_voice_say (voice, N_ ("a segment that was deleted")));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
