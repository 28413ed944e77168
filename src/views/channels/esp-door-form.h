/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"
#include "worker/esp-channel-look.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Whether the service of a channel may tell what became of messages by calling, and how it proves itself. */
#define ESP_TYPE_DOOR_FORM (esp_door_form_get_type ())
G_DECLARE_FINAL_TYPE (EspDoorForm, esp_door_form, ESP, DOOR_FORM, AdwWindow)

GtkWidget *esp_door_form_new (EspSession *session, const EspChannelLook *look);

G_END_DECLS
