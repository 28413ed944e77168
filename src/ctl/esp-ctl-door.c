/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl door: which services may tell what became of messages by calling this computer. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-door.h"

#include "channels/door/esp-door-proof.h"
#include "channels/esp-secrets.h"
#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "store/esp-channels.h"
#include "store/esp-meta.h"
#include "store/esp-report-sources.h"
#include "worker/esp-door-settings.h"

#include <string.h>

typedef struct
{
  char *workspace; /* (owned) */
  char *url;       /* (owned) (nullable) */
  int key_fd;
  gboolean is_json;
  const char *name;         /* (nullable) */
  EspChannelRecord *record; /* (owned) (nullable) */
  EspDoorProof proof;
  EspDoorSettings *settings; /* (owned) (nullable) */
  char *key;                 /* (owned) (nullable) */
  guint port;
  GPtrArray *lines; /* (owned) (nullable) (element-type EspReportSourceLine) */
  GPtrArray *all;   /* (owned) (nullable) (element-type EspChannelRecord) */
} Options;

static void
options_clear (Options *options)
{
  g_free (options->workspace);
  g_free (options->url);
  g_free (options->key);
  g_clear_pointer (&options->record, esp_channel_record_free);
  g_clear_pointer (&options->settings, esp_door_settings_free);
  g_clear_pointer (&options->lines, g_ptr_array_unref);
  g_clear_pointer (&options->all, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
load_port (EspTx *tx, Options *options, GError **error)
{
  g_autofree char *port = esp_meta_get_text (tx, ESP_META_DOOR_PORT, "off", error);

  options->port =
    port != NULL ? (guint) CLAMP (g_ascii_strtoll (port, NULL, 10), 0, G_MAXUINT16) : 0;
  return port != NULL;
}

static gboolean
load_channel (EspTx *tx, Options *options, GError **error)
{
  options->record = esp_channel_load_named (tx, options->name, error);
  if (options->record == NULL)
    return FALSE;
  if (!esp_door_kind_find (options->record->kind, &options->proof))
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "“%s” cannot call: a channel “%s” is asked, or read from its mailbox",
                   options->name, options->record->kind);
      return FALSE;
    }
  options->settings = esp_door_settings_load (options->record);
  return load_port (tx, options, error);
}

static gboolean
save (EspTx *tx, Options *options, const EspDoorSettings *settings, GError **error)
{
  char *made = esp_door_settings_apply (settings, options->record->settings);

  g_free (options->record->settings);
  options->record->settings = made;
  return esp_channel_update (tx, options->record, error);
}

static gboolean
open_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  if (!load_channel (tx, options, error))
    return FALSE;
  if (options->settings == NULL)
    options->settings = esp_door_settings_new ();
  if (options->url != NULL && !esp_door_settings_set_url (options->settings, options->url, error))
    return FALSE;
  /* SendGrid's is a public one: no secret. */
  if (options->key != NULL && g_str_equal (options->record->kind, "sendgrid"))
    {
      g_free (options->settings->key);
      options->settings->key = g_strdup (options->key);
    }
  return save (tx, options, options->settings, error);
}

static gboolean
close_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  return load_channel (tx, options, error) && save (tx, options, NULL, error) &&
         esp_report_source_forget (tx, options->record->id, ESP_REPORT_SOURCE_DOOR, error);
}

typedef struct
{
  GMainLoop *loop;
  GError *error; /* (owned) (nullable) */
} Waiter;

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiter *waiter = user_data;

  (void) esp_secrets_store_finish (result, &waiter->error); /* the error tells */
  g_main_loop_quit (waiter->loop);
}

static gboolean
keep_key (Options *options, GError **error)
{
  g_autoptr (GMainLoop) loop = NULL;
  g_autofree char *id = NULL;
  g_autofree char *label = NULL;
  Waiter waiter = { NULL };

  if (options->key == NULL || *options->settings->key != '\0')
    return TRUE;
  loop = waiter.loop = g_main_loop_new (NULL, FALSE);
  id = esp_door_secret_id (options->record);
  label = g_strdup_printf ("Espalier: reports of %s", options->record->name);
  esp_secrets_store_async (id, label, options->key, NULL, stored_cb, &waiter);
  g_main_loop_run (loop);
  if (waiter.error != NULL)
    g_propagate_error (error, waiter.error);
  return waiter.error == NULL;
}

static const char *
tell_proof (const Options *options)
{
  switch (options->proof)
    {
    case ESP_DOOR_PROOF_KEY:
      return "It signs with a key that its web page shows: give it with --key-fd.";
    case ESP_DOOR_PROOF_OWN:
      return "Choose a name and a password, give them here as NAME:PASSWORD with --key-fd, and to "
             "the service for its calls (HTTP Basic; or a bearer token).";
    case ESP_DOOR_PROOF_AUTHORITY:
      return "Amazon signs with its certificate; subscribe the address (https) to the SNS topic.";
    case ESP_DOOR_PROOF_NONE:
    default:
      return "It does not sign: whoever knows the address could tell anything, so keep it secret.";
    }
}

static void
print_address (const Options *options)
{
  g_autofree char *address = esp_door_settings_dup_address (options->settings, options->port);
  g_autoptr (JsonBuilder) builder = NULL;

  if (options->is_json)
    {
      builder = json_builder_new ();
      json_builder_begin_object (builder);
      esp_ctl_add_text (builder, "address", address);
      esp_ctl_add_int (builder, "port", options->port);
      json_builder_end_object (builder);
      esp_ctl_print_json (builder);
      return;
    }
  g_print ("%s\n%s\n", address, tell_proof (options));
  if (*options->settings->url == '\0')
    g_print ("Lead a tunnel (https) here and name its beginning with --url=https://….\n");
  if (options->port == 0)
    g_print ("The door is shut: “espalierctl workspace set door-port 8787 -w FILE” opens it while "
             "the engine runs.\n");
}

static gboolean
list_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  options->all = esp_channel_list (tx, error);
  options->lines = options->all != NULL ? esp_report_source_list (tx, error) : NULL;
  return options->lines != NULL && load_port (tx, options, error);
}

static const EspReportSource *
find_source (const Options *options, gint64 channel_id)
{
  for (guint i = 0; i < options->lines->len; i++)
    {
      const EspReportSourceLine *line = options->lines->pdata[i];

      if (line->source->channel_id == channel_id &&
          g_str_equal (line->source->kind, ESP_REPORT_SOURCE_DOOR))
        return line->source;
    }
  return NULL;
}

static void
print_list (Options *options)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < options->all->len; i++)
    {
      const EspChannelRecord *record = options->all->pdata[i];
      g_autoptr (EspDoorSettings) settings = esp_door_settings_load (record);
      const EspReportSource *source = find_source (options, record->id);
      g_autofree char *address = NULL;
      gint64 n_found = source != NULL ? source->n_found : 0;

      if (settings == NULL)
        continue;
      address = esp_door_settings_dup_address (settings, options->port);
      json_builder_begin_object (builder);
      esp_ctl_add_text (builder, "channel", record->name);
      esp_ctl_add_text (builder, "address", address);
      esp_ctl_add_text (builder, "state", source != NULL ? source->state : "new");
      esp_ctl_add_text (builder, "detail", source != NULL ? source->detail : NULL);
      esp_ctl_add_int (builder, "found", n_found);
      json_builder_end_object (builder);
      if (!options->is_json)
        g_print ("%s: %s, %s%s%s; %" G_GINT64_FORMAT " facts so far\n", record->name, address,
                 source != NULL ? source->state : "nobody called yet",
                 source != NULL && source->detail != NULL ? ": " : "",
                 source != NULL && source->detail != NULL ? source->detail : "", n_found);
    }
  json_builder_end_array (builder);
  if (options->is_json)
    esp_ctl_print_json (builder);
}

static gboolean
act (Options *options, const char *action, GError **error)
{
  gboolean is_list = g_str_equal (action, "list");
  g_autoptr (EspStore) store =
    esp_ctl_open_workspace (options->workspace, is_list ? ESP_STORE_READ_ONLY : ESP_STORE_OPEN,
                            error);
  gboolean is_done;

  if (store == NULL)
    return FALSE;
  if (is_list)
    is_done = esp_store_read (store, ESP_READ_PAGE, list_cb, options, NULL, error);
  else
    is_done = esp_store_write (store, NULL, g_str_equal (action, "open") ? open_cb : close_cb,
                               options, NULL, error);
  esp_store_close (store);
  if (!is_done)
    return FALSE;
  if (is_list)
    print_list (options);
  else if (g_str_equal (action, "open"))
    print_address (options);
  else
    g_print ("“%s” is called by nobody any more.\n", options->record->name);
  return g_str_equal (action, "open") ? keep_key (options, error) : TRUE;
}

/**
 * esp_ctl_door:
 *
 * Returns: the exit status
 */
int
esp_ctl_door (int argc, char **argv)
{
  g_auto (Options) options = { .key_fd = -1 };
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &options.workspace, "the workspace file",
      "FILE" },
    { "url", 0, 0, G_OPTION_ARG_STRING, &options.url,
      "open: where your tunnel to this computer begins; empty for none", "https://…" },
    { "key-fd", 0, 0, G_OPTION_ARG_INT, &options.key_fd,
      "open: read what the service signs with from this descriptor", "FD" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options.is_json, "answer in JSON", NULL },
    { NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL },
  };
  g_autoptr (GOptionContext) context = NULL;
  g_autoptr (GError) error = NULL;
  const char *action;
  int status;

  context = g_option_context_new ("open CHANNEL | close CHANNEL | list");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, &argc, &argv, "door", &status))
    return status;
  action = argc > 1 ? argv[1] : "list";
  options.name = argc > 2 ? argv[2] : NULL;
  if (!g_str_equal (action, "open") && !g_str_equal (action, "close") &&
      !g_str_equal (action, "list"))
    return esp_ctl_usage ("door", "The actions are open, close and list");
  if (options.name == NULL && !g_str_equal (action, "list"))
    return esp_ctl_usage ("door", "Which channel? Give its name");
  if (options.key_fd >= 0 && (options.key = esp_secrets_read_fd (options.key_fd, &error)) == NULL)
    return esp_ctl_fail ("door", error);
  return act (&options, action, &error) ? ESP_CTL_OK : esp_ctl_fail ("door", error);
}
