/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the parts of the channel alone: sending, batches, answers and asks. */
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
  guint n_running;       /* calls of all submits */
  GQueue parked;         /* (element-type GTask) submits that wait for a call to end */
};

/* What one submit works on. */
typedef struct
{
  GArray *messages; /* (owned) */
  GPtrArray *items; /* (owned) all of them */
  EspOutBatch *out; /* (owned) */
  guint n_running;  /* calls */
  guint n_tries;
  gint64 rested_us; /* monotonic; when the service last asked for less */
  gboolean is_waiting;
  gboolean is_parked;
} EspGatewaySubmit;

/* One call under way. */
typedef struct
{
  GTask *task;      /* (owned) */
  GPtrArray *batch; /* (owned) borrows the items */
  EspMessageFile *file;
  gint64 began_us; /* monotonic */
} EspGatewayCall;

EspGatewayItem *esp_gateway_channel_make_item (EspGatewayChannel *self,
                                               const EspOutMessage *message);
GPtrArray *esp_gateway_submit_next (EspGatewayChannel *self, EspGatewaySubmit *submit);
void esp_gateway_submit_set_trouble (EspGatewaySubmit *submit, GError *error);
void esp_gateway_call_refuse (GPtrArray *batch, EspRefusal refusal, const EspWebReply *reply);
void esp_gateway_call_take_answer (EspGatewayChannel *self,
                                   EspGatewayCall *call,
                                   const EspWebReply *reply);
void esp_gateway_call_take_upload (EspGatewayChannel *self,
                                   EspGatewayCall *call,
                                   const EspWebReply *reply);

GError *esp_gateway_channel_new_auth_error (const EspWebReply *reply);
void esp_gateway_channel_call (EspGatewayChannel *self,
                               EspWebRequest *request,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
void esp_gateway_channel_add_asks (EspChannelInterface *iface);

G_END_DECLS
