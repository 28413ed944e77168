/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-ad-audiences.h"
#include "views/shell/esp-session.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define ESP_TYPE_AUDIENCE_FORM (esp_audience_form_get_type ())
G_DECLARE_FINAL_TYPE (EspAudienceForm, esp_audience_form, ESP, AUDIENCE_FORM, AdwWindow)

void
esp_audience_form_present (EspSession *session, const EspAdAudience *audience, GPtrArray *segments);

G_END_DECLS
