/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char **esp_hangul_conjugate (const char *stem);

G_END_DECLS
