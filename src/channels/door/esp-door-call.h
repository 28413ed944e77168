/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One call of a service that tells what became of messages, as it came in. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  char *token;         /* (owned) the last part of the path: which channel is meant */
  GHashTable *headers; /* (owned) lower-case name → value */
  GBytes *body;        /* (owned) */
} EspDoorCall;

EspDoorCall *esp_door_call_new (const char *token, GBytes *body);
void esp_door_call_free (EspDoorCall *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspDoorCall, esp_door_call_free)
const char *esp_door_call_get (const EspDoorCall *self, const char *name);
void esp_door_call_set (EspDoorCall *self, const char *name, const char *value);

G_END_DECLS
