/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/insight/esp-question.h"

G_BEGIN_DECLS

guint esp_definitions_get_current (void);
GPtrArray *esp_definitions_list_changes (guint since, const EspQuestion *question);

G_END_DECLS
