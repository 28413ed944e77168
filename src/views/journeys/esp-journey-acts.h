/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done with whole journeys: a new one, a copy, another name, into the archive, to a file and back. */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

void esp_journey_acts_create (EspSession *session, const char *name, const char *json);
void esp_journey_acts_duplicate (EspSession *session, gint64 id);
void esp_journey_acts_archive (EspSession *session, gint64 id, const char *name);
void esp_journey_acts_rename (EspSession *session, gint64 id, const char *name);
void esp_journey_acts_export (EspSession *session, gint64 id, const char *name);
void esp_journey_acts_import (EspSession *session);

G_END_DECLS
