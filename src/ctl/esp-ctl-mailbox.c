/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl mailbox: where what comes back to a channel is read, and what a mail that came back means. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-mailbox.h"

#include "channels/esp-channel-kinds.h"
#include "channels/esp-secrets.h"
#include "ctl/esp-ctl-common.h"
#include "store/esp-channels.h"
#include "store/esp-report-sources.h"
#include "worker/esp-mailbox-token.h"
#include "worker/esp-mailbox.h"
#include "worker/esp-return-mail.h"

#include <json-glib/json-glib.h>

typedef struct
{
  char *workspace;
  char *host;
  int port;
  char *security;
  char *auth;
  char *user;
  char *folder;
  char *move_to;
  char *ca_file;
  int minutes;
  int timeout;
  int password_fd;
  gboolean is_json;
  gboolean is_none;
  const char *name;
  EspChannelRecord *record; /* (owned) (nullable) */
  EspReportSource *source;  /* (owned) (nullable) */
  char *secret;             /* (owned) (nullable) */
  EspImapAccount *account;  /* (owned) (nullable) */
} Options;

static void
options_clear (Options *options)
{
  g_free (options->workspace);
  g_free (options->host);
  g_free (options->security);
  g_free (options->auth);
  g_free (options->user);
  g_free (options->folder);
  g_free (options->move_to);
  g_free (options->ca_file);
  g_free (options->secret);
  g_clear_pointer (&options->record, esp_channel_record_free);
  g_clear_pointer (&options->source, esp_report_source_free);
  g_clear_pointer (&options->account, esp_imap_account_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *options, int *argc, char ***argv, int *status)
{
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &options->workspace, "the workspace file",
      "FILE" },
    { "host", 0, 0, G_OPTION_ARG_STRING, &options->host, "the IMAP server", "NAME" },
    { "port", 0, 0, G_OPTION_ARG_INT, &options->port, "993 or 143 are usual", "N" },
    { "security", 0, 0, G_OPTION_ARG_STRING, &options->security, "tls, starttls or none", "WORD" },
    { "auth", 0, 0, G_OPTION_ARG_STRING, &options->auth, "auto, plain, login or xoauth2", "WORD" },
    { "user", 0, 0, G_OPTION_ARG_STRING, &options->user, "sign in as", "NAME" },
    { "password-fd", 0, 0, G_OPTION_ARG_INT, &options->password_fd,
      "read the password from this descriptor; without one the channel's is used", "FD" },
    { "folder", 0, 0, G_OPTION_ARG_STRING, &options->folder, "INBOX is usual", "NAME" },
    { "move-to", 0, 0, G_OPTION_ARG_STRING, &options->move_to,
      "where understood mail goes; without it nothing is touched", "NAME" },
    { "ca-file", 0, 0, G_OPTION_ARG_FILENAME, &options->ca_file, "authorities to trust", "FILE" },
    { "minutes", 0, 0, G_OPTION_ARG_INT, &options->minutes, "between two looks; 5 is usual", "N" },
    { "timeout", 0, 0, G_OPTION_ARG_INT, &options->timeout,
      "seconds for which the server may be silent", "N" },
    { "none", 0, 0, G_OPTION_ARG_NONE, &options->is_none, "set: the channel has none any more",
      NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->is_json, "answer in JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context =
    g_option_context_new ("set CHANNEL | show CHANNEL | check CHANNEL | pull CHANNEL | read FILE…");

  g_option_context_add_main_entries (context, entries, NULL);
  return esp_ctl_parse (context, argc, argv, "mailbox", status);
}

static gboolean
load (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;

  options->record = esp_channel_load_named (tx, options->name, error);
  if (options->record == NULL)
    return FALSE;
  options->source =
    esp_report_source_load (tx, options->record->id, ESP_REPORT_SOURCE_MAILBOX, error);
  return options->source != NULL;
}

/* Opens the workspace and the channel with its mailbox, which must be there unless it is about to be set. */
static EspStore *
open_channel (Options *options, EspStoreMode mode, gboolean needs_mailbox, GError **error)
{
  g_autoptr (EspStore) store = esp_ctl_open_workspace (options->workspace, mode, error);

  if (store == NULL || !esp_store_read (store, ESP_READ_PAGE, load, options, NULL, error))
    return NULL;
  options->account = esp_mailbox_account (options->record, error);
  if (options->account == NULL && needs_mailbox)
    {
      if (error != NULL && *error == NULL)
        g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                     "The channel “%s” has no mailbox: see “espalierctl mailbox set --help”",
                     options->name);
      return NULL;
    }
  if (!needs_mailbox && error != NULL)
    g_clear_error (error); /* it is set anew */
  return g_steal_pointer (&store);
}

static void
replace (char **setting, const char *word)
{
  if (word == NULL)
    return;
  g_free (*setting);
  *setting = *word != '\0' ? g_strdup (word) : NULL;
}

static gboolean
apply (Options *options, GError **error)
{
  EspImapAccount *account;

  if (options->account == NULL)
    options->account = esp_imap_account_new (NULL, NULL);
  account = options->account;
  replace (&account->host, options->host);
  replace (&account->user, options->user);
  replace (&account->ca_file, options->ca_file);
  replace (&account->move_to, options->move_to);
  if (options->folder != NULL && *options->folder != '\0')
    replace (&account->folder, options->folder);
  if ((options->security != NULL &&
       !esp_smtp_security_from_name (options->security, &account->security)) ||
      (options->auth != NULL && !esp_smtp_auth_from_name (options->auth, &account->auth)))
    {
      g_set_error_literal (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                           "Security is tls, starttls or none; sign-in auto, plain, login or "
                           "xoauth2");
      return FALSE;
    }
  if (options->port > 0)
    account->port = (guint) options->port;
  else if (options->security != NULL)
    account->port = account->security == ESP_SMTP_SECURITY_TLS ? 993 : 143;
  if (options->minutes > 0)
    account->minutes = (guint) options->minutes;
  if (options->timeout > 0)
    account->timeout_s = (guint) options->timeout;
  return esp_imap_account_check (account, error);
}

static gboolean
save (EspTx *tx, gpointer data, GError **error)
{
  Options *options = data;
  g_autofree char *json = options->is_none ? NULL : esp_imap_account_to_json (options->account);
  char *settings =
    esp_channel_settings_set_json (options->record->settings, ESP_MAILBOX_SETTING, json);

  g_free (options->record->settings);
  options->record->settings = settings;
  if (!esp_channel_update (tx, options->record, error))
    return FALSE;
  /* Another mailbox has other numbers. */
  return options->is_none || options->host != NULL || options->user != NULL ||
             options->folder != NULL
           ? esp_report_source_forget (tx, options->record->id, ESP_REPORT_SOURCE_MAILBOX, error)
           : esp_report_source_ask_soon (tx, options->record->id, error);
}

typedef struct
{
  GMainLoop *loop;
  gboolean is_stored;
  char *secret;
  GError *error;
} Waiter;

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiter *waiter = user_data;

  waiter->is_stored = esp_secrets_store_finish (result, &waiter->error);
  g_main_loop_quit (waiter->loop);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiter *waiter = user_data;

  waiter->secret = esp_secrets_lookup_finish (result, NULL); /* the server says what is missing */
  g_main_loop_quit (waiter->loop);
}

static gboolean
store_secret (Options *options, GError **error)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autofree char *id = esp_mailbox_secret_id (options->record);
  g_autofree char *label = g_strdup_printf ("Espalier: mailbox of %s", options->record->name);
  Waiter waiter = { .loop = loop };

  if (options->secret == NULL)
    return TRUE;
  esp_secrets_store_async (id, label, options->secret, NULL, stored_cb, &waiter);
  g_main_loop_run (loop);
  if (!waiter.is_stored)
    g_propagate_error (error, waiter.error);
  return waiter.is_stored;
}

/* The one that was said, the mailbox's own, or the channel's. */
static void
find_secret (Options *options)
{
  g_autofree char *own = esp_mailbox_secret_id (options->record);
  const char *const ids[] = { own, options->record->secret_id };

  for (guint i = 0; options->secret == NULL && i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
      Waiter waiter = { .loop = loop };

      if (ids[i] == NULL)
        continue;
      esp_secrets_lookup_async (ids[i], NULL, found_cb, &waiter);
      g_main_loop_run (loop);
      options->secret = waiter.secret;
    }
}

static gboolean
read_secret (Options *options, GError **error)
{
  if (options->password_fd < 0)
    return TRUE;
  options->secret = esp_secrets_read_fd (options->password_fd, error);
  return options->secret != NULL;
}

static gboolean
do_set (Options *options, GError **error)
{
  g_autoptr (EspStore) store = open_channel (options, ESP_STORE_OPEN, FALSE, error);
  gboolean is_fine =
    store != NULL && (options->is_none || apply (options, error)) && read_secret (options, error) &&
    esp_store_write (store, NULL, save, options, NULL, error) && store_secret (options, error);

  if (store != NULL)
    esp_store_close (store);
  if (is_fine)
    g_print ("%s\n", options->is_none ? "The channel has no mailbox any more."
                                      : "The mailbox is set; “mailbox check” tries it.");
  return is_fine;
}

static void
add_time (JsonBuilder *out, const char *name, gint64 at_us)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc (at_us / G_USEC_PER_SEC);
  g_autofree char *text = at_us > 0 && at != NULL ? g_date_time_format_iso8601 (at) : NULL;

  json_builder_set_member_name (out, name);
  if (text != NULL)
    json_builder_add_string_value (out, text);
  else
    json_builder_add_null_value (out);
}

static void
print_json (JsonBuilder *out)
{
  g_autoptr (JsonNode) root = json_builder_get_root (out);
  g_autofree char *text = json_to_string (root, TRUE);

  g_print ("%s\n", text);
}

static gboolean
do_show (Options *options, GError **error)
{
  g_autoptr (EspStore) store = open_channel (options, ESP_STORE_READ_ONLY, TRUE, error);
  g_autofree char *where = NULL;

  if (store == NULL)
    return FALSE;
  where = esp_imap_account_to_where (options->account);
  if (options->is_json)
    {
      g_autoptr (JsonBuilder) out = json_builder_new ();
      g_autofree char *json = esp_imap_account_to_json (options->account);

      json_builder_begin_object (out);
      json_builder_set_member_name (out, "settings");
      json_builder_add_value (out, json_from_string (json, NULL));
      add_time (out, "asked_at", options->source->asked_at_us);
      add_time (out, "read_at", options->source->read_at_us);
      add_time (out, "next_at", options->source->next_at_us);
      json_builder_set_member_name (out, "state");
      json_builder_add_string_value (out, options->source->state != NULL ? options->source->state
                                                                         : "new");
      json_builder_set_member_name (out, "found");
      json_builder_add_int_value (out, options->source->n_found);
      json_builder_end_object (out);
      print_json (out);
    }
  else
    g_print ("%s at %s, folder %s, every %u minutes: %s%s%s; %" G_GINT64_FORMAT " facts so far\n",
             options->account->user, where, options->account->folder, options->account->minutes,
             options->source->state != NULL ? options->source->state : "not read yet",
             options->source->detail != NULL ? ": " : "",
             options->source->detail != NULL ? options->source->detail : "",
             options->source->n_found);
  esp_store_close (store);
  return TRUE;
}

static gboolean
do_check (Options *options, GError **error)
{
  g_autoptr (EspStore) store = open_channel (options, ESP_STORE_READ_ONLY, TRUE, error);
  g_autofree char *login = NULL;
  guint32 n = 0;

  if (store == NULL || !read_secret (options, error))
    return FALSE;
  esp_store_close (store);
  find_secret (options);
  login = esp_mailbox_dup_login (options->record, options->account, options->secret, NULL, error);
  if (login == NULL || !esp_mailbox_check (options->account, login, &n, NULL, error))
    return FALSE;
  g_print ("The mailbox can be read; %u mails are in “%s”.\n", n, options->account->folder);
  return TRUE;
}

static void
add_tally (JsonBuilder *out, const EspReportTally *tally)
{
  const struct
  {
    const char *name;
    gint64 n;
  } figures[] = {
    { "new", tally->n_new },
    { "known", tally->n_known },
    { "stray", tally->n_stray },
    { "suppressed", tally->n_suppressed },
    { "withdrawn", tally->n_withdrawn },
    { "paused", tally->n_paused },
  };

  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    {
      json_builder_set_member_name (out, figures[i].name);
      json_builder_add_int_value (out, figures[i].n);
    }
  json_builder_set_member_name (out, "kinds");
  json_builder_begin_object (out);
  for (guint i = 0; i < ESP_REPORT_N_KINDS; i++)
    if (tally->n_of_kind[i] > 0)
      {
        json_builder_set_member_name (out, esp_report_kind_name ((EspReportKind) i));
        json_builder_add_int_value (out, tally->n_of_kind[i]);
      }
  json_builder_end_object (out);
}

static void
print_result (const Options *options, const EspMailboxResult *result)
{
  g_autoptr (JsonBuilder) out = json_builder_new ();

  if (!options->is_json)
    {
      g_print ("%" G_GINT64_FORMAT " mails read, %" G_GINT64_FORMAT " understood: %" G_GINT64_FORMAT
               " facts new, %" G_GINT64_FORMAT " known, %" G_GINT64_FORMAT
               " about nobody here; %" G_GINT64_FORMAT " addresses suppressed, %" G_GINT64_FORMAT
               " consents withdrawn, %" G_GINT64_FORMAT " sends paused\n",
               result->n_mails, result->n_understood, result->tally.n_new, result->tally.n_known,
               result->tally.n_stray, result->tally.n_suppressed, result->tally.n_withdrawn,
               result->tally.n_paused);
      return;
    }
  json_builder_begin_object (out);
  json_builder_set_member_name (out, "mails");
  json_builder_add_int_value (out, result->n_mails);
  json_builder_set_member_name (out, "understood");
  json_builder_add_int_value (out, result->n_understood);
  json_builder_set_member_name (out, "moved");
  json_builder_add_int_value (out, result->n_moved);
  add_tally (out, &result->tally);
  json_builder_end_object (out);
  print_json (out);
}

static gboolean
do_pull (Options *options, GError **error)
{
  g_autoptr (EspStore) store = open_channel (options, ESP_STORE_OPEN, TRUE, error);
  g_autofree char *login = NULL;
  EspMailboxResult result;
  gboolean is_fine;

  if (store == NULL || !read_secret (options, error))
    return FALSE;
  find_secret (options);
  login = esp_mailbox_dup_login (options->record, options->account, options->secret, NULL, error);
  is_fine = login != NULL && esp_mailbox_read (store, options->record->id, options->account, login,
                                               NULL, &result, error);
  esp_store_close (store);
  if (is_fine)
    print_result (options, &result);
  return is_fine;
}

static void
add_text (JsonBuilder *out, const char *name, const char *text)
{
  if (text == NULL)
    return;
  json_builder_set_member_name (out, name);
  json_builder_add_string_value (out, text);
}

static gboolean
read_file (JsonBuilder *out, const char *path, GError **error)
{
  g_autoptr (GArray) reports = esp_reports_new (1);
  g_autoptr (GBytes) bytes = NULL;
  EspReturnKind kind;
  char *text = NULL;
  gsize length = 0;

  if (!g_file_get_contents (path, &text, &length, error))
    return FALSE;
  bytes = g_bytes_new_take (text, length);
  kind = esp_return_mail_read (bytes, esp_bounce_rules_get (), g_get_real_time (), reports);
  json_builder_begin_object (out);
  add_text (out, "file", path);
  add_text (out, "kind", esp_return_kind_name (kind));
  json_builder_set_member_name (out, "reports");
  json_builder_begin_array (out);
  for (guint i = 0; i < reports->len; i++)
    {
      const EspReport *report = &g_array_index (reports, EspReport, i);

      json_builder_begin_object (out);
      add_text (out, "kind", esp_report_kind_name (report->kind));
      add_text (out, "address", report->address);
      add_text (out, "code", report->code);
      add_text (out, "text", report->text);
      add_text (out, "ids", report->message_id);
      json_builder_end_object (out);
    }
  json_builder_end_array (out);
  json_builder_end_object (out);
  return TRUE;
}

static gboolean
do_read (int n_files, char **files, GError **error)
{
  g_autoptr (JsonBuilder) out = json_builder_new ();

  json_builder_begin_array (out);
  for (int i = 0; i < n_files; i++)
    if (!read_file (out, files[i], error))
      return FALSE;
  json_builder_end_array (out);
  print_json (out);
  return TRUE;
}

/**
 * esp_ctl_mailbox:
 *
 * Returns: exit status
 */
int
esp_ctl_mailbox (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    gboolean (*run) (Options *options, GError **error);
  } actions[] = {
    { "set", do_set },
    { "show", do_show },
    { "check", do_check },
    { "pull", do_pull },
  };
  g_auto (Options) options = { .password_fd = -1 };
  g_autoptr (GError) error = NULL;
  int status = 0;

  if (!parse (&options, &argc, &argv, &status))
    return status;
  if (argc >= 3 && g_str_equal (argv[1], "read"))
    return do_read (argc - 2, argv + 2, &error) ? ESP_CTL_OK : esp_ctl_fail ("mailbox", error);
  if (argc != 3)
    return esp_ctl_usage ("mailbox", "Say what to do, and for which channel: “mailbox pull NAME”");
  options.name = argv[2];
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (actions[i].name, argv[1]))
      return actions[i].run (&options, &error) ? ESP_CTL_OK : esp_ctl_fail ("mailbox", error);
  return esp_ctl_usage ("mailbox", "It can be set, shown, checked, pulled, or a file be read.");
}
