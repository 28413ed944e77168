/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows the blocks of a message as widgets, nearly as mail programs will. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-message-paper.h"

#include "engine/content/esp-html-writer.h"
#include "views/messages/esp-image-resize.h"
#include "views/messages/esp-paper-drop.h"
#include "views/messages/esp-paper-extras.h"
#include "views/messages/esp-paper-look.h"
#include "views/messages/esp-paper-parts.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

/* Room for the source of an HTML body, which scrolls in itself. */
#define HTML_HEIGHT 480

/* The room of the sent mail, less what the frames of blocks take. */
static const EspPadding usual_section = { 18, 26, 18, 26 };

struct _EspMessagePaper
{
  GtkWidget parent_instance;

  EspMessageDesk *desk;  /* (owned) */
  EspComments *comments; /* (owned) */
  GtkWidget *sheet;
  GHashTable *frames; /* (owned): block id → its frame, of the sheet */
};

G_DEFINE_FINAL_TYPE (EspMessagePaper, esp_message_paper, GTK_TYPE_WIDGET)

static void add_blocks (EspMessagePaper *self, GtkWidget *box, GPtrArray *blocks);

/* The source, and below it what is in it; nothing of it is run. */
static GtkWidget *
make_html (const EspBlock *block)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *caption;
  GtkWidget *label = esp_paper_note_new (block->html != NULL && *block->html != '\0'
                                           ? block->html
                                           : _ ("Write the HTML in the inspector."));

  gtk_widget_add_css_class (label, "monospace");
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_lines (GTK_LABEL (label), 8);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_box_append (GTK_BOX (box), label);
  if (block->html == NULL || *block->html == '\0')
    return box;
  caption = gtk_label_new (_ ("What is in it:"));
  gtk_label_set_xalign (GTK_LABEL (caption), 0);
  gtk_widget_add_css_class (caption, "esp-paper-caption");
  gtk_box_append (GTK_BOX (box), caption);
  gtk_box_append (GTK_BOX (box), esp_paper_structure_new (block->html));
  return box;
}

static void
fill_column (GtkWidget *box, GPtrArray *blocks, gpointer user_data)
{
  add_blocks (user_data, box, blocks);
}

static GtkWidget *
make_columns (EspMessagePaper *self, GPtrArray *columns)
{
  const EspPaperColumns how = { .fill = fill_column, .user_data = self };

  return esp_paper_columns_new (columns, &how);
}

static GtkWidget *
make_content (EspMessagePaper *self, const EspBlock *block)
{
  GtkWidget *widget;

  switch (block->kind)
    {
    case ESP_BLOCK_HEADING:
    case ESP_BLOCK_TEXT:
      return esp_text_block_new (self->desk, block->id);
    case ESP_BLOCK_BUTTON:
      return esp_paper_button_new (block, NULL);
    case ESP_BLOCK_IMAGE:
      return esp_image_resize_new (self->desk, block,
                                   esp_paper_image_new (esp_message_desk_get_doc (self->desk),
                                                        block));
    case ESP_BLOCK_DIVIDER:
      return esp_paper_line_new (block, NULL);
    case ESP_BLOCK_COLUMNS:
      return make_columns (self, block->columns);
    case ESP_BLOCK_HTML:
      return make_html (block);
    case ESP_BLOCK_SOCIAL:
      return esp_paper_social_new (esp_message_desk_get_doc (self->desk), block);
    case ESP_BLOCK_PRODUCTS:
      return esp_paper_products_new (block);
    case ESP_BLOCK_LINKED:
      return esp_paper_linked_new (esp_message_desk_get_session (self->desk), block);
    case ESP_BLOCK_SPACER:
    default:
      widget = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
      gtk_widget_set_size_request (widget, -1, MAX (block->height, 1));
      return widget;
    }
}

/* Selecting */

/* Frames stand in the frames of columns: a press belongs to the innermost one. */
static gboolean
is_pressed (GtkWidget *frame, double x, double y)
{
  GtkWidget *at = gtk_widget_pick (frame, x, y, GTK_PICK_DEFAULT);

  while (at != NULL && at != frame && g_object_get_data (G_OBJECT (at), "esp-block") == NULL)
    at = gtk_widget_get_parent (at);
  return at == NULL || at == frame;
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, EspMessagePaper *self)
{
  GtkWidget *frame = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));

  if (!is_pressed (frame, x, y))
    return;
  esp_message_desk_select (self->desk, g_object_get_data (G_OBJECT (frame), "esp-block"));
  if (gtk_widget_get_focusable (frame))
    gtk_widget_grab_focus (frame);
  else if (gtk_widget_get_focus_child (frame) == NULL)
    gtk_widget_grab_focus (gtk_widget_get_first_child (frame)); /* beside the words */
}

static void
frame_focus_cb (GtkEventControllerFocus *controller, EspMessagePaper *self)
{
  GtkWidget *frame = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));

  if (gtk_event_controller_focus_is_focus (controller))
    esp_message_desk_select (self->desk, g_object_get_data (G_OBJECT (frame), "esp-block"));
}

static void
name_frame (GtkWidget *frame, const EspBlock *block)
{
  g_autofree char *words = esp_block_dup_plain_text (block);
  const char *what = block->kind == ESP_BLOCK_IMAGE ? block->alt : words;
  g_autofree char *label =
    what != NULL && *what != '\0'
      ? g_strdup_printf ("%s: %s", esp_block_kind_get_title (block->kind), what)
      : g_strdup (esp_block_kind_get_title (block->kind));

  gtk_accessible_update_property (GTK_ACCESSIBLE (frame), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/* Not everybody gets this block: said where it stands. */
static GtkWidget *
make_condition (const EspBlock *block)
{
  GtkWidget *chip = gtk_label_new (_ ("Show if…"));
  /* Translators: %s is a condition */
  g_autofree char *label = g_strdup_printf (_ ("Only shown if: %s"), block->show_if);

  gtk_widget_add_css_class (chip, "esp-show-if");
  gtk_widget_set_halign (chip, GTK_ALIGN_END);
  gtk_widget_set_valign (chip, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (chip, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (chip), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return chip;
}

/* Escape takes a block of words as a whole: then the keys of blocks hold for it too. */
static gboolean
frame_key_cb (GtkEventControllerKey *controller,
              guint key,
              guint code,
              GdkModifierType state,
              EspMessagePaper *self)
{
  GtkWidget *frame = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
  GtkWidget *content = gtk_widget_get_first_child (frame);
  gboolean is_control = (state & GDK_CONTROL_MASK) != 0;
  const char *action = NULL;

  if (key == GDK_KEY_Escape && ESP_IS_TEXT_BLOCK (content) && !gtk_widget_has_focus (frame))
    {
      gtk_widget_set_focusable (frame, TRUE);
      return gtk_widget_grab_focus (frame);
    }
  if (!gtk_widget_has_focus (frame))
    return FALSE;
  if (key == GDK_KEY_Return && ESP_IS_TEXT_BLOCK (content))
    return gtk_widget_grab_focus (content);
  if (key == GDK_KEY_Return || key == GDK_KEY_KP_Enter)
    return gtk_widget_activate_action (frame, "block.inspect", NULL);
  if (is_control && (key == GDK_KEY_c || key == GDK_KEY_C))
    action = "block.copy";
  else if (is_control && (key == GDK_KEY_x || key == GDK_KEY_X))
    action = "block.cut";
  else if (is_control && (key == GDK_KEY_v || key == GDK_KEY_V))
    action = "block.paste";
  else if (key == GDK_KEY_Delete || key == GDK_KEY_BackSpace)
    action = "block.delete";
  return action != NULL && gtk_widget_activate_action (frame, action, NULL);
}

static GtkWidget *
make_frame (EspMessagePaper *self, const EspBlock *block)
{
  GtkWidget *frame = gtk_overlay_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_add_css_class (frame, "esp-block");
  g_object_set_data_full (G_OBJECT (frame), "esp-block", g_strdup (block->id), g_free);
  gtk_widget_set_focusable (frame, !esp_block_has_paragraphs (block));
  name_frame (frame, block);
  gtk_overlay_set_child (GTK_OVERLAY (frame), make_content (self, block));
  esp_paper_stand_on (frame, block->look.background, NULL);
  gtk_overlay_add_overlay (GTK_OVERLAY (frame), esp_paper_grip_new (self->desk, frame, block));
  if (block->show_if != NULL && *block->show_if != '\0')
    gtk_overlay_add_overlay (GTK_OVERLAY (frame), make_condition (block));
  gtk_overlay_add_overlay (GTK_OVERLAY (frame), esp_comments_make_chip (self->comments, block->id));
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, 0);
  g_signal_connect_object (focus, "enter", G_CALLBACK (frame_focus_cb), self, 0);
  gtk_widget_add_controller (frame, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (frame, focus);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (frame_key_cb), self, 0);
  gtk_widget_add_controller (frame, keys);
  g_hash_table_insert (self->frames, g_strdup (block->id), frame);
  return frame;
}

static void
add_blocks (EspMessagePaper *self, GtkWidget *box, GPtrArray *blocks)
{
  for (guint i = 0; i < blocks->len; i++)
    gtk_box_append (GTK_BOX (box), make_frame (self, blocks->pdata[i]));
}

/* One piece of HTML is edited as it is, and kept byte for byte. */
static void
html_changed_cb (GtkTextBuffer *buffer, EspMessagePaper *self)
{
  EspMessageDoc *doc = esp_message_desk_get_doc (self->desk);
  g_autofree char *text = NULL;

  if (doc == NULL || doc->body_kind != ESP_BODY_HTML)
    return;
  g_object_get (buffer, "text", &text, NULL);
  esp_message_doc_set (&doc->html, text);
  esp_message_desk_commit (self->desk, _ ("Edit HTML"), "doc:html", self);
}

static GtkWidget *
make_html_body (EspMessagePaper *self, const EspMessageDoc *doc)
{
  GtkWidget *view = gtk_text_view_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));

  gtk_text_view_set_monospace (GTK_TEXT_VIEW (view), TRUE);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_buffer_set_enable_undo (buffer, FALSE); /* the message has its own */
  gtk_text_buffer_set_text (buffer, doc->html, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("HTML of the message"), -1);
  g_object_set (view, "left-margin", 12, "right-margin", 12, "top-margin", 12, "bottom-margin", 12,
                NULL);
  g_signal_connect_object (buffer, "changed", G_CALLBACK (html_changed_cb), self, 0);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_size_request (scroller, -1, HTML_HEIGHT);
  return scroller;
}

/* What the program adds by itself is shown, and cannot be forgotten or taken away. */
static GtkWidget *
make_footer (const EspMessageDoc *doc)
{
  return esp_paper_note_new (
    doc->message_class == ESP_MESSAGE_CLASS_AD
      ? _ ("Below this the footer is added by itself: who sends, with address and "
           "phone, and how to unsubscribe, in Korean and English.")
      : _ ("Below this the footer is added by itself: who sends, with address and "
           "phone."));
}

static void
mark_selected (EspMessagePaper *self)
{
  const char *selected = esp_message_desk_get_selected (self->desk);
  GHashTableIter iter;
  gpointer id;
  gpointer frame;

  g_hash_table_iter_init (&iter, self->frames);
  while (g_hash_table_iter_next (&iter, &id, &frame))
    {
      if (g_strcmp0 (id, selected) == 0)
        gtk_widget_add_css_class (frame, "selected");
      else
        gtk_widget_remove_css_class (frame, "selected");
    }
}

static void
build (EspMessagePaper *self)
{
  const EspMessageDoc *doc = esp_message_desk_get_doc (self->desk);
  GtkWidget *child;

  g_hash_table_remove_all (self->frames);
  while ((child = gtk_widget_get_first_child (self->sheet)) != NULL)
    gtk_box_remove (GTK_BOX (self->sheet), child);
  if (doc == NULL)
    return;
  if (doc->body_kind == ESP_BODY_HTML)
    gtk_box_append (GTK_BOX (self->sheet), make_html_body (self, doc));
  for (guint i = 0; doc->body_kind == ESP_BODY_BLOCKS && i < doc->sections->len; i++)
    {
      const EspSection *section = doc->sections->pdata[i];
      GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

      esp_paper_pad (box, &section->padding, &usual_section);
      if (section->columns->len == 1)
        add_blocks (self, box, ((EspColumn *) section->columns->pdata[0])->blocks);
      else
        gtk_box_append (GTK_BOX (box), make_columns (self, section->columns));
      gtk_box_append (GTK_BOX (self->sheet), esp_paper_section_new (doc, section, NULL, box));
    }
  gtk_box_append (GTK_BOX (self->sheet), make_footer (doc));
  mark_selected (self);
}

static void
desk_changed_cb (EspMessagePaper *self, gpointer origin)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean had_focus = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self));

  if (origin != NULL && (ESP_IS_TEXT_BLOCK (origin) || origin == self))
    return;
  build (self);
  if (had_focus)
    esp_message_paper_focus_selected (self);
}

/**
 * esp_message_paper_focus_selected:
 */
void
esp_message_paper_focus_selected (EspMessagePaper *self)
{
  const char *selected = esp_message_desk_get_selected (self->desk);
  GtkWidget *frame = selected != NULL ? g_hash_table_lookup (self->frames, selected) : NULL;
  GtkWidget *content = frame != NULL ? gtk_widget_get_first_child (frame) : NULL;

  if (content != NULL)
    gtk_widget_grab_focus (ESP_IS_TEXT_BLOCK (content) ? content : frame);
}

/**
 * esp_message_paper_get_desk:
 *
 * Returns: (transfer none) (nullable): the desk, %NULL once the page is gone
 */
EspMessageDesk *
esp_message_paper_get_desk (EspMessagePaper *self)
{
  return self->desk;
}

/**
 * esp_message_paper_get_text:
 *
 * Returns: (transfer none) (nullable): the words of the selected block, when it has some
 */
EspTextBlock *
esp_message_paper_get_text (EspMessagePaper *self)
{
  const char *selected = esp_message_desk_get_selected (self->desk);
  GtkWidget *frame = selected != NULL ? g_hash_table_lookup (self->frames, selected) : NULL;
  GtkWidget *content = frame != NULL ? gtk_widget_get_first_child (frame) : NULL;

  return ESP_IS_TEXT_BLOCK (content) ? ESP_TEXT_BLOCK (content) : NULL;
}

static void
esp_message_paper_dispose (GObject *object)
{
  EspMessagePaper *self = ESP_MESSAGE_PAPER (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->frames, g_hash_table_unref);
  g_clear_object (&self->comments);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (esp_message_paper_parent_class)->dispose (object);
}

static void
esp_message_paper_class_init (EspMessagePaperClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_message_paper_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_message_paper_init (EspMessagePaper *self)
{
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *caption = gtk_label_new (_ ("Layout preview"));

  self->frames = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->sheet = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_add_css_class (self->sheet, "esp-paper");
  gtk_widget_add_css_class (caption, "caption");
  gtk_widget_add_css_class (caption, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (caption), 0);
  gtk_box_append (GTK_BOX (box), caption);
  gtk_box_append (GTK_BOX (box), self->sheet);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), ESP_HTML_WIDTH);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), ESP_HTML_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_widget_set_parent (clamp, GTK_WIDGET (self));
}

/**
 * esp_message_paper_new:
 *
 * Returns: (transfer floating): the sheet, following the desk
 */
GtkWidget *
esp_message_paper_new (EspMessageDesk *desk, EspComments *comments)
{
  EspMessagePaper *self = g_object_new (ESP_TYPE_MESSAGE_PAPER, NULL);

  self->desk = g_object_ref (desk);
  self->comments = g_object_ref (comments);
  g_signal_connect_object (desk, "changed", G_CALLBACK (desk_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "selected", G_CALLBACK (mark_selected), self, G_CONNECT_SWAPPED);
  esp_paper_drop_add (self->sheet, desk, self->frames);
  build (self);
  return GTK_WIDGET (self);
}
