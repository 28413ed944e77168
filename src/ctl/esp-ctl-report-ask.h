/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int esp_ctl_report_ask (int argc, char **argv);
int esp_ctl_report_list (int argc, char **argv);
int esp_ctl_report_leads (int argc, char **argv);
int esp_ctl_report_metrics (int argc, char **argv);

G_END_DECLS
