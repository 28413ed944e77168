/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows the HTML of a mail as a browser draws it: a picture that a helper without network makes. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-page-view.h"

#include "views/shell/esp-status.h"
#include "worker/esp-page-picture.h"

#include <glib/gi18n.h>

struct _EspPageView
{
  GtkWidget parent_instance;

  EspStatus *status; /* (nullable) NULL once it is gone */
  GtkPicture *picture;
  GtkWidget *frame;          /* as wide as the page */
  GCancellable *cancellable; /* (owned) (nullable) of the drawing under way */
  char *html;                /* (owned) (nullable) what is drawn, or being drawn */
  int width;
  gboolean is_dark;
};

G_DEFINE_FINAL_TYPE (EspPageView, esp_page_view, GTK_TYPE_WIDGET)

static void
show_picture (EspPageView *self, GdkTexture *texture)
{
  int scale = MAX (gtk_widget_get_scale_factor (GTK_WIDGET (self)), 1);

  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (texture));
  gtk_widget_set_size_request (GTK_WIDGET (self->picture), gdk_texture_get_width (texture) / scale,
                               gdk_texture_get_height (texture) / scale);
  esp_status_show_content (self->status);
}

static void
drawn_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspPageView) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) png = esp_page_picture_draw_finish (result, &error);
  g_autoptr (GdkTexture) texture = NULL;

  if (self->status == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  esp_status_set_loading (self->status, FALSE, NULL);
  g_clear_object (&self->cancellable);
  if (png != NULL)
    texture = gdk_texture_new_from_bytes (png, &error);
  if (texture != NULL)
    {
      show_picture (self, texture);
      return;
    }
  g_clear_pointer (&self->html, g_free); /* so that it is tried again */
  esp_status_show_error (self->status, _ ("The page could not be drawn."), error->message);
}

/**
 * esp_page_view_is_possible:
 *
 * Returns: whether the helper that draws is installed
 */
gboolean
esp_page_view_is_possible (void)
{
  g_autofree char *helper = esp_page_picture_dup_helper ();

  return helper != NULL;
}

/**
 * esp_page_view_show:
 * @html: with its pictures inside
 * @width: of the window that the mail is read in, CSS px
 * @is_dark: the reader wants dark pages
 *
 * Draws the page in the background; what was drawn before stays until then.
 */
void
esp_page_view_show (EspPageView *self, const char *html, int width, gboolean is_dark)
{
  const EspPageRequest request = { .html = html,
                                   .width = width,
                                   .scale = gtk_widget_get_scale_factor (GTK_WIDGET (self)),
                                   .is_dark = is_dark };

  if (g_strcmp0 (html, self->html) == 0 && width == self->width && is_dark == self->is_dark)
    return;
  g_free (self->html);
  self->html = g_strdup (html);
  self->width = width;
  self->is_dark = is_dark;
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  esp_status_set_loading (self->status, TRUE, NULL);
  esp_page_picture_draw_async (&request, self->cancellable, drawn_cb, g_object_ref (self));
}

static void
esp_page_view_dispose (GObject *object)
{
  EspPageView *self = ESP_PAGE_VIEW (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->status != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->status));
  self->status = NULL;
  g_clear_pointer (&self->html, g_free);
  G_OBJECT_CLASS (esp_page_view_parent_class)->dispose (object);
}

static void
esp_page_view_class_init (EspPageViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_page_view_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_page_view_init (EspPageView *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->frame = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->picture = GTK_PICTURE (gtk_picture_new ());
  gtk_picture_set_can_shrink (self->picture, TRUE);
  gtk_picture_set_alternative_text (self->picture,
                                    _ ("The message as a browser draws it; its words are under "
                                       "Text"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->picture), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("The message as a browser draws it; its words are under "
                                     "Text"),
                                  -1);
  gtk_widget_add_css_class (self->frame, "esp-page-frame");
  gtk_widget_set_halign (self->frame, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->frame, GTK_ALIGN_START);
  gtk_widget_set_overflow (self->frame, GTK_OVERFLOW_HIDDEN);
  g_object_set (self->frame, "margin-top", 6, "margin-bottom", 12, "margin-start", 6, "margin-end",
                6, NULL);
  gtk_box_append (GTK_BOX (self->frame), GTK_WIDGET (self->picture));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->frame);
  gtk_widget_set_vexpand (scroller, TRUE);
  self->status = ESP_STATUS (esp_status_new (scroller));
  gtk_widget_set_parent (GTK_WIDGET (self->status), GTK_WIDGET (self));
}

/**
 * esp_page_view_new:
 *
 * Returns: (transfer floating): the view, empty
 */
GtkWidget *
esp_page_view_new (void)
{
  return g_object_new (ESP_TYPE_PAGE_VIEW, NULL);
}
