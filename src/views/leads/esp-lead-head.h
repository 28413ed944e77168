/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/leads/esp-lead-record.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *esp_lead_head_new (const char *title, const EspLeadRecord *record, gboolean is_narrow);

G_END_DECLS
