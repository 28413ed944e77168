/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl campaign begin, stages, brief, forecast, ads …: a campaign as a process from plan to report. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-process.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-process-brief.h"
#include "ctl/esp-ctl-process-print.h"
#include "engine/plan/esp-ad-json.h"
#include "engine/plan/esp-plan-days.h"
#include "engine/plan/esp-plan.h"
#include "store/esp-campaigns.h"
#include "store/esp-channels.h"
#include "store/esp-meta.h"
#include "worker/esp-send-plan.h"

#include <math.h>
#include <string.h>

#define SUBJECT "campaign"
#define DUE_AHEAD_DAYS 60

typedef EspCtlProcess Options;

static void
options_clear (Options *self)
{
  g_free (self->workspace);
  g_free (self->process);
  g_free (self->occasion);
  g_free (self->from);
  g_free (self->to);
  g_free (self->stage);
  g_free (self->owner);
  g_free (self->due);
  g_free (self->note);
  g_free (self->state);
  g_free (self->text);
  g_free (self->file);
  g_free (self->output);
  g_free (self->metric);
  g_free (self->language);
  g_strfreev (self->sets);
  g_free (self->currency);
  g_clear_pointer (&self->book, esp_stage_book_free);
  g_clear_pointer (&self->campaign, esp_campaign_free);
  g_clear_pointer (&self->forecast, esp_forecast_free);
  g_clear_pointer (&self->post_mortem, esp_post_mortem_free);
  g_clear_pointer (&self->ads, g_ptr_array_unref);
  g_clear_pointer (&self->due_rows, g_ptr_array_unref);
  g_clear_pointer (&self->occasions, g_ptr_array_unref);
  g_clear_pointer (&self->holidays, esp_holidays_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID, sentence);
  return FALSE;
}

static gboolean
load (EspTx *tx, Options *self, GError **error)
{
  self->today = esp_plan_day_today (tx);
  self->currency = esp_meta_get_text (tx, ESP_META_CURRENCY, "KRW", error);
  if (self->currency == NULL)
    return FALSE;
  self->holidays = esp_plan_load_holidays (tx, error);
  if (self->holidays == NULL)
    return FALSE;
  if (self->name == NULL || self->makes_new)
    return TRUE;
  if (!esp_campaign_resolve (tx, self->name, &self->campaign_id, error))
    return FALSE;
  self->campaign = esp_campaign_load (tx, self->campaign_id, error);
  self->book = self->campaign != NULL ? esp_stage_book_load (tx, self->campaign_id, error) : NULL;
  return self->book != NULL && esp_process_facts_load (tx, self->campaign_id, &self->facts, error);
}

static gboolean
read_day (const char *text, gint64 *out_day, GError **error)
{
  *out_day = ESP_WORK_NO_DAY;
  if (text == NULL || g_str_equal (text, "none") || esp_plan_day_parse (text, out_day))
    return TRUE;
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
               "“%s” is no day: write it as 2027-02-07", text);
  return FALSE;
}

static gboolean
read_dates (Options *self, EspProcessDates *dates, GError **error)
{
  *dates = (EspProcessDates){ .today = self->today };
  if (!read_day (self->from, &dates->first, error) || !read_day (self->to, &dates->last, error))
    return FALSE;
  if (self->from == NULL && self->book != NULL)
    dates->first = self->book->starts_day;
  if (self->to == NULL && self->book != NULL)
    dates->last = self->book->ends_day;
  if (dates->first != ESP_WORK_NO_DAY && dates->last != ESP_WORK_NO_DAY &&
      dates->last < dates->first)
    return refuse (error, "The campaign would end before it begins");
  return TRUE;
}

static gboolean
reload (EspTx *tx, Options *self, GError **error)
{
  g_clear_pointer (&self->book, esp_stage_book_free);
  g_clear_pointer (&self->campaign, esp_campaign_free);
  self->campaign = esp_campaign_load (tx, self->campaign_id, error);
  self->book = self->campaign != NULL ? esp_stage_book_load (tx, self->campaign_id, error) : NULL;
  return self->book != NULL && esp_process_facts_load (tx, self->campaign_id, &self->facts, error);
}

static gboolean
begin_occasion (EspTx *tx, Options *self, GError **error)
{
  g_autoptr (GPtrArray) occasions = esp_occasions_load (error);
  const EspOccasion *occasion =
    occasions != NULL ? esp_occasions_find (occasions, self->occasion) : NULL;
  gint64 after = self->today;
  gint64 day = 0;

  if (occasions == NULL)
    return FALSE;
  if (occasion == NULL)
    return refuse (error, "There is no such occasion: see “campaign occasions”");
  if (self->from != NULL && !read_day (self->from, &after, error))
    return FALSE;
  return esp_occasion_next_day (occasion, self->holidays, after, &day, error) &&
         esp_occasion_apply (occasion, tx, self->campaign_id, day, self->holidays,
                             g_strcmp0 (self->language, "en") == 0 ? ESP_LANG_EN : ESP_LANG_KO,
                             error);
}

/* With a send that is still empty, as the window makes it. */
static gboolean
make_campaign (EspTx *tx, Options *self, GError **error)
{
  g_autoptr (EspSend) send = NULL;

  if (!esp_campaign_insert (tx, self->name, &self->campaign_id, error))
    return FALSE;
  send = esp_send_new (self->campaign_id);
  g_free (send->options);
  send->options = esp_send_options_new_json (tx, error);
  return send->options != NULL && esp_channel_ensure_demo (tx, &send->channel_id, error) &&
         esp_send_insert (tx, send, error);
}

static gboolean
begin_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;
  EspProcess process = ESP_PROCESS_CRM;
  EspProcessDates dates;
  gint64 found = 0;

  self->makes_new = !esp_campaign_resolve (tx, self->name, &found, NULL);
  if (!load (tx, self, error))
    return FALSE;
  if (self->process != NULL && !esp_process_find (self->process, &process))
    return refuse (error, "A process is crm or performance, or none to end it");
  if (self->makes_new && !make_campaign (tx, self, error))
    return FALSE;
  if (self->occasion != NULL)
    return begin_occasion (tx, self, error) && reload (tx, self, error);
  if (process == ESP_PROCESS_NONE)
    return esp_process_end (tx, self->campaign_id, error) && reload (tx, self, error);
  return read_dates (self, &dates, error) &&
         esp_process_begin (tx, self->campaign_id, process, &dates, self->holidays, error) &&
         reload (tx, self, error);
}

static gboolean
move_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;
  EspProcessDates dates;

  return load (tx, self, error) && read_dates (self, &dates, error) &&
         esp_process_move (tx, self->campaign_id, &dates, self->holidays, error) &&
         reload (tx, self, error);
}

static gboolean
stages_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;

  if (!load (tx, self, error))
    return FALSE;
  if (self->name != NULL)
    return TRUE;
  self->due_rows =
    esp_work_row_list_due (tx, self->today - DUE_AHEAD_DAYS, self->today + DUE_AHEAD_DAYS, error);
  return self->due_rows != NULL;
}

static EspWorkRow *
find_stage (Options *self, GError **error)
{
  EspWork work = ESP_WORK_PLANNING;
  EspWorkRow *row = NULL;

  if (self->stage == NULL)
    row = esp_process_get_current (self->book);
  else if (esp_work_find (self->stage, &work))
    row = esp_stage_book_find (self->book, work);
  if (row == NULL)
    (void) refuse (error, self->book->stages->len == 0
                            ? "The campaign has no stages: begin a process with “campaign begin”"
                            : "The campaign has no such stage");
  return row;
}

static void
take_text (char **to, const char *text)
{
  if (text == NULL)
    return;
  g_free (*to);
  *to = *text != '\0' ? g_strdup (text) : NULL;
}

static gboolean
stage_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;
  EspWorkRow *row = load (tx, self, error) ? find_stage (self, error) : NULL;
  gint64 due = ESP_WORK_NO_DAY;

  if (row == NULL || !read_day (self->due, &due, error))
    return FALSE;
  if (self->state != NULL && !esp_work_state_find (self->state, &row->state))
    return refuse (error, "A stage is open, doing, done or skipped");
  if (self->state != NULL)
    row->done_us = row->state == ESP_WORK_DONE ? esp_tx_get_now_us (tx) : 0;
  if (self->due != NULL)
    row->due_day = due;
  take_text (&row->owner, self->owner);
  take_text (&row->note, self->note);
  return esp_work_row_save (tx, row, error) && reload (tx, self, error);
}

static gboolean
tick_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;
  guint n = 0;

  if (!load (tx, self, error))
    return FALSE;
  for (guint i = 0; i < self->book->checks->len; i++)
    {
      const EspStageCheck *check = g_ptr_array_index (self->book->checks, i);

      if (self->text != NULL && g_strcmp0 (check->code, self->text) != 0 &&
          g_strcmp0 (check->title, self->text) != 0 &&
          check->id != g_ascii_strtoll (self->text, NULL, 10))
        continue;
      if (self->text == NULL &&
          (self->stage == NULL || !g_str_equal (esp_work_get_name (check->work), self->stage)))
        continue;
      if (!esp_stage_check_set_done (tx, check->id, !self->unticks, self->owner, error))
        return FALSE;
      n++;
    }
  if (n == 0)
    return refuse (error, "Nothing of the list is called so: name it with --check, or all of a "
                          "stage with --stage");
  return reload (tx, self, error);
}

static gboolean
add_check_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;
  EspWorkRow *row = load (tx, self, error) ? find_stage (self, error) : NULL;

  return row != NULL &&
         esp_stage_check_add (tx, self->campaign_id, row->work, NULL, self->text, error) &&
         reload (tx, self, error);
}

static gboolean
hand_over_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;

  return load (tx, self, error) &&
         esp_process_hand_over (tx, self->campaign_id, self->owner, self->note, self->in_spite,
                                error) &&
         reload (tx, self, error);
}

static gboolean
attach_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;
  EspWorkRow *row = load (tx, self, error) ? find_stage (self, error) : NULL;
  g_autofree char *contents = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize length = 0;

  if (row == NULL || !g_file_get_contents (self->file, &contents, &length, error))
    return FALSE;
  name = g_path_get_basename (self->file);
  bytes = g_bytes_new (contents, length);
  return esp_stage_file_add (tx, self->campaign_id, row->work, name, bytes, error) &&
         reload (tx, self, error);
}

static gboolean
save_file_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;
  g_autofree char *name = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize length = 0;
  gconstpointer contents;

  if (!load (tx, self, error))
    return FALSE;
  for (guint i = 0; i < self->book->files->len && bytes == NULL; i++)
    {
      const EspStageFile *file = g_ptr_array_index (self->book->files, i);

      if (g_str_equal (file->name, self->text) ||
          file->id == g_ascii_strtoll (self->text, NULL, 10))
        bytes = esp_stage_file_load (tx, file->id, &name, error);
    }
  if (bytes == NULL)
    return (error == NULL || *error == NULL) && refuse (error, "The campaign has no such file");
  contents = g_bytes_get_data (bytes, &length);
  return g_file_set_contents (self->output != NULL ? self->output : name,
                              contents != NULL ? contents : "", (gssize) length, error);
}

static gboolean
set_brief (EspTx *tx, Options *self, EspBrief *brief, GError **error)
{
  g_autofree char *json = NULL;

  for (guint i = 0; self->sets != NULL && self->sets[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (self->sets[i], "=", 2);

      if (parts[0] == NULL || parts[1] == NULL)
        return refuse (error, "Say what is set as --set NAME=WORDS");
      if (!esp_ctl_process_set_brief (tx, self, brief, parts, error))
        return FALSE;
    }
  json = esp_brief_to_json (brief);
  return esp_stage_book_set_brief (tx, self->campaign_id, json, error) && reload (tx, self, error);
}

static gboolean
brief_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;
  g_autoptr (EspBrief) brief = NULL;

  if (!load (tx, self, error))
    return FALSE;
  if (self->sets == NULL)
    return TRUE;
  brief = esp_brief_parse (self->book->brief, error);
  return brief != NULL && set_brief (tx, self, brief, error);
}

/* What is forecast becomes what the brief expects, with its reasons. */
static gboolean
keep_forecast (EspTx *tx, Options *self, GError **error)
{
  g_autoptr (EspBrief) brief = esp_brief_parse (self->book->brief, error);

  if (brief == NULL)
    return FALSE;
  g_free (brief->metric);
  g_free (brief->reasoning);
  brief->metric = g_strdup (esp_metric_get (self->forecast->metric)->key);
  brief->reasoning = esp_ctl_process_reason (self->forecast);
  brief->audience = self->forecast->audience;
  brief->expected = round (self->forecast->expected);
  brief->low = floor (self->forecast->low);
  brief->high = ceil (self->forecast->high);
  return set_brief (tx, self, brief, error);
}

static gboolean
forecast_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;
  EspMetricId metric = ESP_METRIC_CLICKED;

  if (!load (tx, self, error))
    return FALSE;
  if (self->metric != NULL && !esp_metric_find (self->metric, &metric))
    return refuse (error, "There is no such figure: try clicked, opened or delivered");
  if (self->audience <= 0)
    return refuse (error, "How many will get it? Say it with --audience N");
  self->forecast = esp_forecast_load (tx, self->campaign_id, metric,
                                      (double) self->audience *
                                        (esp_forecast_is_of_ads (metric)
                                           ? pow (10, esp_currency_exponent (self->currency))
                                           : 1),
                                      error);
  return self->forecast != NULL && (!self->keeps || keep_forecast (tx, self, error));
}

static gboolean
post_mortem_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;

  if (!load (tx, self, error))
    return FALSE;
  self->post_mortem = esp_post_mortem_load (tx, self->campaign_id, error);
  return self->post_mortem != NULL;
}

static gboolean
ads_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;
  g_autofree char *text = NULL;

  if (!load (tx, self, error))
    return FALSE;
  if (self->file != NULL)
    {
      g_autoptr (GPtrArray) ads = NULL;

      if (!g_file_get_contents (self->file, &text, NULL, error))
        return FALSE;
      ads =
        esp_ad_json_parse (self->campaign_id, text, esp_currency_exponent (self->currency), error);
      if (ads == NULL || !esp_ad_json_replace (tx, self->campaign_id, ads, error))
        return FALSE;
    }
  self->ads = esp_ad_campaign_list (tx, self->campaign_id, error);
  return self->ads != NULL;
}

static gboolean
occasions_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;

  if (!load (tx, self, error))
    return FALSE;
  self->occasions = esp_occasions_load (error);
  return self->occasions != NULL;
}

typedef struct
{
  const char *name;
  EspStoreFunc func;
  gboolean writes;
  gboolean needs_no_name;
  void (*print) (const Options *self);
  const char *needs; /* (nullable) what else has to be said */
} Action;

static const Action actions[] = {
  { "begin", begin_cb, TRUE, FALSE, esp_ctl_process_print_stages, NULL },
  { "reschedule", move_cb, TRUE, FALSE, esp_ctl_process_print_stages, "from" },
  { "stages", stages_cb, FALSE, TRUE, esp_ctl_process_print_stages, NULL },
  { "stage", stage_cb, TRUE, FALSE, esp_ctl_process_print_stages, "stage" },
  { "tick", tick_cb, TRUE, FALSE, esp_ctl_process_print_stages, NULL },
  { "add-check", add_check_cb, TRUE, FALSE, esp_ctl_process_print_stages, "check" },
  { "hand-over", hand_over_cb, TRUE, FALSE, esp_ctl_process_print_stages, NULL },
  { "attach", attach_cb, TRUE, FALSE, esp_ctl_process_print_stages, "file" },
  { "save-file", save_file_cb, FALSE, FALSE, NULL, "check" },
  { "brief", brief_cb, TRUE, FALSE, esp_ctl_process_print_brief, NULL },
  { "forecast", forecast_cb, TRUE, FALSE, esp_ctl_process_print_forecast, NULL },
  { "post-mortem", post_mortem_cb, FALSE, FALSE, esp_ctl_process_print_post_mortem, NULL },
  { "ads", ads_cb, TRUE, FALSE, esp_ctl_process_print_ads, NULL },
  { "occasions", occasions_cb, FALSE, TRUE, esp_ctl_process_print_occasions, NULL },
};

static const Action *
find_action (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (actions[i].name, name))
      return &actions[i];
  return NULL;
}

/**
 * esp_ctl_process_has_action:
 *
 * Returns: whether this is one of the acts of a campaign as a process
 */
gboolean
esp_ctl_process_has_action (const char *name)
{
  return find_action (name) != NULL;
}

static gboolean
parse (Options *self, int *argc, char ***argv, int *status)
{
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &self->workspace, "The workspace", "FILE" },
    { "process", 'p', 0, G_OPTION_ARG_STRING, &self->process, "crm, performance or none", "WHICH" },
    { "occasion", 0, 0, G_OPTION_ARG_STRING, &self->occasion, "begin: from this template", "ID" },
    { "from", 0, 0, G_OPTION_ARG_STRING, &self->from, "The first day on which it runs", "DAY" },
    { "to", 0, 0, G_OPTION_ARG_STRING, &self->to, "The last one", "DAY" },
    { "stage", 's', 0, G_OPTION_ARG_STRING, &self->stage,
      "planning, assets, review, setup, execution, operation, analysis or report", "STAGE" },
    { "owner", 0, 0, G_OPTION_ARG_STRING, &self->owner, "Who does it", "NAME" },
    { "due", 0, 0, G_OPTION_ARG_STRING, &self->due, "By which day; none", "DAY" },
    { "note", 0, 0, G_OPTION_ARG_STRING, &self->note, "A few words", "WORDS" },
    { "state", 0, 0, G_OPTION_ARG_STRING, &self->state, "open, doing, done or skipped", "STATE" },
    { "check", 0, 0, G_OPTION_ARG_STRING, &self->text, "Number, code or words of a point; a file",
      "WORDS" },
    { "undo", 0, 0, G_OPTION_ARG_NONE, &self->unticks, "tick: it is not done", NULL },
    { "in-spite", 0, 0, G_OPTION_ARG_NONE, &self->in_spite, "hand-over: whatever is still missing",
      NULL },
    { "file", 'f', 0, G_OPTION_ARG_FILENAME, &self->file, "attach: what; ads: a plan as JSON",
      "FILE" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self->output, "save-file: where to", "FILE" },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->sets, "brief: what it says", "NAME=WORDS" },
    { "metric", 'm', 0, G_OPTION_ARG_STRING, &self->metric, "forecast: which figure", "KEY" },
    { "audience", 'n', 0, G_OPTION_ARG_INT64, &self->audience,
      "forecast: of so many who get it; of advertisements, for so much money", "N" },
    { "keep", 0, 0, G_OPTION_ARG_NONE, &self->keeps, "forecast: it is what the brief expects",
      NULL },
    { "language", 0, 0, G_OPTION_ARG_STRING, &self->language, "Of a template: ko or en", "LANG" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->is_json, "Print JSON", NULL },
    { NULL }
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("ACTION [CAMPAIGN]");

  g_option_context_set_summary (context,
                                "Actions: begin, reschedule, stages, stage, tick, add-check, "
                                "hand-over, attach, "
                                "save-file, brief, forecast, post-mortem, ads, occasions.");
  g_option_context_add_main_entries (context, entries, NULL);
  return esp_ctl_parse (context, argc, argv, SUBJECT, status);
}

static const char *
find_missing (const Options *self, const Action *action)
{
  if (self->name == NULL && !action->needs_no_name)
    return "Which campaign? Give its name or number";
  if (action->needs == NULL)
    return NULL;
  if (g_str_equal (action->needs, "from") && self->from == NULL)
    return "When does it run? Say it with --from DAY and --to DAY";
  if (g_str_equal (action->needs, "stage") && self->stage == NULL)
    return "Which stage? Say it with --stage";
  if (g_str_equal (action->needs, "check") && self->text == NULL)
    return "Which one? Say it with --check";
  if (g_str_equal (action->needs, "file") && self->file == NULL)
    return "Which file? Say it with --file";
  return NULL;
}

static gboolean
is_writing (const Options *self, const Action *action)
{
  if (g_str_equal (action->name, "brief"))
    return self->sets != NULL;
  if (g_str_equal (action->name, "forecast"))
    return self->keeps;
  if (g_str_equal (action->name, "ads"))
    return self->file != NULL;
  return action->writes;
}

/**
 * esp_ctl_process:
 *
 * Returns: the exit status
 */
int
esp_ctl_process (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  EspOperation operation = { .kind = "campaign", .actor = "ctl" };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = NULL;
  const Action *action;
  const char *missing;
  gboolean writes, is_done;
  int status;

  if (!parse (&options, &argc, &argv, &status))
    return status;
  action = find_action (argc > 1 ? argv[1] : "stages");
  options.name = argc > 2 ? argv[2] : NULL;
  if (action == NULL)
    return esp_ctl_usage (SUBJECT, "There is no such action");
  missing = find_missing (&options, action);
  if (missing != NULL)
    return esp_ctl_usage (SUBJECT, missing);
  writes = is_writing (&options, action);
  operation.summary = options.name;
  store = esp_ctl_open_workspace (options.workspace, writes ? ESP_STORE_OPEN : ESP_STORE_READ_ONLY,
                                  &error);
  if (store == NULL)
    return esp_ctl_fail (SUBJECT, error);
  is_done = writes ? esp_store_write (store, &operation, action->func, &options, NULL, &error)
                   : esp_store_read (store, ESP_READ_LONG, action->func, &options, NULL, &error);
  esp_store_close (store);
  if (!is_done)
    return esp_ctl_fail (SUBJECT, error);
  if (action->print != NULL)
    action->print (&options);
  return ESP_CTL_OK;
}
