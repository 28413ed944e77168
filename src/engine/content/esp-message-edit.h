/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-doc.h"

G_BEGIN_DECLS

EspBlock *esp_message_edit_new_block (const EspMessageDoc *doc, EspBlockKind kind);
EspBlock *esp_message_edit_insert (EspMessageDoc *doc, const char *after_id, EspBlock *block);
gboolean esp_message_edit_move (EspMessageDoc *doc, const char *id, int by);
EspBlock *esp_message_edit_duplicate (EspMessageDoc *doc, const char *id);
gboolean esp_message_edit_remove (EspMessageDoc *doc, const char *id, char **out_next_id);
const EspMessageFile *
esp_message_edit_add_file (EspMessageDoc *doc, const char *name, const char *type, GBytes *data);
EspMessageDoc *esp_message_edit_pick (const EspMessageDoc *doc, const char *const *ids);
EspBlock *esp_message_edit_paste_message (EspMessageDoc *doc,
                                          const char *after_id,
                                          const EspMessageDoc *from,
                                          GPtrArray *out_ids);
char *esp_message_edit_block_to_json (const EspMessageDoc *doc, const char *id);
EspBlock *esp_message_edit_paste (EspMessageDoc *doc, const char *after_id, const char *text);
void esp_message_edit_set_body_kind (EspMessageDoc *doc, EspBodyKind kind);

G_END_DECLS
