/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays a message out as one lead sees it, 600 px wide or as on a telephone. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-message-sheet.h"

#include "engine/content/esp-html-text.h"
#include "views/messages/esp-message-desk.h"
#include "views/messages/esp-paper-extras.h"
#include "views/messages/esp-paper-parts.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _EspMessageSheet
{
  GtkWidget parent_instance;

  AdwClamp *clamp;
  GtkWidget *box;           /* holds the page */
  GtkWidget *page;          /* (nullable) */
  const EspMessageDoc *doc; /* while it is laid out */
  gboolean is_narrow;
};

G_DEFINE_FINAL_TYPE (EspMessageSheet, esp_message_sheet, GTK_TYPE_WIDGET)

static void add_blocks (EspMessageSheet *self, GtkWidget *box, GPtrArray *blocks);

static void
append_run (GString *markup, const EspRun *run)
{
  g_autofree char *text = g_markup_escape_text (run->text, -1);
  g_autofree char *href = run->href != NULL ? g_markup_escape_text (run->href, -1) : NULL;

  if (href != NULL)
    g_string_append_printf (markup, "<a href=\"%s\">", href);
  if (run->color != NULL)
    g_string_append_printf (markup, "<span foreground=\"%s\">", run->color);
  g_string_append_printf (markup, "%s%s%s%s%s%s%s", run->bold ? "<b>" : "",
                          run->italic ? "<i>" : "", run->underline ? "<u>" : "", text,
                          run->underline ? "</u>" : "", run->italic ? "</i>" : "",
                          run->bold ? "</b>" : "");
  if (run->color != NULL)
    g_string_append (markup, "</span>");
  if (href != NULL)
    g_string_append (markup, "</a>");
}

/* A look at a mail opens nothing. */
static gboolean
link_cb (GtkLabel *label, const char *uri, gpointer user_data)
{
  return TRUE;
}

static void
add_paragraph (GtkWidget *box, const EspParagraph *paragraph, guint number, const char *css_class)
{
  static const GtkJustification justify[] = { GTK_JUSTIFY_LEFT, GTK_JUSTIFY_CENTER,
                                              GTK_JUSTIFY_RIGHT };
  static const float xaligns[] = { 0, 0.5, 1 };
  g_autoptr (GString) markup = g_string_new (NULL);
  GtkWidget *label = gtk_label_new (NULL);

  if (paragraph->kind == ESP_PARAGRAPH_BULLET)
    g_string_append (markup, "• ");
  if (paragraph->kind == ESP_PARAGRAPH_NUMBER)
    g_string_append_printf (markup, "%u. ", number);
  for (guint i = 0; i < paragraph->runs->len; i++)
    append_run (markup, paragraph->runs->pdata[i]);
  gtk_label_set_markup (GTK_LABEL (label), markup->str);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), justify[paragraph->align]);
  gtk_label_set_xalign (GTK_LABEL (label), xaligns[paragraph->align]);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  g_signal_connect (label, "activate-link", G_CALLBACK (link_cb), NULL);
  gtk_box_append (GTK_BOX (box), label);
}

static GtkWidget *
make_words (const EspBlock *block)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  g_autofree char *css_class =
    block->kind == ESP_BLOCK_HEADING ? g_strdup_printf ("esp-heading-%d", block->level) : NULL;
  guint number = 0;

  for (guint i = 0; i < block->paragraphs->len; i++)
    {
      const EspParagraph *paragraph = block->paragraphs->pdata[i];

      number = paragraph->kind == ESP_PARAGRAPH_NUMBER ? number + 1 : 0;
      add_paragraph (box, paragraph, number, css_class);
    }
  return box;
}

/* Columns stand below each other on a telephone, as the sent HTML makes them. */
static GtkWidget *
make_columns (EspMessageSheet *self, GPtrArray *columns)
{
  GtkWidget *row =
    gtk_box_new (self->is_narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_box_set_homogeneous (GTK_BOX (row), !self->is_narrow);
  for (guint i = 0; i < columns->len; i++)
    {
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

      add_blocks (self, box, ((EspColumn *) columns->pdata[i])->blocks);
      gtk_box_append (GTK_BOX (row), box);
    }
  return row;
}

static GtkWidget *
make_html (const char *html)
{
  g_autofree char *text = esp_html_to_text (html);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  return label;
}

static GtkWidget *
make_block (EspMessageSheet *self, const EspBlock *block)
{
  GtkWidget *widget;

  switch (block->kind)
    {
    case ESP_BLOCK_HEADING:
    case ESP_BLOCK_TEXT:
      return make_words (block);
    case ESP_BLOCK_BUTTON:
      return esp_paper_button_new (block);
    case ESP_BLOCK_IMAGE:
      return esp_paper_image_new (self->doc, block);
    case ESP_BLOCK_DIVIDER:
      return gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);
    case ESP_BLOCK_COLUMNS:
      return make_columns (self, block->columns);
    case ESP_BLOCK_HTML:
      return make_html (block->html != NULL ? block->html : "");
    case ESP_BLOCK_SOCIAL:
      return esp_paper_social_new (self->doc, block);
    case ESP_BLOCK_PRODUCTS:
      return esp_paper_products_new (block);
    case ESP_BLOCK_LINKED:
      return gtk_label_new (esp_block_kind_get_title (block->kind));
    case ESP_BLOCK_SPACER:
    default:
      widget = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
      gtk_widget_set_size_request (widget, -1, MAX (block->height, 1));
      return widget;
    }
}

static void
add_blocks (EspMessageSheet *self, GtkWidget *box, GPtrArray *blocks)
{
  for (guint i = 0; i < blocks->len; i++)
    {
      GtkWidget *frame = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

      gtk_widget_add_css_class (frame, "esp-shown-block");
      gtk_box_append (GTK_BOX (frame), make_block (self, blocks->pdata[i]));
      gtk_box_append (GTK_BOX (box), frame);
    }
}

static void
add_sections (EspMessageSheet *self)
{
  for (guint i = 0; i < self->doc->sections->len; i++)
    {
      const EspSection *section = self->doc->sections->pdata[i];
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

      gtk_widget_add_css_class (box, "esp-paper-section");
      esp_paper_paint (box, section->background);
      if (section->columns->len == 1)
        add_blocks (self, box, ((EspColumn *) section->columns->pdata[0])->blocks);
      else
        gtk_box_append (GTK_BOX (box), make_columns (self, section->columns));
      gtk_box_append (GTK_BOX (self->page), box);
    }
}

/* A new page each time, so that no colour of the one before is left. */
static void
begin_page (EspMessageSheet *self, const EspDarkSheet *look)
{
  if (self->page != NULL)
    gtk_box_remove (GTK_BOX (self->box), self->page);
  self->page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_add_css_class (self->page, "esp-paper");
  gtk_widget_set_overflow (self->page, GTK_OVERFLOW_HIDDEN);
  esp_paper_dress (self->page, look->page, look->text);
  gtk_box_append (GTK_BOX (self->box), self->page);
}

/**
 * esp_message_sheet_show:
 * @look: of a message filled with the values of one lead by esp_message_fill()
 * @footer: (nullable): what the program adds, as plain text
 * @width: of the page in pixels
 */
void
esp_message_sheet_show (EspMessageSheet *self,
                        const EspDarkSheet *look,
                        const char *footer,
                        int width)
{
  const EspMessageDoc *doc = look->doc;
  GtkWidget *child;

  begin_page (self, look);
  self->doc = doc;
  self->is_narrow = width < ESP_SHEET_WIDE;
  adw_clamp_set_maximum_size (self->clamp, width);
  adw_clamp_set_tightening_threshold (self->clamp, width);
  if (doc->body_kind == ESP_BODY_HTML)
    {
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

      gtk_widget_add_css_class (box, "esp-paper-section");
      child = esp_paper_note_new (_ ("This message is HTML of its own. Here are its words; open it "
                                     "in a browser to see its layout."));
      esp_paper_tint (child, look->muted);
      gtk_box_append (GTK_BOX (box), child);
      gtk_box_append (GTK_BOX (box), make_html (doc->html));
      gtk_box_append (GTK_BOX (self->page), box);
    }
  else
    add_sections (self);
  if (footer != NULL)
    {
      child = esp_paper_note_new (footer);
      esp_paper_tint (child, look->muted);
      gtk_label_set_justify (GTK_LABEL (child), GTK_JUSTIFY_CENTER);
      gtk_label_set_wrap_mode (GTK_LABEL (child), PANGO_WRAP_WORD_CHAR);
      gtk_box_append (GTK_BOX (self->page), child);
    }
  self->doc = NULL;
}

static void
esp_message_sheet_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (esp_message_sheet_parent_class)->dispose (object);
}

static void
esp_message_sheet_class_init (EspMessageSheetClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_message_sheet_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
esp_message_sheet_init (EspMessageSheet *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->clamp = ADW_CLAMP (adw_clamp_new ());
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  /* The shadow of the page needs room inside the scrolled part. */
  g_object_set (self->box, "margin-top", 6, "margin-bottom", 12, "margin-start", 6, "margin-end", 6,
                NULL);
  adw_clamp_set_child (self->clamp, self->box);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->clamp));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_widget_set_parent (scroller, GTK_WIDGET (self));
}

/**
 * esp_message_sheet_new:
 *
 * Returns: (transfer floating): an empty sheet
 */
GtkWidget *
esp_message_sheet_new (void)
{
  GtkWidget *self = g_object_new (ESP_TYPE_MESSAGE_SHEET, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("The message as it is seen"), -1);
  return self;
}
