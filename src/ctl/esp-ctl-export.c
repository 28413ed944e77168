/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl export: lists of leads as CSV, or all about one person as JSON. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-export.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "ctl/esp-ctl-leads.h"
#include "store/esp-leads.h"
#include "store/esp-meta.h"
#include "store/esp-person.h"
#include "worker/esp-lead-export.h"
#include "worker/esp-search-indexer.h"

#include <gio/gunixoutputstream.h>
#include <string.h>
#include <unistd.h>

#define SUBJECT "export"

typedef struct
{
  char *workspace;
  EspCtlLeads which;
  char *email;
  char *purpose;
  guint64 n_left; /* people whose data left the workspace */
  char *output;
  char *encoding;
  char *delimiter;
  char *columns;
  gboolean is_unsafe;
  gboolean json;
  EspSegmentEngine *engine; /* (nullable) */
  EspBitmap *leads;         /* (nullable) */
  char *zone;
  char *text;
} Options;

static gboolean
find_leads (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  options->zone = esp_meta_get_text (tx, ESP_META_ZONE, "Asia/Seoul", error);
  if (options->zone == NULL)
    return FALSE;
  if (esp_ctl_leads_is_all (&options->which))
    return TRUE;
  options->leads = esp_ctl_leads_find (&options->which, options->engine, tx, error);
  return options->leads != NULL;
}

/* Columns of a view that the export does not know, such as those about behaviour, are left out. */
static gboolean
take_view_columns (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (GString) columns = g_string_new (NULL);

  for (guint i = 0; fields != NULL && options->which.columns[i] != NULL; i++)
    if (esp_fields_find (fields, options->which.columns[i]) >= 0)
      g_string_append_printf (columns, "%s%s", columns->len > 0 ? "," : "",
                              options->which.columns[i]);
  if (columns->len > 0)
    options->columns = g_strdup (columns->str);
  return fields != NULL;
}

/* What was changed by commands since the last search is not in the index yet. */
static gboolean
prepare_search (const Options *options, EspStore *store, GError **error)
{
  if ((options->which.search == NULL && options->which.view == NULL) ||
      esp_store_is_read_only (store))
    return TRUE;
  return esp_search_index_all (store, error);
}

static gboolean
read_format (const Options *options, EspExportOptions *format, GError **error)
{
  format->encoding = ESP_ENCODING_UTF8_BOM;
  format->delimiter = ',';
  format->is_unsafe = options->is_unsafe;
  format->time_zone = options->zone;
  if (options->encoding != NULL && !esp_encoding_from_name (options->encoding, &format->encoding))
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "“%s” is no encoding that we write; use UTF-8-BOM, UTF-8 or CP949",
                   options->encoding);
      return FALSE;
    }
  if (g_strcmp0 (options->delimiter, "tab") == 0)
    format->delimiter = '\t';
  else if (options->delimiter != NULL && strlen (options->delimiter) == 1 &&
           strchr (",;|\t", *options->delimiter) != NULL)
    format->delimiter = *options->delimiter;
  else if (options->delimiter != NULL)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "“%s” is no delimiter; use a comma, a semicolon, a bar or “tab”",
                   options->delimiter);
      return FALSE;
    }
  return TRUE;
}

static GOutputStream *
open_output (const char *path, GError **error)
{
  g_autoptr (GFile) file = NULL;

  if (path == NULL || g_str_equal (path, "-"))
    return g_unix_output_stream_new (STDOUT_FILENO, FALSE);
  file = g_file_new_for_commandline_arg (path);
  return G_OUTPUT_STREAM (g_file_replace (file, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL, error));
}

static void
tell (const Options *options, const EspExportResult *result)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  esp_ctl_add_int (builder, "leads", (gint64) result->n_leads);
  esp_ctl_add_int (builder, "lost", (gint64) result->n_lost);
  esp_ctl_add_text (builder, "lost_characters", result->lost);
  json_builder_end_object (builder);
  if (options->json && options->output != NULL)
    {
      esp_ctl_print_json (builder);
      return;
    }
  if (options->output != NULL)
    g_print ("%" G_GUINT64_FORMAT " leads written to %s\n", result->n_leads, options->output);
  if (result->n_lost > 0)
    g_printerr ("%" G_GUINT64_FORMAT
                " characters have no place in this encoding and became “?”: %s\n",
                result->n_lost, result->lost);
}

static gboolean
note_cb (EspTx *tx, gpointer data, GError **error)
{
  const Options *options = data;

  return esp_export_note (tx, options->n_left, options->purpose, error);
}

/* Writes down that data of so many people left, and what for; a workspace that cannot be written keeps no log. */
static int
note_export (Options *options, EspStore *store, guint64 n_leads)
{
  g_autoptr (GError) error = NULL;

  options->n_left = n_leads;
  if (esp_store_is_read_only (store) ||
      esp_store_write (store, NULL, note_cb, options, NULL, &error))
    return ESP_CTL_OK;
  return esp_ctl_fail (SUBJECT, error);
}

static int
export_leads (Options *options, EspStore *store)
{
  g_auto (GStrv) columns = NULL;
  g_auto (EspExportResult) result = { 0 };
  EspExportOptions format = { 0 };
  g_autoptr (GOutputStream) out = NULL;
  g_autoptr (GError) error = NULL;

  options->engine = esp_segment_engine_new ();
  if (!prepare_search (options, store, &error) ||
      !esp_store_read (store, ESP_READ_LONG, find_leads, options, NULL, &error) ||
      (options->columns == NULL && options->which.columns != NULL &&
       !esp_store_read (store, ESP_READ_LONG, take_view_columns, options, NULL, &error)) ||
      !read_format (options, &format, &error))
    return esp_ctl_fail (SUBJECT, error);
  columns = options->columns != NULL ? g_strsplit (options->columns, ",", -1) : NULL;
  format.columns = (const char *const *) columns;
  out = open_output (options->output, &error);
  if (out == NULL ||
      !esp_export_leads (store, options->leads, &format, out, NULL, &result, &error) ||
      !g_output_stream_close (out, NULL, &error))
    return esp_ctl_fail (SUBJECT, error);
  tell (options, &result);
  return note_export (options, store, result.n_leads);
}

static gboolean
read_person (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  gint64 id;

  if (!esp_lead_resolve (tx, options->email, &id, error))
    return FALSE;
  options->text = esp_person_to_json (tx, id, error);
  return options->text != NULL;
}

static int
export_person (Options *options, EspStore *store)
{
  g_autoptr (GError) error = NULL;

  if (options->email == NULL)
    return esp_ctl_usage (SUBJECT, "Name the person with --email ADDRESS");
  if (!esp_store_read (store, ESP_READ_LONG, read_person, options, NULL, &error))
    return esp_ctl_fail (SUBJECT, error);
  if (options->output == NULL)
    g_print ("%s\n", options->text);
  else if (!g_file_set_contents_full (options->output, options->text, -1,
                                      G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    return esp_ctl_fail (SUBJECT, error);
  return note_export (options, store, 1);
}

static int
run (Options *options, const char *what)
{
  g_autoptr (EspStore) store = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_str_equal (what, "leads") && !g_str_equal (what, "person"))
    return esp_ctl_usage (SUBJECT, "Say “leads” or “person”");
  store = esp_ctl_open_workspace (options->workspace, ESP_STORE_OPEN, &error);
  if (store == NULL)
    return esp_ctl_fail (SUBJECT, error);
  return g_str_equal (what, "leads") ? export_leads (options, store)
                                     : export_person (options, store);
}

static void
options_clear (Options *options)
{
  g_free (options->workspace);
  esp_ctl_leads_clear (&options->which);
  g_free (options->email);
  g_free (options->purpose);
  g_free (options->output);
  g_free (options->encoding);
  g_free (options->delimiter);
  g_free (options->columns);
  g_free (options->zone);
  g_free (options->text);
  g_clear_pointer (&options->leads, esp_bitmap_free);
  g_clear_pointer (&options->engine, esp_segment_engine_unref);
}

/**
 * esp_ctl_export:
 *
 * The subject "export": leads, person.
 *
 * Returns: the exit status
 */
int
esp_ctl_export (int argc, char **argv)
{
  Options o = { 0 };
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &o.workspace, "the workspace file", "FILE" },
    { "segment", 's', 0, G_OPTION_ARG_STRING, &o.which.segment, "leads: only of this segment",
      "NAME" },
    { "rule", 'r', 0, G_OPTION_ARG_STRING, &o.which.rule, "leads: only whom this rule matches",
      "TEXT" },
    { "rule-file", 'f', 0, G_OPTION_ARG_FILENAME, &o.which.rule_file, "leads: a rule as JSON",
      "FILE" },
    { "search", 0, 0, G_OPTION_ARG_STRING, &o.which.search,
      "leads: only who is found by a part of a name, initial consonants, an address, digits",
      "TEXT" },
    { "view", 0, 0, G_OPTION_ARG_STRING, &o.which.view,
      "leads: those of a saved view, in its columns", "NAME" },
    { "columns", 'c', 0, G_OPTION_ARG_STRING, &o.columns, "leads: fields in order", "email,name" },
    { "encoding", 0, 0, G_OPTION_ARG_STRING, &o.encoding,
      "leads: UTF-8-BOM (for Excel), UTF-8, CP949", "NAME" },
    { "delimiter", 0, 0, G_OPTION_ARG_STRING, &o.delimiter, "leads: what splits cells", ",;|tab" },
    { "raw", 0, 0, G_OPTION_ARG_NONE, &o.is_unsafe,
      "leads: leave cells as they are that a spreadsheet would compute", NULL },
    { "email", 0, 0, G_OPTION_ARG_STRING, &o.email, "person: who", "ADDRESS" },
    { "purpose", 0, 0, G_OPTION_ARG_STRING, &o.purpose,
      "what it is for; kept in the log of decisions with the number of people", "TEXT" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &o.output, "where to; else standard output",
      "FILE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &o.json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("leads|person");
  int status;

  g_option_context_add_main_entries (context, entries, NULL);
  if (esp_ctl_parse (context, &argc, &argv, SUBJECT, &status))
    status = argc == 2 ? run (&o, argv[1]) : esp_ctl_usage (SUBJECT, "Say “leads” or “person”");
  options_clear (&o);
  return status;
}
