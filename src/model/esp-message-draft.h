/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-store.h"

G_BEGIN_DECLS

/* One message while it is edited: its document as JSON text, the steps back and forth, and saving by
 * itself shortly after each change.
 *
 * Signal "changed": the document or the name is another one now; also once it is loaded.
 * Signal "state": loading, saving or a failure began or ended. */
#define ESP_TYPE_MESSAGE_DRAFT (esp_message_draft_get_type ())
G_DECLARE_FINAL_TYPE (EspMessageDraft, esp_message_draft, ESP, MESSAGE_DRAFT, GObject)

EspMessageDraft *esp_message_draft_new (EspStore *store, gint64 id);
EspMessageDraft *esp_message_draft_new_frozen (gint64 id, const char *document);
void esp_message_draft_close (EspMessageDraft *self);

gint64 esp_message_draft_get_id (EspMessageDraft *self);
gboolean esp_message_draft_is_loaded (EspMessageDraft *self);
const char *esp_message_draft_get_document (EspMessageDraft *self);
const char *esp_message_draft_get_name (EspMessageDraft *self);
int esp_message_draft_get_version (EspMessageDraft *self);
gint64 esp_message_draft_get_saved_at_us (EspMessageDraft *self);
gboolean esp_message_draft_is_archived (EspMessageDraft *self);
gboolean esp_message_draft_is_dirty (EspMessageDraft *self);
const GError *esp_message_draft_get_failure (EspMessageDraft *self);

void esp_message_draft_edit (EspMessageDraft *self,
                             const char *document,
                             const char *title,
                             const char *merge_key);
void esp_message_draft_set_name (EspMessageDraft *self, const char *name);
void esp_message_draft_save (EspMessageDraft *self);

const char *esp_message_draft_get_undo_title (EspMessageDraft *self);
const char *esp_message_draft_get_redo_title (EspMessageDraft *self);
gboolean esp_message_draft_undo (EspMessageDraft *self);
gboolean esp_message_draft_redo (EspMessageDraft *self);

G_END_DECLS
