/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The events of Amazon SES, read from a queue that its notifications are led to. */
#pragma once

#include "channels/email/http/esp-mail-service.h"

G_BEGIN_DECLS

gboolean esp_ses_queue_check (const char *url, GError **error);
EspWebRequest *
esp_ses_queue_make (const EspMailAccount *account, JsonObject *cursor, gint64 now_us);
void esp_ses_queue_read (JsonObject *cursor, JsonNode *root, GArray *reports);
gboolean esp_ses_event_read (const char *text, GArray *reports);

G_END_DECLS
