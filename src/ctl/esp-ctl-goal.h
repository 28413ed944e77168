/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/insight/esp-goal.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

int esp_ctl_goal (int argc, char **argv);
gboolean esp_ctl_goals_write (EspTx *tx,
                              GTimeZone *zone,
                              JsonBuilder *builder,
                              GString *text,
                              GError **error);

G_END_DECLS
