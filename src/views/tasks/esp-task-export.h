/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

void esp_task_export_ask (EspSession *session);

G_END_DECLS
