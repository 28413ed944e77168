/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two ways in which a campaign is run: which stages follow each other, what each has to do, and by when. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/plan/esp-process.h"

#include "engine/plan/esp-plan-days.h"

static const EspWork crm_works[] = { ESP_WORK_PLANNING, ESP_WORK_ASSETS,    ESP_WORK_REVIEW,
                                     ESP_WORK_SETUP,    ESP_WORK_EXECUTION, ESP_WORK_ANALYSIS,
                                     ESP_WORK_REPORT };
static const EspWork performance_works[] = { ESP_WORK_PLANNING,  ESP_WORK_ASSETS,
                                             ESP_WORK_REVIEW,    ESP_WORK_SETUP,
                                             ESP_WORK_EXECUTION, ESP_WORK_OPERATION,
                                             ESP_WORK_ANALYSIS,  ESP_WORK_REPORT };

/* Days before the first day, by which these stages are done as a rule; after the last day, for the others. */
static const guint usual_lead[ESP_N_WORKS] = { [ESP_WORK_PLANNING] = 28,
                                               [ESP_WORK_ASSETS] = 18,
                                               [ESP_WORK_REVIEW] = 9,
                                               [ESP_WORK_SETUP] = 4 };
static const guint usual_rest[ESP_N_WORKS] = { [ESP_WORK_ANALYSIS] = 7, [ESP_WORK_REPORT] = 14 };

#define CHECKS(process, work, ...) static const EspCheckSpec process##_##work[] = { __VA_ARGS__ }

CHECKS (crm,
        planning,
        { "goal-measurable", "The goal can be measured, and by when" },
        { "target-defined", "Who is to get it, and who not" },
        { "benefit-decided", "The benefit and its cost are decided" },
        { "past-looked-at", "Past campaigns of the kind were looked at" });
CHECKS (crm,
        assets,
        { "copy-written", "Texts are written" },
        { "pictures-licensed", "Pictures may be used" },
        { "landing-ready", "The page that it leads to is ready, also on telephones" },
        { "links-tagged", "Links carry the names by which they are measured" });
CHECKS (crm,
        review,
        { "ad-mark", "Advertising is marked, and the way out works" },
        { "claims-proven", "Claims can be proven; the terms of the benefit are told" },
        { "consent-basis", "Everyone agreed to this kind of message" });
CHECKS (crm,
        setup,
        { "test-sent", "A test was looked at on a telephone and a computer" },
        { "audience-counted", "The audience was counted, and who was left out" },
        { "stock-told", "Support and stock know of it" });
CHECKS (crm,
        execution,
        { "first-hour", "The first hour was watched" },
        { "replies-answered", "Replies and complaints are answered" });
CHECKS (crm,
        analysis,
        { "compared", "Compared with what was expected" },
        { "holdout-compared", "Compared with those who did not get it" });
CHECKS (crm,
        report,
        { "lessons-written", "What was learned is written down" },
        { "report-shared", "The report went to those who asked for the campaign" });
CHECKS (performance,
        planning,
        { "goal-measurable", "The goal can be measured, and by when" },
        { "cost-target", "What a conversion may cost" },
        { "platforms-chosen", "Platforms and their shares of the budget" },
        { "past-looked-at", "Past campaigns of the kind were looked at" });
CHECKS (performance,
        assets,
        { "creatives-sized", "Creatives in every size that the platforms ask" },
        { "variants-made", "At least two variants to compare" },
        { "pictures-licensed", "Pictures, music and people may be used" },
        { "landing-ready", "The page that it leads to is ready, also on telephones" });
CHECKS (performance,
        review,
        { "claims-proven", "Claims can be proven; the terms of the benefit are told" },
        { "platform-rules", "Nothing that the platforms forbid" },
        { "ad-marked", "Paid content is marked as such" });
CHECKS (performance,
        setup,
        { "conversions-measured", "Conversions are measured: one was made to try" },
        { "links-tagged", "Links carry the names by which they are measured" },
        { "limits-set", "Limits of budgets and days are set at the platforms" },
        { "buyers-excluded", "Who bought already is left out" });
CHECKS (performance,
        execution,
        { "approved-by-platforms", "The platforms approved everything" },
        { "first-day", "The first day was watched" });
CHECKS (performance,
        operation,
        { "daily-figures", "Daily figures are read in" },
        { "weak-stopped", "What does badly was stopped, what does well got more" },
        { "tiredness", "Creatives that people saw too often were replaced" });
CHECKS (performance,
        analysis,
        { "compared", "Compared with what was expected" },
        { "by-creative", "By platform, group and creative" });
CHECKS (performance,
        report,
        { "lessons-written", "What was learned is written down" },
        { "report-shared", "The report went to those who asked for the campaign" });

#define LIST(process, work)                                                                        \
  {                                                                                                \
    process##_##work, G_N_ELEMENTS (process##_##work)                                              \
  }

static const struct
{
  const EspCheckSpec *checks;
  guint n;
} all_checks[ESP_N_PROCESSES][ESP_N_WORKS] = {
  [ESP_PROCESS_CRM] = { [ESP_WORK_PLANNING] = LIST (crm, planning),
                        [ESP_WORK_ASSETS] = LIST (crm, assets),
                        [ESP_WORK_REVIEW] = LIST (crm, review),
                        [ESP_WORK_SETUP] = LIST (crm, setup),
                        [ESP_WORK_EXECUTION] = LIST (crm, execution),
                        [ESP_WORK_ANALYSIS] = LIST (crm, analysis),
                        [ESP_WORK_REPORT] = LIST (crm, report) },
  [ESP_PROCESS_PERFORMANCE] = { [ESP_WORK_PLANNING] = LIST (performance, planning),
                                [ESP_WORK_ASSETS] = LIST (performance, assets),
                                [ESP_WORK_REVIEW] = LIST (performance, review),
                                [ESP_WORK_SETUP] = LIST (performance, setup),
                                [ESP_WORK_EXECUTION] = LIST (performance, execution),
                                [ESP_WORK_OPERATION] = LIST (performance, operation),
                                [ESP_WORK_ANALYSIS] = LIST (performance, analysis),
                                [ESP_WORK_REPORT] = LIST (performance, report) },
};

/**
 * esp_process_get_works:
 *
 * Returns: (transfer none): the stages in their order
 */
const EspWork *
esp_process_get_works (EspProcess process, guint *out_n)
{
  *out_n = process == ESP_PROCESS_CRM           ? G_N_ELEMENTS (crm_works)
           : process == ESP_PROCESS_PERFORMANCE ? G_N_ELEMENTS (performance_works)
                                                : 0;
  return process == ESP_PROCESS_PERFORMANCE ? performance_works : crm_works;
}

/**
 * esp_process_get_checks:
 *
 * Returns: (transfer none) (nullable): what such a stage has to do as a rule
 */
const EspCheckSpec *
esp_process_get_checks (EspProcess process, EspWork work, guint *out_n)
{
  *out_n = all_checks[process][work].n;
  return all_checks[process][work].checks;
}

static guint
get_lead (const EspProcessDates *dates, EspWork work)
{
  return dates->lead[work] > 0 ? dates->lead[work] : usual_lead[work];
}

/* Where there is less time than usual, each stage gets its share of what is left. */
static gint64
squeeze (const EspProcessDates *dates, EspWork work)
{
  guint first = get_lead (dates, ESP_WORK_PLANNING);
  gint64 usual = dates->first - (gint64) get_lead (dates, work);
  gint64 left = MAX (dates->first - dates->today, 0);

  if (dates->today <= dates->first - (gint64) first || first == 0)
    return usual;
  return dates->first - (left * (gint64) get_lead (dates, work) + first) / (gint64) (first + 1);
}

/**
 * esp_process_due_day:
 * @holidays: (nullable): a day off is not due: before the start the workday before it counts, later the next
 *
 * Returns: by which day the stage is to be done; %ESP_WORK_NO_DAY when it is not known when the campaign runs
 */
gint64
esp_process_due_day (EspProcess process,
                     EspWork work,
                     const EspProcessDates *dates,
                     EspHolidays *holidays)
{
  gint64 day;

  if (dates->first == ESP_WORK_NO_DAY)
    return ESP_WORK_NO_DAY;
  if (work == ESP_WORK_EXECUTION)
    return process == ESP_PROCESS_CRM && dates->last != ESP_WORK_NO_DAY ? dates->last
                                                                        : dates->first;
  if (work < ESP_WORK_EXECUTION)
    {
      day = squeeze (dates, work);
      return MAX (esp_plan_day_workday_before (holidays, day), MIN (dates->today, dates->first));
    }
  day = (dates->last != ESP_WORK_NO_DAY ? dates->last : dates->first) + (gint64) usual_rest[work];
  return work == ESP_WORK_OPERATION ? day : esp_plan_day_workday_after (holidays, day);
}

static gboolean
add_checks (EspTx *tx, gint64 campaign_id, EspProcess process, EspWork work, GError **error)
{
  guint n = 0;
  const EspCheckSpec *checks = esp_process_get_checks (process, work, &n);

  for (guint i = 0; i < n; i++)
    if (!esp_stage_check_add (tx, campaign_id, work, checks[i].code, checks[i].title, error))
      return FALSE;
  return TRUE;
}

/* What another process had and this one has not goes; what both have stays as it is. */
static gboolean
remove_others (EspTx *tx, const EspStageBook *book, EspProcess process, GError **error)
{
  for (guint i = 0; i < book->stages->len; i++)
    {
      const EspWorkRow *row = g_ptr_array_index (book->stages, i);

      if (row->work == ESP_WORK_OPERATION && process != ESP_PROCESS_PERFORMANCE &&
          !esp_work_row_delete (tx, book->campaign_id, row->work, error))
        return FALSE;
    }
  for (guint i = 0; i < book->checks->len; i++)
    {
      const EspStageCheck *check = g_ptr_array_index (book->checks, i);

      if (check->code != NULL && check->done_us == 0 &&
          !esp_stage_check_remove (tx, check->id, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * esp_process_begin:
 * @holidays: (nullable)
 *
 * Makes a process of a campaign, or another one: its stages with due days and lists of what is to be done.
 */
gboolean
esp_process_begin (EspTx *tx,
                   gint64 campaign_id,
                   EspProcess process,
                   const EspProcessDates *dates,
                   EspHolidays *holidays,
                   GError **error)
{
  g_autoptr (EspStageBook) book = esp_stage_book_load (tx, campaign_id, error);
  guint n = 0;
  const EspWork *works = esp_process_get_works (process, &n);

  if (book == NULL || !remove_others (tx, book, process, error) ||
      !esp_stage_book_set_process (tx, campaign_id, process, error) ||
      !esp_stage_book_set_days (tx, campaign_id, dates->first, dates->last, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      EspWorkRow row = { .campaign_id = campaign_id, .work = works[i] };
      const EspWorkRow *before = esp_stage_book_find (book, works[i]);

      if (before != NULL)
        row = *before;
      else if (i == 0)
        row.state = ESP_WORK_DOING;
      row.due_day = esp_process_due_day (process, works[i], dates, holidays);
      if (!esp_work_row_save (tx, &row, error) ||
          !add_checks (tx, campaign_id, process, works[i], error))
        return FALSE;
    }
  return TRUE;
}

/**
 * esp_process_move:
 * @holidays: (nullable)
 *
 * The campaign runs on other days: what is not done yet is due on others too.
 */
gboolean
esp_process_move (EspTx *tx,
                  gint64 campaign_id,
                  const EspProcessDates *dates,
                  EspHolidays *holidays,
                  GError **error)
{
  g_autoptr (EspStageBook) book = esp_stage_book_load (tx, campaign_id, error);

  if (book == NULL || !esp_stage_book_set_days (tx, campaign_id, dates->first, dates->last, error))
    return FALSE;
  for (guint i = 0; i < book->stages->len; i++)
    {
      EspWorkRow *row = g_ptr_array_index (book->stages, i);

      if (row->state == ESP_WORK_DONE || row->state == ESP_WORK_SKIPPED)
        continue;
      row->due_day = esp_process_due_day (book->process, row->work, dates, holidays);
      if (!esp_work_row_save (tx, row, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * esp_process_end:
 *
 * The campaign is only its sends again; files, hand-overs and the brief are kept.
 */
gboolean
esp_process_end (EspTx *tx, gint64 campaign_id, GError **error)
{
  g_autoptr (EspStageBook) book = esp_stage_book_load (tx, campaign_id, error);

  if (book == NULL || !esp_stage_book_set_process (tx, campaign_id, ESP_PROCESS_NONE, error))
    return FALSE;
  for (guint i = 0; i < book->stages->len; i++)
    {
      const EspWorkRow *row = g_ptr_array_index (book->stages, i);

      if (!esp_work_row_delete (tx, campaign_id, row->work, error))
        return FALSE;
    }
  for (guint i = 0; i < book->checks->len; i++)
    {
      const EspStageCheck *check = g_ptr_array_index (book->checks, i);

      if (!esp_stage_check_remove (tx, check->id, error))
        return FALSE;
    }
  return TRUE;
}
