/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The name that people read for the field @key of a lead; NULL when it is none. */
typedef const char *(*EspReadableFunc) (const char *key, gpointer user_data);

char *esp_readable_dup (const char *text, EspReadableFunc name, gpointer user_data);

G_END_DECLS
