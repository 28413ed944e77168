/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* Writes a new note about a lead, or an old one anew. What is not saved waits for one to come back.
 *
 * Signal "done": the note is saved, or the change was given up. */
#define ESP_TYPE_NOTE_EDITOR (esp_note_editor_get_type ())
G_DECLARE_FINAL_TYPE (EspNoteEditor, esp_note_editor, ESP, NOTE_EDITOR, GtkWidget)

GtkWidget *
esp_note_editor_new (EspSession *session, gint64 lead_id, gint64 note_id, const char *body);
void esp_note_delete_async (EspSession *session, gint64 note_id);

G_END_DECLS
