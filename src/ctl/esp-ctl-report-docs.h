/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int esp_ctl_report_saved (int argc, char **argv);
int esp_ctl_report_presets (int argc, char **argv);
int esp_ctl_report_new (int argc, char **argv);
int esp_ctl_report_show (int argc, char **argv);
int esp_ctl_report_edit (int argc, char **argv);
int esp_ctl_report_undo (int argc, char **argv);
int esp_ctl_report_archive (int argc, char **argv);
int esp_ctl_report_export (int argc, char **argv);
int esp_ctl_report_schedule (int argc, char **argv);

G_END_DECLS
