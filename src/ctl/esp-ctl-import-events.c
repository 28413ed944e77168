/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl import events: brings a file of events in. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-import-events.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "worker/esp-event-import.h"

#define SUBJECT "import events"

typedef struct
{
  char *workspace;
  char *kind;
  char *campaign;
  char *rejects;
  char **mapping;
  int sheet;
  int year;
  gboolean is_dry_run;
  gboolean is_json;
} Options;

static void
print_json (const EspEventImportResult *result)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  esp_ctl_add_int (builder, "rows", result->n_rows);
  esp_ctl_add_int (builder, "new", result->n_new);
  esp_ctl_add_int (builder, "known", result->n_known);
  esp_ctl_add_int (builder, "errors", result->n_errors);
  esp_ctl_add_int (builder, "history_id", result->history_id);
  if (result->columns != NULL)
    {
      json_builder_set_member_name (builder, "columns");
      json_builder_begin_object (builder);
      for (guint i = 0; i < result->columns->columns->len; i++)
        {
          const EspEventColumn *column =
            &g_array_index (result->columns->columns, EspEventColumn, i);

          esp_ctl_add_text (builder, column->name, esp_event_role_get_name (column->role));
        }
      json_builder_end_object (builder);
    }
  json_builder_set_member_name (builder, "problems");
  json_builder_begin_array (builder);
  for (guint i = 0; i < result->problems->len; i++)
    {
      const EspEventImportProblem *problem = g_ptr_array_index (result->problems, i);

      json_builder_begin_object (builder);
      esp_ctl_add_int (builder, "row", (gint64) problem->row);
      esp_ctl_add_int (builder, "line", (gint64) problem->line);
      esp_ctl_add_text (builder, "reason", problem->reason);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  esp_ctl_print_json (builder);
}

static void
print_text (const EspEventImportResult *result, const Options *options)
{
  g_print ("%" G_GINT64_FORMAT " rows = %" G_GINT64_FORMAT " %s + %" G_GINT64_FORMAT
           " there already + %" G_GINT64_FORMAT " with errors\n",
           result->n_rows, result->n_new, options->is_dry_run ? "would be new" : "new",
           result->n_known, result->n_errors);
  for (guint i = 0; i < result->problems->len; i++)
    {
      const EspEventImportProblem *problem = g_ptr_array_index (result->problems, i);

      g_printerr ("Row %" G_GUINT64_FORMAT " (line %" G_GUINT64_FORMAT "): %s\n", problem->row,
                  problem->line, problem->reason);
    }
  if (result->n_errors > (gint64) result->problems->len)
    g_printerr ("… and %" G_GINT64_FORMAT " more; --rejects FILE keeps all of them.\n",
                result->n_errors - (gint64) result->problems->len);
  if (result->history_id != 0)
    g_print ("Undo with: espalierctl undo %" G_GINT64_FORMAT "\n", result->history_id);
}

static int
run (const Options *options, const char *path)
{
  EspEventImportOptions how = { options->kind,
                                options->campaign,
                                options->rejects,
                                options->is_dry_run,
                                (const char *const *) options->mapping,
                                (guint) options->year,
                                (guint) MAX (options->sheet, 0) };
  g_auto (EspEventImportResult) result = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store =
    esp_ctl_open_workspace (options->workspace,
                            options->is_dry_run ? ESP_STORE_READ_ONLY : ESP_STORE_OPEN, &error);
  gboolean is_ok;

  if (store == NULL)
    return esp_ctl_fail (SUBJECT, error);
  is_ok = esp_event_import_run (store, path, &how, NULL, &result, &error);
  esp_store_close (store);
  if (!is_ok)
    return esp_ctl_fail (SUBJECT, error);
  if (options->is_json)
    print_json (&result);
  else
    print_text (&result, options);
  return ESP_CTL_OK;
}

/**
 * esp_ctl_import_events:
 * @argv: the first is "events"
 *
 * Returns: the exit status: 0 also when rows had errors, which are told
 */
int
esp_ctl_import_events (int argc, char **argv)
{
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &options.workspace, "the workspace file",
      "FILE" },
    { "kind", 'k', 0, G_OPTION_ARG_STRING, &options.kind,
      "the kind of all events, when no column says it", "KIND" },
    { "campaign", 'c', 0, G_OPTION_ARG_STRING, &options.campaign,
      "the campaign of all events, when no column says it", "ID|NAME" },
    { "map", 'm', 0, G_OPTION_ARG_STRING_ARRAY, &options.mapping,
      "what a column holds, when its name does not tell: “고객=email”; “메모=” leaves it out",
      "COLUMN=ROLE" },
    { "sheet", 0, 0, G_OPTION_ARG_INT, &options.sheet, "of a workbook: which sheet, from 1", "N" },
    { "year", 'y', 0, G_OPTION_ARG_INT, &options.year,
      "of days that are written without one, such as “11/01 10:00”", "YEAR" },
    { "rejects", 0, 0, G_OPTION_ARG_FILENAME, &options.rejects,
      "write rows with errors here, with a column “reason”", "FILE" },
    { "dry-run", 'n', 0, G_OPTION_ARG_NONE, &options.is_dry_run, "look, but add nothing", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context =
    g_option_context_new ("FILE — bring events in: delimited text, or JSON Lines");
  int status = ESP_CTL_OK;

  g_option_context_set_description (
    context, "Columns are found by name: email, external_id or phone; kind; time; campaign; "
             "event_id; properties (JSON).\nAny other column is a property of that name, unless "
             "--map says what it holds. A file of JSON "
             "Lines has one object with these names in each line.\nAn open or a click that its "
             "properties mark as made by a program (bot, machine, prefetched, the user agent)\n"
             "becomes machine_open or machine_click and is not counted as a person's.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (esp_ctl_parse (context, &argc, &argv, SUBJECT, &status))
    {
      if (options.year != 0 && (options.year < 1990 || options.year > 2100))
        status = esp_ctl_usage (SUBJECT, "--year is a year such as 2025");
      else
        status = argc == 2 ? run (&options, argv[1])
                           : esp_ctl_usage (SUBJECT, "Give one file of delimited text");
    }
  g_free (options.workspace);
  g_free (options.kind);
  g_free (options.campaign);
  g_strfreev (options.mapping);
  g_free (options.rejects);
  return status;
}
