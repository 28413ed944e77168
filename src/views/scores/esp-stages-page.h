/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* The stages of a lead's life in their order: how many are in each, and who moves there by itself. Each change
 * is written at once and can be undone. */
#define ESP_TYPE_STAGES_PAGE (esp_stages_page_get_type ())
G_DECLARE_FINAL_TYPE (EspStagesPage, esp_stages_page, ESP, STAGES_PAGE, GtkWidget)

GtkWidget *esp_stages_page_new (EspSession *session);
void esp_stages_page_refresh (EspStagesPage *self);
void esp_stages_page_add (EspStagesPage *self);

G_END_DECLS
