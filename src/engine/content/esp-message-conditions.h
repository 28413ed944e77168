/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-doc.h"

G_BEGIN_DECLS

/* One part of a message that not everybody sees. Borrowed from the message. */
typedef struct
{
  const char *id;        /* of the section or block */
  const char *condition; /* Liquid, without the tag around it */
  const EspBlock *block; /* (nullable): NULL is a section */
} EspMessageCondition;

GArray *esp_message_list_conditions (const EspMessageDoc *doc);
guint esp_message_force_conditions (EspMessageDoc *doc, GHashTable *shown);

G_END_DECLS
