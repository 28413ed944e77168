/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The English words of answers: sentences by code, titles by key; views translate them with gettext. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-answer.h"

#include "engine/insight/esp-event-words.h"
#include "engine/insight/esp-metric.h"
#include "engine/insight/esp-question.h"

#include <glib/gi18n.h>
#include <string.h>

#define EVENT_PREFIX "event:" /* of a step: a kind of event */

typedef struct
{
  const char *key;
  const char *text;
} Words;

static const Words patterns[] = {
  { "segment-gone", N_ ("The segment of this report was deleted: nobody is counted. Choose another "
                        "one or take it out.") },
  { "segment-broken", N_ ("The segment of this report cannot be counted: {problem}") },
  { "stage-gone", N_ ("There is no stage “{stage}” any more: nobody takes that step.") },
  { "funnel", N_ ("Of {entered} leads, {converted} came to the end ({rate}).") },
  { "funnel-nobody", N_ ("Nobody took the first step in this period.") },
  { "funnel-bottleneck", N_ ("Most are lost between {from} and {to}: {rate} go on, {lost} do "
                             "not.") },
  { "foreign-orders",
    N_ ("{n} orders in another currency are left out: they were not converted.") },
  { "foreign-spend", N_ ("{n} records of spend in another currency are left out: nothing is "
                         "converted.") },
  { "spend-converted",
    N_ ("{cost} of it was paid as {paid} ({currency}) and converted at import.") },
  { "no-revenue", N_ ("Only orders have revenue: other conversions are counted instead.") },
  { "spend-gaps", N_ ("{n} days between the first and the last have no spend at all: a file may be "
                      "missing.") },
  { "journeys-all-time", N_ ("Single days are kept for a month: these numbers are of all time.") },
  { "journey-gone", N_ ("The journey of this report was deleted.") },
  { "campaign-gone", N_ ("The campaign of this report was deleted: there is nothing of it to "
                         "count. Choose another one.") },
  { "nothing-there", N_ ("There is nothing in this period to answer from.") },
  { "providers", N_ ("Of {n} leads that were sent to, {rate} were reached.") },
  { "providers-worst", N_ ("Least arrives at {place}: {rate}.") },
  { "consent", N_ ("Most agreed to {place}: {n} leads, {rate} of all.") },
  { "journeys-most", N_ ("“{name}” brought most to the goal: {n} leads.") },
  { "journeys-none", N_ ("Nobody reached the goal of a journey in this period.") },
  { "metrics-sent", N_ ("It was delivered to {n} leads; {clicked} of them clicked.") },
  { "metrics-orders", N_ ("{n} orders brought {value}.") },
  { "journeys-nothing", N_ ("There is no journey yet.") },
  { "pipeline-method", N_ ("Computed: leads in each stage × the share won of those who came to it "
                           "before × the mean of first orders; the interval is of 2,000 drawn "
                           "futures.") },
  { "attribution-nothing", N_ ("There is no conversion in this period.") },
  { "paths-nothing", N_ ("Nobody did anything in this period that makes a way.") },
  { "attribution", N_ ("{n} conversions; {untouched} leads came without a touch.") },
  { "attribution-spread", N_ ("Models disagree most about {place}.") },
  { "conversions", N_ ("{n} conversions; the latest {shown} are listed with what led to them.") },
  { "conversions-nothing", N_ ("No such conversion in this period.") },
  { "cohort", N_ ("Of {size} leads, {rate} came back in the period after their first.") },
  { "ltv-weeks", N_ ("A buyer brought {value} by week {n}.") },
  { "ltv-months", N_ ("A buyer brought {value} by month {n}.") },
  { "ltv-nobody", N_ ("Nobody ordered for the first time in this period.") },
  { "ltv-forecast",
    N_ ("Periods to come are forecast by how older cohorts grew (chain ladder, intervals by Mack "
        "of 95 %), and dashed.") },
  { "ltv-cost", N_ ("A new buyer costs {cost}.") },
  { "rfm", N_ ("{n} buyers; the largest group, {share} of them: {group}.") },
  { "send-times", N_ ("Messages of {day}, {hour} o’clock are clicked most: {rate}.") },
  { "send-times-few", N_ ("Too few messages yet to tell a good hour.") },
  { "sends-best", N_ ("“{name}” was clicked most: {rate}.") },
  { "growth", N_ ("{n} may be reached at the end; {granted} agreed, {withdrawn} left.") },
  { "paths", N_ ("The ways of {n} leads.") },
  { "spend", N_ ("{cost} brought {value} as the platforms tell it: {roas} of what was spent.") },
  { "spend-nothing", N_ ("No spend in this period. Bring files of the ad platforms in.") },
  { "pipeline", N_ ("The pipeline is worth {value}, between {low} and {high}.") },
  { "pipeline-no-history",
    N_ ("Nobody came to a stage long enough ago to tell what share is won. Choose an "
        "earlier first day or fewer days.") },
  { "pipeline-left-out",
    N_ ("{n} leads are left out: nobody came to their stage long enough ago to tell "
        "what share is won.") },
  { "pipeline-no-sales", N_ ("There are no orders yet to tell what a sale brings.") },
  { "experiment-sure",
    N_ ("“{name}” caused about {n} conversions ({low} to {high}) that would not have been.") },
  { "experiment-harm",
    N_ ("“{name}” cost about {n} conversions ({low} to {high}) that would have been without it.") },
  { "experiments-not-sure", N_ ("No difference is large enough to be told from luck.") },
  { "experiments-open",
    N_ ("The time in which conversions count is not over; nothing is decided.") },
  { "experiments-still-open",
    N_ ("Of {n} sends the time in which conversions count is not over: what "
        "they show may still turn.") },
  { "experiments-nothing", N_ ("No send of this period held anybody out to compare with.") },
  { "trend-nothing", N_ ("{metric}: there is nothing to count in this period.") },
  { "trend", N_ ("{metric}: {value} in all.") },
  { "trend-compared", N_ ("{metric}: {value}, before it {before}.") },
};

static const Words titles[] = {
  { "leads", N_ ("Leads") },
  { "of_previous", N_ ("Of the step before") },
  { "of_first", N_ ("Of the first step") },
  { "median_time", N_ ("Median time") },
  { "lost", N_ ("Lost after it") },
  { "value", N_ ("Value") },
  { "before", N_ ("Before") },
  { "total", N_ ("Total") },
  { "touches", N_ ("Touches") },
  { "touched_at", N_ ("When") },
  { "touch", N_ ("What happened") },
  { "ahead", N_ ("Before the conversion") },
  { "converted", N_ ("The conversion") },
  { "influenced", N_ ("Leads touched that converted") },
  { "removal_effect", N_ ("Removal effect") },
  { "size", N_ ("Leads of the cohort") },
  { "average", N_ ("Average, by size") },
  { "buyers", N_ ("Buyers") },
  { "cost", N_ ("Cost of a new buyer") },
  { "share", N_ ("Share") },
  { "mean_revenue", N_ ("Mean revenue") },
  { "sent_at", N_ ("Sent") },
  { "treated", N_ ("Sent to") },
  { "treated_rate", N_ ("Converted of those") },
  { "held_out", N_ ("Held out") },
  { "held_out_rate", N_ ("Converted of those held out") },
  { "difference", N_ ("Difference") },
  { "incremental", N_ ("Caused conversions") },
  { "p", N_ ("Chance of such a difference by luck alone") },
  { "reachable", N_ ("May be reached") },
  { "granted", N_ ("Agreed") },
  { "withdrawn", N_ ("Withdrew") },
  { "denied", N_ ("Refused") },
  { "pending", N_ ("Not confirmed") },
  { "unknown", N_ ("Not known") },
  { "granted_share", N_ ("Share that agreed") },
  { "total_blocked", N_ ("Blocked addresses") },
  { "net", N_ ("Net growth") },
  { "entered", N_ ("Came in") },
  { "inside", N_ ("Inside now") },
  { "reached", N_ ("Reached a goal") },
  { "exited", N_ ("Left") },
  { "reached_rate", N_ ("Share that reached a goal") },
  { "state", N_ ("State") },
  { "live", N_ ("Live") },
  { "draft", N_ ("Draft") },
  { "paused", N_ ("Paused") },
  { "closed", N_ ("Closed to new leads") },
  { "ending", N_ ("Ending") },
  { "ended", N_ ("Ended") },
  { "won_rate", N_ ("Share won") },
  { "mean_sale", N_ ("Mean first order") },
  { "expected", N_ ("Expected revenue") },
  { "monday", N_ ("Monday") },
  { "tuesday", N_ ("Tuesday") },
  { "wednesday", N_ ("Wednesday") },
  { "thursday", N_ ("Thursday") },
  { "friday", N_ ("Friday") },
  { "saturday", N_ ("Saturday") },
  { "sunday", N_ ("Sunday") },
  { "r5", N_ ("R5: most recently") },
  { "r4", N_ ("R4") },
  { "r3", N_ ("R3") },
  { "r2", N_ ("R2") },
  { "r1", N_ ("R1: longest ago") },
  { "rfm-champions", N_ ("champions (lately, often, much)") },
  { "rfm-loyal", N_ ("loyal (often)") },
  { "rfm-new", N_ ("new (lately, once)") },
  { "rfm-promising", N_ ("promising (lately)") },
  { "rfm-at-risk", N_ ("at risk (often, long ago)") },
  { "rfm-lost", N_ ("lost (seldom, long ago)") },
  { "google", N_ ("Google Ads") },
  { "meta", N_ ("Meta") },
  { "naver", N_ ("Naver Search Ad") },
  { "kakao", N_ ("Kakao") },
  { "tiktok", N_ ("TikTok") },
  { "direct", N_ ("Direct") },
  { "(no touch)", N_ ("Without a touch") },
  { "(end)", N_ ("The end") },
  { "(other)", N_ ("Other") },
  { "(none)", N_ ("Not known") },
  { "stage:anonymous", N_ ("Anonymous") },
  { "stage:identified", N_ ("Identified") },
  { "stage:lead", N_ ("Lead") },
  { "stage:mql", N_ ("Marketing qualified") },
  { "stage:sql", N_ ("Sales qualified") },
  { "stage:opportunity", N_ ("Opportunity") },
  { "stage:customer", N_ ("Customer") },
};

static const char *
find (const Words *words, gsize n, const char *key)
{
  for (gsize i = 0; i < n; i++)
    if (g_str_equal (words[i].key, key))
      return words[i].text;
  return NULL;
}

/**
 * esp_answer_pattern:
 *
 * Returns: (transfer none) (nullable): the English sentence of a code, with {name} for its arguments
 */
const char *
esp_answer_pattern (const char *code)
{
  return find (patterns, G_N_ELEMENTS (patterns), code);
}

/**
 * esp_answer_title:
 *
 * Returns: (transfer none) (nullable): English words for the key of a row, a column or a group; %NULL when
 *   it is a name from the data
 */
const char *
esp_answer_title (const char *key)
{
  const char *title = find (titles, G_N_ELEMENTS (titles), key);
  EspMetricId id;

  if (g_str_has_prefix (key, EVENT_PREFIX))
    return esp_event_title (key + strlen (EVENT_PREFIX));

  if (title == NULL && esp_metric_find (key, &id))
    title = esp_metric_get (id)->name;
  return title != NULL ? title : esp_question_word_title (key);
}

/**
 * esp_answer_name_place:
 * @name: a channel, source, campaign or journey that touches came from
 *
 * Only channels have titles of ours: the source “email”, or a campaign of that name, is called what it is called.
 *
 * Returns: (transfer full): what stands for it in an answer, see esp_answer_peek_name()
 */
char *
esp_answer_name_place (const char *name, gboolean is_channel)
{
  gboolean is_ours = name[0] == '(' || g_str_equal (name, "direct") ||
                     (is_channel && esp_question_word_title (name) != NULL);

  return is_ours || esp_answer_title (name) == NULL ? g_strdup (name)
                                                    : g_strconcat ("name:", name, NULL);
}

/**
 * esp_answer_peek_name:
 * @key: of a row, or a text of a sentence
 *
 * Returns: (transfer none) (nullable): the name that somebody gave, which is said as it is even if it is one of our own
 *   words; %NULL when the key is no such name
 */
const char *
esp_answer_peek_name (const char *key)
{
  return g_str_has_prefix (key, "name:") ? key + strlen ("name:") : NULL;
}
