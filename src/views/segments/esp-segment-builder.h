/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* A segment while it is edited: its rule as cards or as text, what it says in words, how many it holds.
 * Signal "state-changed": title, subtitle or undo are not what they were. */
#define ESP_TYPE_SEGMENT_BUILDER (esp_segment_builder_get_type ())
G_DECLARE_FINAL_TYPE (EspSegmentBuilder, esp_segment_builder, ESP, SEGMENT_BUILDER, GtkWidget)

GtkWidget *esp_segment_builder_new (EspSession *session, gint64 segment_id);
gint64 esp_segment_builder_get_id (EspSegmentBuilder *self);
GtkWidget *esp_segment_builder_get_side (EspSegmentBuilder *self);
char *esp_segment_builder_dup_title (EspSegmentBuilder *self);
char *esp_segment_builder_dup_subtitle (EspSegmentBuilder *self);
gboolean esp_segment_builder_undo (EspSegmentBuilder *self);
gboolean esp_segment_builder_redo (EspSegmentBuilder *self);
void esp_segment_builder_apply (EspSegmentBuilder *self);
void esp_segment_builder_discard (EspSegmentBuilder *self);
void esp_segment_builder_toggle_text (EspSegmentBuilder *self);
void esp_segment_builder_next_problem (EspSegmentBuilder *self);
void esp_segment_builder_add_condition (EspSegmentBuilder *self);
void esp_segment_builder_copy (EspSegmentBuilder *self, gboolean as_text);
void esp_segment_builder_open_versions (EspSegmentBuilder *self);
void esp_segment_builder_save_now (EspSegmentBuilder *self);

G_END_DECLS
