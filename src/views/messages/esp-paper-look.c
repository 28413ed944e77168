/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lies behind and around the parts of a message on the drawn page, and how their letters look. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-paper-look.h"

#include "engine/content/esp-color.h"
#include "views/messages/esp-paper-backdrop.h"
#include "views/messages/esp-paper-parts.h"

#include <glib/gi18n.h>
#include <string.h>

/* A list of fonts from a strange message may be none for GTK; the usual letters do then. */
static void
parsing_error_cb (GtkCssProvider *css, GtkCssSection *section, GError *error, gpointer user_data)
{
  g_debug ("a look could not be drawn: %s", error->message);
}

/**
 * esp_paper_add_css:
 * @rule: for @widget alone
 */
void
esp_paper_add_css (GtkWidget *widget, const char *rule)
{
  g_autoptr (GtkCssProvider) css = gtk_css_provider_new ();

  g_signal_connect (css, "parsing-error", G_CALLBACK (parsing_error_cb), NULL);
  gtk_css_provider_load_from_data (css, rule, -1);
  gtk_style_context_add_provider (gtk_widget_get_style_context (widget), GTK_STYLE_PROVIDER (css),
                                  GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

/**
 * esp_paper_stand_on:
 * @background: (nullable): a colour; %NULL changes nothing
 * @brand: (nullable): whose letters stand on it where they can be read
 *
 * Gives @widget a ground, and what stands on it a colour that can be read, as the sent mail does.
 */
void
esp_paper_stand_on (GtkWidget *widget, const char *background, const EspBrand *brand)
{
  const EspColor white = { 255, 255, 255 };
  const char *wanted = brand != NULL ? brand->text : esp_brand_default.text;
  EspColor ground = { 0 };
  EspColor text = { 0 };
  char ink[ESP_COLOR_BUFFER];
  g_autofree char *rule = NULL;

  if (background == NULL || !esp_color_parse (background, &ground))
    return;
  (void) esp_color_parse (wanted, &text); /* black then */
  if (esp_color_contrast (text, ground) < ESP_CONTRAST_TEXT)
    text = esp_color_readable_on (white, ground, ESP_CONTRAST_TEXT);
  esp_color_format (text, ink);
  rule = g_strdup_printf ("* { background-color: %s; color: %s; }", background, ink);
  esp_paper_add_css (widget, rule);
}

/**
 * esp_paper_frame:
 * @radius: px, %ESP_RADIUS_USUAL leaves the corners as they are
 * @brand: (nullable): whose lines those without a colour are
 */
void
esp_paper_frame (GtkWidget *widget, const EspBorder *border, int radius, const EspBrand *brand)
{
  g_autoptr (GString) rule = g_string_new ("* { ");

  esp_border_append_css (border, brand != NULL ? brand->line : esp_brand_default.line, rule);
  if (radius >= 0)
    g_string_append_printf (rule, "border-radius: %dpx; ", radius);
  g_string_append (rule, "}");
  esp_paper_add_css (widget, rule->str);
  if (radius > 0)
    gtk_widget_set_overflow (widget, GTK_OVERFLOW_HIDDEN);
}

/**
 * esp_paper_letters:
 * @widget: a label or a text view
 *
 * Gives its words the weight, the font and the spacing of @look, where they are not the usual ones.
 */
void
esp_paper_letters (GtkWidget *widget, const EspBlockLook *look)
{
  g_autoptr (GString) rule = g_string_new ("* { ");

  if (look->weight > 0)
    g_string_append_printf (rule, "font-weight: %d; ", look->weight);
  esp_block_look_append_letters (look, rule);
  g_string_append (rule, "}");
  esp_paper_add_css (widget, rule->str);
}

/**
 * esp_paper_section_new:
 * @brand: (nullable)
 * @content: (transfer floating): a box with what stands in the section
 *
 * Returns: (transfer floating): @content on the ground, the picture and in the frame of @section
 */
GtkWidget *
esp_paper_section_new (const EspMessageDoc *doc,
                       const EspSection *section,
                       const EspBrand *brand,
                       GtkWidget *content)
{
  const EspMessageFile *file = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  GtkWidget *outer = content;

  if (section->picture != NULL && g_str_has_prefix (section->picture, "cid:"))
    file = esp_message_doc_find_file (doc, section->picture + strlen ("cid:"));
  if (file != NULL)
    texture = gdk_texture_new_from_bytes (file->data, NULL);
  if (texture != NULL)
    outer = esp_paper_backdrop_new (GDK_PAINTABLE (texture), content);
  else if (section->picture != NULL)
    {
      g_autofree char *text = g_strdup_printf (_ ("Picture behind it: %s"), section->picture);
      GtkWidget *note = gtk_label_new (text);

      gtk_widget_add_css_class (note, "esp-paper-backdrop-note");
      gtk_label_set_ellipsize (GTK_LABEL (note), PANGO_ELLIPSIZE_MIDDLE);
      gtk_label_set_xalign (GTK_LABEL (note), 0);
      gtk_box_prepend (GTK_BOX (content), note);
    }
  esp_paper_stand_on (outer, section->background, brand);
  esp_paper_frame (outer, &section->border, section->radius, brand);
  return outer;
}
