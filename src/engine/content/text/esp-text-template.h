/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-template.h"
#include "engine/content/text/esp-text-doc.h"

G_BEGIN_DECLS

/* A text message made ready for rendering: compiled once, then asked once per recipient. Immutable; may
 * be used by several threads at once. */
typedef struct _EspTextTemplate EspTextTemplate;

EspTextTemplate *
esp_text_template_new (const EspTextDoc *doc, const EspSenderFacts *facts, GError **error);
void esp_text_template_free (EspTextTemplate *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspTextTemplate, esp_text_template_free)
const EspMessageField *esp_text_template_get_fields (EspTextTemplate *self, guint *out_n);
const EspTextDoc *esp_text_template_get_doc (EspTextTemplate *self);
EspTextDoc *esp_text_template_render (EspTextTemplate *self,
                                      const EspMessageRecipient *recipient,
                                      const char **out_missing,
                                      GError **error);

G_END_DECLS
