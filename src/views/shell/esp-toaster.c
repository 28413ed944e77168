/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows what was just done: the newest in the place of the one before, with a time of its own. */
#define G_LOG_DOMAIN "esp-shell"

#include "config.h"

#include "views/shell/esp-toaster.h"

#include <glib/gi18n.h>

/* A toast is never let go while it is on its way in, and never put aside for another one: libadwaita 1.2 ends
 * the program on either (the animation comes to its end after what it moves is gone). So the one that is
 * shown says something else instead, and the time it is shown is counted here. */
struct _EspToaster
{
  AdwToastOverlay *overlay; /* (owned) */
  AdwToast *toast;          /* (owned) (nullable) the one that is shown */
  GtkWidget *label;         /* the toast's */
  guint source;
};

static void
forget (EspToaster *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  if (self->toast != NULL)
    g_signal_handlers_disconnect_by_data (self->toast, self);
  g_clear_object (&self->toast);
  self->label = NULL;
}

/* Whoever points at it, or has the focus in it, may be about to press its button. */
static gboolean
is_held (EspToaster *self)
{
  GtkWidget *overlay = GTK_WIDGET (self->overlay);

  for (GtkWidget *widget = self->label; widget != NULL && widget != overlay;
       widget = gtk_widget_get_parent (widget))
    if (gtk_widget_get_state_flags (widget) &
        (GTK_STATE_FLAG_PRELIGHT | GTK_STATE_FLAG_FOCUS_WITHIN))
      return TRUE;
  return FALSE;
}

static gboolean
time_is_up_cb (gpointer user_data)
{
  EspToaster *self = user_data;
  g_autoptr (AdwToast) toast = NULL;

  if (is_held (self))
    {
      self->source = g_timeout_add_seconds (1, time_is_up_cb, self);
      return G_SOURCE_REMOVE;
    }
  self->source = 0;
  toast = g_object_ref (self->toast);
  adw_toast_dismiss (toast);
  return G_SOURCE_REMOVE;
}

static void
begin (EspToaster *self)
{
  /* A toast is an anonymous filler for screen readers; a title of our own has a role and a name. */
  self->label = g_object_new (GTK_TYPE_LABEL, "ellipsize", PANGO_ELLIPSIZE_END, "accessible-role",
                              GTK_ACCESSIBLE_ROLE_ALERT, NULL);
  self->toast = g_object_ref (adw_toast_new (""));
  adw_toast_set_custom_title (self->toast, self->label);
  adw_toast_set_timeout (self->toast, 0);
  g_signal_connect_swapped (self->toast, "dismissed", G_CALLBACK (forget), self);
}

static void
fill (EspToaster *self, const char *text, gint64 undo_op)
{
  gtk_label_set_text (GTK_LABEL (self->label), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->label), GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                  -1);
  adw_toast_set_button_label (self->toast, undo_op != 0 ? _ ("_Undo") : NULL);
  /* The target first: an action that takes one complains as long as there is none. */
  if (undo_op != 0)
    adw_toast_set_action_target_value (self->toast, g_variant_new_int64 (undo_op));
  adw_toast_set_action_name (self->toast, undo_op != 0 ? "win.undo-op" : NULL);
}

/**
 * esp_toaster_show:
 * @undo_op: the operation that the Undo button takes back, 0 for no button
 * @seconds: how long it is shown; 0: until it is closed
 *
 * Shows @text.
 */
void
esp_toaster_show (EspToaster *self, const char *text, gint64 undo_op, guint seconds)
{
  gboolean is_new = self->toast == NULL;

  if (is_new)
    begin (self);
  fill (self, text, undo_op);
  g_clear_handle_id (&self->source, g_source_remove);
  if (seconds > 0)
    self->source = g_timeout_add_seconds (seconds, time_is_up_cb, self);
  if (is_new)
    adw_toast_overlay_add_toast (self->overlay, self->toast);
}

/**
 * esp_toaster_new:
 */
EspToaster *
esp_toaster_new (AdwToastOverlay *overlay)
{
  EspToaster *self = g_new0 (EspToaster, 1);

  self->overlay = g_object_ref (overlay);
  return self;
}

/**
 * esp_toaster_free:
 */
void
esp_toaster_free (EspToaster *self)
{
  if (self == NULL)
    return;
  forget (self);
  g_object_unref (self->overlay);
  g_free (self);
}
