/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands in the plan, and what stands against it, in the words of the reader. */
#define G_LOG_DOMAIN "esp-calendar"

#include "config.h"

#include "views/calendar/esp-calendar-words.h"

#include "store/esp-budget.h"
#include "views/campaigns/esp-process-words.h"

#include <glib/gi18n.h>
#include <math.h>

static const char *const kinds[ESP_N_PLAN_KINDS] = {
  NC_ ("plan", "Task"),      NC_ ("plan", "Offline"),          NC_ ("plan", "Deadline"),
  NC_ ("plan", "Blackout"),  NC_ ("plan", "Observance"),       NC_ ("plan", "Ad flight"),
  NC_ ("plan", "Milestone"), NC_ ("plan", "Another calendar"),
};

/**
 * esp_calendar_kind_words:
 */
const char *
esp_calendar_kind_words (EspPlanKind kind)
{
  return (guint) kind < ESP_N_PLAN_KINDS ? g_dpgettext2 (NULL, "plan", kinds[kind]) : "";
}

/**
 * esp_calendar_type_words:
 *
 * Returns: what kind of thing it is, in a word
 */
const char *
esp_calendar_type_words (const EspPlanEntry *entry)
{
  static const char *const types[ESP_N_PLAN_TYPES] = {
    NC_ ("plan", "Send"),    NC_ ("plan", "Campaign"), NC_ ("plan", "Journey"),
    NC_ ("plan", "Task"),    NC_ ("plan", "Item"),     NC_ ("plan", "Approval"),
    NC_ ("plan", "Goal"),    NC_ ("plan", "Report"),   NC_ ("plan", "Stage"),
    NC_ ("plan", "Holiday"),
  };

  if (entry->type == ESP_PLAN_OF_ITEM)
    return esp_calendar_kind_words (entry->item_kind);
  return g_dpgettext2 (NULL, "plan", types[entry->type]);
}

static const char *
name_state (const char *state)
{
  static const struct
  {
    const char *state;
    const char *words;
  } states[] = {
    { "draft", NC_ ("plan state", "Draft") },
    { "review", NC_ ("plan state", "In review") },
    { "approved", NC_ ("plan state", "Approved") },
    { "scheduled", NC_ ("plan state", "Scheduled") },
    { "preparing", NC_ ("plan state", "Being prepared") },
    { "hold", NC_ ("plan state", "On hold") },
    { "sending", NC_ ("plan state", "Sending") },
    { "paused", NC_ ("plan state", "Paused") },
    { "stopped", NC_ ("plan state", "Stopped") },
    { "done", NC_ ("plan state", "Done") },
    { "failed", NC_ ("plan state", "Failed") },
    { "idea", NC_ ("plan state", "Idea") },
    { "planned", NC_ ("plan state", "Planned") },
    { "committed", NC_ ("plan state", "Committed") },
    { "cancelled", NC_ ("plan state", "Cancelled") },
    { "open", NC_ ("plan state", "Open") },
    { "asked", NC_ ("plan state", "Waits for approval") },
    { "live", NC_ ("plan state", "Live") },
    { "closed", NC_ ("plan state", "Closed") },
    { "ending", NC_ ("plan state", "Ending") },
    { "ended", NC_ ("plan state", "Ended") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_strcmp0 (states[i].state, state) == 0)
      return g_dpgettext2 (NULL, "plan state", states[i].words);
  return "";
}

/**
 * esp_calendar_state_words:
 */
const char *
esp_calendar_state_words (const EspPlanEntry *entry)
{
  return name_state (entry->state);
}

/**
 * esp_calendar_lane_words:
 * @title: (nullable): of a lane, as the layout has it
 */
const char *
esp_calendar_lane_words (const char *title, EspPlanGroup group)
{
  if (title == NULL)
    return C_ ("plan", "Others");
  if (group == ESP_PLAN_BY_STATE && *name_state (title) != '\0')
    return name_state (title);
  if (group == ESP_PLAN_BY_AUDIENCE && g_str_equal (title, "everyone"))
    return _ ("Everybody");
  if (group == ESP_PLAN_BY_CHANNEL && g_strv_contains (esp_budget_get_media (), title))
    return esp_calendar_medium_words (title);
  return title;
}

/**
 * esp_calendar_icon:
 */
const char *
esp_calendar_icon (const EspPlanEntry *entry)
{
  static const char *const icons[ESP_N_PLAN_TYPES] = {
    "esp-email-symbolic",        "esp-goal-symbolic",  "esp-journey-symbolic",
    "esp-task-symbolic",         "esp-pin-symbolic",   "esp-person-symbolic",
    "esp-goal-symbolic",         "esp-event-symbolic", "esp-campaign-symbolic",
    "esp-calendar-day-symbolic",
  };

  if (entry->type == ESP_PLAN_OF_SEND && entry->medium != NULL)
    {
      if (g_str_equal (entry->medium, "text"))
        return "esp-sms-symbolic";
      if (g_str_equal (entry->medium, "kakao") || g_str_equal (entry->medium, "chat"))
        return "esp-chat-symbolic";
    }
  if (entry->type == ESP_PLAN_OF_ITEM)
    {
      if (entry->item_kind == ESP_PLAN_DEADLINE)
        return "esp-clock-symbolic";
      if (entry->item_kind == ESP_PLAN_BLACKOUT)
        return "esp-exit-symbolic";
      if (entry->item_kind == ESP_PLAN_TASK)
        return "esp-task-symbolic";
      if (entry->item_kind == ESP_PLAN_EXTERNAL || entry->item_kind == ESP_PLAN_OBSERVANCE)
        return "esp-calendar-day-symbolic";
    }
  return icons[entry->type];
}

/**
 * esp_calendar_goal_words:
 * @entry: of a goal
 * @amount: of what it counts, in whole units
 *
 * Returns: (transfer full): "2,000", or "₩50,000,000" of a goal in money
 */
char *
esp_calendar_goal_words (const EspPlanEntry *entry, double amount)
{
  double unit = entry->currency != NULL ? pow (10, esp_currency_exponent (entry->currency)) : 1;
  gint64 number = (gint64) llround (CLAMP (amount, -1e15, 1e15) * unit);

  return entry->currency != NULL ? esp_format_money (number, entry->currency)
                                 : esp_format_count (number);
}

/**
 * esp_calendar_title_words:
 *
 * Returns: (transfer full): the title; of a holiday in the language of the reader
 */
char *
esp_calendar_title_words (const EspPlanEntry *entry, EspLang lang)
{
  EspWork work = ESP_WORK_PLANNING;

  if (entry->type == ESP_PLAN_OF_STAGE && esp_work_find (entry->note, &work))
    /* The stage comes first: several of one campaign stand side by side. */
    return g_strdup_printf ("%s · %s", esp_process_words_work (work), entry->campaign);
  if (entry->type == ESP_PLAN_OF_HOLIDAY && lang == ESP_LANG_KO)
    return g_strdup (entry->note);
  if (entry->type == ESP_PLAN_OF_GOAL)
    {
      g_autofree char *target = esp_calendar_goal_words (entry, (double) entry->target);
      g_autofree char *share =
        esp_format_percent (entry->target > 0 ? entry->value / (double) entry->target : 0, 0);

      /* Translators: the name of a goal, its target and how far it is: "New leads 2,000 · 62 %" */
      return g_strdup_printf (C_ ("plan", "%s %s · %s"), _ (entry->title), target, share);
    }
  if (entry->type == ESP_PLAN_OF_JOURNEY && entry->per_day >= 0.5)
    {
      g_autofree char *n = esp_format_count ((gint64) llround (entry->per_day));

      return g_strdup_printf (_ ("%s · about %s a day"), entry->title, n);
    }
  if (entry->type == ESP_PLAN_OF_APPROVAL)
    return g_strdup_printf (_ ("Approve “%s”"), entry->title);
  return g_strdup (entry->title);
}

/**
 * esp_calendar_time_words:
 *
 * Returns: (transfer full)
 */
char *
esp_calendar_time_words (const EspPlanEntry *entry, GTimeZone *zone, EspLang lang)
{
  g_autofree char *from =
    esp_format_date (entry->from_us, zone, entry->is_all_day ? ESP_DATE_DAY : ESP_DATE_DAY_TIME,
                     lang);
  g_autofree char *to = NULL;

  if (entry->to_us <= entry->from_us)
    return g_steal_pointer (&from);
  if (entry->to_us == G_MAXINT64)
    return g_strdup_printf (_ ("since %s"), from);
  to = esp_format_date (entry->to_us - 1, zone,
                        entry->is_all_day ? ESP_DATE_DAY : ESP_DATE_DAY_TIME, lang);
  return g_str_equal (from, to) ? g_steal_pointer (&from) : g_strdup_printf ("%s – %s", from, to);
}

static char *
describe_overlap (const EspConflict *self, const char *n, const char *share)
{
  g_autofree char *held = esp_format_count ((gint64) self->n_held);

  if (self->n_held == 0)
    return g_strdup_printf (_ ("Overlap with “%s”: %s people (%s) would get 2 in a day"),
                            self->other, n, share);
  return g_strdup_printf (_ ("Overlap with “%s”: %s people (%s) would get 2 in a day; the cap will "
                             "hold %s"),
                          self->other, n, share, held);
}

/**
 * esp_calendar_conflict_words:
 *
 * Returns: (transfer full): a sentence
 */
char *
esp_calendar_conflict_words (const EspConflict *self, GTimeZone *zone, EspLang lang)
{
  g_autofree char *n = esp_format_count ((gint64) self->n);
  g_autofree char *share =
    self->whole > 0 ? esp_format_share ((gint64) self->n, (gint64) self->whole) : g_strdup ("–");
  g_autofree char *until = esp_format_date (self->until_us, zone, ESP_DATE_SHORT_TIME, lang);

  switch (self->kind)
    {
    case ESP_CONFLICT_PAST:
      return g_strdup (_ ("The time has passed: send it now, or choose a later time"));
    case ESP_CONFLICT_BLACKOUT:
      return g_strdup_printf (_ ("Nothing is to leave during “%s”, until %s"), self->other, until);
    case ESP_CONFLICT_APPROVAL:
      return g_strdup_printf (_ ("Nobody has approved it yet, and it is to leave on %s"), until);
    case ESP_CONFLICT_EXPIRED:
      return g_strdup_printf (_ ("The approval ends on %s, before it leaves"), until);
    case ESP_CONFLICT_OVERLAP:
      return describe_overlap (self, n, share);
    case ESP_CONFLICT_CAP:
      return g_strdup_printf (_ ("The frequency cap will hold %s people (%s)"), n, share);
    case ESP_CONFLICT_NIGHT:
      return g_strdup_printf (_ ("At night the law asks for a consent of its own: %s people (%s) "
                                 "wait until %s"),
                              n, share, until);
    case ESP_CONFLICT_QUIET:
      return g_strdup_printf (_ ("Quiet hours: everybody waits until %s"), until);
    case ESP_CONFLICT_CAPACITY:
      return g_strdup_printf (_ ("The channel needs until %s; %s people get it on another day"),
                              until, n);
    case ESP_CONFLICT_CHANNEL:
      return g_strdup_printf (_ ("The channel is still busy with “%s”, until %s"), self->other,
                              until);
    case ESP_CONFLICT_COMPUTER:
      return g_strdup_printf (_ ("This computer is usually off then, until %s"), until);
    case ESP_CONFLICT_HOLIDAY:
    default:
      return g_strdup_printf (_ ("It is a holiday: %s"),
                              lang == ESP_LANG_KO && self->other_ko != NULL ? self->other_ko
                                                                            : self->other);
    }
}

/**
 * esp_calendar_entry_words:
 * @conflicts: (nullable) (element-type EspConflict): of this entry
 *
 * Returns: (transfer full): what a colleague would say of it: kind, title, time, state, what stands against it
 */
char *
esp_calendar_entry_words (const EspPlanEntry *entry,
                          const GPtrArray *conflicts,
                          GTimeZone *zone,
                          EspLang lang)
{
  g_autofree char *title = esp_calendar_title_words (entry, lang);
  g_autofree char *time = esp_calendar_time_words (entry, zone, lang);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "%s, %s, %s", esp_calendar_type_words (entry), title, time);
  if (*esp_calendar_state_words (entry) != '\0')
    g_string_append_printf (text, ", %s", esp_calendar_state_words (entry));
  if (entry->n_people >= 0)
    {
      g_autofree char *n = esp_format_count (entry->n_people);

      g_string_append (text, ", ");
      g_string_append_printf (text, ngettext ("%s person", "%s people", (gulong) entry->n_people),
                              n);
    }
  for (guint i = 0; conflicts != NULL && i < conflicts->len; i++)
    {
      g_autofree char *words = esp_calendar_conflict_words (conflicts->pdata[i], zone, lang);

      g_string_append_printf (text, ". %s", words);
    }
  return g_string_free (text, FALSE);
}

/**
 * esp_calendar_weekday_words:
 * @weekday: 1 is Monday
 */
const char *
esp_calendar_weekday_words (guint weekday)
{
  static const char *const names[] = { NC_ ("weekday", "Mon"), NC_ ("weekday", "Tue"),
                                       NC_ ("weekday", "Wed"), NC_ ("weekday", "Thu"),
                                       NC_ ("weekday", "Fri"), NC_ ("weekday", "Sat"),
                                       NC_ ("weekday", "Sun") };

  return g_dpgettext2 (NULL, "weekday", names[(weekday + 6) % G_N_ELEMENTS (names)]);
}

/**
 * esp_calendar_medium_words:
 * @medium: of a budget
 */
const char *
esp_calendar_medium_words (const char *medium)
{
  static const struct
  {
    const char *medium;
    const char *words;
  } media[] = {
    { "all", NC_ ("budget", "All together") },
    { "email", NC_ ("budget", "Email") },
    { "text", NC_ ("budget", "Text messages") },
    { "kakao", NC_ ("budget", "KakaoTalk") },
    { "push", NC_ ("budget", "Push") },
    { "chat", NC_ ("budget", "Chat") },
    { "ads", NC_ ("budget", "Ads") },
    { "offline", NC_ ("budget", "Offline") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (media); i++)
    if (g_strcmp0 (media[i].medium, medium) == 0)
      return g_dpgettext2 (NULL, "budget", media[i].words);
  return C_ ("budget", "Other");
}
