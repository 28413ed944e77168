/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

void esp_report_figure_open (EspSession *session, const char *metric, guint n_days);

G_END_DECLS
