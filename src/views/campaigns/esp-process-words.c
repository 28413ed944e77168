/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says how far a campaign is as a process, what blocks it, and what platforms refuse. */
#define G_LOG_DOMAIN "esp-campaigns"

#include "config.h"

#include "views/campaigns/esp-process-words.h"

#include "base/esp-clock.h"

#include <glib/gi18n.h>

#define PERCENT 100.0

static const struct
{
  const char *code;
  const char *title;
} checks[] = {
  { "goal-measurable", N_ ("The goal can be measured, and by when") },
  { "target-defined", N_ ("Who is to get it, and who not") },
  { "benefit-decided", N_ ("The benefit and its cost are decided") },
  { "past-looked-at", N_ ("Past campaigns of the kind were looked at") },
  { "copy-written", N_ ("Texts are written") },
  { "pictures-licensed", N_ ("Pictures may be used") },
  { "landing-ready", N_ ("The page that it leads to is ready, also on telephones") },
  { "links-tagged", N_ ("Links carry the names by which they are measured") },
  { "ad-mark", N_ ("Advertising is marked, and the way out works") },
  { "claims-proven", N_ ("Claims can be proven; the terms of the benefit are told") },
  { "consent-basis", N_ ("Everyone agreed to this kind of message") },
  { "test-sent", N_ ("A test was looked at on a telephone and a computer") },
  { "audience-counted", N_ ("The audience was counted, and who was left out") },
  { "stock-told", N_ ("Support and stock know of it") },
  { "first-hour", N_ ("The first hour was watched") },
  { "replies-answered", N_ ("Replies and complaints are answered") },
  { "compared", N_ ("Compared with what was expected") },
  { "holdout-compared", N_ ("Compared with those who did not get it") },
  { "lessons-written", N_ ("What was learned is written down") },
  { "report-shared", N_ ("The report went to those who asked for the campaign") },
  { "cost-target", N_ ("What a conversion may cost") },
  { "platforms-chosen", N_ ("Platforms and their shares of the budget") },
  { "creatives-sized", N_ ("Creatives in every size that the platforms ask") },
  { "variants-made", N_ ("At least two variants to compare") },
  { "pictures-licensed", N_ ("Pictures, music and people may be used") },
  { "platform-rules", N_ ("Nothing that the platforms forbid") },
  { "ad-marked", N_ ("Paid content is marked as such") },
  { "conversions-measured", N_ ("Conversions are measured: one was made to try") },
  { "limits-set", N_ ("Limits of budgets and days are set at the platforms") },
  { "buyers-excluded", N_ ("Who bought already is left out") },
  { "approved-by-platforms", N_ ("The platforms approved everything") },
  { "first-day", N_ ("The first day was watched") },
  { "daily-figures", N_ ("Daily figures are read in") },
  { "weak-stopped", N_ ("What does badly was stopped, what does well got more") },
  { "tiredness", N_ ("Creatives that people saw too often were replaced") },
  { "by-creative", N_ ("By platform, group and creative") },
};

/**
 * esp_process_words_process:
 */
const char *
esp_process_words_process (EspProcess process)
{
  switch (process)
    {
    case ESP_PROCESS_CRM:
      return C_ ("process", "CRM marketing");
    case ESP_PROCESS_PERFORMANCE:
      return C_ ("process", "Performance marketing");
    case ESP_PROCESS_NONE:
    default:
      return C_ ("process", "Only its sends");
    }
}

/**
 * esp_process_words_work:
 */
const char *
esp_process_words_work (EspWork work)
{
  static const char *const works[ESP_N_WORKS] = {
    NC_ ("work", "Planning"), NC_ ("work", "Assets"),    NC_ ("work", "Compliance review"),
    NC_ ("work", "Setup"),    NC_ ("work", "Execution"), NC_ ("work", "Operation"),
    NC_ ("work", "Analysis"), NC_ ("work", "Report"),
  };

  return g_dpgettext2 (NULL, "work", works[work]);
}

/**
 * esp_process_words_state:
 */
const char *
esp_process_words_state (EspWorkState state)
{
  static const char *const states[ESP_N_WORK_STATES] = {
    NC_ ("work state", "To do"),
    NC_ ("work state", "In progress"),
    NC_ ("work state", "Done"),
    NC_ ("work state", "Skipped"),
  };

  return g_dpgettext2 (NULL, "work state", states[state]);
}

/**
 * esp_process_words_check:
 */
const char *
esp_process_words_check (const EspStageCheck *check)
{
  for (guint i = 0; check->code != NULL && i < G_N_ELEMENTS (checks); i++)
    if (g_str_equal (checks[i].title, check->title))
      return _ (checks[i].title);
  return check->title;
}

/**
 * esp_process_words_missing:
 * @parts: of esp_brief_find_missing()
 *
 * Returns: (transfer full)
 */
char *
esp_process_words_missing (const char *parts)
{
  static const struct
  {
    const char *name;
    const char *word;
  } words[] = {
    { "goal", NC_ ("brief part", "goal") },
    { "target", NC_ ("brief part", "target group") },
    { "channels", NC_ ("brief part", "channels") },
    { "benefit", NC_ ("brief part", "benefit") },
    { "period", NC_ ("brief part", "period") },
    { "budget", NC_ ("brief part", "budget") },
    { "expectation", NC_ ("brief part", "expected result") },
  };
  g_auto (GStrv) names = g_strsplit (parts != NULL ? parts : "", ",", -1);
  g_autoptr (GString) list = g_string_new (NULL);

  for (guint i = 0; names[i] != NULL; i++)
    for (guint j = 0; j < G_N_ELEMENTS (words); j++)
      if (g_str_equal (words[j].name, names[i]))
        g_string_append_printf (list, "%s%s", list->len > 0 ? ", " : "",
                                g_dpgettext2 (NULL, "brief part", words[j].word));
  /* Translators: names of parts of a brief */
  return g_strdup_printf (_ ("The brief does not say yet: %s"), list->str);
}

/**
 * esp_process_words_blocker:
 *
 * Returns: (transfer full)
 */
char *
esp_process_words_blocker (const EspBlocker *blocker)
{
  switch (blocker->kind)
    {
    case ESP_BLOCKER_EARLIER:
      /* Translators: name of a stage */
      return g_strdup_printf (_ ("%s is not done yet"), esp_process_words_work (blocker->work));
    case ESP_BLOCKER_CHECKS:
      return g_strdup_printf (ngettext ("%u point of the list is open",
                                        "%u points of the list are open", blocker->n),
                              blocker->n);
    case ESP_BLOCKER_OWNER:
      return g_strdup (_ ("Nobody is responsible"));
    case ESP_BLOCKER_BRIEF:
      return esp_process_words_missing (blocker->text);
    case ESP_BLOCKER_MESSAGE:
      return g_strdup (_ ("No message is chosen"));
    case ESP_BLOCKER_CREATIVE:
      return g_strdup (_ ("There is no creative yet"));
    case ESP_BLOCKER_AD_PROBLEMS:
      return g_strdup_printf (ngettext ("Platforms would refuse %u thing",
                                        "Platforms would refuse %u things", blocker->n),
                              blocker->n);
    case ESP_BLOCKER_APPROVAL:
      return g_strdup (_ ("It is not approved"));
    case ESP_BLOCKER_AUDIENCE:
      return g_strdup (_ ("Nobody is chosen to get it"));
    case ESP_BLOCKER_CHANNEL:
      return g_strdup (_ ("No channel is chosen"));
    case ESP_BLOCKER_UNSENT:
      return g_strdup (_ ("Nothing has begun to run"));
    case ESP_BLOCKER_RUNNING:
      return g_strdup (_ ("It is still running"));
    case ESP_BLOCKER_RESULTS:
      return g_strdup (_ ("There are no results yet"));
    case ESP_BLOCKER_LESSONS:
      return g_strdup (_ ("What was learned is not written down"));
    default:
      return g_strdup ("");
    }
}

/**
 * esp_process_words_day:
 *
 * Returns: (transfer full)
 */
char *
esp_process_words_day (gint64 day, EspLang lang)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  return esp_format_date (day * ESP_USEC_PER_DAY, utc, ESP_DATE_DAY, lang);
}

/**
 * esp_process_words_due:
 *
 * Returns: (transfer full): who does it and by when, and whether that is over
 */
char *
esp_process_words_due (const EspWorkRow *row, gint64 today, EspLang lang)
{
  gboolean is_open = row->state == ESP_WORK_OPEN || row->state == ESP_WORK_DOING;
  const char *owner = row->owner != NULL ? row->owner : _ ("Nobody yet");
  g_autofree char *day = NULL;

  if (row->due_day == ESP_WORK_NO_DAY)
    return g_strdup_printf ("%s · %s", esp_process_words_state (row->state), owner);
  day = esp_process_words_day (row->due_day, lang);
  if (is_open && row->due_day < today)
    /* Translators: state of a stage, who does it, by which day */
    return g_strdup_printf (_ ("%1$s · %2$s · was due %3$s"), esp_process_words_state (row->state),
                            owner, day);
  /* Translators: state of a stage, who does it, by which day */
  return g_strdup_printf (_ ("%1$s · %2$s · by %3$s"), esp_process_words_state (row->state), owner,
                          day);
}

/**
 * esp_process_words_reason:
 *
 * Returns: (transfer full): why so much is expected
 */
char *
esp_process_words_reason (const EspForecast *forecast)
{
  g_autofree char *rate = esp_format_percent (forecast->rate, 2);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text,
                          ngettext ("%1$s of those who got it in %2$u past campaign of the kind",
                                    "%1$s of those who got it in %2$u past campaigns of the kind",
                                    forecast->past->len),
                          rate, forecast->past->len);
  if (forecast->is_few)
    g_string_append_printf (text, " · %s", _ ("few to learn from"));
  for (guint i = 0; i < forecast->past->len; i++)
    {
      const EspPastCampaign *past = g_ptr_array_index (forecast->past, i);
      g_autofree char *one =
        esp_format_percent ((double) past->part / (double) MAX (past->whole, 1), 2);

      g_string_append_printf (text, "%s%s %s", i == 0 ? "\n" : ", ",
                              past->name != NULL ? past->name : "?", one);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static const char *
describe_code (const char *code)
{
  static const struct
  {
    const char *code;
    const char *words;
  } codes[] = {
    { "unknown-word", NC_ ("ad finding", "the platform does not know it; it takes:") },
    { "too-low", NC_ ("ad finding", "too little") },
    { "too-high", NC_ ("ad finding", "too much") },
    { "not-a-step", NC_ ("ad finding", "only in steps of") },
    { "missing", NC_ ("ad finding", "missing") },
    { "too-few", NC_ ("ad finding", "too few") },
    { "too-many", NC_ ("ad finding", "too many") },
    { "too-long", NC_ ("ad finding", "too long") },
    { "is-cut-off", NC_ ("ad finding", "is cut off in most places") },
    { "empty", NC_ ("ad finding", "empty") },
    { "no-text", NC_ ("ad finding", "cannot be read") },
    { "twice", NC_ ("ad finding", "twice the same") },
    { "no-address", NC_ ("ad finding", "no web address") },
    { "wrong-size", NC_ ("ad finding", "wrong size; it takes:") },
    { "wrong-type", NC_ ("ad finding", "wrong kind of file; it takes:") },
    { "too-large", NC_ ("ad finding", "the file is too large") },
    { "too-short", NC_ ("ad finding", "too short") },
    { "lasts-too-long", NC_ ("ad finding", "lasts too long") },
    { "reversed", NC_ ("ad finding", "ends before it begins") },
    { "over-budget", NC_ ("ad finding", "more than the budget") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (g_str_equal (codes[i].code, code))
      return g_dpgettext2 (NULL, "ad finding", codes[i].words);
  return code;
}

static const char *
describe_field (const char *field)
{
  static const struct
  {
    const char *field;
    const char *words;
  } fields[] = {
    { "platform", NC_ ("ad field", "Platform") },
    { "objective", NC_ ("ad field", "Objective") },
    { "budget", NC_ ("ad field", "Budget") },
    { "days", NC_ ("ad field", "Period") },
    { "group", NC_ ("ad field", "Ad group") },
    { "bidding", NC_ ("ad field", "Bidding") },
    { "bid", NC_ ("ad field", "Bid") },
    { "creative", NC_ ("ad field", "Creative") },
    { "format", NC_ ("ad field", "Format") },
    { "content", NC_ ("ad field", "Content") },
    { "targeting", NC_ ("ad field", "Targeting") },
    { "ages", NC_ ("ad field", "Ages") },
    { "headline", NC_ ("ad field", "Headline") },
    { "long-headline", NC_ ("ad field", "Long headline") },
    { "description", NC_ ("ad field", "Description") },
    { "text", NC_ ("ad field", "Text") },
    { "path", NC_ ("ad field", "Path") },
    { "business", NC_ ("ad field", "Name of the business") },
    { "link", NC_ ("ad field", "Link") },
    { "picture", NC_ ("ad field", "Picture") },
    { "video", NC_ ("ad field", "Video") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (fields[i].field, field))
      return g_dpgettext2 (NULL, "ad field", fields[i].words);
  return field;
}

/**
 * esp_process_words_finding:
 *
 * Returns: (transfer full): where it is, what is wrong, and what is allowed
 */
char *
esp_process_words_finding (const EspAdFinding *finding)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (*finding->place != '\0')
    g_string_append_printf (text, "%s · ", finding->place);
  g_string_append_printf (text, "%s: %s", describe_field (finding->field),
                          describe_code (finding->code));
  if (finding->text != NULL)
    g_string_append_printf (text, " “%s”", finding->text);
  if (finding->limit > 0 && finding->text == NULL && g_str_equal (finding->code, "missing"))
    return g_string_free (g_steal_pointer (&text), FALSE);
  if (finding->limit > 0 && !g_str_equal (finding->code, "wrong-size"))
    /* Translators: what it is, and what is allowed */
    g_string_append_printf (text, _ (" (%1$.10g, allowed %2$.10g)"), finding->value,
                            finding->limit);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
