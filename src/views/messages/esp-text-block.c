/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits the words of one block in place, with bold, italic, underline, links and lists. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-text-block.h"

#include "views/messages/esp-block-words.h"
#include "views/messages/esp-paper-look.h"
#include "views/messages/esp-paper-parts.h"
#include "views/messages/esp-text-hint.h"

#include <glib/gi18n.h>
#include <string.h>

struct _EspTextBlock
{
  GtkWidget parent_instance;

  EspMessageDesk *desk; /* (owned) */
  char *block_id;
  GtkTextView *view;
  EspBlockWords words;
  gboolean is_filling;
  gboolean is_heading;
  int
    held[2]; /* characters: the words for which a link is asked; they are not selected meanwhile */
  guint pending; /* bits by EspTextLook: what the next words change of those before them */
  int shown_width;
  guint resize_source;
};

G_DEFINE_FINAL_TYPE (EspTextBlock, esp_text_block, GTK_TYPE_WIDGET)

static void
show_rates (EspTextBlock *self)
{
  const EspMessageDoc *doc = esp_message_desk_get_doc (self->desk);

  if (self->view != NULL)
    esp_block_words_show_rates (&self->words, esp_message_desk_get_rates (self->desk),
                                doc != NULL ? doc->fallbacks : NULL);
}

static void
fill (EspTextBlock *self, const EspBlock *block)
{
  self->is_filling = TRUE;
  esp_block_words_show (&self->words, block);
  show_rates (self);
  self->is_filling = FALSE;
}

static void
store (EspTextBlock *self)
{
  EspBlock *block =
    esp_message_doc_find_block (esp_message_desk_get_doc (self->desk), self->block_id);
  g_autofree char *key = g_strdup_printf ("block:%s:text", self->block_id);
  int n_lines = gtk_text_buffer_get_line_count (self->words.buffer);

  if (block == NULL || block->paragraphs == NULL)
    return;
  g_ptr_array_set_size (block->paragraphs, 0);
  if (block->kind == ESP_BLOCK_HEADING)
    n_lines = 1;
  for (int i = 0; i < n_lines; i++)
    {
      EspParagraph *paragraph =
        esp_block_words_read_line (&self->words, i, block->kind == ESP_BLOCK_HEADING);

      g_ptr_array_add (block->paragraphs, paragraph);
    }
  esp_message_desk_commit (self->desk, _ ("Edit text"), key, self);
}

static void
changed_cb (EspTextBlock *self)
{
  if (self->is_filling)
    return;
  self->is_filling = TRUE;
  esp_block_words_mark_fields (&self->words);
  self->is_filling = FALSE;
  store (self);
}

/* What is typed looks like what stands before it, and as the looks say that were chosen for it. */
static void
go_on (EspTextBlock *self, const GtkTextIter *at, int n_chars)
{
  GtkTextIter start = *at;
  GtkTextIter before;
  g_autofree char *color = NULL;

  gtk_text_iter_backward_chars (&start, n_chars);
  before = start;
  if (self->is_filling || n_chars == 0)
    return;
  if (!gtk_text_iter_starts_line (&start))
    gtk_text_iter_backward_char (&before);
  for (guint i = 0; i < G_N_ELEMENTS (self->words.looks); i++)
    {
      gboolean has = gtk_text_iter_has_tag (&before, self->words.looks[i]);

      if (has != ((self->pending & (1u << i)) != 0))
        gtk_text_buffer_apply_tag (self->words.buffer, self->words.looks[i], &start, at);
      else
        gtk_text_buffer_remove_tag (self->words.buffer, self->words.looks[i], &start, at);
    }
  self->pending = 0;
  color = esp_block_words_dup_data (&before, "color:");
  if (color != NULL)
    gtk_text_buffer_apply_tag (self->words.buffer,
                               esp_block_words_tag (&self->words, "color", color), &start, at);
}

/* A brace, and a slash on an otherwise empty line, open a list of what can be inserted. */
static void
typed_cb (GtkTextBuffer *buffer, GtkTextIter *at, char *text, int length, EspTextBlock *self)
{
  GtkTextIter start = *at;

  go_on (self, at, (int) g_utf8_strlen (text, length));
  if (self->is_filling || length != 1 || !gtk_widget_has_focus (GTK_WIDGET (self->view)))
    return;
  if (*text == '{')
    gtk_widget_activate_action (GTK_WIDGET (self), "block.quick", "s", "{");
  if (*text == '/' && gtk_text_iter_get_line_offset (&start) == 1 && gtk_text_iter_ends_line (at))
    gtk_widget_activate_action (GTK_WIDGET (self), "block.quick", "s", "/");
}

/* A heading is one line. */
static void
insert_text_cb (GtkTextBuffer *buffer, GtkTextIter *at, char *text, int length, EspTextBlock *self)
{
  const EspBlock *block =
    esp_message_doc_find_block (esp_message_desk_get_doc (self->desk), self->block_id);

  if (!self->is_filling && block != NULL && block->kind == ESP_BLOCK_HEADING &&
      memchr (text, '\n', (gsize) length) != NULL)
    g_signal_stop_emission_by_name (buffer, "insert-text");
}

/* Tokens travel as their tags. */
static void
copy_words (EspTextBlock *self, gboolean is_cut)
{
  GtkTextIter start;
  GtkTextIter end;
  g_autofree char *text = NULL;

  g_signal_stop_emission_by_name (self->view, is_cut ? "cut-clipboard" : "copy-clipboard");
  if (!gtk_text_buffer_get_selection_bounds (self->words.buffer, &start, &end))
    return;
  text = esp_block_words_dup_text (&start, &end);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  if (is_cut)
    gtk_text_buffer_delete_selection (self->words.buffer, TRUE, TRUE);
}

static void
copy_cb (EspTextBlock *self)
{
  copy_words (self, FALSE);
}

static void
cut_cb (EspTextBlock *self)
{
  copy_words (self, TRUE);
}

/* Pasting is the page's business: it may be a whole block. */
static void
paste_cb (GtkTextView *view)
{
  g_signal_stop_emission_by_name (view, "paste-clipboard");
  gtk_widget_activate_action (GTK_WIDGET (view), "block.paste-text", NULL);
}

static void
focus_in_cb (EspTextBlock *self)
{
  esp_message_desk_select (self->desk, self->block_id);
}

/* Looks */

static gboolean
get_range (EspTextBlock *self, GtkTextIter *start, GtkTextIter *end)
{
  if (gtk_text_buffer_get_selection_bounds (self->words.buffer, start, end))
    return TRUE;
  if (!gtk_text_iter_inside_word (start) && !gtk_text_iter_ends_word (start))
    return FALSE;
  *end = *start;
  if (!gtk_text_iter_starts_word (start))
    gtk_text_iter_backward_word_start (start);
  if (!gtk_text_iter_ends_word (end))
    gtk_text_iter_forward_word_end (end);
  return TRUE;
}

/**
 * esp_text_block_toggle:
 *
 * Gives the selected words, or the word at the cursor, a look, or takes it.
 */
void
esp_text_block_toggle (EspTextBlock *self, EspTextLook look)
{
  GtkTextIter start;
  GtkTextIter end;

  if (!get_range (self, &start, &end))
    {
      self->pending ^= 1u << look;
      return;
    }
  if (gtk_text_iter_has_tag (&start, self->words.looks[look]))
    gtk_text_buffer_remove_tag (self->words.buffer, self->words.looks[look], &start, &end);
  else
    gtk_text_buffer_apply_tag (self->words.buffer, self->words.looks[look], &start, &end);
  store (self);
}

/**
 * esp_text_block_toggle_list:
 *
 * Makes the lines of the selection items of a list, or plain again.
 */
void
esp_text_block_toggle_list (EspTextBlock *self, EspParagraphKind kind)
{
  GtkTextIter start;
  GtkTextIter end;
  int first;
  int last;
  guint number = 0;

  (void) gtk_text_buffer_get_selection_bounds (self->words.buffer, &start,
                                               &end); /* cursor otherwise */
  first = gtk_text_iter_get_line (&start);
  last = gtk_text_iter_get_line (&end);
  self->is_filling = TRUE;
  for (int i = first; i <= last; i++)
    {
      g_autofree char *text = NULL;
      g_autofree char *digits = g_strdup_printf ("%u. ", ++number);
      EspParagraphKind old;
      int n;

      gtk_text_buffer_get_iter_at_line (self->words.buffer, &start, i);
      end = start;
      if (!gtk_text_iter_ends_line (&end))
        gtk_text_iter_forward_to_line_end (&end);
      text = esp_block_words_dup_text (&start, &end);
      n = esp_block_words_read_prefix (text, &old);
      end = start;
      gtk_text_iter_forward_chars (&end, n);
      gtk_text_buffer_delete (self->words.buffer, &start, &end);
      if (old != kind)
        gtk_text_buffer_insert (self->words.buffer, &start,
                                kind == ESP_PARAGRAPH_BULLET ? ESP_BLOCK_BULLET : digits, -1);
    }
  self->is_filling = FALSE;
  changed_cb (self);
}

/**
 * esp_text_block_set_align:
 *
 * Aligns the lines of the selection.
 */
void
esp_text_block_set_align (EspTextBlock *self, EspAlign align)
{
  GtkTextIter start;
  GtkTextIter end;

  (void) gtk_text_buffer_get_selection_bounds (self->words.buffer, &start,
                                               &end); /* cursor otherwise */
  esp_block_words_set_align (&self->words, gtk_text_iter_get_line (&start),
                             gtk_text_iter_get_line (&end), align);
  store (self);
}

/**
 * esp_text_block_set_color:
 * @color: (nullable): "#rrggbb"; NULL is the colour of the page
 *
 * Colours the selected words, or the word at the cursor.
 */
void
esp_text_block_set_color (EspTextBlock *self, const char *color)
{
  GtkTextIter start;
  GtkTextIter end;
  GtkTextIter at;

  if (!get_range (self, &start, &end))
    return;
  for (at = start; gtk_text_iter_compare (&at, &end) < 0;)
    {
      g_autofree char *old = esp_block_words_dup_data (&at, "color:");

      if (old != NULL)
        gtk_text_buffer_remove_tag (self->words.buffer,
                                    esp_block_words_tag (&self->words, "color", old), &start, &end);
      if (!gtk_text_iter_forward_to_tag_toggle (&at, NULL))
        break;
    }
  if (color != NULL)
    gtk_text_buffer_apply_tag (self->words.buffer,
                               esp_block_words_tag (&self->words, "color", color), &start, &end);
  store (self);
}

/**
 * esp_text_block_dup_link:
 *
 * Returns: (transfer full) (nullable): where the words at the cursor lead
 */
char *
esp_text_block_dup_link (EspTextBlock *self)
{
  GtkTextIter start;
  GtkTextIter end;

  self->held[0] = self->held[1] = 0;
  if (get_range (self, &start, &end))
    {
      self->held[0] = gtk_text_iter_get_offset (&start);
      self->held[1] = gtk_text_iter_get_offset (&end);
    }
  return esp_block_words_dup_data (&start, "href:");
}

/**
 * esp_text_block_set_link:
 * @href: "" takes the link away
 *
 * Makes the words a link that esp_text_block_dup_link() was asked about.
 */
void
esp_text_block_set_link (EspTextBlock *self, const char *href)
{
  GtkTextIter start;
  GtkTextIter end;
  g_autofree char *old = NULL;

  if (self->held[1] <= self->held[0])
    return;
  gtk_text_buffer_get_iter_at_offset (self->words.buffer, &start, self->held[0]);
  gtk_text_buffer_get_iter_at_offset (self->words.buffer, &end, self->held[1]);
  old = esp_block_words_dup_data (&start, "href:");
  if (old != NULL)
    gtk_text_buffer_remove_tag (self->words.buffer, esp_block_words_tag (&self->words, "href", old),
                                &start, &end);
  if (*href != '\0')
    gtk_text_buffer_apply_tag (self->words.buffer, esp_block_words_tag (&self->words, "href", href),
                               &start, &end);
  store (self);
}

/**
 * esp_text_block_insert:
 *
 * Puts text at the cursor, in place of what is selected.
 */
void
esp_text_block_insert (EspTextBlock *self, const char *text)
{
  GtkTextIter at;

  self->is_filling = TRUE;
  gtk_text_buffer_delete_selection (self->words.buffer, TRUE, TRUE);
  gtk_text_buffer_get_iter_at_mark (self->words.buffer, &at,
                                    gtk_text_buffer_get_insert (self->words.buffer));
  esp_block_words_insert (&self->words, &at, text);
  show_rates (self);
  gtk_text_buffer_place_cursor (self->words.buffer, &at);
  self->is_filling = FALSE;
  changed_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/**
 * esp_text_block_insert_paragraphs:
 * @paragraphs: (element-type EspParagraph): words with their looks
 *
 * Puts words at the cursor, in place of what is selected.
 */
void
esp_text_block_insert_paragraphs (EspTextBlock *self, GPtrArray *paragraphs)
{
  GtkTextIter at;

  self->is_filling = TRUE;
  gtk_text_buffer_delete_selection (self->words.buffer, TRUE, TRUE);
  gtk_text_buffer_get_iter_at_mark (self->words.buffer, &at,
                                    gtk_text_buffer_get_insert (self->words.buffer));
  esp_block_words_insert_paragraphs (&self->words, &at, paragraphs);
  show_rates (self);
  gtk_text_buffer_place_cursor (self->words.buffer, &at);
  self->is_filling = FALSE;
  changed_cb (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/**
 * esp_text_block_take_typed:
 *
 * Takes the character before the cursor away if it is @typed.
 *
 * Returns: whether it was
 */
gboolean
esp_text_block_take_typed (EspTextBlock *self, char typed)
{
  GtkTextIter at;
  GtkTextIter before;

  gtk_text_buffer_get_iter_at_mark (self->words.buffer, &at,
                                    gtk_text_buffer_get_insert (self->words.buffer));
  before = at;
  if (!gtk_text_iter_backward_char (&before) ||
      gtk_text_iter_get_char (&before) != (gunichar) typed)
    return FALSE;
  gtk_text_buffer_delete (self->words.buffer, &before, &at);
  return TRUE;
}

/**
 * esp_text_block_is_empty:
 */
gboolean
esp_text_block_is_empty (EspTextBlock *self)
{
  return gtk_text_buffer_get_char_count (self->words.buffer) == 0;
}

/**
 * esp_text_block_get_cursor:
 * @out_place: (out): where the cursor stands, within @self
 */
void
esp_text_block_get_cursor (EspTextBlock *self, GdkRectangle *out_place)
{
  gtk_text_view_get_cursor_locations (self->view, NULL, out_place, NULL);
  gtk_text_view_buffer_to_window_coords (self->view, GTK_TEXT_WINDOW_WIDGET, out_place->x,
                                         out_place->y + out_place->height, &out_place->x,
                                         &out_place->y);
  out_place->width = 1;
  out_place->height = 1;
}

/* Size */

static gboolean
resize_cb (gpointer user_data)
{
  EspTextBlock *self = user_data;

  self->resize_source = 0;
  gtk_widget_queue_resize (GTK_WIDGET (self->view));
  return G_SOURCE_REMOVE;
}

static void
measure (GtkWidget *widget,
         GtkOrientation orientation,
         int for_size,
         int *minimum,
         int *natural,
         int *minimum_baseline,
         int *natural_baseline)
{
  gtk_widget_measure (GTK_WIDGET (ESP_TEXT_BLOCK (widget)->view), orientation, for_size, minimum,
                      natural, minimum_baseline, natural_baseline);
}

/* A text view learns the height of its lines while it gets its width, when asking for more room is not
 * heard: it asks again afterwards. */
static void
size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  EspTextBlock *self = ESP_TEXT_BLOCK (widget);

  gtk_widget_allocate (GTK_WIDGET (self->view), width, height, baseline, NULL);
  if (width == self->shown_width)
    return;
  self->shown_width = width;
  if (self->resize_source == 0)
    self->resize_source = g_idle_add (resize_cb, self);
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *drawing)
{
  EspTextBlock *self = ESP_TEXT_BLOCK (widget);

  GTK_WIDGET_CLASS (esp_text_block_parent_class)->snapshot (widget, drawing);
  esp_text_hint_snapshot (self->view, self->is_heading ? _ ("Write a heading") : _ ("Write here"),
                          drawing);
}

static gboolean
grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (ESP_TEXT_BLOCK (widget)->view));
}

static void
esp_text_block_dispose (GObject *object)
{
  EspTextBlock *self = ESP_TEXT_BLOCK (object);

  g_clear_handle_id (&self->resize_source, g_source_remove);
  if (self->view != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->view));
  self->view = NULL;
  g_clear_object (&self->desk);
  g_clear_pointer (&self->block_id, g_free);
  G_OBJECT_CLASS (esp_text_block_parent_class)->dispose (object);
}

static void
esp_text_block_class_init (EspTextBlockClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_text_block_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = grab_focus;
  GTK_WIDGET_CLASS (klass)->measure = measure;
  GTK_WIDGET_CLASS (klass)->size_allocate = size_allocate;
  GTK_WIDGET_CLASS (klass)->snapshot = snapshot;
}

static void
esp_text_block_init (EspTextBlock *self)
{
  self->view = GTK_TEXT_VIEW (gtk_text_view_new ());
  gtk_text_view_set_wrap_mode (self->view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (self->view, FALSE);
  gtk_text_view_set_pixels_inside_wrap (self->view, 6);
  gtk_text_view_set_pixels_below_lines (self->view, 8);
  gtk_widget_set_parent (GTK_WIDGET (self->view), GTK_WIDGET (self));
  esp_block_words_init (&self->words, self->view);
}

/* As large as in the sent mail, and where the block as a whole stands. */
static void
dress (EspTextBlock *self, const EspBlock *block)
{
  static const GtkJustification justify[] = { GTK_JUSTIFY_LEFT, GTK_JUSTIFY_CENTER,
                                              GTK_JUSTIFY_RIGHT };
  static const int heading_px[] = { 28, 22, 18 };
  const int text_px = 16;
  int px = block->font_size > 0 ? block->font_size
           : self->is_heading
             ? heading_px[CLAMP (block->level, 1, (int) G_N_ELEMENTS (heading_px)) - 1]
             : text_px;

  if (self->is_heading)
    gtk_widget_add_css_class (GTK_WIDGET (self->view), "esp-shown-heading");
  esp_paper_type (GTK_WIDGET (self->view), px, 1);
  esp_paper_letters (GTK_WIDGET (self->view), &block->look);
  g_object_set (self->words.aligns[ESP_ALIGN_START], "justification", justify[block->align], NULL);
  gtk_text_view_set_justification (self->view, justify[block->align]);
}

/**
 * esp_text_block_new:
 * @block_id: a heading or a text
 *
 * Returns: (transfer floating): the block's words, ready to be edited
 */
GtkWidget *
esp_text_block_new (EspMessageDesk *desk, const char *block_id)
{
  EspTextBlock *self = g_object_new (ESP_TYPE_TEXT_BLOCK, NULL);
  const EspBlock *block = esp_message_doc_find_block (esp_message_desk_get_doc (desk), block_id);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->desk = g_object_ref (desk);
  self->block_id = g_strdup (block_id);
  self->words.fields = esp_message_desk_get_fields (desk);
  self->is_heading = block->kind == ESP_BLOCK_HEADING;
  fill (self, block);
  dress (self, block);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  esp_block_kind_get_title (block->kind), -1);
  g_signal_connect_object (self->words.buffer, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->words.buffer, "insert-text", G_CALLBACK (insert_text_cb), self, 0);
  g_signal_connect_object (self->words.buffer, "insert-text", G_CALLBACK (typed_cb), self,
                           G_CONNECT_AFTER);
  g_signal_connect_object (self->view, "copy-clipboard", G_CALLBACK (copy_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "cut-clipboard", G_CALLBACK (cut_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self->view, "paste-clipboard", G_CALLBACK (paste_cb), NULL);
  g_signal_connect_object (desk, "rates", G_CALLBACK (show_rates), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "enter", G_CALLBACK (focus_in_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  return GTK_WIDGET (self);
}
