/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Korean sentences with names put in: the particle behind a name follows its last sound. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *esp_particle_choose (const char *text);
char *esp_particle_printf (const char *format, ...) G_GNUC_PRINTF (1, 2);

G_END_DECLS
