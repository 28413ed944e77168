/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-channels.h"

G_BEGIN_DECLS

/* How the service of a channel may tell what became of messages by calling us. */
typedef struct
{
  char *token; /* (owned) what nobody can guess, at the end of the address */
  char *url;   /* (owned) "" or where the tunnel begins, "https://…" */
  char *key;   /* (owned) "" or the public key of the service; secret ones are in the keyring */
} EspDoorSettings;

EspDoorSettings *esp_door_settings_new (void);
EspDoorSettings *esp_door_settings_load (const EspChannelRecord *record);
void esp_door_settings_free (EspDoorSettings *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspDoorSettings, esp_door_settings_free)
gboolean esp_door_settings_set_url (EspDoorSettings *self, const char *url, GError **error);
char *esp_door_settings_apply (const EspDoorSettings *self, const char *settings);
void esp_door_settings_keep (const EspChannelRecord *before, char **settings);
char *esp_door_settings_dup_address (const EspDoorSettings *self, guint port);
char *esp_door_secret_id (const EspChannelRecord *record);

G_END_DECLS
