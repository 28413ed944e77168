/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *esp_import_country_code (const char *text, char out_code[3]);

G_END_DECLS
