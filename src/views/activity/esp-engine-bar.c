/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says how the engine is, and holds the switch that stops all sending. */
#define G_LOG_DOMAIN "esp-activity"

#include "config.h"

#include "views/activity/esp-engine-bar.h"

#include "views/shell/esp-button.h"

#include <glib/gi18n.h>

#define BEAT_SECONDS 1
/* An engine that has not looked for so long does not run. */
#define SILENT_US (15 * G_USEC_PER_SEC)

struct _EspEngineBar
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's; outlives the bar */
  guint beat_source;
  GtkWidget *box;
  GtkLabel *engine;
  GtkWidget *stop;
  GtkWidget *resume;
};

G_DEFINE_FINAL_TYPE (EspEngineBar, esp_engine_bar, GTK_TYPE_WIDGET)

static char *
describe_engine (EspEngineBar *self)
{
  EspWorkspace *workspace = esp_session_get_workspace (self->session);
  EspWorker *worker = esp_workspace_get_worker (workspace);
  const EspEngineState *state = worker != NULL ? esp_worker_get_state (worker) : NULL;
  gint64 now_us = esp_clock_now_us (esp_session_get_clock (self->session));
  g_autofree char *ago = NULL;

  if (esp_workspace_is_stopped (workspace))
    return g_strdup (_ ("All sending is stopped. Nothing leaves until you resume."));
  if (state == NULL)
    return g_strdup (_ ("The engine does not run here: this workspace cannot be written."));
  if (state->tick_us == 0)
    return g_strdup (_ ("The engine is starting."));
  if (!state->is_leading)
    return g_strdup (_ ("Another program runs the engine of this workspace."));
  if (now_us - state->tick_us > SILENT_US)
    return g_strdup (_ ("The engine does not answer. Start the program again."));
  ago =
    esp_format_duration (MAX (now_us - state->tick_us, 0), esp_session_get_lang (self->session));
  /* Translators: a short time such as "3 s" */
  return g_strdup_printf (_ ("The engine runs; it last looked %s ago."), ago);
}

static gboolean
beat_cb (gpointer user_data)
{
  EspEngineBar *self = user_data;
  gboolean is_stopped = esp_workspace_is_stopped (esp_session_get_workspace (self->session));
  g_autofree char *text = describe_engine (self);

  if (g_strcmp0 (gtk_label_get_label (self->engine), text) != 0)
    gtk_label_set_label (self->engine, text);
  gtk_widget_set_visible (self->stop, !is_stopped);
  gtk_widget_set_visible (self->resume, is_stopped);
  return G_SOURCE_CONTINUE;
}

static void
esp_engine_bar_map (GtkWidget *widget)
{
  EspEngineBar *self = ESP_ENGINE_BAR (widget);

  GTK_WIDGET_CLASS (esp_engine_bar_parent_class)->map (widget);
  (void) beat_cb (self); /* it always goes on */
  if (self->beat_source == 0)
    self->beat_source = g_timeout_add_seconds (BEAT_SECONDS, beat_cb, self);
}

static void
esp_engine_bar_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&ESP_ENGINE_BAR (widget)->beat_source, g_source_remove);
  GTK_WIDGET_CLASS (esp_engine_bar_parent_class)->unmap (widget);
}

static void
esp_engine_bar_dispose (GObject *object)
{
  EspEngineBar *self = ESP_ENGINE_BAR (object);

  g_clear_handle_id (&self->beat_source, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_engine_bar_parent_class)->dispose (object);
}

static void
esp_engine_bar_class_init (EspEngineBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_engine_bar_dispose;
  widget_class->map = esp_engine_bar_map;
  widget_class->unmap = esp_engine_bar_unmap;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
esp_engine_bar_init (EspEngineBar *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->engine = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->engine, 0);
  gtk_label_set_wrap (self->engine, TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self->engine), TRUE);
  self->stop = esp_button_new (_ ("_Stop all sending"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->stop), "screen.stop-all");
  self->resume = esp_button_new (_ ("_Resume sending"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->resume), "screen.resume-all");
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->engine));
  gtk_box_append (GTK_BOX (self->box), self->stop);
  gtk_box_append (GTK_BOX (self->box), self->resume);
  gtk_widget_set_margin_top (self->box, 12);
  gtk_widget_set_margin_bottom (self->box, 6);
  gtk_widget_set_margin_start (self->box, 18);
  gtk_widget_set_margin_end (self->box, 18);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * esp_engine_bar_new:
 *
 * Returns: (transfer floating): the bar; its buttons are the actions “screen.stop-all” and “screen.resume-all”
 */
GtkWidget *
esp_engine_bar_new (EspSession *session)
{
  EspEngineBar *self = g_object_new (ESP_TYPE_ENGINE_BAR, NULL);

  self->session = session;
  return GTK_WIDGET (self);
}
