/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"
#include "worker/esp-fact-job.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A file of orders, ad spend or events: what it would bring, what its columns hold, what is wrong with it.
 *
 * Signal "closed": another file is wanted. */
#define ESP_TYPE_FACT_PAGE (esp_fact_page_get_type ())
G_DECLARE_FINAL_TYPE (EspFactPage, esp_fact_page, ESP, FACT_PAGE, GtkWidget)

GtkWidget *esp_fact_page_new (EspSession *session);
void esp_fact_page_take (EspFactPage *self, EspFactJobKind kind, const char *path);
void esp_fact_page_stop (EspFactPage *self);

G_END_DECLS
