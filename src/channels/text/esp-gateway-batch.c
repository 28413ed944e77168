/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which messages go next, and together in one call. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/text/esp-gateway-channel-private.h"

/* Two people may share a telephone: services take the second of one call for a mistake. */
static gboolean
has_number (GPtrArray *batch, const EspGatewayItem *item)
{
  for (guint i = 0; i < batch->len; i++)
    if (g_str_equal (((EspGatewayItem *) batch->pdata[i])->out->to, item->out->to))
      return TRUE;
  return FALSE;
}

/**
 * esp_gateway_submit_next:
 *
 * Returns: (transfer container) (nullable): the next messages that go in one call; %NULL when none are left
 */
GPtrArray *
esp_gateway_submit_next (EspGatewayChannel *self, EspGatewaySubmit *submit)
{
  const EspTextGateway *service = self->gateway->service;
  g_autoptr (GPtrArray) batch = g_ptr_array_new ();
  g_autofree char *group = NULL;

  for (guint i = 0; i < submit->items->len && batch->len < service->max_batch; i++)
    {
      EspGatewayItem *item = submit->items->pdata[i];
      g_autofree char *own = NULL;

      if (item->is_settled || item->is_on_its_way)
        continue;
      own = service->group_of != NULL ? service->group_of (self->gateway, item) : NULL;
      if (batch->len > 0 && (g_strcmp0 (own, group) != 0 || has_number (batch, item)))
        continue;
      g_free (group);
      group = g_steal_pointer (&own);
      g_ptr_array_add (batch, item);
    }
  return batch->len > 0 ? g_steal_pointer (&batch) : NULL;
}

/* Without its country a number from abroad may be another one here. */
static gboolean
is_number_taken (const EspTextGateway *service, const char *number, GError **error)
{
  if (!service->is_domestic || *number != '+' || g_str_has_prefix (number, "+82"))
    return TRUE;
  g_set_error_literal (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                       "The service takes Korean numbers alone here: send to other countries "
                       "through another channel");
  return FALSE;
}

/**
 * esp_gateway_channel_make_item:
 *
 * Returns: (transfer full): the message, settled already when the service cannot carry it
 */
EspGatewayItem *
esp_gateway_channel_make_item (EspGatewayChannel *self, const EspOutMessage *message)
{
  const EspTextGateway *service = self->gateway->service;
  EspGatewayItem *item = g_new0 (EspGatewayItem, 1);
  g_autoptr (GError) error = NULL;
  gsize n = 0;
  const char *json = g_bytes_get_data (message->bytes, &n);

  item->out = message;
  item->doc = esp_text_doc_parse (json != NULL ? json : "", (gssize) n, &error);
  if (item->doc == NULL || !is_number_taken (service, message->to, &error) ||
      (service->can_take != NULL && !service->can_take (self->gateway, item, &error)))
    {
      esp_gateway_refuse (item, ESP_REFUSAL_CONTENT, 0, error->message);
      item->result.is_attempted = FALSE;
    }
  return item;
}
