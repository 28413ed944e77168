/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"
#include "worker/esp-journey-health.h"

G_BEGIN_DECLS

/* A strip that says what does not go as it should: in one journey, or in any of them. */
GtkWidget *esp_journey_health_banner_new (EspSession *session, gint64 journey_id);
char *esp_journey_health_words (EspSession *session, const EspHealth *health);

G_END_DECLS
