/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Carries out what is ordered on the page of a channel: move what waits, ask the service, judge opens and clicks. */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "views/channels/esp-channel-order.h"

#include "base/esp-format.h"
#include "base/esp-thread.h"
#include "store/esp-report-sources.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-reclassify.h"

#include <glib/gi18n.h>

typedef struct
{
  gint64 from_id;
  gint64 to_id; /* 0: the channel is asked */
  gint64 n_moved;
} Order;

typedef struct
{
  EspSession *session; /* (owned) */
  Order *order;        /* the write's own; lives until its end */
} Sent;

static gboolean
carry_out (EspTx *tx, gpointer data, GError **error)
{
  Order *order = data;
  EspChannelWaiting moved = { 0 };
  gboolean is_done;

  if (order->to_id == 0)
    return esp_report_source_ask_soon (tx, order->from_id, error);
  is_done = esp_channel_waiting_move (tx, order->from_id, order->to_id, &moved, error);
  order->n_moved = moved.n_messages;
  esp_channel_waiting_clear (&moved);
  return is_done;
}

static void
carried_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Sent *sent = user_data;
  g_autoptr (EspSession) session = sent->session;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gint64 history_id = 0;
  gboolean is_done = esp_store_write_finish (ESP_STORE (source), result, &history_id, &error);

  if (!is_done)
    text = esp_store_message (error);
  else if (sent->order->to_id == 0)
    text = g_strdup (_ ("The service is asked within seconds while the engine runs."));
  else
    {
      g_autofree char *n = esp_format_count (sent->order->n_moved);

      text =
        g_strdup_printf (ngettext ("%s message goes the other way", "%s messages go the other way",
                                   (gulong) sent->order->n_moved),
                         n);
    }
  if (is_done && history_id != 0)
    esp_session_toast_undo (session, text, history_id);
  else
    esp_session_toast (session, text);
}

static void
send (EspSession *session, gint64 from_id, gint64 to_id, const EspOperation *operation)
{
  Order *order = g_new0 (Order, 1);
  Sent *sent = g_new0 (Sent, 1);

  order->from_id = from_id;
  order->to_id = to_id;
  sent->session = g_object_ref (session);
  sent->order = order;
  esp_store_write_async (esp_session_get_store (session), operation, carry_out, order, g_free,
                         carried_out_cb, sent);
}

/**
 * esp_channel_order_move:
 * @name: of the channel that they waited for
 *
 * What waits for one channel goes through another.
 */
void
esp_channel_order_move (EspSession *session, gint64 from_id, gint64 to_id, const char *name)
{
  const EspOperation operation = { .kind = "channel-move", .summary = name };

  send (session, from_id, to_id, &operation);
}

/**
 * esp_channel_order_ask:
 *
 * The engine asks the service and the mailbox as soon as it can.
 */
void
esp_channel_order_ask (EspSession *session, gint64 channel_id)
{
  send (session, channel_id, 0, NULL);
}

/* A judgement takes as long as there are opens and clicks: on a thread of its own. */
typedef struct
{
  EspSession *session; /* (owned) */
  EspStore *store;     /* (owned) */
  EspThread *thread;   /* (owned) */
  EspReclassifyTally tally;
  GError *error; /* (owned) (nullable) */
} Judge;

static gboolean
judged_cb (gpointer user_data)
{
  g_autofree Judge *judge = user_data;
  g_autoptr (GError) error = judge->error;
  g_autofree char *text = NULL;

  if (error != NULL)
    text = esp_store_message (error);
  else
    {
      g_autofree char *n = esp_format_count (judge->tally.n_changed);

      text = g_strdup_printf (ngettext ("%s open or click counts differently now",
                                        "%s opens and clicks count differently now",
                                        (gulong) judge->tally.n_changed),
                              n);
    }
  esp_session_toast (judge->session, text);
  esp_thread_join (judge->thread);
  g_object_unref (judge->thread);
  g_object_unref (judge->store);
  g_object_unref (judge->session);
  return G_SOURCE_REMOVE;
}

static void
judge_worker (gpointer data)
{
  Judge *judge = data;

  (void) esp_reclassify_all (judge->store, &judge->tally, &judge->error); /* told by the error */
  g_idle_add (judged_cb, judge);
}

/**
 * esp_channel_order_judge:
 *
 * Judges again whether people or programs made the opens and clicks of the workspace.
 */
void
esp_channel_order_judge (EspSession *session)
{
  Judge *judge = g_new0 (Judge, 1);

  judge->session = g_object_ref (session);
  judge->store = g_object_ref (esp_session_get_store (session));
  judge->thread = esp_thread_new ("judge");
  esp_thread_post (judge->thread, judge_worker, judge);
}
