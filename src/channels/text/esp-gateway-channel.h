/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/text/esp-gateway.h"

G_BEGIN_DECLS

#define ESP_TYPE_GATEWAY_CHANNEL (esp_gateway_channel_get_type ())
G_DECLARE_FINAL_TYPE (EspGatewayChannel, esp_gateway_channel, ESP, GATEWAY_CHANNEL, GObject)

EspChannel *esp_gateway_channel_new (EspGateway *gateway);
EspGateway *esp_gateway_channel_get_gateway (EspGatewayChannel *self);
void esp_gateway_channel_set_timeout (EspGatewayChannel *self, guint seconds);
void esp_gateway_channel_list_templates_async (EspGatewayChannel *self,
                                               GCancellable *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer user_data);
GPtrArray *esp_gateway_channel_list_templates_finish (EspGatewayChannel *self,
                                                      GAsyncResult *result,
                                                      GError **error);

G_END_DECLS
