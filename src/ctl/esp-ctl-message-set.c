/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl message set: the name, sender and subject of a stored message are changed, as one step of the history. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "base/esp-email-address.h"
#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-message.h"
#include "engine/content/esp-message-doc.h"
#include "store/esp-messages.h"

#include <string.h>

static const char subject[] = "message set";

typedef struct
{
  char *workspace;
  char *message;
  char **values; /* (unowned): name=value */
} Options;

static void
options_clear (Options *options)
{
  g_free (options->workspace);
  g_free (options->message);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
refuse (GError **error, const char *format, const char *what)
{
  g_auto (GStrv) parts = g_strsplit (format, "{}", 2);
  g_autofree char *quoted = g_strdup_printf ("“%s”", what);
  g_autofree char *text = g_strjoinv (quoted, parts);

  g_set_error_literal (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_INVALID, text);
  return FALSE;
}

/* Nothing is no address of its own: that of the workspace counts. */
static gboolean
set_address (char **field, const char *value, GError **error)
{
  EspEmailAddress address;

  if (*value != '\0' && esp_email_normalize (value, &address) != ESP_EMAIL_OK)
    return refuse (error, "{} is no email address; write one such as hello@example.com", value);
  esp_message_doc_set (field, value);
  return TRUE;
}

static gboolean
set_class (EspMessageDoc *doc, const char *value, GError **error)
{
  if (g_str_equal (value, "ad"))
    doc->message_class = ESP_MESSAGE_CLASS_AD;
  else if (g_str_equal (value, "transactional"))
    doc->message_class = ESP_MESSAGE_CLASS_TRANSACTIONAL;
  else
    return refuse (error, "{} is no class; there are ad and transactional", value);
  return TRUE;
}

static gboolean
set_one (EspMessageDoc *doc, const char *name, const char *value, GError **error)
{
  const struct
  {
    const char *name;
    char **field;
    gboolean is_address;
  } fields[] = {
    { "sender", &doc->sender_address, TRUE }, { "sender-name", &doc->sender_name, FALSE },
    { "reply-to", &doc->reply_to, TRUE },     { "subject", &doc->subject, FALSE },
    { "preheader", &doc->preheader, FALSE },
  };

  if (strpbrk (value, "\r\n") != NULL)
    return refuse (error, "{} has to be one line", name);
  if (g_str_equal (name, "class"))
    return set_class (doc, value, error);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_equal (name, fields[i].name))
      {
        if (fields[i].is_address)
          return set_address (fields[i].field, value, error);
        esp_message_doc_set (fields[i].field, value);
        return TRUE;
      }
  return refuse (error,
                 "{} cannot be set; there are name, sender, sender-name, reply-to, subject, "
                 "preheader and class",
                 name);
}

/* Sets all but the name, which is not in the document. */
static gboolean
set_all (EspMessageDoc *doc, char **values, const char **out_name, GError **error)
{
  for (guint i = 0; values[i] != NULL; i++)
    {
      const char *equals = strchr (values[i], '=');
      g_autofree char *name =
        equals != NULL ? g_strndup (values[i], (gsize) (equals - values[i])) : NULL;

      if (name == NULL)
        return refuse (error, "Write NAME=VALUE, not {}", values[i]);
      if (g_str_equal (name, "name") && equals[1] == '\0')
        return refuse (error, "A message needs a {}", name);
      if (g_str_equal (name, "name"))
        *out_name = equals + 1;
      else if (!set_one (doc, name, equals + 1, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
set_cb (EspTx *tx, gpointer data, GError **error)
{
  const Options *options = data;
  g_autoptr (EspMessageRow) row = NULL;
  g_autoptr (EspMessageDoc) doc = NULL;
  g_autofree char *json = NULL;
  const char *name = NULL;
  gint64 id = 0;

  if (!esp_message_resolve (tx, options->message, &id, error))
    return FALSE;
  row = esp_message_load (tx, id, error);
  if (row == NULL)
    return FALSE;
  if (g_strcmp0 (row->channel, "email") != 0)
    return refuse (error, "{} is no email; “message import” replaces it", row->name);
  doc = esp_message_doc_parse (row->document, -1, error);
  if (doc == NULL || !set_all (doc, options->values, &name, error))
    return FALSE;
  json = esp_message_doc_to_json (doc);
  return esp_message_update (tx, id, name != NULL ? name : row->name, json, error);
}

/**
 * esp_ctl_message_set:
 *
 * Returns: the exit status
 */
int
esp_ctl_message_set (int argc, char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &options.workspace, "the workspace file",
      "FILE" },
    { "message", 'm', 0, G_OPTION_ARG_STRING, &options.message, "number or name", "ID" },
    { NULL },
  };
  g_autoptr (GOptionContext) context =
    g_option_context_new ("NAME=VALUE… – changes name, sender, sender-name, reply-to, subject, "
                          "preheader or class; “sender=” takes that of the workspace");
  EspOperation operation = { .kind = "message", .actor = "ctl" };
  g_autoptr (GError) error = NULL;
  EspStore *store;
  gboolean is_done;
  int status;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, &argc, &argv, subject, &status))
    return status;
  if (options.message == NULL || argc < 2)
    return esp_ctl_usage (subject, "Name a message with --message ID, and what to change: "
                                   "sender=hello@example.com");
  options.values = argv + 1;
  operation.summary = options.message;
  store = esp_ctl_open_workspace (options.workspace, ESP_STORE_OPEN, &error);
  is_done = store != NULL && esp_store_write (store, &operation, set_cb, &options, NULL, &error);
  g_clear_object (&store);
  return is_done ? ESP_CTL_OK : esp_ctl_fail (subject, error);
}
