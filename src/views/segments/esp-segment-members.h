/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/esp-segments.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* The members of a fixed list, with a field that puts leads in and a button on each that takes it out. */
#define ESP_TYPE_SEGMENT_MEMBERS (esp_segment_members_get_type ())
G_DECLARE_FINAL_TYPE (EspSegmentMembers, esp_segment_members, ESP, SEGMENT_MEMBERS, GtkWidget)

GtkWidget *esp_segment_members_new (EspSession *session, const EspSegment *segment);

G_END_DECLS
