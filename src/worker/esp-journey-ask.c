/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Why a person is where it is in a journey, or not in it at all: recorded decisions for what was, the rules of
 * entry and the one decision about messages for what would be now. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-ask.h"

#include "base/esp-clock.h"
#include "engine/journey/esp-journey-json.h"
#include "engine/journey/esp-journey-time.h"
#include "store/esp-journey-log.h"
#include "store/esp-journey-members.h"
#include "worker/esp-journey-ask-entries.h"
#include "worker/esp-journey-asks.h"

/* So many certain steps ahead a message is looked for. */
#define MAX_AHEAD 20

/**
 * esp_journey_ask_free:
 */
void
esp_journey_ask_free (EspJourneyAsk *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->trace, esp_journey_trace_free);
  g_clear_pointer (&self->journey, esp_journey_unref);
  g_clear_pointer (&self->links, g_array_unref);
  g_free (self);
}

/**
 * esp_journey_link_name:
 */
const char *
esp_journey_link_name (EspJourneyLinkKind kind)
{
  static const char *const names[ESP_N_LINKS] = { "next", "came",  "not-sent",  "message", "left",
                                                  "gone", "state", "admission", "entry" };

  return kind < ESP_N_LINKS ? names[kind] : "unknown";
}

/**
 * esp_entry_fact_name:
 */
const char *
esp_entry_fact_name (EspEntryFact fact)
{
  static const char *const names[ESP_N_ENTRY_FACTS] = {
    "unknown", "comes",  "not-member",    "seen",          "still-member", "never-member",
    "never",   "before", "happened",      "no-date",       "date",         "date-past",
    "by-hand", "opens",  "not-scheduled", "other-journey",
  };

  return fact < ESP_N_ENTRY_FACTS ? names[fact] : "unknown";
}

static const EspTracePassage *
last_passage (const EspJourneyAsk *self)
{
  const GPtrArray *passages = self->trace->passages;

  return passages->len > 0 ? g_ptr_array_index (passages, passages->len - 1) : NULL;
}

static gboolean
failed_later (const EspTraceLine *line)
{
  return line->fate != NULL &&
         (g_str_equal (line->fate->state, "failed") || g_str_equal (line->fate->state, "skipped") ||
          g_str_equal (line->fate->state, "cancelled") ||
          g_str_equal (line->fate->state, "unknown"));
}

/* What was decided: how it came here, and every message that it did not get. */
static void
add_past (EspJourneyAsk *self, const EspTracePassage *passage)
{
  gboolean is_inside = passage->status == ESP_STATE_INSIDE;
  guint n = passage->lines->len;

  if (n > 0)
    {
      const EspJourneyLink link = { .kind = is_inside ? ESP_LINK_CAME : ESP_LINK_LEFT,
                                    .mark = is_inside ? ESP_LINK_YES : ESP_LINK_NO,
                                    .at_us = is_inside ? 0 : passage->left_us,
                                    .line = g_ptr_array_index (passage->lines, n - 1) };

      g_array_append_val (self->links, link);
    }
  for (guint i = n; i > 0; i--)
    {
      const EspTraceLine *line = g_ptr_array_index (passage->lines, i - 1);
      const EspJourneyLink link = { .kind = ESP_LINK_NOT_SENT,
                                    .mark = ESP_LINK_NO,
                                    .reason = line->mark.outcome == ESP_OUTCOME_NOT_SENT
                                                ? (EspReason) line->mark.detail
                                                : ESP_REASON_NONE,
                                    .at_us = line->mark.at_us,
                                    .step = line->step,
                                    .line = line };

      if (line->mark.outcome == ESP_OUTCOME_NOT_SENT || failed_later (line))
        g_array_append_val (self->links, link);
    }
}

/* Returns: (nullable): the message that comes next for certain */
static const EspJourneyStep *
find_message (const EspTraceNext *next)
{
  const EspJourneyStep *step = next->step;

  if (step != NULL && step->kind == ESP_STEP_SEND)
    return step;
  step = next->then;
  for (guint i = 0; step != NULL && i < MAX_AHEAD; i++)
    {
      if (step->kind == ESP_STEP_SEND && !step->is_off)
        return step;
      if (esp_journey_step_get_n_branches (step) > 0 || step->kind == ESP_STEP_GO_TO ||
          step->kind == ESP_STEP_GOAL || step->kind == ESP_STEP_EXIT ||
          step->next == ESP_JOURNEY_NOWHERE)
        return NULL;
      step = esp_journey_get_step (next->journey, step->next);
    }
  return NULL;
}

/* The one decision, as the engine would make it now. */
static gboolean
add_message (EspJourneyAsk *self,
             EspTx *tx,
             EspSegmentEngine *engine,
             const EspTracePassage *passage,
             GError **error)
{
  const EspJourneyStep *step = find_message (&passage->next);
  guint32 lead_id = (guint32) self->trace->lead_id;
  g_autoptr (EspJourneyPlan) plan = NULL;
  EspJourneyAsks *asks;
  EspJourneyLink link = { .kind = ESP_LINK_MESSAGE, .step = step };
  EspVerdict verdict;
  gboolean is_ok;

  if (step == NULL)
    return TRUE;
  plan = esp_journey_plan_load (tx, self->trace->row->id, passage->version, error);
  if (plan == NULL)
    return FALSE;
  asks = esp_journey_asks_new (engine);
  esp_journey_asks_begin (asks, tx, plan);
  esp_journey_asks_set_crowd (asks, &lead_id, 1);
  verdict = esp_journey_asks_get_facts (asks)
              ->judge (esp_journey_asks_get_facts (asks)->data, lead_id,
                       esp_journey_get_step (plan->journey,
                                             esp_journey_find_step (plan->journey, step->id)));
  is_ok = esp_journey_asks_end (asks, error);
  esp_journey_asks_free (asks);
  link.reason = verdict.reason;
  link.at_us = verdict.retry_at_us;
  link.mark = verdict.reason == ESP_REASON_NONE   ? ESP_LINK_YES
              : esp_reason_waits (verdict.reason) ? ESP_LINK_WAITS
                                                  : ESP_LINK_NO;
  g_array_append_val (self->links, link);
  return is_ok;
}

static gboolean
add_admission (EspJourneyAsk *self, EspTx *tx, GTimeZone *zone, GError **error)
{
  EspJourneyLink link = { .kind = ESP_LINK_ADMISSION };
  EspVisitor visitor = { 0 };
  gint64 now_us = esp_tx_get_now_us (tx);
  EspLocalTime local;

  esp_local_time_read (zone, now_us, &local);
  if (!esp_journey_last_entry (tx, self->trace->row->id, (guint32) self->trace->lead_id,
                               &visitor.is_inside, &visitor.last_entry_us, error) ||
      !esp_journey_entered_load (tx, self->trace->row->id, local.day, &visitor.n_today,
                                 &visitor.n_total, error))
    return FALSE;
  link.admission = esp_journey_admit (self->journey, &visitor, zone, now_us);
  link.mark = link.admission == ESP_ADMISSION_YES ? ESP_LINK_YES : ESP_LINK_NO;
  if (link.admission == ESP_ADMISSION_TOO_SOON)
    link.at_us =
      esp_journey_span_end (&(EspJourneySpan){ self->journey->reentry_days, ESP_SPAN_DAY }, zone,
                            visitor.last_entry_us);
  else if (link.admission == ESP_ADMISSION_INSIDE || link.admission == ESP_ADMISSION_WAS_INSIDE)
    link.at_us = visitor.last_entry_us;
  else if (link.admission == ESP_ADMISSION_FULL)
    link.n = self->journey->limit_total;
  else if (link.admission == ESP_ADMISSION_DAY_FULL)
    link.n = self->journey->limit_per_day;
  g_array_append_val (self->links, link);
  return TRUE;
}

static gboolean
add_door (EspJourneyAsk *self, EspTx *tx, EspSegmentEngine *engine, GError **error)
{
  const EspJourneyRow *row = self->trace->row;
  g_autoptr (EspSegmentWorld) world = NULL;
  EspJourneyLink state = { .kind = ESP_LINK_STATE,
                           .mark = g_str_equal (row->state, "live") ? ESP_LINK_YES : ESP_LINK_NO };

  if (self->trace->lead == NULL)
    {
      const EspJourneyLink gone = { .kind = ESP_LINK_GONE, .mark = ESP_LINK_NO };

      g_array_append_val (self->links, gone);
      return TRUE;
    }
  g_array_append_val (self->links, state);
  if (self->journey == NULL)
    return TRUE;
  world = esp_segment_engine_get_world (engine, tx, error);
  return world != NULL && add_admission (self, tx, esp_segment_world_get_zone (world), error) &&
         esp_journey_ask_entries (self, tx, engine, error);
}

static gboolean
load_current (EspJourneyAsk *self, EspTx *tx, GError **error)
{
  g_autoptr (EspJourneyVersion) version = NULL;

  if (self->trace->row->version == 0)
    return TRUE;
  version = esp_journey_version_load (tx, self->trace->row->id, self->trace->row->version, error);
  if (version != NULL)
    self->journey = esp_journey_parse_json (version->definition, -1, error);
  return self->journey != NULL;
}

static guint
find_obstacle (const EspJourneyAsk *self, gboolean takes_by_hand)
{
  for (guint i = 0; i < self->links->len; i++)
    {
      const EspJourneyLink *link = &g_array_index (self->links, EspJourneyLink, i);

      if (link->mark == ESP_LINK_NO &&
          (takes_by_hand || link->kind != ESP_LINK_ENTRY || link->fact != ESP_ENTRY_FACT_BY_HAND))
        return i;
    }
  return takes_by_hand ? 0 : find_obstacle (self, TRUE);
}

/* The answer in short stands first: where it is; or the first thing that keeps it out. */
static void
put_first (EspJourneyAsk *self, gboolean was_inside)
{
  guint first = was_inside ? 0 : find_obstacle (self, FALSE);
  EspJourneyLink link;

  if (first == 0)
    return;
  link = g_array_index (self->links, EspJourneyLink, first);
  g_array_remove_index (self->links, first);
  g_array_prepend_val (self->links, link);
}

/**
 * esp_journey_ask_new:
 *
 * Answers why somebody is at this step, why something was not sent, why it did not come in, and what comes
 * next.
 *
 * Returns: (transfer full): %NULL with @error set
 */
EspJourneyAsk *
esp_journey_ask_new (EspTx *tx,
                     EspSegmentEngine *engine,
                     gint64 journey_id,
                     gint64 lead_id,
                     GError **error)
{
  g_autoptr (EspJourneyAsk) self = g_new0 (EspJourneyAsk, 1);
  const EspTracePassage *passage;

  self->links = g_array_new (FALSE, TRUE, sizeof (EspJourneyLink));
  self->trace = esp_journey_trace_new (tx, journey_id, lead_id, error);
  if (self->trace == NULL || !load_current (self, tx, error))
    return NULL;
  passage = last_passage (self);
  if (passage != NULL && passage->status == ESP_STATE_INSIDE)
    {
      const EspJourneyLink next = { .kind = ESP_LINK_NEXT,
                                    .mark = ESP_LINK_WAITS,
                                    .at_us =
                                      passage->next.at_us != G_MAXINT64 ? passage->next.at_us : 0,
                                    .step = passage->next.step };

      g_array_append_val (self->links, next);
    }
  if (passage != NULL)
    add_past (self, passage);
  if (passage != NULL && passage->status == ESP_STATE_INSIDE)
    {
      if (!add_message (self, tx, engine, passage, error))
        return NULL;
    }
  else if (!add_door (self, tx, engine, error))
    return NULL;
  put_first (self, passage != NULL);
  return g_steal_pointer (&self);
}

static const char *
name_step (const EspJourneyStep *step)
{
  if (step == NULL)
    return "?";
  return step->title != NULL ? step->title : step->id;
}

static char *
say_entry (const EspJourneyLink *link)
{
  static const char *const sentences[ESP_N_ENTRY_FACTS] = {
    "what it asks for is not there any more",
    "matches now and comes in with the next turn",
    "is not in the segment",
    "is in the segment since before the journey looked, or came in for it already",
    "has not left the segment",
    "was never in the segment while the journey looked",
    "it never happened",
    "it happened before the journey began",
    "it happened since the journey began",
    "has no such date",
    "its day is ahead",
    "its day is over",
    "only a person lets people in here",
    "is in the segment and waits for the schedule",
    "is not in the segment of the schedule",
    "has not left the other journey",
  };

  return g_strdup_printf ("entry “%s” (%s): %s", link->entry->id,
                          esp_entry_kind_name (link->entry->kind), sentences[link->fact]);
}

/**
 * esp_journey_link_dup_sentence:
 *
 * Returns: (transfer full): in plain English, without the moment
 */
char *
esp_journey_link_dup_sentence (const EspJourneyLink *link, const EspJourneyAsk *ask)
{
  const EspTracePassage *passage = last_passage (ask);

  switch (link->kind)
    {
    case ESP_LINK_NEXT:
      return g_strdup_printf ("is at “%s” (%s)", name_step (link->step),
                              esp_next_kind_name (passage->next.kind));
    case ESP_LINK_CAME:
      return g_strdup_printf ("came from “%s”: %s", name_step (link->line->step),
                              esp_journey_outcome_name (link->line->mark.outcome));
    case ESP_LINK_LEFT:
      return g_strdup_printf ("left at “%s”: %s", name_step (link->line->step),
                              esp_journey_status_name (passage->status));
    case ESP_LINK_NOT_SENT:
      if (link->line->fate != NULL && link->reason == ESP_REASON_NONE)
        return g_strdup_printf ("“%s” was not sent: %s %s", name_step (link->step),
                                link->line->fate->state,
                                link->line->fate->reason != NULL ? link->line->fate->reason : "");
      return g_strdup_printf ("“%s” was not sent: %s", name_step (link->step),
                              esp_reason_sentence (link->reason));
    case ESP_LINK_MESSAGE:
      return g_strdup_printf ("if “%s” were sent now: %s", name_step (link->step),
                              link->reason == ESP_REASON_NONE ? "would get it"
                                                              : esp_reason_sentence (link->reason));
    case ESP_LINK_GONE:
      return g_strdup ("the lead is no more");
    case ESP_LINK_STATE:
      return g_strdup_printf ("the journey is %s", ask->trace->row->state);
    case ESP_LINK_ADMISSION:
      return g_strdup_printf ("re-entry and limits: %s", esp_admission_name (link->admission));
    case ESP_LINK_ENTRY:
      return say_entry (link);
    case ESP_N_LINKS:
    default:
      return g_strdup ("");
    }
}
