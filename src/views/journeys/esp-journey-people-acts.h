/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-bitmap.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

void esp_journey_people_add (EspSession *session, gint64 journey_id, const EspBitmap *leads);
void esp_journey_people_take_out (EspSession *session,
                                  GtkWindow *parent,
                                  gint64 journey_id,
                                  guint32 lead_id,
                                  const char *title);

G_END_DECLS
