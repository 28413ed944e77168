/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-template.h"

G_BEGIN_DECLS

EspMessageDoc *esp_message_fill (const EspMessageDoc *doc,
                                 const EspMessageRecipient *recipient,
                                 const EspSenderFacts *facts,
                                 GError **error);

G_END_DECLS
