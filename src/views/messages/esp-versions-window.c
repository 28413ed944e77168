/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The versions of a message: names the present one, brings an older one back. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-versions-window.h"

#include "store/esp-messages.h"
#include "views/leads/esp-form-window.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

#define WIDTH 480
#define LIST_HEIGHT 320

#define ESP_TYPE_VERSIONS_WINDOW (esp_versions_window_get_type ())
G_DECLARE_FINAL_TYPE (EspVersionsWindow, esp_versions_window, ESP, VERSIONS_WINDOW, AdwWindow)

struct _EspVersionsWindow
{
  AdwWindow parent_instance;

  EspMessageDesk *desk; /* (owned) */
  EspFormFrame frame;
  GtkEditable *name;
  GtkListBox *list;
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
  call->id = esp_message_draft_get_id (esp_message_desk_get_draft (self->desk));
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

  esp_form_frame_set_problem (&self->frame, sentence);
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
  esp_message_draft_edit (esp_message_desk_get_draft (self->desk), call->document,
                          _ ("Restore version"), NULL);
  esp_session_toast (esp_message_desk_get_session (self->desk),
                     _ ("Version restored. Ctrl+Z takes it back."));
  call_free (call);
  gtk_window_close (GTK_WINDOW (self));
}

static void
restore_cb (GtkWidget *button, EspVersionsWindow *self)
{
  EspSession *session = esp_message_desk_get_session (self->desk);
  Call *call = call_new (self);

  call->version = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "esp-version"));
  esp_store_read_async (esp_session_get_store (session), ESP_READ_PAGE, read_version_in_tx, call,
                        (GDestroyNotify) call_free, NULL, version_read_cb, g_object_ref (self));
}

/* The list */

static GtkWidget *
make_row (EspVersionsWindow *self, const EspMessageVersion *version)
{
  EspSession *session = esp_message_desk_get_session (self->desk);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_with_label (_ ("Restore"));
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

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_object_set_data (G_OBJECT (button), "esp-version", GINT_TO_POINTER (version->version));
  g_signal_connect_object (button, "clicked", G_CALLBACK (restore_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
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
  GtkWidget *child;

  if (call == NULL)
    {
      tell (self, error);
      return;
    }
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  for (guint i = 0; i < call->versions->len; i++)
    gtk_list_box_append (self->list, make_row (self, call->versions->pdata[i]));
  if (call->versions->len == 0)
    {
      child = adw_action_row_new ();
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (child),
                                     _ ("No versions yet. The first change keeps one by itself."));
      adw_action_row_set_title_lines (ADW_ACTION_ROW (child), 0);
      gtk_list_box_append (self->list, child);
    }
  call_free (call);
}

static void
read_list (EspVersionsWindow *self)
{
  EspSession *session = esp_message_desk_get_session (self->desk);

  esp_store_read_async (esp_session_get_store (session), ESP_READ_PAGE, list_in_tx, call_new (self),
                        (GDestroyNotify) call_free, NULL, listed_cb, g_object_ref (self));
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
  gtk_editable_set_text (self->name, "");
  esp_session_announce (esp_message_desk_get_session (self->desk), _ ("Version kept"), FALSE);
  read_list (self);
}

static void
name_cb (EspVersionsWindow *self)
{
  EspSession *session = esp_message_desk_get_session (self->desk);
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (self->name)));
  Call *call;

  if (*name == '\0')
    {
      esp_form_frame_set_problem (&self->frame, _ ("Write a name for this version."));
      gtk_widget_grab_focus (GTK_WIDGET (self->name));
      return;
    }
  esp_form_frame_set_problem (&self->frame, NULL);
  esp_message_draft_save (esp_message_desk_get_draft (self->desk)); /* written before the version */
  call = call_new (self);
  call->name = g_steal_pointer (&name);
  esp_store_write_async (esp_session_get_store (session), NULL, name_in_tx, call,
                         (GDestroyNotify) call_free, named_cb, g_object_ref (self));
}

static void
build (EspVersionsWindow *self)
{
  EspSession *session = esp_message_desk_get_session (self->desk);
  GtkWidget *form;
  GtkWidget *name = esp_form_entry_row_new (_ ("Name of the present version"), NULL);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *list;

  self->frame = esp_form_frame_build (ADW_WINDOW (self), esp_session_get_window (session),
                                      _ ("Versions"), _ ("_Name this version"));
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, -1);
  form = esp_form_list_new (_ ("Name"));
  self->name = GTK_EDITABLE (name);
  gtk_list_box_append (GTK_LIST_BOX (form), name);
  list = esp_form_list_new (_ ("Versions"));
  self->list = GTK_LIST_BOX (list);
  gtk_widget_set_valign (list, GTK_ALIGN_START);
  g_object_set (list, "margin-top", 3, "margin-bottom", 6, "margin-start", 3, "margin-end", 3,
                NULL);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_size_request (scroller, -1, LIST_HEIGHT);
  gtk_box_append (GTK_BOX (self->frame.box), form);
  gtk_box_append (GTK_BOX (self->frame.box), scroller);
  g_signal_connect_object (name, "entry-activated", G_CALLBACK (name_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->frame.accept, "clicked", G_CALLBACK (name_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
esp_versions_window_dispose (GObject *object)
{
  g_clear_object (&ESP_VERSIONS_WINDOW (object)->desk);
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
 *
 * Shows the versions of the message on @desk; a restored one is a step that can be undone.
 */
void
esp_versions_window_open (EspMessageDesk *desk)
{
  EspVersionsWindow *self = g_object_new (ESP_TYPE_VERSIONS_WINDOW, NULL);

  self->desk = g_object_ref (desk);
  build (self);
  read_list (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->name));
  gtk_window_present (GTK_WINDOW (self));
}
