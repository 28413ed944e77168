/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of “espalierctl plan”: how times and money are written, and how the workspace is opened for them. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-plan-options.h"

#include "base/esp-clock.h"
#include "base/esp-format.h"
#include "ctl/esp-ctl-common.h"
#include "engine/plan/esp-plan-amount.h"
#include "store/esp-meta.h"
#include "worker/esp-plan-move.h"

#include <string.h>

/**
 * esp_ctl_plan_clear:
 */
void
esp_ctl_plan_clear (EspCtlPlan *self)
{
  char *texts[] = { self->workspace, self->from,     self->to,      self->at,
                    self->until,     self->kind,     self->title,   self->note,
                    self->owner,     self->state,    self->medium,  self->cost,
                    self->committed, self->campaign, self->channel, self->output,
                    self->zone_name, self->currency, self->made };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  g_strfreev (self->segments);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_clear_pointer (&self->plan, esp_plan_free);
  g_clear_pointer (&self->study, esp_plan_study_unref);
  g_clear_pointer (&self->second, esp_plan_study_unref);
  g_clear_pointer (&self->tried, g_ptr_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->holidays, esp_holidays_free);
  if (self->text != NULL)
    g_string_free (self->text, TRUE);
}

/**
 * esp_ctl_plan_refuse:
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_ctl_plan_refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID, sentence);
  return FALSE;
}

/**
 * esp_ctl_plan_parse_time:
 * @text: "2026-03-31" or "2026-03-31 14:00", in @zone
 */
gboolean
esp_ctl_plan_parse_time (const char *text,
                         GTimeZone *zone,
                         gint64 *out_us,
                         gboolean *out_has_time,
                         GError **error)
{
  g_autofree char *iso = g_strdelimit (g_strdup (text), " ", 'T');
  gboolean has_time = strchr (iso, 'T') != NULL;
  g_autofree char *whole = !has_time ? g_strconcat (iso, "T00:00:00", NULL)
                           : strlen (iso) == strlen ("2026-03-31T14:00")
                             ? g_strconcat (iso, ":00", NULL)
                             : g_strdup (iso);
  g_autoptr (GDateTime) at = g_date_time_new_from_iso8601 (whole, zone);

  if (at == NULL)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "“%.40s” is no time; write one such as 2026-03-31 or 2026-03-31 14:00", text);
      return FALSE;
    }
  *out_us = g_date_time_to_unix (at) * ESP_USEC_PER_SEC;
  if (out_has_time != NULL)
    *out_has_time = has_time;
  return TRUE;
}

/**
 * esp_ctl_plan_read_moment:
 * @key: (nullable): what is to come at --at; %NULL is something new
 *
 * Reads --at; a day alone keeps the hour that @key has, or the usual one.
 */
gboolean
esp_ctl_plan_read_moment (const EspCtlPlan *self,
                          EspTx *tx,
                          const char *key,
                          gint64 *out_us,
                          GError **error)
{
  EspPlanMove look = { 0 };
  gboolean has_time = FALSE;
  GDate day;

  if (!esp_ctl_plan_parse_time (self->at, self->zone, out_us, &has_time, error))
    return FALSE;
  if (has_time)
    return TRUE;
  if (key != NULL && !esp_plan_look_at_move (tx, key, ESP_PLAN_NO_TIME, &look, error))
    return FALSE;
  if (look.from_us == 0)
    {
      *out_us = esp_plan_choose_hour (*out_us, esp_tx_get_now_us (tx), self->zone);
      return TRUE;
    }
  esp_plan_get_date (*out_us, self->zone, &day);
  *out_us = esp_plan_same_clock (look.from_us, &day, self->zone);
  return TRUE;
}

/**
 * esp_ctl_plan_parse_money:
 * @text: whole units of the currency, such as 1,200,000, 120만 or 19.90
 */
gboolean
esp_ctl_plan_parse_money (const char *text, const char *currency, gint64 *out_minor, GError **error)
{
  if (*text != '\0' && esp_plan_parse_amount (text, currency, out_minor))
    return TRUE;
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
               "“%.40s” is no amount of %s; write digits, such as 1200000", text, currency);
  return FALSE;
}

/**
 * esp_ctl_plan_read_world:
 *
 * Finds the zone and the currency of the workspace.
 */
gboolean
esp_ctl_plan_read_world (EspCtlPlan *self, EspTx *tx, GError **error)
{
  if (self->zone != NULL)
    return TRUE;
  self->now_us = esp_tx_get_now_us (tx);
  self->zone_name = esp_meta_get_text (tx, ESP_META_ZONE, "Asia/Seoul", error);
  self->currency =
    self->zone_name != NULL ? esp_meta_get_text (tx, ESP_META_CURRENCY, "KRW", error) : NULL;
  if (self->currency == NULL)
    return FALSE;
  self->zone = g_time_zone_new_identifier (self->zone_name);
  if (self->zone == NULL)
    self->zone = g_time_zone_new_utc ();
  return TRUE;
}

/**
 * esp_ctl_plan_read_span:
 *
 * The span of --from and --to, both days included; else five weeks from this week on, or this year.
 */
gboolean
esp_ctl_plan_read_span (EspCtlPlan *self, EspTx *tx, GError **error)
{
  GDate day;

  if (!esp_ctl_plan_read_world (self, tx, error))
    return FALSE;
  esp_plan_get_date (self->now_us, self->zone, &day);
  if (self->is_year)
    g_date_set_dmy (&day, 1, G_DATE_JANUARY, g_date_get_year (&day));
  else
    g_date_subtract_days (&day, (guint) g_date_get_weekday (&day) - 1);
  self->from_us = esp_day_start_us (&day, self->zone);
  if (self->from != NULL &&
      !esp_ctl_plan_parse_time (self->from, self->zone, &self->from_us, NULL, error))
    return FALSE;
  esp_plan_get_date (self->from_us, self->zone, &day);
  if (self->is_year)
    g_date_add_years (&day, 1);
  else
    g_date_add_days (&day, 35);
  self->to_us = esp_day_start_us (&day, self->zone);
  if (self->to != NULL)
    {
      if (!esp_ctl_plan_parse_time (self->to, self->zone, &self->to_us, NULL, error))
        return FALSE;
      self->to_us = esp_plan_shift (self->to_us, 1, 0, self->zone);
    }
  return self->to_us > self->from_us ||
         esp_ctl_plan_refuse (error, "The span ends before it begins: look at --from and --to");
}

/**
 * esp_ctl_plan_read:
 *
 * Returns: an exit status
 */
int
esp_ctl_plan_read (EspCtlPlan *self, EspStoreFunc func)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store =
    esp_ctl_open_workspace (self->workspace, ESP_STORE_READ_ONLY, &error);
  gboolean is_ok;

  if (store == NULL)
    return esp_ctl_fail (ESP_CTL_PLAN_SUBJECT, error);
  is_ok = esp_store_read (store, ESP_READ_LONG, func, self, NULL, &error);
  esp_store_close (store);
  return is_ok ? ESP_CTL_OK : esp_ctl_fail (ESP_CTL_PLAN_SUBJECT, error);
}

/**
 * esp_ctl_plan_write:
 * @kind: of the history
 *
 * Returns: an exit status
 */
int
esp_ctl_plan_write (EspCtlPlan *self, const char *kind, EspStoreFunc func)
{
  const EspOperation operation = { .kind = kind,
                                   .summary = self->title != NULL ? self->title : self->key,
                                   .actor = "espalierctl" };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = esp_ctl_open_workspace (self->workspace, ESP_STORE_OPEN, &error);
  gint64 history_id = 0;
  gboolean is_ok;

  if (store == NULL)
    return esp_ctl_fail (ESP_CTL_PLAN_SUBJECT, error);
  is_ok = esp_store_write (store, &operation, func, self, &history_id, &error);
  esp_store_close (store);
  if (!is_ok)
    return esp_ctl_fail (ESP_CTL_PLAN_SUBJECT, error);
  if (self->is_json)
    g_print ("{\"key\":\"%s\",\"review\":%s,\"draft\":%s,\"history\":%" G_GINT64_FORMAT "}\n",
             self->made != NULL  ? self->made
             : self->key != NULL ? self->key
                                 : "",
             self->move.returns_to_review ? "true" : "false",
             self->move.is_unscheduled ? "true" : "false", history_id);
  else
    g_print ("%s%sUndo with: espalierctl undo %" G_GINT64_FORMAT "\n",
             self->made != NULL ? self->made : "", self->made != NULL ? ". " : "", history_id);
  return ESP_CTL_OK;
}

static gboolean
parse_entries (EspCtlPlan *self, GOptionContext *context, int *argc, char ***argv, int *out_status)
{
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &self->workspace, "the workspace file", "FILE" },
    { "from", 0, 0, G_OPTION_ARG_STRING, &self->from, "the first day", "DAY" },
    { "to", 0, 0, G_OPTION_ARG_STRING, &self->to, "the last day", "DAY" },
    { "at", 0, 0, G_OPTION_ARG_STRING, &self->at, "add, move, copy: when", "TIME" },
    { "until", 0, 0, G_OPTION_ARG_STRING, &self->until, "add: until when", "TIME" },
    { "days", 0, 0, G_OPTION_ARG_INT, &self->days, "move: so many days later", "N" },
    { "hours", 0, 0, G_OPTION_ARG_INT, &self->hours, "move: so many hours later", "N" },
    { "kind", 0, 0, G_OPTION_ARG_STRING, &self->kind,
      "add: send, task, offline, deadline, blackout, observance, ad-flight or milestone; people: "
      "of "
      "the conflict",
      "KIND" },
    { "title", 0, 0, G_OPTION_ARG_STRING, &self->title, "what it is", "TEXT" },
    { "note", 0, 0, G_OPTION_ARG_STRING, &self->note, "more about it", "TEXT" },
    { "owner", 0, 0, G_OPTION_ARG_STRING, &self->owner, "whose it is", "NAME" },
    { "state", 0, 0, G_OPTION_ARG_STRING, &self->state,
      "idea, planned, committed, done or cancelled", "STATE" },
    { "medium", 0, 0, G_OPTION_ARG_STRING, &self->medium,
      "all, email, text, kakao, push, chat, ads, offline or other", "MEDIUM" },
    { "cost", 0, 0, G_OPTION_ARG_STRING, &self->cost, "in the currency of the workspace",
      "AMOUNT" },
    { "committed", 0, 0, G_OPTION_ARG_STRING, &self->committed, "budget: ordered by hand",
      "AMOUNT" },
    { "campaign", 0, 0, G_OPTION_ARG_STRING, &self->campaign, "of which campaign", "NAME" },
    { "channel", 0, 0, G_OPTION_ARG_STRING, &self->channel, "add: how a send goes out", "NAME" },
    { "segment", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->segments, "add: to whom; several add up",
      "NAME" },
    { "everyone", 0, 0, G_OPTION_ARG_NONE, &self->is_everyone, "add: to everybody", NULL },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &self->is_dry, "move: only say what would follow", NULL },
    { "open", 0, 0, G_OPTION_ARG_NONE, &self->is_open, "holidays add: people work then", NULL },
    { "yearly", 0, 0, G_OPTION_ARG_NONE, &self->is_yearly, "holidays add: every year", NULL },
    { "drop", 0, 0, G_OPTION_ARG_NONE, &self->is_removed, "scenario change: without it", NULL },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self->output, "write to a file", "FILE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->is_json, "answer in JSON", NULL },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, NULL);
  return esp_ctl_parse (context, argc, argv, ESP_CTL_PLAN_SUBJECT, out_status);
}

/**
 * esp_ctl_plan_parse:
 */
gboolean
esp_ctl_plan_parse (EspCtlPlan *self, int *argc, char ***argv, int *out_status)
{
  g_autoptr (GOptionContext) context = g_option_context_new (
    "list | check | people KEY | add | move KEY | copy KEY | remove KEY | holidays "
    "[add | remove ID | hide ID | show ID] | computer [HOURS] | budget [add | remove ID] | "
    "scenario "
    "[new | change ID KEY | compare ID | apply ID | remove ID] | export | import FILE | print");

  g_option_context_set_description (
    context, "KEY is as the list writes it: send:12, item:3, task:4, campaign:5. TIME is such as "
             "2026-03-31 or \"2026-03-31 14:00\", in the workspace's time zone. Without a span, "
             "five weeks from this Monday on are looked at.");
  if (!parse_entries (self, context, argc, argv, out_status))
    return FALSE;
  self->action = *argc > 1 ? (*argv)[1] : "list";
  self->key = *argc > 2 ? (*argv)[2] : NULL;
  self->argument = *argc > 3 ? (*argv)[3] : NULL;
  self->extra = *argc > 4 ? (*argv)[4] : NULL;
  return TRUE;
}
