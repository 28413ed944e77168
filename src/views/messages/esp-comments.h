/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* What was said of a message in its newest review, for those who write it. Signal "changed". */
#define ESP_TYPE_COMMENTS (esp_comments_get_type ())
G_DECLARE_FINAL_TYPE (EspComments, esp_comments, ESP, COMMENTS, GObject)

EspComments *esp_comments_new (EspSession *session, gint64 message_id);
GtkWidget *esp_comments_make_chip (EspComments *self, const char *block_id);
GtkWidget *esp_comments_make_strip (EspComments *self);

G_END_DECLS
