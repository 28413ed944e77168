/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks for what a kind of channel wants to know, as its fields say; secrets go to the keyring and nowhere
 * else. */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "views/channels/esp-service-window.h"

#include "channels/esp-secrets.h"
#include "views/channels/esp-channel-price.h"
#include "views/channels/esp-channel-test.h"
#include "views/shell/esp-form-window.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-channel-pool.h"

#include <glib/gi18n.h>

#define MAX_RATE 100000
#define MAX_HEIGHT 620

struct _EspServiceWindow
{
  AdwWindow parent_instance;

  EspSession *session;        /* (owned) */
  const EspChannelKind *kind; /* of the table */
  EspChannelRecord *record;   /* (owned) (nullable) what is edited; NULL is a new one */
  EspFormFrame frame;
  GPtrArray *rows; /* (owned) of GtkWidget (unowned) (nullable): one per field of the kind */
  GtkWidget *name;
  GtkWidget *rate;
  GtkWidget *price; /* (nullable) NULL: the kind has prices of its own */
};

G_DEFINE_FINAL_TYPE (EspServiceWindow, esp_service_window, ADW_TYPE_WINDOW)

/* What travels to the writer's thread and back. */
typedef struct
{
  EspServiceWindow *self;   /* (owned) */
  EspChannelRecord *record; /* (owned) */
  char *secret;             /* (owned) (nullable) what is known of it */
} Save;

static void
save_free (Save *save)
{
  g_object_unref (save->self);
  esp_channel_record_free (save->record);
  g_free (save->secret);
  g_free (save);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Save, save_free)

/* What stands in the row of @field, as it is stored. */
static char *
dup_value (const EspChannelField *field, GtkWidget *row)
{
  switch (field->type)
    {
    case ESP_CHANNEL_FIELD_NUMBER:
      return g_strdup_printf ("%d", gtk_spin_button_get_value_as_int (esp_form_row_get_spin (row)));
    case ESP_CHANNEL_FIELD_CHOICE:
      return g_strdup (field->choices[adw_combo_row_get_selected (ADW_COMBO_ROW (row))]);
    case ESP_CHANNEL_FIELD_SWITCH:
      return g_strdup (gtk_switch_get_active (esp_form_row_get_switch (row)) ? "yes" : "");
    case ESP_CHANNEL_FIELD_TEXT:
    case ESP_CHANNEL_FIELD_SECRET:
    case ESP_CHANNEL_FIELD_FILE:
    default:
      return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
    }
}

/* The settings as the rows say; what the window does not show stays. */
static char *
make_settings (EspServiceWindow *self)
{
  char *settings = g_strdup (self->record != NULL ? self->record->settings : "{}");
  int rate = gtk_spin_button_get_value_as_int (esp_form_row_get_spin (self->rate));
  g_autofree char *rate_text = rate > 0 ? g_strdup_printf ("%d", rate) : NULL;
  g_autofree char *before = NULL;
  g_autofree char *limited = NULL;

  for (guint i = 0; self->kind->fields[i].name != NULL; i++)
    {
      const EspChannelField *field = &self->kind->fields[i];
      g_autofree char *old = NULL;
      g_autofree char *value = NULL;
      char *made;

      if (self->rows->pdata[i] == NULL || field->type == ESP_CHANNEL_FIELD_SECRET)
        continue;
      value = dup_value (field, self->rows->pdata[i]);
      made = esp_channel_settings_set (settings, field, value, NULL);
      if (made == NULL)
        continue;
      old = settings;
      settings = made;
    }
  before = settings;
  limited = esp_channel_settings_set_json (before, "rate-per-minute", rate_text);
  return self->price != NULL ? esp_channel_price_row_apply (self->price, limited)
                             : g_steal_pointer (&limited);
}

static gboolean
is_missing (EspServiceWindow *self, const EspChannelField *field, GtkWidget *row)
{
  g_autofree char *value = NULL;

  if (row == NULL || !field->is_required)
    return FALSE;
  if (field->type == ESP_CHANNEL_FIELD_SECRET && self->record != NULL &&
      self->record->secret_id != NULL)
    return FALSE; /* the old one stays */
  value = dup_value (field, row);
  return *value == '\0';
}

static void
changed_cb (EspServiceWindow *self)
{
  gboolean is_finished = *gtk_editable_get_text (GTK_EDITABLE (self->name)) != '\0';
  g_autofree char *settings = make_settings (self);
  const char *problem;

  for (guint i = 0; self->kind->fields[i].name != NULL; i++)
    is_finished = is_finished && !is_missing (self, &self->kind->fields[i], self->rows->pdata[i]);
  if (is_finished && !esp_channel_kind_check (self->kind, settings, NULL))
    {
      esp_form_frame_set_problem (&self->frame, _ ("These settings cannot be used. Check how each "
                                                   "of them is written."));
      return;
    }
  problem = self->price != NULL ? esp_channel_price_row_get_problem (self->price) : NULL;
  esp_form_frame_set_problem (&self->frame, problem);
  is_finished = is_finished && problem == NULL;
  gtk_widget_set_sensitive (self->frame.accept, is_finished);
}

static gboolean
save_cb (EspTx *tx, gpointer data, GError **error)
{
  EspChannelRecord *record = data;

  if (record->id == 0)
    return esp_channel_insert (tx, record, error);
  return esp_channel_update (tx, record, error);
}

static void
finish (EspServiceWindow *self, gint64 id)
{
  esp_channel_test_run (self->session, id);
  gtk_window_close (GTK_WINDOW (self));
}

static void
secret_stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Save) save = user_data;
  g_autoptr (GError) error = NULL;

  if (!esp_secrets_store_finish (result, &error))
    esp_session_toast (save->self->session,
                       _ ("The secrets could not be kept in the keyring; they are needed again "
                          "after a restart."));
  finish (save->self, save->record->id);
}

/* Puts what was typed over what is known. Returns whether anything was. */
static gboolean
add_secrets (EspServiceWindow *self, char **secret)
{
  gboolean has_any = FALSE;

  for (guint i = 0; self->kind->fields[i].name != NULL; i++)
    {
      const EspChannelField *field = &self->kind->fields[i];
      g_autofree char *value = NULL;
      g_autofree char *old = NULL;

      if (field->type != ESP_CHANNEL_FIELD_SECRET || self->rows->pdata[i] == NULL)
        continue;
      value = dup_value (field, self->rows->pdata[i]);
      if (*value == '\0')
        continue;
      has_any = TRUE;
      old = *secret;
      *secret = esp_channel_secret_set (self->kind, old, field->name, value);
    }
  return has_any;
}

static void
store_secrets (Save *save)
{
  g_autofree char *label = g_strdup_printf ("Espalier: %s", save->record->name);

  if (!add_secrets (save->self, &save->secret))
    {
      finish (save->self, save->record->id);
      save_free (save);
      return;
    }
  esp_secrets_set_for_process (save->record->secret_id, save->secret);
  esp_secrets_store_async (save->record->secret_id, label, save->secret, NULL, secret_stored_cb,
                           save);
}

static void
secret_known_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Save *save = user_data;

  save->secret = esp_secrets_lookup_finish (result, NULL); /* none: it is written anew */
  store_secrets (save);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Save) save = user_data;
  EspServiceWindow *self = save->self;
  g_autoptr (GError) error = NULL;

  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    {
      g_autofree char *message = esp_store_message (error);

      esp_form_frame_set_problem (&self->frame, message);
      return;
    }
  if (save->record->secret_id == NULL)
    finish (self, save->record->id);
  else if (self->record != NULL && self->record->secret_id != NULL)
    {
      const char *id = save->record->secret_id;

      esp_secrets_lookup_async (id, NULL, secret_known_cb, g_steal_pointer (&save));
    }
  else
    store_secrets (g_steal_pointer (&save));
}

static void
accept_cb (EspServiceWindow *self)
{
  g_autofree char *settings = make_settings (self);
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->name));
  const EspOperation operation = { .kind = self->record != NULL ? "channel-edit" : "channel-add",
                                   .summary = name };
  Save *save = g_new0 (Save, 1);

  save->self = g_object_ref (self);
  save->record = esp_channel_record_new (name, self->kind->id, settings);
  if (self->record != NULL)
    {
      save->record->id = self->record->id;
      save->record->secret_id = g_strdup (self->record->secret_id);
      save->record->is_enabled = self->record->is_enabled;
    }
  if (save->record->secret_id == NULL && esp_channel_kind_has_secret (self->kind))
    save->record->secret_id = g_uuid_string_random ();
  gtk_widget_set_sensitive (self->frame.accept, FALSE);
  esp_store_write_async (esp_session_get_store (self->session), &operation, save_cb, save->record,
                         NULL, saved_cb, save);
}

static void
esp_service_window_dispose (GObject *object)
{
  EspServiceWindow *self = ESP_SERVICE_WINDOW (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->record, esp_channel_record_free);
  G_OBJECT_CLASS (esp_service_window_parent_class)->dispose (object);
}

static void
esp_service_window_finalize (GObject *object)
{
  g_ptr_array_unref (ESP_SERVICE_WINDOW (object)->rows);
  G_OBJECT_CLASS (esp_service_window_parent_class)->finalize (object);
}

static void
esp_service_window_class_init (EspServiceWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_service_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_service_window_finalize;
}

static void
esp_service_window_init (EspServiceWindow *self)
{
  self->rows = g_ptr_array_new ();
}

static GtkWidget *
make_choice_row (const EspChannelField *field, const char *label, const char *value)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new ();
  guint selected = 0;

  for (guint i = 0; field->choices[i] != NULL; i++)
    {
      if (g_strcmp0 (field->choices[i], value) == 0)
        selected = i;
      g_ptr_array_add (words, (gpointer) (field->choice_labels != NULL ? _ (field->choice_labels[i])
                                                                       : field->choices[i]));
    }
  g_ptr_array_add (words, NULL);
  return esp_form_choice_row_new (label, (const char *const *) words->pdata, selected);
}

static GtkWidget *
make_row (EspServiceWindow *self, const EspChannelField *field)
{
  const char *settings = self->record != NULL ? self->record->settings : "{}";
  g_autofree char *value = esp_channel_settings_dup (settings, field->name);
  const char *label = _ (field->label);
  g_autofree char *kept = NULL;
  gint64 usual = field->fallback != NULL ? g_ascii_strtoll (field->fallback, NULL, 10) : 0;

  switch (field->type)
    {
    case ESP_CHANNEL_FIELD_SECRET:
      if (self->record == NULL || self->record->secret_id == NULL)
        return esp_form_password_row_new (label);
      /* Translators: the name of a secret, such as "API key" */
      kept = g_strdup_printf (_ ("%s (empty: the old one stays)"), label);
      return esp_form_password_row_new (kept);
    case ESP_CHANNEL_FIELD_SWITCH:
      return esp_form_switch_row_new (label, field->hint != NULL ? _ (field->hint) : NULL,
                                      esp_channel_settings_get_switch (settings, field->name));
    case ESP_CHANNEL_FIELD_NUMBER:
      return esp_form_spin_row_new (label, field->hint != NULL ? _ (field->hint) : NULL, 0,
                                    G_MAXINT,
                                    (double) esp_channel_settings_get_number (settings, field->name,
                                                                              usual));
    case ESP_CHANNEL_FIELD_CHOICE:
      return make_choice_row (field, label, value != NULL ? value : field->fallback);
    case ESP_CHANNEL_FIELD_TEXT:
    case ESP_CHANNEL_FIELD_FILE:
    default:
      return esp_form_entry_row_new (label, value != NULL ? value : field->fallback);
    }
}

/* A field of text has no place for a hint: it stands below, as a row of its own. */
static GtkWidget *
make_hint (const char *hint)
{
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *label = gtk_label_new (hint);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_margin_start (label, 12);
  gtk_widget_set_margin_end (label, 12);
  gtk_widget_set_margin_top (label, 6);
  gtk_widget_set_margin_bottom (label, 6);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  return row;
}

static void
add_row (EspServiceWindow *self, GtkWidget *group, GtkWidget *row)
{
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  if (GTK_IS_EDITABLE (row))
    g_signal_connect_object (row, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  if (ADW_IS_ENTRY_ROW (row))
    adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), TRUE);
  if (ADW_IS_COMBO_ROW (row))
    g_signal_connect_object (row, "notify::selected", G_CALLBACK (changed_cb), self,
                             G_CONNECT_SWAPPED);
}

static gboolean
has_own_prices (const EspChannelKind *kind)
{
  for (const EspChannelField *field = kind->fields; field->name != NULL; field++)
    if (g_str_has_prefix (field->name, "price"))
      return TRUE;
  return FALSE;
}

static void
add_rows (EspServiceWindow *self)
{
  GtkWidget *account =
    esp_form_group_new (NULL, self->kind->help != NULL ? _ (self->kind->help) : NULL);
  GtkWidget *speed = esp_form_group_new (_ ("Speed and price"), NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->name =
    esp_form_entry_row_new (_ ("Name of the channel"),
                            self->record != NULL ? self->record->name : _ (self->kind->title));
  add_row (self, account, self->name);
  for (guint i = 0; self->kind->fields[i].name != NULL; i++)
    {
      const EspChannelField *field = &self->kind->fields[i];
      GtkWidget *row = field->is_hidden ? NULL : make_row (self, field);

      g_ptr_array_add (self->rows, row);
      if (row == NULL)
        continue;
      add_row (self, account, row);
      if (field->hint != NULL && ADW_IS_ENTRY_ROW (row))
        add_row (self, account, make_hint (_ (field->hint)));
    }
  self->rate =
    esp_form_spin_row_new (_ ("Messages a minute at most"), _ ("0 is without limit"), 0, MAX_RATE,
                           self->record != NULL
                             ? esp_channel_settings_get_rate (self->record->settings)
                             : 0);
  add_row (self, speed, self->rate);
  if (!has_own_prices (self->kind))
    {
      self->price =
        esp_channel_price_row_new (self->session,
                                   self->record != NULL ? self->record->settings : NULL);
      add_row (self, speed, self->price);
    }
  gtk_box_append (GTK_BOX (box), account);
  gtk_box_append (GTK_BOX (box), speed);
  /* Some kinds want to know more than a small screen is high. */
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), MAX_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  gtk_box_append (GTK_BOX (self->frame.box), scroller);
}

/**
 * esp_service_window_new:
 * @kind: of the table
 * @record: (transfer full) (nullable): the channel to edit; %NULL adds one
 *
 * Returns: (transfer full): the window, to be presented. Saving tests the channel.
 */
GtkWidget *
esp_service_window_new (EspSession *session, const EspChannelKind *kind, EspChannelRecord *record)
{
  EspServiceWindow *self = g_object_new (ESP_TYPE_SERVICE_WINDOW, NULL);
  /* Translators: the name of a service, such as "Amazon SES" */
  g_autofree char *title =
    g_strdup_printf (record != NULL ? _ ("Edit %s") : _ ("Add %s"), _ (kind->title));

  self->session = g_object_ref (session);
  self->kind = kind;
  self->record = record;
  self->frame = esp_form_frame_build (ADW_WINDOW (self), esp_session_get_window (session), title,
                                      _ ("_Save and test"));
  add_rows (self);
  g_signal_connect_swapped (self->frame.accept, "clicked", G_CALLBACK (accept_cb), self);
  changed_cb (self);
  return GTK_WIDGET (self);
}
