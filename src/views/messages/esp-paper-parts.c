/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of a message that the editable page and the preview draw alike. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-paper-parts.h"

#include "engine/content/esp-brand.h"
#include "engine/content/esp-html-writer.h"
#include "views/messages/esp-paper-look.h"

#include <adwaita.h>
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

/* Room around the words and their size, px, by EspButtonSize: as the HTML has them. */
static const int button_measures[][3] = { { 14, 28, 16 }, { 10, 18, 14 }, { 18, 36, 18 } };

/**
 * esp_paper_button_new:
 * @brand: (nullable): whose colours and corners a button without its own has
 *
 * Returns: (transfer floating): a drawn button in the colours of @block
 */
GtkWidget *
esp_paper_button_new (const EspBlock *block, const EspBrand *brand)
{
  GtkWidget *label = gtk_label_new (
    block->label != NULL && *block->label != '\0' ? block->label : _ ("Button without words"));
  const EspBrand *look = brand != NULL ? brand : &esp_brand_default;
  const int *measure = button_measures[MIN (block->size, G_N_ELEMENTS (button_measures) - 1)];
  const char *ground = block->color != NULL ? block->color : look->accent;
  const char *ink = block->text_color != NULL ? block->text_color : look->on_accent;
  const EspBorder *border = &block->look.border;
  gboolean is_ruled = !esp_border_is_none (border);
  gboolean is_outline = (look->button_is_outline || is_ruled) && block->color == NULL;
  int radius = block->radius >= 0         ? block->radius
               : look->button_radius >= 0 ? look->button_radius
                                          : look->radius;
  char size[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *rule = NULL;

  if (is_outline && is_ruled) /* a line without a ground: the words have the colour of the line */
    ground = block->text_color != NULL ? block->text_color
             : border->color != NULL   ? border->color
                                       : look->accent;
  gtk_widget_add_css_class (label, "esp-paper-button");
  gtk_widget_set_halign (label, block->full_width ? GTK_ALIGN_FILL : aligns[block->align]);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  g_ascii_formatd (size, sizeof size, "%.2f",
                   (block->font_size > 0 ? block->font_size : measure[2]) * ESP_PAPER_PT_OF_PX);
  rule = g_strdup_printf ("label { background-color: %s; color: %s; border: %dpx solid %s; "
                          "border-radius: %dpx; padding: %dpx %dpx; font-size: %spt; }",
                          is_outline ? "transparent" : ground, is_outline ? ground : ink,
                          is_outline ? 2 : 0, ground, radius, measure[0], measure[1], size);
  esp_paper_add_css (label, rule);
  esp_paper_letters (label, &block->look);
  if (is_ruled)
    {
      g_autoptr (GString) lines = g_string_new ("label { border: none; ");

      esp_border_append_css (border, ground, lines);
      g_string_append (lines, "}");
      esp_paper_add_css (label, lines->str);
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
        {
          picture = esp_paper_note_new (_ ("Choose a picture in the inspector, or drop one here."));
          gtk_widget_add_css_class (picture, "esp-paper-empty");
          return picture;
        }
      text = g_strdup_printf (_ ("Picture from elsewhere: %s"), block->src);
      return esp_paper_note_new (text);
    }
  picture = gtk_picture_new_for_paintable (GDK_PAINTABLE (texture));
  gtk_picture_set_can_shrink (GTK_PICTURE (picture), TRUE);
  gtk_picture_set_alternative_text (GTK_PICTURE (picture), block->alt);
  gtk_widget_set_halign (picture, GTK_ALIGN_FILL);
  esp_paper_frame (picture, &block->look.border, block->radius, NULL);
  if (block->width > 0)
    {
      GtkWidget *clamp = adw_clamp_new ();

      adw_clamp_set_maximum_size (ADW_CLAMP (clamp), MIN (block->width, ESP_HTML_WIDTH));
      adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), MIN (block->width, ESP_HTML_WIDTH));
      adw_clamp_set_child (ADW_CLAMP (clamp), picture);
      gtk_widget_set_halign (clamp, aligns[block->align]);
      return clamp;
    }
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

  esp_paper_add_css (widget, rule);
}

/**
 * esp_paper_tint:
 * @label: its words get the colour @color
 */
void
esp_paper_tint (GtkWidget *label, const char *color)
{
  g_autofree char *rule = g_strdup_printf ("label { color: %s; }", color);

  esp_paper_add_css (label, rule);
}

/* Columns stand on a grid of so many parts, as wide as they are in the sent mail. */
#define N_GRID_PARTS 24

/**
 * esp_paper_pad:
 * @padding: of the message; sides that say nothing are as in @usual
 *
 * Gives @widget the room around its content.
 */
void
esp_paper_pad (GtkWidget *widget, const EspPadding *padding, const EspPadding *usual)
{
  g_autofree char *rule = g_strdup_printf ("* { padding: %dpx %dpx %dpx %dpx; }",
                                           padding->top >= 0 ? padding->top : usual->top,
                                           padding->right >= 0 ? padding->right : usual->right,
                                           padding->bottom >= 0 ? padding->bottom : usual->bottom,
                                           padding->left >= 0 ? padding->left : usual->left);

  esp_paper_add_css (widget, rule);
}

/**
 * esp_paper_type:
 * @px: size of the letters in the sent mail
 *
 * Sets the size of the words in @label, or a text view, and the room between their lines.
 */
void
esp_paper_type (GtkWidget *label, int px, double line_height)
{
  char height[G_ASCII_DTOSTR_BUF_SIZE];
  char size[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *rule = NULL;

  g_ascii_formatd (height, sizeof height, "%.2f", line_height);
  g_ascii_formatd (size, sizeof size, "%.2f", px * ESP_PAPER_PT_OF_PX);
  rule = g_strdup_printf ("* { font-size: %spt; line-height: %s; }", size, height);
  esp_paper_add_css (label, rule);
}

static GtkWidget *
make_column (const EspColumn *column, const EspPaperColumns *how)
{
  static const GtkAlign valigns[] = { GTK_ALIGN_START, GTK_ALIGN_CENTER, GTK_ALIGN_END };
  const EspPadding none = { 0, 0, 0, 0 };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  if (column->background != NULL)
    gtk_widget_add_css_class (box, "esp-paper-column");
  esp_paper_stand_on (box, column->background, how->brand);
  esp_paper_frame (box, &column->border, column->radius, how->brand);
  esp_paper_pad (box, &column->padding, &none);
  if (!how->is_stacked && column->background == NULL && esp_border_is_none (&column->border))
    gtk_widget_set_valign (box, valigns[column->valign]);
  gtk_widget_set_hexpand (box, TRUE);
  how->fill (box, column->blocks, how->user_data);
  return box;
}

/**
 * esp_paper_columns_new:
 * @columns: (element-type EspColumn): of a section or block
 *
 * Returns: (transfer floating): the columns side by side or below each other
 */
GtkWidget *
esp_paper_columns_new (GPtrArray *columns, const EspPaperColumns *how)
{
  int widths[ESP_MAX_COLUMNS];
  guint n = MIN (columns->len, ESP_MAX_COLUMNS);
  GtkWidget *grid = gtk_grid_new ();
  int at = 0;

  esp_columns_get_widths (columns, N_GRID_PARTS, widths);
  gtk_grid_set_column_homogeneous (GTK_GRID (grid), !how->is_stacked);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 20);
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *box = make_column (columns->pdata[i], how);
      int width = i + 1 == n ? N_GRID_PARTS - at : widths[i];

      if (!how->is_stacked)
        g_object_set (box, "margin-start", i == 0 ? 0 : 8, "margin-end", i + 1 == n ? 0 : 8, NULL);
      gtk_grid_attach (GTK_GRID (grid), box, how->is_stacked ? 0 : at,
                       how->is_stacked ? (int) i : 0, how->is_stacked ? 1 : MAX (width, 1), 1);
      at += MAX (width, 1);
    }
  return grid;
}

/* As wide as @percent of what holds it, and where @align says. */
static GtkWidget *
make_share (GtkWidget *widget, int percent, EspAlign align)
{
  const int all = 100;
  int before = align == ESP_ALIGN_START ? 0 : (all - percent) / (align == ESP_ALIGN_END ? 1 : 2);
  int after = all - percent - before;
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  gtk_widget_set_hexpand (widget, TRUE);
  if (before > 0)
    gtk_grid_attach (GTK_GRID (grid), gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), 0, 0, before, 1);
  gtk_grid_attach (GTK_GRID (grid), widget, before, 0, percent, 1);
  if (after > 0)
    gtk_grid_attach (GTK_GRID (grid), gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), all - after, 0,
                     after, 1);
  return grid;
}

/**
 * esp_paper_line_new:
 *
 * Returns: (transfer floating): the line of a divider, as much of the column as it says
 */
GtkWidget *
esp_paper_line_new (const EspBlock *block, const EspBrand *brand)
{
  GtkWidget *line = gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);
  g_autofree char *rule =
    g_strdup_printf ("separator { background: none; min-height: 0; border-top: %dpx %s %s; }",
                     MAX (block->height, 1), esp_line_style_names[block->line_style],
                     block->color != NULL ? block->color
                                          : (brand != NULL ? brand->line : esp_brand_default.line));

  esp_paper_add_css (line, rule);
  return block->span > 0 && block->span < 100 ? make_share (line, block->span, block->align) : line;
}

/**
 * esp_paper_scroll:
 * @scroller: holds a page
 *
 * Lets pictures be as high as their width asks for, instead of as small as they can be.
 */
void
esp_paper_scroll (GtkScrolledWindow *scroller)
{
  GtkWidget *child = gtk_scrolled_window_get_child (scroller);

  if (GTK_IS_VIEWPORT (child))
    gtk_scrollable_set_vscroll_policy (GTK_SCROLLABLE (child), GTK_SCROLL_NATURAL);
}
