/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Why the sends of a journey wait while it is paused. */
#define ESP_SEND_REASON_JOURNEY "journey"

char *esp_send_reason_of_storage (const GError *error);
char *esp_send_reason_of_trouble (const GError *trouble);
gboolean esp_send_reason_parse_trouble (const char *reason, int *out_code);
const char *esp_send_reason_sentence (const char *reason);

G_END_DECLS
