/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-doc.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_MESSAGE_CHANGE_FIELD,   /* something of the message itself: its subject, its sender */
  ESP_MESSAGE_CHANGE_ADDED,   /* a block */
  ESP_MESSAGE_CHANGE_REMOVED, /* a block */
  ESP_MESSAGE_CHANGE_WORDS,   /* what a block says */
  ESP_MESSAGE_CHANGE_LOOK,    /* how a block looks, when it is shown */
  ESP_MESSAGE_CHANGE_MOVED,   /* a block stands elsewhere among those that stayed */
} EspMessageChangeKind;

/* One difference of two states of a message. */
typedef struct
{
  EspMessageChangeKind kind;
  const char *field; /* (nullable): "subject", "preheader", "sender_name", …; static */
  EspBlockKind block_kind;
  char *block_id; /* (nullable) */
  char *before;   /* (nullable) */
  char *after;    /* (nullable) */
} EspMessageChange;

void esp_message_change_free (EspMessageChange *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspMessageChange, esp_message_change_free)
void esp_message_changes_add_field (GPtrArray *changes,
                                    const char *field,
                                    const char *before,
                                    const char *after);
GPtrArray *esp_message_diff (const EspMessageDoc *before, const EspMessageDoc *after);

G_END_DECLS
