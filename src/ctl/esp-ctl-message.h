/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int esp_ctl_message (int argc, char **argv);
int esp_ctl_message_render (int argc, char **argv);
int esp_ctl_message_check (int argc, char **argv);
int esp_ctl_message_test (int argc, char **argv);
int esp_ctl_message_new (int argc, char **argv);
int esp_ctl_message_count (int argc, char **argv);

G_END_DECLS
