/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/esp-ctl.h"

G_BEGIN_DECLS

int esp_ctl_channel_templates (int argc, char **argv);

G_END_DECLS
