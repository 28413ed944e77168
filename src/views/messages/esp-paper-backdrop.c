/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws a picture behind a section, as "background-size: cover" does. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-paper-backdrop.h"

struct _EspPaperBackdrop
{
  GtkWidget parent_instance;

  GdkPaintable *picture; /* (owned) */
};

G_DEFINE_FINAL_TYPE (EspPaperBackdrop, esp_paper_backdrop, GTK_TYPE_WIDGET)

static void
snapshot (GtkWidget *widget, GtkSnapshot *out)
{
  EspPaperBackdrop *self = ESP_PAPER_BACKDROP (widget);
  double width = gtk_widget_get_width (widget);
  double height = gtk_widget_get_height (widget);
  double own_width = gdk_paintable_get_intrinsic_width (self->picture);
  double own_height = gdk_paintable_get_intrinsic_height (self->picture);
  double scale = own_width > 0 && own_height > 0 ? MAX (width / own_width, height / own_height) : 0;

  if (scale > 0)
    {
      graphene_rect_t clip = GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height);
      graphene_point_t middle = GRAPHENE_POINT_INIT ((float) ((width - own_width * scale) / 2),
                                                     (float) ((height - own_height * scale) / 2));

      gtk_snapshot_push_clip (out, &clip);
      gtk_snapshot_translate (out, &middle);
      gdk_paintable_snapshot (self->picture, out, own_width * scale, own_height * scale);
      gtk_snapshot_translate (out, &GRAPHENE_POINT_INIT (-middle.x, -middle.y));
      gtk_snapshot_pop (out);
    }
  GTK_WIDGET_CLASS (esp_paper_backdrop_parent_class)->snapshot (widget, out);
}

static void
esp_paper_backdrop_dispose (GObject *object)
{
  EspPaperBackdrop *self = ESP_PAPER_BACKDROP (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  if (child != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->picture);
  G_OBJECT_CLASS (esp_paper_backdrop_parent_class)->dispose (object);
}

static void
esp_paper_backdrop_class_init (EspPaperBackdropClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_paper_backdrop_dispose;
  GTK_WIDGET_CLASS (klass)->snapshot = snapshot;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_paper_backdrop_init (EspPaperBackdrop *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/**
 * esp_paper_backdrop_new:
 * @picture: drawn in the middle, as large as covers all
 * @child: (transfer floating): stands on it
 *
 * Returns: (transfer floating): both
 */
GtkWidget *
esp_paper_backdrop_new (GdkPaintable *picture, GtkWidget *child)
{
  EspPaperBackdrop *self = g_object_new (ESP_TYPE_PAPER_BACKDROP, NULL);

  self->picture = g_object_ref (picture);
  gtk_widget_set_parent (child, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}
