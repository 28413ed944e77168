/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* A lead's history by day: what happened and what did not, filtered by kind, page after page; with notes.
 *
 * Signal "why" (gint64 send_id): somebody asks why a send was made, or not. */
#define ESP_TYPE_TIMELINE_VIEW (esp_timeline_view_get_type ())
G_DECLARE_FINAL_TYPE (EspTimelineView, esp_timeline_view, ESP, TIMELINE_VIEW, GtkWidget)

GtkWidget *esp_timeline_view_new (EspSession *session, gboolean is_narrow);
void esp_timeline_view_set_lead (EspTimelineView *self, guint32 lead_id);
void esp_timeline_view_refresh (EspTimelineView *self);
void esp_timeline_view_write_note (EspTimelineView *self);

G_END_DECLS
