/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/activity/esp-record-list.h"

G_BEGIN_DECLS

/* What people, imports and the agent did to the data, newest first, each with its way back. */
GtkWidget *esp_history_list_new (EspSession *session);

G_END_DECLS
