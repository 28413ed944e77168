/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/text/esp-text-doc.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* Returns: (transfer full): the message as it stands, as JSON. */
typedef char *(*EspTestTextFunc) (gpointer user_data);

GtkWidget *esp_test_text_button_new (EspSession *session,
                                     EspTextMedium medium,
                                     EspTestTextFunc dup_document,
                                     gpointer user_data);

G_END_DECLS
