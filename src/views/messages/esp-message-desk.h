/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-edit.h"
#include "model/esp-field-rates.h"
#include "model/esp-message-draft.h"
#include "store/esp-fields.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* What the parts of the editor share: the draft, its document and the selected block.
 *
 * Signal "changed" (gpointer origin): the document is another one; @origin is the part that made it so and
 * shows it already, or NULL. Signal "selected": another block is the selected one. Signal
 * "rates": it was counted how many have each field. */
#define ESP_TYPE_MESSAGE_DESK (esp_message_desk_get_type ())
G_DECLARE_FINAL_TYPE (EspMessageDesk, esp_message_desk, ESP, MESSAGE_DESK, GObject)

EspMessageDesk *esp_message_desk_new (EspSession *session, gint64 message_id);
EspMessageDesk *
esp_message_desk_new_frozen (EspSession *session, gint64 message_id, const char *document);
EspSession *esp_message_desk_get_session (EspMessageDesk *self);
const EspMessageDoc *esp_message_desk_get_whole (EspMessageDesk *self);
void esp_message_desk_set_language (EspMessageDesk *self, const char *language);
void esp_message_desk_add_language (EspMessageDesk *self, const char *language);
void esp_message_desk_remove_language (EspMessageDesk *self);
const EspFields *esp_message_desk_get_fields (EspMessageDesk *self);
const EspFieldRates *esp_message_desk_get_rates (EspMessageDesk *self);
void esp_message_desk_count_fields (EspMessageDesk *self);
EspMessageDraft *esp_message_desk_get_draft (EspMessageDesk *self);
EspMessageDoc *esp_message_desk_get_doc (EspMessageDesk *self);
const char *esp_message_desk_get_problem (EspMessageDesk *self);
void esp_message_desk_commit (EspMessageDesk *self,
                              const char *title,
                              const char *merge_key,
                              gpointer origin);
void esp_message_desk_take_doc (EspMessageDesk *self, EspMessageDoc *doc, const char *title);
const char *esp_message_desk_get_selected (EspMessageDesk *self);
EspBlock *esp_message_desk_get_block (EspMessageDesk *self);
void esp_message_desk_select (EspMessageDesk *self, const char *block_id);
const char *esp_block_kind_get_title (EspBlockKind kind);
const char *esp_block_kind_get_icon (EspBlockKind kind);

G_END_DECLS
