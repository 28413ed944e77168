/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-timeline.h"
#include "views/shell/esp-session.h"

G_BEGIN_DECLS

/* What somebody wants of a line of the timeline. */
typedef enum
{
  ESP_TIMELINE_WHY,
  ESP_TIMELINE_EDIT,
  ESP_TIMELINE_DELETE,
  ESP_TIMELINE_PATH,
} EspTimelineAct;

typedef void (*EspTimelineActFunc) (const EspTimelineItem *item,
                                    EspTimelineAct act,
                                    gpointer user_data);

GtkWidget *esp_timeline_row_new (EspSession *session,
                                 const EspTimelineItem *item,
                                 EspTimelineActFunc func,
                                 gpointer user_data);

G_END_DECLS
