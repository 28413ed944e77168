/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl channel templates: the Alimtalk templates that the service behind a channel has. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-channel-templates.h"

#include "channels/esp-secrets.h"
#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "store/esp-channels.h"
#include "worker/esp-template-list.h"

typedef struct
{
  const char *name;
  EspChannelRecord *record; /* (owned) (nullable) */
  GPtrArray *templates;     /* (owned) (nullable) */
  GError *error;            /* (owned) (nullable) */
  gboolean is_done;
} Call;

static gboolean
find_cb (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;

  call->record = esp_channel_load_named (tx, call->name, error);
  return call->record != NULL;
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;

  call->templates = esp_template_list_load_finish (result, &call->error);
  call->is_done = TRUE;
}

static void
print (GPtrArray *templates, gboolean is_json)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < templates->len; i++)
    {
      const EspKakaoTemplate *template = templates->pdata[i];

      if (!is_json)
        g_print ("%-24s %-10s %s\n", template->code, esp_template_state_name (template->state),
                 template->name);
      json_builder_begin_object (builder);
      esp_ctl_add_text (builder, "code", template->code);
      esp_ctl_add_text (builder, "name", template->name);
      esp_ctl_add_text (builder, "state", esp_template_state_name (template->state));
      esp_ctl_add_text (builder, "text", template->text);
      esp_ctl_add_int (builder, "buttons", template->buttons->len);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  if (is_json)
    esp_ctl_print_json (builder);
}

static gboolean
ask (EspStore *store, Call *call, int password_fd, GError **error)
{
  g_autofree char *secret = NULL;

  if (!esp_store_read (store, ESP_READ_PAGE, find_cb, call, NULL, error))
    return FALSE;
  if (password_fd >= 0)
    {
      secret = esp_secrets_read_fd (password_fd, error);
      if (secret == NULL)
        return FALSE;
      if (call->record->secret_id != NULL)
        esp_secrets_set_for_process (call->record->secret_id, secret);
    }
  esp_template_list_load_async (store, call->record->id, NULL, listed_cb, call);
  while (!call->is_done)
    g_main_context_iteration (NULL, TRUE);
  if (call->error != NULL)
    g_propagate_error (error, g_steal_pointer (&call->error));
  return call->templates != NULL;
}

/**
 * esp_ctl_channel_templates:
 *
 * Returns: the exit status
 */
int
esp_ctl_channel_templates (int argc, char **argv)
{
  g_autofree char *workspace = NULL;
  gboolean is_json = FALSE;
  int password_fd = -1;
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &workspace, "the workspace file", "FILE" },
    { "password-fd", 0, 0, G_OPTION_ARG_INT, &password_fd,
      "read the secret of the channel from this descriptor", "FD" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context =
    g_option_context_new ("NAME – the Alimtalk templates of its account");
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = NULL;
  Call call = { NULL };
  gboolean is_asked;
  int status;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, &argc, &argv, "channel templates", &status))
    return status;
  call.name = argc > 1 ? argv[1] : NULL;
  if (call.name == NULL)
    return esp_ctl_usage ("channel templates", "Which channel? Give its name or number");
  store = esp_ctl_open_workspace (workspace, ESP_STORE_READ_ONLY, &error);
  if (store == NULL)
    return esp_ctl_fail ("channel templates", error);
  is_asked = ask (store, &call, password_fd, &error);
  esp_store_close (store);
  if (is_asked)
    print (call.templates, is_json);
  g_clear_pointer (&call.templates, g_ptr_array_unref);
  g_clear_pointer (&call.record, esp_channel_record_free);
  return is_asked ? ESP_CTL_OK : esp_ctl_fail ("channel templates", error);
}
