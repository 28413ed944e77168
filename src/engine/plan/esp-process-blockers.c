/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each stage of a campaign waits for, and handing it over to whoever comes next. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/plan/esp-brief.h"
#include "engine/plan/esp-process.h"

static const char *const names[ESP_N_BLOCKERS] = {
  "earlier-stage", "checks",   "owner",   "brief",  "message", "creative", "ad-problems",
  "approval",      "audience", "channel", "unsent", "running", "results",  "lessons",
};

/**
 * esp_blocker_get_name:
 */
const char *
esp_blocker_get_name (EspBlockerKind kind)
{
  return (guint) kind < ESP_N_BLOCKERS ? names[kind] : "";
}

static void
blocker_clear (gpointer data)
{
  g_free (((EspBlocker *) data)->text);
}

static void
add (GArray *blockers, EspBlockerKind kind, guint n, const char *text)
{
  const EspBlocker blocker = { kind, ESP_WORK_PLANNING, n, g_strdup (text) };

  g_array_append_val (blockers, blocker);
}

static gboolean
is_closed (const EspWorkRow *row)
{
  return row->state == ESP_WORK_DONE || row->state == ESP_WORK_SKIPPED;
}

static void
add_earlier (GArray *blockers, const EspStageBook *book, EspWork work)
{
  for (guint i = 0; i < book->stages->len; i++)
    {
      const EspWorkRow *row = g_ptr_array_index (book->stages, i);
      EspBlocker blocker = { ESP_BLOCKER_EARLIER, row->work, 0, NULL };

      if (row->work >= work || is_closed (row))
        continue;
      g_array_append_val (blockers, blocker);
      return; /* the first is what it waits for */
    }
}

static guint
count_checks (const EspStageBook *book, EspWork work)
{
  guint n = 0;

  for (guint i = 0; i < book->checks->len; i++)
    {
      const EspStageCheck *check = g_ptr_array_index (book->checks, i);

      n += check->work == work && check->done_us == 0;
    }
  return n;
}

/**
 * esp_brief_find_missing:
 * @out_n: (out) (optional): how many parts
 *
 * Returns: (transfer full) (nullable): the parts that a plan needs and does not have yet, between commas; %NULL: none
 */
char *
esp_brief_find_missing (const EspStageBook *book, const EspProcessFacts *facts, guint *out_n)
{
  g_autoptr (EspBrief) brief = esp_brief_parse (book->brief, NULL);
  g_autoptr (GString) missing = g_string_new (NULL);
  const struct
  {
    const char *name;
    gboolean is_there;
  } parts[] = {
    { "goal", facts->has_goal || (brief != NULL && brief->goal != NULL) },
    { "target", brief != NULL && brief->target != NULL },
    { "channels", brief != NULL && brief->channels != NULL },
    { "benefit", brief != NULL && brief->benefit != NULL },
    { "period", book->starts_day != ESP_WORK_NO_DAY },
    { "budget", facts->has_budget || (brief != NULL && brief->is_free) },
    { "expectation", brief != NULL && brief->expects },
  };
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (!parts[i].is_there)
      {
        g_string_append_printf (missing, "%s%s", n > 0 ? "," : "", parts[i].name);
        n++;
      }
  if (out_n != NULL)
    *out_n = n;
  return n > 0 ? g_strdup (missing->str) : NULL;
}

static void
add_brief (GArray *blockers, const EspStageBook *book, const EspProcessFacts *facts)
{
  guint n = 0;
  g_autofree char *missing = esp_brief_find_missing (book, facts, &n);

  if (missing != NULL)
    add (blockers, ESP_BLOCKER_BRIEF, n, missing);
}

static void
add_crm (GArray *blockers, EspWork work, const EspProcessFacts *facts)
{
  if (work == ESP_WORK_ASSETS && !facts->has_message)
    add (blockers, ESP_BLOCKER_MESSAGE, 0, NULL);
  if (work == ESP_WORK_REVIEW && facts->needs_approval && !facts->is_approved)
    add (blockers, ESP_BLOCKER_APPROVAL, 0, NULL);
  if (work == ESP_WORK_SETUP && !facts->has_audience)
    add (blockers, ESP_BLOCKER_AUDIENCE, 0, NULL);
  if (work == ESP_WORK_SETUP && !facts->has_channel)
    add (blockers, ESP_BLOCKER_CHANNEL, 0, NULL);
  if (work == ESP_WORK_EXECUTION && !facts->has_begun)
    add (blockers, ESP_BLOCKER_UNSENT, 0, NULL);
  else if (work == ESP_WORK_EXECUTION && !facts->is_over)
    add (blockers, ESP_BLOCKER_RUNNING, 0, NULL);
}

static void
add_performance (GArray *blockers,
                 const EspStageBook *book,
                 EspWork work,
                 const EspProcessFacts *facts)
{
  gboolean is_over = book->ends_day != ESP_WORK_NO_DAY && facts->today > book->ends_day;

  if (work == ESP_WORK_ASSETS && facts->n_creatives == 0)
    add (blockers, ESP_BLOCKER_CREATIVE, 0, NULL);
  if ((work == ESP_WORK_REVIEW || work == ESP_WORK_SETUP) && facts->n_ad_problems > 0)
    add (blockers, ESP_BLOCKER_AD_PROBLEMS, facts->n_ad_problems, NULL);
  if (work == ESP_WORK_EXECUTION && !facts->runs_ads && !facts->has_results)
    add (blockers, ESP_BLOCKER_UNSENT, 0, NULL);
  if (work == ESP_WORK_OPERATION && !is_over)
    add (blockers, ESP_BLOCKER_RUNNING, 0, NULL);
}

static gboolean
has_lessons (const EspStageBook *book)
{
  g_autoptr (EspBrief) brief = esp_brief_parse (book->brief, NULL);

  return brief != NULL && brief->lessons != NULL;
}

/**
 * esp_process_find_blockers:
 *
 * Returns: (transfer full) (element-type EspBlocker): what has to happen before the stage can be called done
 */
GArray *
esp_process_find_blockers (const EspStageBook *book, EspWork work, const EspProcessFacts *facts)
{
  GArray *blockers = g_array_new (FALSE, FALSE, sizeof (EspBlocker));
  const EspWorkRow *row = esp_stage_book_find (book, work);
  guint n_checks = count_checks (book, work);

  g_array_set_clear_func (blockers, blocker_clear);
  if (row == NULL || is_closed (row))
    return blockers;
  add_earlier (blockers, book, work);
  if (row->owner == NULL)
    add (blockers, ESP_BLOCKER_OWNER, 0, NULL);
  if (work == ESP_WORK_PLANNING)
    add_brief (blockers, book, facts);
  if (book->process == ESP_PROCESS_CRM)
    add_crm (blockers, work, facts);
  else
    add_performance (blockers, book, work, facts);
  if (work == ESP_WORK_ANALYSIS && !facts->has_results)
    add (blockers, ESP_BLOCKER_RESULTS, 0, NULL);
  if (work == ESP_WORK_REPORT && !has_lessons (book))
    add (blockers, ESP_BLOCKER_LESSONS, 0, NULL);
  if (n_checks > 0)
    add (blockers, ESP_BLOCKER_CHECKS, n_checks, NULL);
  return blockers;
}

/**
 * esp_process_get_current:
 *
 * Returns: (transfer none) (nullable): the first stage that is not done; %NULL when all are
 */
EspWorkRow *
esp_process_get_current (const EspStageBook *book)
{
  for (guint i = 0; i < book->stages->len; i++)
    if (!is_closed (g_ptr_array_index (book->stages, i)))
      return g_ptr_array_index (book->stages, i);
  return NULL;
}

static EspWorkRow *
get_next (const EspStageBook *book, const EspWorkRow *row)
{
  for (guint i = 0; i < book->stages->len; i++)
    {
      EspWorkRow *other = g_ptr_array_index (book->stages, i);

      if (other->work > row->work && !is_closed (other))
        return other;
    }
  return NULL;
}

static gboolean
refuse_blocked (const GArray *blockers, GError **error)
{
  g_autoptr (GString) what = g_string_new (NULL);

  for (guint i = 0; i < blockers->len; i++)
    {
      const EspBlocker *blocker = &g_array_index (blockers, EspBlocker, i);

      g_string_append_printf (what, "%s%s", i > 0 ? ", " : "",
                              esp_blocker_get_name (blocker->kind));
      if (blocker->text != NULL)
        g_string_append_printf (what, " (%s)", blocker->text);
    }
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
               "The stage is not done: %s. Finish that, or hand over in spite of it", what->str);
  return FALSE;
}

static gboolean
give (EspTx *tx,
      EspWorkRow *row,
      EspWorkRow *next,
      const char *owner,
      const char *note,
      GError **error)
{
  EspStageHandover handover = { .from = row->work,
                                .from_owner = row->owner,
                                .note = (char *) note };

  row->state = ESP_WORK_DONE;
  row->done_us = esp_tx_get_now_us (tx);
  if (!esp_work_row_save (tx, row, error))
    return FALSE;
  handover.is_end = next == NULL;
  if (next != NULL)
    {
      if (owner != NULL && *owner != '\0')
        {
          g_free (next->owner);
          next->owner = g_strdup (owner);
        }
      next->state = ESP_WORK_DOING;
      if (!esp_work_row_save (tx, next, error))
        return FALSE;
      handover.to = next->work;
      handover.to_owner = next->owner;
    }
  return esp_stage_handover_add (tx, row->campaign_id, &handover, error);
}

/**
 * esp_process_hand_over:
 * @to_owner: (nullable): who goes on; else as the next stage says
 * @note: (nullable)
 * @in_spite: whatever is still missing; @note says why, and stays in the record
 *
 * The current stage is done, and the next one begins. While something blocks it, it is refused.
 */
gboolean
esp_process_hand_over (EspTx *tx,
                       gint64 campaign_id,
                       const char *to_owner,
                       const char *note,
                       gboolean in_spite,
                       GError **error)
{
  g_autoptr (EspStageBook) book = esp_stage_book_load (tx, campaign_id, error);
  g_autoptr (GArray) blockers = NULL;
  EspProcessFacts facts = { 0 };
  EspWorkRow *row;

  if (book == NULL || !esp_process_facts_load (tx, campaign_id, &facts, error))
    return FALSE;
  row = esp_process_get_current (book);
  if (row == NULL)
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                           book->stages->len > 0 ? "Every stage of the campaign is done"
                                                 : "The campaign has no stages: begin a process");
      return FALSE;
    }
  blockers = esp_process_find_blockers (book, row->work, &facts);
  if (blockers->len > 0 && !in_spite)
    return refuse_blocked (blockers, error);
  if (blockers->len > 0 && (note == NULL || *note == '\0'))
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                           "Something is still missing: say in a note why it is handed over in "
                           "spite of it");
      return FALSE;
    }
  return give (tx, row, get_next (book, row), to_owner, note, error);
}
