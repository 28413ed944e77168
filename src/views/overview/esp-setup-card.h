/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-agenda.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* The steps of a new workspace, each ticked off by what is really there. */
#define ESP_TYPE_SETUP_CARD (esp_setup_card_get_type ())
G_DECLARE_FINAL_TYPE (EspSetupCard, esp_setup_card, ESP, SETUP_CARD, GtkWidget)

GtkWidget *esp_setup_card_new (EspSession *session);
void esp_setup_card_show (EspSetupCard *self, const EspAgenda *agenda);

G_END_DECLS
