/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl message templates and new: designed messages to begin with. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "ctl/esp-ctl-message.h"
#include "engine/content/esp-message-design.h"
#include "store/esp-messages.h"

#include <string.h>

typedef struct
{
  char *workspace;
  char *template;
  char *language;
  char *name;
  char *output;
  char *thumbnail;
  gboolean is_json;
  char *document;
  gint64 id;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->workspace);
  g_free (options->template);
  g_free (options->language);
  g_free (options->name);
  g_free (options->output);
  g_free (options->thumbnail);
  g_free (options->document);
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
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &options->workspace, "store it there", "FILE" },
    { "template", 0, 0, G_OPTION_ARG_STRING, &options->template, "which one", "ID" },
    { "language", 0, 0, G_OPTION_ARG_STRING, &options->language, "ko, en, or all", "TAG" },
    { "name", 'n', 0, G_OPTION_ARG_STRING, &options->name, "name of the message", "NAME" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output, "write it there instead", "FILE" },
    { "thumbnail", 0, 0, G_OPTION_ARG_FILENAME, &options->thumbnail, "write its picture there",
      "FILE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (what);

  g_option_context_add_main_entries (context, entries, NULL);
  return esp_ctl_parse (context, argc, argv, subject, status);
}

/**
 * esp_ctl_message_templates:
 *
 * Returns: the exit status
 */
int
esp_ctl_message_templates (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  const EspMessageDesign *designs;
  guint n;
  int status;

  if (!parse (&options, &argc, &argv, "message templates", "– designed messages", &status))
    return status;
  designs = esp_message_design_list (&n);
  json_builder_begin_array (builder);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (EspMessageDoc) doc = esp_message_design_load_all (&designs[i]);
      const char *class = doc->message_class == ESP_MESSAGE_CLASS_AD ? "ad" : "transactional";

      json_builder_begin_object (builder);
      esp_ctl_add_text (builder, "id", designs[i].id);
      esp_ctl_add_text (builder, "title", designs[i].title);
      esp_ctl_add_text (builder, "title_ko", designs[i].korean);
      esp_ctl_add_text (builder, "class", class);
      esp_ctl_add_text (builder, "subject", doc->subject);
      json_builder_end_object (builder);
      if (!options.is_json)
        g_print ("%-14s %-14s %s – %s\n", designs[i].id, class, designs[i].title, doc->subject);
    }
  json_builder_end_array (builder);
  if (options.is_json)
    esp_ctl_print_json (builder);
  return ESP_CTL_OK;
}

static gboolean
insert_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  return esp_message_insert (tx, options->name, "email", options->document, &options->id, error);
}

static int
store_message (Options *options)
{
  const EspOperation operation = { .kind = "message", .summary = options->name, .actor = "ctl" };
  g_autoptr (GError) error = NULL;
  EspStore *store = esp_ctl_open_workspace (options->workspace, ESP_STORE_OPEN, &error);
  gboolean is_written =
    store != NULL && esp_store_write (store, &operation, insert_cb, options, NULL, &error);

  g_clear_object (&store);
  if (!is_written)
    return esp_ctl_fail ("message new", error);
  g_print ("Message %" G_GINT64_FORMAT "\n", options->id);
  return ESP_CTL_OK;
}

/**
 * esp_ctl_message_begin:
 *
 * Returns: the exit status
 */
int
esp_ctl_message_begin (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  g_autoptr (EspMessageDoc) doc = NULL;
  g_autoptr (GError) error = NULL;
  const EspMessageDesign *design;
  int status;

  if (!parse (&options, &argc, &argv, "message new", "– begins a message from a template", &status))
    return status;
  design = esp_message_design_find (options.template);
  if (design == NULL)
    return esp_ctl_usage ("message new", "Which template? “espalierctl message templates” lists "
                                         "them; use --template ID");
  doc = g_strcmp0 (options.language, "all") == 0
          ? esp_message_design_load_all (design)
          : esp_message_design_load (design, options.language != NULL ? options.language : "ko");
  options.document = esp_message_doc_to_json (doc);
  if (options.thumbnail != NULL)
    {
      g_autoptr (GBytes) png =
        esp_message_design_load_thumbnail (design,
                                           g_strcmp0 (options.language, "en") == 0 ? "en" : "ko");

      if (png != NULL && !g_file_set_contents (options.thumbnail, g_bytes_get_data (png, NULL),
                                               (gssize) g_bytes_get_size (png), &error))
        return esp_ctl_fail ("message new", error);
    }
  if (options.output != NULL)
    return g_file_set_contents (options.output, options.document, -1, &error)
             ? ESP_CTL_OK
             : esp_ctl_fail ("message new", error);
  if (options.workspace == NULL)
    {
      g_print ("%s\n", options.document);
      return ESP_CTL_OK;
    }
  if (options.name == NULL)
    options.name =
      g_strdup (g_ascii_strncasecmp (doc->language, "ko", 2) == 0 ? design->korean : design->title);
  return store_message (&options);
}
