/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *esp_json_dup_fault (const char *json, gsize length);

G_END_DECLS
