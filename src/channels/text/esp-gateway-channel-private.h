/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by esp-gateway-channel.c and esp-gateway-asks.c alone. */
#pragma once

#include "channels/text/esp-gateway-channel.h"

G_BEGIN_DECLS

/* More of an answer is not read. */
#define ESP_GATEWAY_MAX_REPLY (16 * 1024 * 1024)

struct _EspGatewayChannel
{
  GObject parent_instance;

  EspGateway *gateway;   /* (owned) */
  EspWebClient *client;  /* (owned) */
  GMainContext *context; /* (owned) */
  gint64 next_call_us;   /* monotonic; not before */
  guint timeout_ms;      /* of a call */
};

GError *esp_gateway_channel_new_auth_error (const EspWebReply *reply);
void esp_gateway_channel_call (EspGatewayChannel *self,
                               EspWebRequest *request,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
void esp_gateway_channel_add_asks (EspChannelInterface *iface);

G_END_DECLS
