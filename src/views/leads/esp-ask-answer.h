/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* Why one person got one send or not, or is where it is in a journey: a sentence, and the chain behind it. */
#define ESP_TYPE_ASK_ANSWER (esp_ask_answer_get_type ())
G_DECLARE_FINAL_TYPE (EspAskAnswer, esp_ask_answer, ESP, ASK_ANSWER, GtkWidget)

GtkWidget *esp_ask_answer_new (EspSession *session);
void esp_ask_answer_ask (EspAskAnswer *self, gint64 send_id, gint64 lead_id);
void esp_ask_answer_ask_journey (EspAskAnswer *self, gint64 journey_id, gint64 lead_id);

G_END_DECLS
