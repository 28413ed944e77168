/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-store.h"

G_BEGIN_DECLS

/* Opens the door for services that tell what became of messages, checks who calls, and keeps what is told
 * before it answers. Shut unless the workspace names a port. To be used by the one engine, on one thread
 * with its own default context. */
typedef struct _EspReportDoor EspReportDoor;

EspReportDoor *esp_report_door_new (EspStore *store);
void esp_report_door_free (EspReportDoor *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspReportDoor, esp_report_door_free)
void esp_report_door_look (EspReportDoor *self);
void esp_report_door_stop (EspReportDoor *self);
gboolean esp_report_door_is_busy (EspReportDoor *self);
guint esp_report_door_get_port (EspReportDoor *self);

G_END_DECLS
