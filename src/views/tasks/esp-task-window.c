/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small window that asks what is to be done, about whom, by whom and until when. */
#define G_LOG_DOMAIN "esp-tasks"

#include "config.h"

#include "views/tasks/esp-task-window.h"

#include "views/leads/esp-lead-finder.h"
#include "views/segments/esp-date-entry.h"
#include "views/shell/esp-choice.h"
#include "views/shell/esp-form-window.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>
#include <string.h>

/* A day without a time is over in the evening. */
#define DAY_END "T18:00"

struct _EspTaskWindow
{
  AdwWindow parent_instance;

  EspSession *session; /* (owned) */
  EspFormFrame frame;
  gint64 id; /* 0: a new one */
  guint32 lead_id;
  GtkWidget *title_row;
  GtkWidget *owner_row;
  GtkWidget *note_row;
  GtkWidget *alert_row;
  GtkWidget *due;
  GtkWidget *finder;     /* (nullable) */
  GtkWidget *lead_label; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (EspTaskWindow, esp_task_window, ADW_TYPE_WINDOW)

static void
task_free (gpointer data)
{
  esp_task_row_free (data);
}

static gboolean
save_cb (EspTx *tx, gpointer data, GError **error)
{
  EspTaskRow *task = data;

  return task->id == 0 ? esp_task_row_insert (tx, task, &task->id, error)
                       : esp_task_row_update (tx, task, error);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspTaskWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  if (!esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    {
      g_autofree char *message = esp_store_message (error);

      gtk_widget_set_sensitive (self->frame.accept, TRUE);
      esp_form_frame_set_problem (&self->frame, message);
      return;
    }
  esp_session_toast_undo (self->session, self->id == 0 ? _ ("Task added") : _ ("Task changed"),
                          history_id);
  gtk_window_close (GTK_WINDOW (self));
}

/* Returns: FALSE when what stands there is no day. */
static gboolean
read_due (EspTaskWindow *self, gint64 *out_us)
{
  const char *text = esp_date_entry_get_text (ESP_DATE_ENTRY (self->due));
  g_autofree char *whole = NULL;
  g_autoptr (GDateTime) at = NULL;

  *out_us = 0;
  if (text == NULL || *text == '\0')
    return TRUE;
  whole = g_strconcat (text, strchr (text, 'T') == NULL ? DAY_END : "", ":00", NULL);
  at = g_date_time_new_from_iso8601 (whole, esp_session_get_zone (self->session));
  if (at == NULL)
    return FALSE;
  *out_us = g_date_time_to_unix (at) * G_USEC_PER_SEC;
  return TRUE;
}

static char *
dup_text (GtkWidget *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static void
fail (EspTaskWindow *self, GtkWidget *where, const char *sentence)
{
  esp_form_frame_set_problem (&self->frame, sentence);
  esp_session_announce (self->session, sentence, TRUE);
  (void) gtk_widget_grab_focus (where); /* the sentence is there all the same */
}

static void
accept_cb (EspTaskWindow *self)
{
  static const EspOperation operation = { .kind = "task" };
  g_autoptr (EspTaskRow) task = g_new0 (EspTaskRow, 1);
  EspOperation named = operation;

  task->id = self->id;
  task->lead_id = self->lead_id;
  task->title = dup_text (self->title_row);
  task->owner = dup_text (self->owner_row);
  task->note = dup_text (self->note_row);
  task->is_alert = gtk_switch_get_active (esp_form_row_get_switch (self->alert_row));
  named.summary = task->title;
  if (*task->title == '\0')
    fail (self, self->title_row, _ ("Write what is to be done."));
  else if (task->lead_id == 0)
    fail (self, self->finder, _ ("Choose the lead that it is about."));
  else if (!read_due (self, &task->due_us))
    fail (self, self->due, _ ("Write the day such as 2026-03-31, or leave it empty."));
  else
    {
      gtk_widget_set_sensitive (self->frame.accept, FALSE);
      esp_store_write_async (esp_session_get_store (self->session), &named, save_cb,
                             g_steal_pointer (&task), task_free, saved_cb, g_object_ref (self));
    }
}

static void
chosen_cb (EspLeadFinder *finder, guint lead_id, const char *title, EspTaskWindow *self)
{
  self->lead_id = lead_id;
  gtk_label_set_label (GTK_LABEL (self->lead_label), title);
  gtk_widget_set_visible (self->lead_label, TRUE);
  gtk_widget_set_visible (self->finder, FALSE);
  (void) gtk_widget_grab_focus (self->title_row); /* what comes next */
}

static void
esp_task_window_finalize (GObject *object)
{
  g_clear_object (&ESP_TASK_WINDOW (object)->session);
  G_OBJECT_CLASS (esp_task_window_parent_class)->finalize (object);
}

static void
esp_task_window_class_init (EspTaskWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_task_window_finalize;
}

static void
esp_task_window_init (EspTaskWindow *self)
{
}

static char *
format_due (EspTaskWindow *self, gint64 due_us)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (due_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local =
    utc != NULL ? g_date_time_to_timezone (utc, esp_session_get_zone (self->session)) : NULL;

  return due_us != 0 && local != NULL ? g_date_time_format (local, "%Y-%m-%dT%H:%M") : NULL;
}

static void
build_lead (EspTaskWindow *self, const char *lead)
{
  self->lead_label = gtk_label_new (lead);
  gtk_widget_add_css_class (self->lead_label, "heading");
  gtk_label_set_xalign (GTK_LABEL (self->lead_label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->lead_label), PANGO_ELLIPSIZE_END);
  gtk_box_append (GTK_BOX (self->frame.box), self->lead_label);
  if (self->lead_id != 0)
    return;
  gtk_widget_set_visible (self->lead_label, FALSE);
  self->finder = esp_lead_finder_new (self->session);
  g_signal_connect_object (self->finder, "chosen", G_CALLBACK (chosen_cb), self, 0);
  gtk_box_append (GTK_BOX (self->frame.box), self->finder);
}

static void
build (EspTaskWindow *self, const EspTaskRow *task)
{
  g_autofree char *due = format_due (self, task->due_us);
  GtkWidget *list = esp_form_list_new (_ ("Task"));
  GtkWidget *day = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *day_label = gtk_label_new (_ ("Until when"));

  self->title_row = esp_form_entry_row_new (_ ("What is to be done"), task->title);
  self->owner_row = esp_form_entry_row_new (_ ("Who does it"), task->owner);
  self->note_row = esp_form_entry_row_new (_ ("Note"), task->note);
  self->alert_row =
    esp_form_switch_row_new (_ ("Alert"), _ ("Stands out and is told at once"), task->is_alert);
  gtk_list_box_append (GTK_LIST_BOX (list), self->title_row);
  gtk_list_box_append (GTK_LIST_BOX (list), self->owner_row);
  gtk_list_box_append (GTK_LIST_BOX (list), self->note_row);
  gtk_list_box_append (GTK_LIST_BOX (list), self->alert_row);
  self->due = esp_date_entry_new (_ ("Until when"), due);
  gtk_widget_add_css_class (day_label, "caption");
  gtk_widget_add_css_class (day_label, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (day_label), 0);
  gtk_box_append (GTK_BOX (day), day_label);
  gtk_box_append (GTK_BOX (day), self->due);
  gtk_box_append (GTK_BOX (self->frame.box), list);
  gtk_box_append (GTK_BOX (self->frame.box), day);
  g_signal_connect_object (self->frame.accept, "clicked", G_CALLBACK (accept_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
present (EspSession *session, const EspTaskRow *task)
{
  EspTaskWindow *self = g_object_new (ESP_TYPE_TASK_WINDOW, NULL);

  self->session = g_object_ref (session);
  self->id = task->id;
  self->lead_id = (guint32) task->lead_id;
  self->frame = esp_form_frame_build (ADW_WINDOW (self), esp_session_get_window (session),
                                      task->id == 0 ? _ ("New task") : _ ("Edit task"),
                                      task->id == 0 ? _ ("_Add") : _ ("_Save"));
  build_lead (self, task->lead);
  build (self, task);
  gtk_window_present (GTK_WINDOW (self));
}

/**
 * esp_task_window_present_new:
 * @lead_id: about whom; 0: asks
 * @lead: (nullable): what the lead is called
 */
void
esp_task_window_present_new (EspSession *session, guint32 lead_id, const char *lead)
{
  const EspTaskRow task = { .lead_id = lead_id, .lead = (char *) lead };

  present (session, &task);
}

/**
 * esp_task_window_present_edit:
 */
void
esp_task_window_present_edit (EspSession *session, const EspTaskRow *task)
{
  present (session, task);
}
