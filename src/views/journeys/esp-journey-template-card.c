/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A journey to begin with, as a button: its picture, its name, and what it does. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-template-card.h"

#include "draw/esp-journey-export.h"
#include "engine/journey/esp-journey-template.h"
#include "views/journeys/esp-journey-faces.h"
#include "views/shell/esp-locale.h"

#include <adwaita.h>
#include <math.h>

#define PICTURE_WIDTH 248
#define PICTURE_HEIGHT 176
/* Near enough for icons. What is too long for the picture fades out below. */
#define ZOOM 0.42
#define FADE 56
/* Around the journey, px of its own size. */
#define EDGE 24
#define SENTENCE_CHARS 30

/* What a picture is painted from; it goes with the picture. */
typedef struct
{
  EspJourneyLayout *layout;
  EspJourneyFaces *faces;
} Picture;

static void
picture_free (gpointer data)
{
  Picture *picture = data;

  esp_journey_layout_unref (picture->layout);
  esp_journey_faces_unref (picture->faces);
  g_free (picture);
}

static void
draw_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  const Picture *picture = user_data;
  AdwStyleManager *manager = adw_style_manager_get_default ();
  const EspJourneyColors *colors =
    esp_journey_colors_choose (adw_style_manager_get_dark (manager),
                               adw_style_manager_get_high_contrast (manager));
  int factor = gtk_widget_get_scale_factor (GTK_WIDGET (area));
  const EspRect *bounds = &picture->layout->bounds;
  double zoom = MIN (ZOOM, width / MAX (bounds->width + 2 * EDGE, 1));
  int tall = (int) ceil ((bounds->height + 2 * EDGE) * zoom);
  cairo_surface_t *surface = esp_journey_picture_new (picture->layout, picture->faces, colors,
                                                      width * factor, tall * factor);

  cairo_scale (cr, 1.0 / factor, 1.0 / factor);
  cairo_set_source_surface (cr, surface, 0, tall < height ? (height - tall) * factor / 2 : 0);
  if (tall <= height)
    cairo_paint (cr);
  else
    {
      cairo_pattern_t *fade =
        cairo_pattern_create_linear (0, (height - FADE) * factor, 0, height * factor);

      cairo_pattern_add_color_stop_rgba (fade, 0, 0, 0, 0, 1);
      cairo_pattern_add_color_stop_rgba (fade, 1, 0, 0, 0, 0);
      cairo_mask (cr, fade);
      cairo_pattern_destroy (fade);
    }
  cairo_surface_destroy (surface);
}

static GtkWidget *
picture_new (guint template)
{
  g_autoptr (EspJourneyKit) kit =
    esp_journey_template_make (template, esp_locale_is_korean () ? "ko" : "en");
  const EspJourneyLayoutOptions options = { .flow = ESP_JOURNEY_DOWN, .is_compact = TRUE };
  const EspJourneyFaceFacts facts = { .journey = kit->journey };
  GtkWidget *area = gtk_drawing_area_new ();
  Picture *picture = g_new0 (Picture, 1);

  picture->layout = esp_journey_layout_new (kit->journey, &options);
  picture->faces = esp_journey_faces_make (&facts);
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (area), PICTURE_WIDTH);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), PICTURE_HEIGHT);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw_cb, picture, picture_free);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (gtk_widget_queue_draw), area, G_CONNECT_SWAPPED);
  return area;
}

static GtkWidget *
label_new (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), SENTENCE_CHARS);
  gtk_widget_add_css_class (label, style);
  return label;
}

/**
 * esp_journey_template_card_new:
 * @template: below esp_journey_template_get_n()
 *
 * Returns: (transfer floating): a button
 */
GtkWidget *
esp_journey_template_card_new (guint template)
{
  const char *language = esp_locale_is_korean () ? "ko" : "en";
  g_autofree char *title = esp_journey_template_dup_title (template, language);
  g_autofree char *sentence = esp_journey_template_dup_sentence (template, language);
  g_autofree char *name = g_strdup_printf ("%s: %s", title, sentence);
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *about = label_new (sentence, "caption");

  gtk_widget_add_css_class (about, "dim-label");
  gtk_label_set_yalign (GTK_LABEL (about), 0);
  gtk_widget_set_vexpand (about, TRUE);
  gtk_widget_set_valign (about, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), picture_new (template));
  gtk_box_append (GTK_BOX (box), label_new (title, "heading"));
  gtk_box_append (GTK_BOX (box), about);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "card");
  gtk_widget_add_css_class (button, "esp-start");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return button;
}
