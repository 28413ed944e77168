/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done with whole blocks of a message: add, move, duplicate, delete, copy, paste. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-block-acts.h"

#include "engine/content/esp-message-place.h"
#include "engine/content/exchange/esp-exchange.h"
#include "views/messages/esp-block-saved.h"

#include <glib/gi18n.h>

/* A slash that opened the list of blocks goes away when one is chosen.  Returns: (nullable): the block of words
 * that held nothing else. */
static char *
take_slash (EspMessagePaper *paper)
{
  EspTextBlock *text = esp_message_paper_get_text (paper);

  if (text == NULL || !esp_text_block_take_typed (text, '/') || !esp_text_block_is_empty (text))
    return NULL;
  return g_strdup (esp_message_desk_get_selected (esp_message_paper_get_desk (paper)));
}

static void
add_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspMessagePaper *paper = user_data;
  EspMessageDesk *desk = esp_message_paper_get_desk (paper);
  EspMessageDoc *doc = esp_message_desk_get_doc (desk);
  g_autofree char *title = NULL;
  g_autofree char *emptied = NULL;
  EspBlockKind kind;
  EspBlock *block;

  if (doc == NULL || doc->body_kind != ESP_BODY_BLOCKS ||
      !esp_block_kind_from_string (g_variant_get_string (parameter, NULL), &kind))
    return;
  emptied = take_slash (paper);
  block = esp_message_edit_insert (doc, esp_message_desk_get_selected (desk),
                                   esp_message_edit_new_block (doc, kind));
  if (emptied != NULL)
    (void) esp_message_edit_remove (doc, emptied,
                                    NULL); /* FALSE: it was the last one of its place */
  /* Translators: %s is a kind of block: "Heading" */
  title = g_strdup_printf (_ ("Add block: %s"), esp_block_kind_get_title (kind));
  esp_message_desk_select (desk, block->id);
  esp_message_desk_commit (desk, title, NULL, NULL);
  esp_message_paper_focus_selected (paper);
}

static void
move (EspMessagePaper *paper, int by)
{
  EspMessageDesk *desk = esp_message_paper_get_desk (paper);
  EspMessageDoc *doc = esp_message_desk_get_doc (desk);
  const char *id = esp_message_desk_get_selected (desk);

  if (doc == NULL || id == NULL || !esp_message_edit_move (doc, id, by))
    return;
  esp_message_desk_commit (desk, _ ("Move block"), NULL, NULL);
  esp_message_paper_focus_selected (paper);
  esp_session_announce (esp_message_desk_get_session (desk),
                        by > 0 ? _ ("Moved down") : _ ("Moved up"), FALSE);
}

static void
up_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  move (user_data, -1);
}

static void
down_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  move (user_data, 1);
}

static void
duplicate_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspMessagePaper *paper = user_data;
  EspMessageDesk *desk = esp_message_paper_get_desk (paper);
  EspMessageDoc *doc = esp_message_desk_get_doc (desk);
  const char *id = esp_message_desk_get_selected (desk);
  const EspBlock *copy;

  if (doc == NULL || id == NULL)
    return;
  copy = esp_message_edit_duplicate (doc, id);
  if (copy == NULL)
    return;
  esp_message_desk_select (desk, copy->id);
  esp_message_desk_commit (desk, _ ("Duplicate block"), NULL, NULL);
  esp_message_paper_focus_selected (paper);
}

static void
delete_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspMessagePaper *paper = user_data;
  EspMessageDesk *desk = esp_message_paper_get_desk (paper);
  EspMessageDoc *doc = esp_message_desk_get_doc (desk);
  g_autofree char *id = g_strdup (esp_message_desk_get_selected (desk));
  g_autofree char *next = NULL;

  if (doc == NULL || id == NULL || !esp_message_edit_remove (doc, id, &next))
    return;
  esp_message_desk_select (desk, next);
  esp_message_desk_commit (desk, _ ("Delete block"), NULL, NULL);
  esp_message_paper_focus_selected (paper);
  esp_session_toast (esp_message_desk_get_session (desk),
                     _ ("Block deleted. Ctrl+Z brings it back."));
}

static void
copy_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspMessagePaper *paper = user_data;
  EspMessageDesk *desk = esp_message_paper_get_desk (paper);
  const EspMessageDoc *doc = esp_message_desk_get_doc (desk);
  const char *id = esp_message_desk_get_selected (desk);
  g_autofree char *json = NULL;

  if (doc == NULL || id == NULL)
    return;
  json = esp_message_edit_block_to_json (doc, id);
  if (json != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (paper)), json);
}

static void
pasted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspMessagePaper) paper = user_data;
  EspMessageDesk *desk = esp_message_paper_get_desk (paper);
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
  EspMessageDoc *doc = desk != NULL ? esp_message_desk_get_doc (desk) : NULL;
  const EspBlock *block;

  if (text == NULL || doc == NULL || doc->body_kind != ESP_BODY_BLOCKS)
    return;
  block = esp_message_edit_paste (doc, esp_message_desk_get_selected (desk), text);
  if (block == NULL)
    return;
  esp_message_desk_select (desk, block->id);
  esp_message_desk_commit (desk, _ ("Paste block"), NULL, NULL);
  esp_message_paper_focus_selected (paper);
}

static void
paste_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspMessagePaper *paper = user_data;

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (paper)), NULL, pasted_cb,
                                 g_object_ref (paper));
}

static void
cut_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  copy_act (action, NULL, user_data);
  delete_act (action, NULL, user_data);
}

/* Text goes into the words at the cursor, a copied block after the one that is being written. */
static void
pasted_in_text_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspMessagePaper) paper = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
  EspTextBlock *words =
    esp_message_paper_get_desk (paper) != NULL ? esp_message_paper_get_text (paper) : NULL;
  g_autoptr (EspMessageDoc) blocks =
    text != NULL && *text == '{' ? esp_message_doc_parse (text, -1, NULL) : NULL;

  if (text == NULL || words == NULL)
    return;
  if (blocks == NULL)
    esp_text_block_insert (words, text);
  else
    paste_act (NULL, NULL, paper);
}

static void
paste_plain_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspMessagePaper *paper = user_data;

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (paper)), NULL,
                                 pasted_in_text_cb, g_object_ref (paper));
}

/* What was copied elsewhere, with its structure: words go to the cursor, anything else becomes blocks. */
static void
paste_formatted (EspMessagePaper *paper, EspTextBlock *words, EspMessageDoc *from)
{
  EspMessageDesk *desk = esp_message_paper_get_desk (paper);
  EspMessageDoc *doc = esp_message_desk_get_doc (desk);
  const EspColumn *column = ((const EspSection *) from->sections->pdata[0])->columns->pdata[0];
  const EspBlock *first = column->blocks->pdata[0];
  const EspBlock *here = esp_message_desk_get_block (desk);
  g_autofree char *emptied = NULL;
  g_autofree char *json = NULL;
  const EspBlock *last;

  if (column->blocks->len == 1 && first->paragraphs != NULL &&
      (here == NULL || here->kind == ESP_BLOCK_TEXT || first->paragraphs->len == 1))
    {
      esp_text_block_insert_paragraphs (words, first->paragraphs);
      return;
    }
  if (esp_text_block_is_empty (words))
    emptied = g_strdup (esp_message_desk_get_selected (desk));
  json = esp_message_doc_to_json (from);
  last = esp_message_edit_paste (doc, esp_message_desk_get_selected (desk), json);
  if (last == NULL)
    return;
  if (emptied != NULL)
    (void) esp_message_edit_remove (doc, emptied, NULL); /* FALSE: it was the last of its place */
  esp_message_desk_select (desk, last->id);
  esp_message_desk_commit (desk, _ ("Paste"), NULL, NULL);
  esp_message_paper_focus_selected (paper);
}

typedef struct
{
  EspMessagePaper *paper; /* (owned) */
  GOutputStream *html;    /* (owned) */
} Pasting;

static void
html_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Pasting *pasting = user_data;
  g_autoptr (EspMessagePaper) paper = pasting->paper;
  g_autoptr (GOutputStream) stream = pasting->html;
  gssize n = g_output_stream_splice_finish (G_OUTPUT_STREAM (source), result, NULL);
  EspMessageDesk *desk = esp_message_paper_get_desk (paper);
  EspTextBlock *words = desk != NULL ? esp_message_paper_get_text (paper) : NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *html = NULL;
  g_autoptr (EspMessageDoc) from = NULL;

  g_free (pasting);
  if (n > 0)
    {
      bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream));
      html = g_utf8_make_valid (g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
      from = esp_message_from_clipboard (html);
    }
  if (words == NULL || esp_message_desk_get_doc (desk) == NULL)
    return;
  if (from != NULL)
    paste_formatted (paper, words, from);
  else
    paste_plain_act (NULL, NULL, paper);
}

static void
html_offered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspMessagePaper) paper = user_data;
  g_autoptr (GInputStream) input =
    gdk_clipboard_read_finish (GDK_CLIPBOARD (source), result, NULL, NULL);
  Pasting *pasting;

  if (input == NULL)
    {
      paste_plain_act (NULL, NULL, paper);
      return;
    }
  pasting = g_new0 (Pasting, 1);
  pasting->paper = g_steal_pointer (&paper);
  pasting->html = g_memory_output_stream_new_resizable ();
  g_output_stream_splice_async (pasting->html, input,
                                G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE |
                                  G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                                G_PRIORITY_DEFAULT, NULL, html_read_cb, pasting);
}

static void
paste_text_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  static const char *types[] = { "text/html", NULL };
  EspMessagePaper *paper = user_data;
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (paper));

  if (gdk_content_formats_contain_mime_type (gdk_clipboard_get_formats (clipboard), types[0]))
    gdk_clipboard_read_async (clipboard, types, G_PRIORITY_DEFAULT, NULL, html_offered_cb,
                              g_object_ref (paper));
  else
    paste_plain_act (NULL, NULL, paper);
}

/* Sections */

static void
section_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspMessagePaper *paper = user_data;
  EspMessageDesk *desk = esp_message_paper_get_desk (paper);
  EspMessageDoc *doc = esp_message_desk_get_doc (desk);
  const char *what = g_variant_get_string (parameter, NULL);
  const char *id = esp_message_desk_get_selected (desk);
  gboolean is_done = FALSE;

  if (doc == NULL || doc->body_kind != ESP_BODY_BLOCKS)
    return;
  if (g_str_equal (what, "add"))
    {
      const EspSection *section = esp_message_add_section (doc, id);
      const EspColumn *column = section->columns->pdata[0];

      esp_message_desk_select (desk, ((EspBlock *) column->blocks->pdata[0])->id);
      is_done = TRUE;
    }
  else if (g_str_equal (what, "split"))
    is_done = esp_message_split_section (doc, id);
  else
    is_done = esp_message_move_section (doc, id, g_str_equal (what, "up") ? -1 : 1);
  if (!is_done)
    return;
  esp_message_desk_commit (desk, _ ("Change section"), NULL, NULL);
  esp_message_paper_focus_selected (paper);
}

static const GActionEntry entries[] = {
  { .name = "cut", .activate = cut_act },
  { .name = "paste-text", .activate = paste_text_act },
  { .name = "paste-plain", .activate = paste_plain_act },
  { .name = "section", .activate = section_act, .parameter_type = "s" },
  { .name = "add", .activate = add_act, .parameter_type = "s" },
  { .name = "up", .activate = up_act },
  { .name = "down", .activate = down_act },
  { .name = "duplicate", .activate = duplicate_act },
  { .name = "delete", .activate = delete_act },
  { .name = "copy", .activate = copy_act },
  { .name = "paste", .activate = paste_act },
};

/**
 * esp_block_acts_add:
 * @paper: whose selected block they act on; outlives @map
 *
 * Adds the acts to an action group.
 */
void
esp_block_acts_add (GActionMap *map, EspMessagePaper *paper)
{
  g_action_map_add_action_entries (map, entries, G_N_ELEMENTS (entries), paper);
  esp_block_saved_add (map, paper);
}
