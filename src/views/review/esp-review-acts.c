/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Carries out what people do in a review, in the background, and says what came of it. */
#define G_LOG_DOMAIN "esp-review"

#include "config.h"

#include "views/review/esp-review-acts.h"

#include "store/esp-campaigns.h"
#include "views/review/esp-review-words.h"
#include "worker/esp-review-place.h"
#include "worker/esp-review.h"
#include "worker/esp-segment-source.h"

#include <glib/gi18n.h>

typedef struct
{
  EspSession *session; /* (owned) main thread only */
  EspReviewAct act;
  gint64 id; /* also written: of what was asked for */
  char *person;
  char *place; /* (nullable) */
  char *text;  /* (nullable) */
  gint64 until_us;
  EspSendGate *gate;   /* (owned) (nullable) */
  gboolean is_granted; /* enough people have said yes */
} Call;

static void
call_free (gpointer data)
{
  Call *call = data;

  g_object_unref (call->session);
  g_free (call->person);
  g_free (call->place);
  g_free (call->text);
  esp_send_gate_free (call->gate);
  g_free (call);
}

/**
 * esp_review_get_person:
 *
 * Returns: (transfer none): the name of whoever sits at this computer
 */
const char *
esp_review_get_person (void)
{
  const char *name = g_get_real_name ();

  return name != NULL && *name != '\0' && !g_str_equal (name, "Unknown") ? name
                                                                         : g_get_user_name ();
}

static gboolean
comment (const Call *call, EspTx *tx, GError **error)
{
  const EspReviewComment row = { .place = call->place, .person = call->person, .text = call->text };

  return esp_review_comment (tx, call->id, &row, error);
}

static gboolean
write_cb (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;

  switch (call->act)
    {
    case ESP_REVIEW_ACT_ASK:
      return esp_review_ask (tx, call->gate, call->person, call->text, &call->id, error);
    case ESP_REVIEW_ACT_COMMENT:
      return comment (call, tx, error);
    case ESP_REVIEW_ACT_DONE:
    case ESP_REVIEW_ACT_UNDONE:
      return esp_review_set_comment_done (tx, call->id, call->act == ESP_REVIEW_ACT_DONE, error);
    case ESP_REVIEW_ACT_CHANGES:
      return esp_review_request_changes (tx, call->id, call->person, call->text, error);
    case ESP_REVIEW_ACT_APPROVE:
      return esp_review_approve (tx, call->id, call->person, call->until_us, &call->is_granted,
                                 error);
    case ESP_REVIEW_ACT_WITHDRAW:
    default:
      return esp_review_withdraw (tx, call->id, call->person, error);
    }
}

static const char *
get_outcome (const Call *call)
{
  switch (call->act)
    {
    case ESP_REVIEW_ACT_ASK:
      return _ ("Asked for a review; it is locked until somebody has decided");
    case ESP_REVIEW_ACT_CHANGES:
      return _ ("Given back to be changed");
    case ESP_REVIEW_ACT_APPROVE:
      return call->is_granted ? _ ("Approved") : _ ("Noted; somebody else has to approve it too");
    case ESP_REVIEW_ACT_WITHDRAW:
      return _ ("Review withdrawn; it can be changed again");
    case ESP_REVIEW_ACT_COMMENT:
    case ESP_REVIEW_ACT_DONE:
    case ESP_REVIEW_ACT_UNDONE:
    default:
      return NULL;
    }
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (GError) error = NULL;

  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    {
      g_autofree char *message = esp_review_message (error);

      esp_session_toast (call->session, message);
    }
  else if (get_outcome (call) != NULL)
    esp_session_toast (call->session, get_outcome (call));
  call_free (call);
}

static void
write_call (Call *call)
{
  /* Decisions are evidence: they are not undone, but followed by others. */
  esp_store_write_async (esp_session_get_store (call->session), NULL, write_cb, call, NULL,
                         written_cb, call);
}

/* Everyone is counted while nobody waits; the write after it is short. */
static gboolean
gate_cb (EspTx *tx, gpointer data, GError **error)
{
  Call *call = data;
  g_autoptr (EspSend) send = esp_send_load_newest (tx, call->id, error);

  if (send == NULL)
    return FALSE;
  call->gate =
    esp_send_gate_new (tx, send->id, send->scheduled_at_us, esp_segment_source_members, error);
  return call->gate != NULL;
}

static void
gated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;

  if (esp_store_read_finish (ESP_STORE (source), result, &error) != NULL)
    {
      write_call (call);
      return;
    }
  message = esp_review_message (error);
  esp_session_toast (call->session, message);
  call_free (call);
}

/**
 * esp_review_act:
 *
 * Does it. What came of it is told by the window.
 */
void
esp_review_act (EspSession *session, const EspReviewOrder *order)
{
  Call *call = g_new0 (Call, 1);

  call->session = g_object_ref (session);
  call->act = order->act;
  call->id = order->id;
  call->person = g_strdup (
    order->person != NULL && *order->person != '\0' ? order->person : esp_review_get_person ());
  call->place = g_strdup (order->place);
  call->text = g_strdup (order->text);
  call->until_us = order->until_us;
  if (call->act == ESP_REVIEW_ACT_ASK)
    esp_store_read_async (esp_session_get_store (session), ESP_READ_LONG, gate_cb, call, NULL, NULL,
                          gated_cb, call);
  else
    write_call (call);
}
