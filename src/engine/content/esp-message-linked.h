/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-doc.h"

G_BEGIN_DECLS

/* Finds a saved block by its uuid. Returns: (transfer full) (nullable): the message that holds its blocks and
 * pictures, as esp_message_edit_block_to_json() writes it; NULL when there is none. */
typedef EspMessageDoc *(*EspBlockLookup) (const char *ref, gpointer data);

gboolean esp_message_has_linked (const EspMessageDoc *doc);
char **esp_message_list_linked (const EspMessageDoc *doc);
EspMessageDoc *esp_message_resolve_linked (const EspMessageDoc *doc,
                                           EspBlockLookup lookup,
                                           gpointer data,
                                           GError **error);

void esp_message_narrow (EspMessageDoc *doc, const char *outer);
void esp_message_widen (EspMessageDoc *doc, const char *outer);

G_END_DECLS
