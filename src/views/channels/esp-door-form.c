/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks whether a service may call, shows the address that it has to call, and takes what it signs with; the
 * secret goes to the keyring and nowhere else. */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "views/channels/esp-door-form.h"

#include "channels/door/esp-door-proof.h"
#include "channels/esp-secrets.h"
#include "store/esp-meta.h"
#include "store/esp-report-sources.h"
#include "views/shell/esp-button.h"
#include "views/shell/esp-form-window.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-door-settings.h"

#include <glib/gi18n.h>

#define USUAL_PORT 8787
#define FIRST_PORT 1024

struct _EspDoorForm
{
  AdwWindow parent_instance;

  EspSession *session;       /* (owned) */
  EspChannelRecord *record;  /* (owned) */
  EspDoorSettings *settings; /* (owned) */
  EspDoorProof proof;
  EspFormFrame frame;
  GtkWidget *is_open;
  GtkWidget *group;
  GtkWidget *address;
  GtkWidget *url;
  GtkWidget *key; /* (nullable) nothing is to be entered */
  GtkWidget *port;
};

G_DEFINE_FINAL_TYPE (EspDoorForm, esp_door_form, ADW_TYPE_WINDOW)

typedef struct
{
  EspDoorForm *self;        /* (owned) window's thread only */
  EspChannelRecord *record; /* (owned) */
  char *port;               /* (owned) (nullable) as the setting wants it */
  gboolean is_open;
  char *secret; /* (owned) (nullable) */
} Save;

static void
save_free (Save *save)
{
  g_clear_object (&save->self);
  esp_channel_record_free (save->record);
  g_free (save->port);
  g_free (save->secret);
  g_free (save);
}

static gboolean
is_open (EspDoorForm *self)
{
  return gtk_switch_get_active (esp_form_row_get_switch (self->is_open));
}

static guint
get_port (EspDoorForm *self)
{
  return (guint) gtk_spin_button_get_value_as_int (esp_form_row_get_spin (self->port));
}

static void
changed_cb (EspDoorForm *self)
{
  g_autofree char *url = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->url))));
  gboolean is_good = esp_door_settings_set_url (self->settings, url, NULL);
  g_autofree char *address = esp_door_settings_dup_address (self->settings, get_port (self));

  gtk_widget_set_sensitive (self->group, is_open (self));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->address), is_good ? address : "–");
  esp_form_frame_set_problem (&self->frame, is_good || !is_open (self)
                                              ? NULL
                                              : _ ("Write where your tunnel begins, such as "
                                                   "https://reports.example.com."));
  gtk_widget_set_sensitive (self->frame.accept, is_good || !is_open (self));
}

static void
copy_cb (EspDoorForm *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          adw_action_row_get_subtitle (ADW_ACTION_ROW (self->address)));
  esp_session_toast (self->session, _ ("The address is copied."));
}

static gboolean
save_cb (EspTx *tx, gpointer data, GError **error)
{
  Save *save = data;

  if (!esp_channel_update (tx, save->record, error))
    return FALSE;
  if (!save->is_open)
    return esp_report_source_forget (tx, save->record->id, ESP_REPORT_SOURCE_DOOR, error);
  return esp_meta_set_text (tx, ESP_META_DOOR_PORT, save->port, error);
}

static void
secret_stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;

  if (!esp_secrets_store_finish (result, NULL))
    esp_session_toast (session, _ ("The key could not be kept in the keyring; it is needed again "
                                   "after a restart."));
}

static void
keep_secret (const Save *save)
{
  g_autofree char *id = esp_door_secret_id (save->record);
  g_autofree char *label = NULL;

  if (save->secret == NULL)
    return;
  label = g_strdup_printf ("Espalier: %s (reports)", save->record->name);
  esp_secrets_set_for_process (id, save->secret);
  esp_secrets_store_async (id, label, save->secret, NULL, secret_stored_cb,
                           g_object_ref (save->self->session));
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Save *save = user_data;
  EspDoorForm *self = save->self;
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;
  gint64 history_id = 0;

  if (!esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    {
      message = esp_store_message (error);
      esp_form_frame_set_problem (&self->frame, message);
      gtk_widget_set_sensitive (self->frame.accept, TRUE);
    }
  else
    {
      keep_secret (save);
      esp_session_toast_undo (self->session,
                              save->is_open ? _ ("The service may call while the engine runs.")
                                            : _ ("The service is asked only; it cannot call."),
                              history_id);
      gtk_window_close (GTK_WINDOW (self));
    }
  save_free (save);
}

static void
accept_cb (EspDoorForm *self)
{
  const EspOperation operation = { .kind = "channel-edit", .summary = self->record->name };
  const char *typed = self->key != NULL ? gtk_editable_get_text (GTK_EDITABLE (self->key)) : "";
  Save *save = g_new0 (Save, 1);
  char *settings;

  save->self = g_object_ref (self);
  save->is_open = is_open (self);
  save->port = g_strdup_printf ("%u", get_port (self));
  /* SendGrid's is a public one: no secret. */
  if (*typed != '\0' && g_str_equal (self->record->kind, "sendgrid"))
    {
      g_free (self->settings->key);
      self->settings->key = g_strdup (typed);
    }
  else if (*typed != '\0')
    save->secret = g_strdup (typed);
  settings =
    esp_door_settings_apply (save->is_open ? self->settings : NULL, self->record->settings);
  save->record = esp_channel_record_new (self->record->name, self->record->kind, settings);
  save->record->id = self->record->id;
  save->record->secret_id = g_strdup (self->record->secret_id);
  save->record->is_enabled = self->record->is_enabled;
  g_free (settings);
  gtk_widget_set_sensitive (self->frame.accept, FALSE);
  esp_store_write_async (esp_session_get_store (self->session), &operation, save_cb, save, NULL,
                         saved_cb, save);
}

static void
esp_door_form_dispose (GObject *object)
{
  EspDoorForm *self = ESP_DOOR_FORM (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->record, esp_channel_record_free);
  g_clear_pointer (&self->settings, esp_door_settings_free);
  G_OBJECT_CLASS (esp_door_form_parent_class)->dispose (object);
}

static void
esp_door_form_class_init (EspDoorFormClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_door_form_dispose;
}

static void
esp_door_form_init (EspDoorForm *self)
{
}

static void
add_row (EspDoorForm *self, GtkWidget *row)
{
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), row);
  if (GTK_IS_EDITABLE (row))
    g_signal_connect_swapped (row, "changed", G_CALLBACK (changed_cb), self);
}

static const char *
key_title (EspDoorProof proof)
{
  return proof == ESP_DOOR_PROOF_OWN
           ? _ ("Name and password of your choice, such as reports:secret")
           : _ ("Key that the service signs with (empty: the one that is known)");
}

static const char *
proof_sentence (EspDoorProof proof)
{
  switch (proof)
    {
    case ESP_DOOR_PROOF_KEY:
      return _ ("Each call is signed; one with a wrong signature is refused. The service shows the "
                "key where you enter the address.");
    case ESP_DOOR_PROOF_OWN:
      return _ ("The service shows a name and a password with each call. Choose them here and "
                "enter the same there.");
    case ESP_DOOR_PROOF_AUTHORITY:
      return _ ("Subscribe the address to the SNS topic of your events. Amazon signs each call, "
                "and the subscription is confirmed by itself.");
    case ESP_DOOR_PROOF_NONE:
    default:
      return _ ("This service does not sign its calls. Keep the address secret.");
    }
}

static void
add_rows (EspDoorForm *self, guint port)
{
  GtkWidget *copy = gtk_button_new_with_mnemonic (_ ("_Copy"));

  self->address = adw_action_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->address),
                                 _ ("Address to enter at the service"));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->address), FALSE);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self->address), 3);
  gtk_widget_set_valign (copy, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (copy), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Copy the address"), -1);
  g_signal_connect_swapped (copy, "clicked", G_CALLBACK (copy_cb), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->address), copy);
  self->url =
    esp_form_entry_row_new (_ ("Where your tunnel begins, https://…"), self->settings->url);
  self->port = esp_form_spin_row_new (_ ("Port of this computer"),
                                      _ ("The same for all channels; nothing from outside reaches "
                                         "it but through your tunnel"),
                                      FIRST_PORT, G_MAXUINT16, port > 0 ? port : USUAL_PORT);
  add_row (self, self->address);
  add_row (self, self->url);
  if (self->proof == ESP_DOOR_PROOF_KEY || self->proof == ESP_DOOR_PROOF_OWN)
    {
      self->key = esp_form_password_row_new (key_title (self->proof));
      add_row (self, self->key);
    }
  add_row (self, self->port);
  g_signal_connect_object (esp_form_row_get_spin (self->port), "value-changed",
                           G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * esp_door_form_new:
 * @look: of the channel
 *
 * Returns: (transfer full): the window, to be presented
 */
GtkWidget *
esp_door_form_new (EspSession *session, const EspChannelLook *look)
{
  EspDoorForm *self = g_object_new (ESP_TYPE_DOOR_FORM, NULL);
  GtkWidget *use = NULL;

  self->session = g_object_ref (session);
  self->record =
    esp_channel_record_new (look->record->name, look->record->kind, look->record->settings);
  self->record->id = look->record->id;
  self->record->secret_id = g_strdup (look->record->secret_id);
  self->record->is_enabled = look->record->is_enabled;
  (void) esp_door_kind_find (self->record->kind, &self->proof); /* only such kinds have the row */
  self->settings = esp_door_settings_load (self->record);
  if (self->settings == NULL)
    self->settings = esp_door_settings_new ();
  self->frame = esp_form_frame_build (ADW_WINDOW (self), esp_session_get_window (session),
                                      _ ("Reports by call"), _ ("_Save"));
  use =
    esp_form_group_new (NULL, _ ("Besides being asked, the service can tell at once what became of "
                                 "messages, by "
                                 "calling this computer. That needs a tunnel of your own to it."));
  self->is_open = esp_form_switch_row_new (_ ("The service may call"), NULL, TRUE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (use), self->is_open);
  gtk_box_append (GTK_BOX (self->frame.box), use);
  self->group = esp_form_group_new (NULL, proof_sentence (self->proof));
  add_rows (self, look->door_port);
  gtk_box_append (GTK_BOX (self->frame.box), self->group);
  g_signal_connect_object (esp_form_row_get_switch (self->is_open), "notify::active",
                           G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->frame.accept, "clicked", G_CALLBACK (accept_cb), self);
  changed_cb (self);
  return GTK_WIDGET (self);
}
