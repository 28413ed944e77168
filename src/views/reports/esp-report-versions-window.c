/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a report was before, and the way back to it, which can itself be undone. */
#define G_LOG_DOMAIN "esp-reports"

#include "config.h"

#include "views/reports/esp-report-versions-window.h"

#include "views/shell/esp-store-messages.h"
#include "views/shell/esp-versions-frame.h"

#include <glib/gi18n.h>

#define WIDTH 480

struct _EspReportVersionsWindow
{
  AdwWindow parent_instance;

  EspSession *session; /* (owned) */
  EspReportDesk *desk; /* (owned) */
  EspVersionsFrame frame;
};

G_DEFINE_FINAL_TYPE (EspReportVersionsWindow, esp_report_versions_window, ADW_TYPE_WINDOW)

/* What goes to the file and comes from it. */
typedef struct
{
  gint64 id;
  int version;
  char *name;        /* (owned) (nullable) */
  char *document;    /* (owned) written */
  GPtrArray *result; /* (owned) written */
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_free (call->name);
  g_free (call->document);
  g_clear_pointer (&call->result, g_ptr_array_unref);
  g_free (call);
}

static Call *
call_new (EspReportVersionsWindow *self)
{
  Call *call = g_new0 (Call, 1);

  call->id = esp_report_desk_get_id (self->desk);
  return call;
}

static gboolean
list_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;

  call->result = esp_report_doc_list_versions (tx, call->id, error);
  return call->result != NULL;
}

static gboolean
load_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;

  call->document = esp_report_doc_load_version (tx, call->id, call->version, error);
  return call->document != NULL;
}

static gboolean
keep_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;

  return esp_report_doc_keep_version (tx, call->id, call->name, NULL, error);
}

static void
tell (EspReportVersionsWindow *self, const GError *error)
{
  g_autofree char *text = esp_store_message (error);

  esp_form_frame_set_problem (&self->frame.form, text);
}

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspReportVersionsWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  Call *call = esp_store_read_finish (ESP_STORE (source), result, &error);
  g_autoptr (EspReportDesign) design =
    call != NULL ? esp_report_design_parse (call->document, -1, &error) : NULL;

  g_clear_pointer (&call, call_free);
  if (design == NULL)
    {
      tell (self, error);
      return;
    }
  esp_report_desk_edit (self->desk, design, _ ("Bring a version back"));
  gtk_window_close (GTK_WINDOW (self));
}

static void
restore_cb (GtkButton *button, EspReportVersionsWindow *self)
{
  Call *call = call_new (self);

  call->version = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "esp-version"));
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, load_in_tx, call,
                        call_free, NULL, restored_cb, g_object_ref (self));
}

static void
add_version (EspReportVersionsWindow *self, const EspReportVersion *version)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *time =
    esp_format_date (version->created_at_us, esp_session_get_zone (self->session),
                     ESP_DATE_DAY_TIME, esp_session_get_lang (self->session));
  const char *name = version->name != NULL ? version->name : _ ("Kept by itself");
  /* Translators: %s is the name or the time of a version */
  g_autofree char *label =
    g_strdup_printf (_ ("Bring “%s” back"), version->name != NULL ? name : time);
  GtkWidget *button;

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), time);
  button = esp_versions_frame_add_button (row, _ ("Restore"), label);
  g_object_set_data (G_OBJECT (button), "esp-version", GINT_TO_POINTER (version->version));
  g_signal_connect_object (button, "clicked", G_CALLBACK (restore_cb), self, 0);
  gtk_list_box_append (self->frame.list, row);
}

static void
listed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspReportVersionsWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  Call *call = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (call == NULL)
    {
      tell (self, error);
      return;
    }
  esp_versions_frame_clear (&self->frame);
  for (guint i = 0; i < call->result->len; i++)
    add_version (self, g_ptr_array_index (call->result, i));
  if (call->result->len == 0)
    esp_versions_frame_add_sentence (&self->frame,
                                     _ ("There is no version yet. One is kept each day that the "
                                        "report is changed."));
  call_free (call);
}

static void
list (EspReportVersionsWindow *self)
{
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, list_in_tx,
                        call_new (self), call_free, NULL, listed_cb, g_object_ref (self));
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspReportVersionsWindow) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    tell (self, error);
  else
    list (self);
}

static void
name_cb (EspReportVersionsWindow *self)
{
  g_autofree char *name = esp_versions_frame_read_name (&self->frame);
  Call *call;

  if (name == NULL)
    return;
  call = call_new (self);
  call->name = g_steal_pointer (&name);
  esp_store_write_async (esp_session_get_store (self->session), NULL, keep_in_tx, call, call_free,
                         kept_cb, g_object_ref (self));
  gtk_editable_set_text (self->frame.name, "");
}

static void
esp_report_versions_window_dispose (GObject *object)
{
  EspReportVersionsWindow *self = ESP_REPORT_VERSIONS_WINDOW (object);

  g_clear_object (&self->session);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (esp_report_versions_window_parent_class)->dispose (object);
}

static void
esp_report_versions_window_class_init (EspReportVersionsWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_report_versions_window_dispose;
}

static void
esp_report_versions_window_init (EspReportVersionsWindow *self)
{
}

/**
 * esp_report_versions_window_present:
 */
void
esp_report_versions_window_present (EspSession *session, EspReportDesk *desk)
{
  EspReportVersionsWindow *self = g_object_new (ESP_TYPE_REPORT_VERSIONS_WINDOW, NULL);

  self->session = g_object_ref (session);
  self->desk = g_object_ref (desk);
  esp_versions_frame_build (&self->frame, ADW_WINDOW (self), esp_session_get_window (session),
                            WIDTH, G_CALLBACK (name_cb));
  list (self);
  gtk_window_present (GTK_WINDOW (self));
}
