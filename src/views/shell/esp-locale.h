/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void esp_locale_init (void);
const char *esp_locale_get_language (void);
gboolean esp_locale_is_korean (void);

G_END_DECLS
