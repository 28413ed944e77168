/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Carries the words of a block into a text buffer and back: looks, links, colours and lists. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-block-words.h"

#include "base/esp-format.h"
#include "views/messages/esp-token.h"

#include <glib/gi18n.h>
#include <string.h>

/* What an anchor of a token carries: its tag. */
#define TOKEN "esp-liquid"
/* What its button carries: the label for how many have it, and what it is called. */
#define RATE "esp-rate"
#define NAME "esp-name"

/* A line break inside a paragraph, as the text buffer keeps it: U+2028. */
#define LINE_BREAK "\xe2\x80\xa8"

/**
 * esp_block_words_init:
 * @view: outlives @self; its buffer gets the tags
 */
void
esp_block_words_init (EspBlockWords *self, GtkTextView *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  static const char *const align_names[] = { "start", "center", "end" };
  static const GtkJustification justify[] = { GTK_JUSTIFY_LEFT, GTK_JUSTIFY_CENTER,
                                              GTK_JUSTIFY_RIGHT };

  self->view = view;
  self->buffer = buffer;
  gtk_text_buffer_set_enable_undo (buffer, FALSE); /* the message has its own */
  self->looks[ESP_LOOK_BOLD] =
    gtk_text_buffer_create_tag (buffer, "bold", "weight", PANGO_WEIGHT_BOLD, NULL);
  self->looks[ESP_LOOK_ITALIC] =
    gtk_text_buffer_create_tag (buffer, "italic", "style", PANGO_STYLE_ITALIC, NULL);
  self->looks[ESP_LOOK_UNDERLINE] =
    gtk_text_buffer_create_tag (buffer, "underline", "underline", PANGO_UNDERLINE_SINGLE, NULL);
  self->looks[ESP_LOOK_STRIKE] =
    gtk_text_buffer_create_tag (buffer, "strike", "strikethrough", TRUE, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (self->aligns); i++)
    self->aligns[i] =
      gtk_text_buffer_create_tag (buffer, align_names[i], "justification", justify[i], NULL);
  self->field_tag = gtk_text_buffer_create_tag (buffer, "field", "background", "#dbe8fb",
                                                "foreground", "#0d3a7a", NULL);
}

/* The document to the buffer */

/**
 * esp_block_words_tag:
 * @key: “href” or “color”
 *
 * Returns: (transfer none): the tag that carries @value, made at its first use
 */
GtkTextTag *
esp_block_words_tag (const EspBlockWords *self, const char *key, const char *value)
{
  g_autofree char *name = g_strconcat (key, ":", value, NULL);
  GtkTextTag *tag = gtk_text_tag_table_lookup (gtk_text_buffer_get_tag_table (self->buffer), name);

  if (tag != NULL)
    return tag;
  if (g_str_equal (key, "href"))
    return gtk_text_buffer_create_tag (self->buffer, name, "foreground", "#1c71d8", "underline",
                                       PANGO_UNDERLINE_SINGLE, NULL);
  return gtk_text_buffer_create_tag (self->buffer, name, "foreground", value, NULL);
}

/**
 * esp_block_words_set_align:
 *
 * Aligns the lines from @first to @last.
 */
void
esp_block_words_set_align (const EspBlockWords *self, int first, int last, EspAlign align)
{
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_iter_at_line (self->buffer, &start, first);
  gtk_text_buffer_get_iter_at_line (self->buffer, &end, last);
  gtk_text_iter_forward_line (&end);
  for (guint i = 0; i < G_N_ELEMENTS (self->aligns); i++)
    gtk_text_buffer_remove_tag (self->buffer, self->aligns[i], &start, &end);
  gtk_text_buffer_apply_tag (self->buffer, self->aligns[align], &start, &end);
}

/**
 * esp_block_words_get_align:
 *
 * Returns: how a line is aligned; an empty one as the one before it
 */
EspAlign
esp_block_words_get_align (const EspBlockWords *self, int line)
{
  GtkTextIter at;

  for (int i = line; i >= 0; i--)
    {
      gtk_text_buffer_get_iter_at_line (self->buffer, &at, i);
      for (guint j = 0; j < G_N_ELEMENTS (self->aligns); j++)
        if (gtk_text_iter_has_tag (&at, self->aligns[j]))
          return (EspAlign) j;
    }
  return ESP_ALIGN_START;
}

/* Tokens: a field is one character of the words, drawn as a button that changes it. */

static void
token_cb (GtkWidget *button, GtkTextChildAnchor *anchor)
{
  GtkTextView *view = GTK_TEXT_VIEW (gtk_widget_get_ancestor (button, GTK_TYPE_TEXT_VIEW));
  GtkTextBuffer *buffer = view != NULL ? gtk_text_view_get_buffer (view) : NULL;
  GtkTextIter start;
  GtkTextIter end;

  if (buffer == NULL || gtk_text_child_anchor_get_deleted (anchor))
    return;
  gtk_text_buffer_get_iter_at_child_anchor (buffer, &start, anchor);
  end = start;
  gtk_text_iter_forward_char (&end);
  gtk_widget_grab_focus (GTK_WIDGET (view));
  gtk_text_buffer_select_range (buffer, &start, &end);
  gtk_widget_activate_action (GTK_WIDGET (view), "block.quick", "s",
                              g_object_get_data (G_OBJECT (anchor), TOKEN));
}

static void
insert_token (const EspBlockWords *self, GtkTextIter *at, const char *liquid)
{
  GtkTextChildAnchor *anchor = gtk_text_buffer_create_child_anchor (self->buffer, at);
  g_autofree char *text = esp_token_dup_label (liquid, self->fields);
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *rate = gtk_label_new (NULL);
  /* Translators: %s is a field in the words of a message: {Name|customer} */
  g_autofree char *label = g_strdup_printf (_ ("Field %s"), text);

  gtk_box_append (GTK_BOX (box), gtk_label_new (text));
  gtk_widget_add_css_class (rate, "esp-token-rate");
  gtk_widget_set_visible (rate, FALSE);
  gtk_box_append (GTK_BOX (box), rate);
  gtk_button_set_child (GTK_BUTTON (button), box);
  g_object_set_data (G_OBJECT (button), RATE, rate);
  g_object_set_data_full (G_OBJECT (button), NAME, g_strdup (label), g_free);
  g_object_set_data_full (G_OBJECT (anchor), TOKEN, g_strdup (liquid), g_free);
  gtk_widget_add_css_class (button, "esp-token");
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_signal_connect_object (button, "clicked", G_CALLBACK (token_cb), anchor, 0);
  gtk_text_view_add_child_at_anchor (self->view, button, anchor);
}

/* How many of those whom the message is meant for have the field, where some have not. */
static void
show_rate (GtkWidget *button, const char *liquid, const EspFieldRates *rates, GHashTable *fallbacks)
{
  g_autoptr (EspToken) token = esp_token_parse (liquid);
  GtkWidget *label = g_object_get_data (G_OBJECT (button), RATE);
  const char *name = g_object_get_data (G_OBJECT (button), NAME);
  double share =
    token != NULL && rates != NULL ? esp_field_rates_get_share (rates, token->field) : -1;
  gboolean has_fallback =
    token != NULL && (token->fallback != NULL ||
                      (fallbacks != NULL && g_hash_table_contains (fallbacks, token->field)));
  g_autofree char *percent = share >= 0 ? esp_format_percent (share, 0) : NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *spoken = NULL;

  gtk_widget_set_visible (label, share >= 0 && share < 1);
  gtk_label_set_text (GTK_LABEL (label), percent != NULL ? percent : "");
  if (share >= 0 && share < 1 && !has_fallback)
    gtk_widget_add_css_class (button, "esp-token-gap");
  else
    gtk_widget_remove_css_class (button, "esp-token-gap");
  if (share < 0)
    return;
  if (rates->segment_name != NULL)
    /* Translators: the first %s is a percentage, the other the name of a segment */
    sentence = g_strdup_printf (_ ("%s of “%s” have it"), percent, rates->segment_name);
  else
    sentence = g_strdup_printf (_ ("%s of leads have it"), percent);
  spoken = g_strdup_printf ("%s, %s", name, sentence);
  gtk_widget_set_tooltip_text (button, sentence);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
}

/**
 * esp_block_words_show_rates:
 * @rates: (nullable): of those whom the message is meant for
 * @fallbacks: (nullable): of the message, by field
 *
 * Says at each field how many have it; one that prints nothing for somebody stands out.
 */
void
esp_block_words_show_rates (const EspBlockWords *self,
                            const EspFieldRates *rates,
                            GHashTable *fallbacks)
{
  GtkTextIter at;

  gtk_text_buffer_get_start_iter (self->buffer, &at);
  do
    {
      GtkTextChildAnchor *anchor = gtk_text_iter_get_child_anchor (&at);
      g_autofree GtkWidget **widgets = NULL;
      guint n = 0;

      if (anchor == NULL)
        continue;
      widgets = gtk_text_child_anchor_get_widgets (anchor, &n);
      for (guint i = 0; i < n; i++)
        show_rate (widgets[i], g_object_get_data (G_OBJECT (anchor), TOKEN), rates, fallbacks);
    }
  while (gtk_text_iter_forward_char (&at));
}

/**
 * esp_block_words_insert:
 * @at: (inout): where; then behind it
 *
 * Inserts words; tags in double braces become tokens.
 */
void
esp_block_words_insert (const EspBlockWords *self, GtkTextIter *at, const char *text)
{
  for (;;)
    {
      const char *open = strstr (text, "{{");
      const char *close = open != NULL ? strstr (open, "}}") : NULL;
      g_autofree char *liquid = NULL;

      if (close == NULL)
        break;
      liquid = g_strndup (open, (gsize) (close + 2 - open));
      gtk_text_buffer_insert (self->buffer, at, text, (int) (open - text));
      insert_token (self, at, liquid);
      text = close + 2;
    }
  gtk_text_buffer_insert (self->buffer, at, text, -1);
}

/**
 * esp_block_words_dup_text:
 *
 * Returns: (transfer full): the words, tokens as their tags
 */
char *
esp_block_words_dup_text (const GtkTextIter *start, const GtkTextIter *end)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (GtkTextIter at = *start; gtk_text_iter_compare (&at, end) < 0;)
    {
      GtkTextChildAnchor *anchor = gtk_text_iter_get_child_anchor (&at);

      if (anchor != NULL)
        g_string_append (text, g_object_get_data (G_OBJECT (anchor), TOKEN));
      else
        g_string_append_unichar (text, gtk_text_iter_get_char (&at));
      if (!gtk_text_iter_forward_char (&at))
        break;
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
insert_run_at (const EspBlockWords *self, GtkTextIter *at, const EspRun *run)
{
  g_auto (GStrv) parts = g_strsplit (run->text, "\n", -1);
  g_autofree char *text = g_strjoinv (LINE_BREAK, parts);
  GtkTextIter start;
  int offset = gtk_text_iter_get_offset (at);
  const gboolean has[] = { run->bold, run->italic, run->underline, run->strike };

  esp_block_words_insert (self, at, text);
  gtk_text_buffer_get_iter_at_offset (self->buffer, &start, offset);
  for (guint i = 0; i < G_N_ELEMENTS (has); i++)
    {
      if (has[i])
        gtk_text_buffer_apply_tag (self->buffer, self->looks[i], &start, at);
      else
        gtk_text_buffer_remove_tag (self->buffer, self->looks[i], &start, at);
    }
  if (run->href != NULL)
    gtk_text_buffer_apply_tag (self->buffer, esp_block_words_tag (self, "href", run->href), &start,
                               at);
  if (run->color != NULL)
    gtk_text_buffer_apply_tag (self->buffer, esp_block_words_tag (self, "color", run->color),
                               &start, at);
}

static void
insert_run (const EspBlockWords *self, const EspRun *run)
{
  GtkTextIter end;

  gtk_text_buffer_get_end_iter (self->buffer, &end);
  insert_run_at (self, &end, run);
}

/**
 * esp_block_words_insert_paragraphs:
 * @at: (inout): where; then behind them
 * @paragraphs: (element-type EspParagraph): the first goes on in the line at @at
 *
 * Inserts words with their looks; list items begin lines of their own.
 */
void
esp_block_words_insert_paragraphs (const EspBlockWords *self,
                                   GtkTextIter *at,
                                   GPtrArray *paragraphs)
{
  guint number = 0;

  for (guint i = 0; i < paragraphs->len; i++)
    {
      const EspParagraph *paragraph = paragraphs->pdata[i];
      g_autofree char *digits = NULL;

      number = paragraph->kind == ESP_PARAGRAPH_NUMBER ? number + 1 : 0;
      digits = g_strdup_printf ("%u. ", number);
      if (i > 0 ||
          (paragraph->kind != ESP_PARAGRAPH_PLAIN && gtk_text_iter_get_line_offset (at) > 0))
        gtk_text_buffer_insert (self->buffer, at, "\n", 1);
      if (paragraph->kind != ESP_PARAGRAPH_PLAIN)
        gtk_text_buffer_insert (self->buffer, at,
                                paragraph->kind == ESP_PARAGRAPH_BULLET ? ESP_BLOCK_BULLET : digits,
                                -1);
      for (guint j = 0; j < paragraph->runs->len; j++)
        insert_run_at (self, at, paragraph->runs->pdata[j]);
    }
}

static void
insert_prefix (const EspBlockWords *self, const EspBlock *block, guint i, guint *number)
{
  const EspParagraph *paragraph = block->paragraphs->pdata[i];
  g_autofree char *digits = NULL;
  GtkTextIter end;

  *number = paragraph->kind == ESP_PARAGRAPH_NUMBER ? *number + 1 : 0;
  digits = g_strdup_printf ("%u. ", *number);
  gtk_text_buffer_get_end_iter (self->buffer, &end);
  if (i > 0)
    gtk_text_buffer_insert (self->buffer, &end, "\n", 1);
  if (paragraph->kind == ESP_PARAGRAPH_BULLET)
    gtk_text_buffer_insert (self->buffer, &end, ESP_BLOCK_BULLET, -1);
  if (paragraph->kind == ESP_PARAGRAPH_NUMBER)
    gtk_text_buffer_insert (self->buffer, &end, digits, -1);
}

/**
 * esp_block_words_mark_fields:
 *
 * Marks Liquid, so that it is seen to be no plain text.
 */
void
esp_block_words_mark_fields (const EspBlockWords *self)
{
  static const char *const opening[] = { "{{", "{%" };
  static const char *const closing[] = { "}}", "%}" };
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);
  gtk_text_buffer_remove_tag (self->buffer, self->field_tag, &start, &end);
  for (guint i = 0; i < G_N_ELEMENTS (opening); i++)
    {
      GtkTextIter from;
      GtkTextIter to;
      GtkTextIter rest;

      gtk_text_buffer_get_start_iter (self->buffer, &rest);
      while (gtk_text_iter_forward_search (&rest, opening[i], 0, &from, &to, NULL) &&
             gtk_text_iter_forward_search (&to, closing[i], 0, NULL, &rest, NULL))
        gtk_text_buffer_apply_tag (self->buffer, self->field_tag, &from, &rest);
    }
}

/**
 * esp_block_words_show:
 *
 * Puts the words of @block into the buffer, in place of what is there.
 */
void
esp_block_words_show (const EspBlockWords *self, const EspBlock *block)
{
  guint number = 0;

  gtk_text_buffer_set_text (self->buffer, "", 0);
  for (guint i = 0; i < block->paragraphs->len; i++)
    {
      const EspParagraph *paragraph = block->paragraphs->pdata[i];

      insert_prefix (self, block, i, &number);
      for (guint j = 0; j < paragraph->runs->len; j++)
        insert_run (self, paragraph->runs->pdata[j]);
    }
  for (guint i = 0; i < block->paragraphs->len; i++)
    esp_block_words_set_align (self, (int) i, (int) i,
                               ((EspParagraph *) block->paragraphs->pdata[i])->align);
  esp_block_words_mark_fields (self);
}

/* The buffer to the document */

/**
 * esp_block_words_dup_data:
 * @prefix: “href:” or “color:”
 *
 * Returns: (transfer full) (nullable): what a tag at @at carries
 */
char *
esp_block_words_dup_data (const GtkTextIter *at, const char *prefix)
{
  g_autoptr (GSList) tags = gtk_text_iter_get_tags (at);

  for (GSList *l = tags; l != NULL; l = l->next)
    {
      g_autofree char *name = NULL;

      g_object_get (l->data, "name", &name, NULL);
      if (name != NULL && g_str_has_prefix (name, prefix))
        return g_strdup (name + strlen (prefix));
    }
  return NULL;
}

static EspRun *
read_run (const EspBlockWords *self, const GtkTextIter *start, const GtkTextIter *end)
{
  g_autofree char *text = esp_block_words_dup_text (start, end);
  g_auto (GStrv) parts = g_strsplit (text, LINE_BREAK, -1);
  g_autofree char *joined = g_strjoinv ("\n", parts);
  EspRun *run = esp_run_new (joined);

  run->bold = gtk_text_iter_has_tag (start, self->looks[ESP_LOOK_BOLD]);
  run->italic = gtk_text_iter_has_tag (start, self->looks[ESP_LOOK_ITALIC]);
  run->underline = gtk_text_iter_has_tag (start, self->looks[ESP_LOOK_UNDERLINE]);
  run->strike = gtk_text_iter_has_tag (start, self->looks[ESP_LOOK_STRIKE]);
  run->href = esp_block_words_dup_data (start, "href:");
  run->color = esp_block_words_dup_data (start, "color:");
  return run;
}

static gboolean
is_same_look (const EspRun *a, const EspRun *b)
{
  return a->bold == b->bold && a->italic == b->italic && a->underline == b->underline &&
         a->strike == b->strike && g_strcmp0 (a->href, b->href) == 0 &&
         g_strcmp0 (a->color, b->color) == 0;
}

static void
add_run (GPtrArray *runs, EspRun *run)
{
  EspRun *last = runs->len > 0 ? runs->pdata[runs->len - 1] : NULL;
  char *joined;

  if (last == NULL || !is_same_look (last, run))
    {
      g_ptr_array_add (runs, run);
      return;
    }
  joined = g_strconcat (last->text, run->text, NULL);
  g_free (last->text);
  last->text = joined;
  esp_run_free (run);
}

/**
 * esp_block_words_read_prefix:
 * @line: words of one line
 *
 * Returns: how many characters of the line only say that it is an item of a list.
 */
int
esp_block_words_read_prefix (const char *line, EspParagraphKind *out_kind)
{
  gsize n_digits = strspn (line, "0123456789");

  *out_kind = ESP_PARAGRAPH_PLAIN;
  if (g_str_has_prefix (line, ESP_BLOCK_BULLET) || g_str_has_prefix (line, "- "))
    {
      *out_kind = ESP_PARAGRAPH_BULLET;
      return 2;
    }
  if (n_digits > 0 && n_digits <= 2 && g_str_has_prefix (line + n_digits, ". "))
    {
      *out_kind = ESP_PARAGRAPH_NUMBER;
      return (int) n_digits + 2;
    }
  return 0;
}

/**
 * esp_block_words_read_line:
 * @is_heading: then a mark of a list is a part of the words
 *
 * Returns: (transfer full): the paragraph that @line of the buffer is
 */
EspParagraph *
esp_block_words_read_line (const EspBlockWords *self, int line, gboolean is_heading)
{
  EspParagraph *paragraph = esp_paragraph_new (ESP_PARAGRAPH_PLAIN);
  g_autofree char *text = NULL;
  GtkTextIter at;
  GtkTextIter end;

  gtk_text_buffer_get_iter_at_line (self->buffer, &at, line);
  end = at;
  if (!gtk_text_iter_ends_line (&end))
    gtk_text_iter_forward_to_line_end (&end);
  text = esp_block_words_dup_text (&at, &end);
  if (!is_heading)
    gtk_text_iter_forward_chars (&at, esp_block_words_read_prefix (text, &paragraph->kind));
  while (gtk_text_iter_compare (&at, &end) < 0)
    {
      GtkTextIter next = at;

      if (!gtk_text_iter_forward_to_tag_toggle (&next, NULL) ||
          gtk_text_iter_compare (&next, &end) > 0)
        next = end;
      add_run (paragraph->runs, read_run (self, &at, &next));
      at = next;
    }
  if (paragraph->runs->len == 0)
    g_ptr_array_add (paragraph->runs, esp_run_new (""));
  paragraph->align = esp_block_words_get_align (self, line);
  return paragraph;
}
