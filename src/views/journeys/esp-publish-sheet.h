/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

GtkWindow *esp_publish_sheet_present (EspSession *session, gint64 journey_id, guint version);

G_END_DECLS
