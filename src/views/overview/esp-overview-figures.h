/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/insight/esp-pulse.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* The numbers of a period: up to four cards, as many in a row as there is room for. */
#define ESP_TYPE_OVERVIEW_FIGURES (esp_overview_figures_get_type ())
G_DECLARE_FINAL_TYPE (EspOverviewFigures, esp_overview_figures, ESP, OVERVIEW_FIGURES, GtkWidget)

GtkWidget *esp_overview_figures_new (EspSession *session);
void esp_overview_figures_show (EspOverviewFigures *self, const EspPulse *pulse);
void esp_overview_figures_set_as_of (EspOverviewFigures *self, const char *as_of);
GtkWidget *esp_overview_figures_head_new (void);

G_END_DECLS
