/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks where bounces, complaints and answers arrive, tries it before it is kept; the password goes to the
 * keyring and nowhere else. */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "views/channels/esp-mailbox-form.h"

#include "base/esp-thread.h"
#include "channels/esp-channel-kinds.h"
#include "channels/esp-channel.h"
#include "channels/esp-secrets.h"
#include "store/esp-report-sources.h"
#include "views/shell/esp-form-window.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-mailbox-token.h"
#include "worker/esp-mailbox.h"

#include <glib/gi18n.h>

#define MAX_MINUTES (24 * 60)
#define TLS_PORT 993
#define STARTTLS_PORT 143

struct _EspMailboxForm
{
  AdwWindow parent_instance;

  EspSession *session;       /* (owned) */
  EspChannelRecord *record;  /* (owned) */
  GCancellable *cancellable; /* (owned) of a try that is under way */
  EspThread *thread;         /* (owned) (nullable) until something is tried */
  EspFormFrame frame;
  GtkWidget *is_used;
  GtkWidget *group;
  GtkWidget *host;
  GtkWidget *security;
  GtkWidget *port;
  GtkWidget *auth;
  GtkWidget *user;
  GtkWidget *password;
  GtkWidget *folder;
  GtkWidget *move_to;
  GtkWidget *minutes;
};

G_DEFINE_FINAL_TYPE (EspMailboxForm, esp_mailbox_form, ADW_TYPE_WINDOW)

static const EspSmtpSecurity securities[] = { ESP_SMTP_SECURITY_TLS, ESP_SMTP_SECURITY_STARTTLS,
                                              ESP_SMTP_SECURITY_NONE };
static const EspSmtpAuth auths[] = { ESP_SMTP_AUTH_AUTO, ESP_SMTP_AUTH_XOAUTH2 };

static char *
dup_text (GtkWidget *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static gboolean
is_used (EspMailboxForm *self)
{
  return gtk_switch_get_active (esp_form_row_get_switch (self->is_used));
}

static EspImapAccount *
make_account (EspMailboxForm *self)
{
  g_autoptr (EspImapAccount) account = esp_mailbox_account (self->record, NULL);
  g_autofree char *folder = dup_text (self->folder);
  g_autofree char *move_to = dup_text (self->move_to);

  if (account == NULL)
    account = esp_imap_account_new (NULL, NULL);
  g_free (account->host);
  account->host = dup_text (self->host);
  g_free (account->user);
  account->user = dup_text (self->user);
  if (*folder != '\0')
    {
      g_free (account->folder);
      account->folder = g_steal_pointer (&folder);
    }
  g_free (account->move_to);
  account->move_to = *move_to != '\0' ? g_steal_pointer (&move_to) : NULL;
  account->security = securities[adw_combo_row_get_selected (ADW_COMBO_ROW (self->security))];
  account->auth = auths[adw_combo_row_get_selected (ADW_COMBO_ROW (self->auth))];
  account->port = (guint) gtk_spin_button_get_value_as_int (esp_form_row_get_spin (self->port));
  account->minutes =
    (guint) gtk_spin_button_get_value_as_int (esp_form_row_get_spin (self->minutes));
  return g_steal_pointer (&account);
}

/* Returns: NULL when all is well, "" when it is only not finished */
static const char *
find_problem (EspMailboxForm *self)
{
  g_autoptr (EspImapAccount) account = NULL;

  if (!is_used (self))
    return NULL;
  account = make_account (self);
  if (*account->host == '\0' || *account->user == '\0')
    return "";
  if (esp_imap_account_check (account, NULL))
    return NULL;
  if (account->security == ESP_SMTP_SECURITY_NONE)
    return _ ("A password never travels unencrypted: choose TLS or STARTTLS.");
  if (g_strcmp0 (account->move_to, account->folder) == 0)
    return _ ("Choose another folder to move to than the one that is read.");
  return _ ("The server needs a name such as “imap.example.com”.");
}

static void
changed_cb (EspMailboxForm *self)
{
  const char *problem = find_problem (self);

  gtk_widget_set_sensitive (self->group, is_used (self));
  esp_form_frame_set_problem (&self->frame, problem != NULL && *problem != '\0' ? problem : NULL);
  gtk_widget_set_sensitive (self->frame.accept, problem == NULL);
}

static void
security_cb (EspMailboxForm *self)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->security));
  GtkSpinButton *spin = esp_form_row_get_spin (self->port);
  int port = gtk_spin_button_get_value_as_int (spin);

  if (port == TLS_PORT || port == STARTTLS_PORT)
    gtk_spin_button_set_value (spin, securities[selected] == ESP_SMTP_SECURITY_TLS ? TLS_PORT
                                                                                   : STARTTLS_PORT);
  changed_cb (self);
}

/* Saving */

typedef struct
{
  EspMailboxForm *self;     /* (owned) window's thread only */
  EspChannelRecord *record; /* (owned) */
  EspImapAccount *account;  /* (owned) (nullable) */
  char *secret;             /* (owned) (nullable) what was typed, or what the keyring had */
  char *typed;              /* (owned) (nullable) */
  guint next_secret;
  gboolean is_other;
  guint32 n_mails;
  GError *error; /* (owned) (nullable) */
} Attempt;

static void
attempt_free (Attempt *attempt)
{
  g_clear_object (&attempt->self);
  esp_channel_record_free (attempt->record);
  esp_imap_account_free (attempt->account);
  g_free (attempt->secret);
  g_free (attempt->typed);
  g_clear_error (&attempt->error);
  g_free (attempt);
}

static gboolean
save_cb (EspTx *tx, gpointer data, GError **error)
{
  Attempt *attempt = data;

  if (!esp_channel_update (tx, attempt->record, error))
    return FALSE;
  return attempt->is_other
           ? esp_report_source_forget (tx, attempt->record->id, ESP_REPORT_SOURCE_MAILBOX, error)
           : esp_report_source_ask_soon (tx, attempt->record->id, error);
}

static void
secret_stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;

  if (!esp_secrets_store_finish (result, NULL))
    esp_session_toast (session, _ ("The password could not be kept in the keyring; it is needed "
                                   "again after a restart."));
}

static void
keep_secret (Attempt *attempt)
{
  g_autofree char *id = esp_mailbox_secret_id (attempt->record);
  g_autofree char *label = NULL;

  if (attempt->typed == NULL)
    return;
  label = g_strdup_printf ("Espalier: %s (IMAP)", attempt->record->name);
  esp_secrets_set_for_process (id, attempt->typed);
  esp_secrets_store_async (id, label, attempt->typed, NULL, secret_stored_cb,
                           g_object_ref (attempt->self->session));
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Attempt *attempt = user_data;
  EspMailboxForm *self = attempt->self;
  g_autoptr (GError) error = NULL;
  g_autofree char *toast = NULL;

  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    {
      g_autofree char *message = esp_store_message (error);

      esp_form_frame_set_problem (&self->frame, message);
      gtk_widget_set_sensitive (self->frame.accept, TRUE);
    }
  else
    {
      keep_secret (attempt);
      if (attempt->account != NULL)
        toast = g_strdup_printf (ngettext ("The mailbox can be read: %u mail",
                                           "The mailbox can be read: %u mails", attempt->n_mails),
                                 attempt->n_mails);
      else
        toast = g_strdup (_ ("The channel has no return mailbox any more."));
      esp_session_toast (self->session, toast);
      gtk_window_close (GTK_WINDOW (self));
    }
  attempt_free (attempt);
}

static void
write_attempt (Attempt *attempt)
{
  const EspOperation operation = { .kind = "channel-edit", .summary = attempt->record->name };
  g_autofree char *json =
    attempt->account != NULL ? esp_imap_account_to_json (attempt->account) : NULL;
  char *settings =
    esp_channel_settings_set_json (attempt->record->settings, ESP_MAILBOX_SETTING, json);

  g_free (attempt->record->settings);
  attempt->record->settings = settings;
  esp_store_write_async (esp_session_get_store (attempt->self->session), &operation, save_cb,
                         attempt, NULL, saved_cb, attempt);
}

/* Trying */

static const char *
trouble_sentence (const GError *error)
{
  switch (error->domain == ESP_CHANNEL_ERROR ? error->code : ESP_CHANNEL_ERROR_FAILED)
    {
    case ESP_CHANNEL_ERROR_DNS:
      return _ ("Nobody knows a server of this name. Check its spelling and the network.");
    case ESP_CHANNEL_ERROR_REFUSED:
      return _ ("Nothing listens there. Check the port: 993 for TLS, 143 for STARTTLS.");
    case ESP_CHANNEL_ERROR_TIMEOUT:
      return _ ("The server does not answer in time. Check name and port.");
    case ESP_CHANNEL_ERROR_TLS_NAME:
    case ESP_CHANNEL_ERROR_TLS_EXPIRED:
    case ESP_CHANNEL_ERROR_TLS_SELF_SIGNED:
    case ESP_CHANNEL_ERROR_TLS_UNTRUSTED:
    case ESP_CHANNEL_ERROR_TLS_FAILED:
      return _ ("The server's certificate cannot be trusted. Enter its name exactly as the "
                "provider writes it.");
    case ESP_CHANNEL_ERROR_NO_STARTTLS:
      return _ ("The server does not offer encryption here. Choose TLS with port 993.");
    case ESP_CHANNEL_ERROR_AUTH:
      return _ ("The server refuses the user name or the password. Many providers want IMAP turned "
                "on and an app password.");
    default:
      return NULL;
    }
}

static gboolean
tried_cb (gpointer user_data)
{
  Attempt *attempt = user_data;
  const char *sentence;

  if (attempt->error == NULL)
    {
      write_attempt (attempt);
      return G_SOURCE_REMOVE;
    }
  if (!g_error_matches (attempt->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      sentence = trouble_sentence (attempt->error);
      esp_form_frame_set_problem (&attempt->self->frame,
                                  sentence != NULL ? sentence : attempt->error->message);
      gtk_widget_set_sensitive (attempt->self->frame.accept, TRUE);
    }
  attempt_free (attempt);
  return G_SOURCE_REMOVE;
}

/* On the thread that may wait. */
static void
try_mailbox (gpointer data)
{
  Attempt *attempt = data;
  g_autofree char *login =
    esp_mailbox_dup_login (attempt->record, attempt->account, attempt->secret,
                           attempt->self->cancellable, &attempt->error);

  if (login != NULL)
    (void) esp_mailbox_check (attempt->account, login, &attempt->n_mails,
                              attempt->self->cancellable, &attempt->error); /* the error tells */
  (void) g_idle_add (tried_cb, attempt);                                    /* it removes itself */
}

static void
start_try (Attempt *attempt)
{
  EspMailboxForm *self = attempt->self;

  if (self->thread == NULL)
    self->thread = esp_thread_new ("mailbox-check");
  esp_thread_post (self->thread, try_mailbox, attempt);
}

static void look_up_secret (Attempt *attempt);

static void
secret_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Attempt *attempt = user_data;

  attempt->secret = esp_secrets_lookup_finish (result, NULL); /* the server says what is missing */
  look_up_secret (attempt);
}

/* The mailbox's own password, else the one with which the channel sends. */
static void
look_up_secret (Attempt *attempt)
{
  g_autofree char *own = esp_mailbox_secret_id (attempt->record);
  const char *const ids[] = { own, attempt->record->secret_id };
  const char *id;

  while (attempt->secret == NULL && attempt->next_secret < G_N_ELEMENTS (ids))
    if ((id = ids[attempt->next_secret++]) != NULL)
      {
        esp_secrets_lookup_async (id, NULL, secret_found_cb, attempt);
        return;
      }
  start_try (attempt);
}

static EspChannelRecord *
copy_record (const EspChannelRecord *record)
{
  EspChannelRecord *copy = esp_channel_record_new (record->name, record->kind, record->settings);

  copy->id = record->id;
  copy->secret_id = g_strdup (record->secret_id);
  copy->is_enabled = record->is_enabled;
  return copy;
}

static gboolean
is_other (const EspImapAccount *before, const EspImapAccount *after)
{
  return before == NULL || after == NULL || g_strcmp0 (before->host, after->host) != 0 ||
         g_strcmp0 (before->user, after->user) != 0 ||
         g_strcmp0 (before->folder, after->folder) != 0;
}

static void
accept_cb (EspMailboxForm *self)
{
  g_autoptr (EspImapAccount) before = esp_mailbox_account (self->record, NULL);
  Attempt *attempt = g_new0 (Attempt, 1);
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->password));

  attempt->self = g_object_ref (self);
  attempt->record = copy_record (self->record);
  gtk_widget_set_sensitive (self->frame.accept, FALSE);
  esp_form_frame_set_problem (&self->frame, NULL);
  if (!is_used (self))
    {
      attempt->is_other = TRUE;
      write_attempt (attempt);
      return;
    }
  attempt->account = make_account (self);
  attempt->is_other = is_other (before, attempt->account);
  attempt->typed = *typed != '\0' ? g_strdup (typed) : NULL;
  attempt->secret = g_strdup (attempt->typed);
  look_up_secret (attempt);
}

static gboolean
close_request (GtkWindow *window)
{
  g_cancellable_cancel (ESP_MAILBOX_FORM (window)->cancellable);
  return GTK_WINDOW_CLASS (esp_mailbox_form_parent_class)->close_request (window);
}

static void
esp_mailbox_form_dispose (GObject *object)
{
  EspMailboxForm *self = ESP_MAILBOX_FORM (object);

  if (self->thread != NULL)
    esp_thread_join (self->thread);
  g_clear_object (&self->thread);
  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->record, esp_channel_record_free);
  G_OBJECT_CLASS (esp_mailbox_form_parent_class)->dispose (object);
}

static void
esp_mailbox_form_class_init (EspMailboxFormClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_mailbox_form_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = close_request;
}

static void
esp_mailbox_form_init (EspMailboxForm *self)
{
  self->cancellable = g_cancellable_new ();
}

static void
add_row (EspMailboxForm *self, GtkWidget *group, GtkWidget *row)
{
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  if (GTK_IS_EDITABLE (row))
    g_signal_connect_swapped (row, "changed", G_CALLBACK (changed_cb), self);
}

static guint
index_of_security (EspSmtpSecurity security)
{
  for (guint i = 0; i < G_N_ELEMENTS (securities); i++)
    if (securities[i] == security)
      return i;
  return 0;
}

static void
add_server_rows (EspMailboxForm *self, const EspImapAccount *account)
{
  const char *const choices[] = { _ ("TLS from the start (993)"), _ ("STARTTLS (143)"),
                                  _ ("Not encrypted (this computer only)"), NULL };
  const char *const sign_ins[] = { _ ("Password"), _ ("Access token (OAuth 2)"), NULL };

  self->host = esp_form_entry_row_new (_ ("Server, such as imap.example.com"), account->host);
  self->security =
    esp_form_choice_row_new (_ ("Security"), choices, index_of_security (account->security));
  self->port = esp_form_spin_row_new (_ ("Port"), NULL, 1, 65535, account->port);
  self->user = esp_form_entry_row_new (_ ("User name"), account->user);
  self->auth = esp_form_choice_row_new (_ ("Sign-in"), sign_ins,
                                        account->auth == ESP_SMTP_AUTH_XOAUTH2 ? 1 : 0);
  self->password = esp_form_password_row_new (_ ("Password (empty: the one that is known)"));
  add_row (self, self->group, self->host);
  add_row (self, self->group, self->security);
  add_row (self, self->group, self->port);
  add_row (self, self->group, self->user);
  add_row (self, self->group, self->auth);
  add_row (self, self->group, self->password);
}

static void
add_folder_rows (EspMailboxForm *self, const EspImapAccount *account)
{
  self->folder = esp_form_entry_row_new (_ ("Folder that is read"), account->folder);
  self->move_to =
    esp_form_entry_row_new (_ ("Move what was understood to this folder (empty: touch nothing)"),
                            account->move_to);
  self->minutes =
    esp_form_spin_row_new (_ ("Minutes between two looks"), NULL, 1, MAX_MINUTES, account->minutes);
  add_row (self, self->group, self->folder);
  add_row (self, self->group, self->move_to);
  add_row (self, self->group, self->minutes);
}

/**
 * esp_mailbox_form_new:
 * @record: (transfer full): the channel whose mailbox it is
 *
 * Returns: (transfer full): the window, to be presented. Nothing is kept before the mailbox could be read.
 */
GtkWidget *
esp_mailbox_form_new (EspSession *session, EspChannelRecord *record)
{
  EspMailboxForm *self = g_object_new (ESP_TYPE_MAILBOX_FORM, NULL);
  g_autoptr (EspImapAccount) account = esp_mailbox_account (record, NULL);
  GtkWidget *use =
    esp_form_group_new (NULL, _ ("Bounces, complaints, answers and wishes to get no more are read "
                                 "here, for the person "
                                 "whose message they answer. Other mail is left alone."));

  self->session = g_object_ref (session);
  self->record = record;
  if (account == NULL)
    account = esp_imap_account_new ("", "");
  self->frame = esp_form_frame_build (ADW_WINDOW (self), esp_session_get_window (session),
                                      _ ("Return mailbox"), _ ("Chec_k and save"));
  self->is_used = esp_form_switch_row_new (_ ("Read a mailbox for this channel"), NULL, TRUE);
  self->group = esp_form_group_new (NULL, NULL);
  add_row (self, use, self->is_used);
  gtk_box_append (GTK_BOX (self->frame.box), use);
  add_server_rows (self, account);
  add_folder_rows (self, account);
  gtk_box_append (GTK_BOX (self->frame.box), self->group);
  g_signal_connect_object (self->security, "notify::selected", G_CALLBACK (security_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (esp_form_row_get_switch (self->is_used), "notify::active",
                           G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->frame.accept, "clicked", G_CALLBACK (accept_cb), self);
  changed_cb (self);
  return GTK_WIDGET (self);
}
