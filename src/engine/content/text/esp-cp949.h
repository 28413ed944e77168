/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint esp_cp949_get_size (gunichar c);
gboolean esp_cp949_is_extension (gunichar c);

G_END_DECLS
