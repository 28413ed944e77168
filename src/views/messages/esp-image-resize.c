/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A corner by which a picture of the page is made smaller or larger; its twin is the width in the inspector. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-image-resize.h"

#include "engine/content/esp-html-writer.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Smaller pictures cannot be seen, and not be caught again. */
#define MIN_WIDTH 24

/* Lives as long as the corner. */
typedef struct
{
  EspMessageDesk *desk; /* (owned) */
  char *block_id;
  EspAlign align;
  GtkWidget *frame; /* around picture and corner */
  AdwClamp *clamp;
  int from;  /* px, when the drag began */
  int width; /* px, as it is dragged; 0: the whole column */
} Resize;

static void
resize_free (gpointer data)
{
  Resize *self = data;

  g_object_unref (self->desk);
  g_free (self->block_id);
  g_free (self);
}

static int
get_room (const Resize *self)
{
  GtkWidget *parent = gtk_widget_get_parent (self->frame);

  return parent != NULL ? MIN (gtk_widget_get_width (parent), ESP_HTML_WIDTH) : ESP_HTML_WIDTH;
}

static void
begin_cb (GtkGestureDrag *gesture, double x, double y, Resize *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  self->from = gtk_widget_get_width (self->frame);
  self->width = -1;
  esp_message_desk_select (self->desk, self->block_id);
}

/* A picture in the middle grows to both sides, one at the end to the start. */
static void
update_cb (GtkGestureDrag *gesture, double dx, double dy, Resize *self)
{
  static const int factors[] = { 1, 2, -1 };
  int room = get_room (self);
  int width = self->from + (int) dx * factors[self->align];

  self->width = width >= room ? 0 : MAX (width, MIN_WIDTH);
  adw_clamp_set_maximum_size (self->clamp, self->width > 0 ? self->width : room);
  adw_clamp_set_tightening_threshold (self->clamp, self->width > 0 ? self->width : room);
}

static void
end_cb (GtkGestureDrag *gesture, double dx, double dy, Resize *self)
{
  EspBlock *block =
    esp_message_doc_find_block (esp_message_desk_get_doc (self->desk), self->block_id);

  if (block == NULL || self->width < 0 || block->width == self->width)
    return;
  block->width = self->width;
  esp_message_desk_commit (self->desk, _ ("Resize picture"), NULL, NULL);
}

static GtkWidget *
make_corner (Resize *self)
{
  gboolean is_left = self->align == ESP_ALIGN_END;
  GtkWidget *corner = gtk_image_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();

  gtk_widget_add_css_class (corner, "esp-resize");
  gtk_widget_set_halign (corner, is_left ? GTK_ALIGN_START : GTK_ALIGN_END);
  gtk_widget_set_valign (corner, GTK_ALIGN_END);
  gtk_widget_set_cursor_from_name (corner, is_left ? "sw-resize" : "se-resize");
  gtk_widget_set_tooltip_text (corner, _ ("Drag to resize, or write the width in the inspector"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (corner), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Resize picture"), -1);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (end_cb), self);
  gtk_widget_add_controller (corner, GTK_EVENT_CONTROLLER (drag));
  g_object_set_data_full (G_OBJECT (corner), "esp-resize", self, resize_free);
  return corner;
}

/**
 * esp_image_resize_new:
 * @content: (transfer floating): as esp_paper_image_new() draws the block
 *
 * Returns: (transfer floating): the picture with a corner to drag; @content itself where there is no picture yet
 */
GtkWidget *
esp_image_resize_new (EspMessageDesk *desk, const EspBlock *block, GtkWidget *content)
{
  Resize *self;

  if (!GTK_IS_PICTURE (content) && !ADW_IS_CLAMP (content))
    return content;
  self = g_new0 (Resize, 1);
  self->desk = g_object_ref (desk);
  self->block_id = g_strdup (block->id);
  self->align = MIN (block->align, ESP_ALIGN_END);
  self->frame = gtk_overlay_new ();
  self->clamp = ADW_IS_CLAMP (content) ? ADW_CLAMP (content) : ADW_CLAMP (adw_clamp_new ());
  if (GTK_IS_PICTURE (content))
    {
      adw_clamp_set_maximum_size (self->clamp, ESP_HTML_WIDTH);
      adw_clamp_set_tightening_threshold (self->clamp, ESP_HTML_WIDTH);
      adw_clamp_set_child (self->clamp, content);
    }
  gtk_widget_set_halign (self->frame, gtk_widget_get_halign (content));
  gtk_widget_set_halign (GTK_WIDGET (self->clamp), GTK_ALIGN_FILL);
  gtk_overlay_set_child (GTK_OVERLAY (self->frame), GTK_WIDGET (self->clamp));
  gtk_overlay_add_overlay (GTK_OVERLAY (self->frame), make_corner (self));
  return self->frame;
}
