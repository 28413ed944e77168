/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

int esp_ctl_backup (int argc, char **argv);
int esp_ctl_restore (int argc, char **argv);
