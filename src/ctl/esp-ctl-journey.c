/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl journey: makes, checks, publishes, runs, rehearses and explains journeys. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-journey.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-journey-draw.h"
#include "ctl/esp-ctl-journey-make.h"
#include "ctl/esp-ctl-journey-outline.h"
#include "ctl/esp-ctl-journey-simulate.h"
#include "ctl/esp-ctl-journey-trace.h"
#include "engine/journey/esp-journey-json.h"
#include "store/esp-journey-flow.h"
#include "store/esp-leads.h"
#include "worker/esp-journey-manual.h"
#include "worker/esp-journey-orders.h"
#include "worker/esp-journey-runner.h"
#include "worker/esp-segment-source.h"

#define SUBJECT "journey"
#define MAX_TASKS 1000

typedef EspCtlJourney Options;

/**
 * esp_ctl_journey_find:
 *
 * Loads the journey that was named.
 */
gboolean
esp_ctl_journey_find (EspTx *tx, Options *options, GError **error)
{
  gint64 id = 0;

  if (!esp_journey_row_resolve (tx, options->reference, &id, error))
    return FALSE;
  g_clear_pointer (&options->row, esp_journey_row_free);
  options->row = esp_journey_row_load (tx, id, error);
  return options->row != NULL;
}

static gboolean
edit_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  return esp_ctl_journey_find (tx, options, error) &&
         esp_journey_order_edit (tx, options->row->id, options->text, error) &&
         esp_ctl_journey_find (tx, options, error);
}

static gboolean
list_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  options->rows = esp_journey_row_list (tx, FALSE, error);
  options->inside_of = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  for (guint i = 0; options->rows != NULL && i < options->rows->len; i++)
    {
      const EspJourneyRow *row = g_ptr_array_index (options->rows, i);
      gint64 *n = g_new0 (gint64, 1);

      if (!esp_journey_flow_count_here (tx, row->id, n, error))
        {
          g_free (n);
          return FALSE;
        }
      g_hash_table_insert (options->inside_of, GSIZE_TO_POINTER ((gsize) row->id), n);
    }
  return options->rows != NULL;
}

/* Whoever finishes a step that was removed is still in the version that had it. */
static gboolean
load_former (EspTx *tx, Options *options, GError **error)
{
  options->former = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) esp_journey_unref);
  for (guint i = 0; i < options->inside->len; i++)
    {
      guint number = g_array_index (options->inside, EspJourneyCount, i).version;
      g_autoptr (EspJourneyVersion) version = NULL;
      EspJourney *journey;

      if (number == options->row->version ||
          g_hash_table_contains (options->former, GUINT_TO_POINTER (number)))
        continue;
      version = esp_journey_version_load (tx, options->row->id, number, error);
      journey = version != NULL ? esp_journey_parse_json (version->definition, -1, error) : NULL;
      if (journey == NULL)
        return FALSE;
      g_hash_table_insert (options->former, GUINT_TO_POINTER (number), journey);
    }
  return TRUE;
}

static gboolean
show_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autoptr (EspJourneyVersion) version = NULL;

  if (!esp_ctl_journey_find (tx, options, error))
    return FALSE;
  if (options->row->version > 0)
    {
      version = esp_journey_version_load (tx, options->row->id, options->row->version, error);
      options->counts = version != NULL
                          ? esp_journey_counts_load (tx, options->row->id, version->version, error)
                          : NULL;
      options->inside =
        options->counts != NULL ? esp_journey_count_inside (tx, options->row->id, error) : NULL;
      if (options->inside == NULL || !load_former (tx, options, error))
        return FALSE;
    }
  options->journey =
    esp_journey_parse_json (version != NULL ? version->definition : options->row->draft, -1, error);
  if (options->journey == NULL)
    return FALSE;
  options->names = esp_ctl_journey_outline_names (tx, options->journey);
  options->world = esp_segment_world_load (tx, error);
  return options->world != NULL;
}

static gboolean
check_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  if (options->text == NULL && !esp_ctl_journey_find (tx, options, error))
    return FALSE;
  options->journey =
    esp_journey_order_read (tx, options->text != NULL ? options->text : options->row->draft, error);
  if (options->journey == NULL)
    return FALSE;
  options->problems =
    esp_journey_check_whole (tx, options->engine, options->row != NULL ? options->row->id : 0,
                             options->journey, error);
  return options->problems != NULL;
}

static EspBitmap *
collect_leads (EspTx *tx, Options *options, GError **error)
{
  g_autoptr (EspBitmap) leads = options->segment != NULL
                                  ? esp_segment_source_members (tx, options->segment, error)
                                  : esp_bitmap_new ();
  gint64 lead_id = 0;

  if (leads == NULL || !esp_ctl_journey_find (tx, options, error))
    return NULL;
  for (char **lead = options->references; *lead != NULL; lead++)
    {
      if (!esp_lead_resolve (tx, *lead, &lead_id, error))
        return NULL;
      esp_bitmap_add (leads, (guint32) lead_id);
    }
  return g_steal_pointer (&leads);
}

static gboolean
enter_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autoptr (EspBitmap) leads = collect_leads (tx, options, error);

  return leads != NULL &&
         esp_journey_order_enter (tx, options->engine, options->row->id, leads, &options->n, error);
}

static gboolean
remove_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autoptr (EspBitmap) leads = collect_leads (tx, options, error);

  return leads != NULL &&
         esp_journey_take_out (tx, options->engine, options->row->id, leads, &options->n, error);
}

static gboolean
move_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autoptr (EspBitmap) leads = collect_leads (tx, options, error);
  gint64 n_refused = 0;

  return leads != NULL && esp_journey_put_at (tx, options->engine, options->row->id, leads,
                                              options->to, &options->n, &n_refused, error);
}

static gboolean
tasks_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  const EspTaskQuery query = { .which = ESP_TASKS_OPEN, .limit = MAX_TASKS };

  options->tasks = esp_task_row_list (tx, &query, error);
  return options->tasks != NULL;
}

/**
 * esp_ctl_journey_print_state:
 */
int
esp_ctl_journey_print_state (const Options *options)
{
  if (options->is_json)
    g_print ("{\"id\":%" G_GINT64_FORMAT ",\"state\":\"%s\",\"version\":%u}\n", options->row->id,
             options->row->state, options->row->version);
  else
    g_print ("Journey %" G_GINT64_FORMAT " “%s” is %s, version %u.\n", options->row->id,
             options->row->name, options->row->state, options->row->version);
  return ESP_CTL_OK;
}

static gboolean
read_text (Options *options, GError **error)
{
  return options->file == NULL || g_file_get_contents (options->file, &options->text, NULL, error);
}

static int
run_edit (Options *options, EspStore *store, GError **error)
{
  EspOperation operation = { .kind = "journey-edit", .summary = options->reference };

  if (options->file == NULL)
    return esp_ctl_usage (SUBJECT, "Give the journey as JSON with --file");
  if (!read_text (options, error) ||
      !esp_store_write (store, &operation, edit_cb, options, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  return esp_ctl_journey_print_state (options);
}

static int
run_list (Options *options, EspStore *store, GError **error)
{
  if (!esp_store_read (store, ESP_READ_LONG, list_cb, options, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  esp_ctl_journey_print_list (options);
  return ESP_CTL_OK;
}

static int
run_show (Options *options, EspStore *store, GError **error)
{
  if (!esp_store_read (store, ESP_READ_LONG, show_cb, options, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  esp_ctl_journey_print_one (options);
  return ESP_CTL_OK;
}

static int
run_export (Options *options, EspStore *store, GError **error)
{
  if (!esp_store_read (store, ESP_READ_LONG, show_cb, options, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  g_print ("%s", options->row->draft);
  return ESP_CTL_OK;
}

static int
run_check (Options *options, EspStore *store, GError **error)
{
  if (!read_text (options, error) ||
      !esp_store_read (store, ESP_READ_LONG, check_cb, options, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  esp_ctl_journey_print_problems (options);
  return esp_journey_problems_first_error (options->problems) == NULL ? ESP_CTL_OK : ESP_CTL_FAILED;
}

static int
run_remove (Options *options, EspStore *store, GError **error)
{
  if (!esp_store_write (store, NULL, remove_cb, options, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  if (options->is_json)
    g_print ("{\"removed\":%" G_GINT64_FORMAT "}\n", options->n);
  else
    g_print ("%" G_GINT64_FORMAT " were taken out of “%s”.\n", options->n, options->row->name);
  return ESP_CTL_OK;
}

static int
run_move (Options *options, EspStore *store, GError **error)
{
  if (options->to == NULL)
    return esp_ctl_usage (SUBJECT, "Name the step with --to STEP");
  if (!esp_store_write (store, NULL, move_cb, options, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  if (options->is_json)
    g_print ("{\"moved\":%" G_GINT64_FORMAT "}\n", options->n);
  else
    g_print ("%" G_GINT64_FORMAT " are at “%s” now; who had done it stays.\n", options->n,
             options->to);
  return ESP_CTL_OK;
}

static int
run_enter (Options *options, EspStore *store, GError **error)
{
  const EspOperation operation = { .kind = "journey-enter", .actor = "ctl" };

  if (!esp_store_write (store, &operation, enter_cb, options, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  if (options->is_json)
    g_print ("{\"entered\":%" G_GINT64_FORMAT "}\n", options->n);
  else
    g_print ("%" G_GINT64_FORMAT " entered “%s”.\n", options->n, options->row->name);
  return ESP_CTL_OK;
}

static int
run_tasks (Options *options, EspStore *store, GError **error)
{
  if (!esp_store_read (store, ESP_READ_PAGE, tasks_cb, options, NULL, error))
    return esp_ctl_fail (SUBJECT, *error);
  esp_ctl_journey_print_tasks (options);
  return ESP_CTL_OK;
}

/* Leads everyone on who is due now; what is to be sent waits in the ledger for “espalierctl run”. */
static int
run_run (Options *options, EspStore *store, GError **error)
{
  g_autoptr (EspJourneyRunner) runner = esp_journey_runner_new (store, NULL, NULL);
  EspJourneyTurnResult result = { 0 };
  guint64 n_steps = 0;

  do
    {
      if (!esp_journey_runner_turn (runner, &result, error))
        {
          esp_journey_turn_result_clear (&result);
          return esp_ctl_fail (SUBJECT, *error);
        }
      n_steps += result.n_steps;
    }
  while (result.more);
  if (options->is_json)
    g_print ("{\"steps\":%" G_GUINT64_FORMAT "}\n", n_steps);
  else
    g_print ("%" G_GUINT64_FORMAT " steps were done.\n", n_steps);
  return ESP_CTL_OK;
}

static const struct
{
  const char *name;
  EspStoreMode mode;
  gboolean names_journey; /* by its first word */
  int (*run) (Options *options, EspStore *store, GError **error);
} actions[] = {
  { "create", ESP_STORE_OPEN, FALSE, esp_ctl_journey_create },
  { "templates", ESP_STORE_READ_ONLY, FALSE, esp_ctl_journey_templates },
  { "edit", ESP_STORE_OPEN, TRUE, run_edit },
  { "list", ESP_STORE_READ_ONLY, FALSE, run_list },
  { "show", ESP_STORE_READ_ONLY, TRUE, run_show },
  { "export", ESP_STORE_READ_ONLY, TRUE, run_export },
  { "check", ESP_STORE_READ_ONLY, FALSE, run_check },
  { "fix", ESP_STORE_OPEN, TRUE, esp_ctl_journey_fix },
  { "draw", ESP_STORE_READ_ONLY, FALSE, esp_ctl_journey_draw },
  { "publish", ESP_STORE_OPEN, TRUE, esp_ctl_journey_publish },
  { "versions", ESP_STORE_READ_ONLY, TRUE, esp_ctl_journey_versions },
  { "diff", ESP_STORE_READ_ONLY, TRUE, esp_ctl_journey_diff },
  { "restore", ESP_STORE_OPEN, TRUE, esp_ctl_journey_restore },
  { "enter", ESP_STORE_OPEN, TRUE, run_enter },
  { "remove", ESP_STORE_OPEN, TRUE, run_remove },
  { "move", ESP_STORE_OPEN, TRUE, run_move },
  { "pause", ESP_STORE_OPEN, TRUE, esp_ctl_journey_pause },
  { "resume", ESP_STORE_OPEN, TRUE, esp_ctl_journey_resume },
  { "close", ESP_STORE_OPEN, TRUE, esp_ctl_journey_close },
  { "open", ESP_STORE_OPEN, TRUE, esp_ctl_journey_open },
  { "end", ESP_STORE_OPEN, TRUE, esp_ctl_journey_end },
  { "run", ESP_STORE_OPEN, FALSE, run_run },
  { "simulate", ESP_STORE_READ_ONLY, TRUE, esp_ctl_journey_simulate },
  { "trace", ESP_STORE_READ_ONLY, TRUE, esp_ctl_journey_trace },
  { "ask", ESP_STORE_READ_ONLY, TRUE, esp_ctl_journey_ask },
  { "flow", ESP_STORE_READ_ONLY, TRUE, esp_ctl_journey_flow },
  { "health", ESP_STORE_READ_ONLY, FALSE, esp_ctl_journey_health },
  { "secret", ESP_STORE_OPEN, FALSE, esp_ctl_journey_secret },
  { "hooks", ESP_STORE_READ_ONLY, TRUE, esp_ctl_journey_hooks },
  { "tasks", ESP_STORE_READ_ONLY, FALSE, run_tasks },
};

static GOptionContext *
make_context (Options *options)
{
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &options->workspace, "The workspace", "FILE" },
    { "file", 'f', 0, G_OPTION_ARG_FILENAME, &options->file, "A journey as JSON", "FILE" },
    { "name", 'n', 0, G_OPTION_ARG_STRING, &options->name, "Name of a new journey", "NAME" },
    { "lead", 'l', 0, G_OPTION_ARG_STRING_ARRAY, &options->leads,
      "Address, phone, external id or #NUMBER; a rehearsal takes several", "LEAD" },
    { "segment", 's', 0, G_OPTION_ARG_STRING, &options->segment, "Whom to let in", "SEGMENT" },
    { "days", 0, 0, G_OPTION_ARG_INT64, &options->n, "How long a rehearsal goes", "DAYS" },
    { "sample", 0, 0, G_OPTION_ARG_INT, &options->sample, "Rehearse with so many, drawn by seed",
      "N" },
    { "start", 0, 0, G_OPTION_ARG_STRING, &options->start, "When the rehearsal begins", "TIME" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &options->seed, "The same seed gives the same rehearsal",
      "N" },
    { "assume", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->assumes,
      "What is assumed at a wait, a split or a goal: STEP=46%, yes, no or history", "STEP=WHAT" },
    { "follow", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->follow,
      "Print the way of one lead, or of several", "LEAD" },
    { "leads", 0, 0, G_OPTION_ARG_STRING, &options->counted,
      "List the leads that a number of the rehearsal counts: sent, held:no-consent …", "NUMBER" },
    { "ghost", 0, 0, G_OPTION_ARG_STRING, &options->ghost,
      "Rehearse with somebody made up: city=서울;score=40", "FIELD=VALUE;…" },
    { "compare-live", 0, 0, G_OPTION_ARG_NONE, &options->compares_live,
      "Also rehearse the published version, with the same people", NULL },
    { "csv", 0, 0, G_OPTION_ARG_NONE, &options->is_csv, "Print a table of the steps", NULL },
    { "accept-warnings", 0, 0, G_OPTION_ARG_NONE, &options->accepts_warnings,
      "Say yes to what needs the yes of a person", NULL },
    { "choose", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->choose,
      "What becomes of those at a step: keep, new, continue, exit or finish", "STEP=CHOICE" },
    { "dry-run", 0, 0, G_OPTION_ARG_NONE, &options->is_dry, "Only say what it would do", NULL },
    { "version", 0, 0, G_OPTION_ARG_INT, &options->version, "Publish, or count, that version",
      "V" },
    { "period", 0, 0, G_OPTION_ARG_STRING, &options->period, "Count today, week, month or all",
      "PERIOD" },
    { "from", 0, 0, G_OPTION_ARG_STRING, &options->from, "Compare this version", "V" },
    { "to", 0, 0, G_OPTION_ARG_STRING, &options->to, "with this one; of move: the step",
      "V|draft|STEP" },
    { "freeze", 0, 0, G_OPTION_ARG_NONE, &options->freezes,
      "The time of the pause does not count for those who wait", NULL },
    { "password-fd", 0, 0, G_OPTION_ARG_INT, &options->fd, "Read the secret from there", "FD" },
    { "now", 0, 0, G_OPTION_ARG_NONE, &options->is_now, "Take everyone out at once", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->is_json, "Print JSON", NULL },
    { NULL },
  };
  GOptionContext *context = g_option_context_new ("ACTION [JOURNEY] [LEAD…]");

  g_option_context_set_summary (context,
                                "Actions: create, edit, list, show, export, check, fix, draw, "
                                "diff, "
                                "publish, versions, restore, enter, remove, move, pause, resume, "
                                "close, open, "
                                "end, run, "
                                "simulate, templates, trace, ask, flow, health, secret, hooks, "
                                "tasks.");
  g_option_context_set_description (
    context,
    "A journey is named by its number, its uuid or its name. What its JSON may say stands in\n"
    "data/schema/journey.schema.json. “run” leads everyone on who is due; “espalierctl run”\n"
    "does the same all the time, and sends. “simulate” leads people through ahead of time:\n"
    "nothing is sent or written. Without --segment, --lead, --sample or --ghost those take part\n"
    "who would come in by the entries.\n"
    "“publish” moves everyone inside to the new version; who is at a step that was changed or\n"
    "removed is decided about with --choose, and --dry-run says how many that are.\n");
  g_option_context_add_main_entries (context, entries, NULL);
  esp_ctl_journey_draw_add_options (options, context);
  esp_ctl_journey_make_add_options (options, context);
  return context;
}

static void
options_clear (Options *options)
{
  g_clear_pointer (&options->row, esp_journey_row_free);
  g_clear_pointer (&options->journey, esp_journey_unref);
  g_clear_pointer (&options->problems, g_array_unref);
  g_clear_pointer (&options->counts, g_array_unref);
  g_clear_pointer (&options->inside, g_array_unref);
  g_clear_pointer (&options->former, g_hash_table_unref);
  g_clear_pointer (&options->rows, g_ptr_array_unref);
  g_clear_pointer (&options->inside_of, g_hash_table_unref);
  g_clear_pointer (&options->names, g_hash_table_unref);
  g_clear_pointer (&options->world, esp_segment_world_unref);
  g_clear_pointer (&options->tasks, g_ptr_array_unref);
  g_clear_pointer (&options->engine, esp_segment_engine_unref);
  g_free (options->workspace);
  g_free (options->file);
  g_free (options->name);
  g_free (options->period);
  g_free (options->lead);
  g_strfreev (options->leads);
  g_free (options->segment);
  g_free (options->template_id);
  g_free (options->language);
  g_free (options->problem);
  g_free (options->output);
  g_free (options->flow);
  g_free (options->paper);
  g_free (options->text);
  g_free (options->from);
  g_free (options->to);
  g_strfreev (options->choose);
  esp_publish_preview_free (options->preview);
  g_free (options->start);
  g_strfreev (options->assumes);
  g_strfreev (options->follow);
  g_clear_pointer (&options->followed, g_array_unref);
  g_free (options->counted);
  g_free (options->ghost);
}

static int
run_action (Options *options, guint action, char **words, GError **error)
{
  g_autoptr (EspStore) store = NULL;
  gboolean may_name = actions[action].names_journey ||
                      g_str_equal (actions[action].name, "check") ||
                      g_str_equal (actions[action].name, "draw");
  guint n_leads = options->leads != NULL ? g_strv_length (options->leads) : 0;

  options->references = words;
  if (n_leads > 1 && !g_str_equal (actions[action].name, "simulate"))
    return esp_ctl_usage (SUBJECT, "Only a rehearsal takes several leads; name one");
  if (n_leads > 0)
    options->lead = g_strdup (options->leads[n_leads - 1]);
  if (actions[action].names_journey && words[0] == NULL)
    return esp_ctl_usage (SUBJECT, "Name the journey by its number, uuid or name");
  if (may_name && words[0] != NULL)
    {
      options->reference = words[0];
      options->references = words + 1;
    }
  if (may_name && options->reference == NULL && options->file == NULL)
    return esp_ctl_usage (SUBJECT, "Name the journey, or give one with --file");
  store = esp_ctl_open_workspace (options->workspace, actions[action].mode, error);
  return store != NULL ? actions[action].run (options, store, error)
                       : esp_ctl_fail (SUBJECT, *error);
}

/**
 * esp_ctl_journey:
 *
 * Returns: the exit status
 */
int
esp_ctl_journey (int argc, char **argv)
{
  Options options = { .fd = -1 };
  g_autoptr (GOptionContext) context = make_context (&options);
  g_autoptr (GError) error = NULL;
  int status = ESP_CTL_OK;

  if (!esp_ctl_parse (context, &argc, &argv, SUBJECT, &status))
    return status;
  status = -1;
  options.engine = esp_segment_engine_new ();
  for (guint i = 0; argc > 1 && status < 0 && i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (actions[i].name, argv[1]))
      status = run_action (&options, i, argv + 2, &error);
  options_clear (&options);
  return status >= 0 ? status
                     : esp_ctl_usage (SUBJECT, argc > 1 ? "There is no such action"
                                                        : "Say what to do with journeys");
}
