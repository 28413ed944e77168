/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/overview/esp-overview-words.h"

G_BEGIN_DECLS

/* A headed list of lines, each of which opens something; it says so when there are none. */
#define ESP_TYPE_OVERVIEW_LIST (esp_overview_list_get_type ())
G_DECLARE_FINAL_TYPE (EspOverviewList, esp_overview_list, ESP, OVERVIEW_LIST, GtkWidget)

GtkWidget *esp_overview_list_new (EspSession *session, const char *title, const char *empty_text);
void esp_overview_list_begin (EspOverviewList *self);
void esp_overview_list_add (EspOverviewList *self, const EspOverviewLine *line);
void esp_overview_list_add_row (EspOverviewList *self, GtkWidget *row, const char *address);
void esp_overview_list_end (EspOverviewList *self);
guint esp_overview_list_get_n (EspOverviewList *self);

G_END_DECLS
