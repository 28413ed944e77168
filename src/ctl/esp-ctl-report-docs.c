/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl report saved|presets|new|edit|undo|archive: the reports that people keep. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-report-docs.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "engine/insight/esp-report-design.h"
#include "store/esp-report-docs.h"
#include "store/esp-segments.h"

typedef struct
{
  char *workspace;
  gboolean is_json;
  gboolean with_archived;
  gboolean is_redo;
  gboolean is_back;
  gboolean knows;
  char *preset;
  char *file;
  char *name;
  char *from;
  char *to;
  char *compare;
  char *segment;
  const char *reference; /* of the command line */
  gint64 id;
  GPtrArray *docs; /* (owned) */
  char *done;      /* (owned) what was undone */
} Options;

static void
options_clear (Options *options)
{
  g_free (options->workspace);
  g_free (options->preset);
  g_free (options->file);
  g_free (options->name);
  g_free (options->from);
  g_free (options->to);
  g_free (options->compare);
  g_free (options->segment);
  g_free (options->done);
  g_clear_pointer (&options->docs, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* Runs @func on the workspace. */
static int
run (Options *options, const char *subject, EspStoreFunc func, gboolean writes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store =
    esp_ctl_open_workspace (options->workspace, writes ? ESP_STORE_OPEN : ESP_STORE_READ_ONLY,
                            &error);
  gboolean is_ok;

  if (store == NULL)
    return esp_ctl_fail (subject, error);
  is_ok = writes ? esp_store_write (store, NULL, func, options, NULL, &error)
                 : esp_store_read (store, ESP_READ_PAGE, func, options, NULL, &error);
  esp_store_close (store);
  return is_ok ? ESP_CTL_OK : esp_ctl_fail (subject, error);
}

static gboolean
load_docs (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  options->docs = esp_report_doc_list (tx, options->with_archived, error);
  return options->docs != NULL;
}

static void
print_docs (const Options *options)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < options->docs->len; i++)
    {
      const EspReportDoc *doc = g_ptr_array_index (options->docs, i);

      if (!options->is_json)
        {
          g_print ("#%" G_GINT64_FORMAT "\t%s\t%u cards%s%s\n", doc->id, doc->name, doc->n_cards,
                   doc->schedule != NULL ? ", scheduled" : "",
                   doc->archived_at_us != 0 ? ", archived" : "");
          continue;
        }
      json_builder_begin_object (builder);
      esp_ctl_add_int (builder, "id", doc->id);
      esp_ctl_add_text (builder, "name", doc->name);
      esp_ctl_add_int (builder, "cards", doc->n_cards);
      esp_ctl_add_int (builder, "updated_at_us", doc->updated_at_us);
      esp_ctl_add_boolean (builder, "is_scheduled", doc->schedule != NULL);
      esp_ctl_add_boolean (builder, "is_archived", doc->archived_at_us != 0);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  if (options->is_json)
    esp_ctl_print_json (builder);
}

#define WORKSPACE(options)                                                                         \
  {                                                                                                \
    "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &(options).workspace, "the workspace file", "FILE" \
  }

/**
 * esp_ctl_report_saved:
 *
 * Lists the reports of a workspace.
 *
 * Returns: the exit status
 */
int
esp_ctl_report_saved (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    WORKSPACE (options),
    { "all", 0, 0, G_OPTION_ARG_NONE, &options.with_archived, "those in the archive too", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("— the reports of a workspace");
  int status = ESP_CTL_OK;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, &argc, &argv, "report saved", &status))
    return status;
  status = run (&options, "report saved", load_docs, FALSE);
  if (status == ESP_CTL_OK)
    print_docs (&options);
  return status;
}

static void
print_presets_json (void)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < esp_report_preset_get_n (); i++)
    {
      json_builder_begin_object (builder);
      esp_ctl_add_text (builder, "key", esp_report_preset_get (i)->key);
      esp_ctl_add_text (builder, "name", esp_report_preset_get (i)->name);
      esp_ctl_add_text (builder, "about", esp_report_preset_get (i)->about);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  esp_ctl_print_json (builder);
}

/**
 * esp_ctl_report_presets:
 *
 * Returns: the exit status
 */
int
esp_ctl_report_presets (int argc, char **argv)
{
  gboolean is_json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("— reports to begin with");
  int status = ESP_CTL_OK;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, &argc, &argv, "report presets", &status))
    return status;
  if (is_json)
    print_presets_json ();
  for (guint i = 0; i < esp_report_preset_get_n () && !is_json; i++)
    g_print ("%-16s%s: %s\n", esp_report_preset_get (i)->key, esp_report_preset_get (i)->name,
             esp_report_preset_get (i)->about);
  return ESP_CTL_OK;
}

/* What the command line says of the report as a whole. */
static gboolean
apply (EspTx *tx, EspReportDesign *design, const Options *options, GError **error)
{
  if (options->name != NULL)
    esp_report_design_set_name (design, options->name);
  if (options->from != NULL || options->to != NULL)
    esp_report_design_set_period (design, options->from != NULL ? options->from : design->from,
                                  options->to != NULL ? options->to : design->to);
  if (options->compare != NULL)
    esp_report_design_set_compare (design, options->compare);
  if (options->knows)
    esp_report_design_know_definitions (design);
  if (options->segment != NULL && *options->segment == '\0')
    esp_report_design_set_segment (design, NULL);
  else if (options->segment != NULL)
    {
      g_autoptr (EspSegment) segment = NULL;
      gint64 id;

      if (!esp_segment_resolve (tx, options->segment, &id, error))
        return FALSE;
      segment = esp_segment_load (tx, id, error);
      if (segment == NULL)
        return FALSE;
      esp_report_design_set_segment (design, segment->uuid);
    }
  for (guint i = 0; i < esp_report_design_get_n_cards (design); i++)
    {
      g_autoptr (EspQuestion) question =
        esp_report_design_ask (design, esp_report_design_get_card (design, i), error);

      if (question == NULL)
        {
          g_prefix_error (error, "Card %u: ", i + 1);
          return FALSE;
        }
    }
  return TRUE;
}

static EspReportDesign *
begin_design (const Options *options, GError **error)
{
  g_autofree char *json = NULL;
  gsize length = 0;

  if (options->file != NULL)
    return g_file_get_contents (options->file, &json, &length, error)
             ? esp_report_design_parse (json, (gssize) length, error)
             : NULL;
  if (options->preset != NULL)
    {
      const EspReportPreset *preset = esp_report_preset_find (options->preset);

      if (preset != NULL)
        return esp_report_preset_make (preset, preset->name);
      g_set_error (error, ESP_REPORT_DESIGN_ERROR, ESP_REPORT_DESIGN_ERROR_INVALID,
                   "There is no preset “%s”; “report presets” names them", options->preset);
      return NULL;
    }
  return esp_report_design_new ("Report");
}

static gboolean
write_new (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autoptr (EspReportDesign) design = begin_design (options, error);
  g_autofree char *json = NULL;

  if (design == NULL || !apply (tx, design, options, error))
    return FALSE;
  json = esp_report_design_to_json (design);
  return esp_report_doc_insert (tx, json, &options->id, error);
}

#define DESIGN(options)                                                                             \
  { "file", 'f', 0, G_OPTION_ARG_FILENAME, &(options).file, "the report as JSON", "FILE" },         \
    { "name", 0, 0, G_OPTION_ARG_STRING, &(options).name, "what it is called", "NAME" },            \
    { "from", 0, 0, G_OPTION_ARG_STRING, &(options).from, "first day: 2025-03-18, -28d, month",     \
      "DAY" },                                                                                      \
    { "to", 0, 0, G_OPTION_ARG_STRING, &(options).to, "last day", "DAY" },                          \
    { "compare", 0, 0, G_OPTION_ARG_STRING, &(options).compare, "none, previous or year", "WHAT" }, \
  {                                                                                                 \
    "segment", 0, 0, G_OPTION_ARG_STRING, &(options).segment, "of whom; “” is everybody",           \
      "SEGMENT"                                                                                     \
  }

/**
 * esp_ctl_report_new:
 *
 * Makes a report, from a preset, a file or without cards.
 *
 * Returns: the exit status
 */
int
esp_ctl_report_new (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    WORKSPACE (options),
    { "preset", 'p', 0, G_OPTION_ARG_STRING, &options.preset, "begin with this one", "KEY" },
    DESIGN (options),
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("[NAME] — make a report");
  int status = ESP_CTL_OK;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, &argc, &argv, "report new", &status))
    return status;
  if (argc == 2 && options.name == NULL)
    options.name = g_strdup (argv[1]);
  status = run (&options, "report new", write_new, TRUE);
  if (status == ESP_CTL_OK)
    g_print ("#%" G_GINT64_FORMAT "\n", options.id);
  return status;
}

static gboolean
write_edit (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autoptr (EspReportDesign) design = NULL;
  g_autoptr (EspReportDoc) doc = NULL;
  g_autofree char *json = NULL;

  if (!esp_report_doc_resolve (tx, options->reference, &options->id, error))
    return FALSE;
  doc = esp_report_doc_load (tx, options->id, error);
  if (doc == NULL)
    return FALSE;
  design = options->file != NULL ? begin_design (options, error)
                                 : esp_report_design_parse (doc->document, -1, error);
  if (design == NULL || !apply (tx, design, options, error))
    return FALSE;
  json = esp_report_design_to_json (design);
  return esp_report_doc_edit (tx, options->id, json, "Edit", error);
}

/**
 * esp_ctl_report_edit:
 *
 * Changes a report; “report undo” takes it back.
 *
 * Returns: the exit status
 */
int
esp_ctl_report_edit (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    WORKSPACE (options),
    DESIGN (options),
    { "know-definitions", 0, 0, G_OPTION_ARG_NONE, &options.knows,
      "take note of definitions of figures that changed; “report show” tells them", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("REPORT — change a report");
  int status = ESP_CTL_OK;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, &argc, &argv, "report edit", &status))
    return status;
  if (argc != 2)
    return esp_ctl_usage ("report edit", "Which report? Give its number or name");
  options.reference = argv[1];
  return run (&options, "report edit", write_edit, TRUE);
}

static gboolean
write_step (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  return esp_report_doc_resolve (tx, options->reference, &options->id, error) &&
         esp_report_doc_step (tx, options->id, options->is_redo, &options->done, error);
}

/**
 * esp_ctl_report_undo:
 *
 * Takes the last change of a report back, or does it again.
 *
 * Returns: the exit status
 */
int
esp_ctl_report_undo (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    WORKSPACE (options),
    { "redo", 0, 0, G_OPTION_ARG_NONE, &options.is_redo, "do it again", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("REPORT — take a change back");
  int status = ESP_CTL_OK;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, &argc, &argv, "report undo", &status))
    return status;
  if (argc != 2)
    return esp_ctl_usage ("report undo", "Which report? Give its number or name");
  options.reference = argv[1];
  status = run (&options, "report undo", write_step, TRUE);
  if (status == ESP_CTL_OK)
    g_print ("%s\n", options.done != NULL ? options.done : "There is nothing to take back");
  return status;
}

static gboolean
write_archive (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  return esp_report_doc_resolve (tx, options->reference, &options->id, error) &&
         esp_report_doc_set_archived (tx, options->id, !options->is_back, error);
}

/**
 * esp_ctl_report_archive:
 *
 * Puts a report away, or back.
 *
 * Returns: the exit status
 */
int
esp_ctl_report_archive (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    WORKSPACE (options),
    { "back", 0, 0, G_OPTION_ARG_NONE, &options.is_back, "take it out of the archive", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("REPORT — put a report away");
  int status = ESP_CTL_OK;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, &argc, &argv, "report archive", &status))
    return status;
  if (argc != 2)
    return esp_ctl_usage ("report archive", "Which report? Give its number or name");
  options.reference = argv[1];
  return run (&options, "report archive", write_archive, TRUE);
}
