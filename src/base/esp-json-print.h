/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

char *esp_json_print (JsonNode *node, gboolean is_pretty);

G_END_DECLS
