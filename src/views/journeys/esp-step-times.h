/* SPDX-License-Identifier: GPL-3.0-or-later */
/* For the rows of times only: the entry for a time of day. */
#pragma once

#include "views/journeys/esp-step-page.h"

G_BEGIN_DECLS

GtkWidget *esp_step_clock_new (const char *title, GCallback changed, gpointer owner);
gboolean esp_step_clock_is_whole (const char *text);
void esp_step_clock_set (GtkWidget *entry, guint minute);
void esp_step_clock_show (EspStepPage *page, GtkWidget *entry, const char *path);
guint8 esp_step_days_of (JsonNode *root, const char *path);
guint8 esp_step_allowed_days_of (JsonNode *root, const char *path);

G_END_DECLS
