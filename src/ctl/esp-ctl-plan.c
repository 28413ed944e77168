/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl plan: everything that has a date, what stands against what, holidays and budgets. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-plan.h"

#include "base/esp-clock.h"
#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "ctl/esp-ctl-plan-budget.h"
#include "ctl/esp-ctl-plan-exchange.h"
#include "ctl/esp-ctl-plan-options.h"
#include "ctl/esp-ctl-plan-print.h"
#include "ctl/esp-ctl-plan-scenario.h"
#include "store/esp-campaigns.h"
#include "store/esp-channels.h"
#include "store/esp-messages.h"
#include "store/esp-meta.h"
#include "worker/esp-plan-move.h"
#include "worker/esp-segment-source.h"
#include "worker/esp-send-audience.h"

#include <math.h>
#include <string.h>

#define SUBJECT ESP_CTL_PLAN_SUBJECT

static gboolean
load_plan (EspTx *tx, gpointer data, GError **error)
{
  EspCtlPlan *options = data;
  g_autoptr (EspHolidays) holidays = esp_plan_load_holidays (tx, error);

  if (holidays == NULL || !esp_ctl_plan_read_span (options, tx, error))
    return FALSE;
  options->plan = esp_plan_load (tx, options->from_us, options->to_us, holidays, error);
  return options->plan != NULL;
}

static gboolean
load_study (EspTx *tx, gpointer data, GError **error)
{
  EspCtlPlan *options = data;

  if (!esp_ctl_plan_read_span (options, tx, error))
    return FALSE;
  options->study = esp_plan_study_new (tx, options->from_us, options->to_us,
                                       esp_segment_source_members, NULL, error);
  return options->study != NULL;
}

static int
run_list (EspCtlPlan *options)
{
  int status = esp_ctl_plan_read (options, load_plan);

  if (status == ESP_CTL_OK)
    esp_ctl_plan_print_entries (options->plan, options->from_us, options->to_us, options->is_json);
  return status;
}

static int
run_check (EspCtlPlan *options)
{
  int status = esp_ctl_plan_read (options, load_study);

  if (status == ESP_CTL_OK)
    esp_ctl_plan_print_conflicts (options->study, options->from_us, options->to_us,
                                  options->is_json);
  return status;
}

/* Who they are whom a conflict names: as many as it says. */
static int
run_people (EspCtlPlan *options)
{
  int status;

  if (options->key == NULL)
    return esp_ctl_usage (SUBJECT,
                          "“people” takes a key, such as send:12; “plan check” writes them");
  status = esp_ctl_plan_read (options, load_study);
  if (status != ESP_CTL_OK)
    return status;
  for (guint i = 0; i < options->study->conflicts->len; i++)
    {
      const EspConflict *conflict = g_ptr_array_index (options->study->conflicts, i);
      g_autofree guint32 *ids = NULL;
      gsize n = 0;

      if (!g_str_equal (conflict->key, options->key) || conflict->people == NULL ||
          (options->kind != NULL &&
           !g_str_equal (options->kind, esp_conflict_kind_get_name (conflict->kind))))
        continue;
      ids = esp_bitmap_to_array (conflict->people, &n);
      for (gsize k = 0; k < n; k++)
        g_print ("%u\n", ids[k]);
      return ESP_CTL_OK;
    }
  return esp_ctl_usage (SUBJECT, "That send has no such conflict with people in it");
}

static gboolean
add_item (EspTx *tx, EspCtlPlan *options, EspPlanKind kind, GError **error)
{
  g_autoptr (EspPlanItem) item = esp_plan_item_new (kind, options->title);

  item->is_all_day = !options->at_has_time;
  item->from_us =
    item->is_all_day ? esp_plan_day_to_utc (options->at_us, options->zone) : options->at_us;
  item->to_us = item->from_us;
  if (options->until != NULL &&
      !esp_ctl_plan_parse_time (options->until, options->zone, &item->to_us, NULL, error))
    return FALSE;
  /* The last day is in it. */
  if (item->is_all_day)
    item->to_us =
      (options->until != NULL ? esp_plan_day_to_utc (item->to_us, options->zone) : item->from_us) +
      ESP_USEC_PER_DAY;
  item->owner = g_strdup (options->owner);
  item->note = g_strdup (options->note);
  item->medium = g_strdup (options->medium);
  item->campaign_id = options->campaign_id;
  if (options->state != NULL && !esp_plan_state_find (options->state, &item->state))
    return esp_ctl_plan_refuse (error, "A state is idea, planned, committed, done or cancelled");
  if (options->cost != NULL &&
      !esp_ctl_plan_parse_money (options->cost, options->currency, &item->cost, error))
    return FALSE;
  if (!esp_plan_item_insert (tx, item, error))
    return FALSE;
  options->made = g_strdup_printf ("item:%" G_GINT64_FORMAT, item->id);
  return TRUE;
}

static char *
make_audience (const EspCtlPlan *options)
{
  g_autoptr (EspSendAudience) audience = esp_send_audience_new ();

  audience->is_everyone = options->is_everyone;
  for (guint i = 0; options->segments != NULL && options->segments[i] != NULL; i++)
    g_ptr_array_add (audience->segments, g_strdup (options->segments[i]));
  return esp_send_audience_to_json (audience);
}

static gboolean
add_send (EspTx *tx, EspCtlPlan *options, GError **error)
{
  g_autofree char *audience = make_audience (options);
  gint64 now_us = esp_tx_get_now_us (tx);
  EspPlanDraft draft = { .title = options->title,
                         .at_us = options->at_has_time
                                    ? options->at_us
                                    : esp_plan_choose_hour (options->at_us, now_us, options->zone),
                         .campaign_id = options->campaign_id,
                         .audience = audience };
  gint64 id = 0;

  if (options->channel != NULL)
    {
      g_autoptr (EspChannelRecord) channel = esp_channel_load_named (tx, options->channel, error);

      if (channel == NULL)
        return FALSE;
      draft.channel_id = channel->id;
    }
  if (!esp_plan_add_send (tx, &draft, &id, error))
    return FALSE;
  options->made = g_strdup_printf ("send:%" G_GINT64_FORMAT, id);
  return TRUE;
}

static gboolean
add_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlPlan *options = data;
  EspPlanKind kind;

  if (!esp_ctl_plan_read_world (options, tx, error) ||
      !esp_ctl_plan_parse_time (options->at, options->zone, &options->at_us, &options->at_has_time,
                                error) ||
      (options->campaign != NULL &&
       !esp_campaign_resolve (tx, options->campaign, &options->campaign_id, error)))
    return FALSE;
  if (g_strcmp0 (options->kind, "send") == 0)
    return add_send (tx, options, error);
  if (!esp_plan_kind_find (options->kind, &kind) || kind == ESP_PLAN_EXTERNAL)
    return esp_ctl_plan_refuse (error, "A kind is send, task, offline, deadline, blackout, "
                                       "observance, ad-flight or milestone");
  return add_item (tx, options, kind, error);
}

static int
run_add (EspCtlPlan *options)
{
  if (options->kind == NULL || options->title == NULL || options->at == NULL)
    return esp_ctl_usage (SUBJECT, "Give --kind KIND, --title TEXT and --at TIME");
  return esp_ctl_plan_write (options, "plan-add", add_cb);
}

static gboolean
read_target (EspTx *tx, EspCtlPlan *options, GError **error)
{
  EspPlanMove look;

  if (!esp_ctl_plan_read_world (options, tx, error))
    return FALSE;
  if (options->at != NULL)
    return esp_ctl_plan_read_moment (options, tx, options->key, &options->at_us, error);
  if (!esp_plan_look_at_move (tx, options->key, ESP_PLAN_NO_TIME, &look, error))
    return FALSE;
  options->at_us = esp_plan_shift (look.from_us, options->days, options->hours, options->zone);
  return TRUE;
}

static gboolean
move_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlPlan *options = data;

  return read_target (tx, options, error) &&
         esp_plan_move (tx, options->key, options->at_us, &options->move, error);
}

static gboolean
try_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlPlan *options = data;

  if (!read_target (tx, options, error) ||
      !esp_plan_look_at_move (tx, options->key, options->at_us, &options->move, error))
    return FALSE;
  options->study =
    esp_plan_study_new (tx, MIN (options->at_us, options->move.from_us) - ESP_USEC_PER_DAY,
                        MAX (options->at_us, options->move.from_us) + ESP_USEC_PER_DAY,
                        esp_segment_source_members, NULL, error);
  options->tried = options->study != NULL
                     ? esp_plan_study_try (options->study, tx, options->key, options->at_us, error)
                     : NULL;
  return options->tried != NULL;
}

static void
print_move (const EspCtlPlan *options)
{
  g_autofree char *to =
    esp_format_date (options->move.at_us, options->zone, ESP_DATE_DAY_TIME, ESP_LANG_EN);

  g_print ("%s %s to %s (%s).\n", options->key, options->is_dry ? "would move" : "moved", to,
           options->zone_name);
  if (options->move.returns_to_review)
    g_print ("It was approved for the other time: it goes back to review.\n");
  if (options->move.is_unscheduled)
    g_print ("It was ordered for the other time: it is a draft again and has to be ordered.\n");
}

static int
run_move (EspCtlPlan *options)
{
  int status;

  if (options->key == NULL)
    return esp_ctl_usage (SUBJECT, "Give what is to be moved, such as send:12");
  if (options->at == NULL && options->days == 0 && options->hours == 0)
    return esp_ctl_usage (SUBJECT, "Give --at TIME, --days N or --hours N");
  if (!options->is_dry)
    {
      status = esp_ctl_plan_write (options, "plan-move", move_cb);
      if (status == ESP_CTL_OK && !options->is_json)
        print_move (options);
      return status;
    }
  status = esp_ctl_plan_read (options, try_cb);
  if (status != ESP_CTL_OK)
    return status;
  if (!options->is_json)
    print_move (options);
  esp_ctl_plan_print_try (options->tried, options->study->plan->zone, options->is_json);
  return ESP_CTL_OK;
}

static gboolean
copy_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlPlan *options = data;

  if (!esp_ctl_plan_read_world (options, tx, error) ||
      !esp_ctl_plan_read_moment (options, tx, options->key, &options->at_us, error))
    return FALSE;
  options->made = esp_plan_duplicate (tx, options->key, options->at_us, error);
  return options->made != NULL;
}

static gboolean
remove_cb (EspTx *tx, gpointer data, GError **error)
{
  return esp_plan_remove (tx, ((const EspCtlPlan *) data)->key, error);
}

static int
run_copy (EspCtlPlan *options)
{
  if (options->key == NULL || options->at == NULL)
    return esp_ctl_usage (SUBJECT, "Give what is to be copied, and --at TIME");
  return esp_ctl_plan_write (options, "plan-add", copy_cb);
}

static int
run_remove (EspCtlPlan *options)
{
  if (options->key == NULL)
    return esp_ctl_usage (SUBJECT, "Give what is to be removed, such as item:3");
  return esp_ctl_plan_write (options, "plan-remove", remove_cb);
}

static gboolean
holidays_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlPlan *options = data;

  options->holidays = esp_plan_load_holidays (tx, error);
  return options->holidays != NULL && esp_ctl_plan_read_span (options, tx, error);
}

static gboolean
change_holidays_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlPlan *options = data;
  g_autofree char *own = esp_meta_get_text (tx, ESP_META_HOLIDAYS, "", error);
  g_autofree char *changed = NULL;
  GDate day;

  if (own == NULL || !esp_ctl_plan_read_world (options, tx, error))
    return FALSE;
  if (g_strcmp0 (options->key, "add") == 0)
    {
      if (!esp_ctl_plan_parse_time (options->at, options->zone, &options->at_us, NULL, error))
        return FALSE;
      esp_plan_get_date (options->at_us, options->zone, &day);
      changed = esp_holidays_own_add (own, &day, options->title, !options->is_open,
                                      options->is_yearly, error);
    }
  else if (g_strcmp0 (options->key, "remove") == 0)
    changed = esp_holidays_own_remove (own, options->argument, error);
  else
    changed =
      esp_holidays_own_hide (own, options->argument, g_str_equal (options->key, "hide"), error);
  return changed != NULL && esp_meta_set_text (tx, ESP_META_HOLIDAYS, changed, error);
}

static int
run_holidays (EspCtlPlan *options)
{
  static const char *const changes[] = { "add", "remove", "hide", "show", NULL };
  int status;
  GDate from, to;

  if (options->key != NULL && g_strv_contains (changes, options->key))
    {
      if (g_str_equal (options->key, "add") ? options->at == NULL || options->title == NULL
                                            : options->argument == NULL)
        return esp_ctl_usage (SUBJECT, "Give --at DAY and --title NAME to add a day, or the id of "
                                       "the day to remove, hide or show");
      return esp_ctl_plan_write (options, "plan-holidays", change_holidays_cb);
    }
  if (options->from == NULL && options->to == NULL)
    options->is_year = TRUE;
  status = esp_ctl_plan_read (options, holidays_cb);
  if (status != ESP_CTL_OK)
    return status;
  esp_plan_get_date (options->from_us, options->zone, &from);
  esp_plan_get_date (options->to_us - 1, options->zone, &to);
  esp_ctl_plan_print_holidays (options->holidays, &from, &to, options->is_json);
  return ESP_CTL_OK;
}

static gboolean
computer_cb (EspTx *tx, gpointer data, GError **error)
{
  EspCtlPlan *options = data;
  EspComputerHours hours;
  g_autofree char *json = NULL;

  if (options->key == NULL)
    {
      json = esp_meta_get_text (tx, ESP_META_COMPUTER, "", error);
      if (json == NULL || !esp_computer_hours_parse (json, &hours, error))
        return FALSE;
    }
  else
    {
      if (!esp_computer_hours_from_text (options->key, &hours, error))
        return FALSE;
      json = esp_computer_hours_to_json (&hours);
      if (!esp_meta_set_text (tx, ESP_META_COMPUTER, *json != '\0' ? json : NULL, error))
        return FALSE;
    }
  options->made = esp_computer_hours_to_text (&hours);
  return TRUE;
}

static int
run_computer (EspCtlPlan *options)
{
  int status;

  if (options->key != NULL)
    return esp_ctl_plan_write (options, "settings", computer_cb);
  status = esp_ctl_plan_read (options, computer_cb);
  if (status == ESP_CTL_OK)
    g_print ("%s\n", options->made);
  return status;
}

static int
run_action (EspCtlPlan *options)
{
  static const struct
  {
    const char *name;
    int (*run) (EspCtlPlan *options);
  } actions[] = {
    { "list", run_list },
    { "check", run_check },
    { "people", run_people },
    { "add", run_add },
    { "move", run_move },
    { "copy", run_copy },
    { "remove", run_remove },
    { "holidays", run_holidays },
    { "computer", run_computer },
    { "budget", esp_ctl_plan_budget },
    { "scenario", esp_ctl_plan_scenario },
    { "export", esp_ctl_plan_export },
    { "import", esp_ctl_plan_import },
    { "print", esp_ctl_plan_print },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (options->action, actions[i].name))
      return actions[i].run (options);
  return esp_ctl_usage (SUBJECT,
                        "What is to be done: list, check, people, add, move, copy, "
                        "remove, holidays, computer, budget, scenario, export, import or print?");
}

/**
 * esp_ctl_plan:
 */
int
esp_ctl_plan (int argc, char **argv)
{
  g_auto (EspCtlPlan) options = { 0 };
  int status;

  if (!esp_ctl_plan_parse (&options, &argc, &argv, &status))
    return status;
  return run_action (&options);
}
