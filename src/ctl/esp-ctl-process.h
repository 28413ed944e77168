/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean esp_ctl_process_has_action (const char *name);
int esp_ctl_process (int argc, char **argv);

G_END_DECLS
