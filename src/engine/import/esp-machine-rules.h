/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

gboolean esp_machine_rules_match (JsonObject *props);

G_END_DECLS
