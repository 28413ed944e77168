/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The versions of a message: names the present one, compares with an older one, brings it back. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-versions-window.h"

#include "store/esp-messages.h"
#include "views/shell/esp-store-messages.h"
#include "views/shell/esp-versions-frame.h"

#include <glib/gi18n.h>

#define WIDTH 480

#define ESP_TYPE_VERSIONS_WINDOW (esp_versions_window_get_type ())
G_DECLARE_FINAL_TYPE (EspVersionsWindow, esp_versions_window, ESP, VERSIONS_WINDOW, AdwWindow)

struct _EspVersionsWindow
{
  AdwWindow parent_instance;

  EspSession *session;    /* the window's; outlives it */
  EspMessageDraft *draft; /* (owned) */
  EspVersionCompare compare;
  EspVersionsFrame frame;
};

G_DEFINE_FINAL_TYPE (EspVersionsWindow, esp_versions_window, ADW_TYPE_WINDOW)

/* What travels to the store's threads and back. */
typedef struct
{
  EspVersionsWindow *window; /* (owned) main thread only */
  gint64 id;
  int version; /* to be read, or made */
  char *name;
  char *document;      /* (nullable) result */
  GPtrArray *versions; /* (nullable) (element-type EspMessageVersion) result */
} Call;

static Call *
call_new (EspVersionsWindow *self)
{
  Call *call = g_new0 (Call, 1);

  call->window = g_object_ref (self);
  call->id = esp_message_draft_get_id (self->draft);
  return call;
}

static void
call_free (Call *call)
{
  g_object_unref (call->window);
  g_free (call->name);
  g_free (call->document);
  g_clear_pointer (&call->versions, g_ptr_array_unref);
  g_free (call);
}

static void
tell (EspVersionsWindow *self, const GError *error)
{
  g_autofree char *sentence = esp_store_message (error);

  esp_form_frame_set_problem (&self->frame.form, sentence);
}

/* Restoring */

static gboolean
read_version_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;

  call->document = esp_message_load_version (tx, call->id, call->version, error);
  return call->document != NULL;
}

static void
read_version (GtkWidget *button, EspVersionsWindow *self, GAsyncReadyCallback callback)
{
  Call *call = call_new (self);

  call->version = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "esp-version"));
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, read_version_in_tx,
                        call, (GDestroyNotify) call_free, NULL, callback, g_object_ref (self));
}

static void
version_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspVersionsWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  Call *call = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (call == NULL)
    {
      tell (self, error);
      return;
    }
  esp_message_draft_edit (self->draft, call->document, _ ("Restore version"), NULL);
  call_free (call);
  esp_session_toast (self->session, _ ("Version restored. Ctrl+Z takes it back."));
  gtk_window_close (GTK_WINDOW (self));
}

/* Comparing */

static void
compared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspVersionsWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *title = NULL;
  Call *call = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (call != NULL)
    {
      /* Translators: %d is the number of a version */
      title = g_strdup_printf (_ ("Since version %d"), call->version);
      (void) self->compare (GTK_WINDOW (self), title, call->document,
                            esp_message_draft_get_document (self->draft), &error); /* told below */
      call_free (call);
    }
  if (error != NULL)
    tell (self, error);
}

static void
compare_cb (GtkWidget *button, EspVersionsWindow *self)
{
  read_version (button, self, compared_cb);
}

static void
restore_cb (GtkWidget *button, EspVersionsWindow *self)
{
  read_version (button, self, version_read_cb);
}

/* The list */

static GtkWidget *
make_row (EspVersionsWindow *self, const EspMessageVersion *version)
{
  EspSession *session = self->session;
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button;
  g_autofree char *time = esp_format_date (version->created_at_us, esp_session_get_zone (session),
                                           ESP_DATE_SHORT_TIME, esp_session_get_lang (session));
  g_autofree char *number = g_strdup_printf (_ ("Version %d"), version->version);
  const char *name = version->name != NULL ? version->name : number;
  g_autofree char *title = g_markup_escape_text (name, -1);
  g_autofree char *detail = version->name != NULL
                              ? g_strdup_printf ("%s · %s", number, time)
                              : g_strdup_printf ("%s · %s", time, _ ("kept by itself"));
  /* Translators: %s is a version of a message */
  g_autofree char *label = g_strdup_printf (_ ("Restore: %s"), name);
  /* Translators: %s is a version of a message */
  g_autofree char *compare = g_strdup_printf (_ ("What changed since: %s"), name);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail);
  button = esp_versions_frame_add_button (row, _ ("Compare"), compare);
  g_object_set_data (G_OBJECT (button), "esp-version", GINT_TO_POINTER (version->version));
  g_signal_connect_object (button, "clicked", G_CALLBACK (compare_cb), self, 0);
  button = esp_versions_frame_add_button (row, _ ("Restore"), label);
  g_object_set_data (G_OBJECT (button), "esp-version", GINT_TO_POINTER (version->version));
  g_signal_connect_object (button, "clicked", G_CALLBACK (restore_cb), self, 0);
  return row;
}

static gboolean
list_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;

  call->versions = esp_message_list_versions (tx, call->id, error);
  return call->versions != NULL;
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspVersionsWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  Call *call = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (call == NULL)
    {
      tell (self, error);
      return;
    }
  esp_versions_frame_clear (&self->frame);
  for (guint i = 0; i < call->versions->len; i++)
    gtk_list_box_append (self->frame.list, make_row (self, call->versions->pdata[i]));
  if (call->versions->len == 0)
    esp_versions_frame_add_sentence (&self->frame,
                                     _ ("No versions yet. The first change keeps one by itself."));
  call_free (call);
}

static void
read_list (EspVersionsWindow *self)
{
  EspSession *session = self->session;

  esp_store_read_async (esp_session_get_store (session), ESP_READ_PAGE, list_in_tx, call_new (self),
                        (GDestroyNotify) call_free, NULL, listed_cb, g_object_ref (self));
}

static void
store_changed_cb (EspVersionsWindow *self, EspChanges *changes)
{
  if (esp_changes_has (changes, ESP_CHANGE_MESSAGE))
    read_list (self);
}

/* Naming */

static gboolean
name_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;

  return esp_message_freeze (tx, call->id, call->name, &call->version, error);
}

static void
named_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspVersionsWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    {
      tell (self, error);
      return;
    }
  gtk_editable_set_text (self->frame.name, "");
  esp_session_announce (self->session, _ ("Version kept"), FALSE);
}

static void
name_cb (EspVersionsWindow *self)
{
  EspSession *session = self->session;
  g_autofree char *name = esp_versions_frame_read_name (&self->frame);
  Call *call;

  if (name == NULL)
    return;
  esp_message_draft_save (self->draft); /* written before the version */
  call = call_new (self);
  call->name = g_steal_pointer (&name);
  esp_store_write_async (esp_session_get_store (session), NULL, name_in_tx, call,
                         (GDestroyNotify) call_free, named_cb, g_object_ref (self));
}

static void
esp_versions_window_dispose (GObject *object)
{
  EspVersionsWindow *self = ESP_VERSIONS_WINDOW (object);

  g_clear_object (&self->draft);
  G_OBJECT_CLASS (esp_versions_window_parent_class)->dispose (object);
}

static void
esp_versions_window_class_init (EspVersionsWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_versions_window_dispose;
}

static void
esp_versions_window_init (EspVersionsWindow *self)
{
}

/**
 * esp_versions_window_open:
 * @draft: whose versions; kept while the window is open
 * @compare: shows what changed since a version
 *
 * Shows the versions of a message. One that is restored is a step that can be undone.
 */
void
esp_versions_window_open (EspSession *session, EspMessageDraft *draft, EspVersionCompare compare)
{
  EspVersionsWindow *self = g_object_new (ESP_TYPE_VERSIONS_WINDOW, NULL);

  self->session = session;
  self->draft = g_object_ref (draft);
  self->compare = compare;
  esp_message_draft_save (draft); /* what is restored over it is kept as a version */
  esp_versions_frame_build (&self->frame, ADW_WINDOW (self), esp_session_get_window (session),
                            WIDTH, G_CALLBACK (name_cb));
  g_signal_connect_object (esp_session_get_store (session), "changed",
                           G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  read_list (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->frame.name));
  gtk_window_present (GTK_WINDOW (self));
}
