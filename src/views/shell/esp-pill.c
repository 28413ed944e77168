/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says in every header bar what runs, what failed, or that all sending is stopped. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-pill.h"

#include <glib/gi18n.h>

#include "views/shell/esp-button.h"
#include "views/shell/esp-job-row.h"
#include "views/shell/esp-screen-registry.h"

#define POPOVER_WIDTH 360

struct _EspPill
{
  GtkWidget parent_instance;

  EspSession *session; /* (owned) */
  GtkWidget *button;
  GtkWidget *icon;
  GtkWidget *label;
  GtkWidget *list;
  GtkWidget *quiet; /* shown when nothing runs */
  GtkWidget *pause_all;
  GtkWidget *activity;
};

G_DEFINE_FINAL_TYPE (EspPill, esp_pill, GTK_TYPE_WIDGET)

typedef struct
{
  guint n_running;
  guint n_held; /* nothing has left yet */
  guint n_paused;
  guint n_failed;
} Counts;

static Counts
count_tasks (GListModel *tasks)
{
  Counts counts = { 0 };

  for (guint i = 0; i < g_list_model_get_n_items (tasks); i++)
    {
      g_autoptr (EspTask) task = g_list_model_get_item (tasks, i);
      EspTaskState state = esp_task_get_state (task);

      counts.n_running += state == ESP_TASK_RUNNING;
      counts.n_held += state == ESP_TASK_HOLD;
      counts.n_paused += state == ESP_TASK_PAUSED;
      counts.n_failed += state == ESP_TASK_FAILED;
    }
  return counts;
}

static char *
describe (EspPill *self, const Counts *counts, const char **out_icon)
{
  if (esp_workspace_is_stopped (esp_session_get_workspace (self->session)))
    {
      *out_icon = "esp-stop-symbolic";
      return g_strdup (_ ("Sending stopped"));
    }
  if (counts->n_failed > 0)
    {
      *out_icon = "esp-warning-symbolic";
      return g_strdup_printf (ngettext ("%u failed", "%u failed", counts->n_failed),
                              counts->n_failed);
    }
  if (counts->n_running > 0)
    {
      *out_icon = "esp-play-symbolic";
      return g_strdup_printf (ngettext ("%u running", "%u running", counts->n_running),
                              counts->n_running);
    }
  if (counts->n_held > 0)
    {
      *out_icon = "esp-clock-symbolic";
      return g_strdup_printf (ngettext ("%u waits", "%u wait", counts->n_held), counts->n_held);
    }
  if (counts->n_paused > 0)
    {
      *out_icon = "esp-pause-symbolic";
      return g_strdup (C_ ("job", "Paused"));
    }
  *out_icon = "esp-check-symbolic";
  return g_strdup (_ ("All quiet"));
}

static void
update_cb (EspPill *self)
{
  GListModel *tasks = esp_workspace_get_tasks (esp_session_get_workspace (self->session));
  Counts counts = count_tasks (tasks);
  const char *icon_name = NULL;
  g_autofree char *text = describe (self, &counts, &icon_name);
  gboolean quiet = counts.n_running + counts.n_held + counts.n_paused + counts.n_failed == 0 &&
                   !esp_workspace_is_stopped (esp_session_get_workspace (self->session));
  /* Translators: what the button in the header bar says of running work */
  g_autofree char *spoken = g_strdup_printf (_ ("Running work: %s"), text);

  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), icon_name);
  gtk_label_set_label (GTK_LABEL (self->label), text);
  gtk_widget_set_visible (self->label, !quiet);
  gtk_widget_set_tooltip_text (self->button, spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken, -1);
  gtk_widget_set_visible (self->quiet, g_list_model_get_n_items (tasks) == 0);
  gtk_widget_set_visible (self->list, g_list_model_get_n_items (tasks) > 0);
  gtk_widget_set_visible (self->pause_all, counts.n_running + counts.n_held > 0);
}

static void
tasks_changed_cb (GListModel *tasks, guint position, guint removed, guint added, EspPill *self)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (EspTask) task = g_list_model_get_item (tasks, i);

      g_signal_connect_object (task, "notify::state", G_CALLBACK (update_cb), self,
                               G_CONNECT_SWAPPED);
    }
  update_cb (self);
}

static GtkWidget *
make_row (gpointer item, gpointer data)
{
  return esp_job_row_new (item);
}

static void
pause_all_cb (EspPill *self)
{
  GListModel *tasks = esp_workspace_get_tasks (esp_session_get_workspace (self->session));

  for (guint i = 0; i < g_list_model_get_n_items (tasks); i++)
    {
      g_autoptr (EspTask) task = g_list_model_get_item (tasks, i);

      esp_task_request (task, ESP_TASK_PAUSE);
    }
}

static void
open_row_cb (GtkListBox *list, GtkListBoxRow *row, EspPill *self)
{
  EspTask *task = esp_job_row_get_task (ESP_JOB_ROW (row));

  if (esp_task_get_address (task) != NULL)
    {
      gtk_menu_button_popdown (GTK_MENU_BUTTON (self->button));
      esp_session_open (self->session, esp_task_get_address (task));
    }
}

static void
open_activity_cb (EspPill *self)
{
  gtk_menu_button_popdown (GTK_MENU_BUTTON (self->button));
  esp_session_open (self->session, "activity");
}

static GtkWidget *
make_wide_button (GtkWidget *box, const char *label)
{
  GtkWidget *button = esp_button_new (label);

  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static GtkWidget *
make_popover (EspPill *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *stop;

  self->quiet = gtk_label_new (_ ("All quiet. Nothing runs and nothing waits."));
  gtk_label_set_wrap (GTK_LABEL (self->quiet), TRUE);
  gtk_widget_add_css_class (self->quiet, "dim-label");
  gtk_widget_add_css_class (self->quiet, "esp-quiet");
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Running work"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (open_row_cb), self, 0);
  gtk_widget_set_size_request (box, POPOVER_WIDTH, -1);
  gtk_box_append (GTK_BOX (box), self->quiet);
  gtk_box_append (GTK_BOX (box), self->list);
  self->pause_all = make_wide_button (box, _ ("_Pause all"));
  self->activity = make_wide_button (box, _ ("_Open Activity"));
  stop = make_wide_button (box, _ ("_Stop all sending…"));
  gtk_widget_add_css_class (stop, "destructive-action");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (stop), "win.stop-all");
  g_signal_connect_object (self->pause_all, "clicked", G_CALLBACK (pause_all_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->activity, "clicked", G_CALLBACK (open_activity_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_visible (self->activity, esp_screen_registry_find ("activity") != NULL);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  return popover;
}

static void
esp_pill_dispose (GObject *object)
{
  EspPill *self = ESP_PILL (object);

  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (esp_pill_parent_class)->dispose (object);
}

static void
esp_pill_class_init (EspPillClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_pill_dispose;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_pill_init (EspPill *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->button = gtk_menu_button_new ();
  self->icon =
    g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  self->label = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->label, "numeric");
  gtk_box_append (GTK_BOX (box), self->icon);
  gtk_box_append (GTK_BOX (box), self->label);
  gtk_menu_button_set_has_frame (GTK_MENU_BUTTON (self->button), FALSE);
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->button), box);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), make_popover (self));
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
}

/**
 * esp_pill_new:
 *
 * Returns: (transfer floating): the pill of one window
 */
GtkWidget *
esp_pill_new (EspSession *session)
{
  EspPill *self = g_object_new (ESP_TYPE_PILL, NULL);
  EspWorkspace *workspace = esp_session_get_workspace (session);
  GListModel *tasks = esp_workspace_get_tasks (workspace);

  self->session = g_object_ref (session);
  gtk_list_box_bind_model (GTK_LIST_BOX (self->list), tasks, make_row, NULL, NULL);
  g_signal_connect_object (tasks, "items-changed", G_CALLBACK (tasks_changed_cb), self, 0);
  g_signal_connect_object (workspace, "notify::stopped", G_CALLBACK (update_cb), self,
                           G_CONNECT_SWAPPED);
  tasks_changed_cb (tasks, 0, 0, g_list_model_get_n_items (tasks), self);
  return GTK_WIDGET (self);
}
