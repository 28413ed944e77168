/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-store.h"

G_BEGIN_DECLS

gboolean esp_sample_live (const char *path, guint64 seed, gint64 until_us, GError **error);

G_END_DECLS
