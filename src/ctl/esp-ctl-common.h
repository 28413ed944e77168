/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/esp-ctl.h"
#include "store/esp-store.h"

G_BEGIN_DECLS

/* Exit statuses of every subject. */
#define ESP_CTL_OK 0
#define ESP_CTL_FAILED 1
#define ESP_CTL_USAGE 2

int esp_ctl_fail (const char *subject, const GError *error);
int esp_ctl_usage (const char *subject, const char *sentence);
gboolean esp_ctl_parse (GOptionContext *context,
                        int *argc,
                        char ***argv,
                        const char *subject,
                        int *out_status);
int esp_ctl_run_action (const char *subject, const EspCtlCommand *actions, int argc, char **argv);
EspStore *esp_ctl_open_workspace (const char *path, EspStoreMode mode, GError **error);
GDateTime *esp_ctl_read_moment (const char *text);

G_END_DECLS
