/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/door/esp-door-call.h"

G_BEGIN_DECLS

/* Listens on this computer alone for what services tell. A tunnel of one's own may lead to it from outside.
 * Belongs to the thread whose default context it was made under. */
typedef struct _EspDoor EspDoor;

/* One call that waits for its answer. */
typedef struct _EspDoorVisit EspDoorVisit;

/* @visit: (transfer full): to be answered, at once or later */
typedef void (*EspDoorFunc) (EspDoorVisit *visit, gpointer user_data);

EspDoor *esp_door_new (guint port, EspDoorFunc func, gpointer user_data, GError **error);
void esp_door_free (EspDoor *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspDoor, esp_door_free)
guint esp_door_get_port (const EspDoor *self);

const EspDoorCall *esp_door_visit_get_call (const EspDoorVisit *self);
void esp_door_visit_answer (EspDoorVisit *self, guint status);

G_END_DECLS
