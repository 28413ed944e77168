/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

void esp_segment_save_from (EspSession *session, const char *address);

G_END_DECLS
