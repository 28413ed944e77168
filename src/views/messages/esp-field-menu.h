/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* Called with the tag to insert: "{{ lead.name | default: '고객' }}". */
typedef void (*EspFieldFunc) (const char *liquid, gpointer user_data);

/* Called with the user data of the menu when it is counted among others. */
typedef void (*EspFieldAudienceFunc) (gpointer user_data);

GtkWidget *esp_field_menu_new (EspSession *session, EspFieldFunc func, gpointer user_data);
void esp_field_menu_set_message (GtkWidget *button, gint64 message_id, EspFieldAudienceFunc func);
void esp_field_menu_begin (GtkWidget *button, const char *liquid);

G_END_DECLS
