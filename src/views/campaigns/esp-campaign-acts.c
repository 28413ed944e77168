/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Carries out what people do with a campaign, in the background, and says what went wrong. */
#define G_LOG_DOMAIN "esp-campaigns"

#include "config.h"

#include "views/campaigns/esp-campaign-acts.h"

#include "store/esp-channels.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-segment-source.h"
#include "worker/esp-send-fix.h"
#include "worker/esp-send-orders.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

typedef struct
{
  EspSession *session; /* (owned) main thread only */
  EspCampaignAct act;
  gint64 campaign_id; /* also written */
  char *text;         /* (owned) (nullable) */
  gint64 number;
  EspSendGate *gate; /* (owned) (nullable) what the rules say, for those acts that ask them */
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_object_unref (call->session);
  g_free (call->text);
  esp_send_gate_free (call->gate);
  g_free (call);
}

static gboolean
make_new (Call *call, EspTx *tx, GError **error)
{
  g_autoptr (EspSend) send = NULL;

  if (!esp_campaign_insert (tx, call->text, &call->campaign_id, error))
    return FALSE;
  send = esp_send_new (call->campaign_id);
  g_free (send->options);
  send->options = esp_send_options_new_json (tx, error);
  return send->options != NULL && esp_channel_ensure_demo (tx, &send->channel_id, error) &&
         esp_send_insert (tx, send, error);
}

/* Returns: (transfer full): a draft that plans what @send planned. */
static EspSend *
copy_plan (const EspSend *send, gint64 campaign_id)
{
  EspSend *copy = esp_send_new (campaign_id);

  copy->message_id = send->message_id;
  copy->channel_id = send->channel_id;
  g_free (copy->audience);
  copy->audience = g_strdup (send->audience);
  g_free (copy->options);
  copy->options = g_strdup (send->options);
  return copy;
}

static gboolean
duplicate (Call *call, EspTx *tx, GError **error)
{
  g_autoptr (EspCampaign) campaign = esp_campaign_load (tx, call->campaign_id, error);
  g_autoptr (EspSend) send = NULL;
  g_autoptr (EspSend) copy = NULL;

  if (campaign == NULL)
    return FALSE;
  send = esp_send_load_newest (tx, call->campaign_id, error);
  if (send == NULL || !esp_campaign_insert (tx, call->text, &call->campaign_id, error) ||
      !esp_campaign_set_goal (tx, call->campaign_id, campaign->goal, campaign->budget, error))
    return FALSE;
  copy = copy_plan (send, call->campaign_id);
  return esp_send_insert (tx, copy, error);
}

static void
take_member (JsonObject *change, const char *name, JsonNode *value, gpointer options)
{
  json_object_set_member (options, name, json_node_copy (value));
}

static gboolean
merge_options (EspSend *send, const char *change, GError **error)
{
  g_autoptr (JsonNode) root = json_from_string (send->options, error);
  g_autoptr (JsonNode) changed = root != NULL ? json_from_string (change, error) : NULL;

  if (changed == NULL)
    return FALSE;
  json_object_foreach_member (json_node_get_object (changed), take_member,
                              json_node_get_object (root));
  g_free (send->options);
  send->options = json_to_string (root, FALSE);
  return TRUE;
}

static gboolean
update (const Call *call, EspTx *tx, EspSend *send, GError **error)
{
  EspSendOptions checked;

  if (call->act == ESP_CAMPAIGN_MESSAGE)
    {
      send->message_id = call->number;
      send->message_version = 0;
    }
  else if (call->act == ESP_CAMPAIGN_CHANNEL)
    send->channel_id = call->number;
  else if (call->act == ESP_CAMPAIGN_AT)
    send->scheduled_at_us = call->number;
  else if (call->act == ESP_CAMPAIGN_AUDIENCE)
    {
      g_free (send->audience);
      send->audience = g_strdup (call->text);
    }
  else
    {
      if (!merge_options (send, call->text, error) ||
          !esp_send_options_from_json (send->options, &checked, error))
        return FALSE;
    }
  return esp_send_update (tx, send, error);
}

static gboolean
add_send (const Call *call, EspTx *tx, const EspSend *send, GError **error)
{
  static const char *const over[] = { "done", "stopped", "failed", NULL };
  g_autoptr (EspSend) copy = copy_plan (send, call->campaign_id);

  if (g_strv_contains (over, send->state))
    return esp_send_insert (tx, copy, error);
  g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                       "The last send of this campaign is not over yet");
  return FALSE;
}

static gboolean
act_on_send (const Call *call, EspTx *tx, GError **error)
{
  g_autoptr (EspSend) send = esp_send_load_newest (tx, call->campaign_id, error);
  gint64 n_stopped = 0;
  guint n_fixed = 0;

  if (send == NULL)
    return FALSE;
  switch ((int) call->act)
    {
    case ESP_CAMPAIGN_NEXT:
      return add_send (call, tx, send, error);
    case ESP_CAMPAIGN_FIX:
      return esp_send_fix (tx, send->id, call->text,
                           (const char *const *) call->gate->check->countries, &n_fixed, error);
    case ESP_CAMPAIGN_SEND:
      return esp_send_order_start (tx, call->gate, TRUE, error);
    case ESP_CAMPAIGN_PAUSE:
      return esp_send_order_pause (tx, send->id, error);
    case ESP_CAMPAIGN_RESUME:
      return esp_send_order_resume (tx, send->id, error);
    case ESP_CAMPAIGN_STOP:
      return esp_send_order_stop (tx, send->id, &n_stopped, error);
    case ESP_CAMPAIGN_COUNT_SENT:
    case ESP_CAMPAIGN_SEND_AGAIN:
      return esp_send_order_resolve (tx, send->id, call->number,
                                     call->act == ESP_CAMPAIGN_SEND_AGAIN, NULL, error);
    default:
      return update (call, tx, send, error);
    }
}

static gboolean
write_cb (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;

  switch ((int) call->act)
    {
    case ESP_CAMPAIGN_NEW:
      return make_new (call, tx, error);
    case ESP_CAMPAIGN_DUPLICATE:
      return duplicate (call, tx, error);
    case ESP_CAMPAIGN_ARCHIVE:
      return esp_campaign_set_archived (tx, call->campaign_id, TRUE, error);
    case ESP_CAMPAIGN_RENAME:
      return esp_campaign_rename (tx, call->campaign_id, call->text, error);
    case ESP_CAMPAIGN_GOAL:
      return esp_campaign_set_goal (tx, call->campaign_id, call->text, call->number, error);
    default:
      return act_on_send (call, tx, error);
    }
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  if (!esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    {
      g_autofree char *message = esp_store_message (error);

      esp_session_toast (call->session, message);
    }
  else if (call->act == ESP_CAMPAIGN_NEW || call->act == ESP_CAMPAIGN_DUPLICATE)
    {
      g_autofree char *address = g_strdup_printf ("campaigns/%" G_GINT64_FORMAT, call->campaign_id);

      esp_session_open (call->session, address);
    }
  else if (call->act == ESP_CAMPAIGN_ARCHIVE)
    {
      esp_session_open (call->session, "campaigns");
      esp_session_toast_undo (call->session, _ ("Campaign archived"), history_id);
    }
  else if (call->act == ESP_CAMPAIGN_FIX)
    esp_session_toast_undo (call->session, _ ("Fixed"), history_id);
  call_free (call);
}

static void
write_act (Call *call)
{
  static const EspOperation operation = { .kind = "campaign" };
  /* Orders to the engine are not taken back by Undo. */
  gboolean is_undoable = call->act <= ESP_CAMPAIGN_FIX;

  esp_store_write_async (esp_session_get_store (call->session), is_undoable ? &operation : NULL,
                         write_cb, call, NULL, written_cb, call);
}

/* Everyone is counted while nobody waits; the write after it is short. */
static gboolean
ask_cb (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;
  g_autoptr (EspSend) send = esp_send_load_newest (tx, call->campaign_id, error);

  if (send == NULL)
    return FALSE;
  call->gate =
    esp_send_gate_new (tx, send->id,
                       call->act == ESP_CAMPAIGN_SEND ? call->number : send->scheduled_at_us,
                       esp_segment_source_members, error);
  return call->gate != NULL;
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;

  if (esp_store_read_finish (ESP_STORE (source), result, &error) != NULL)
    {
      write_act (call);
      return;
    }
  message = esp_store_message (error);
  esp_session_toast (call->session, message);
  call_free (call);
}

/**
 * esp_campaign_act:
 * @text: (nullable): see #EspCampaignAct
 * @number: see #EspCampaignAct
 *
 * Does it. What goes wrong is told by the window.
 */
void
esp_campaign_act (EspSession *session,
                  EspCampaignAct act,
                  gint64 campaign_id,
                  const char *text,
                  gint64 number)
{
  Call *call = g_new0 (Call, 1);

  call->session = g_object_ref (session);
  call->act = act;
  call->campaign_id = campaign_id;
  call->text = g_strdup (text);
  call->number = number;
  if (act == ESP_CAMPAIGN_SEND || act == ESP_CAMPAIGN_FIX)
    esp_store_read_async (esp_session_get_store (session), ESP_READ_LONG, ask_cb, call, NULL, NULL,
                          asked_cb, call);
  else
    write_act (call);
}
