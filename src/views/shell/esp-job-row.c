/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row that shows a task and lets people pause, resume or stop it. */
#define G_LOG_DOMAIN "esp-shell"
#include "config.h"

#include "views/shell/esp-job-row.h"

#include <glib/gi18n.h>

#include "base/esp-format.h"
#include "views/shell/esp-wrap-box.h"

struct _EspJobRow
{
  GtkListBoxRow parent_instance;

  EspTask *task; /* (owned) */
  GtkWidget *title;
  GtkWidget *detail;
  GtkWidget *bar;
  GtkWidget *words; /* holds the buttons with words, below: they may be long */
  GtkWidget *pause;
  GtkWidget *resume;
  GtkWidget *stop;
  GtkWidget *cancel; /* instead of stop, while nothing has left */
  GtkWidget *retry;
  GtkWidget *decide;
  GtkWidget *explain;
  GtkWidget *skip;
  GtkWidget *now; /* instead of resume and stop, when its time has passed */
  GtkWidget *later;
  GtkWidget *never;
};

G_DEFINE_FINAL_TYPE (EspJobRow, esp_job_row, GTK_TYPE_LIST_BOX_ROW)

/**
 * esp_task_state_word:
 *
 * Returns: the translated word for a state
 */
const char *
esp_task_state_word (EspTaskState state)
{
  switch (state)
    {
    case ESP_TASK_HOLD:
      return C_ ("job", "On hold");
    case ESP_TASK_RUNNING:
      return C_ ("job", "Running");
    case ESP_TASK_PAUSED:
      return C_ ("job", "Paused");
    case ESP_TASK_IDLE:
      return C_ ("job", "Up to date");
    case ESP_TASK_DONE:
      return C_ ("job", "Done");
    case ESP_TASK_STOPPED:
      return C_ ("job", "Stopped");
    case ESP_TASK_FAILED:
    default:
      return C_ ("job", "Failed");
    }
}

/* Which buttons are of use now. A time that was missed has answers of its own. */
static void
show_buttons (EspJobRow *self, gboolean is_held)
{
  guint requests = esp_task_get_requests (self->task);
  gboolean is_missed = (requests & ESP_TASK_LATER) != 0;
  gboolean can_stop = (requests & ESP_TASK_STOP) != 0 && !is_missed;
  g_autofree char *n = esp_format_count (esp_task_get_n_again (self->task));
  g_autofree char *again = g_strdup_printf (C_ ("job", "Retry only the failed %s"), n);

  gtk_widget_set_visible (self->pause, (requests & ESP_TASK_PAUSE) != 0);
  gtk_widget_set_visible (self->resume, (requests & ESP_TASK_RESUME) != 0 && !is_missed);
  gtk_widget_set_visible (self->stop, can_stop && !is_held);
  gtk_widget_set_visible (self->cancel, can_stop && is_held);
  gtk_widget_set_visible (self->retry, (requests & ESP_TASK_RETRY) != 0);
  gtk_button_set_label (GTK_BUTTON (self->retry),
                        esp_task_get_n_again (self->task) > 0 ? again : C_ ("job", "Try again"));
  gtk_widget_set_visible (self->decide, (requests & ESP_TASK_DECIDE) != 0);
  gtk_widget_set_visible (self->explain, (requests & ESP_TASK_EXPLAIN) != 0);
  gtk_widget_set_visible (self->skip, (requests & ESP_TASK_SKIP) != 0);
  gtk_widget_set_visible (self->now, is_missed);
  gtk_widget_set_visible (self->later, is_missed);
  gtk_widget_set_visible (self->never, is_missed);
  gtk_widget_set_visible (self->words,
                          is_missed || (requests & (ESP_TASK_RETRY | ESP_TASK_DECIDE |
                                                    ESP_TASK_EXPLAIN | ESP_TASK_SKIP)) != 0);
}

static void
update_cb (EspJobRow *self)
{
  EspTask *task = self->task;
  const char *word = esp_task_state_word (esp_task_get_state (task));
  const char *detail = esp_task_get_detail (task);
  double fraction = esp_task_get_fraction (task);
  gboolean is_held = esp_task_get_state (task) == ESP_TASK_HOLD && fraction <= 0;
  g_autofree char *percent = fraction >= 0 ? esp_format_percent (fraction, 0) : NULL;
  g_autofree char *line = NULL;
  g_autofree char *spoken = NULL;

  line = detail != NULL ? g_strdup_printf ("%s · %s", word, detail) : g_strdup (word);
  spoken = g_strdup_printf ("%s, %s%s%s", esp_task_get_title (task), line,
                            percent != NULL ? ", " : "", percent != NULL ? percent : "");
  gtk_label_set_label (GTK_LABEL (self->title), esp_task_get_title (task));
  gtk_label_set_label (GTK_LABEL (self->detail), line);
  gtk_widget_set_visible (self->bar, fraction >= 0 && !esp_task_is_over (task));
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->bar), MAX (fraction, 0));
  show_buttons (self, is_held);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  if (esp_task_is_trouble (task))
    gtk_widget_add_css_class (self->detail, "error");
  else
    gtk_widget_remove_css_class (self->detail, "error");
}

static void
pause_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EspTask *task = ESP_JOB_ROW (widget)->task;

  esp_task_request (task, (esp_task_get_requests (task) & ESP_TASK_PAUSE) != 0 ? ESP_TASK_PAUSE
                                                                               : ESP_TASK_RESUME);
}

static void
stop_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  esp_task_request (ESP_JOB_ROW (widget)->task, ESP_TASK_STOP);
}

static void
retry_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  EspTask *task = ESP_JOB_ROW (widget)->task;

  esp_task_request (task, (esp_task_get_requests (task) & ESP_TASK_RETRY) != 0 ? ESP_TASK_RETRY
                                                                               : ESP_TASK_RESUME);
}

static void
decide_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  esp_task_request (ESP_JOB_ROW (widget)->task, ESP_TASK_DECIDE);
}

static void
explain_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  esp_task_request (ESP_JOB_ROW (widget)->task, ESP_TASK_EXPLAIN);
}

static void
skip_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  esp_task_request (ESP_JOB_ROW (widget)->task, ESP_TASK_SKIP);
}

static void
later_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  esp_task_request (ESP_JOB_ROW (widget)->task, ESP_TASK_LATER);
}

static GtkWidget *
make_text_button (const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

static GtkWidget *
make_button (const char *icon_name, const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, label);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  return button;
}

static GtkWidget *
make_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
esp_job_row_dispose (GObject *object)
{
  g_clear_object (&ESP_JOB_ROW (object)->task);
  G_OBJECT_CLASS (esp_job_row_parent_class)->dispose (object);
}

static void
esp_job_row_class_init (EspJobRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_job_row_dispose;
  gtk_widget_class_install_action (widget_class, "job.pause", NULL, pause_cb);
  gtk_widget_class_install_action (widget_class, "job.stop", NULL, stop_cb);
  gtk_widget_class_install_action (widget_class, "job.retry", NULL, retry_cb);
  gtk_widget_class_install_action (widget_class, "job.decide", NULL, decide_cb);
  gtk_widget_class_install_action (widget_class, "job.explain", NULL, explain_cb);
  gtk_widget_class_install_action (widget_class, "job.skip", NULL, skip_cb);
  gtk_widget_class_install_action (widget_class, "job.later", NULL, later_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, 0, "job.explain", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_r, 0, "job.retry", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_d, 0, "job.decide", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_space, 0, "job.pause", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "job.stop", NULL);
}

static void
make_buttons (EspJobRow *self)
{
  self->pause = make_button ("esp-pause-symbolic", _ ("Pause"), "job.pause");
  self->resume = make_button ("esp-play-symbolic", _ ("Resume"), "job.pause");
  self->stop = make_button ("esp-stop-symbolic", _ ("Stop"), "job.stop");
  self->cancel = make_text_button (C_ ("job", "Cancel"), "job.stop");
  self->retry = make_text_button (C_ ("job", "Try again"), "job.retry");
  self->decide = make_text_button (C_ ("job", "Decide…"), "job.decide");
  self->explain = make_text_button (C_ ("job", "Why…"), "job.explain");
  self->skip = make_text_button (C_ ("job", "Skip"), "job.skip");
  self->now = make_text_button (C_ ("job", "Send now"), "job.retry");
  self->later = make_text_button (C_ ("job", "Tomorrow 10:00"), "job.later");
  self->never = make_text_button (C_ ("job", "Skip"), "job.stop");
  self->words = esp_wrap_box_new ();
  esp_wrap_box_append (ESP_WRAP_BOX (self->words), self->decide);
  esp_wrap_box_append (ESP_WRAP_BOX (self->words), self->now);
  esp_wrap_box_append (ESP_WRAP_BOX (self->words), self->later);
  esp_wrap_box_append (ESP_WRAP_BOX (self->words), self->never);
  esp_wrap_box_append (ESP_WRAP_BOX (self->words), self->retry);
  esp_wrap_box_append (ESP_WRAP_BOX (self->words), self->skip);
  esp_wrap_box_append (ESP_WRAP_BOX (self->words), self->explain);
}

static void
esp_job_row_init (EspJobRow *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->title = make_label ("heading");
  self->detail = make_label ("caption");
  gtk_label_set_wrap (GTK_LABEL (self->detail), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->detail), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_lines (GTK_LABEL (self->detail), 4);
  gtk_label_set_ellipsize (GTK_LABEL (self->detail), PANGO_ELLIPSIZE_END);
  self->bar = gtk_progress_bar_new ();
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Progress"), -1);
  make_buttons (self);
  gtk_widget_set_hexpand (column, TRUE);
  gtk_widget_set_valign (column, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (column), self->title);
  gtk_box_append (GTK_BOX (column), self->bar);
  gtk_box_append (GTK_BOX (column), self->detail);
  gtk_box_append (GTK_BOX (column), self->words);
  gtk_box_append (GTK_BOX (row), column);
  gtk_box_append (GTK_BOX (row), self->cancel);
  gtk_box_append (GTK_BOX (row), self->pause);
  gtk_box_append (GTK_BOX (row), self->resume);
  gtk_box_append (GTK_BOX (row), self->stop);
  gtk_widget_add_css_class (row, "esp-job");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), row);
}

/**
 * esp_job_row_new:
 *
 * Returns: (transfer floating): a row that follows @task
 */
GtkWidget *
esp_job_row_new (EspTask *task)
{
  EspJobRow *self = g_object_new (ESP_TYPE_JOB_ROW, NULL);

  self->task = g_object_ref (task);
  g_signal_connect_object (task, "notify", G_CALLBACK (update_cb), self, G_CONNECT_SWAPPED);
  update_cb (self);
  return GTK_WIDGET (self);
}

/**
 * esp_job_row_get_task:
 *
 * Returns: (transfer none): what it shows
 */
EspTask *
esp_job_row_get_task (EspJobRow *self)
{
  g_return_val_if_fail (ESP_IS_JOB_ROW (self), NULL);

  return self->task;
}
