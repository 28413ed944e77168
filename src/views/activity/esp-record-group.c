/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows a few records under a heading and follows what happens, once a second at most. */
#define G_LOG_DOMAIN "esp-activity"

#include "config.h"

#include "views/activity/esp-record-group.h"

#include "views/shell/esp-form.h"

#define PAUSE_MS 1000

struct _EspRecordGroup
{
  GtkBox parent_instance;

  EspSession *session; /* the window's; outlives the group */
  EspRecordListKind kind;
  GtkWidget *list;
  guint pause_source; /* no reading before it ends */
  gboolean is_stale;  /* something changed meanwhile */
};

G_DEFINE_FINAL_TYPE (EspRecordGroup, esp_record_group, GTK_TYPE_BOX)

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
fill (EspRecordGroup *self, const GPtrArray *records)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  for (guint i = 0; i < records->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list),
                         self->kind.make_row (self->session, records->pdata[i]));
  gtk_widget_set_visible (GTK_WIDGET (self), records->len > 0);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspRecordGroup) self = user_data;
  Load *load =
    esp_store_read_finish (ESP_STORE (source), result, NULL); /* what is shown stays then */

  if (self->list != NULL && load != NULL)
    fill (self, load->records);
  g_clear_pointer (&load, load_free);
}

static gboolean
pause_cb (gpointer user_data)
{
  EspRecordGroup *self = user_data;

  self->pause_source = 0;
  if (self->is_stale)
    esp_record_group_reload (self);
  return G_SOURCE_REMOVE;
}

/**
 * esp_record_group_reload:
 *
 * Reads the records again, soon.
 */
void
esp_record_group_reload (EspRecordGroup *self)
{
  Load *load;

  g_return_if_fail (ESP_IS_RECORD_GROUP (self));

  self->is_stale = self->pause_source != 0;
  if (self->is_stale)
    return;
  self->pause_source = g_timeout_add (PAUSE_MS, pause_cb, self);
  load = g_new0 (Load, 1);
  load->kind = self->kind;
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_LONG, load_cb, load,
                        load_free, esp_session_get_cancellable (self->session), loaded_cb,
                        g_object_ref (self));
}

static void
changed_cb (EspRecordGroup *self, EspChanges *changes)
{
  if (self->list != NULL && esp_changes_has (changes, self->kind.changes))
    esp_record_group_reload (self);
}

static void
esp_record_group_dispose (GObject *object)
{
  EspRecordGroup *self = ESP_RECORD_GROUP (object);

  g_clear_handle_id (&self->pause_source, g_source_remove);
  self->list = NULL;
  G_OBJECT_CLASS (esp_record_group_parent_class)->dispose (object);
}

static void
esp_record_group_class_init (EspRecordGroupClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_record_group_dispose;
}

static void
esp_record_group_init (EspRecordGroup *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * esp_record_group_new:
 * @kind: copied; its name is the heading
 *
 * Returns: (transfer floating): the records of the session's workspace; follows what happens
 */
GtkWidget *
esp_record_group_new (EspSession *session, const EspRecordListKind *kind)
{
  EspRecordGroup *self = g_object_new (ESP_TYPE_RECORD_GROUP, NULL);
  GtkWidget *heading = gtk_label_new (kind->name);

  self->session = session;
  self->kind = *kind;
  self->list = esp_form_list_new (kind->name);
  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "heading");
  gtk_box_append (GTK_BOX (self), heading);
  gtk_box_append (GTK_BOX (self), self->list);
  g_signal_connect_object (esp_session_get_store (session), "changed", G_CALLBACK (changed_cb),
                           self, G_CONNECT_SWAPPED);
  esp_record_group_reload (self);
  return GTK_WIDGET (self);
}

/**
 * esp_record_group_get_list:
 *
 * Returns: (transfer none): the rows
 */
GtkListBox *
esp_record_group_get_list (EspRecordGroup *self)
{
  return GTK_LIST_BOX (self->list);
}
