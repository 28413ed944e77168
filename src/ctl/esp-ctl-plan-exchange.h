/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/esp-ctl-plan-options.h"

G_BEGIN_DECLS

int esp_ctl_plan_export (EspCtlPlan *options);
int esp_ctl_plan_import (EspCtlPlan *options);
int esp_ctl_plan_print (EspCtlPlan *options);

G_END_DECLS
