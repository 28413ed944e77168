/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks for what reaches a mail server; the password goes to the keyring and nowhere else. */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "views/channels/esp-channel-window.h"

#include "base/esp-format.h"
#include "channels/email/esp-smtp-provider.h"
#include "channels/esp-channel-kinds.h"
#include "channels/esp-secrets.h"
#include "views/channels/esp-channel-price.h"
#include "views/channels/esp-channel-test.h"
#include "views/shell/esp-form-window.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-channel-pool.h"
#include "worker/esp-mailbox.h"

#include <glib/gi18n.h>

#define MAX_RATE 100000
#define MAX_CONNECTIONS 50
#define MAX_HEIGHT 656

struct _EspChannelWindow
{
  AdwWindow parent_instance;

  EspSession *session;      /* (owned) */
  EspChannelRecord *record; /* (owned) (nullable) what is edited; NULL is a new one */
  EspFormFrame frame;
  GtkWidget *content;  /* of the frame; scrolls on a small screen */
  GtkWidget *provider; /* (nullable) of a new channel */
  GtkWidget *hint;     /* (nullable) what the sign-in of the provider wants */
  GtkWidget *name;
  GtkWidget *host;
  GtkWidget *port;
  GtkWidget *security;
  GtkWidget *plain;
  GtkWidget *user;
  GtkWidget *password;
  GtkWidget *rate;
  GtkWidget *connections;
  GtkWidget *price;
};

G_DEFINE_FINAL_TYPE (EspChannelWindow, esp_channel_window, ADW_TYPE_WINDOW)

/* What travels to the writer's thread and back. */
typedef struct
{
  EspChannelRecord *record; /* (owned) */
} Save;

typedef struct
{
  EspChannelWindow *self; /* (owned) */
  Save *save;             /* the write's own; lives until its end */
} Pending;

static void
save_free (gpointer data)
{
  esp_channel_record_free (((Save *) data)->record);
  g_free (data);
}

static const char *
get_text (GtkWidget *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static guint
get_number (GtkWidget *row)
{
  return (guint) gtk_spin_button_get_value_as_int (esp_form_row_get_spin (row));
}

static EspSmtpSecurity
get_security (EspChannelWindow *self)
{
  return (EspSmtpSecurity) adw_combo_row_get_selected (ADW_COMBO_ROW (self->security));
}

/* Keeps what this window does not show: how to sign in, authorities, patience. */
static EspSmtpAccount *
make_account (EspChannelWindow *self)
{
  EspSmtpAccount *account = NULL;
  g_autofree char *host = g_strstrip (g_strdup (get_text (self->host)));
  g_autofree char *user = g_strstrip (g_strdup (get_text (self->user)));

  if (self->record != NULL)
    account = esp_smtp_account_from_json (self->record->settings, NULL);
  if (account == NULL)
    account = esp_smtp_account_new (host, 587);
  g_free (account->host);
  account->host = g_steal_pointer (&host);
  g_free (account->user);
  account->user = *user != '\0' ? g_steal_pointer (&user) : NULL;
  account->port = get_number (self->port);
  account->security = get_security (self);
  account->is_plain_accepted = gtk_switch_get_active (esp_form_row_get_switch (self->plain));
  account->n_connections = get_number (self->connections);
  return account;
}

static const char *
find_problem (EspChannelWindow *self)
{
  g_autoptr (EspSmtpAccount) account = make_account (self);
  gboolean is_open =
    account->security == ESP_SMTP_SECURITY_NONE && !esp_smtp_account_is_loopback (account);

  if (*get_text (self->name) == '\0' || *account->host == '\0')
    return ""; /* not finished: nothing to complain about */
  if (is_open && account->user != NULL)
    return _ ("A password never travels unencrypted: choose TLS or STARTTLS, or remove the user "
              "name.");
  if (is_open && !account->is_plain_accepted)
    return _ ("Without encryption mail can be read on the way. Choose TLS or STARTTLS, or accept "
              "it below.");
  if (!esp_smtp_account_check (account, NULL))
    return _ ("The server needs a name such as “smtp.example.com”.");
  return esp_channel_price_row_get_problem (self->price);
}

static void
changed_cb (EspChannelWindow *self)
{
  const char *problem = find_problem (self);

  gtk_widget_set_visible (self->plain, get_security (self) == ESP_SMTP_SECURITY_NONE);
  esp_form_frame_set_problem (&self->frame, problem != NULL && *problem != '\0' ? problem : NULL);
  gtk_widget_set_sensitive (self->frame.accept, problem == NULL);
}

/* The usual port goes with the security, as long as nobody chose another. */
static void
security_cb (EspChannelWindow *self)
{
  guint port = get_number (self->port);
  EspSmtpSecurity security = get_security (self);
  GtkSpinButton *spin = esp_form_row_get_spin (self->port);

  if (security == ESP_SMTP_SECURITY_TLS && (port == 587 || port == 25))
    gtk_spin_button_set_value (spin, 465);
  else if (security == ESP_SMTP_SECURITY_STARTTLS && (port == 465 || port == 25))
    gtk_spin_button_set_value (spin, 587);
  changed_cb (self);
}

static const char *
hint_sentence (const char *hint)
{
  static const struct
  {
    const char *hint;
    const char *sentence;
  } hints[] = {
    { "app-password", N_ ("Turn SMTP on in the settings of the mailbox, and make an app password "
                          "there: the usual password is refused.") },
    { "api-key", N_ ("The password is an API key from the provider's pages.") },
    { "smtp-user", N_ ("Use the SMTP user and password from the provider's pages, not those of "
                       "your own sign-in.") },
    { "oauth", N_ ("This provider refuses passwords: it wants an access token instead.") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (hints); i++)
    if (g_str_equal (hints[i].hint, hint))
      return _ (hints[i].sentence);
  return "";
}

/* What the sign-in wants, and how many the provider takes. */
static char *
make_hint (const EspSmtpProvider *provider)
{
  GString *text = g_string_new (hint_sentence (provider->hint));

  g_string_append (text, text->len > 0 ? "\n" : "");
  if (provider->per_day > 0)
    {
      g_autofree char *n = esp_format_count (provider->per_day);

      g_string_append_printf (
        text,
        ngettext ("It takes about %s message a day; the channel keeps to that.",
                  "It takes about %s messages a day; the channel keeps to that.",
                  provider->per_day),
        n);
    }
  else
    g_string_append (text, _ ("How many it takes a day depends on the account: set that under "
                              "“Limits and warm-up”."));
  if (provider->source != NULL)
    {
      g_string_append_c (text, '\n');
      g_string_append_printf (text, _ ("As of %s, %s"), esp_smtp_provider_get_date (),
                              provider->source);
    }
  return g_string_free (text, FALSE);
}

/* The first choice is a server of one's own; the others fill in what the provider says. */
static void
provider_cb (EspChannelWindow *self)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->provider));
  const EspSmtpProvider *provider = selected > 0 ? esp_smtp_provider_get (selected - 1) : NULL;
  g_autofree char *hint = NULL;

  gtk_widget_set_visible (self->hint, provider != NULL);
  if (provider == NULL)
    return;
  hint = make_hint (provider);
  gtk_label_set_label (GTK_LABEL (self->hint), hint);
  gtk_spin_button_set_value (esp_form_row_get_spin (self->rate), provider->per_minute);
  gtk_editable_set_text (GTK_EDITABLE (self->host), provider->host);
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->security), provider->security);
  gtk_spin_button_set_value (esp_form_row_get_spin (self->port), provider->port);
  if (provider->user != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->user), provider->user);
  if (*get_text (self->name) == '\0')
    gtk_editable_set_text (GTK_EDITABLE (self->name), provider->name);
}

static gboolean
save_cb (EspTx *tx, gpointer data, GError **error)
{
  EspChannelRecord *record = ((Save *) data)->record;

  if (record->id == 0)
    return esp_channel_insert (tx, record, error);
  return esp_channel_update (tx, record, error);
}

typedef struct
{
  EspSession *session; /* (owned) */
  gint64 id;
} Stored;

static void
secret_stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Stored *stored = user_data;
  g_autoptr (EspSession) session = stored->session;
  g_autoptr (GError) error = NULL;

  if (!esp_secrets_store_finish (result, &error))
    esp_session_toast (session, _ ("The password could not be kept in the keyring; it is needed "
                                   "again after a restart."));
  esp_channel_test_run (session, stored->id);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Pending *pending = user_data;
  g_autoptr (EspChannelWindow) self = pending->self;
  g_autoptr (GError) error = NULL;
  const EspChannelRecord *record = pending->save->record;
  const char *password = get_text (self->password);

  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    {
      g_autofree char *message = esp_store_message (error);

      esp_form_frame_set_problem (&self->frame, message);
      return;
    }
  if (*password != '\0' && record->secret_id != NULL)
    {
      g_autofree char *label = g_strdup_printf ("Espalier: %s", record->name);
      Stored *stored = g_new0 (Stored, 1);

      stored->session = g_object_ref (self->session);
      stored->id = record->id;
      esp_secrets_set_for_process (record->secret_id, password);
      esp_secrets_store_async (record->secret_id, label, password, NULL, secret_stored_cb, stored);
    }
  else
    esp_channel_test_run (self->session, record->id);
  gtk_window_close (GTK_WINDOW (self));
}

/* What somebody wrote as rate stays. */
static char *
limit_by_provider (EspChannelWindow *self, const char *settings)
{
  guint selected =
    self->provider != NULL ? adw_combo_row_get_selected (ADW_COMBO_ROW (self->provider)) : 0;

  return selected > 0
           ? esp_smtp_provider_limit (esp_smtp_provider_get (selected - 1), settings, TRUE)
           : g_strdup (settings);
}

static void
accept_cb (EspChannelWindow *self)
{
  g_autoptr (EspSmtpAccount) account = make_account (self);
  g_autofree char *json = esp_smtp_account_to_json (account);
  guint rate = get_number (self->rate);
  g_autofree char *rate_text = rate > 0 ? g_strdup_printf ("%u", rate) : NULL;
  g_autofree char *kept =
    esp_channel_settings_keep (esp_channel_kind_find ("smtp"),
                               self->record != NULL ? self->record->settings : NULL, json);
  g_autofree char *by_provider = limit_by_provider (self, kept);
  g_autofree char *limited =
    esp_channel_settings_set_json (by_provider, "rate-per-minute", rate_text);
  g_autofree char *settings = esp_channel_price_row_apply (self->price, limited);
  Save *save = g_new0 (Save, 1);
  Pending *pending = g_new0 (Pending, 1);
  const EspOperation operation = { .kind = self->record != NULL ? "channel-edit" : "channel-add",
                                   .summary = get_text (self->name) };

  save->record = esp_channel_record_new (get_text (self->name), "smtp", settings);
  if (self->record != NULL)
    esp_mailbox_keep (self->record, &save->record->settings);
  if (self->record != NULL)
    {
      save->record->id = self->record->id;
      save->record->secret_id = g_strdup (self->record->secret_id);
      save->record->is_enabled = self->record->is_enabled;
    }
  if (account->user == NULL)
    g_clear_pointer (&save->record->secret_id, g_free);
  else if (save->record->secret_id == NULL)
    save->record->secret_id = g_uuid_string_random ();
  pending->self = g_object_ref (self);
  pending->save = save;
  gtk_widget_set_sensitive (self->frame.accept, FALSE);
  esp_store_write_async (esp_session_get_store (self->session), &operation, save_cb, save,
                         save_free, saved_cb, pending);
}

static void
esp_channel_window_dispose (GObject *object)
{
  g_clear_object (&ESP_CHANNEL_WINDOW (object)->session);
  g_clear_pointer (&ESP_CHANNEL_WINDOW (object)->record, esp_channel_record_free);
  G_OBJECT_CLASS (esp_channel_window_parent_class)->dispose (object);
}

static void
esp_channel_window_class_init (EspChannelWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_channel_window_dispose;
}

static void
esp_channel_window_init (EspChannelWindow *self)
{
}

static void
add_row (EspChannelWindow *self, GtkWidget *group, GtkWidget *row)
{
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  if (GTK_IS_EDITABLE (row))
    g_signal_connect_swapped (row, "changed", G_CALLBACK (changed_cb), self);
  if (ADW_IS_ENTRY_ROW (row))
    adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), TRUE);
}

/* What is asked is more than a small screen is high. */
static void
add_content (EspChannelWindow *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), MAX_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->content);
  gtk_box_append (GTK_BOX (self->frame.box), scroller);
}

static void
add_provider_row (EspChannelWindow *self)
{
  GtkWidget *group = esp_form_group_new (NULL, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  g_ptr_array_add (names, (gpointer) _ ("Another server"));
  for (guint i = 0; i < esp_smtp_provider_get_n (); i++)
    g_ptr_array_add (names, (gpointer) esp_smtp_provider_get (i)->name);
  g_ptr_array_add (names, NULL);
  self->provider = esp_form_choice_row_new (_ ("Provider"), (const char *const *) names->pdata, 0);
  self->hint = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->hint), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->hint), 0);
  gtk_widget_add_css_class (self->hint, "dim-label");
  gtk_widget_set_visible (self->hint, FALSE);
  add_row (self, group, self->provider);
  gtk_box_append (GTK_BOX (self->content), group);
  gtk_box_append (GTK_BOX (self->content), self->hint);
}

static void
add_server_rows (EspChannelWindow *self, const EspSmtpAccount *account)
{
  const char *const securities[] = { _ ("TLS from the start (465)"), _ ("STARTTLS (587)"),
                                     _ ("Encrypted when offered"), _ ("Not encrypted"), NULL };
  GtkWidget *group = esp_form_group_new (_ ("Server"), NULL);

  self->name = esp_form_entry_row_new (_ ("Name of the channel"),
                                       self->record != NULL ? self->record->name : NULL);
  self->host = esp_form_entry_row_new (_ ("Server, such as smtp.example.com"), account->host);
  self->security = esp_form_choice_row_new (_ ("Security"), securities, account->security);
  self->port = esp_form_spin_row_new (_ ("Port"), NULL, 1, 65535, account->port);
  self->plain = esp_form_switch_row_new (_ ("Accept that mail can be read on the way"), NULL,
                                         account->is_plain_accepted);
  add_row (self, group, self->name);
  add_row (self, group, self->host);
  add_row (self, group, self->security);
  add_row (self, group, self->port);
  add_row (self, group, self->plain);
  gtk_box_append (GTK_BOX (self->content), group);
}

static void
add_other_rows (EspChannelWindow *self, const EspSmtpAccount *account, guint rate)
{
  GtkWidget *login = esp_form_group_new (_ ("Sign-in"), NULL);
  GtkWidget *speed = esp_form_group_new (_ ("Speed and price"), NULL);

  self->user = esp_form_entry_row_new (_ ("User name"), account->user);
  self->password =
    esp_form_password_row_new (self->record != NULL && self->record->secret_id != NULL
                                 ? _ ("New password (empty: the old one stays)")
                                 : _ ("Password, kept in the keyring"));
  self->rate = esp_form_spin_row_new (_ ("Messages a minute at most"), _ ("0 is without limit"), 0,
                                      MAX_RATE, rate);
  self->connections = esp_form_spin_row_new (_ ("Connections at once"), NULL, 1, MAX_CONNECTIONS,
                                             account->n_connections);
  add_row (self, login, self->user);
  add_row (self, login, self->password);
  add_row (self, speed, self->rate);
  self->price =
    esp_channel_price_row_new (self->session, self->record != NULL ? self->record->settings : NULL);
  add_row (self, speed, self->connections);
  add_row (self, speed, self->price);
  gtk_box_append (GTK_BOX (self->content), login);
  gtk_box_append (GTK_BOX (self->content), speed);
}

/**
 * esp_channel_window_new:
 * @record: (transfer full) (nullable): the SMTP channel to edit; %NULL adds one
 *
 * Returns: (transfer full): the window, to be presented. Saving tests the channel.
 */
GtkWidget *
esp_channel_window_new (EspSession *session, EspChannelRecord *record)
{
  EspChannelWindow *self = g_object_new (ESP_TYPE_CHANNEL_WINDOW, NULL);
  g_autoptr (EspSmtpAccount) account =
    record != NULL ? esp_smtp_account_from_json (record->settings, NULL) : NULL;

  self->session = g_object_ref (session);
  self->record = record;
  if (account == NULL)
    account = esp_smtp_account_new ("", 587);
  self->frame = esp_form_frame_build (ADW_WINDOW (self), esp_session_get_window (session),
                                      record != NULL ? _ ("Edit channel") : _ ("Add email channel"),
                                      _ ("_Save and test"));
  add_content (self);
  if (record == NULL)
    add_provider_row (self);
  add_server_rows (self, account);
  add_other_rows (self, account,
                  record != NULL ? esp_channel_settings_get_rate (record->settings) : 0);
  if (self->provider != NULL)
    g_signal_connect_object (self->provider, "notify::selected", G_CALLBACK (provider_cb), self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (self->security, "notify::selected", G_CALLBACK (security_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (esp_form_row_get_switch (self->plain), "notify::active",
                           G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->frame.accept, "clicked", G_CALLBACK (accept_cb), self);
  changed_cb (self);
  return GTK_WIDGET (self);
}
