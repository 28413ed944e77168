/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/import/esp-event-row.h"

G_BEGIN_DECLS

gboolean esp_event_json_parse (const char *line,
                               gsize length,
                               const EspEventRowOptions *options,
                               EspEventRow *out_row,
                               GError **error);
char *esp_event_json_reject (const char *line, const char *reason);

G_END_DECLS
