/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks for a goal: what is to be reached, how much of it, and in which period. */
#define G_LOG_DOMAIN "esp-overview"

#include "config.h"

#include "views/shell/esp-form-window.h"
#include "engine/plan/esp-plan-amount.h"
#include "views/overview/esp-goal-window.h"

#include "views/overview/esp-overview-item-acts.h"
#include "views/shell/esp-form.h"

#include <glib/gi18n.h>

struct _EspGoalWindow
{
  AdwWindow parent_instance;

  EspSession *session; /* (owned) */
  gint64 id;           /* of the goal that is changed; 0: a new one */
  EspFormFrame frame;
  GtkWidget *metric;
  GtkWidget *target;
  GtkWidget *period;
  GtkWidget *from;
  GtkWidget *to;
  GtkWidget *owner;
};

G_DEFINE_FINAL_TYPE (EspGoalWindow, esp_goal_window, ADW_TYPE_WINDOW)

static EspGoalPeriod
get_period (EspGoalWindow *self)
{
  return (EspGoalPeriod) adw_combo_row_get_selected (ADW_COMBO_ROW (self->period));
}

static char *
dup_text (GtkWidget *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static gint64
read_target (EspGoalWindow *self)
{
  g_autofree char *text = dup_text (self->target);
  double value = 0;

  return esp_plan_parse_count (text, &value) && value >= 1 && value == floor (value)
           ? (gint64) value
           : 0;
}

/* What is wrong, or NULL; nothing is said about a field that is still empty. */
static const char *
read_goal (EspGoalWindow *self, EspGoal *out_goal, gboolean *out_is_whole)
{
  g_autofree char *target = dup_text (self->target);
  g_autofree char *from = dup_text (self->from);
  g_autofree char *to = dup_text (self->to);
  gboolean is_span = get_period (self) == ESP_GOAL_SPAN;

  *out_is_whole = FALSE;
  *out_goal = (EspGoal){ .id = self->id, .period = get_period (self) };
  out_goal->metric =
    esp_goal_metric_get (adw_combo_row_get_selected (ADW_COMBO_ROW (self->metric)));
  out_goal->target = read_target (self);
  if (*target != '\0' && out_goal->target == 0)
    return _ ("The target is a whole number above 0.");
  if (is_span && *from != '\0' && !esp_goal_parse_date (from, &out_goal->from))
    return _ ("Write the first day like 2026-03-01.");
  if (is_span && *to != '\0' && !esp_goal_parse_date (to, &out_goal->to))
    return _ ("Write the last day like 2026-03-31.");
  if (*target == '\0' || (is_span && (*from == '\0' || *to == '\0')))
    return NULL;
  *out_is_whole = esp_goal_check (out_goal, NULL);
  return *out_is_whole ? NULL : _ ("The last day has to be after the first, by ten years at most.");
}

static void
changed_cb (EspGoalWindow *self)
{
  gboolean is_span = get_period (self) == ESP_GOAL_SPAN;
  gboolean is_whole;
  EspGoal goal;

  gtk_widget_set_visible (self->from, is_span);
  gtk_widget_set_visible (self->to, is_span);
  esp_form_frame_set_problem (&self->frame, read_goal (self, &goal, &is_whole));
  gtk_widget_set_sensitive (self->frame.accept, is_whole);
}

static void
accept_cb (EspGoalWindow *self)
{
  gboolean is_whole;
  EspGoal goal;

  (void) read_goal (self, &goal, &is_whole);
  if (!is_whole)
    return;
  {
    g_autofree char *owner = dup_text (self->owner);

    esp_goal_set_owner (&goal, owner);
  }
  esp_overview_item_acts_put_goal (self->session, &goal);
  gtk_window_close (GTK_WINDOW (self));
}

static void
esp_goal_window_finalize (GObject *object)
{
  g_clear_object (&ESP_GOAL_WINDOW (object)->session);
  G_OBJECT_CLASS (esp_goal_window_parent_class)->finalize (object);
}

static void
esp_goal_window_class_init (EspGoalWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = esp_goal_window_finalize;
}

static void
esp_goal_window_init (EspGoalWindow *self)
{
}

static GtkWidget *
metric_row_new (const EspGoal *goal)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  guint selected = 0;

  for (guint i = 0; i < esp_goal_metric_get_n (); i++)
    {
      const EspGoalMetric *metric = esp_goal_metric_get (i);

      g_ptr_array_add (names, (gpointer) _ (metric->name));
      if (goal != NULL && goal->metric == metric)
        selected = i;
    }
  g_ptr_array_add (names, NULL);
  return esp_form_choice_row_new (_ ("What"), (const char *const *) names->pdata, selected);
}

static GtkWidget *
day_row_new (const char *title, const GDate *day)
{
  char text[32] = "";

  if (day != NULL && g_date_valid (day))
    g_date_strftime (text, sizeof text, "%Y-%m-%d", day);
  return esp_form_entry_row_new (title, text);
}

static void
build (EspGoalWindow *self, const EspGoal *goal)
{
  const char *periods[] = { _ ("Every week"), _ ("Every month"),         _ ("Every quarter"),
                            _ ("Every year"), _ ("From a day to a day"), NULL };
  GtkWidget *group = esp_form_group_new (NULL, NULL);
  g_autofree char *target =
    goal != NULL ? g_strdup_printf ("%" G_GINT64_FORMAT, goal->target) : g_strdup ("");
  GtkWidget **rows[] = { &self->metric, &self->target, &self->period,
                         &self->from,   &self->to,     &self->owner };

  self->frame = esp_form_frame_build (ADW_WINDOW (self), esp_session_get_window (self->session),
                                      goal != NULL ? _ ("Edit goal") : _ ("New goal"),
                                      goal != NULL ? _ ("_Apply") : _ ("_Add"));
  self->metric = metric_row_new (goal);
  self->target = esp_form_entry_row_new (_ ("Target"), target);
  self->period =
    esp_form_choice_row_new (_ ("Period"), periods, goal != NULL ? goal->period : ESP_GOAL_MONTH);
  self->from = day_row_new (_ ("First day, such as 2026-03-01"), goal != NULL ? &goal->from : NULL);
  self->to = day_row_new (_ ("Last day, such as 2026-03-31"), goal != NULL ? &goal->to : NULL);
  self->owner = esp_form_entry_row_new (C_ ("plan", "Owner"), goal != NULL ? goal->owner : NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), *rows[i]);
      if (ADW_IS_ENTRY_ROW (*rows[i]))
        {
          adw_entry_row_set_activates_default (ADW_ENTRY_ROW (*rows[i]), TRUE);
          g_signal_connect_swapped (*rows[i], "changed", G_CALLBACK (changed_cb), self);
        }
      else
        g_signal_connect_swapped (*rows[i], "notify::selected", G_CALLBACK (changed_cb), self);
    }
  gtk_box_append (GTK_BOX (self->frame.box), group);
  g_signal_connect_swapped (self->frame.accept, "clicked", G_CALLBACK (accept_cb), self);
}

/**
 * esp_goal_window_present:
 * @goal: (nullable): the goal to change; %NULL asks for a new one
 */
void
esp_goal_window_present (EspSession *session, const EspGoal *goal)
{
  EspGoalWindow *self = g_object_new (ESP_TYPE_GOAL_WINDOW, NULL);

  self->session = g_object_ref (session);
  self->id = goal != NULL ? goal->id : 0;
  build (self, goal);
  changed_cb (self);
  gtk_window_present (GTK_WINDOW (self));
}
