/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-template.h"
#include "engine/content/liquid/esp-liquid.h"

G_BEGIN_DECLS

/* What the templates of a message may read, for one recipient; stands on the stack of a render. */
typedef struct
{
  const EspMessageRecipient *recipient;
  const EspMessageDoc *doc;
  const EspSenderFacts *facts;
  EspLiquidObject lead;
  EspLiquidObject sender;
  EspLiquidObject campaign;
} EspMessageData;

void esp_message_data_init (EspMessageData *self,
                            const EspMessageRecipient *recipient,
                            const EspMessageDoc *doc,
                            const EspSenderFacts *facts);
gboolean esp_message_data_lookup (const char *name,
                                  gsize name_length,
                                  EspLiquidArena *arena,
                                  EspLiquidValue *out_value,
                                  gpointer data);
EspLiquidData *
esp_message_data_new_values (const char *data_json, const char *event_json, gboolean is_preview);
gboolean esp_message_data_is_own (const char *path);
gboolean esp_message_data_has (const EspMessageRecipient *recipient, const char *field);

G_END_DECLS
