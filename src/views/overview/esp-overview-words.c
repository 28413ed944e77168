/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What needs somebody and what changed, in the words of people. */
#define G_LOG_DOMAIN "esp-overview"

#include "config.h"

#include "views/overview/esp-overview-words.h"

#include "store/esp-channels.h"
#include "store/esp-stage-book.h"
#include "views/campaigns/esp-campaign-words.h"
#include "views/campaigns/esp-process-words.h"
#include "views/channels/esp-channel-words.h"
#include "views/journeys/esp-journey-health-banner.h"
#include "views/journeys/esp-journey-words.h"
#include "views/shell/esp-particle.h"
#include "views/shell/esp-send-task.h"
#include "worker/esp-agenda-journeys.h"

#include <glib/gi18n.h>

#define P_VERY_SURE 0.001

/**
 * esp_overview_line_clear:
 */
void
esp_overview_line_clear (EspOverviewLine *self)
{
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->detail, g_free);
  g_clear_pointer (&self->address, g_free);
}

/**
 * esp_overview_drill_address:
 * @key: of an #EspLeadSet
 *
 * Returns: (transfer full): the place that lists the leads of the set
 */
char *
esp_overview_drill_address (const char *key)
{
  g_autoptr (EspTarget) leads = esp_target_new ("leads", NULL);
  g_autoptr (EspTarget) target = esp_target_with_param (leads, "drill", key);

  return esp_target_to_string (target);
}

/* Needs. Titles take the name of the object, the number of leads, the time: %1$s, %2$s, %3$s. */

static const struct
{
  const char *title;
  const char *detail; /* (nullable) the same arguments; NULL: what the need itself says */
  const char *icon_name;
  const char *css_class;
  const char *screen;
} needs[ESP_N_NEEDS] = {
  [ESP_NEED_STOPPED] = { N_ ("All sending is stopped"),
                         N_ ("Nothing leaves until somebody resumes it."), "esp-stop-all-symbolic",
                         "error", NULL },
  [ESP_NEED_CHANNEL] = { N_ ("The channel “%1$s” does not work"), NULL, "esp-channel-symbolic",
                         "error", "channels" },
  [ESP_NEED_JOURNEY] = { N_ ("The journey “%1$s” stands still since %3$s"), NULL,
                         "esp-journey-symbolic", "error", "journeys" },
  [ESP_NEED_HELD] = { N_ ("“%1$s” holds people"), NULL, "esp-journey-symbolic", "warning",
                      "journeys" },
  [ESP_NEED_DRAFT] = { N_ ("The draft of “%1$s” cannot be published: errors: %2$s"), NULL,
                       "esp-journey-symbolic", "warning", "journeys" },
  [ESP_NEED_BRAKED] = { N_ ("“%1$s” was halted; %2$s leads wait"), NULL, "esp-warning-symbolic",
                        "error", "campaigns" },
  [ESP_NEED_FAILED] = { N_ ("“%1$s” could not be sent"), NULL, "esp-error-symbolic", "error",
                        "campaigns" },
  [ESP_NEED_MISSED] = { N_ ("“%1$s” was to leave on %3$s"),
                        N_ ("The program was closed or the computer slept. Send it now or choose "
                            "another time."),
                        "esp-clock-symbolic", "warning", "campaigns" },
  [ESP_NEED_HOLD] = { N_ ("“%1$s” leaves on %3$s"),
                      N_ ("%2$s leads get it. Until then it can be cancelled."),
                      "esp-send-symbolic", "accent", "campaigns" },
  [ESP_NEED_DOUBT] = { N_ ("“%1$s”: %2$s leads are in doubt"),
                       N_ ("They were handed over, but no answer was seen. Nobody gets it twice "
                           "unasked."),
                       "esp-help-symbolic", "warning", "campaigns" },
  [ESP_NEED_PAUSED] = { N_ ("“%1$s” is paused"), N_ ("%2$s leads wait for it."),
                        "esp-pause-symbolic", "warning", "campaigns" },
  [ESP_NEED_SEGMENT] = { N_ ("The segment “%1$s” cannot be counted"), NULL, "esp-segment-symbolic",
                         "warning", "segments" },
  [ESP_NEED_REVIEW] = { N_ ("Review: “%1$s”, to %2$s leads"), NULL, "esp-review-symbolic", "accent",
                        "review" },
  [ESP_NEED_CONSENT] = { N_ ("Consents that reach two years: %2$s"),
                         N_ ("The law of Korea wants them to be confirmed. Make the notice and "
                             "send it."),
                         "esp-review-symbolic", "warning", "consent" },
  [ESP_NEED_STAGE] = { N_ ("“%1$s” is late"), NULL, "esp-campaign-symbolic", "warning",
                       "campaigns" },
  [ESP_NEED_IMPORT] = { N_ ("The import of “%1$s” is not finished"),
                        N_ ("Begun on %3$s. Go on with it, or begin anew."), "esp-import-symbolic",
                        "accent", "import" },
  [ESP_NEED_TASKS] = { N_ ("Tasks that are due: %2$s"), N_ ("The most urgent one: %1$s"),
                       "esp-task-symbolic", "accent", "tasks" },
};

/* One of ours with its arguments put in; a translation that uses them otherwise is still safe, since
 * only these three are replaced. */
static char *
fill_in (const char *format, const char *name, const char *count, const char *time)
{
  g_autoptr (GString) text = g_string_new (format);

  g_string_replace (text, "%2$s", count, 1);
  g_string_replace (text, "%3$s", time, 1);
  g_string_replace (text, "%1$s", name, 1);
  return esp_particle_choose (text->str);
}

/* The stage that was due first, and on which day. */
static char *
describe_stage (EspSession *session, const EspNeed *need)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *day =
    esp_format_date (need->at_us, utc, ESP_DATE_DAY, esp_session_get_lang (session));
  EspWork work = ESP_WORK_PLANNING;

  (void) esp_work_find (need->detail, &work);
  /* Translators: a stage of a campaign, and a day */
  return g_strdup_printf (_ ("The stage “%1$s” was due on %2$s."), esp_process_words_work (work),
                          day);
}

static char *
describe_trouble (EspSession *session, const EspNeed *need)
{
  g_autoptr (EspChannelRecord) record = NULL;

  if (need->kind == ESP_NEED_JOURNEY)
    {
      g_autofree char *count = esp_format_count (need->n);

      /* Translators: a number of leads, and what went wrong, which may be in English */
      return g_strdup_printf (_ ("It is tried again every few minutes, and %1$s leads keep their "
                                 "place. The cause: %2$s"),
                              count, need->detail);
    }
  if (esp_need_get_health (need) != NULL)
    return esp_journey_health_words (session, esp_need_get_health (need));
  if (esp_need_get_problem (need) != NULL)
    return esp_journey_words_problem (esp_need_get_problem (need), NULL);
  if (need->kind == ESP_NEED_STAGE)
    return describe_stage (session, need);
  if (need->kind == ESP_NEED_REVIEW)
    /* Translators: a name */
    return g_strdup_printf (_ ("%s asked for it."), need->detail != NULL ? need->detail : "");
  if (need->kind != ESP_NEED_CHANNEL)
    return need->detail != NULL ? esp_send_reason_message (need->detail) : NULL;
  record = esp_channel_record_new (need->name, "smtp", "{}");
  record->is_enabled = TRUE;
  record->state = g_strdup (need->detail);
  return esp_channel_state_sentence (record);
}

/**
 * esp_overview_describe_need:
 *
 * Says what is the matter, how bad it is, and where to go.
 */
void
esp_overview_describe_need (EspSession *session, const EspNeed *need, EspOverviewLine *out_line)
{
  g_autofree char *count = esp_format_count (need->n);
  g_autofree char *time = esp_format_date (need->at_us, esp_session_get_zone (session),
                                           ESP_DATE_SHORT_TIME, esp_session_get_lang (session));
  const char *name = need->name != NULL ? need->name : "";
  const char *screen = needs[need->kind].screen;

  *out_line = (EspOverviewLine){ .icon_name = needs[need->kind].icon_name,
                                 .css_class = needs[need->kind].css_class,
                                 .button = _ ("_Open") };
  out_line->title = fill_in (_ (needs[need->kind].title), name, count, time);
  if (needs[need->kind].detail != NULL)
    out_line->detail = fill_in (_ (needs[need->kind].detail), name, count, time);
  else
    out_line->detail = describe_trouble (session, need);
  if (screen == NULL)
    {
      out_line->action = "win.resume-all";
      out_line->button = _ ("_Resume…");
    }
  else if (esp_need_get_health (need) != NULL && esp_need_get_health (need)->key != NULL)
    {
      out_line->address = esp_overview_drill_address (esp_need_get_health (need)->key);
      out_line->button = _ ("Show _leads");
    }
  else if (need->object_id != 0 && !g_str_equal (screen, "channels"))
    out_line->address = g_strdup_printf ("%s/%" G_GINT64_FORMAT, screen, need->object_id);
  else
    out_line->address = g_strdup (screen);
}

/* Changes. Each sentence takes the figure before and the figure now. */

typedef struct
{
  const char *rose;
  const char *fell;
} Verdict;

static const Verdict *
find_verdict (const EspChange *change)
{
  static const Verdict bounces = { N_ ("The bounce rate rose from %s to %s"),
                                   N_ ("The bounce rate fell from %s to %s") };
  static const Verdict opens = { N_ ("The open rate rose from %s to %s"),
                                 N_ ("The open rate fell from %s to %s") };
  static const Verdict clicks = { N_ ("The click rate rose from %s to %s"),
                                  N_ ("The click rate fell from %s to %s") };
  static const Verdict leavers = { N_ ("The unsubscribe rate rose from %s to %s"),
                                   N_ ("The unsubscribe rate fell from %s to %s") };
  static const Verdict complaints = { N_ ("Spam reports rose from %s to %s"),
                                      N_ ("Spam reports fell from %s to %s") };
  static const Verdict created = { N_ ("More new leads: %s before, %s now"),
                                   N_ ("Fewer new leads: %s before, %s now") };
  static const Verdict ordered = { N_ ("More leads bought: %s before, %s now"),
                                   N_ ("Fewer leads bought: %s before, %s now") };

  if (change->kind == ESP_LEAD_SET_BOUNCED)
    return &bounces;
  if (change->kind == ESP_LEAD_SET_OPENED)
    return &opens;
  if (change->kind == ESP_LEAD_SET_CLICKED)
    return &clicks;
  if (change->kind == ESP_LEAD_SET_UNSUBSCRIBED)
    return &leavers;
  if (change->kind == ESP_LEAD_SET_COMPLAINED)
    return &complaints;
  return change->kind == ESP_LEAD_SET_CREATED ? &created : &ordered;
}

static char *
join_figures (const char *sentence, const char *before, const char *now)
{
  g_autoptr (GString) text = g_string_new (sentence);

  g_string_replace (text, "%s", before, 1);
  g_string_replace (text, "%s", now, 1);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
describe_rate (const EspChange *change)
{
  g_autofree char *part = esp_format_count (change->part_now);
  g_autofree char *whole = esp_format_count (change->whole_now);
  g_autofree char *part_before = esp_format_count (change->part_before);
  g_autofree char *whole_before = esp_format_count (change->whole_before);

  /* Translators: leads, of how many; the same before */
  return g_strdup_printf (_ ("%s of %s; before %s of %s"), part, whole, part_before, whole_before);
}

/**
 * esp_overview_describe_change:
 *
 * Says what changed, by how much, and how sure that is.
 */
void
esp_overview_describe_change (EspSession *session,
                              const EspChange *change,
                              const EspPeriod *period,
                              EspOverviewLine *out_line)
{
  const Verdict *verdict = find_verdict (change);
  gboolean rises = esp_change_get_relative (change) > 0;
  g_autofree char *key = esp_change_key (change, period);
  g_autofree char *now = NULL;
  g_autofree char *before = NULL;
  g_autofree char *numbers = NULL;
  const char *sure = change->p < P_VERY_SURE ? _ ("hardly by chance: less than 1 in 1,000")
                                             : _ ("hardly by chance: less than 5 in 100");

  *out_line =
    (EspOverviewLine){ .icon_name = rises ? "esp-move-up-symbolic" : "esp-move-down-symbolic",
                       .css_class = esp_change_is_good (change) ? "success" : "error",
                       .button = _ ("Show _leads") };
  out_line->address = esp_overview_drill_address (key);
  if (change->is_rate)
    {
      now = esp_format_share (change->part_now, change->whole_now);
      before = esp_format_share (change->part_before, change->whole_before);
      numbers = describe_rate (change);
      out_line->detail = g_strdup_printf ("%s · %s", numbers, sure);
    }
  else
    {
      now = esp_format_count (change->part_now);
      before = esp_format_count (change->part_before);
      out_line->detail = g_strdup (sure);
    }
  out_line->title = join_figures (_ (rises ? verdict->rose : verdict->fell), before, now);
}

/**
 * esp_overview_describe_send:
 *
 * Returns: (transfer full): how a send of today stands
 */
char *
esp_overview_describe_send (const EspTodaySend *send)
{
  const char *state = esp_campaign_state_title (send->state);
  g_autofree char *sent = esp_format_count (send->n_sent);
  g_autofree char *total = esp_format_count (send->n_total);
  g_autofree char *progress = NULL;

  if (send->n_total == 0)
    return g_strdup (state);
  progress = g_strdup_printf (_ ("%s of %s"), sent, total);
  return g_strdup_printf ("%s · %s", state, progress);
}
