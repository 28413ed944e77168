/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define ESP_TYPE_DNS_VIEW (esp_dns_view_get_type ())
G_DECLARE_FINAL_TYPE (EspDnsView, esp_dns_view, ESP, DNS_VIEW, GtkWidget)

GtkWidget *esp_dns_view_new (EspSession *session, gint64 channel_id);

G_END_DECLS
