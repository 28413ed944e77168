/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

GtkWidget *esp_lead_identities_new (EspSession *session, GPtrArray *identities);

G_END_DECLS
