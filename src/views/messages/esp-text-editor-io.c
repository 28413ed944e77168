/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the editor of texts reads its message, writes what was edited, and follows what others write. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-text-editor-private.h"

#include "views/messages/esp-text-call.h"
#include "views/messages/esp-versions-window.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

#define SAVE_AFTER_MS 500

/* Writing */

/* What was refused is still unsaved: it is tried again with the next change, and when the editor closes. */
static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspTextEditor) self = user_data;
  g_autoptr (EspSession) session = self->session; /* the reference of the save */
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  self->n_saving--;
  if (esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    {
      self->is_kept = TRUE; /* a refused writing kept nothing */
      return;
    }
  self->is_dirty = self->root != NULL;
  sentence = esp_store_message (error);
  esp_session_toast (session, sentence);
}

/**
 * esp_text_editor_save:
 *
 * Writes what was edited, if anything was. What was there when the editor was opened is kept as a version.
 */
void
esp_text_editor_save (EspTextEditor *self)
{
  EspTextCall *call;

  g_clear_handle_id (&self->save_source, g_source_remove);
  if (!self->is_dirty || self->doc == NULL)
    return;
  self->is_dirty = FALSE;
  self->n_saving++;
  g_object_ref (self->session); /* also when the window closes meanwhile */
  call = esp_text_call_new (self->id);
  call->name = g_strdup (self->name);
  call->doc = esp_text_doc_copy (self->doc);
  call->keeps = !self->is_kept;
  esp_store_write_async (esp_session_get_store (self->session), NULL, esp_text_call_save, call,
                         (GDestroyNotify) esp_text_call_free, saved_cb, g_object_ref (self));
}

static gboolean
save_cb (gpointer user_data)
{
  EspTextEditor *self = user_data;

  self->save_source = 0;
  esp_text_editor_save (self);
  return G_SOURCE_REMOVE;
}

/**
 * esp_text_editor_touch:
 *
 * Sees to it that what was edited is written soon.
 */
void
esp_text_editor_touch (EspTextEditor *self)
{
  self->is_dirty = TRUE;
  g_clear_handle_id (&self->save_source, g_source_remove);
  self->save_source = g_timeout_add (SAVE_AFTER_MS, save_cb, self);
}

/* Reading */

static void
show_failure (EspTextEditor *self, const GError *error)
{
  g_autofree char *sentence = esp_store_message (error);

  if (self->doc == NULL)
    esp_status_show_error (self->status, _ ("This message cannot be read."), sentence);
  else
    esp_session_toast (self->session, sentence);
}

static gboolean
is_same (const EspTextDoc *a, const EspTextDoc *b)
{
  g_autofree char *one = esp_text_doc_to_json (a);
  g_autofree char *other = esp_text_doc_to_json (b);

  return g_str_equal (one, other);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspTextEditor) self = user_data;
  g_autoptr (GError) error = NULL;
  EspTextCall *call = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (self->root == NULL || self->is_dirty || self->n_saving > 0)
    {
      g_clear_pointer (&call, esp_text_call_free);
      return; /* closed meanwhile, or edited: what was read is old */
    }
  if (call == NULL)
    {
      show_failure (self, error);
      return;
    }
  g_free (self->name);
  self->name = g_steal_pointer (&call->name);
  if (self->doc == NULL)
    {
      self->doc = g_steal_pointer (&call->doc);
      esp_text_editor_fill (self);
      esp_status_show_content (self->status);
    }
  else if (!is_same (self->doc, call->doc))
    {
      esp_text_call_free (call);
      g_signal_emit_by_name (self, "replaced");
      return;
    }
  esp_text_call_free (call);
  g_signal_emit_by_name (self, "state");
}

/**
 * esp_text_editor_read:
 *
 * Reads the message; when another one stands there than is shown, “replaced” says so.
 */
void
esp_text_editor_read (EspTextEditor *self)
{
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, esp_text_call_load,
                        esp_text_call_new (self->id), (GDestroyNotify) esp_text_call_free, NULL,
                        loaded_cb, g_object_ref (self));
}

static void
store_changed_cb (EspTextEditor *self, EspChanges *changes)
{
  if (esp_changes_has (changes, ESP_CHANGE_MESSAGE) && !self->is_dirty && self->n_saving == 0)
    esp_text_editor_read (self);
}

/**
 * esp_text_editor_follow:
 *
 * From now on what others write is shown.
 */
void
esp_text_editor_follow (EspTextEditor *self)
{
  g_signal_connect_object (esp_session_get_store (self->session), "changed",
                           G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
}

/* Versions */

static void
save_before (GObject *editor)
{
  esp_text_editor_save (ESP_TEXT_EDITOR (editor));
}

/**
 * esp_text_editor_open_versions:
 *
 * Shows the versions of the message.
 */
void
esp_text_editor_open_versions (EspTextEditor *self)
{
  const EspVersioned of = { .session = self->session,
                            .id = self->id,
                            .name = self->name,
                            .editor = G_OBJECT (self),
                            .save = save_before };

  esp_versions_window_open (&of);
}
