/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-doc.h"

G_BEGIN_DECLS

gboolean esp_language_equal (const char *a, const char *b);
gboolean esp_language_is_right_to_left (const char *language);

EspMessageVariant *esp_message_doc_find_variant (const EspMessageDoc *self, const char *language);
const char *esp_message_doc_match_language (const EspMessageDoc *self,
                                            const char *lead_language,
                                            const char *const *fallbacks);
EspMessageDoc *esp_message_doc_pick_language (const EspMessageDoc *self,
                                              const char *lead_language,
                                              const char *const *fallbacks);
void esp_message_doc_put_language (EspMessageDoc *self, const EspMessageDoc *edited);
gboolean esp_message_doc_remove_language (EspMessageDoc *self, const char *language);
gboolean esp_message_doc_add_language (EspMessageDoc *self, const char *language);
void esp_message_doc_get_coverage (const EspMessageDoc *self,
                                   const char *language,
                                   guint *out_n_done,
                                   guint *out_n_texts);

G_END_DECLS
