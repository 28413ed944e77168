/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/text/esp-text-doc.h"
#include "model/esp-message-draft.h"
#include "views/shell/esp-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* One open message that is no email: its words, how they look on a telephone, what they cost. */
#define ESP_TYPE_TEXT_EDITOR (esp_text_editor_get_type ())
G_DECLARE_FINAL_TYPE (EspTextEditor, esp_text_editor, ESP, TEXT_EDITOR, GtkWidget)

GtkWidget *esp_text_editor_new (EspSession *session, gint64 id);
EspMessageDraft *esp_text_editor_get_draft (EspTextEditor *self);
char *esp_text_editor_dup_subtitle (EspTextEditor *self);
void esp_text_editor_open_versions (EspTextEditor *self);
const char *esp_text_medium_word (EspTextMedium medium);

G_END_DECLS
