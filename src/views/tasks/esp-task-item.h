/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tasks.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

GtkWidget *esp_task_item_new (EspSession *session, const EspTaskRow *task, gboolean with_lead);

G_END_DECLS
