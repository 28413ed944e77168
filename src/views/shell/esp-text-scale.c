/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How large somebody wants to read, and icons that grow with their words. */
#define G_LOG_DOMAIN "esp-shell"

#include "config.h"

#include "views/shell/esp-text-scale.h"

/* Text is drawn at so many dots per inch where nobody asked for larger letters. */
#define USUAL_DPI 96.0
/* What the toolkit draws, in pixels. */
#define ICON_SIZE 16
#define LARGE_ICON_SIZE 32
#define CHECK_SIZE 14
/* Icons beyond this take the room of what they stand for. */
#define MAX_ICON_SCALE 2.5

static double
read_scale (GtkSettings *settings)
{
  int dpi = -1;

  g_object_get (settings, "gtk-xft-dpi", &dpi, NULL);
  return dpi > 0 ? dpi / (USUAL_DPI * PANGO_SCALE) : 1.0;
}

/**
 * esp_text_scale_get:
 *
 * Returns: how much larger text is than usual; 1 is as usual, and below 1 somebody wants it smaller
 */
double
esp_text_scale_get (GtkWidget *widget)
{
  return read_scale (gtk_widget_get_settings (widget));
}

static void
follow_cb (GtkSettings *settings, GParamSpec *property, GtkCssProvider *css)
{
  double scale = CLAMP (read_scale (settings), 1.0, MAX_ICON_SCALE);
  g_autofree char *rules =
    scale > 1.0
      ? g_strdup_printf ("* { -gtk-icon-size: %dpx; } .large-icons { -gtk-icon-size: %dpx; }"
                         " check, radio { -gtk-icon-size: %dpx; }",
                         (int) (ICON_SIZE * scale), (int) (LARGE_ICON_SIZE * scale),
                         (int) (CHECK_SIZE * scale))
      : NULL;

  gtk_css_provider_load_from_data (css, rules != NULL ? rules : "", -1);
}

/**
 * esp_text_scale_icons:
 *
 * From now on symbols beside words grow with them; the toolkit leaves them at 16 pixels.
 */
void
esp_text_scale_icons (GdkDisplay *display)
{
  GtkSettings *settings = gtk_settings_get_for_display (display);
  GtkCssProvider *css = gtk_css_provider_new ();

  gtk_style_context_add_provider_for_display (display, GTK_STYLE_PROVIDER (css),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_signal_connect_data (settings, "notify::gtk-xft-dpi", G_CALLBACK (follow_cb), css,
                         (GClosureNotify) (GCallback) g_object_unref, 0);
  follow_cb (settings, NULL, css);
}
