/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tests of mail services share: who signs in rightly, and a channel that leads to the test's own server. */
#pragma once

#include "channels/esp-channel-kinds.h"
#include "channels/esp-channel.h"
#include "http-peer.h"

const char *mail_world_header (const HttpPeerRequest *request, const char *name);
gboolean mail_world_is_signed_in (const char *kind, const HttpPeerRequest *request);
EspChannel *mail_world_open (const char *kind_id, HttpPeer *peer);
guint mail_world_count (JsonNode *root, const char *member);
GBytes *mail_world_make_message (guint i, gboolean has_same_headers);
EspOutBatch *mail_world_submit (EspChannel *channel, GArray *messages);
void mail_world_keep_cb (GObject *source, GAsyncResult *result, gpointer user_data);

/* Adds the tests of mail-service-forms.c. */
void mail_service_forms_add (void);
