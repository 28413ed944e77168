/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/esp-ctl.h"

G_BEGIN_DECLS

int esp_ctl_job (int argc, char **argv);
int esp_ctl_outbox (int argc, char **argv);

G_END_DECLS
