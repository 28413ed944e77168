/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl task: what people are to do about leads. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-task.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "engine/segment/esp-segment-world.h"
#include "store/esp-leads.h"
#include "store/esp-tasks.h"
#include "worker/esp-task-csv.h"

#include <string.h>

#define SUBJECT "task"
#define DEFAULT_LIMIT 500

typedef struct
{
  char *workspace;
  char *state;
  char *owner;
  char *lead;
  char *title;
  char *note;
  char *due;
  char *search;
  char *output;
  int limit;
  gboolean is_alert;
  gboolean is_json;
  const char *action;
  gint64 id;
  gint64 lead_id;
  EspTaskRow change; /* texts are the options' own */
  GTimeZone *zone;   /* (owned) (nullable) */
  gint64 now_us;
  GPtrArray *rows; /* (owned) (nullable) */
} Options;

static void
options_clear (Options *options)
{
  g_free (options->workspace);
  g_free (options->state);
  g_free (options->owner);
  g_free (options->lead);
  g_free (options->title);
  g_free (options->note);
  g_free (options->due);
  g_free (options->search);
  g_free (options->output);
  g_clear_pointer (&options->zone, g_time_zone_unref);
  g_clear_pointer (&options->rows, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
load_zone (EspTx *tx, Options *options, GError **error)
{
  g_autoptr (EspSegmentWorld) world = esp_segment_world_load (tx, error);

  if (world == NULL)
    return FALSE;
  options->zone = g_time_zone_ref (esp_segment_world_get_zone (world));
  options->now_us = esp_tx_get_now_us (tx);
  return TRUE;
}

static gboolean
find_lead (EspTx *tx, Options *options, GError **error)
{
  return options->lead == NULL || esp_lead_resolve (tx, options->lead, &options->lead_id, error);
}

static gboolean
list_cb (EspTx *tx, gpointer data, GError **error)
{
  static const char *const states[] = { "open", "due", "overdue", "done", "all" };
  Options *options = data;
  EspTaskQuery query = { .owner = options->owner,
                         .text = options->search,
                         .only_alerts = options->is_alert,
                         .limit = (guint) options->limit };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    if (g_strcmp0 (options->state, states[i]) == 0)
      query.which = (EspTasksWhich) i;
  if (!load_zone (tx, options, error) || !find_lead (tx, options, error))
    return FALSE;
  query.lead_id = options->lead_id;
  query.until_us = options->now_us + ESP_USEC_PER_DAY;
  options->rows = esp_task_row_list (tx, &query, error);
  return options->rows != NULL;
}

/* "2026-03-31", "2026-03-31 14:00" in the zone of the workspace. */
static gboolean
read_due (const char *text, GTimeZone *zone, gint64 *out_us, GError **error)
{
  g_autofree char *iso = g_strdelimit (g_strdup (text), " ", 'T');
  g_autofree char *whole = strchr (iso, 'T') == NULL ? g_strconcat (iso, "T18:00:00", NULL)
                           : strlen (iso) == strlen ("2026-03-31T14:00")
                             ? g_strconcat (iso, ":00", NULL)
                             : g_strdup (iso);
  g_autoptr (GDateTime) at = g_date_time_new_from_iso8601 (whole, zone);

  if (*text == '\0')
    return *out_us = 0, TRUE;
  if (at == NULL)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "“%s” is no day; write one such as 2026-03-31 or 2026-03-31 14:00", text);
      return FALSE;
    }
  *out_us = g_date_time_to_unix (at) * G_USEC_PER_SEC;
  return TRUE;
}

static gboolean
add_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  EspTaskRow task = { .title = options->title,
                      .note = options->note,
                      .owner = options->owner,
                      .is_alert = options->is_alert };

  if (!load_zone (tx, options, error) || !find_lead (tx, options, error) ||
      (options->due != NULL && !read_due (options->due, options->zone, &task.due_us, error)))
    return FALSE;
  task.lead_id = options->lead_id;
  return esp_task_row_insert (tx, &task, &options->id, error);
}

static gboolean
edit_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autoptr (EspTaskRow) before = esp_task_row_load (tx, options->id, error);
  EspTaskRow after;

  if (before == NULL || !load_zone (tx, options, error))
    return FALSE;
  after = *before;
  after.title = options->title != NULL ? options->title : before->title;
  after.note = options->note != NULL ? options->note : before->note;
  after.owner = options->owner != NULL ? options->owner : before->owner;
  after.is_alert = options->is_alert || before->is_alert;
  return (options->due == NULL || read_due (options->due, options->zone, &after.due_us, error)) &&
         esp_task_row_update (tx, &after, error);
}

static gboolean
done_cb (EspTx *tx, gpointer data, GError **error)
{
  const Options *options = data;

  return esp_task_row_set_done (tx, options->id, !g_str_equal (options->action, "reopen"), error);
}

static gboolean
delete_cb (EspTx *tx, gpointer data, GError **error)
{
  return esp_task_row_delete (tx, ((const Options *) data)->id, error);
}

static char *
format_time (const Options *options, gint64 at_us)
{
  return at_us == 0 ? NULL
                    : esp_format_date (at_us, options->zone, ESP_DATE_SHORT_TIME, ESP_LANG_EN);
}

static void
write_json (const Options *options)
{
  g_autoptr (JsonBuilder) out = json_builder_new ();

  json_builder_begin_array (out);
  for (guint i = 0; i < options->rows->len; i++)
    {
      const EspTaskRow *row = g_ptr_array_index (options->rows, i);

      json_builder_begin_object (out);
      esp_ctl_add_int (out, "id", row->id);
      esp_ctl_add_int (out, "lead", row->lead_id);
      esp_ctl_add_text (out, "lead_name", row->lead);
      esp_ctl_add_text (out, "title", row->title);
      esp_ctl_add_text (out, "note", row->note);
      esp_ctl_add_text (out, "owner", row->owner);
      esp_ctl_add_boolean (out, "alert", row->is_alert);
      esp_ctl_add_int (out, "due_us", row->due_us);
      esp_ctl_add_int (out, "done_us", row->done_us);
      esp_ctl_add_boolean (out, "overdue",
                           row->done_us == 0 && row->due_us != 0 && row->due_us < options->now_us);
      esp_ctl_add_text (out, "journey", row->journey);
      esp_ctl_add_text (out, "step", row->step);
      esp_ctl_add_text (out, "score", row->score);
      json_builder_end_object (out);
    }
  json_builder_end_array (out);
  esp_ctl_print_json (out);
}

static void
write_text (const Options *options)
{
  for (guint i = 0; i < options->rows->len; i++)
    {
      const EspTaskRow *row = g_ptr_array_index (options->rows, i);
      g_autofree char *due = format_time (options, row->due_us);
      const char *state = row->done_us != 0                                   ? "done"
                          : row->due_us != 0 && row->due_us < options->now_us ? "late"
                                                                              : "open";

      g_print ("%6" G_GINT64_FORMAT "  %-4s  %-14s  %s%s  (%s%s%s%s%s)\n", row->id, state,
               due != NULL ? due : "no day", row->is_alert ? "! " : "", row->title,
               row->lead != NULL ? row->lead : "?", row->owner != NULL ? ", " : "",
               row->owner != NULL ? row->owner : "", row->journey != NULL ? ", " : "",
               row->journey != NULL ? row->journey : "");
    }
  if (options->rows->len == 0)
    g_print ("There is nothing to do.\n");
}

static int
run_list (Options *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store =
    esp_ctl_open_workspace (options->workspace, ESP_STORE_READ_ONLY, &error);
  gboolean is_ok;

  if (store == NULL)
    return esp_ctl_fail (SUBJECT, error);
  is_ok = esp_store_read (store, ESP_READ_LONG, list_cb, options, NULL, &error);
  esp_store_close (store);
  if (is_ok && options->output != NULL)
    {
      g_autoptr (GBytes) bytes =
        esp_task_csv_write (options->rows, NULL, options->zone, options->now_us);

      is_ok = g_file_set_contents (options->output, g_bytes_get_data (bytes, NULL),
                                   (gssize) g_bytes_get_size (bytes), &error);
    }
  if (!is_ok)
    return esp_ctl_fail (SUBJECT, error);
  if (options->output != NULL)
    g_print ("%u tasks in %s\n", options->rows->len, options->output);
  else if (options->is_json)
    write_json (options);
  else
    write_text (options);
  return ESP_CTL_OK;
}

static int
run_write (Options *options, EspStoreFunc func)
{
  const EspOperation operation = { .kind = "task",
                                   .summary = options->title,
                                   .actor = "espalierctl" };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = esp_ctl_open_workspace (options->workspace, ESP_STORE_OPEN, &error);
  gint64 history_id = 0;
  gboolean is_ok;

  if (store == NULL)
    return esp_ctl_fail (SUBJECT, error);
  is_ok = esp_store_write (store, &operation, func, options, &history_id, &error);
  esp_store_close (store);
  if (!is_ok)
    return esp_ctl_fail (SUBJECT, error);
  if (options->is_json)
    g_print ("{\"id\":%" G_GINT64_FORMAT ",\"history\":%" G_GINT64_FORMAT "}\n", options->id,
             history_id);
  else
    g_print ("Task %" G_GINT64_FORMAT ". Undo with: espalierctl undo %" G_GINT64_FORMAT "\n",
             options->id, history_id);
  return ESP_CTL_OK;
}

static int
run_action (Options *options)
{
  static const struct
  {
    const char *action;
    EspStoreFunc func;
  } writes[] = { { "done", done_cb },
                 { "reopen", done_cb },
                 { "edit", edit_cb },
                 { "delete", delete_cb } };

  if (g_str_equal (options->action, "list"))
    return run_list (options);
  if (g_str_equal (options->action, "add"))
    {
      if (options->lead == NULL || options->title == NULL)
        return esp_ctl_usage (SUBJECT, "Give --lead WHO and --title TEXT");
      return run_write (options, add_cb);
    }
  for (guint i = 0; i < G_N_ELEMENTS (writes); i++)
    if (g_str_equal (options->action, writes[i].action))
      return options->id != 0 ? run_write (options, writes[i].func)
                              : esp_ctl_usage (SUBJECT, "Give the number of the task");
  return esp_ctl_usage (SUBJECT, "What is to be done: list, add, done, reopen, edit or delete?");
}

/**
 * esp_ctl_task:
 */
int
esp_ctl_task (int argc, char **argv)
{
  g_auto (Options) options = { .limit = DEFAULT_LIMIT };
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &options.workspace, "the workspace file",
      "FILE" },
    { "state", 0, 0, G_OPTION_ARG_STRING, &options.state,
      "list: open (the default), due within a day, overdue, done or all", "STATE" },
    { "owner", 0, 0, G_OPTION_ARG_STRING, &options.owner, "whose it is; nothing: nobody's",
      "NAME" },
    { "lead", 0, 0, G_OPTION_ARG_STRING, &options.lead, "about whom", "WHO" },
    { "title", 0, 0, G_OPTION_ARG_STRING, &options.title, "add, edit: what is to be done", "TEXT" },
    { "note", 0, 0, G_OPTION_ARG_STRING, &options.note, "add, edit: more about it", "TEXT" },
    { "due", 0, 0, G_OPTION_ARG_STRING, &options.due, "add, edit: until when; nothing: no day",
      "DAY" },
    { "search", 0, 0, G_OPTION_ARG_STRING, &options.search, "list: words in it", "WORDS" },
    { "alert", 0, 0, G_OPTION_ARG_NONE, &options.is_alert, "an alert; list: alerts alone", NULL },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output, "list: write a table (CSV)",
      "FILE" },
    { "limit", 0, 0, G_OPTION_ARG_INT, &options.limit, "list: at most so many", "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context =
    g_option_context_new ("list | add | done N | reopen N | edit N | delete N");
  int status;

  g_option_context_set_description (context,
                                    "WHO is an address, a phone number, an external id or #id. DAY "
                                    "is such as 2026-03-31 "
                                    "or \"2026-03-31 14:00\", in the workspace's time zone.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, &argc, &argv, SUBJECT, &status))
    return status;
  options.action = argc > 1 ? argv[1] : "list";
  options.id = argc > 2 ? g_ascii_strtoll (argv[2], NULL, 10) : 0;
  options.limit = CLAMP (options.limit, 1, 100000);
  return run_action (&options);
}
