/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/activity/esp-record-list.h"

G_BEGIN_DECLS

/* The log of decisions: who started, stopped, resumed or braked what, newest first. */
const char *esp_log_action_words (const char *action);
const char *esp_log_actor_words (const char *actor);
char *esp_log_describe_detail (const char *detail);
GtkWidget *esp_log_list_new (EspSession *session);

G_END_DECLS
