/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl score: makes, shows, tries, computes and explains scores. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-score.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "engine/score/esp-score-json.h"
#include "engine/score/esp-score-words.h"
#include "store/esp-leads.h"
#include "store/esp-scores.h"
#include "worker/esp-journey-runner.h"
#include "worker/esp-score-why.h"

#include <string.h>
#include <unistd.h>

#define SUBJECT "score"

typedef struct
{
  char *workspace;
  char *file;
  char *name;
  char *score_name; /* (nullable) of explain and give */
  int version;
  int points;
  gboolean is_telling;
  gboolean is_json;
  const char *action;
  const char *reference; /* (nullable) of argv */
  char *text;            /* (owned) (nullable) */
  char *column;          /* (owned) (nullable) */
  gint64 id;
  gint64 lead_id;
  gint64 history_id;
  GPtrArray *rows;          /* (owned) (nullable) */
  GPtrArray *versions;      /* (owned) (nullable) */
  GPtrArray *whys;          /* (owned) (nullable) */
  EspScorePreview *preview; /* (owned) (nullable) */
  EspScore *score;          /* (owned) (nullable) */
  EspSegmentEngine *engine; /* (owned) (nullable) */
  EspSegmentWorld *world;   /* (owned) (nullable) */
} Options;

static void
options_clear (Options *options)
{
  g_free (options->workspace);
  g_free (options->file);
  g_free (options->name);
  g_free (options->score_name);
  g_free (options->text);
  g_free (options->column);
  g_clear_pointer (&options->rows, g_ptr_array_unref);
  g_clear_pointer (&options->versions, g_ptr_array_unref);
  g_clear_pointer (&options->whys, g_ptr_array_unref);
  g_clear_pointer (&options->preview, esp_score_preview_free);
  g_clear_pointer (&options->score, esp_score_unref);
  g_clear_pointer (&options->world, esp_segment_world_unref);
  g_clear_pointer (&options->engine, esp_segment_engine_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static EspScoreTongue
tongue_of (const Options *options)
{
  return (EspScoreTongue){
    options->world != NULL ? esp_segment_world_get_catalog (options->world) : NULL,
    options->world != NULL ? esp_segment_world_get_currency (options->world) : NULL, ESP_LANG_EN
  };
}

static gboolean
load_world (EspTx *tx, Options *options, GError **error)
{
  options->engine = esp_segment_engine_new ();
  options->world = esp_segment_engine_get_world (options->engine, tx, error);
  return options->world != NULL;
}

static gboolean
list_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  options->rows = esp_score_row_list (tx, error);
  return options->rows != NULL && load_world (tx, options, error);
}

static gboolean
show_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  EspScoreRow *row;

  if (!esp_score_row_resolve (tx, options->reference, &options->id, error))
    return FALSE;
  row = esp_score_row_load (tx, options->id, error);
  options->versions = esp_score_version_list (tx, options->id, error);
  if (row == NULL || options->versions == NULL || !load_world (tx, options, error))
    return FALSE;
  options->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_score_row_free);
  g_ptr_array_add (options->rows, row);
  options->score = esp_score_parse_json (row->definition, -1, error);
  return options->score != NULL;
}

static gboolean
column_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  return esp_score_pick_column (tx, options->name, &options->column, error);
}

static gboolean
create_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  return esp_score_row_insert (tx, options->name, options->column, options->text, &options->id,
                               error);
}

static gboolean
edit_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autoptr (EspScoreRow) row = NULL;

  if (!esp_score_row_resolve (tx, options->reference, &options->id, error))
    return FALSE;
  row = esp_score_row_load (tx, options->id, error);
  if (row == NULL)
    return FALSE;
  if (options->version > 0)
    {
      g_autoptr (GPtrArray) versions = esp_score_version_list (tx, options->id, error);

      for (guint i = 0; versions != NULL && i < versions->len && options->text == NULL; i++)
        if (((EspScoreVersion *) versions->pdata[i])->version == (guint) options->version)
          options->text = g_strdup (((EspScoreVersion *) versions->pdata[i])->definition);
      if (options->text == NULL)
        {
          g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
                       "There is no version %d of this score", options->version);
          return FALSE;
        }
    }
  return esp_score_row_update (tx, options->id, options->name != NULL ? options->name : row->name,
                               options->text != NULL ? options->text : row->definition,
                               options->is_telling, error);
}

static gboolean
delete_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  return esp_score_row_resolve (tx, options->reference, &options->id, error) &&
         esp_score_row_set_archived (tx, options->id, TRUE, error);
}

static gboolean
restart_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  return esp_score_row_resolve (tx, options->reference, &options->id, error) &&
         esp_score_row_restart (tx, options->id, error);
}

static gboolean
give_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autoptr (EspScoreRow) row = NULL;

  if (!esp_lead_resolve (tx, options->reference, &options->lead_id, error) ||
      !esp_score_row_resolve (tx, options->score_name != NULL ? options->score_name : "score",
                              &options->id, error))
    return FALSE;
  row = esp_score_row_load (tx, options->id, error);
  return row != NULL && esp_score_give (tx, options->lead_id, row->column, "add", options->points,
                                        "espalierctl", error);
}

static gboolean
explain_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  options->rows = esp_score_row_list (tx, error);
  options->whys = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_score_why_free);
  if (options->rows == NULL || !load_world (tx, options, error) ||
      !esp_lead_resolve (tx, options->reference, &options->lead_id, error))
    return FALSE;
  for (guint i = 0; i < options->rows->len; i++)
    {
      const EspScoreRow *row = options->rows->pdata[i];
      EspScoreWhy *why;

      if (options->score_name != NULL && !g_str_equal (options->score_name, row->name) &&
          !g_str_equal (options->score_name, row->column))
        continue;
      why = esp_score_why_load (tx, options->engine, row->id, (guint32) options->lead_id, error);
      if (why == NULL)
        return FALSE;
      g_ptr_array_add (options->whys, why);
    }
  return TRUE;
}

static gboolean
preview_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autoptr (EspScoreRow) row = NULL;

  if (!load_world (tx, options, error))
    return FALSE;
  if (options->reference != NULL)
    {
      if (!esp_score_row_resolve (tx, options->reference, &options->id, error))
        return FALSE;
      row = esp_score_row_load (tx, options->id, error);
      if (row == NULL)
        return FALSE;
    }
  options->preview = esp_score_preview_load (tx, options->engine, options->score,
                                             row != NULL ? row->column : "", error);
  return options->preview != NULL;
}

/* The text of the file in the form in which it is kept. */
static gboolean
read_file (Options *options, GError **error)
{
  g_autofree char *text = NULL;
  gsize length = 0;

  if (options->file == NULL)
    return TRUE;
  if (!g_file_get_contents (options->file, &text, &length, error))
    return FALSE;
  options->score = esp_score_parse_json (text, (gssize) length, error);
  if (options->score == NULL)
    return FALSE;
  options->text = esp_score_to_json (options->score);
  return TRUE;
}

static gboolean
find_computing_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  g_clear_pointer (&options->rows, g_ptr_array_unref);
  options->rows = esp_score_row_list (tx, error);
  return options->rows != NULL;
}

/* Turns of the engine until all is computed; each is a transaction, so it may be stopped at any moment and
 * goes on where it was. */
static gboolean
compute_all (Options *options, EspStore *store, GError **error)
{
  g_autoptr (EspJourneyRunner) runner = esp_journey_runner_new (store, NULL, NULL);
  gboolean shows = isatty (STDERR_FILENO) != 0;

  for (;;)
    {
      EspJourneyTurnResult result = { 0 };
      gboolean is_ok = esp_journey_runner_turn (runner, &result, error);
      gboolean more = result.more;

      esp_journey_turn_result_clear (&result);
      if (!is_ok || !esp_store_read (store, ESP_READ_PAGE, find_computing_cb, options, NULL, error))
        return FALSE;
      for (guint i = 0; shows && i < options->rows->len; i++)
        {
          const EspScoreRow *row = options->rows->pdata[i];

          if (row->is_computing)
            g_printerr ("\r%s: up to lead %" G_GINT64_FORMAT "   ", row->name, row->next_lead);
        }
      if (!more)
        break;
    }
  if (shows)
    g_printerr ("\r");
  return TRUE;
}

static void
print_list (const Options *options)
{
  g_autoptr (JsonBuilder) out = json_builder_new ();

  json_builder_begin_array (out);
  for (guint i = 0; i < options->rows->len; i++)
    {
      const EspScoreRow *row = options->rows->pdata[i];
      g_autoptr (EspScore) score = esp_score_parse_json (row->definition, -1, NULL);
      g_autofree char *frame = score != NULL ? esp_score_dup_frame_words (score, ESP_LANG_EN)
                                             : g_strdup ("cannot be read");

      json_builder_begin_object (out);
      esp_ctl_add_int (out, "id", row->id);
      esp_ctl_add_text (out, "name", row->name);
      esp_ctl_add_text (out, "field", row->column);
      esp_ctl_add_int (out, "version", row->version);
      esp_ctl_add_boolean (out, "computing", row->is_computing);
      esp_ctl_add_int (out, "rules", score != NULL ? esp_score_get_n_rules (score) : 0);
      json_builder_end_object (out);
      if (!options->is_json)
        g_print ("%4" G_GINT64_FORMAT "  %s  (%s, version %u%s)  %s\n", row->id, row->name,
                 row->column, row->version, row->is_computing ? ", computing" : "", frame);
    }
  json_builder_end_array (out);
  if (options->is_json)
    esp_ctl_print_json (out);
  else if (options->rows->len == 0)
    g_print ("There is no score yet. Make one with: espalierctl score create NAME --file FILE\n");
}

static void
print_show (const Options *options)
{
  const EspScoreRow *row = options->rows->pdata[0];
  const EspScoreTongue tongue = tongue_of (options);
  g_autofree char *words = esp_score_dup_words (options->score, &tongue);

  if (options->is_json)
    g_print ("%s", row->definition);
  else
    g_print ("%s (%s), version %u%s\n%s", row->name, row->column, row->version,
             row->is_computing ? ", is being computed" : "", words);
}

static void
print_versions (const Options *options)
{
  for (guint i = 0; i < options->versions->len; i++)
    {
      const EspScoreVersion *version = options->versions->pdata[i];
      g_autoptr (GDateTime) at =
        g_date_time_new_from_unix_utc (version->created_us / G_USEC_PER_SEC);
      g_autofree char *text = at != NULL ? g_date_time_format_iso8601 (at) : NULL;

      g_print ("%4u  %s  %s\n", version->version, text != NULL ? text : "",
               version->created_by != NULL ? version->created_by : "");
    }
}

static void
print_part (const Options *options, const EspScoreWhy *why, const EspScorePart *part)
{
  const EspScoreTongue tongue = tongue_of (options);
  g_autofree char *cause =
    part->rule < 0
      ? g_strdup ("Given by hand or by journeys")
      : esp_score_rule_dup_cause (esp_score_get_rule (why->score, (guint) part->rule), &tongue);
  g_autofree char *now = esp_format_decimal (part->now, 1);
  g_autofree char *all = esp_format_decimal (part->all, 0);

  if (part->n > 0)
    g_print ("  %8s  %s: %u ×, %s points in all\n", now, cause, part->n, all);
  else
    g_print ("  %8s  %s\n", now, cause);
}

static void
add_why (const Options *options, const EspScoreWhy *why, JsonBuilder *out)
{
  json_builder_begin_object (out);
  esp_ctl_add_text (out, "score", why->row->name);
  esp_ctl_add_text (out, "field", why->row->column);
  esp_ctl_add_int (out, "value", why->value);
  esp_ctl_add_int (out, "kept", why->kept);
  json_builder_set_member_name (out, "parts");
  json_builder_begin_array (out);
  for (guint i = 0; i < why->parts->len; i++)
    {
      const EspScorePart *part = &g_array_index (why->parts, EspScorePart, i);

      json_builder_begin_object (out);
      esp_ctl_add_text (out, "rule",
                        part->rule < 0 ? NULL
                                       : esp_score_get_rule (why->score, (guint) part->rule)->id);
      esp_ctl_add_int (out, "n", part->n);
      esp_ctl_add_double (out, "all", part->all);
      esp_ctl_add_double (out, "now", part->now);
      esp_ctl_add_int (out, "last_us", part->last_us);
      json_builder_end_object (out);
    }
  json_builder_end_array (out);
  json_builder_end_object (out);
}

static void
print_explain (const Options *options)
{
  g_autoptr (JsonBuilder) out = json_builder_new ();

  json_builder_begin_array (out);
  for (guint i = 0; i < options->whys->len; i++)
    {
      const EspScoreWhy *why = options->whys->pdata[i];
      g_autofree char *frame = esp_score_dup_frame_words (why->score, ESP_LANG_EN);

      add_why (options, why, out);
      if (options->is_json)
        continue;
      g_print ("%s: %d  (%s)\n", why->row->name, why->value, frame);
      for (guint j = 0; j < why->parts->len; j++)
        print_part (options, why, &g_array_index (why->parts, EspScorePart, j));
      if (why->kept != why->value)
        g_print ("  The lead still has %d; the engine has not come by.\n", why->kept);
    }
  json_builder_end_array (out);
  if (options->is_json)
    esp_ctl_print_json (out);
}

static void
print_preview (const Options *options)
{
  const EspScorePreview *preview = options->preview;
  const char *about = preview->share < 1 ? "about " : "";

  g_print ("%s%.0f of %" G_GUINT64_FORMAT " leads would have another value (%.0f more, %.0f less);"
           " %s%.0f above 0\n",
           about, preview->n_changed, preview->n_leads, preview->n_up, preview->n_down, about,
           preview->n_positive);
  for (guint i = 0; i < esp_score_get_n_thresholds (options->score); i++)
    g_print ("  at or above %d: %s%.0f\n", esp_score_get_threshold (options->score, i)->value,
             about, preview->crossing[i]);
  for (guint i = 0; i < preview->bars->len; i++)
    {
      const EspScoreBar *bar = &g_array_index (preview->bars, EspScoreBar, i);

      g_print ("  %6d … %-6d %12.0f → %.0f\n", bar->from, bar->until, bar->n_before, bar->n_after);
    }
}

static int
run_read (Options *options, EspStoreFunc func, void (*print) (const Options *))
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store =
    esp_ctl_open_workspace (options->workspace, ESP_STORE_READ_ONLY, &error);
  gboolean is_ok;

  if (store == NULL)
    return esp_ctl_fail (SUBJECT, error);
  is_ok = esp_store_read (store, ESP_READ_LONG, func, options, NULL, &error);
  esp_store_close (store);
  if (!is_ok)
    return esp_ctl_fail (SUBJECT, error);
  print (options);
  return ESP_CTL_OK;
}

static int
run_write (Options *options, const char *kind, EspStoreFunc func)
{
  const char *name = options->name != NULL ? options->name : options->reference;
  EspOperation operation = { .kind = kind, .summary = name, .actor = "espalierctl" };
  EspOperation column = operation;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = esp_ctl_open_workspace (options->workspace, ESP_STORE_OPEN, &error);
  gboolean is_ok;

  if (store == NULL)
    return esp_ctl_fail (SUBJECT, error);
  column.is_unrecorded = TRUE;
  is_ok = func != create_cb ||
          esp_store_write (store, &column, column_cb, options, &operation.history_id, &error);
  is_ok = is_ok && esp_store_write (store, &operation, func, options, &options->history_id, &error);
  is_ok = is_ok && compute_all (options, store, &error);
  esp_store_close (store);
  if (!is_ok)
    return esp_ctl_fail (SUBJECT, error);
  if (options->is_json)
    g_print ("{\"id\":%" G_GINT64_FORMAT ",\"history\":%" G_GINT64_FORMAT "}\n", options->id,
             options->history_id);
  else if (options->history_id != 0)
    g_print ("Score %" G_GINT64_FORMAT
             ", all leads computed. Undo with: espalierctl undo %" G_GINT64_FORMAT "\n",
             options->id, options->history_id);
  else
    g_print ("Score %" G_GINT64_FORMAT ", all leads computed.\n", options->id);
  return ESP_CTL_OK;
}

static int
run_action (Options *options)
{
  const char *action = options->action;
  gboolean has_reference = options->reference != NULL;

  if (g_str_equal (action, "list"))
    return run_read (options, list_cb, print_list);
  if (g_str_equal (action, "preview"))
    return options->score != NULL ? run_read (options, preview_cb, print_preview)
                                  : esp_ctl_usage (SUBJECT, "Give the score as JSON with --file");
  if (!has_reference)
    return esp_ctl_usage (SUBJECT, "Which one? Give its name, or for explain and give the lead");
  if (g_str_equal (action, "show"))
    return run_read (options, show_cb, print_show);
  if (g_str_equal (action, "versions"))
    return run_read (options, show_cb, print_versions);
  if (g_str_equal (action, "explain"))
    return run_read (options, explain_cb, print_explain);
  if (g_str_equal (action, "create"))
    {
      if (options->text == NULL)
        return esp_ctl_usage (SUBJECT, "Give the score as JSON with --file");
      options->name = options->name != NULL ? options->name : g_strdup (options->reference);
      return run_write (options, "score-new", create_cb);
    }
  if (g_str_equal (action, "edit"))
    return run_write (options, "score", edit_cb);
  if (g_str_equal (action, "delete"))
    return run_write (options, "score-delete", delete_cb);
  if (g_str_equal (action, "recompute"))
    return run_write (options, NULL, restart_cb);
  if (g_str_equal (action, "give"))
    return run_write (options, NULL, give_cb);
  return esp_ctl_usage (SUBJECT, "What is to be done: list, show, create, edit, versions, preview, "
                                 "recompute, explain, give or delete?");
}

/**
 * esp_ctl_score:
 */
int
esp_ctl_score (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &options.workspace, "the workspace file",
      "FILE" },
    { "file", 'f', 0, G_OPTION_ARG_FILENAME, &options.file,
      "create, edit, preview: the score as JSON (score.schema.json)", "FILE" },
    { "name", 0, 0, G_OPTION_ARG_STRING, &options.name, "edit: another name", "NAME" },
    { "version", 0, 0, G_OPTION_ARG_INT, &options.version, "edit: as it was in that version", "N" },
    { "tell", 0, 0, G_OPTION_ARG_NONE, &options.is_telling,
      "edit: raise events for who crosses a threshold by that", NULL },
    { "score", 0, 0, G_OPTION_ARG_STRING, &options.score_name, "explain, give: which score",
      "NAME" },
    { "points", 0, 0, G_OPTION_ARG_INT, &options.points, "give: how many", "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context =
    g_option_context_new ("list | show NAME | create NAME | edit NAME | versions NAME | "
                          "preview [NAME] | recompute NAME | explain WHO | give WHO | delete NAME");
  g_autoptr (GError) error = NULL;
  int status;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, &argc, &argv, SUBJECT, &status))
    return status;
  options.action = argc > 1 ? argv[1] : "list";
  options.reference = argc > 2 ? argv[2] : NULL;
  if (!read_file (&options, &error))
    return esp_ctl_fail (SUBJECT, error);
  return run_action (&options);
}
