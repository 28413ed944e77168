/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of questions: what can be asked, with which options, and what they are when nothing is said. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-question.h"

#include <glib/gi18n.h>

#define MAX_WINDOW_DAYS 3650
#define MAX_PERIODS 120
#define TOUCHES "click,visit,touch,ad_click"

static const char *const orders[] = { "strict", "any", NULL };
static const char *const units[] = { "day", "week", "month", NULL };
static const char *const cohort_units[] = { "week", "month", NULL };
static const char *const cohort_values[] = { "retention", "revenue", "ltv", NULL };
static const char *const touch_groups[] = { "channel", "source", "campaign", "journey", NULL };
static const char *const touch_values[] = { "conversions", "revenue", NULL };
static const char *const models[] = { "first",  "last",       "last-non-direct",
                                      "linear", "time-decay", "position",
                                      "markov", "shapley",    NULL };
static const char *const path_groups[] = { "event", "channel", NULL };
static const char *const directions[] = { "after", "before", NULL };
static const char *const zones[] = { "workspace", "lead", NULL };
static const char *const channels[] = { "email", "sms",  "kakao", "push",
                                        "phone", "post", "ads",   NULL };
static const char *const purposes[] = { "marketing", "night", "transactional", "profiling", NULL };
static const char *const spend_groups[] = { "platform", "campaign", "ad-campaign",
                                            "ad-group", "creative", "day",
                                            "week",     "month",    NULL };
static const char *const measures[] = { "created",
                                        "sent",
                                        "delivered",
                                        "bounced",
                                        "opened",
                                        "clicked",
                                        "unsubscribed",
                                        "complained",
                                        "ordered",
                                        "orders",
                                        "revenue",
                                        "average_order_value",
                                        "delivery_rate",
                                        "open_rate",
                                        "click_rate",
                                        "click_to_open_rate",
                                        "bounce_rate",
                                        "unsubscribe_rate",
                                        "complaint_rate",
                                        "spend",
                                        "cost_per_click",
                                        "cost_per_lead",
                                        "cost_per_acquisition",
                                        "roas",
                                        "roi",
                                        "ltv",
                                        "sales_cycle",
                                        "retention_rate",
                                        "churn_rate",
                                        "list_growth_rate",
                                        NULL };

static const char *const forecasts[] = { "chain-ladder", "no-forecast", NULL };

static const EspQuestionOption funnel[] = {
  { "steps", N_ ("Steps"), ESP_OPTION_STEPS, NULL, "", 0, 0 },
  { "order", N_ ("Order of the steps"), ESP_OPTION_WORD, orders, "strict", 0, 0 },
  { "window", N_ ("Days from the first step to the last"), ESP_OPTION_NUMBER, NULL, "30", 0,
    MAX_WINDOW_DAYS },
  { "by", N_ ("Broken down by"), ESP_OPTION_FIELD, NULL, "", 0, 0 },
};
static const EspQuestionOption pipeline[] = {
  { "won", N_ ("Stage in which a lead is won"), ESP_OPTION_STAGE, NULL, "customer", 0, 0 },
  { "window", N_ ("Days from a stage to being won"), ESP_OPTION_NUMBER, NULL, "90", 1,
    MAX_WINDOW_DAYS },
};
static const EspQuestionOption cohort[] = {
  { "start", N_ ("First event; none is any"), ESP_OPTION_KIND, NULL, "", 0, 0 },
  { "back", N_ ("Events that count as coming back; none is any"), ESP_OPTION_KINDS, NULL, "", 0,
    0 },
  { "unit", N_ ("Cohorts by"), ESP_OPTION_WORD, cohort_units, "month", 0, 0 },
  { "value", N_ ("What the cells show"), ESP_OPTION_WORD, cohort_values, "retention", 0, 0 },
  { "periods", N_ ("Periods after the first"), ESP_OPTION_NUMBER, NULL, "12", 1, MAX_PERIODS },
};
static const EspQuestionOption attribution[] = {
  { "conversion", N_ ("Event that is the conversion"), ESP_OPTION_KIND, NULL, "order", 0, 0 },
  { "touches", N_ ("Events that are touches"), ESP_OPTION_KINDS, NULL, TOUCHES, 0, 0 },
  { "by", N_ ("Credit goes to"), ESP_OPTION_WORD, touch_groups, "channel", 0, 0 },
  { "window", N_ ("Days before the conversion"), ESP_OPTION_NUMBER, NULL, "30", 1,
    MAX_WINDOW_DAYS },
  { "half_life", N_ ("Days in which a touch loses half its weight"), ESP_OPTION_NUMBER, NULL, "7",
    0.01, MAX_WINDOW_DAYS },
  { "value", N_ ("What is attributed"), ESP_OPTION_WORD, touch_values, "conversions", 0, 0 },
  { "models", N_ ("Models"), ESP_OPTION_WORDS, models,
    "first,last,last-non-direct,linear,time-decay,position,markov,shapley", 0, 0 },
};
static const EspQuestionOption conversions[] = {
  { "conversion", N_ ("Event that is the conversion"), ESP_OPTION_KIND, NULL, "order", 0, 0 },
  { "touches", N_ ("Events that are touches"), ESP_OPTION_KINDS, NULL, TOUCHES, 0, 0 },
  { "by", N_ ("Credit goes to"), ESP_OPTION_WORD, touch_groups, "channel", 0, 0 },
  { "window", N_ ("Days before the conversion"), ESP_OPTION_NUMBER, NULL, "30", 1,
    MAX_WINDOW_DAYS },
  { "half_life", N_ ("Days in which a touch loses half its weight"), ESP_OPTION_NUMBER, NULL, "7",
    0.01, MAX_WINDOW_DAYS },
  { "value", N_ ("What is attributed"), ESP_OPTION_WORD, touch_values, "conversions", 0, 0 },
  { "place", N_ ("Touched by this; none is anything"), ESP_OPTION_TEXT, NULL, "", 0, 0 },
  { "lead", N_ ("Number of a lead; 0 is all"), ESP_OPTION_NUMBER, NULL, "0", 0, G_MAXUINT32 },
  { "top", N_ ("Conversions that are listed"), ESP_OPTION_NUMBER, NULL, "50", 1, 1000 },
};
static const EspQuestionOption paths[] = {
  { "focus", N_ ("Event to begin with; none is the first"), ESP_OPTION_KIND, NULL, "", 0, 0 },
  { "direction", N_ ("Direction"), ESP_OPTION_WORD, directions, "after", 0, 0 },
  { "kinds", N_ ("Events of the path; none is any"), ESP_OPTION_KINDS, NULL, "", 0, 0 },
  { "by", N_ ("Places of the path"), ESP_OPTION_WORD, path_groups, "event", 0, 0 },
  { "steps", N_ ("Steps"), ESP_OPTION_NUMBER, NULL, "5", 2, 5 },
  { "top", N_ ("Places per step"), ESP_OPTION_NUMBER, NULL, "6", 1, 6 },
  { "window", N_ ("Days from the first step to the last"), ESP_OPTION_NUMBER, NULL, "30", 0,
    MAX_WINDOW_DAYS },
};
static const EspQuestionOption ltv[] = {
  { "unit", N_ ("Cohorts by"), ESP_OPTION_WORD, cohort_units, "month", 0, 0 },
  { "periods", N_ ("Periods after the first"), ESP_OPTION_NUMBER, NULL, "12", 1, MAX_PERIODS },
  { "margin", N_ ("Margin in percent of the revenue"), ESP_OPTION_NUMBER, NULL, "100", 0, 100 },
  { "cost", N_ ("Cost of a new customer; 0: from the ad spend"), ESP_OPTION_NUMBER, NULL, "0", 0,
    1e12 },
  { "segments", N_ ("Compared segments"), ESP_OPTION_SEGMENTS, NULL, "", 0, 0 },
  { "by", N_ ("Broken down by"), ESP_OPTION_FIELD, NULL, "", 0, 0 },
  { "forecast", N_ ("Forecast of the periods to come"), ESP_OPTION_WORD, forecasts, "chain-ladder",
    0, 0 },
};
static const EspQuestionOption send_times[] = {
  { "zone", N_ ("Time zone"), ESP_OPTION_WORD, zones, "workspace", 0, 0 },
  { "campaign", N_ ("Campaign"), ESP_OPTION_CAMPAIGN, NULL, "0", 0, G_MAXINT },
  { "least", N_ ("Deliveries below which a cell says little"), ESP_OPTION_NUMBER, NULL, "200", 0,
    1e9 },
};
static const EspQuestionOption providers[] = {
  { "campaign", N_ ("Campaign"), ESP_OPTION_CAMPAIGN, NULL, "0", 0, G_MAXINT },
  { "top", N_ ("Providers"), ESP_OPTION_NUMBER, NULL, "10", 1, 50 },
};
static const EspQuestionOption growth[] = {
  { "unit", N_ ("By"), ESP_OPTION_WORD, units, "week", 0, 0 },
  { "channel", N_ ("Channel"), ESP_OPTION_WORD, channels, "email", 0, 0 },
  { "purpose", N_ ("Purpose"), ESP_OPTION_WORD, purposes, "marketing", 0, 0 },
};
static const EspQuestionOption consent[] = {
  { "purpose", N_ ("Purpose"), ESP_OPTION_WORD, purposes, "marketing", 0, 0 },
};
static const EspQuestionOption sends[] = {
  { "campaign", N_ ("Campaign"), ESP_OPTION_CAMPAIGN, NULL, "0", 0, G_MAXINT },
  { "window", N_ ("Days after a click in which an order counts"), ESP_OPTION_NUMBER, NULL, "7", 1,
    MAX_WINDOW_DAYS },
};
static const EspQuestionOption journeys[] = {
  { "journey", N_ ("Journey"), ESP_OPTION_JOURNEY, NULL, "0", 0, G_MAXINT },
};
static const EspQuestionOption rfm[] = {
  { "kind", N_ ("Event that is a purchase"), ESP_OPTION_KIND, NULL, "order", 0, 0 },
};
static const EspQuestionOption trend[] = {
  { "metric", N_ ("Figure"), ESP_OPTION_WORD, measures, "clicked", 0, 0 },
  { "unit", N_ ("By"), ESP_OPTION_WORD, units, "day", 0, 0 },
};
static const EspQuestionOption spend[] = {
  { "by", N_ ("By"), ESP_OPTION_WORD, spend_groups, "platform", 0, 0 },
  { "campaign", N_ ("Campaign"), ESP_OPTION_CAMPAIGN, NULL, "0", 0, G_MAXINT },
};
static const EspQuestionOption experiments[] = {
  { "campaign", N_ ("Campaign"), ESP_OPTION_CAMPAIGN, NULL, "0", 0, G_MAXINT },
  { "conversion", N_ ("Event that is the conversion"), ESP_OPTION_KIND, NULL, "order", 0, 0 },
  { "window", N_ ("Days after the send in which it counts"), ESP_OPTION_NUMBER, NULL, "14", 1,
    MAX_WINDOW_DAYS },
};

#define OPTIONS(array) array, G_N_ELEMENTS (array)

static const EspQuestionKind kinds[] = {
  { "funnel", N_ ("Where are leads won and lost?"), OPTIONS (funnel), TRUE },
  { "cohort", N_ ("Who comes back?"), OPTIONS (cohort), TRUE, "-12m" },
  { "attribution", N_ ("What brings the conversions?"), OPTIONS (attribution), TRUE, "-90d" },
  { "conversions", N_ ("Which touches led to each conversion?"), OPTIONS (conversions), TRUE,
    "-90d" },
  { "paths", N_ ("Which way do people go?"), OPTIONS (paths), TRUE },
  { "ltv", N_ ("What is a customer worth?"), OPTIONS (ltv), TRUE, "-12m" },
  { "send-times", N_ ("When do people click?"), OPTIONS (send_times), TRUE },
  { "providers", N_ ("Does mail arrive at each provider?"), OPTIONS (providers), TRUE },
  { "growth", N_ ("How does the list grow?"), OPTIONS (growth), TRUE, "-90d" },
  { "consent", N_ ("Who may be reached?"), OPTIONS (consent), FALSE },
  { "sends", N_ ("What does each send bring?"), OPTIONS (sends), TRUE },
  { "campaigns", N_ ("Which campaigns work?"), NULL, 0, TRUE },
  { "journeys", N_ ("How are the journeys doing?"), OPTIONS (journeys), TRUE },
  { "rfm", N_ ("Who buys recently, often and much?"), OPTIONS (rfm), TRUE, "-12m" },
  { "trend", N_ ("How does a figure develop?"), OPTIONS (trend), TRUE },
  { "metrics", N_ ("How is it going?"), NULL, 0, TRUE },
  { "spend", N_ ("What do the ads cost and bring?"), OPTIONS (spend), TRUE },
  { "pipeline", N_ ("What is the pipeline worth?"), OPTIONS (pipeline), TRUE, "-12m" },
  { "experiments", N_ ("What happens because of us?"), OPTIONS (experiments), TRUE, "-90d" },
};

/* Words that stand in options and that people choose from. */
static const struct
{
  const char *word;
  const char *title;
} words[] = {
  { "strict", N_ ("In this order") },
  { "any", N_ ("In any order") },
  { "day", N_ ("Day") },
  { "week", N_ ("Week") },
  { "month", N_ ("Month") },
  { "retention", N_ ("Retention") },
  { "revenue", N_ ("Revenue") },
  { "ltv", N_ ("Revenue so far per lead") },
  { "channel", N_ ("Channel") },
  { "source", N_ ("Source") },
  { "campaign", N_ ("Campaign") },
  { "journey", N_ ("Journey") },
  { "conversions", N_ ("Conversions") },
  { "first", N_ ("First touch") },
  { "last", N_ ("Last touch") },
  { "last-non-direct", N_ ("Last touch that is not direct") },
  { "linear", N_ ("Linear") },
  { "time-decay", N_ ("Time decay") },
  { "position", N_ ("By position") },
  { "markov", N_ ("Markov chain") },
  { "shapley", N_ ("Shapley value") },
  { "event", N_ ("Event") },
  { "after", N_ ("What comes after") },
  { "before", N_ ("What comes before") },
  { "workspace", N_ ("Of the workspace") },
  { "lead", N_ ("Of each lead") },
  { "platform", N_ ("Platform") },
  { "ad-campaign", N_ ("Campaign on the platform") },
  { "ad-group", N_ ("Ad group") },
  { "creative", N_ ("Creative") },
  { "email", N_ ("Email") },
  { "sms", N_ ("Text message") },
  { "kakao", N_ ("KakaoTalk") },
  { "push", N_ ("Push") },
  { "chain-ladder", N_ ("As older cohorts grew (chain ladder)") },
  { "no-forecast", N_ ("No forecast") },
  { "phone", N_ ("Phone") },
  { "post", N_ ("Post") },
  { "ads", N_ ("Ads") },
  { "marketing", N_ ("Marketing") },
  { "night", N_ ("At night") },
  { "transactional", N_ ("Transactional") },
  { "profiling", N_ ("Profiling") },
};

/**
 * esp_question_n_kinds:
 *
 * Returns: how many kinds of questions there are
 */
guint
esp_question_n_kinds (void)
{
  return G_N_ELEMENTS (kinds);
}

/**
 * esp_question_kind_get:
 *
 * Returns: (transfer none): the @n-th kind with its options, so that neither a form nor a command needs a
 *   list of its own
 */
const EspQuestionKind *
esp_question_kind_get (guint n)
{
  g_return_val_if_fail (n < G_N_ELEMENTS (kinds), NULL);

  return &kinds[n];
}

/**
 * esp_question_kind_find:
 *
 * Returns: (transfer none) (nullable): the kind with that name
 */
const EspQuestionKind *
esp_question_kind_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].name, name))
      return &kinds[i];
  return NULL;
}

/**
 * esp_question_word_title:
 *
 * Returns: (transfer none) (nullable): English words for a choice of an option; %NULL for one that has a
 *   title elsewhere, such as the key of a metric
 */
const char *
esp_question_word_title (const char *word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].word, word))
      return words[i].title;
  return NULL;
}
