/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The draft of the editor of texts: what was edited becomes a step of it, what it becomes is shown. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-text-editor-private.h"

#include "engine/content/text/esp-text-diff.h"
#include "views/messages/esp-compare-window.h"
#include "views/messages/esp-draft-words.h"
#include "views/messages/esp-versions-window.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

/**
 * esp_text_editor_commit:
 * @title: what was done, translated
 * @merge_key: (nullable): see esp_message_draft_edit()
 *
 * Keeps what was changed in the document as one step.
 */
void
esp_text_editor_commit (EspTextEditor *self, const char *title, const char *merge_key)
{
  g_autofree char *json = esp_text_doc_to_json (self->doc);

  self->is_committing = TRUE;
  esp_message_draft_edit (self->draft, json, title, merge_key);
  self->is_committing = FALSE;
}

/* Words that are typed: they are put into the form that stands there, the cursor stays. */

static void
take_words (EspTextDoc *to, const EspTextDoc *from)
{
  to->message_class = from->message_class;
  to->has_substitute = from->has_substitute;
  esp_message_doc_set (&to->text.title, from->text.title);
  esp_message_doc_set (&to->text.body, from->text.body);
  esp_message_doc_set (&to->link, from->link);
  esp_message_doc_set (&to->icon, from->icon);
  esp_message_doc_set (&to->substitute.body, from->substitute.body);
}

static gboolean
differs_in_words_alone (const EspTextDoc *doc, const EspTextDoc *other)
{
  g_autoptr (EspTextDoc) copy = esp_text_doc_copy (doc);
  g_autofree char *one = NULL;
  g_autofree char *two = esp_text_doc_to_json (other);

  take_words (copy, other);
  one = esp_text_doc_to_json (copy);
  return g_str_equal (one, two);
}

/* Takes over a document that was not made here: by undo, a version, or somebody else. */
static void
take_doc (EspTextEditor *self, EspTextDoc *doc)
{
  g_autoptr (EspTextDoc) before = NULL;

  if (self->doc != NULL && differs_in_words_alone (self->doc, doc))
    {
      take_words (self->doc, doc);
      esp_text_doc_free (doc);
      esp_text_editor_show_words (self);
      return;
    }
  before = g_steal_pointer (&self->doc); /* the form that writes into it goes first */
  self->doc = doc;
  esp_text_editor_fill (self);
}

static void
draft_changed_cb (EspTextEditor *self)
{
  g_autoptr (GError) error = NULL;
  EspTextDoc *doc;

  if (self->is_committing || self->root == NULL)
    return;
  doc = esp_text_doc_parse (esp_message_draft_get_document (self->draft), -1, &error);
  if (doc == NULL)
    {
      esp_status_show_error (self->status,
                             _ ("This message cannot be read. It may come from a newer Espalier."),
                             error->message);
      return;
    }
  take_doc (self, doc);
  esp_status_show_content (self->status);
}

static void
draft_state_cb (EspTextEditor *self)
{
  const GError *failure = esp_message_draft_get_failure (self->draft);

  if (self->root == NULL)
    return;
  if (failure != NULL && !esp_message_draft_is_loaded (self->draft))
    {
      g_autofree char *sentence = esp_store_message (failure);

      esp_status_show_error (self->status, sentence, failure->message);
    }
}

/**
 * esp_text_editor_follow:
 * @id: the message
 *
 * Begins to read it, and shows what becomes of it.
 */
void
esp_text_editor_follow (EspTextEditor *self, gint64 id)
{
  self->draft = esp_message_draft_new (esp_session_get_store (self->session), id);
  g_signal_connect_object (self->draft, "changed", G_CALLBACK (draft_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->draft, "state", G_CALLBACK (draft_state_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * esp_text_editor_dup_subtitle:
 *
 * Returns: (transfer full) (nullable): what kind of message it is, and whether everything is saved
 */
char *
esp_text_editor_dup_subtitle (EspTextEditor *self)
{
  g_autofree char *saved = esp_draft_dup_saved (self->session, self->draft);

  if (self->doc == NULL || saved == NULL)
    return NULL;
  return g_strdup_printf ("%s · %s", esp_text_medium_word (self->doc->medium), saved);
}

/* Versions */

static gboolean
compare (GtkWindow *parent,
         const char *title,
         const char *before,
         const char *after,
         GError **error)
{
  g_autoptr (EspTextDoc) old_doc = esp_text_doc_parse (before, -1, error);
  g_autoptr (EspTextDoc) new_doc = old_doc != NULL ? esp_text_doc_parse (after, -1, error) : NULL;

  if (new_doc == NULL)
    return FALSE;
  esp_compare_window_open (parent, title, esp_text_diff (old_doc, new_doc));
  return TRUE;
}

/**
 * esp_text_editor_open_versions:
 *
 * Shows the versions of the message.
 */
void
esp_text_editor_open_versions (EspTextEditor *self)
{
  esp_versions_window_open (self->session, self->draft, compare);
}
