/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-doc.h"

G_BEGIN_DECLS

/* One place where words, or a link to a saved block, became others. */
typedef struct
{
  char *where; /* "subject", "preheader", or the id of a block */
  char *before;
  char *after;
} EspReplacement;

void esp_replacement_free (EspReplacement *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspReplacement, esp_replacement_free)

guint esp_message_replace_text (EspMessageDoc *doc,
                                const char *find,
                                const char *with,
                                GPtrArray *changes);
guint
esp_message_replace_ref (EspMessageDoc *doc, const char *ref, const char *with, GPtrArray *changes);

G_END_DECLS
