/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-starter.h"
#include "engine/content/text/esp-text-doc.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

void esp_message_acts_new (EspSession *session, EspStarter starter);
void esp_message_acts_new_from (EspSession *session, const char *name, const EspMessageDoc *doc);
void esp_message_acts_new_text (EspSession *session, EspTextMedium medium);
void esp_message_acts_duplicate (EspSession *session, gint64 id);
void esp_message_acts_archive (EspSession *session, gint64 id, const char *name);
void esp_message_acts_save_template (EspSession *session, const char *name, const char *document);
const char *esp_starter_get_title (EspStarter starter);

G_END_DECLS
