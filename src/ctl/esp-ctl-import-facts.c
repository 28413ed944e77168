/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl import orders|spend: brings files of shops and of ad platforms in. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-import-facts.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "worker/esp-fact-import.h"

#define MAX_SHOWN 100

typedef struct
{
  char *workspace;
  char *platform;
  char *campaign;
  char *rejects;
  char **mapping;
  int sheet;
  gboolean is_dry_run;
  gboolean is_json;
} Options;

static void
print_json (const EspFactImportResult *result)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  esp_ctl_add_int (builder, "rows", result->n_rows);
  esp_ctl_add_int (builder, "new", result->n_new);
  esp_ctl_add_int (builder, "changed", result->n_changed);
  esp_ctl_add_int (builder, "known", result->n_known);
  esp_ctl_add_int (builder, "errors", result->n_errors);
  esp_ctl_add_int (builder, "linked", result->n_linked);
  esp_ctl_add_int (builder, "history_id", result->history_id);
  esp_ctl_add_text (builder, "encoding", result->encoding);
  if (result->columns->kind == ESP_FACT_SPEND)
    esp_ctl_add_text (builder, "platform", result->columns->platform);
  json_builder_set_member_name (builder, "columns");
  json_builder_begin_object (builder);
  for (guint i = 0; i < result->columns->n_columns; i++)
    esp_ctl_add_text (builder, result->columns->names[i],
                      esp_fact_role_get_name (result->columns->roles[i]));
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "problems");
  json_builder_begin_array (builder);
  for (guint i = 0; i < result->problems->len; i++)
    {
      const EspFactProblem *problem = g_ptr_array_index (result->problems, i);

      json_builder_begin_object (builder);
      esp_ctl_add_int (builder, "row", (gint64) problem->row);
      esp_ctl_add_int (builder, "line", (gint64) problem->line);
      esp_ctl_add_text (builder, "kind", problem->is_warning ? "warning" : "error");
      esp_ctl_add_text (builder, "reason", problem->reason);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  esp_ctl_print_json (builder);
}

static void
print_text (const EspFactImportResult *result, gboolean is_dry_run)
{
  const EspFactColumns *columns = result->columns;
  gint64 n_problems = MAX (result->problems->len, result->n_errors); /* only the first are kept */

  for (guint i = 0; i < columns->n_columns; i++)
    if (columns->roles[i] != ESP_FACT_NONE)
      g_print ("%s → %s\n", columns->names[i], esp_fact_role_get_name (columns->roles[i]));
  if (columns->kind == ESP_FACT_SPEND)
    g_print ("Platform: %s\n", columns->platform != NULL ? columns->platform : "not recognised");
  g_print ("%" G_GINT64_FORMAT " rows (%s): %" G_GINT64_FORMAT " %s, %" G_GINT64_FORMAT
           " changed, %" G_GINT64_FORMAT " there already, %" G_GINT64_FORMAT " with errors\n",
           result->n_rows, result->encoding, result->n_new, is_dry_run ? "would be new" : "new",
           result->n_changed, result->n_known, result->n_errors);
  for (guint i = 0; i < MIN (result->problems->len, MAX_SHOWN); i++)
    {
      const EspFactProblem *problem = g_ptr_array_index (result->problems, i);

      if (problem->row != 0)
        g_printerr ("Row %" G_GUINT64_FORMAT ": %s\n", problem->row, problem->reason);
      else
        g_printerr ("%s\n", problem->reason);
    }
  if (n_problems > MAX_SHOWN)
    g_printerr ("… and %" G_GINT64_FORMAT " more; --rejects FILE keeps all rows with errors.\n",
                n_problems - MAX_SHOWN);
  if (result->history_id != 0)
    g_print ("Undo with: espalierctl undo %" G_GINT64_FORMAT "\n", result->history_id);
}

static int
run (const Options *options, EspFactKind kind, const char *subject, const char *path)
{
  EspFactImportOptions how = { kind,
                               options->platform,
                               options->campaign,
                               options->is_dry_run,
                               (const char *const *) options->mapping,
                               options->rejects,
                               (guint) MAX (options->sheet, 0) };
  g_auto (EspFactImportResult) result = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store =
    esp_ctl_open_workspace (options->workspace,
                            options->is_dry_run ? ESP_STORE_READ_ONLY : ESP_STORE_OPEN, &error);
  gboolean is_ok;

  if (store == NULL)
    return esp_ctl_fail (subject, error);
  is_ok = esp_fact_import_run (store, path, &how, NULL, &result, &error);
  esp_store_close (store);
  if (!is_ok)
    return esp_ctl_fail (subject, error);
  if (options->is_json)
    print_json (&result);
  else
    print_text (&result, options->is_dry_run);
  return ESP_CTL_OK;
}

static int
parse_and_run (int argc, char **argv, EspFactKind kind)
{
  const char *subject = kind == ESP_FACT_ORDERS ? "import orders" : "import spend";
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &options.workspace, "the workspace file",
      "FILE" },
    { "platform", 'p', 0, G_OPTION_ARG_STRING, &options.platform,
      "of spend: google, meta, naver, kakao, tiktok or another word, when the file does not tell",
      "PLATFORM" },
    { "campaign", 'c', 0, G_OPTION_ARG_STRING, &options.campaign,
      "the campaign of all rows; else rows go to the campaign of the same name", "ID|NAME" },
    { "map", 'm', 0, G_OPTION_ARG_STRING_ARRAY, &options.mapping,
      "what a column holds, when its name does not tell: “합계=amount”; “메모=” leaves it out",
      "COLUMN=ROLE" },
    { "rejects", 0, 0, G_OPTION_ARG_FILENAME, &options.rejects,
      "where rows with errors go, each with its reason", "FILE" },
    { "sheet", 0, 0, G_OPTION_ARG_INT, &options.sheet, "of a workbook: which sheet, from 1", "N" },
    { "dry-run", 'n', 0, G_OPTION_ARG_NONE, &options.is_dry_run, "look, but add nothing", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (
    kind == ESP_FACT_ORDERS
      ? "FILE — bring orders in: a workbook, or delimited text in any encoding"
      : "FILE — bring ad spend in: exports of ad platforms by day, as text or workbook");
  int status = ESP_CTL_OK;

  g_option_context_set_description (
    context,
    kind == ESP_FACT_ORDERS
      ? "Columns are found by name, Korean or English: order_id; date; amount; email, external_id "
        "or "
        "phone; currency; status;\nrefund_amount; refund_date; campaign; item, sku, quantity, "
        "item_price. Several rows with one order_id are its line items."
      : "Columns are found by name, Korean or English: date; cost; campaign; ad_group; creative; "
        "account; impressions; clicks;\nconversions; value; currency. Titles before the names and "
        "rows of totals are left out; totals are checked.\nColumns that divide a day, such as "
        "device or hour (or said with COLUMN=split), are added up.");
  g_option_context_add_main_entries (context, entries, NULL);
  if (esp_ctl_parse (context, &argc, &argv, subject, &status))
    status =
      argc == 2 ? run (&options, kind, subject, argv[1]) : esp_ctl_usage (subject, "Give one file");
  g_free (options.workspace);
  g_free (options.platform);
  g_free (options.campaign);
  g_free (options.rejects);
  g_strfreev (options.mapping);
  return status;
}

/**
 * esp_ctl_import_orders:
 *
 * Returns: the exit status: 0 also when rows had errors, which are told
 */
int
esp_ctl_import_orders (int argc, char **argv)
{
  return parse_and_run (argc, argv, ESP_FACT_ORDERS);
}

/**
 * esp_ctl_import_spend:
 *
 * Returns: the exit status: 0 also when rows had errors, which are told
 */
int
esp_ctl_import_spend (int argc, char **argv)
{
  return parse_and_run (argc, argv, ESP_FACT_SPEND);
}
