/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/door/esp-door-call.h"

G_BEGIN_DECLS

/* What a service proves itself with. */
typedef enum
{
  ESP_DOOR_PROOF_NONE, /* the service does not sign: only the address, which nobody can guess */
  ESP_DOOR_PROOF_KEY,  /* with a key that the service shows */
  ESP_DOOR_PROOF_OWN,  /* with name and password that we choose: in the address, or as a header */
  ESP_DOOR_PROOF_AUTHORITY, /* with a certificate of its own: nothing is to be entered */
} EspDoorProof;

gboolean esp_door_kind_find (const char *kind, EspDoorProof *out_proof);
gboolean esp_door_prove (const char *kind,
                         const char *key,
                         const char *url,
                         const EspDoorCall *call,
                         gint64 now_us,
                         GError **error);

G_END_DECLS
