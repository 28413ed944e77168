/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/text/esp-text-doc.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* What goes beside the words of a text or a Brand Message. Signal "edited": a person changed it. */
#define ESP_TYPE_KAKAO_FORM (esp_kakao_form_get_type ())
G_DECLARE_FINAL_TYPE (EspKakaoForm, esp_kakao_form, ESP, KAKAO_FORM, GtkBox)

GtkWidget *esp_kakao_form_new (EspSession *session, EspTextDoc *doc);

G_END_DECLS
