/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl message diff: in what a message differs from one of its versions. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-message.h"
#include "ctl/esp-ctl-json.h"
#include "engine/content/text/esp-text-diff.h"
#include "store/esp-messages.h"

#include <json-glib/json-glib.h>
#include <stdio.h>

typedef struct
{
  char *workspace;
  char *message;
  int version;
  gboolean as_json;
  char *before;
  char *after;
  char *channel;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->workspace);
  g_free (options->message);
  g_free (options->before);
  g_free (options->after);
  g_free (options->channel);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
read_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autoptr (EspMessageRow) row = NULL;
  gint64 id;

  if (!esp_message_resolve (tx, options->message, &id, error))
    return FALSE;
  row = esp_message_load (tx, id, error);
  if (row == NULL)
    return FALSE;
  options->after = g_strdup (row->document);
  options->channel = g_strdup (row->channel);
  options->before = esp_message_load_version (tx, id, options->version, error);
  return options->before != NULL;
}

static GPtrArray *
compare_texts (const Options *options, GError **error)
{
  g_autoptr (EspTextDoc) before = esp_text_doc_parse (options->before, -1, error);
  g_autoptr (EspTextDoc) after =
    before != NULL ? esp_text_doc_parse (options->after, -1, error) : NULL;

  return after != NULL ? esp_text_diff (before, after) : NULL;
}

static GPtrArray *
compare_mails (const Options *options, GError **error)
{
  g_autoptr (EspMessageDoc) before = esp_message_doc_parse (options->before, -1, error);
  g_autoptr (EspMessageDoc) after =
    before != NULL ? esp_message_doc_parse (options->after, -1, error) : NULL;

  return after != NULL ? esp_message_diff (before, after) : NULL;
}

static const char *
get_kind (const EspMessageChange *change)
{
  switch (change->kind)
    {
    case ESP_MESSAGE_CHANGE_ADDED:
      return "added";
    case ESP_MESSAGE_CHANGE_REMOVED:
      return "removed";
    case ESP_MESSAGE_CHANGE_LOOK:
      return "look";
    case ESP_MESSAGE_CHANGE_MOVED:
      return "moved";
    case ESP_MESSAGE_CHANGE_FIELD:
    case ESP_MESSAGE_CHANGE_WORDS:
    default:
      return "words";
    }
}

static const char *
get_place (const EspMessageChange *change)
{
  return change->field != NULL ? change->field : esp_block_kind_to_string (change->block_kind);
}

static void
print_words (const char *mark, const char *words)
{
  g_auto (GStrv) lines = NULL;

  if (words == NULL || *words == '\0')
    return;
  lines = g_strsplit (words, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    g_print ("  %s %s\n", mark, lines[i]);
}

static void
print_changes (GPtrArray *changes)
{
  if (changes->len == 0)
    g_print ("Both say the same.\n");
  for (guint i = 0; i < changes->len; i++)
    {
      const EspMessageChange *change = changes->pdata[i];

      g_print ("%s %s%s%s\n", get_kind (change), get_place (change),
               change->block_id != NULL ? " " : "",
               change->block_id != NULL ? change->block_id : "");
      print_words ("-", change->before);
      print_words ("+", change->after);
    }
}

static void
print_json (GPtrArray *changes)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_array (builder);
  for (guint i = 0; i < changes->len; i++)
    {
      const EspMessageChange *change = changes->pdata[i];

      json_builder_begin_object (builder);
      esp_ctl_add_text (builder, "change", get_kind (change));
      esp_ctl_add_text (builder, change->field != NULL ? "part" : "block", get_place (change));
      esp_ctl_add_text (builder, "id", change->block_id);
      esp_ctl_add_text (builder, "before", change->before);
      esp_ctl_add_text (builder, "after", change->after);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, TRUE);
  puts (text);
}

static GPtrArray *
compare (Options *options, GError **error)
{
  g_autoptr (EspStore) store =
    esp_ctl_open_workspace (options->workspace, ESP_STORE_READ_ONLY, error);

  if (store == NULL || !esp_store_read (store, ESP_READ_PAGE, read_cb, options, NULL, error))
    return NULL;
  return esp_text_doc_is_text (options->channel) ? compare_texts (options, error)
                                                 : compare_mails (options, error);
}

/**
 * esp_ctl_message_diff:
 *
 * Returns: the exit status
 */
int
esp_ctl_message_diff (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &options.workspace, "the workspace file",
      "FILE" },
    { "message", 'm', 0, G_OPTION_ARG_STRING, &options.message, "number or name", "ID" },
    { "version", 0, 0, G_OPTION_ARG_INT, &options.version, "what it is compared with", "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, "for programs", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("– what changed since a version");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  int status;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, &argc, &argv, "message diff", &status))
    return status;
  if (options.message == NULL || options.version <= 0)
    return esp_ctl_usage ("message diff", "Which one? Give --message ID and --version N; "
                                          "“message show” lists the versions");
  changes = compare (&options, &error);
  if (changes == NULL)
    return esp_ctl_fail ("message diff", error);
  if (options.as_json)
    print_json (changes);
  else
    print_changes (changes);
  return ESP_CTL_OK;
}
