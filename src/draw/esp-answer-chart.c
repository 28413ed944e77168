/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From an answer to a chart, by the kind of question and the look that somebody chose: the one way for the
 * screen, paper and files. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-answer-chart-private.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define MAX_GROUPS 5
#define MAX_BARS 24

/**
 * esp_answer_sketch_begin:
 *
 * Returns: (transfer full): a chart with question, answer and source
 */
EspChart *
esp_answer_sketch_begin (const EspAnswerSketch *self, EspChartKind kind)
{
  EspChart *chart = esp_chart_new (kind, self->question, self->voice->lang);
  g_autofree char *says = esp_answer_voice_dup_answer (self->voice, self->answer);
  g_autofree char *source = esp_answer_voice_dup_source (self->voice, self->answer);

  esp_chart_set_zone (chart, self->voice->zone);
  esp_chart_set_answer (chart, says);
  esp_chart_set_source (chart, source);
  return chart;
}

static EspUnit
unit_of (EspAnswerUnit unit)
{
  static const EspUnit units[] = {
    [ESP_ANSWER_COUNT] = ESP_UNIT_COUNT,   [ESP_ANSWER_RATIO] = ESP_UNIT_RATIO,
    [ESP_ANSWER_MONEY] = ESP_UNIT_MONEY,   [ESP_ANSWER_DURATION] = ESP_UNIT_DURATION,
    [ESP_ANSWER_NUMBER] = ESP_UNIT_NUMBER, [ESP_ANSWER_TEXT] = ESP_UNIT_TEXT,
    [ESP_ANSWER_TIME] = ESP_UNIT_TIME,
  };

  return units[unit];
}

static const char *
currency_of (const EspAnswerSketch *self)
{
  return self->answer->currency != NULL ? self->answer->currency : "KRW";
}

/**
 * esp_answer_sketch_set_unit:
 */
void
esp_answer_sketch_set_unit (const EspAnswerSketch *self, EspChart *chart, EspAnswerUnit unit)
{
  esp_chart_set_unit (chart, unit_of (unit), currency_of (self));
}

/**
 * esp_answer_sketch_is_total:
 *
 * Returns: whether the row is over all others
 */
gboolean
esp_answer_sketch_is_total (const EspAnswerRow *row)
{
  return (row->flags & ESP_CELL_TOTAL) != 0;
}

static EspPointFlags
flags_of (guint flags)
{
  EspPointFlags out = 0;

  if ((flags & ESP_CELL_FEW) != 0)
    out |= ESP_POINT_SMALL_SAMPLE;
  if ((flags & ESP_CELL_PARTIAL) != 0)
    out |= ESP_POINT_PARTIAL;
  if ((flags & ESP_CELL_TOTAL) != 0)
    out |= ESP_POINT_TOTAL;
  if ((flags & ESP_CELL_ESTIMATE) != 0)
    out |= ESP_POINT_ESTIMATE;
  return out;
}

/**
 * esp_answer_sketch_add:
 *
 * Adds a cell as a point, with all that is known about it.
 */
void
esp_answer_sketch_add (const EspAnswerSketch *self,
                       EspSeries *series,
                       double x,
                       const EspAnswerRow *row,
                       guint column)
{
  const EspAnswerCell *cell = &row->cells[column];
  gboolean is_share = esp_answer_get_column (self->answer, column)->unit == ESP_ANSWER_RATIO;
  g_autofree char *text =
    cell->text != NULL ? esp_answer_voice_dup_title (self->voice, cell->text) : NULL;

  esp_series_add (series, &(EspPoint){ .x = x,
                                       .value = cell->value,
                                       .low = isfinite (cell->low) ? cell->low : 0,
                                       .high = isfinite (cell->high) ? cell->high : 0,
                                       .part = is_share ? cell->part : 0,
                                       .whole = is_share ? cell->whole : 0,
                                       .flags = flags_of (cell->flags | row->flags),
                                       .key = cell->drill,
                                       .text = text });
}

/* Tables */

static char *
name_row (const EspAnswerSketch *self, const EspAnswerRow *row)
{
  g_autofree char *name = esp_answer_voice_dup_row (self->voice, row);
  g_autofree char *group = NULL;

  if (row->group == NULL)
    return g_steal_pointer (&name);
  group = esp_answer_voice_dup_title (self->voice, row->group);
  return g_strdup_printf ("%s · %s", group, name);
}

static void
set_rows (const EspAnswerSketch *self, EspChart *chart)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) days = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;
  g_auto (GStrv) day_list = NULL;

  for (guint i = 0; i < self->answer->rows->len; i++)
    {
      const EspAnswerRow *row = esp_answer_get_row (self->answer, i);
      g_autofree char *name = name_row (self, row);
      EspTimeStep step;
      gint64 us;

      g_strv_builder_add (names, name);
      g_strv_builder_add (days, row->label == NULL && row->group == NULL &&
                                    esp_answer_parse_time (row->key, self->voice->zone, &us, &step)
                                  ? row->key
                                  : "");
    }
  list = g_strv_builder_end (names);
  day_list = g_strv_builder_end (days);
  esp_chart_set_categories (chart, NULL, (const char *const *) list);
  esp_chart_set_category_days (chart, (const char *const *) day_list);
}

/* The columns of attribution by how credit is given. */
static const char *
group_of (const EspAnswerSketch *self, const char *key)
{
  static const char *const computed[] = { "markov", "shapley", NULL };
  static const char *const ruled[] = { "first",  "last",       "last-non-direct",
                                       "linear", "time-decay", "position",
                                       NULL };

  if (!g_str_equal (self->answer->ask, "attribution"))
    return NULL;
  if (g_strv_contains (computed, key))
    return esp_answer_voice_say (self->voice, N_ ("By computation"));
  return g_strv_contains (ruled, key) ? esp_answer_voice_say (self->voice, N_ ("By rule")) : NULL;
}

/* Several models for the same thing stand beside each other: how far they are apart. */
static void
add_spread (const EspAnswerSketch *self, EspChart *chart)
{
  EspSeries *spread;

  if (!g_str_equal (self->answer->ask, "attribution"))
    return;
  spread = esp_chart_add_series (chart, esp_chart_get_words (chart)->spread, ESP_SERIES_SPREAD);
  for (guint j = 0; j < self->answer->columns->len; j++)
    if (group_of (self, esp_answer_get_column (self->answer, j)->key) != NULL)
      esp_series_set_unit (spread, unit_of (esp_answer_get_column (self->answer, j)->unit),
                           currency_of (self));
  for (guint i = 0; i < self->answer->rows->len; i++)
    {
      const EspAnswerRow *row = esp_answer_get_row (self->answer, i);
      double low = INFINITY, high = -INFINITY;

      for (guint j = 0; j < self->answer->columns->len; j++)
        if (group_of (self, esp_answer_get_column (self->answer, j)->key) != NULL &&
            isfinite (row->cells[j].value))
          {
            low = MIN (low, row->cells[j].value);
            high = MAX (high, row->cells[j].value);
          }
      if (low <= high && !esp_answer_sketch_is_total (row))
        esp_series_add (spread,
                        &(EspPoint){ .x = i, .value = high - low, .low = low, .high = high });
    }
}

/**
 * esp_answer_chart_draw_table:
 *
 * Returns: (transfer full): the answer as a table, whatever it is about
 */
EspChart *
esp_answer_chart_draw_table (const EspAnswer *answer,
                             const char *question,
                             const EspAnswerVoice *voice)
{
  EspAnswerSketch self = { answer, voice, question, ESP_CARD_LOOK_TABLE };
  EspChart *chart = esp_answer_sketch_begin (&self, ESP_CHART_TABLE);

  set_rows (&self, chart);
  for (guint i = 0; i < answer->columns->len; i++)
    {
      const EspAnswerColumn *column = esp_answer_get_column (answer, i);
      g_autofree char *name = esp_answer_voice_dup_column (voice, column);
      EspSeries *series = esp_chart_add_series (chart, name, ESP_SERIES_NORMAL);

      esp_series_set_unit (series, unit_of (column->unit), currency_of (&self));
      esp_series_set_group (series, group_of (&self, column->key));
      for (guint j = 0; j < answer->rows->len; j++)
        esp_answer_sketch_add (&self, series, j, esp_answer_get_row (answer, j), i);
    }
  add_spread (&self, chart);
  return chart;
}

static EspChart *
draw_table (const EspAnswerSketch *self)
{
  return esp_answer_chart_draw_table (self->answer, self->question, self->voice);
}

/* Time */

/* Whether the rows are parts of the calendar, but for a total. */
static gboolean
has_time_rows (const EspAnswerSketch *self, EspTimeStep *out_step)
{
  gint64 last = G_MININT64;
  gint64 widest = 0;
  guint n = 0;

  *out_step = ESP_TIME_STEP_DAY;
  for (guint i = 0; i < self->answer->rows->len; i++)
    {
      const EspAnswerRow *row = esp_answer_get_row (self->answer, i);
      gint64 us;

      if (esp_answer_sketch_is_total (row))
        continue;
      if (row->group != NULL ||
          !esp_answer_parse_time (row->key, self->voice->zone, &us, out_step) || us <= last)
        return FALSE;
      if (last != G_MININT64)
        widest = MAX (widest, us - last);
      last = us;
      n++;
    }
  if (*out_step == ESP_TIME_STEP_DAY && widest > 3 * G_TIME_SPAN_DAY)
    *out_step = ESP_TIME_STEP_WEEK;
  return n > 0;
}

static gboolean
is_drawn (const EspAnswerSketch *self, guint column)
{
  EspAnswerUnit first = esp_answer_get_column (self->answer, 0)->unit;

  /* What comes and goes is small beside all there are; it stands in the table. */
  if (g_str_equal (self->answer->ask, "growth"))
    return column == 0;
  return esp_answer_get_column (self->answer, column)->unit == first;
}

static gboolean
has_any (const EspAnswer *answer, guint column)
{
  for (guint i = 0; i < answer->rows->len; i++)
    if (isfinite (esp_answer_get_cell (answer, i, column)->value))
      return TRUE;
  return FALSE;
}

static EspChart *
draw_time (const EspAnswerSketch *self, EspTimeStep step)
{
  EspChart *chart =
    esp_answer_sketch_begin (self,
                             self->look == ESP_CARD_LOOK_BARS ? ESP_CHART_BAR : ESP_CHART_LINE);
  guint n = self->answer->columns->len;

  esp_answer_sketch_set_unit (self, chart, esp_answer_get_column (self->answer, 0)->unit);
  esp_chart_set_time_axis (chart, NULL, step, self->voice->zone);
  for (guint i = 0; i < n; i++)
    {
      const EspAnswerColumn *column = esp_answer_get_column (self->answer, i);
      g_autofree char *name = esp_answer_voice_dup_column (self->voice, column);
      gboolean is_before = g_str_equal (column->key, "before");
      EspSeries *series;

      if (!is_drawn (self, i) || (is_before && !has_any (self->answer, i)))
        continue;
      series = esp_chart_add_series (chart, name, is_before ? ESP_SERIES_OTHER : ESP_SERIES_NORMAL);
      for (guint j = 0; j < self->answer->rows->len; j++)
        {
          const EspAnswerRow *row = esp_answer_get_row (self->answer, j);
          EspTimeStep ignored;
          gint64 us;

          if (!esp_answer_sketch_is_total (row) &&
              esp_answer_parse_time (row->key, self->voice->zone, &us, &ignored))
            esp_answer_sketch_add (self, series, (double) us, row, i);
        }
    }
  return chart;
}

/* Bars */

static EspChart *
draw_bars (const EspAnswerSketch *self)
{
  EspChart *chart = esp_answer_sketch_begin (self, ESP_CHART_HORIZONTAL_BAR);
  const EspAnswerColumn *column = esp_answer_get_column (self->answer, 0);
  g_autofree char *name = esp_answer_voice_dup_column (self->voice, column);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  EspSeries *series = esp_chart_add_series (chart, name, ESP_SERIES_NORMAL);
  g_auto (GStrv) list = NULL;
  guint n = 0;

  esp_answer_sketch_set_unit (self, chart, column->unit);
  for (guint i = 0; i < self->answer->rows->len && n < MAX_BARS; i++)
    {
      const EspAnswerRow *row = esp_answer_get_row (self->answer, i);
      g_autofree char *text = name_row (self, row);

      if (esp_answer_sketch_is_total (row))
        continue;
      g_strv_builder_add (names, text);
      esp_answer_sketch_add (self, series, n++, row, 0);
    }
  list = g_strv_builder_end (names);
  esp_chart_set_categories (chart, NULL, (const char *const *) list);
  return chart;
}

/* Funnel */

static char *
describe_time (const EspAnswerSketch *self, const EspAnswerRow *row, int column)
{
  g_autofree char *span = NULL;

  if (column < 0 || !isfinite (row->cells[column].value))
    return NULL;
  span = esp_format_duration (esp_count_of (row->cells[column].value), self->voice->lang);
  return g_strdup_printf ("%s: %s", esp_answer_voice_say (self->voice, N_ ("Median time")), span);
}

static void
add_funnel_group (const EspAnswerSketch *self, EspChart *chart, const char *group, guint n_groups)
{
  int lost = esp_answer_find_column (self->answer, "lost");
  int time = esp_answer_find_column (self->answer, "median_time");
  g_autofree char *name = group != NULL ? esp_answer_voice_dup_title (self->voice, group)
                                        : g_strdup (esp_chart_get_words (chart)->leads);
  EspSeries *series =
    esp_chart_add_series (chart, name,
                          n_groups >= MAX_GROUPS ? ESP_SERIES_OTHER : ESP_SERIES_NORMAL);
  const char *lost_key = NULL;
  guint n = 0;

  for (guint i = 0; i < self->answer->rows->len; i++)
    {
      const EspAnswerRow *row = esp_answer_get_row (self->answer, i);
      const EspAnswerCell *cell = &row->cells[0];
      g_autofree char *note = describe_time (self, row, time);

      if (g_strcmp0 (row->group, group) != 0)
        continue;
      esp_series_add (series, &(EspPoint){ .x = n++,
                                           .value = cell->value,
                                           .key = cell->drill,
                                           .key2 = lost_key,
                                           .note = note,
                                           .flags = flags_of (cell->flags | row->flags) });
      lost_key = lost >= 0 ? row->cells[lost].drill : NULL;
    }
}

static gboolean
is_new_group (const EspAnswer *answer, guint position)
{
  const EspAnswerRow *row = esp_answer_get_row (answer, position);

  for (guint i = 0; i < position; i++)
    if (g_strcmp0 (esp_answer_get_row (answer, i)->group, row->group) == 0)
      return FALSE;
  return TRUE;
}

static EspChart *
draw_funnel (const EspAnswerSketch *self)
{
  EspChart *chart = esp_answer_sketch_begin (self, ESP_CHART_FUNNEL);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;
  guint n_groups = 0;

  for (guint i = 0; i < self->answer->rows->len; i++)
    {
      const EspAnswerRow *row = esp_answer_get_row (self->answer, i);
      g_autofree char *name = esp_answer_voice_dup_row (self->voice, row);

      if (g_strcmp0 (row->group, esp_answer_get_row (self->answer, 0)->group) == 0)
        g_strv_builder_add (names, name);
      if (is_new_group (self->answer, i))
        add_funnel_group (self, chart, row->group, n_groups++);
    }
  list = g_strv_builder_end (names);
  esp_chart_set_categories (chart, esp_answer_voice_say (self->voice, N_ ("Step")),
                            (const char *const *) list);
  return chart;
}

/* Parts of a whole */

static EspChart *
draw_stacked (const EspAnswerSketch *self)
{
  static const char *const states[] = { "agreed",  "granted", "pending",   "not_confirmed",
                                        "denied",  "refused", "withdrawn", "withdrew",
                                        "unknown", NULL };
  EspChart *chart = esp_answer_sketch_begin (self, ESP_CHART_STACKED);

  set_rows (self, chart);
  esp_answer_sketch_set_unit (self, chart, ESP_ANSWER_COUNT);
  for (guint i = 0; i < self->answer->columns->len; i++)
    {
      const EspAnswerColumn *column = esp_answer_get_column (self->answer, i);
      g_autofree char *name = esp_answer_voice_dup_column (self->voice, column);
      EspSeries *series;

      if (column->unit != ESP_ANSWER_COUNT || !g_strv_contains (states, column->key))
        continue;
      series =
        esp_chart_add_series (chart, name,
                              esp_chart_get_n_series (chart) < MAX_GROUPS - 1 ? ESP_SERIES_NORMAL
                                                                              : ESP_SERIES_OTHER);
      for (guint j = 0; j < self->answer->rows->len; j++)
        esp_answer_sketch_add (self, series, j, esp_answer_get_row (self->answer, j), i);
    }
  return chart;
}

static gboolean
asks (const EspAnswerSketch *self, const char *ask)
{
  return g_str_equal (self->answer->ask, ask);
}

/* One row of many figures reads better from top to bottom. */
static EspChart *
draw_figures (const EspAnswerSketch *self)
{
  EspChart *chart = esp_answer_sketch_begin (self, ESP_CHART_TABLE);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  for (guint i = 0; i < self->answer->columns->len; i++)
    {
      g_autofree char *name =
        esp_answer_voice_dup_column (self->voice, esp_answer_get_column (self->answer, i));

      g_strv_builder_add (names, name);
    }
  list = g_strv_builder_end (names);
  esp_chart_set_categories (chart, NULL, (const char *const *) list);
  for (guint j = 0; j < self->answer->rows->len; j++)
    {
      const EspAnswerRow *row = esp_answer_get_row (self->answer, j);
      g_autofree char *name = name_row (self, row);
      EspSeries *series = esp_chart_add_series (chart, name, ESP_SERIES_NORMAL);

      for (guint i = 0; i < self->answer->columns->len; i++)
        {
          const EspAnswerCell *cell = &row->cells[i];
          EspAnswerUnit unit = esp_answer_get_column (self->answer, i)->unit;
          g_autofree char *text = esp_answer_voice_dup_cell (self->voice, self->answer, cell, unit);

          esp_series_add (series,
                          &(EspPoint){ .x = i,
                                       .value = cell->value,
                                       .part = unit == ESP_ANSWER_RATIO ? cell->part : 0,
                                       .whole = unit == ESP_ANSWER_RATIO ? cell->whole : 0,
                                       .key = cell->drill,
                                       .flags = flags_of (cell->flags & ~(guint) ESP_CELL_PARTIAL),
                                       .text = text });
        }
    }
  return chart;
}

/* The look that suits the question. */
static EspChart *
draw_by_kind (const EspAnswerSketch *self)
{
  EspTimeStep step;

  if (asks (self, "funnel"))
    return draw_funnel (self);
  if (asks (self, "metrics"))
    return draw_figures (self);
  if (asks (self, "paths"))
    return esp_answer_sketch_paths (self);
  if (asks (self, "consent"))
    return draw_stacked (self);
  if (asks (self, "ltv") && esp_answer_sketch_has_matrix (self))
    return esp_answer_sketch_curves (self);
  if ((asks (self, "cohort") || asks (self, "send-times") || asks (self, "rfm")) &&
      esp_answer_sketch_has_matrix (self))
    return esp_answer_sketch_heat (self);
  if ((asks (self, "trend") || asks (self, "growth") || asks (self, "spend")) &&
      has_time_rows (self, &step))
    return draw_time (self, step);
  return draw_table (self);
}

/**
 * esp_answer_chart_draw:
 * @question: the title
 * @look: as somebody wants it; what does not suit the answer is drawn as suits it
 *
 * Returns: (transfer full): the answer as a chart; its marks open what the cells open
 */
EspChart *
esp_answer_chart_draw (const EspAnswer *answer,
                       const char *question,
                       EspCardLook look,
                       const EspAnswerVoice *voice)
{
  EspAnswerSketch self = { answer, voice, question, look };
  EspTimeStep step;

  if (answer->columns->len == 0 || answer->rows->len == 0)
    return esp_answer_sketch_begin (&self, ESP_CHART_TABLE);
  switch (look)
    {
    case ESP_CARD_LOOK_TABLE:
      return draw_table (&self);
    case ESP_CARD_LOOK_LINE:
      if (has_time_rows (&self, &step))
        return draw_time (&self, step);
      return esp_answer_sketch_has_matrix (&self) ? esp_answer_sketch_curves (&self)
                                                  : draw_by_kind (&self);
    case ESP_CARD_LOOK_BARS:
      return has_time_rows (&self, &step) ? draw_time (&self, step) : draw_bars (&self);
    case ESP_CARD_LOOK_HEAT:
      return esp_answer_sketch_has_matrix (&self) ? esp_answer_sketch_heat (&self)
                                                  : draw_by_kind (&self);
    case ESP_CARD_LOOK_AUTO:
    default:
      return draw_by_kind (&self);
    }
}
