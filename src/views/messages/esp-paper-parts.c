/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a message that the editable page and the preview draw alike. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-paper-parts.h"

#include "engine/content/esp-brand.h"
#include "engine/content/esp-html-writer.h"

#include <glib/gi18n.h>
#include <string.h>

static const GtkAlign aligns[] = { GTK_ALIGN_START, GTK_ALIGN_CENTER, GTK_ALIGN_END };

/**
 * esp_paper_note_new:
 *
 * Returns: (transfer floating): words of the program on the page
 */
GtkWidget *
esp_paper_note_new (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "esp-paper-note");
  return label;
}

static void
add_css (GtkWidget *widget, const char *rule)
{
  g_autoptr (GtkCssProvider) css = gtk_css_provider_new ();

  gtk_css_provider_load_from_data (css, rule, -1);
  gtk_style_context_add_provider (gtk_widget_get_style_context (widget), GTK_STYLE_PROVIDER (css),
                                  GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

/**
 * esp_paper_button_new:
 *
 * Returns: (transfer floating): a drawn button in the colours of @block
 */
GtkWidget *
esp_paper_button_new (const EspBlock *block)
{
  GtkWidget *label = gtk_label_new (
    block->label != NULL && *block->label != '\0' ? block->label : _ ("Button without words"));

  gtk_widget_add_css_class (label, "esp-paper-button");
  gtk_widget_set_halign (label, block->full_width ? GTK_ALIGN_FILL : aligns[block->align]);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (block->color != NULL || block->text_color != NULL)
    {
      g_autofree char *rule =
        g_strdup_printf ("label { background-color: %s; color: %s; }",
                         block->color != NULL ? block->color : esp_brand_default.accent,
                         block->text_color != NULL ? block->text_color
                                                   : esp_brand_default.on_accent);

      add_css (label, rule);
    }
  return label;
}

/**
 * esp_paper_image_new:
 * @doc: whose file the picture may be
 *
 * Returns: (transfer floating): the picture, or a note that says where it comes from
 */
GtkWidget *
esp_paper_image_new (const EspMessageDoc *doc, const EspBlock *block)
{
  const EspMessageFile *file = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  GtkWidget *picture;

  if (block->src != NULL && g_str_has_prefix (block->src, "cid:"))
    file = esp_message_doc_find_file (doc, block->src + strlen ("cid:"));
  if (file != NULL)
    texture = gdk_texture_new_from_bytes (file->data, NULL);
  if (texture == NULL)
    {
      g_autofree char *text = NULL;

      if (block->src == NULL || *block->src == '\0')
        return esp_paper_note_new (_ ("Choose a picture in the inspector, or drop one here."));
      text = g_strdup_printf (_ ("Picture from elsewhere: %s"), block->src);
      return esp_paper_note_new (text);
    }
  picture = gtk_picture_new_for_paintable (GDK_PAINTABLE (texture));
  gtk_picture_set_can_shrink (GTK_PICTURE (picture), TRUE);
  gtk_picture_set_alternative_text (GTK_PICTURE (picture), block->alt);
  gtk_widget_set_halign (picture, block->width > 0 ? aligns[block->align] : GTK_ALIGN_FILL);
  if (block->width > 0)
    gtk_widget_set_size_request (picture, MIN (block->width, ESP_HTML_WIDTH), -1);
  return picture;
}

/**
 * esp_paper_dress:
 * @widget: a box
 *
 * Gives it a ground, and a colour to what stands on it.
 */
void
esp_paper_dress (GtkWidget *widget, const char *background, const char *color)
{
  g_autofree char *rule =
    g_strdup_printf ("box { background-color: %s; color: %s; }", background, color);

  add_css (widget, rule);
}

/**
 * esp_paper_tint:
 * @label: its words get the colour @color
 */
void
esp_paper_tint (GtkWidget *label, const char *color)
{
  g_autofree char *rule = g_strdup_printf ("label { color: %s; }", color);

  add_css (label, rule);
}

/**
 * esp_paper_paint:
 * @widget: a box
 * @background: (nullable): a colour
 */
void
esp_paper_paint (GtkWidget *widget, const char *background)
{
  g_autofree char *rule = NULL;

  if (background == NULL)
    return;
  rule = g_strdup_printf ("box { background-color: %s; }", background);
  add_css (widget, rule);
}
