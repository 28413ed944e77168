/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl journey trace, flow, health: one person's path, everyone's numbers, and what does not go well. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-journey-trace.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "engine/segment/esp-sentence.h"
#include "store/esp-lead-asks.h"
#include "store/esp-leads.h"
#include "store/esp-meta.h"
#include "worker/esp-journey-ask.h"
#include "worker/esp-journey-health.h"
#include "worker/esp-journey-trace.h"

#define SUBJECT "journey"

typedef struct
{
  EspCtlJourney *options;
  GTimeZone *zone; /* (owned) */
  EspJourneyTrace *trace;
  EspJourneyAsk *ask;
  EspJourneyFlow *flow;
  GPtrArray *summaries;
  EspFlowPeriod period;
} Look;

static void
look_clear (Look *look)
{
  g_clear_pointer (&look->zone, g_time_zone_unref);
  g_clear_pointer (&look->trace, esp_journey_trace_free);
  g_clear_pointer (&look->ask, esp_journey_ask_free);
  g_clear_pointer (&look->flow, esp_journey_flow_free);
  g_clear_pointer (&look->summaries, g_ptr_array_unref);
}

static char *
format_time (gint64 at_us)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc (at_us / G_USEC_PER_SEC);

  return at != NULL ? g_date_time_format (at, "%Y-%m-%dT%H:%M:%SZ") : g_strdup ("?");
}

static void
add_time (JsonBuilder *out, const char *name, gint64 at_us)
{
  g_autofree char *text = at_us != 0 && at_us != G_MAXINT64 ? format_time (at_us) : NULL;

  esp_ctl_add_text (out, name, text);
}

static gboolean
find_journey (EspTx *tx, const EspCtlJourney *options, gint64 *out_id, GError **error)
{
  return esp_journey_row_resolve (tx, options->reference, out_id, error);
}

static gboolean
trace_cb (EspTx *tx, gpointer data, GError **error)
{
  Look *look = data;
  g_autofree char *zone = esp_meta_get_text (tx, ESP_META_ZONE, "Asia/Seoul", error);
  gint64 journey_id = 0;
  gint64 lead_id = 0;

  if (zone == NULL || !find_journey (tx, look->options, &journey_id, error) ||
      !esp_lead_resolve (tx, look->options->lead, &lead_id, error))
    return FALSE;
  look->zone = g_time_zone_new_identifier (zone);
  if (look->zone == NULL)
    look->zone = g_time_zone_new_utc ();
  look->trace = esp_journey_trace_new (tx, journey_id, lead_id, error);
  return look->trace != NULL;
}

static void
print_fate (const EspJourneyFate *fate, JsonBuilder *out)
{
  json_builder_set_member_name (out, "message");
  json_builder_begin_object (out);
  esp_ctl_add_text (out, "name", fate->message);
  esp_ctl_add_text (out, "state", fate->state);
  esp_ctl_add_text (out, "reason", fate->reason);
  esp_ctl_add_text (out, "reply", fate->reply);
  esp_ctl_add_int (out, "send", fate->send_id);
  add_time (out, "at", fate->updated_at_us);
  add_time (out, "not-before", fate->next_at_us);
  json_builder_set_member_name (out, "events");
  json_builder_begin_array (out);
  for (guint i = 0; i < fate->events->len; i++)
    {
      const EspAskFact *fact = g_ptr_array_index (fate->events, i);

      json_builder_begin_object (out);
      esp_ctl_add_text (out, "event", fact->what);
      add_time (out, "at", fact->at_us);
      json_builder_end_object (out);
    }
  json_builder_end_array (out);
  json_builder_end_object (out);
}

static void
print_answers (const EspTraceLine *line, JsonBuilder *out)
{
  json_builder_set_member_name (out, "rules");
  json_builder_begin_array (out);
  for (guint i = 0; i < line->answers->len; i++)
    {
      const EspTraceAnswer *answer = &g_array_index (line->answers, EspTraceAnswer, i);
      g_autoptr (EspSentence) sentence =
        answer->rule != NULL ? esp_sentence_new (answer->rule, NULL, "KRW", ESP_LANG_EN) : NULL;

      json_builder_begin_object (out);
      if (answer->branch >= 0)
        esp_ctl_add_int (out, "branch", answer->branch + 1);
      esp_ctl_add_text (out, "rule", sentence != NULL ? sentence->text : "everyone else");
      json_builder_set_member_name (out, "answer");
      json_builder_add_boolean_value (out, answer->is_yes);
      json_builder_end_object (out);
    }
  json_builder_end_array (out);
}

static void
print_line (const EspTraceLine *line, JsonBuilder *out)
{
  const EspJourneyMark *mark = &line->mark;

  json_builder_begin_object (out);
  add_time (out, "at", mark->at_us);
  esp_ctl_add_int (out, "version", line->version);
  esp_ctl_add_text (out, "step", line->step != NULL ? line->step->id : "?");
  esp_ctl_add_text (out, "title", line->step != NULL ? line->step->title : NULL);
  esp_ctl_add_text (out, "outcome", esp_journey_outcome_name (mark->outcome));
  if (mark->outcome == ESP_OUTCOME_BRANCH)
    esp_ctl_add_int (out, "branch", mark->detail + 1);
  else if (mark->outcome == ESP_OUTCOME_SEND || mark->outcome == ESP_OUTCOME_NOT_SENT)
    esp_ctl_add_text (out, "reason",
                      mark->detail != ESP_REASON_NONE ? esp_reason_name ((EspReason) mark->detail)
                                                      : NULL);
  else if (mark->outcome == ESP_OUTCOME_LEFT)
    esp_ctl_add_text (out, "status", esp_journey_status_name ((EspJourneyStatus) mark->detail));
  if (line->answers->len > 0)
    print_answers (line, out);
  if (line->fate != NULL)
    print_fate (line->fate, out);
  json_builder_end_object (out);
}

static void
print_next (const EspTraceNext *next, JsonBuilder *out)
{
  json_builder_set_member_name (out, "next");
  json_builder_begin_object (out);
  esp_ctl_add_text (out, "kind", esp_next_kind_name (next->kind));
  if (next->kind != ESP_NEXT_LEFT)
    {
      esp_ctl_add_text (out, "step", next->step != NULL ? next->step->id : NULL);
      esp_ctl_add_text (out, "then", next->then != NULL ? next->then->id : NULL);
      add_time (out, "at", next->at_us);
    }
  json_builder_end_object (out);
}

static void
print_passage (const EspJourneyTrace *trace, guint index, JsonBuilder *out)
{
  const EspTracePassage *passage = g_ptr_array_index (trace->passages, index);
  const EspJourneyEntry *entry = esp_journey_trace_get_entry (trace, passage);

  json_builder_begin_object (out);
  esp_ctl_add_int (out, "passage", passage->id);
  esp_ctl_add_int (out, "version", passage->version);
  add_time (out, "entered", passage->entered_us);
  esp_ctl_add_text (out, "entry", entry != NULL ? entry->id : NULL);
  esp_ctl_add_text (out, "status", esp_journey_status_name (passage->status));
  add_time (out, "left", passage->left_us);
  json_builder_set_member_name (out, "path");
  json_builder_begin_array (out);
  for (guint i = 0; i < passage->lines->len; i++)
    print_line (g_ptr_array_index (passage->lines, i), out);
  json_builder_end_array (out);
  print_next (&passage->next, out);
  json_builder_end_object (out);
}

static void
print_trace (const Look *look)
{
  const EspJourneyTrace *trace = look->trace;
  g_autoptr (JsonBuilder) out = json_builder_new ();
  g_autofree char *text = NULL;
  EspTraceWords words;

  if (!look->options->is_json)
    {
      esp_journey_trace_get_plain_words (&words, look->zone);
      text = esp_journey_trace_to_text (trace, &words);
      g_print ("%s", text);
      if (trace->passages->len == 0)
        g_print ("This lead was never in the journey.\n");
      return;
    }
  json_builder_begin_object (out);
  esp_ctl_add_int (out, "journey", trace->row->id);
  esp_ctl_add_text (out, "name", trace->row->name);
  esp_ctl_add_int (out, "lead", trace->lead_id);
  json_builder_set_member_name (out, "passages");
  json_builder_begin_array (out);
  for (guint i = 0; i < trace->passages->len; i++)
    print_passage (trace, i, out);
  json_builder_end_array (out);
  json_builder_end_object (out);
  esp_ctl_print_json (out);
}

/**
 * esp_ctl_journey_trace:
 *
 * Prints the complete path of one lead.
 */
int
esp_ctl_journey_trace (EspCtlJourney *options, EspStore *store, GError **error)
{
  Look look = { .options = options };
  int status = ESP_CTL_OK;

  if (options->lead == NULL && options->references[0] != NULL)
    options->lead = g_strdup (options->references[0]);
  if (options->lead == NULL)
    return esp_ctl_usage (SUBJECT, "Name the lead: “journey trace JOURNEY LEAD”");
  if (esp_store_read (store, ESP_READ_PAGE, trace_cb, &look, NULL, error))
    print_trace (&look);
  else
    status = esp_ctl_fail (SUBJECT, *error);
  look_clear (&look);
  return status;
}

static gboolean
ask_cb (EspTx *tx, gpointer data, GError **error)
{
  Look *look = data;
  gint64 journey_id = 0;
  gint64 lead_id = 0;

  if (!find_journey (tx, look->options, &journey_id, error) ||
      !esp_lead_resolve (tx, look->options->lead, &lead_id, error))
    return FALSE;
  look->ask = esp_journey_ask_new (tx, look->options->engine, journey_id, lead_id, error);
  return look->ask != NULL;
}

static void
print_ask (const Look *look)
{
  static const char *const marks[] = { "yes", "no", "waits" };
  g_autoptr (JsonBuilder) out = json_builder_new ();

  json_builder_begin_array (out);
  for (guint i = 0; i < look->ask->links->len; i++)
    {
      const EspJourneyLink *link = &g_array_index (look->ask->links, EspJourneyLink, i);
      g_autofree char *sentence = esp_journey_link_dup_sentence (link, look->ask);
      g_autofree char *at = link->at_us != 0 ? format_time (link->at_us) : NULL;

      json_builder_begin_object (out);
      esp_ctl_add_text (out, "link", esp_journey_link_name (link->kind));
      esp_ctl_add_text (out, "mark", marks[link->mark]);
      esp_ctl_add_text (out, "sentence", sentence);
      esp_ctl_add_text (out, "step", link->step != NULL ? link->step->id : NULL);
      esp_ctl_add_text (out, "entry", link->entry != NULL ? link->entry->id : NULL);
      esp_ctl_add_text (out, "fact", link->entry != NULL ? esp_entry_fact_name (link->fact) : NULL);
      esp_ctl_add_text (out, "reason",
                        link->reason != ESP_REASON_NONE ? esp_reason_name (link->reason) : NULL);
      esp_ctl_add_text (out, "at", at);
      json_builder_end_object (out);
      if (!look->options->is_json)
        g_print ("%-6s %s%s%s\n", marks[link->mark], sentence, at != NULL ? ", " : "",
                 at != NULL ? at : "");
    }
  json_builder_end_array (out);
  if (look->options->is_json)
    esp_ctl_print_json (out);
}

/**
 * esp_ctl_journey_ask:
 *
 * Prints why a lead is where it is in a journey, or why it did not come in.
 */
int
esp_ctl_journey_ask (EspCtlJourney *options, EspStore *store, GError **error)
{
  Look look = { .options = options };
  int status = ESP_CTL_OK;

  if (options->lead == NULL && options->references[0] != NULL)
    options->lead = g_strdup (options->references[0]);
  if (options->lead == NULL)
    return esp_ctl_usage (SUBJECT, "Name the lead: “journey ask JOURNEY LEAD”");
  if (esp_store_read (store, ESP_READ_PAGE, ask_cb, &look, NULL, error))
    print_ask (&look);
  else
    status = esp_ctl_fail (SUBJECT, *error);
  look_clear (&look);
  return status;
}

static gboolean
flow_cb (EspTx *tx, gpointer data, GError **error)
{
  Look *look = data;
  gint64 journey_id = 0;

  if (!find_journey (tx, look->options, &journey_id, error))
    return FALSE;
  look->flow =
    esp_journey_flow_new (tx, journey_id, (guint) look->options->version, look->period, error);
  return look->flow != NULL;
}

static void
add_number (JsonBuilder *out, const char *name, const EspFlowNumber *number)
{
  json_builder_set_member_name (out, name);
  json_builder_begin_object (out);
  esp_ctl_add_int (out, "n", number->n);
  esp_ctl_add_text (out, "open", number->key);
  json_builder_end_object (out);
}

static void
print_step (const EspFlowStep *step, JsonBuilder *out)
{
  json_builder_begin_object (out);
  esp_ctl_add_text (out, "step", step->id);
  esp_ctl_add_text (out, "title", step->title);
  esp_ctl_add_text (out, "kind", esp_step_kind_name (step->kind));
  add_number (out, "here", &step->here);
  add_number (out, "waiting", &step->waiting);
  add_number (out, "passed", &step->passed);
  add_number (out, "exited", &step->exited);
  if (step->kind == ESP_STEP_SEND)
    {
      add_number (out, "sent", &step->sent);
      add_number (out, "not-sent", &step->not_sent);
      add_number (out, "held", &step->held);
      add_number (out, "failed", &step->failed);
    }
  esp_ctl_add_int (out, "times", step->n_times);
  add_time (out, "last", step->last_us);
  json_builder_end_object (out);
}

static void
print_edge (const EspFlowEdge *edge, JsonBuilder *out)
{
  json_builder_begin_object (out);
  esp_ctl_add_text (out, "behind", edge->step);
  esp_ctl_add_int (out, "branch", edge->branch + 1);
  add_number (out, "people", &edge->people);
  add_number (out, "waiting", &edge->waiting);
  esp_ctl_add_int (out, "of", edge->n_base);
  json_builder_end_object (out);
}

static void
print_flow_table (const EspJourneyFlow *flow)
{
  g_print ("%" G_GINT64_FORMAT " entered, %" G_GINT64_FORMAT " are inside, %" G_GINT64_FORMAT
           " reached a goal, %" G_GINT64_FORMAT " left (%s)\n",
           flow->entered.n, flow->inside.n, flow->reached.n, flow->left.n,
           esp_flow_period_name (flow->period));
  for (guint i = 0; i < flow->steps->len; i++)
    {
      const EspFlowStep *step = g_ptr_array_index (flow->steps, i);

      g_print ("%-20s here %" G_GINT64_FORMAT ", passed %" G_GINT64_FORMAT
               ", left here %" G_GINT64_FORMAT,
               step->title != NULL ? step->title : step->id, step->here.n, step->passed.n,
               step->exited.n);
      if (step->kind == ESP_STEP_SEND)
        g_print (", sent %" G_GINT64_FORMAT ", not sent %" G_GINT64_FORMAT
                 ", held %" G_GINT64_FORMAT ", failed %" G_GINT64_FORMAT,
                 step->sent.n, step->not_sent.n, step->held.n, step->failed.n);
      g_print ("\n");
    }
}

static void
print_flow (const Look *look)
{
  const EspJourneyFlow *flow = look->flow;
  g_autoptr (JsonBuilder) out = NULL;

  if (!look->options->is_json)
    {
      print_flow_table (flow);
      return;
    }
  out = json_builder_new ();
  json_builder_begin_object (out);
  esp_ctl_add_int (out, "journey", flow->journey_id);
  esp_ctl_add_int (out, "version", flow->version);
  esp_ctl_add_text (out, "period", esp_flow_period_name (flow->period));
  add_time (out, "as-of", flow->as_of_us);
  add_number (out, "entered", &flow->entered);
  add_number (out, "inside", &flow->inside);
  add_number (out, "reached", &flow->reached);
  add_number (out, "left", &flow->left);
  json_builder_set_member_name (out, "steps");
  json_builder_begin_array (out);
  for (guint i = 0; i < flow->steps->len; i++)
    print_step (g_ptr_array_index (flow->steps, i), out);
  json_builder_end_array (out);
  json_builder_set_member_name (out, "edges");
  json_builder_begin_array (out);
  for (guint i = 0; i < flow->edges->len; i++)
    print_edge (g_ptr_array_index (flow->edges, i), out);
  json_builder_end_array (out);
  json_builder_end_object (out);
  esp_ctl_print_json (out);
}

/**
 * esp_ctl_journey_flow:
 *
 * Prints how many people are and were at each step; “espalierctl report open KEY” lists those of a number.
 */
int
esp_ctl_journey_flow (EspCtlJourney *options, EspStore *store, GError **error)
{
  Look look = { .options = options, .period = ESP_FLOW_ALL };
  int status = ESP_CTL_OK;

  if (options->period != NULL)
    {
      look.period = ESP_N_FLOW_PERIODS;
      for (guint i = 0; i < ESP_N_FLOW_PERIODS; i++)
        if (g_str_equal (options->period, esp_flow_period_name ((EspFlowPeriod) i)))
          look.period = (EspFlowPeriod) i;
      if (look.period == ESP_N_FLOW_PERIODS)
        return esp_ctl_usage (SUBJECT, "The period is one of today, week, month and all");
    }
  if (esp_store_read (store, ESP_READ_LONG, flow_cb, &look, NULL, error))
    print_flow (&look);
  else
    status = esp_ctl_fail (SUBJECT, *error);
  look_clear (&look);
  return status;
}

static gboolean
health_cb (EspTx *tx, gpointer data, GError **error)
{
  Look *look = data;

  look->summaries = esp_journey_summaries_load (tx, error);
  return look->summaries != NULL;
}

static void
print_summary (const EspJourneySummary *summary, gboolean is_json, JsonBuilder *out)
{
  json_builder_begin_object (out);
  esp_ctl_add_int (out, "id", summary->row->id);
  esp_ctl_add_text (out, "name", summary->row->name);
  esp_ctl_add_text (out, "state", summary->row->state);
  add_number (out, "inside", &summary->inside);
  add_number (out, "entered-week", &summary->entered_week);
  add_number (out, "reached", &summary->reached);
  add_time (out, "next", summary->next_us);
  json_builder_set_member_name (out, "health");
  json_builder_begin_array (out);
  if (!is_json)
    g_print ("%s: %s, %" G_GINT64_FORMAT " inside, %" G_GINT64_FORMAT " came in 7 days\n",
             summary->row->name, summary->row->state, summary->inside.n, summary->entered_week.n);
  for (guint i = 0; i < summary->health->len; i++)
    {
      const EspHealth *health = g_ptr_array_index (summary->health, i);
      g_autofree char *sentence = esp_health_dup_sentence (health);

      json_builder_begin_object (out);
      esp_ctl_add_text (out, "kind", esp_health_kind_name (health->kind));
      esp_ctl_add_text (out, "sentence", sentence);
      esp_ctl_add_text (out, "step", health->step);
      esp_ctl_add_int (out, "n", health->n);
      esp_ctl_add_text (out, "open", health->key);
      add_time (out, "since", health->at_us);
      json_builder_end_object (out);
      if (!is_json)
        g_print ("  %s\n", sentence);
    }
  json_builder_end_array (out);
  json_builder_end_object (out);
}

/**
 * esp_ctl_journey_health:
 *
 * Prints of every journey what one should know of it.
 */
int
esp_ctl_journey_health (EspCtlJourney *options, EspStore *store, GError **error)
{
  Look look = { .options = options };
  g_autoptr (JsonBuilder) out = json_builder_new ();

  if (!esp_store_read (store, ESP_READ_LONG, health_cb, &look, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  json_builder_begin_array (out);
  for (guint i = 0; i < look.summaries->len; i++)
    print_summary (g_ptr_array_index (look.summaries, i), options->is_json, out);
  json_builder_end_array (out);
  if (options->is_json)
    esp_ctl_print_json (out);
  look_clear (&look);
  return ESP_CTL_OK;
}
