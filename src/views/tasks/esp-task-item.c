/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One task as a row: ticked off with its box, opened with a click, the rest in its menu. */
#define G_LOG_DOMAIN "esp-tasks"

#include "config.h"

#include "views/tasks/esp-task-item.h"

#include "views/shell/esp-store-messages.h"
#include "views/tasks/esp-task-window.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define TASK_KEY "esp-task"

typedef struct
{
  EspSession *session; /* (owned) */
  EspTaskRow *task;    /* (owned) */
} Held;

/* What is written, on its way. */
typedef struct
{
  EspSession *session; /* (owned) main thread only */
  gint64 id;
  gboolean is_done;
  gboolean is_delete;
} Work;

static void
held_free (gpointer data)
{
  Held *held = data;

  g_object_unref (held->session);
  esp_task_row_free (held->task);
  g_free (held);
}

static EspTaskRow *
task_copy (const EspTaskRow *task)
{
  EspTaskRow *copy = g_memdup2 (task, sizeof *task);

  copy->title = g_strdup (task->title);
  copy->note = g_strdup (task->note);
  copy->owner = g_strdup (task->owner);
  copy->step = g_strdup (task->step);
  copy->lead = g_strdup (task->lead);
  copy->journey = g_strdup (task->journey);
  copy->score = g_strdup (task->score);
  return copy;
}

static gboolean
work_cb (EspTx *tx, gpointer data, GError **error)
{
  const Work *work = data;

  return work->is_delete ? esp_task_row_delete (tx, work->id, error)
                         : esp_task_row_set_done (tx, work->id, work->is_done, error);
}

static void
worked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Work *work = user_data;
  g_autoptr (EspSession) session = work->session;
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  if (esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    esp_session_toast_undo (session,
                            work->is_delete ? _ ("Task deleted")
                            : work->is_done ? _ ("Task done")
                                            : _ ("Task open again"),
                            history_id);
  else
    {
      g_autofree char *message = esp_store_message (error);

      esp_session_toast (session, message);
    }
}

static void
write_work (const Held *held, gboolean is_done, gboolean is_delete)
{
  EspOperation operation = { .kind = is_delete ? "task-delete" : "task",
                             .summary = held->task->title };
  Work *work = g_new0 (Work, 1);

  *work = (Work){ g_object_ref (held->session), held->task->id, is_done, is_delete };
  esp_store_write_async (esp_session_get_store (held->session), &operation, work_cb, work, NULL,
                         worked_cb, work);
}

static void
toggled_cb (GtkCheckButton *check, const Held *held)
{
  write_work (held, gtk_check_button_get_active (check), FALSE);
}

static void
edit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const Held *held = user_data;

  esp_task_window_present_edit (held->session, held->task);
}

static void
delete_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  write_work (user_data, FALSE, TRUE);
}

static void
open_lead_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const Held *held = user_data;
  g_autofree char *address = g_strdup_printf ("leads/%" G_GINT64_FORMAT, held->task->lead_id);

  esp_session_open (held->session, address);
}

static void
open_journey_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const Held *held = user_data;
  g_autofree char *address = g_strdup_printf ("journeys/%" G_GINT64_FORMAT, held->task->journey_id);

  esp_session_open (held->session, address);
}

static char *
describe (EspSession *session, const EspTaskRow *task, gboolean with_lead)
{
  gint64 now_us = esp_clock_now_us (esp_session_get_clock (session));
  EspLang lang = esp_session_get_lang (session);
  GTimeZone *zone = esp_session_get_zone (session);
  g_autofree char *day = esp_format_date (task->done_us != 0 ? task->done_us : task->due_us, zone,
                                          ESP_DATE_SHORT_TIME, lang);
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  if (task->done_us != 0)
    g_ptr_array_add (parts, g_strdup_printf (_ ("done %s"), day));
  else if (task->due_us != 0 && task->due_us < now_us)
    g_ptr_array_add (parts, g_strdup_printf (_ ("overdue since %s"), day));
  else if (task->due_us != 0)
    g_ptr_array_add (parts, g_strdup_printf (_ ("until %s"), day));
  if (with_lead && task->lead != NULL)
    g_ptr_array_add (parts, g_strdup (task->lead));
  if (task->owner != NULL)
    g_ptr_array_add (parts, g_strdup (task->owner));
  if (task->journey != NULL)
    g_ptr_array_add (parts, g_strdup_printf (_ ("from the journey “%s”"), task->journey));
  if (task->score != NULL)
    g_ptr_array_add (parts, g_strdup_printf (_ ("from the score “%s”"), task->score));
  if (task->note != NULL)
    g_ptr_array_add (parts, g_strdup (task->note));
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (" · ", (char **) parts->pdata);
}

static GtkWidget *
menu_new (const EspTaskRow *task)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkWidget *button = gtk_menu_button_new ();
  g_autofree char *name = g_strdup_printf (_ ("What can be done with “%s”"), task->title);

  g_menu_append (menu, _ ("Edit…"), "task.edit");
  g_menu_append (menu, _ ("Open the lead"), "task.lead");
  if (task->journey_id != 0)
    g_menu_append (menu, _ ("Open the journey"), "task.journey");
  g_menu_append (menu, _ ("Delete"), "task.delete");
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "esp-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return button;
}

static GtkWidget *
check_new (Held *held)
{
  GtkWidget *check = gtk_check_button_new ();
  g_autofree char *name = g_strdup_printf (_ ("“%s” is done"), held->task->title);

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), held->task->done_us != 0);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect (check, "toggled", G_CALLBACK (toggled_cb), held);
  return check;
}

static GtkWidget *
mark_new (const char *text, const char *css)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "caption-heading");
  gtk_widget_add_css_class (label, css);
  gtk_widget_set_valign (label, GTK_ALIGN_CENTER);
  return label;
}

/**
 * esp_task_item_new:
 * @with_lead: whether the row names whom the task is about
 *
 * Returns: (transfer floating): a row that edits the task when it is activated
 */
GtkWidget *
esp_task_item_new (EspSession *session, const EspTaskRow *task, gboolean with_lead)
{
  static const GActionEntry entries[] = {
    { .name = "edit", .activate = edit_cb },
    { .name = "delete", .activate = delete_cb },
    { .name = "lead", .activate = open_lead_cb },
    { .name = "journey", .activate = open_journey_cb },
  };
  GtkWidget *row = adw_action_row_new ();
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autofree char *text = describe (session, task, with_lead);
  Held *held = g_new0 (Held, 1);

  held->session = g_object_ref (session);
  held->task = task_copy (task);
  g_object_set_data_full (G_OBJECT (row), TASK_KEY, held, held_free);
  g_action_map_add_action_entries (G_ACTION_MAP (actions), entries, G_N_ELEMENTS (entries), held);
  gtk_widget_insert_action_group (row, "task", G_ACTION_GROUP (actions));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), task->title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check_new (held));
  if (task->is_alert && task->done_us == 0)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), mark_new (_ ("Alert"), "warning"));
  if (task->done_us == 0 && task->due_us != 0 &&
      task->due_us < esp_clock_now_us (esp_session_get_clock (session)))
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), mark_new (C_ ("tasks", "Overdue"), "error"));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), menu_new (task));
  if (task->done_us != 0)
    gtk_widget_add_css_class (row, "dim-label");
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "task.edit");
  return row;
}
