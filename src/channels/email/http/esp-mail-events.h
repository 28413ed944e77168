/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events of mail services that are read the same whether they are asked for or told. */
#pragma once

#include "channels/email/http/esp-mail-service.h"

G_BEGIN_DECLS

void esp_mailgun_event_read (JsonNode *item, GArray *reports);
void esp_postmark_bounce_read (JsonNode *item, GArray *reports);

G_END_DECLS
