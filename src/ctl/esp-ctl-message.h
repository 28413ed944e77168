/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int esp_ctl_message (int argc, char **argv);
int esp_ctl_message_render (int argc, char **argv);
int esp_ctl_message_check (int argc, char **argv);
int esp_ctl_message_test (int argc, char **argv);
int esp_ctl_message_diff (int argc, char **argv);
int esp_ctl_message_new (int argc, char **argv);
int esp_ctl_message_count (int argc, char **argv);
int esp_ctl_message_from_mjml (int argc, char **argv);
int esp_ctl_message_from_html (int argc, char **argv);
int esp_ctl_message_from_eml (int argc, char **argv);
int esp_ctl_message_export (int argc, char **argv);
int esp_ctl_message_set (int argc, char **argv);
int esp_ctl_message_block (int argc, char **argv);
int esp_ctl_message_to_html (int argc, char **argv);
int esp_ctl_message_to_mjml (int argc, char **argv);
int esp_ctl_message_to_eml (int argc, char **argv);
int esp_ctl_message_templates (int argc, char **argv);
int esp_ctl_message_begin (int argc, char **argv);

G_END_DECLS
