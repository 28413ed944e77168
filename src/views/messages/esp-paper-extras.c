/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws the blocks that are made of other things: links to networks, products, saved blocks. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-paper-extras.h"

#include "engine/content/esp-html-text.h"
#include "engine/content/esp-social.h"
#include "engine/content/exchange/esp-exchange.h"
#include "store/esp-library.h"
#include "views/messages/esp-paper-parts.h"

#include <glib/gi18n.h>

/* The icon that is sent, or the words where there is none. */
static GtkWidget *
make_link (const EspMessageDoc *doc, const EspBlock *block, const EspSocialLink *link)
{
  const int usual_px = 32;
  const EspSocialNetwork *network = esp_social_network_find (link->network);
  const char *title = link->label != NULL ? link->label
                      : network != NULL   ? esp_social_network_get_label (network, doc->language)
                                          : link->network;
  g_autoptr (GBytes) icon = block->social_style != ESP_SOCIAL_TEXT
                              ? esp_social_icon_load (link->network, block->social_style)
                              : NULL;
  g_autoptr (GdkTexture) texture = icon != NULL ? gdk_texture_new_from_bytes (icon, NULL) : NULL;
  int px = block->icon_size > 0 ? block->icon_size : usual_px;
  GtkWidget *widget;

  if (texture == NULL)
    {
      widget = gtk_label_new (title);
      gtk_widget_add_css_class (widget, "esp-paper-social");
      if (block->text_color != NULL)
        esp_paper_tint (widget, block->text_color);
      return widget;
    }
  widget = gtk_image_new_from_paintable (GDK_PAINTABLE (texture));
  gtk_image_set_pixel_size (GTK_IMAGE (widget), px);
  gtk_widget_set_tooltip_text (widget, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  return widget;
}

/**
 * esp_paper_social_new:
 *
 * Returns: (transfer floating): the networks as they will stand in a row
 */
GtkWidget *
esp_paper_social_new (const EspMessageDoc *doc, const EspBlock *block)
{
  static const GtkAlign aligns[] = { GTK_ALIGN_START, GTK_ALIGN_CENTER, GTK_ALIGN_END };
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  if (block->links == NULL || block->links->len == 0)
    {
      g_object_unref (g_object_ref_sink (row));
      return esp_paper_note_new (_ ("Add your pages in the inspector."));
    }
  for (guint i = 0; i < block->links->len; i++)
    gtk_box_append (GTK_BOX (row), make_link (doc, block, block->links->pdata[i]));
  gtk_widget_set_halign (row, aligns[block->align]);
  return row;
}

static GtkWidget *
make_card (const EspBlock *block)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  const char *const lines[] = { block->members.name, block->members.was, block->members.price,
                                block->members.text };

  gtk_widget_add_css_class (card, "esp-paper-card");
  if (block->members.image != NULL)
    {
      GtkWidget *image = gtk_image_new_from_icon_name ("esp-image-symbolic");

      gtk_image_set_pixel_size (GTK_IMAGE (image), 48);
      gtk_widget_add_css_class (image, "esp-paper-picture");
      gtk_box_append (GTK_BOX (card), image);
    }
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    if (lines[i] != NULL && *lines[i] != '\0')
      {
        g_autofree char *text = g_strdup_printf ("{%s}", lines[i]);
        GtkWidget *label = gtk_label_new (text);

        gtk_label_set_xalign (GTK_LABEL (label), 0);
        gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
        gtk_box_append (GTK_BOX (card), label);
      }
  if (block->label != NULL && *block->label != '\0')
    gtk_box_append (GTK_BOX (card), esp_paper_button_new (block, NULL));
  gtk_widget_set_hexpand (card, TRUE);
  return card;
}

/**
 * esp_paper_products_new:
 *
 * Returns: (transfer floating): one row of cards with the names of what they will show
 */
GtkWidget *
esp_paper_products_new (const EspBlock *block)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  /* Translators: %s is the name of a list of products in templates: "event.items" */
  g_autofree char *text =
    g_strdup_printf (_ ("One card for each of “%s”"), block->source != NULL ? block->source : "");

  gtk_box_set_homogeneous (GTK_BOX (row), TRUE);
  for (int i = 0; i < CLAMP (block->per_row, 1, ESP_MAX_PRODUCTS_PER_ROW); i++)
    gtk_box_append (GTK_BOX (row), make_card (block));
  gtk_box_append (GTK_BOX (box), row);
  gtk_box_append (GTK_BOX (box), esp_paper_note_new (text));
  return box;
}

/* Saved blocks */

typedef struct
{
  char *ref;
  EspLibraryItem *item; /* (owned) (nullable) result */
} Find;

static void
find_free (Find *find)
{
  g_free (find->ref);
  esp_library_item_free (find->item);
  g_free (find);
}

static gboolean
find_cb (EspTx *tx, gpointer data, GError **error)
{
  Find *find = data;

  find->item = esp_library_find (tx, find->ref, error);
  return find->item != NULL;
}

typedef struct
{
  GtkWidget *box;
  const EspMessageDoc *doc;
} Showing;

static GtkWidget *
make_html_words (const char *html)
{
  g_autofree char *words = esp_html_to_text (html != NULL ? html : "");
  GtkWidget *label = gtk_label_new (g_strstrip (words));

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  return label;
}

static gboolean
show_block_cb (const EspBlock *block, const EspSection *section, gpointer data)
{
  const Showing *showing = data;
  g_autofree char *words =
    esp_block_has_paragraphs (block) ? esp_block_dup_plain_text (block) : NULL;

  if (words != NULL)
    {
      GtkWidget *label = gtk_label_new (words);

      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      if (block->kind == ESP_BLOCK_HEADING)
        gtk_widget_add_css_class (label, "esp-heading-2");
      gtk_box_append (GTK_BOX (showing->box), label);
    }
  else if (block->kind == ESP_BLOCK_BUTTON)
    gtk_box_append (GTK_BOX (showing->box), esp_paper_button_new (block, NULL));
  else if (block->kind == ESP_BLOCK_IMAGE)
    gtk_box_append (GTK_BOX (showing->box), esp_paper_image_new (showing->doc, block));
  else if (block->kind == ESP_BLOCK_DIVIDER)
    gtk_box_append (GTK_BOX (showing->box), esp_paper_line_new (block, NULL));
  else if (block->kind == ESP_BLOCK_SOCIAL)
    gtk_box_append (GTK_BOX (showing->box), esp_paper_social_new (showing->doc, block));
  else if (block->kind == ESP_BLOCK_PRODUCTS)
    gtk_box_append (GTK_BOX (showing->box), esp_paper_products_new (block));
  else if (block->kind == ESP_BLOCK_HTML)
    gtk_box_append (GTK_BOX (showing->box), make_html_words (block->html));
  return TRUE;
}

/**
 * esp_paper_structure_new:
 * @html: a piece of HTML, which is neither run nor asks anybody for anything
 *
 * Returns: (transfer floating): what is in it, drawn with our own means: words, buttons, pictures, lines
 */
GtkWidget *
esp_paper_structure_new (const char *html)
{
  g_autoptr (EspMessageDoc) doc = esp_message_from_html (html, -1, NULL, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  const Showing showing = { box, doc };

  if (doc != NULL)
    (void) esp_message_doc_foreach_block (doc, show_block_cb, (gpointer) &showing);
  else
    gtk_box_append (GTK_BOX (box), make_html_words (html));
  return box;
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) box = user_data;
  Find *find = esp_store_read_finish (ESP_STORE (source), result, NULL);
  g_autoptr (EspMessageDoc) doc =
    find != NULL ? esp_message_doc_parse (find->item->document, -1, NULL) : NULL;
  const Showing showing = { box, doc };
  GtkWidget *caption = gtk_widget_get_first_child (box);
  g_autofree char *text = NULL;

  if (caption == NULL)
    {
      g_clear_pointer (&find, find_free);
      return;
    }
  if (find == NULL || doc == NULL)
    gtk_label_set_text (GTK_LABEL (caption),
                        _ ("This saved block is not in the library any more. Remove it, or put "
                           "another one in its place."));
  else
    {
      text = g_strdup_printf (_ ("Linked: %s. It changes with the library."), find->item->name);
      gtk_label_set_text (GTK_LABEL (caption), text);
      (void) esp_message_doc_foreach_block (doc, show_block_cb, (gpointer) &showing);
    }
  g_clear_pointer (&find, find_free);
}

/**
 * esp_paper_linked_new:
 *
 * Returns: (transfer floating): what the saved block shows, to be changed in the library
 */
GtkWidget *
esp_paper_linked_new (EspSession *session, const EspBlock *block)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *caption = gtk_label_new (_ ("Saved block"));
  Find *find;

  gtk_widget_add_css_class (box, "esp-paper-linked");
  gtk_widget_add_css_class (caption, "esp-paper-caption");
  gtk_label_set_xalign (GTK_LABEL (caption), 0);
  gtk_label_set_wrap (GTK_LABEL (caption), TRUE);
  gtk_box_append (GTK_BOX (box), caption);
  if (block->ref == NULL)
    {
      gtk_label_set_text (GTK_LABEL (caption), _ ("Choose a saved block in the inspector."));
      return box;
    }
  find = g_new0 (Find, 1);
  find->ref = g_strdup (block->ref);
  esp_store_read_async (esp_session_get_store (session), ESP_READ_PAGE, find_cb, find,
                        (GDestroyNotify) find_free, esp_session_get_cancellable (session), found_cb,
                        g_object_ref_sink (box));
  return box;
}
