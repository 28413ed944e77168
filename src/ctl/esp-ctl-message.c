/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl message: lists, shows, imports and freezes messages, and writes their HTML. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-message.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "engine/content/esp-html-inline.h"
#include "engine/content/esp-html-writer.h"
#include "engine/content/esp-social.h"
#include "engine/content/exchange/esp-exchange.h"
#include "engine/content/exchange/esp-markup-text.h"
#include "engine/content/text/esp-text-doc.h"
#include "store/esp-messages.h"

#include <stdio.h>
#include <string.h>

typedef struct
{
  char *workspace;
  char *message;
  char *name;
  char *subject;
  char *document;     /* (owned): what import read */
  const char *medium; /* static: of it */
  gboolean with_archived;
  gboolean is_json;
  gint64 id;
  int version;
  EspMessageRow *row;
  GPtrArray *rows;
  GPtrArray *versions;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->workspace);
  g_free (options->message);
  g_free (options->name);
  g_free (options->subject);
  g_free (options->document);
  g_clear_pointer (&options->row, esp_message_row_free);
  g_clear_pointer (&options->rows, g_ptr_array_unref);
  g_clear_pointer (&options->versions, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *options,
       int *argc,
       char ***argv,
       const char *subject,
       const char *what,
       int *status)
{
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &options->workspace, "the workspace file",
      "FILE" },
    { "message", 'm', 0, G_OPTION_ARG_STRING, &options->message, "number or name", "ID" },
    { "name", 'n', 0, G_OPTION_ARG_STRING, &options->name, "name of the message or version",
      "NAME" },
    { "subject", 's', 0, G_OPTION_ARG_STRING, &options->subject, "subject of an HTML file",
      "TEXT" },
    { "version", 0, 0, G_OPTION_ARG_INT, &options->version, "restore: the number of a version",
      "N" },
    { "archived", 0, 0, G_OPTION_ARG_NONE, &options->with_archived, "archived ones too", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (what);

  g_option_context_add_main_entries (context, entries, NULL);
  return esp_ctl_parse (context, argc, argv, subject, status);
}

static char *
format_time (gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M") : g_strdup ("");
}

static void
add_row_json (JsonBuilder *builder, const EspMessageRow *row)
{
  esp_ctl_add_int (builder, "id", row->id);
  esp_ctl_add_text (builder, "name", row->name);
  esp_ctl_add_text (builder, "channel", row->channel);
  esp_ctl_add_int (builder, "version", row->version);
  esp_ctl_add_int (builder, "updated_at_us", row->updated_at_us);
  esp_ctl_add_boolean (builder, "archived", row->archived_at_us != 0);
}

static gboolean
list_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  options->rows = esp_message_list (tx, options->with_archived, error);
  return options->rows != NULL;
}

static gboolean
read_store (Options *options, EspStoreFunc func, GError **error)
{
  EspStore *store = esp_ctl_open_workspace (options->workspace, ESP_STORE_READ_ONLY, error);
  gboolean is_read =
    store != NULL && esp_store_read (store, ESP_READ_PAGE, func, options, NULL, error);

  g_clear_object (&store);
  return is_read;
}

static int
list (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  int status;

  if (!parse (&options, &argc, &argv, "message list", "– shows the messages", &status))
    return status;
  if (!read_store (&options, list_cb, &error))
    return esp_ctl_fail ("message list", error);
  json_builder_begin_array (builder);
  for (guint i = 0; i < options.rows->len; i++)
    {
      const EspMessageRow *row = options.rows->pdata[i];
      g_autofree char *time = format_time (row->updated_at_us);

      json_builder_begin_object (builder);
      add_row_json (builder, row);
      json_builder_end_object (builder);
      if (!options.is_json)
        g_print ("%6" G_GINT64_FORMAT "  %s  v%-3d %s%s\n", row->id, time, row->version, row->name,
                 row->archived_at_us != 0 ? "  (archived)" : "");
    }
  json_builder_end_array (builder);
  if (options.is_json)
    esp_ctl_print_json (builder);
  return ESP_CTL_OK;
}

static gboolean
show_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  if (!esp_message_resolve (tx, options->message, &options->id, error))
    return FALSE;
  options->row = esp_message_load (tx, options->id, error);
  options->versions =
    options->row != NULL ? esp_message_list_versions (tx, options->id, error) : NULL;
  return options->versions != NULL;
}

static void
print_message (const Options *options)
{
  g_autofree char *time = format_time (options->row->updated_at_us);

  g_print ("%" G_GINT64_FORMAT "  %s  (edited %s)\n", options->row->id, options->row->name, time);
  for (guint i = 0; i < options->versions->len; i++)
    {
      const EspMessageVersion *version = options->versions->pdata[i];
      g_autofree char *made = format_time (version->created_at_us);

      g_print ("  v%d  %s  %s\n", version->version, made,
               version->name != NULL ? version->name : "");
    }
  fputs (options->row->document, stdout);
  fputc ('\n', stdout);
}

static int
show (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;
  int status;

  if (!parse (&options, &argc, &argv, "message show", "– shows one message", &status))
    return status;
  if (options.message == NULL)
    return esp_ctl_usage ("message show", "Which message? Name it with --message ID");
  if (!read_store (&options, show_cb, &error))
    return esp_ctl_fail ("message show", error);
  if (options.is_json)
    {
      fputs (options.row->document, stdout);
      fputc ('\n', stdout);
    }
  else
    print_message (&options);
  return ESP_CTL_OK;
}

/* Reads a file as a message: JSON, or HTML that becomes its body. */
static EspMessageDoc *
read_file (const Options *options, const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *html = NULL;
  g_autoptr (EspMessageDoc) blocks = NULL;
  EspMessageDoc *doc;
  gsize n;

  if (!g_file_get_contents (path, &text, &n, error))
    return NULL;
  if (!g_str_has_suffix (path, ".html") && !g_str_has_suffix (path, ".htm"))
    return esp_message_doc_parse (text, (gssize) n, error);
  html = esp_markup_dup_utf8 (text, n, &n, error);
  if (html == NULL)
    {
      g_prefix_error (error, "“%s”: ", path);
      return NULL;
    }
  doc = esp_message_doc_new ();
  doc->body_kind = ESP_BODY_HTML;
  esp_message_doc_set (&doc->html, html);
  if (options->subject == NULL)
    blocks = esp_message_from_html (html, (gssize) n, NULL, NULL); /* its title is the subject */
  if (options->subject != NULL || blocks != NULL)
    esp_message_doc_set (&doc->subject, blocks != NULL ? blocks->subject : options->subject);
  return doc;
}

static gboolean
import_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  if (options->message == NULL)
    return esp_message_insert (tx, options->name, options->medium, options->document, &options->id,
                               error);
  if (!esp_message_resolve (tx, options->message, &options->id, error))
    return FALSE;
  if (options->name == NULL)
    {
      g_autoptr (EspMessageRow) row = esp_message_load (tx, options->id, error);

      if (row == NULL)
        return FALSE;
      options->name = g_strdup (row->name);
    }
  return esp_message_update (tx, options->id, options->name, options->document, error);
}

static gboolean
write_store (Options *options, const char *kind, EspStoreFunc func, GError **error)
{
  const EspOperation operation = { .kind = kind, .summary = options->name, .actor = "ctl" };
  EspStore *store = esp_ctl_open_workspace (options->workspace, ESP_STORE_OPEN, error);
  gboolean is_written =
    store != NULL && esp_store_write (store, &operation, func, options, NULL, error);

  g_clear_object (&store);
  return is_written;
}

static void
print_id (const Options *options)
{
  g_autoptr (JsonBuilder) builder = NULL;

  if (!options->is_json)
    {
      g_print ("Message %" G_GINT64_FORMAT "\n", options->id);
      return;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  esp_ctl_add_int (builder, "id", options->id);
  json_builder_end_object (builder);
  esp_ctl_print_json (builder);
}

/* Emails name no medium. */
static gboolean
has_medium (const char *json)
{
  g_autoptr (JsonNode) root = json_from_string (json, NULL);

  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) &&
         json_object_has_member (json_node_get_object (root), "medium");
}

/* Returns: (nullable): the text message in the file; %NULL when it holds something else, such as an email, or
 * with @error set when it is a text that is not right. */
static EspTextDoc *
read_text_file (const char *path, GError **error)
{
  g_autofree char *json = NULL;
  gsize n;

  if (!g_str_has_suffix (path, ".json") || !g_file_get_contents (path, &json, &n, NULL) ||
      !has_medium (json))
    return NULL;
  return esp_text_doc_parse (json, (gssize) n, error);
}

static int
import (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspMessageDoc) doc = NULL;
  g_autoptr (EspTextDoc) text = NULL;
  int status;

  if (!parse (&options, &argc, &argv, "message import", "FILE – stores a message", &status))
    return status;
  if (argc != 2)
    return esp_ctl_usage ("message import", "Name one file, .json or .html");
  text = read_text_file (argv[1], &error);
  doc = text == NULL && error == NULL ? read_file (&options, argv[1], &error) : NULL;
  if (doc == NULL && text == NULL)
    return esp_ctl_fail ("message import", error);
  options.medium = text != NULL ? esp_text_medium_name (text->medium) : "email";
  if (text != NULL)
    {
      if (options.name == NULL && options.message == NULL)
        options.name = g_path_get_basename (argv[1]);
      options.document = esp_text_doc_to_json (text);
    }
  else if (options.name == NULL && options.message == NULL)
    options.name = *doc->subject != '\0' ? g_strdup (doc->subject) : g_path_get_basename (argv[1]);
  if (doc != NULL)
    options.document = esp_message_doc_to_json (doc);
  if (!write_store (&options, "message", import_cb, &error))
    return esp_ctl_fail ("message import", error);
  print_id (&options);
  return ESP_CTL_OK;
}

static gboolean
freeze_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  return esp_message_resolve (tx, options->message, &options->id, error) &&
         esp_message_freeze (tx, options->id, options->name, &options->version, error);
}

static int
freeze (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;
  int status;

  if (!parse (&options, &argc, &argv, "message freeze", "– keeps the message as a version",
              &status))
    return status;
  if (options.message == NULL)
    return esp_ctl_usage ("message freeze", "Which message? Name it with --message ID");
  if (!write_store (&options, "message", freeze_cb, &error))
    return esp_ctl_fail ("message freeze", error);
  g_print ("Version %d\n", options.version);
  return ESP_CTL_OK;
}

static gboolean
restore_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  return esp_message_resolve (tx, options->message, &options->id, error) &&
         esp_message_restore (tx, options->id, options->version, error);
}

static int
restore (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;
  int status;

  if (!parse (&options, &argc, &argv, "message restore", "– brings back a version of the message",
              &status))
    return status;
  if (options.message == NULL || options.version <= 0)
    return esp_ctl_usage ("message restore", "Which one? Give --message ID and --version N; "
                                             "“message show” lists the versions");
  if (!write_store (&options, "message", restore_cb, &error))
    return esp_ctl_fail ("message restore", error);
  g_print ("Version %d is the message again; what it was before is kept as a version.\n",
           options.version);
  return ESP_CTL_OK;
}

static int
html (int argc, char **argv)
{
  static const EspSenderFacts nobody = { NULL, NULL, NULL, NULL, NULL };
  g_auto (Options) options = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspMessageDoc) doc = NULL;
  g_autofree char *text = NULL;
  g_autofree char *inlined = NULL;
  int status;

  if (!parse (&options, &argc, &argv, "message html", "FILE – writes its HTML template", &status))
    return status;
  if (argc != 2)
    return esp_ctl_usage ("message html", "Name one file, .json or .html");
  doc = read_file (&options, argv[1], &error);
  if (doc == NULL)
    return esp_ctl_fail ("message html", error);
  text = esp_html_writer_write (doc, &esp_brand_default, &nobody);
  esp_social_add_icons (doc);
  inlined = esp_html_inline_files (text, doc);
  fputs (inlined, stdout);
  return ESP_CTL_OK;
}

static int
begin (int argc, char **argv)
{
  for (int i = 1; i < argc; i++)
    if (g_str_has_prefix (argv[i], "--template"))
      return esp_ctl_message_begin (argc, argv);
  return esp_ctl_message_new (argc, argv);
}

/**
 * esp_ctl_message:
 *
 * Returns: the exit status
 */
int
esp_ctl_message (int argc, char **argv)
{
  static const EspCtlCommand actions[] = {
    { "list", "the messages of a workspace", list },
    { "show", "one message: --message ID", show },
    { "new", "begin one: --template ID [--language ko|en|all], or --channel text --body TEXT",
      begin },
    { "import", "store FILE.json or FILE.html, or replace --message ID by it", import },
    { "freeze", "keep --message ID as a version", freeze },
    { "restore", "bring back --version N of --message ID", restore },
    { "diff", "what changed since --version N of --message ID", esp_ctl_message_diff },
    { "set", "change sender, subject, name… of --message ID: sender=hello@example.com",
      esp_ctl_message_set },
    { "block", "list, add, set, move or remove blocks of --message ID", esp_ctl_message_block },
    { "templates", "designed messages to begin with", esp_ctl_message_templates },
    { "from-mjml", "read MJML: FILE [-o OUT.json]", esp_ctl_message_from_mjml },
    { "from-html", "read any HTML email into blocks: FILE [-o OUT.json]",
      esp_ctl_message_from_html },
    { "from-eml", "read a saved mail with its pictures: FILE [-o OUT.json]",
      esp_ctl_message_from_eml },
    { "export", "write FILE or --message ID into -o FILE.html, .mjml, .eml or .json",
      esp_ctl_message_export },
    { "to-html", "write FILE or --message ID as HTML [--sample usual]", esp_ctl_message_to_html },
    { "to-mjml", "write FILE or --message ID as MJML", esp_ctl_message_to_mjml },
    { "to-eml", "write FILE or --message ID as an .eml file", esp_ctl_message_to_eml },
    { "html", "the HTML template of FILE, before anyone's data", html },
    { "count", "bytes, kind, segments and cost of a text: --message ID or --body TEXT",
      esp_ctl_message_count },
    { "render", "--message ID --lead EMAIL: what this lead gets", esp_ctl_message_render },
    { "test", "send --message ID to yourself: --to EMAIL", esp_ctl_message_test },
    { "check", "law, deliverability, accessibility of --message ID", esp_ctl_message_check },
    { NULL },
  };

  return esp_ctl_run_action ("message", actions, argc, argv);
}
