/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signs a mail server in through the person's own browser (OAuth 2); the tokens go to the keyring and nowhere else. */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "views/channels/esp-channel-sign-in.h"

#include "channels/email/esp-smtp-account.h"
#include "channels/esp-channel-kinds.h"
#include "channels/esp-secrets.h"
#include "channels/web/esp-oauth.h"
#include "views/channels/esp-channel-test.h"
#include "views/shell/esp-form-window.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

struct _EspChannelSignIn
{
  AdwWindow parent_instance;

  EspSession *session;      /* (owned) */
  EspChannelRecord *record; /* (owned) with the settings as they are to be */
  EspOauthFlow *flow;       /* (owned) (nullable) while the browser is open */
  char *base; /* (owned) (nullable) the client's own secret, as the keyring keeps it */
  EspFormFrame frame;
  GtkWidget *provider;
  GtkWidget *user;
  GtkWidget *client_id;
  GtkWidget *client_secret;
  GtkWidget *waiting; /* what is to be done in the browser */
};

G_DEFINE_FINAL_TYPE (EspChannelSignIn, esp_channel_sign_in, ADW_TYPE_WINDOW)

static const char *const providers[] = { "google", "microsoft", NULL };

/**
 * esp_channel_sign_in_fits:
 *
 * Returns: whether the channel can be signed in to through a browser
 */
gboolean
esp_channel_sign_in_fits (const EspChannelRecord *record)
{
  g_autoptr (EspSmtpAccount) account = NULL;

  if (!g_str_equal (record->kind, "smtp"))
    return FALSE;
  account = esp_smtp_account_from_json (record->settings, NULL);
  return account != NULL && (account->auth == ESP_SMTP_AUTH_XOAUTH2 ||
                             g_str_has_suffix (account->host, ".gmail.com") ||
                             g_str_has_suffix (account->host, ".office365.com") ||
                             g_str_has_suffix (account->host, ".outlook.com"));
}

static char *
dup_text (GtkWidget *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static void
changed_cb (EspChannelSignIn *self)
{
  g_autofree char *user = dup_text (self->user);
  g_autofree char *id = dup_text (self->client_id);

  gtk_widget_set_sensitive (self->frame.accept, *user != '\0' && *id != '\0' && self->flow == NULL);
}

static void
show_problem (EspChannelSignIn *self, const char *sentence)
{
  esp_form_frame_set_problem (&self->frame, sentence);
  gtk_widget_set_visible (self->waiting, FALSE);
  g_clear_pointer (&self->flow, esp_oauth_flow_free);
  changed_cb (self);
}

static gboolean
save_cb (EspTx *tx, gpointer data, GError **error)
{
  return esp_channel_update (tx, data, error);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspChannelSignIn) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    {
      g_autofree char *message = esp_store_message (error);

      show_problem (self, message);
      return;
    }
  esp_session_toast (self->session, _ ("Signed in"));
  esp_channel_test_run (self->session, self->record->id);
  gtk_window_close (GTK_WINDOW (self));
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspChannelSignIn) self = user_data;
  g_autoptr (GError) error = NULL;
  const EspOperation operation = { .kind = "channel-edit", .summary = self->record->name };
  EspChannelRecord *record;

  if (!esp_secrets_store_finish (result, &error))
    esp_session_toast (self->session, _ ("The sign-in could not be kept in the keyring; it is "
                                         "needed again after a restart."));
  record = esp_channel_record_new (self->record->name, "smtp", self->record->settings);
  record->id = self->record->id;
  record->secret_id = g_strdup (self->record->secret_id);
  record->is_enabled = self->record->is_enabled;
  esp_store_write_async (esp_session_get_store (self->session), &operation, save_cb, record,
                         (GDestroyNotify) esp_channel_record_free, saved_cb, g_object_ref (self));
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspChannelSignIn) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (EspOauthTokens) tokens = esp_oauth_flow_wait_finish (result, &error);
  g_autofree char *secret = NULL;
  g_autofree char *label = NULL;

  if (self->session == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return; /* the window was closed */
  if (tokens == NULL)
    {
      show_problem (self, error->message);
      return;
    }
  secret = esp_oauth_secret_add (self->base, self->record->secret_id, tokens);
  label = g_strdup_printf ("Espalier: %s", self->record->name);
  esp_secrets_set_for_process (self->record->secret_id, secret);
  esp_secrets_store_async (self->record->secret_id, label, secret, NULL, stored_cb,
                           g_object_ref (self));
}

/* The settings with the way to sign in that was chosen. */
static void
take_settings (EspChannelSignIn *self)
{
  g_autofree char *user = dup_text (self->user);
  g_autofree char *id = dup_text (self->client_id);
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->provider));
  const char *const words[] = { "auth", "xoauth2", "oauth", NULL, "oauth-client-id",
                                id,     "user",    user };
  g_autofree char *other = esp_channel_settings_dup (self->record->settings, "oauth");

  for (guint i = 0; i < G_N_ELEMENTS (words); i += 2)
    {
      const char *value = words[i + 1];
      char *made;

      if (value == NULL)
        value = selected < 2 ? providers[selected] : other != NULL ? other : "other";
      made = esp_channel_settings_set_text (self->record->settings, words[i], value);
      g_free (self->record->settings);
      self->record->settings = made;
    }
  if (self->record->secret_id == NULL)
    self->record->secret_id = g_uuid_string_random ();
}

static void
accept_cb (EspChannelSignIn *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspOauthApp) app = NULL;
  g_autofree char *client_secret = dup_text (self->client_secret);

  take_settings (self);
  g_free (self->base);
  self->base = *client_secret != '\0'
                 ? esp_channel_settings_set_text ("{}", "oauth-client-secret", client_secret)
                 : g_strdup ("{}");
  app = esp_oauth_app_new_from_settings (self->record->settings, self->base, &error);
  self->flow = app != NULL ? esp_oauth_flow_new (app, &error) : NULL;
  if (self->flow == NULL)
    {
      show_problem (self, error->message);
      return;
    }
  esp_form_frame_set_problem (&self->frame, NULL);
  gtk_widget_set_visible (self->waiting, TRUE);
  changed_cb (self);
  esp_oauth_flow_wait_async (self->flow, NULL, signed_in_cb, g_object_ref (self));
  gtk_show_uri (GTK_WINDOW (self), esp_oauth_flow_get_url (self->flow), GDK_CURRENT_TIME);
}

static void
esp_channel_sign_in_dispose (GObject *object)
{
  EspChannelSignIn *self = ESP_CHANNEL_SIGN_IN (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->record, esp_channel_record_free);
  g_clear_pointer (&self->flow, esp_oauth_flow_free);
  g_clear_pointer (&self->base, g_free);
  G_OBJECT_CLASS (esp_channel_sign_in_parent_class)->dispose (object);
}

static gboolean
close_request (GtkWindow *window)
{
  EspChannelSignIn *self = ESP_CHANNEL_SIGN_IN (window);

  g_clear_pointer (&self->flow, esp_oauth_flow_free); /* nobody listens for the browser any more */
  return GTK_WINDOW_CLASS (esp_channel_sign_in_parent_class)->close_request (window);
}

static void
esp_channel_sign_in_class_init (EspChannelSignInClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_channel_sign_in_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = close_request;
}

static void
esp_channel_sign_in_init (EspChannelSignIn *self)
{
}

static void
add_row (EspChannelSignIn *self, GtkWidget *group, GtkWidget *row)
{
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  if (GTK_IS_EDITABLE (row))
    g_signal_connect_swapped (row, "changed", G_CALLBACK (changed_cb), self);
}

static void
add_rows (EspChannelSignIn *self)
{
  const char *const names[] = { "Google", "Microsoft", NULL, NULL };
  const char *shown[] = { names[0], names[1], _ ("As the channel says"), NULL };
  g_autofree char *id = esp_channel_settings_dup (self->record->settings, "oauth-client-id");
  g_autofree char *user = esp_channel_settings_dup (self->record->settings, "user");
  g_autofree char *host = esp_channel_settings_dup (self->record->settings, "host");
  g_autofree char *oauth = esp_channel_settings_dup (self->record->settings, "oauth");
  gboolean is_other = g_strcmp0 (oauth, "other") == 0;
  guint selected = is_other                                                ? 2
                   : host != NULL && g_str_has_suffix (host, ".gmail.com") ? 0
                   : g_strcmp0 (oauth, "google") == 0                      ? 0
                                                                           : 1;
  GtkWidget *group = esp_form_group_new (
    NULL,
    _ ("You sign in in your browser, and Espalier never sees the password. The provider wants "
       "to know the program: make a client of the kind “desktop” on its pages and copy the "
       "client ID."));

  if (!is_other)
    shown[2] = NULL;
  self->provider = esp_form_choice_row_new (_ ("Sign in at"), shown, selected);
  self->user = esp_form_entry_row_new (_ ("Mail address"), user);
  self->client_id = esp_form_entry_row_new (_ ("Client ID"), id);
  self->client_secret = esp_form_password_row_new (_ ("Client secret, if there is one"));
  add_row (self, group, self->provider);
  add_row (self, group, self->user);
  add_row (self, group, self->client_id);
  add_row (self, group, self->client_secret);
  gtk_box_append (GTK_BOX (self->frame.box), group);
  self->waiting = gtk_label_new (_ ("Waiting for the sign-in in your browser…"));
  gtk_label_set_wrap (GTK_LABEL (self->waiting), TRUE);
  gtk_widget_set_visible (self->waiting, FALSE);
  gtk_box_append (GTK_BOX (self->frame.box), self->waiting);
}

/**
 * esp_channel_sign_in_new:
 * @record: of a mail server
 *
 * Returns: (transfer full): the window, to be presented. Signing in tests the channel.
 */
GtkWidget *
esp_channel_sign_in_new (EspSession *session, const EspChannelRecord *record)
{
  EspChannelSignIn *self = g_object_new (ESP_TYPE_CHANNEL_SIGN_IN, NULL);

  self->session = g_object_ref (session);
  self->record = esp_channel_record_new (record->name, record->kind, record->settings);
  self->record->id = record->id;
  self->record->secret_id = g_strdup (record->secret_id);
  self->record->is_enabled = record->is_enabled;
  self->frame = esp_form_frame_build (ADW_WINDOW (self), esp_session_get_window (session),
                                      _ ("Sign in with your browser"), _ ("_Open the browser"));
  add_rows (self);
  g_signal_connect_swapped (self->frame.accept, "clicked", G_CALLBACK (accept_cb), self);
  changed_cb (self);
  return GTK_WIDGET (self);
}
