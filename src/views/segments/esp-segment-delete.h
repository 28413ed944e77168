/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

void esp_segment_delete (EspSession *session, gint64 id, const char *then_open);

G_END_DECLS
