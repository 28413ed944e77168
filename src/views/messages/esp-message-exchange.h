/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-doc.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

void esp_message_import_choose (EspSession *session);
void esp_message_import_file (EspSession *session, GFile *file);
void esp_message_export (EspSession *session,
                         const char *name,
                         const EspMessageDoc *doc,
                         const char *format);

G_END_DECLS
