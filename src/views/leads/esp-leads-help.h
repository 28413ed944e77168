/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-screen.h"

G_BEGIN_DECLS

/* What F1 says about the list of leads. */
extern const EspHelp esp_leads_help;

G_END_DECLS
