/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* All segments of the workspace. */
#define ESP_TYPE_SEGMENT_TABLE (esp_segment_table_get_type ())
G_DECLARE_FINAL_TYPE (EspSegmentTable, esp_segment_table, ESP, SEGMENT_TABLE, GtkWidget)

GtkWidget *esp_segment_table_new (EspSession *session);
void esp_segment_table_refresh (EspSegmentTable *self);
gint64 esp_segment_table_get_selected (EspSegmentTable *self);
void esp_segment_table_focus_search (EspSegmentTable *self);
guint esp_segment_table_get_n (EspSegmentTable *self);

G_END_DECLS
