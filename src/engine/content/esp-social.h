/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/esp-message-doc.h"

G_BEGIN_DECLS

/* A place where senders have a page of their own. */
typedef struct
{
  const char *id;
  const char
    *title; /* as it calls itself; plain words are translated by esp_social_network_get_label() */
  const char *korean; /* (nullable): what a Korean message calls it */
  const char *color;  /* of its icon */
  const char *host;   /* (nullable): addresses there or below are of this network */
} EspSocialNetwork;

const EspSocialNetwork *esp_social_network_list (guint *out_n);
const EspSocialNetwork *esp_social_network_find (const char *id);
const EspSocialNetwork *esp_social_network_find_by_href (const char *href);
const char *esp_social_network_get_label (const EspSocialNetwork *self, const char *language);
char *esp_social_icon_dup_id (const char *network, EspSocialStyle style);
GBytes *esp_social_icon_load (const char *network, EspSocialStyle style);
void esp_social_add_icons (EspMessageDoc *doc);

G_END_DECLS
