/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The latest conversions one by one: which touches led to each, and what each model credits them with. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-conversions.h"

#include "base/esp-clock.h"
#include "engine/insight/esp-touch-walk.h"

#include <math.h>

/* Instead of a place that touches come from. */
#define ANYWHERE (-1)
#define NOWHERE (-2)   /* there is no such place */
#define UNTOUCHED (-3) /* there is no touch at all */
#define NO_TOUCH "(no touch)"
/* Beyond so many times what is shown, what is too old is let go. */
#define SLACK 8

enum
{
  COLUMN_AT,
  COLUMN_WHAT,
  COLUMN_AHEAD,
  COLUMN_FIRST_MODEL,
};

/* One conversion with its touches. */
typedef struct
{
  guint32 lead_id;
  gint64 at_us;
  double value;
  GArray *touches; /* (owned) of EspTouch */
} Conversion;

typedef struct
{
  EspAnalysis *analysis;
  EspTouchWalk walk;
  EspAttributionRule rule;
  GStrv kinds;     /* (owned) of touches */
  guint32 lead_id; /* 0: all */
  int place;       /* a touch has to come from there, or a word for none */
  guint n_shown;   /* at most */
  gint64 n_all;
  GArray *latest; /* (owned) of Conversion */
} Work;

static void
conversion_clear (gpointer data)
{
  g_array_unref (((Conversion *) data)->touches);
}

static void
work_clear (Work *self)
{
  esp_touch_walk_clear (&self->walk);
  g_clear_pointer (&self->kinds, g_strfreev);
  g_clear_pointer (&self->latest, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

static int
compare_conversions (gconstpointer a, gconstpointer b)
{
  const Conversion *first = a;
  const Conversion *second = b;

  if (first->at_us != second->at_us)
    return first->at_us > second->at_us ? -1 : 1;
  return first->lead_id < second->lead_id ? -1 : first->lead_id > second->lead_id;
}

static void
keep_latest (Work *self)
{
  g_array_sort (self->latest, compare_conversions);
  if (self->latest->len > self->n_shown)
    g_array_set_size (self->latest, self->n_shown);
}

static gboolean
is_wanted (const Work *self, guint32 lead_id, const EspTouchPath *path)
{
  if (!path->has_converted || (self->lead_id != 0 && self->lead_id != lead_id))
    return FALSE;
  for (guint i = 0; i < path->n_touches && self->place >= 0; i++)
    if ((int) path->touches[i].place == self->place)
      return TRUE;
  return self->place == ANYWHERE || (self->place == UNTOUCHED && path->n_touches == 0);
}

static void
add_path (guint32 lead_id, const EspTouchPath *path, gpointer data)
{
  Work *self = data;
  Conversion conversion = { lead_id, path->converted_us, path->value, NULL };

  if (!is_wanted (self, lead_id, path))
    return;
  self->n_all++;
  conversion.touches = g_array_sized_new (FALSE, FALSE, sizeof (EspTouch), path->n_touches);
  g_array_append_vals (conversion.touches, path->touches, path->n_touches);
  g_array_append_val (self->latest, conversion);
  if (self->latest->len >= self->n_shown * SLACK)
    keep_latest (self);
}

static void
add_columns (Work *self)
{
  EspAnswer *answer = self->analysis->answer;

  esp_answer_add_column (answer, "touched_at", NULL, ESP_ANSWER_TIME);
  esp_answer_add_column (answer, "touch", NULL, ESP_ANSWER_TEXT);
  esp_answer_add_column (answer, "ahead", NULL, ESP_ANSWER_DURATION);
  for (guint i = 0; i < ESP_N_ATTRIBUTION_MODELS; i++)
    if (i != ESP_MODEL_MARKOV)
      esp_answer_add_column (answer, esp_attribution_model_get_name ((EspAttributionModel) i), NULL,
                             self->walk.is_revenue ? ESP_ANSWER_MONEY : ESP_ANSWER_NUMBER);
}

/* What a kind of event is called: by our words, or by the name that it has. */
static void
put_kind (Work *self, EspAnswerRow *row, const char *kind)
{
  g_autofree char *key = g_strconcat ("event:", kind, NULL);

  esp_analysis_put_text (self->analysis, row, COLUMN_WHAT,
                         esp_answer_title (key) != NULL ? key : kind);
}

static char *
name_conversion (const Work *self, const Conversion *conversion)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (conversion->at_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) there = g_date_time_to_timezone (utc, self->analysis->context->zone);
  g_autofree char *text = g_date_time_format (there, "%Y-%m-%d %H:%M");

  return g_strdup_printf ("#%u · %s", conversion->lead_id, text);
}

static EspAnswerRow *
add_row (Work *self, const Conversion *conversion, const char *key, const char *label, gint64 at_us)
{
  EspAnalysis *analysis = self->analysis;
  g_autofree char *group = name_conversion (self, conversion);
  g_autoptr (EspBitmap) lead = esp_bitmap_new ();
  EspAnswerRow *row = esp_answer_add_row (analysis->answer, key, label, group);

  esp_bitmap_add (lead, conversion->lead_id);
  if (at_us != 0)
    esp_analysis_put (analysis, row, COLUMN_AT, (double) at_us);
  esp_analysis_put_drill (analysis, row, COLUMN_AT, lead);
  return row;
}

/* A touch, and of each model its part of the conversion. */
static void
write_touch (Work *self, const Conversion *conversion, const double *shares, guint touch)
{
  const EspTouch *of = &g_array_index (conversion->touches, EspTouch, touch);
  gboolean is_channel = esp_touch_walk_get_group (self->analysis->question) == ESP_TOUCH_CHANNEL;
  const char *name = g_ptr_array_index (self->walk.places, of->place);
  g_autofree char *key = esp_answer_name_place (name, is_channel);
  EspAnswerRow *row =
    add_row (self, conversion, key, esp_answer_title (key) == NULL ? name : NULL, of->at_us);
  guint column = COLUMN_FIRST_MODEL;

  put_kind (self, row, self->kinds[of->kind]);
  esp_analysis_put (self->analysis, row, COLUMN_AHEAD, (double) (conversion->at_us - of->at_us));
  for (guint i = 0; i < ESP_N_ATTRIBUTION_MODELS; i++)
    if (i != ESP_MODEL_MARKOV)
      esp_analysis_put (self->analysis, row, column++,
                        conversion->value * shares[i * conversion->touches->len + touch]);
}

static void
write_conversion (Work *self, const Conversion *conversion)
{
  guint n = conversion->touches->len;
  g_autofree double *shares = g_new0 (double, (gsize) n *ESP_N_ATTRIBUTION_MODELS + 1);
  const EspTouchPath path = { .touches = (const EspTouch *) (gpointer) conversion->touches->data,
                              .n_touches = n,
                              .has_converted = TRUE,
                              .converted_us = conversion->at_us,
                              .value = conversion->value };
  EspAnswerRow *row;

  for (guint i = 0; i < ESP_N_ATTRIBUTION_MODELS && n > 0; i++)
    if (i != ESP_MODEL_MARKOV)
      esp_attribution_divide (&self->rule, &path, (EspAttributionModel) i, shares + i * n);
  for (guint i = 0; i < n; i++)
    write_touch (self, conversion, shares, i);
  if (n == 0)
    (void) add_row (self, conversion, NO_TOUCH, NULL, 0);
  row = add_row (self, conversion, "converted", NULL, conversion->at_us);
  put_kind (self, row, esp_question_get (self->analysis->question, "conversion"));
  for (guint i = COLUMN_FIRST_MODEL; i < self->analysis->answer->columns->len; i++)
    esp_analysis_put (self->analysis, row, i, conversion->value);
}

/* The place that is asked for, by the name that it has or that answers give it. */
static void
find_place (Work *self)
{
  const char *wanted = esp_question_get (self->analysis->question, "place");
  const char *given = esp_answer_peek_name (wanted);

  self->rule.direct = -1;
  self->place = wanted[0] == '\0' ? ANYWHERE : g_str_equal (wanted, NO_TOUCH) ? UNTOUCHED : NOWHERE;
  for (guint i = 0; i < self->walk.places->len; i++)
    {
      const char *name = g_ptr_array_index (self->walk.places, i);

      if (g_ascii_strcasecmp (name, ESP_TOUCH_DIRECT) == 0)
        self->rule.direct = (int) i;
      if (g_str_equal (name, given != NULL ? given : wanted))
        self->place = (int) i;
    }
}

/**
 * esp_conversions_answer:
 *
 * Lists the latest conversions of the period with the touches that led to each, by the same rules as
 * esp_attribution_answer(): rows of a group are the touches of one conversion by time, and the conversion
 * itself. Markov's model credits nothing here, as it divides all ways together.
 */
gboolean
esp_conversions_answer (EspAnalysis *self, GError **error)
{
  g_auto (Work) work = { .analysis = self };
  EspAnswerSentence *sentence;

  if (!esp_touch_walk_load (&work.walk, self, error))
    return FALSE;
  work.kinds = esp_question_get_list (self->question, "touches");
  work.lead_id = (guint32) esp_question_get_number (self->question, "lead");
  work.n_shown = (guint) esp_question_get_number (self->question, "top");
  work.rule.half_life_us =
    (gint64) (esp_question_get_number (self->question, "half_life") * (double) ESP_USEC_PER_DAY);
  work.rule.n_places = work.walk.places->len;
  work.latest = g_array_new (FALSE, FALSE, sizeof (Conversion));
  g_array_set_clear_func (work.latest, conversion_clear);
  find_place (&work);
  esp_touch_walk_run (&work.walk, NULL, add_path, &work);
  keep_latest (&work);
  add_columns (&work);
  for (guint i = 0; i < work.latest->len; i++)
    write_conversion (&work, &g_array_index (work.latest, Conversion, i));
  sentence = esp_answer_say (self->answer, work.n_all > 0 ? "conversions" : "conversions-nothing");
  esp_answer_sentence_add (sentence, "n", (double) work.n_all, ESP_ANSWER_COUNT);
  esp_answer_sentence_add (sentence, "shown", work.latest->len, ESP_ANSWER_COUNT);
  return TRUE;
}

/**
 * esp_conversions_question_new:
 * @attribution: a question about attribution
 * @place: key of a row of its answer: that of a place, "(no touch)", or "" for all
 *
 * Returns: (transfer full): the question that lists the conversions behind the row; %NULL with @error set
 */
EspQuestion *
esp_conversions_question_new (const EspQuestion *attribution, const char *place, GError **error)
{
  g_autoptr (EspQuestion) question = esp_question_new ("conversions");
  g_auto (GStrv) kinds = esp_question_get_list (attribution, "touches");
  g_autofree char *touches = g_strjoinv (",", kinds);
  const char *segment = esp_question_get_segment (attribution);
  const struct
  {
    const char *name;
    const char *value;
  } options[] = {
    { "conversion", esp_question_get (attribution, "conversion") },
    { "touches", touches },
    { "by", esp_question_get (attribution, "by") },
    { "window", esp_question_get (attribution, "window") },
    { "half_life", esp_question_get (attribution, "half_life") },
    { "value", esp_question_get (attribution, "value") },
    { "from", esp_question_get_from (attribution) },
    { "to", esp_question_get_to (attribution) },
    { "segment", segment != NULL ? segment : "" },
    { "place", place },
  };

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      EspQuestion *next = esp_question_with (question, options[i].name, options[i].value, error);

      if (next == NULL)
        return NULL;
      esp_question_unref (question);
      question = next;
    }
  return g_steal_pointer (&question);
}
