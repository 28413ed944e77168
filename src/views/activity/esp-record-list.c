/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows records of the workspace in one column, reads them off the main thread, and follows what happens. */
#define G_LOG_DOMAIN "esp-activity"

#include "config.h"

#include "views/activity/esp-record-list.h"

#include "views/shell/esp-form.h"
#include "views/shell/esp-status.h"
#include "views/shell/esp-store-messages.h"

#include <adwaita.h>

#define LIST_WIDTH 760

struct _EspRecordList
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's; outlives the list */
  EspRecordListKind kind;
  GtkWidget *box;
  EspStatus *status;
  GtkWidget *list;
};

G_DEFINE_FINAL_TYPE (EspRecordList, esp_record_list, GTK_TYPE_WIDGET)

typedef struct
{
  EspRecordListKind kind;
  GPtrArray *records; /* (owned) (nullable) */
} Load;

static void
load_free (gpointer data)
{
  g_clear_pointer (&((Load *) data)->records, g_ptr_array_unref);
  g_free (data);
}

static gboolean
load_cb (EspTx *tx, gpointer data, GError **error)
{
  Load *load = data;

  load->records = load->kind.load (tx, error);
  return load->records != NULL;
}

static void
fill (EspRecordList *self, const GPtrArray *records)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  for (guint i = 0; i < records->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list),
                         self->kind.make_row (self->session, records->pdata[i]));
  if (records->len > 0)
    esp_status_show_content (self->status);
  else
    esp_status_show_empty (self->status, "esp-history-symbolic", self->kind.empty_title,
                           self->kind.empty_text);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspRecordList) self = user_data;
  g_autoptr (GError) error = NULL;
  Load *load = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (self->status != NULL && load != NULL)
    fill (self, load->records);
  else if (self->status != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *message = esp_store_message (error);

      esp_status_show_error (self->status, message, error->message);
    }
  g_clear_pointer (&load, load_free);
}

/**
 * esp_record_list_reload:
 *
 * Reads the records again.
 */
void
esp_record_list_reload (EspRecordList *self)
{
  Load *load = g_new0 (Load, 1);

  load->kind = self->kind;
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, load_cb, load,
                        load_free, esp_session_get_cancellable (self->session), loaded_cb,
                        g_object_ref (self));
}

static void
changed_cb (EspRecordList *self, EspChanges *changes)
{
  if (esp_changes_has (changes, self->kind.changes))
    esp_record_list_reload (self);
}

static void
esp_record_list_dispose (GObject *object)
{
  EspRecordList *self = ESP_RECORD_LIST (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  self->status = NULL;
  G_OBJECT_CLASS (esp_record_list_parent_class)->dispose (object);
}

static void
esp_record_list_class_init (EspRecordListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_record_list_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_record_list_init (EspRecordList *self)
{
}

static void
build (EspRecordList *self)
{
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->list = esp_form_list_new (self->kind.name);
  gtk_widget_set_valign (self->list, GTK_ALIGN_START);
  gtk_widget_set_margin_top (self->list, 12);
  gtk_widget_set_margin_bottom (self->list, 18);
  gtk_widget_set_margin_start (self->list, 12);
  gtk_widget_set_margin_end (self->list, 12);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), LIST_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), self->list);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  self->status = ESP_STATUS (esp_status_new (scroller));
  gtk_widget_set_vexpand (GTK_WIDGET (self->status), TRUE);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->status));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * esp_record_list_new:
 * @kind: copied
 *
 * Returns: (transfer floating): the records of the session's workspace; follows what happens
 */
GtkWidget *
esp_record_list_new (EspSession *session, const EspRecordListKind *kind)
{
  EspRecordList *self = g_object_new (ESP_TYPE_RECORD_LIST, NULL);

  self->session = session;
  self->kind = *kind;
  build (self);
  g_signal_connect_object (esp_session_get_store (session), "changed", G_CALLBACK (changed_cb),
                           self, G_CONNECT_SWAPPED);
  esp_record_list_reload (self);
  return GTK_WIDGET (self);
}

/**
 * esp_record_list_prepend:
 * @widget: (transfer floating): as wide as the list
 *
 * Shows something above the records, whether there are any or not.
 */
void
esp_record_list_prepend (EspRecordList *self, GtkWidget *widget)
{
  GtkWidget *clamp = adw_clamp_new ();

  gtk_widget_set_margin_top (widget, 12);
  gtk_widget_set_margin_start (widget, 12);
  gtk_widget_set_margin_end (widget, 12);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), LIST_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), widget);
  gtk_box_prepend (GTK_BOX (self->box), clamp);
}

/**
 * esp_record_list_get_list:
 *
 * Returns: (transfer none): the rows
 */
GtkListBox *
esp_record_list_get_list (EspRecordList *self)
{
  return GTK_LIST_BOX (self->list);
}
