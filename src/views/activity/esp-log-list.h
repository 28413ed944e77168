/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/activity/esp-record-list.h"

G_BEGIN_DECLS

/* The log of decisions: who started, stopped, resumed or braked what, newest first. */
GtkWidget *esp_log_list_new (EspSession *session);

G_END_DECLS
