/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays a message out as one lead sees it, 600 px wide or as on a telephone. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-message-sheet.h"

#include "views/messages/esp-message-desk.h"
#include "views/messages/esp-paper-extras.h"
#include "views/messages/esp-paper-look.h"
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
  const EspBrand *brand;    /* as long */
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
  g_string_append_printf (markup, "%s%s%s%s%s%s%s%s%s", run->bold ? "<b>" : "",
                          run->italic ? "<i>" : "", run->underline ? "<u>" : "",
                          run->strike ? "<s>" : "", text, run->strike ? "</s>" : "",
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

/* As the sent HTML has them. */
static const int text_px = 16;
static const int block_gap_px = 20;
static const int heading_gap_px = 12;
static const int paragraph_gap_px = 12;
static const int item_gap_px = 4;
static const int heading_px[][2] = { { 28, 25 }, { 22, 20 }, { 18, 18 } };
static const EspPadding wide_section = { 32, 32, 32, 32 };
static const EspPadding narrow_section = { 32, 20, 32, 20 };

/* One paragraph as it stands among the others. */
typedef struct
{
  const EspParagraph *paragraph;
  EspAlign align;
  guint number; /* of a numbered list */
  int px;
  gboolean is_heading;
  const EspBlockLook *look;
} Words;

static GtkWidget *
make_paragraph (const Words *words)
{
  static const GtkJustification justify[] = { GTK_JUSTIFY_LEFT, GTK_JUSTIFY_CENTER,
                                              GTK_JUSTIFY_RIGHT };
  static const float xaligns[] = { 0, 0.5, 1 };
  const double heading_line = 1.35;
  const double text_line = 1.65;
  const EspParagraph *paragraph = words->paragraph;
  g_autoptr (GString) markup = g_string_new (NULL);
  GtkWidget *label = gtk_label_new (NULL);

  if (paragraph->kind == ESP_PARAGRAPH_BULLET)
    g_string_append (markup, "• ");
  if (paragraph->kind == ESP_PARAGRAPH_NUMBER)
    g_string_append_printf (markup, "%u. ", words->number);
  for (guint i = 0; i < paragraph->runs->len; i++)
    append_run (markup, paragraph->runs->pdata[i]);
  gtk_label_set_markup (GTK_LABEL (label), markup->str);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), justify[words->align]);
  gtk_label_set_xalign (GTK_LABEL (label), xaligns[words->align]);
  if (words->is_heading)
    gtk_widget_add_css_class (label, "esp-shown-heading");
  esp_paper_type (label, words->px, words->is_heading ? heading_line : text_line);
  esp_paper_letters (label, words->look);
  g_signal_connect (label, "activate-link", G_CALLBACK (link_cb), NULL);
  return label;
}

static int
size_of (const EspMessageSheet *self, const EspBlock *block)
{
  const int largest_narrow_px = 30;

  if (block->kind != ESP_BLOCK_HEADING)
    return block->font_size > 0 ? block->font_size : text_px;
  if (block->font_size > 0)
    return self->is_narrow ? MIN (block->font_size, largest_narrow_px) : block->font_size;
  return heading_px[CLAMP (block->level, 1, (int) G_N_ELEMENTS (heading_px)) - 1]
                   [self->is_narrow ? 1 : 0];
}

static GtkWidget *
make_words (EspMessageSheet *self, const EspBlock *block)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  Words words = { .px = size_of (self, block),
                  .is_heading = block->kind == ESP_BLOCK_HEADING,
                  .look = &block->look };

  for (guint i = 0; i < block->paragraphs->len; i++)
    {
      const EspParagraph *paragraph = block->paragraphs->pdata[i];
      const EspParagraph *next =
        i + 1 < block->paragraphs->len ? block->paragraphs->pdata[i + 1] : NULL;
      GtkWidget *label;

      words.paragraph = paragraph;
      words.number = paragraph->kind == ESP_PARAGRAPH_NUMBER ? words.number + 1 : 0;
      words.align = paragraph->align != ESP_ALIGN_START ? paragraph->align : block->align;
      label = make_paragraph (&words);
      if (next != NULL)
        gtk_widget_set_margin_bottom (label, paragraph->kind != ESP_PARAGRAPH_PLAIN &&
                                                 next->kind == paragraph->kind
                                               ? item_gap_px
                                               : paragraph_gap_px);
      gtk_box_append (GTK_BOX (box), label);
    }
  return box;
}

static void
fill_column (GtkWidget *box, GPtrArray *blocks, gpointer user_data)
{
  add_blocks (user_data, box, blocks);
}

/* Columns stand below each other on a telephone, as the sent HTML makes them. */
static GtkWidget *
make_columns (EspMessageSheet *self, GPtrArray *columns, gboolean stays_together)
{
  const EspPaperColumns how = { .is_stacked = self->is_narrow && !stays_together,
                                .brand = self->brand,
                                .fill = fill_column,
                                .user_data = self };

  return esp_paper_columns_new (columns, &how);
}

static GtkWidget *
make_block (EspMessageSheet *self, const EspBlock *block)
{
  GtkWidget *widget;

  switch (block->kind)
    {
    case ESP_BLOCK_HEADING:
    case ESP_BLOCK_TEXT:
      return make_words (self, block);
    case ESP_BLOCK_BUTTON:
      return esp_paper_button_new (block, self->brand);
    case ESP_BLOCK_IMAGE:
      return esp_paper_image_new (self->doc, block);
    case ESP_BLOCK_DIVIDER:
      return esp_paper_line_new (block, self->brand);
    case ESP_BLOCK_COLUMNS:
      return make_columns (self, block->columns, block->no_stack);
    case ESP_BLOCK_HTML:
      return esp_paper_structure_new (block->html != NULL ? block->html : "");
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
      const EspBlock *block = blocks->pdata[i];
      GtkWidget *frame = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
      const EspPadding usual = { 0, 0,
                                 i + 1 == blocks->len               ? 0
                                 : block->kind == ESP_BLOCK_HEADING ? heading_gap_px
                                                                    : block_gap_px,
                                 0 };

      if (block->kind != ESP_BLOCK_SPACER)
        esp_paper_pad (frame, &block->padding, &usual);
      esp_paper_stand_on (frame, block->look.background, self->brand);
      gtk_box_append (GTK_BOX (frame), make_block (self, block));
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

      EspPadding usual = self->is_narrow ? narrow_section : wide_section;

      if (i > 0 && g_strcmp0 (section->background,
                              ((EspSection *) self->doc->sections->pdata[i - 1])->background) == 0)
        usual.top = 0; /* it goes on where the one before ends */
      esp_paper_pad (box, &section->padding, &usual);
      if (section->columns->len == 1)
        add_blocks (self, box, ((EspColumn *) section->columns->pdata[0])->blocks);
      else
        gtk_box_append (GTK_BOX (box), make_columns (self, section->columns, section->no_stack));
      gtk_box_append (GTK_BOX (self->page),
                      esp_paper_section_new (self->doc, section, self->brand, box));
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
 * @brand: for what the message leaves to it
 * @footer: (nullable): what the program adds, as plain text
 * @width: of the page in pixels
 */
void
esp_message_sheet_show (EspMessageSheet *self,
                        const EspDarkSheet *look,
                        const EspBrand *brand,
                        const char *footer,
                        int width)
{
  const EspMessageDoc *doc = look->doc;
  GtkWidget *child;

  begin_page (self, look);
  self->doc = doc;
  self->brand = brand;
  self->is_narrow = width < ESP_SHEET_WIDE;
  adw_clamp_set_maximum_size (self->clamp, width);
  adw_clamp_set_tightening_threshold (self->clamp, width);
  if (doc->body_kind == ESP_BODY_HTML)
    {
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

      gtk_widget_add_css_class (box, "esp-paper-section");
      child = esp_paper_note_new (_ ("This message is HTML of its own. Here is what is in it; "
                                     "“Browser” shows its layout."));
      esp_paper_tint (child, look->muted);
      gtk_box_append (GTK_BOX (box), child);
      gtk_box_append (GTK_BOX (box), esp_paper_structure_new (doc->html));
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
  self->brand = NULL;
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
  esp_paper_scroll (GTK_SCROLLED_WINDOW (scroller));
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
