/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits one line of a message, with fields as single pieces. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-token-line.h"

#include "views/messages/esp-block-words.h"

#include <string.h>

struct _EspTokenLine
{
  GtkWidget parent_instance;

  EspMessageDesk *desk; /* (owned) */
  GtkWidget *box;       /* (nullable) NULL once it is gone */
  GtkTextView *view;
  EspBlockWords words;
  char *title;  /* translated */
  gsize offset; /* of the text in EspMessageDoc */
  gboolean is_filling;
};

G_DEFINE_FINAL_TYPE (EspTokenLine, esp_token_line, GTK_TYPE_WIDGET)

static char *
dup_text (EspTokenLine *self)
{
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (self->words.buffer, &start, &end);
  return esp_block_words_dup_text (&start, &end);
}

static void
show_rates (EspTokenLine *self)
{
  const EspMessageDoc *doc = esp_message_desk_get_doc (self->desk);

  esp_block_words_show_rates (&self->words, esp_message_desk_get_rates (self->desk),
                              doc != NULL ? doc->fallbacks : NULL);
}

static void
follow (EspTokenLine *self, gpointer origin)
{
  const EspMessageDoc *doc = esp_message_desk_get_doc (self->desk);
  gboolean knows_fields = self->words.fields == esp_message_desk_get_fields (self->desk);
  g_autofree char *shown = NULL;
  GtkTextIter at;
  const char *text;

  if (doc == NULL || origin == self)
    return;
  text = G_STRUCT_MEMBER (char *, doc, self->offset);
  shown = dup_text (self);
  self->words.fields = esp_message_desk_get_fields (self->desk);
  if (knows_fields && g_str_equal (text, shown))
    return;
  self->is_filling = TRUE;
  gtk_text_buffer_set_text (self->words.buffer, "", 0);
  gtk_text_buffer_get_start_iter (self->words.buffer, &at);
  esp_block_words_insert (&self->words, &at, text);
  esp_block_words_mark_fields (&self->words);
  self->is_filling = FALSE;
  show_rates (self);
}

static void
changed_cb (EspTokenLine *self)
{
  EspMessageDoc *doc = esp_message_desk_get_doc (self->desk);
  g_autofree char *text = NULL;
  g_autofree char *key = NULL;
  char **field;

  if (self->is_filling || doc == NULL)
    return;
  self->is_filling = TRUE;
  esp_block_words_mark_fields (&self->words);
  self->is_filling = FALSE;
  text = dup_text (self);
  field = G_STRUCT_MEMBER_P (doc, self->offset);
  if (g_str_equal (*field, text))
    return;
  esp_message_doc_set (field, text);
  key = g_strdup_printf ("doc:%" G_GSIZE_FORMAT, self->offset);
  esp_message_desk_commit (self->desk, self->title, key, self);
}

/* It is one line: what is pasted with several becomes one. */
static void
insert_text_cb (GtkTextBuffer *buffer, GtkTextIter *at, char *text, int length, EspTokenLine *self)
{
  g_autofree char *flat = NULL;

  if (memchr (text, '\n', (gsize) length) == NULL && memchr (text, '\r', (gsize) length) == NULL)
    return;
  g_signal_stop_emission_by_name (buffer, "insert-text");
  flat = g_strndup (text, (gsize) length);
  g_strdelimit (flat, "\r\n", ' ');
  if (strlen (g_strstrip (flat)) > 0)
    gtk_text_buffer_insert (buffer, at, flat, -1);
}

static void
typed_cb (GtkTextBuffer *buffer, GtkTextIter *at, char *text, int length, EspTokenLine *self)
{
  if (!self->is_filling && length == 1 && *text == '{' &&
      gtk_widget_has_focus (GTK_WIDGET (self->view)))
    gtk_widget_activate_action (GTK_WIDGET (self), "block.quick", "s", "{");
}

/* Fields travel as their tags. */
static void
copy_words (EspTokenLine *self, gboolean is_cut)
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
copy_cb (EspTokenLine *self)
{
  copy_words (self, FALSE);
}

static void
cut_cb (EspTokenLine *self)
{
  copy_words (self, TRUE);
}

static void
pasted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspTokenLine) self = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);

  if (text != NULL && self->box != NULL)
    {
      g_strdelimit (text, "\r\n", ' ');
      esp_token_line_insert (self, text);
    }
}

static void
paste_cb (EspTokenLine *self)
{
  g_signal_stop_emission_by_name (self->view, "paste-clipboard");
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), NULL, pasted_cb,
                                 g_object_ref (self));
}

/**
 * esp_token_line_insert:
 * @text: tags in double braces become fields
 *
 * Puts words at the cursor, in place of what is selected and of a brace that was typed for a field.
 */
void
esp_token_line_insert (EspTokenLine *self, const char *text)
{
  GtkTextIter at;
  GtkTextIter before;

  self->is_filling = TRUE;
  gtk_text_buffer_delete_selection (self->words.buffer, TRUE, TRUE);
  gtk_text_buffer_get_iter_at_mark (self->words.buffer, &at,
                                    gtk_text_buffer_get_insert (self->words.buffer));
  before = at;
  if (g_str_has_prefix (text, "{{") && gtk_text_iter_backward_char (&before) &&
      gtk_text_iter_get_char (&before) == '{')
    gtk_text_buffer_delete (self->words.buffer, &before, &at);
  esp_block_words_insert (&self->words, &at, text);
  gtk_text_buffer_place_cursor (self->words.buffer, &at);
  self->is_filling = FALSE;
  changed_cb (self);
  show_rates (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/**
 * esp_token_line_get_cursor:
 * @out_place: (out): where the cursor stands, within @self
 */
void
esp_token_line_get_cursor (EspTokenLine *self, GdkRectangle *out_place)
{
  double x;
  double y;

  gtk_text_view_get_cursor_locations (self->view, NULL, out_place, NULL);
  gtk_text_view_buffer_to_window_coords (self->view, GTK_TEXT_WINDOW_WIDGET, out_place->x,
                                         out_place->y + out_place->height, &out_place->x,
                                         &out_place->y);
  if (gtk_widget_translate_coordinates (GTK_WIDGET (self->view), GTK_WIDGET (self), out_place->x,
                                        out_place->y, &x, &y))
    {
      out_place->x = (int) x;
      out_place->y = (int) y;
    }
  out_place->width = 1;
  out_place->height = 1;
}

static gboolean
grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (ESP_TOKEN_LINE (widget)->view));
}

static void
clicked_cb (GtkGestureClick *gesture, int n_press, double x, double y, EspTokenLine *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->view)); /* also beside the words */
}

static void
esp_token_line_dispose (GObject *object)
{
  EspTokenLine *self = ESP_TOKEN_LINE (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->title, g_free);
  G_OBJECT_CLASS (esp_token_line_parent_class)->dispose (object);
}

static void
esp_token_line_class_init (EspTokenLineClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_token_line_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = grab_focus;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_token_line_init (EspTokenLine *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->view = GTK_TEXT_VIEW (gtk_text_view_new ());
  gtk_text_view_set_wrap_mode (self->view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (self->view, FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "esp-token-line");
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  esp_block_words_init (&self->words, self->view);
}

static void
connect (EspTokenLine *self)
{
  GtkTextBuffer *buffer = self->words.buffer;
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_object (buffer, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (buffer, "insert-text", G_CALLBACK (insert_text_cb), self, 0);
  g_signal_connect_object (buffer, "insert-text", G_CALLBACK (typed_cb), self, G_CONNECT_AFTER);
  g_signal_connect_object (self->view, "copy-clipboard", G_CALLBACK (copy_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "cut-clipboard", G_CALLBACK (cut_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "paste-clipboard", G_CALLBACK (paste_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->desk, "changed", G_CALLBACK (follow), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->desk, "rates", G_CALLBACK (show_rates), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (click, "released", G_CALLBACK (clicked_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

/**
 * esp_token_line_new:
 * @title: what the line is, translated
 * @offset: of a text of EspMessageDoc
 *
 * Returns: (transfer floating): the line, following the message
 */
GtkWidget *
esp_token_line_new (EspMessageDesk *desk, const char *title, gsize offset)
{
  EspTokenLine *self = g_object_new (ESP_TYPE_TOKEN_LINE, NULL);
  GtkWidget *label = gtk_label_new (title);

  self->desk = g_object_ref (desk);
  self->title = g_strdup (title);
  self->offset = offset;
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (self->box), label);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->view));
  gtk_widget_add_css_class (self->box, "esp-token-row");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  follow (self, NULL);
  connect (self);
  return GTK_WIDGET (self);
}
