/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-doc.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* Chooses as whom a message is looked at: a real lead found by name or address, or one of the worst cases.
 *
 * Signal "changed": somebody else is chosen. */
#define ESP_TYPE_PREVIEW_AS (esp_preview_as_get_type ())
G_DECLARE_FINAL_TYPE (EspPreviewAs, esp_preview_as, ESP, PREVIEW_AS, GtkWidget)

GtkWidget *esp_preview_as_new (EspSession *session);
const char *esp_preview_as_get_sample (EspPreviewAs *self);
gint64 esp_preview_as_get_lead (EspPreviewAs *self);
void esp_preview_as_set_languages (EspPreviewAs *self, const EspMessageDoc *doc);
void esp_preview_as_step (EspPreviewAs *self, int by);

G_END_DECLS
