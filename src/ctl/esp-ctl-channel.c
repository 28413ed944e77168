/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl channel: add, edit, list, test and remove the accounts through which messages leave. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-channel.h"

#include "channels/email/esp-smtp-account.h"
#include "channels/email/esp-smtp-provider.h"
#include "channels/esp-channel.h"
#include "channels/esp-secrets.h"
#include "ctl/esp-ctl-channel-dns.h"
#include "ctl/esp-ctl-channel-fields.h"
#include "ctl/esp-ctl-channel-limits.h"
#include "ctl/esp-ctl-channel-presets.h"
#include "ctl/esp-ctl-channel-pull.h"
#include "ctl/esp-ctl-channel-sign-in.h"
#include "ctl/esp-ctl-channel-test.h"
#include "ctl/esp-ctl-channel-templates.h"
#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "store/esp-channel-waiting.h"
#include "store/esp-channels.h"
#include "worker/esp-channel-pool.h"
#include "worker/esp-mailbox.h"

typedef struct
{
  char *workspace;
  char *kind;
  char *host;
  int port;
  char *security;
  char *auth;
  char *user;
  char *ehlo;
  char *ca_file;
  char *preset;
  char *price;
  char *rename;
  int connections;
  int rate;     /* -1: not said */
  int per_hour; /* -1: not said */
  int per_day;  /* -1: not said */
  char *warm_up;
  char *to;
  gboolean is_on;
  gboolean is_off;
  int password_fd;
  gboolean accepts_plain;
  gboolean is_json;
  char **sets; /* NAME=VALUE */
  gboolean is_silent;
  int save_fd; /* -1: not said */
  const char *name;
  EspChannelRecord *record; /* (owned) (nullable) */
  GPtrArray *list;          /* (owned) (nullable) */
  char *secret;             /* (owned) (nullable) */
} Options;

static void
options_clear (Options *options)
{
  g_free (options->workspace);
  g_free (options->kind);
  g_free (options->host);
  g_free (options->security);
  g_free (options->auth);
  g_free (options->user);
  g_free (options->ehlo);
  g_free (options->ca_file);
  g_free (options->preset);
  g_free (options->rename);
  g_free (options->warm_up);
  g_free (options->to);
  g_free (options->price);
  g_strfreev (options->sets);
  g_free (options->secret);
  g_clear_pointer (&options->record, esp_channel_record_free);
  g_clear_pointer (&options->list, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *options, int *argc, char ***argv, int *status)
{
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &options->workspace, "the workspace file",
      "FILE" },
    { "kind", 0, 0, G_OPTION_ARG_STRING, &options->kind,
      "smtp (usual), demo or one of “channel kinds”", "KIND" },
    { "preset", 0, 0, G_OPTION_ARG_STRING, &options->preset,
      "a provider of “channel presets”: sets server, port and security", "ID" },
    { "rename", 0, 0, G_OPTION_ARG_STRING, &options->rename, "edit: a new name", "NAME" },
    { "on", 0, 0, G_OPTION_ARG_NONE, &options->is_on, "edit: it may send again", NULL },
    { "off", 0, 0, G_OPTION_ARG_NONE, &options->is_off, "edit: nothing is sent through it", NULL },
    { "host", 0, 0, G_OPTION_ARG_STRING, &options->host, "the mail server", "NAME" },
    { "port", 0, 0, G_OPTION_ARG_INT, &options->port, "465 or 587 are usual", "N" },
    { "security", 0, 0, G_OPTION_ARG_STRING, &options->security, "tls, starttls, optional or none",
      "WORD" },
    { "auth", 0, 0, G_OPTION_ARG_STRING, &options->auth, "auto, plain, login or xoauth2", "WORD" },
    { "user", 0, 0, G_OPTION_ARG_STRING, &options->user, "sign in as", "NAME" },
    { "password-fd", 0, 0, G_OPTION_ARG_INT, &options->password_fd,
      "read the password from this descriptor", "FD" },
    { "ehlo", 0, 0, G_OPTION_ARG_STRING, &options->ehlo, "how this computer calls itself", "NAME" },
    { "ca-file", 0, 0, G_OPTION_ARG_FILENAME, &options->ca_file, "authorities to trust", "FILE" },
    { "connections", 0, 0, G_OPTION_ARG_INT, &options->connections, "at once; 4 is usual", "N" },
    { "rate", 0, 0, G_OPTION_ARG_INT, &options->rate,
      "messages a minute at most; 0 is without limit", "N" },
    { "per-hour", 0, 0, G_OPTION_ARG_INT, &options->per_hour,
      "messages in any hour at most; 0 is without limit", "N" },
    { "per-day", 0, 0, G_OPTION_ARG_INT, &options->per_day,
      "messages in any 24 hours at most; 0 is without limit", "N" },
    { "warm-up", 0, 0, G_OPTION_ARG_STRING, &options->warm_up,
      "a plan of “channel plans”, with its first day if that is not today; empty for none",
      "PLAN[@YYYY-MM-DD]" },
    { "to", 0, 0, G_OPTION_ARG_STRING, &options->to,
      "move-waiting: the channel that is to send them; test: your own address or number, which "
      "gets "
      "one message",
      "NAME" },
    { "price", 0, 0, G_OPTION_ARG_STRING, &options->price,
      "what a message costs, in the currency of the workspace; empty for none", "NUMBER" },
    { "accept-plain", 0, 0, G_OPTION_ARG_NONE, &options->accepts_plain,
      "accept that mail can be read on the way", NULL },
    { "no-browser", 0, 0, G_OPTION_ARG_NONE, &options->is_silent,
      "sign-in: print the address and open nothing", NULL },
    { "save-fd", 0, 0, G_OPTION_ARG_INT, &options->save_fd,
      "sign-in: write the tokens to this descriptor and not to the keyring", "FD" },
    { "set", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->sets,
      "a setting by its name in “channel kinds”; may be given several times", "NAME=VALUE" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (
    "add NAME | edit NAME | show NAME | list | test NAME | sign-in NAME | templates NAME | dns "
    "NAME | "
    "pull NAME | volume NAME | move-waiting NAME --to NAME | remove NAME | kinds | presets | "
    "plans");

  g_option_context_add_main_entries (context, entries, NULL);
  return esp_ctl_parse (context, argc, argv, "channel", status);
}

static gboolean
set_invalid (GError **error, const char *format, const char *word)
{
  g_autoptr (GString) sentence = g_string_new (format);

  g_string_replace (sentence, "%w", word, 0);
  g_set_error_literal (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID, sentence->str);
  return FALSE;
}

static gboolean
apply_preset (const Options *options, EspSmtpAccount *account, GError **error)
{
  const EspSmtpProvider *provider;

  if (options->preset == NULL)
    return TRUE;
  provider = esp_smtp_provider_find (options->preset);
  if (provider == NULL)
    return set_invalid (error, "“%w” is no provider known here: see “espalierctl channel presets”",
                        options->preset);
  esp_smtp_provider_apply (provider, account);
  return TRUE;
}

static gboolean
apply_words (const Options *options, EspSmtpAccount *account, GError **error)
{
  if (options->security != NULL &&
      !esp_smtp_security_from_name (options->security, &account->security))
    return set_invalid (error,
                        "“%w” is not a kind of security: use tls, starttls, optional or none",
                        options->security);
  if (options->auth != NULL && !esp_smtp_auth_from_name (options->auth, &account->auth))
    return set_invalid (error, "“%w” is not a way to sign in: use auto, plain, login or xoauth2",
                        options->auth);
  /* The usual port goes with the security that was said. */
  if (options->port > 0)
    account->port = (guint) options->port;
  else if (options->security != NULL && options->preset == NULL &&
           (account->port == 465 || account->port == 587))
    account->port = account->security == ESP_SMTP_SECURITY_TLS ? 465 : 587;
  return TRUE;
}

/* An empty word takes a setting away. */
static void
replace (char **setting, const char *word)
{
  if (word == NULL)
    return;
  g_free (*setting);
  *setting = *word != '\0' ? g_strdup (word) : NULL;
}

/* What is not said stays as @settings have it. */
static char *
make_settings (const Options *options, const char *settings, GError **error)
{
  g_autoptr (EspSmtpAccount) account =
    settings != NULL ? esp_smtp_account_from_json (settings, error)
                     : esp_smtp_account_new (options->host != NULL ? options->host : "", 587);
  g_autofree char *json = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *rate_text = NULL;
  g_autofree char *made = NULL;
  guint rate = settings != NULL ? esp_channel_settings_get_rate (settings) : 0;

  if (account == NULL || !apply_preset (options, account, error))
    return NULL;
  replace (&account->host, options->host);
  if (account->host == NULL)
    account->host = g_strdup ("");
  if (!apply_words (options, account, error))
    return NULL;
  replace (&account->user, options->user);
  replace (&account->ehlo_name, options->ehlo);
  replace (&account->ca_file, options->ca_file);
  account->is_plain_accepted = account->is_plain_accepted || options->accepts_plain;
  if (options->connections > 0)
    account->n_connections = (guint) options->connections;
  if (options->rate >= 0)
    rate = (guint) options->rate;
  if (!esp_smtp_account_check (account, error))
    return NULL;
  json = esp_smtp_account_to_json (account);
  kept = esp_channel_settings_keep (esp_channel_kind_find ("smtp"), settings, json);
  rate_text = rate > 0 ? g_strdup_printf ("%u", rate) : NULL;
  made = esp_channel_settings_set_json (kept, "rate-per-minute", rate_text);
  return esp_ctl_channel_set_fields (esp_channel_kind_find ("smtp"), made, options->sets, error);
}

/* Mail servers have options of their own; what others want to know has a name. */
static char *
change_fields (const Options *options, const char *kind, const char *settings, GError **error)
{
  g_autofree char *rate = NULL;
  g_autofree char *made = NULL;

  if (g_str_equal (kind, "smtp"))
    return make_settings (options, settings, error);
  made = esp_ctl_channel_set_fields (esp_channel_kind_find (kind),
                                     settings != NULL ? settings : "{}", options->sets, error);
  if (made == NULL || options->rate < 0)
    return g_steal_pointer (&made);
  rate = options->rate > 0 ? g_strdup_printf ("%d", options->rate) : NULL;
  return esp_channel_settings_set_json (made, "rate-per-minute", rate);
}

static char *
change_settings (const Options *options,
                 EspTx *tx,
                 const char *kind,
                 const char *settings,
                 GError **error)
{
  const EspCtlChannelLimits limits = { options->preset, options->per_hour, options->per_day,
                                       options->warm_up, options->rate >= 0 };
  g_autofree char *made = change_fields (options, kind, settings, error);
  g_autofree char *limited = made != NULL ? esp_ctl_channel_limit (tx, made, &limits, error) : NULL;

  if (limited == NULL || options->price == NULL)
    return g_steal_pointer (&limited);
  return esp_channel_settings_set_price (limited, options->price, error);
}

/* A channel that signs in has a place in the keyring; one that does not, has none. */
static gboolean
set_secret_id (EspChannelRecord *record, GError **error)
{
  const EspChannelKind *kind = esp_channel_kind_find (record->kind);

  if (!esp_channel_kind_check (kind, record->settings, error))
    return FALSE;
  if (!esp_channel_kind_wants_secret (kind, record->settings))
    g_clear_pointer (&record->secret_id, g_free);
  else if (record->secret_id == NULL)
    record->secret_id = g_uuid_string_random ();
  return TRUE;
}

/* A change of the account that History shows, and that can be undone. */
static gboolean
write_noted (Options *options, EspStore *store, const char *kind, EspStoreFunc func, GError **error)
{
  const EspOperation operation = { .kind = kind, .summary = options->name };

  return store != NULL && esp_store_write (store, &operation, func, options, NULL, error);
}

static gboolean
add_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  const char *kind = options->kind != NULL ? options->kind : "smtp";
  g_autofree char *settings = NULL;

  if (!g_str_equal (kind, "demo"))
    {
      settings = change_settings (options, tx, kind, NULL, error);
      if (settings == NULL)
        return FALSE;
    }
  g_clear_pointer (&options->record, esp_channel_record_free);
  options->record = esp_channel_record_new (options->name, kind, settings);
  return (settings == NULL || set_secret_id (options->record, error)) &&
         esp_channel_insert (tx, options->record, error);
}

static int
add (Options *options, GError **error)
{
  const char *kind = options->kind != NULL ? options->kind : "smtp";
  g_autoptr (EspStore) store = NULL;

  if (esp_channel_kind_find (kind) == NULL)
    return esp_ctl_usage ("channel", "There is no such kind of channel: see “channel kinds”");
  store = esp_ctl_open_workspace (options->workspace, ESP_STORE_OPEN, error);
  if (!write_noted (options, store, "channel-add", add_cb, error))
    return ESP_CTL_FAILED;
  esp_store_close (store);
  if (options->secret != NULL && options->record->secret_id != NULL)
    esp_ctl_channel_store_secret (options->record, options->secret);
  g_print (options->is_json ? "{\"id\": %" G_GINT64_FORMAT "}\n"
                            : "The channel has the number %" G_GINT64_FORMAT ".\n",
           options->record->id);
  return ESP_CTL_OK;
}

static gboolean
list_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  options->list = esp_channel_list (tx, error);
  return options->list != NULL;
}

static void
print_json (const Options *options)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < options->list->len; i++)
    {
      const EspChannelRecord *record = g_ptr_array_index (options->list, i);

      json_builder_begin_object (builder);
      esp_ctl_add_int (builder, "id", record->id);
      esp_ctl_add_text (builder, "name", record->name);
      esp_ctl_add_text (builder, "kind", record->kind);
      esp_ctl_add_boolean (builder, "enabled", record->is_enabled);
      esp_ctl_add_text (builder, "state", record->state);
      esp_ctl_add_text (builder, "detail", record->state_detail);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  esp_ctl_print_json (builder);
}

static int
list (Options *options, GError **error)
{
  g_autoptr (EspStore) store =
    esp_ctl_open_workspace (options->workspace, ESP_STORE_READ_ONLY, error);

  if (store == NULL || !esp_store_read (store, ESP_READ_PAGE, list_cb, options, NULL, error))
    return ESP_CTL_FAILED;
  if (options->is_json)
    print_json (options);
  for (guint i = 0; i < options->list->len && !options->is_json; i++)
    {
      const EspChannelRecord *record = g_ptr_array_index (options->list, i);

      g_print ("%4" G_GINT64_FORMAT "  %-6s %-24s %s%s\n", record->id, record->kind, record->name,
               record->is_enabled ? "" : "off ",
               record->state != NULL ? record->state : "never used");
    }
  return ESP_CTL_OK;
}

static gboolean
load_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  options->record = esp_channel_load_named (tx, options->name, error);
  return options->record != NULL;
}

static int
show (Options *options, GError **error)
{
  g_autoptr (EspStore) store =
    esp_ctl_open_workspace (options->workspace, ESP_STORE_READ_ONLY, error);

  if (store == NULL || !esp_store_read (store, ESP_READ_PAGE, load_cb, options, NULL, error))
    return ESP_CTL_FAILED;
  return esp_ctl_channel_show (options->record, options->is_json);
}

static int
sign_in (Options *options, GError **error)
{
  const EspCtlSignIn how = { options->secret, options->is_silent, options->save_fd };
  g_autoptr (EspStore) store =
    esp_ctl_open_workspace (options->workspace, ESP_STORE_READ_ONLY, error);

  if (store == NULL || !esp_store_read (store, ESP_READ_PAGE, load_cb, options, NULL, error))
    return ESP_CTL_FAILED;
  return esp_ctl_channel_sign_in (options->record, &how, error);
}

/* What asks or changes one channel that is there. */
static int
act (Options *options, const char *action, GError **error)
{
  gboolean is_volume = g_str_equal (action, "volume");
  gboolean is_pull = g_str_equal (action, "pull");
  gboolean is_test = g_str_equal (action, "test");
  g_autoptr (EspStore) store =
    esp_ctl_open_workspace (options->workspace, is_volume ? ESP_STORE_READ_ONLY : ESP_STORE_OPEN,
                            error);
  int status;

  if (store == NULL || !esp_store_read (store, ESP_READ_PAGE, load_cb, options, NULL, error) ||
      ((is_pull || is_test) &&
       !esp_ctl_channel_find_secret (options->record, &options->secret, error)))
    return ESP_CTL_FAILED;
  if (is_volume)
    status = esp_ctl_channel_volume (store, options->record, options->is_json, error);
  else if (is_test)
    status = esp_ctl_channel_test (store, options->record, options->secret, options->to,
                                   options->is_json, error);
  else if (is_pull)
    status =
      esp_ctl_channel_pull (store, options->record, options->secret, options->is_json, error);
  else
    status = esp_ctl_channel_move (store, options->record, options->to, options->is_json, error);
  esp_store_close (store);
  return status;
}

static gboolean
edit_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  char *settings;

  if (!load_cb (tx, options, error))
    return FALSE;
  if (options->rename != NULL)
    {
      g_free (options->record->name);
      options->record->name = g_strdup (options->rename);
    }
  if (options->is_on || options->is_off)
    options->record->is_enabled = options->is_on;
  if (esp_channel_kind_find (options->record->kind) != NULL &&
      !g_str_equal (options->record->kind, "demo"))
    {
      settings =
        change_settings (options, tx, options->record->kind, options->record->settings, error);
      if (settings == NULL)
        return FALSE;
      esp_mailbox_keep (options->record, &settings);
      g_free (options->record->settings);
      options->record->settings = settings;
      if (!set_secret_id (options->record, error))
        return FALSE;
    }
  return esp_channel_update (tx, options->record, error) &&
         esp_channel_waiting_wake (tx, options->record->id, error);
}

static int
edit (Options *options, GError **error)
{
  g_autoptr (EspStore) store = NULL;

  if (options->is_on && options->is_off)
    return esp_ctl_usage ("channel", "Use --on or --off, not both");
  store = esp_ctl_open_workspace (options->workspace, ESP_STORE_OPEN, error);
  if (!write_noted (options, store, "channel-edit", edit_cb, error))
    return ESP_CTL_FAILED;
  esp_store_close (store);
  if (options->secret != NULL && options->record->secret_id != NULL)
    esp_ctl_channel_store_secret (options->record, options->secret);
  g_print (options->is_json ? "{\"id\": %" G_GINT64_FORMAT "}\n"
                            : "The channel %" G_GINT64_FORMAT
                              " is changed; what runs goes on with it. “channel test” tries it.\n",
           options->record->id);
  return ESP_CTL_OK;
}

static gboolean
remove_cb (EspTx *tx, gpointer data, GError **error)
{
  return load_cb (tx, data, error) &&
         esp_channel_archive (tx, ((Options *) data)->record->id, error);
}

static int
remove_channel (Options *options, GError **error)
{
  g_autoptr (EspStore) store = esp_ctl_open_workspace (options->workspace, ESP_STORE_OPEN, error);

  if (!write_noted (options, store, "channel-archive", remove_cb, error))
    return ESP_CTL_FAILED;
  esp_store_close (store);
  return ESP_CTL_OK;
}

/**
 * esp_ctl_channel:
 *
 * Returns: the exit status
 */
int
esp_ctl_channel (int argc, char **argv)
{
  g_auto (Options)
    options = { .password_fd = -1, .rate = -1, .save_fd = -1, .per_hour = -1, .per_day = -1 };
  g_autoptr (GError) error = NULL;
  const char *action;
  int status;

  if (argc > 1 && g_str_equal (argv[1], "templates"))
    return esp_ctl_channel_templates (argc - 1, argv + 1);
  if (argc > 1 && g_str_equal (argv[1], "dns"))
    return esp_ctl_channel_dns (argc - 1, argv + 1);
  if (!parse (&options, &argc, &argv, &status))
    return status;
  action = argc > 1 ? argv[1] : "list";
  options.name = argc > 2 ? argv[2] : NULL;
  if (g_str_equal (action, "presets"))
    return esp_ctl_channel_presets (options.is_json);
  if (g_str_equal (action, "kinds"))
    return esp_ctl_channel_kinds (options.is_json);
  if (g_str_equal (action, "plans"))
    return esp_ctl_channel_plans (options.is_json);
  if (options.name == NULL && !g_str_equal (action, "list"))
    return esp_ctl_usage ("channel", "Which channel? Give its name");
  if (options.password_fd >= 0)
    {
      options.secret = esp_secrets_read_fd (options.password_fd, &error);
      if (options.secret == NULL)
        return esp_ctl_fail ("channel", error);
    }
  if (g_str_equal (action, "add"))
    status = add (&options, &error);
  else if (g_str_equal (action, "edit"))
    status = edit (&options, &error);
  else if (g_str_equal (action, "list"))
    status = list (&options, &error);
  else if (g_str_equal (action, "show"))
    status = show (&options, &error);
  else if (g_str_equal (action, "sign-in"))
    status = sign_in (&options, &error);
  else if (g_str_equal (action, "test") || g_str_equal (action, "pull") ||
           g_str_equal (action, "volume") || g_str_equal (action, "move-waiting"))
    status = act (&options, action, &error);
  else if (g_str_equal (action, "remove"))
    status = remove_channel (&options, &error);
  else
    return esp_ctl_usage ("channel", "The actions are add, edit, show, list, test, sign-in, dns, "
                                     "pull, volume, move-waiting, remove, kinds, presets and "
                                     "plans");
  return error != NULL ? esp_ctl_fail ("channel", error) : status;
}
