/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hands the send engine what is to be sent, whatever its channel carries: emails or texts. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-text-source.h"

#include "store/esp-facts.h"
#include "store/esp-messages.h"
#include "worker/esp-email-source.h"
#include "worker/esp-text-composer.h"

#include <string.h>

#define N_MARK 12 /* signs */

typedef struct
{
  EspTextComposer *composer;
  gint64 send_id;
  char *mark;       /* (owned) of the send: other workspaces may use the same account */
  gboolean is_demo; /* it becomes a mail that can be looked at */
} Texts;

static gpointer
open_send (EspTx *tx, const EspSend *send, GError **error)
{
  g_autoptr (EspCampaign) campaign = esp_campaign_load (tx, send->campaign_id, error);
  g_autoptr (EspChannelRecord) channel =
    campaign != NULL ? esp_channel_load (tx, send->channel_id, error) : NULL;
  EspTextSource source = { .message_id = send->message_id,
                           .version = (int) send->message_version,
                           .campaign_id = send->campaign_id,
                           .channel = channel };
  g_autoptr (EspTextComposer) composer = NULL;
  Texts *texts;

  if (channel == NULL)
    return NULL;
  source.campaign_name = campaign->name;
  composer = esp_text_composer_load (tx, &source, error);
  if (composer == NULL)
    return NULL;
  texts = g_new0 (Texts, 1);
  texts->composer = g_steal_pointer (&composer);
  texts->send_id = send->id;
  texts->mark = g_compute_checksum_for_data (G_CHECKSUM_SHA256, send->uuid, sizeof send->uuid);
  texts->mark[N_MARK] = '\0';
  texts->is_demo = g_str_equal (channel->kind, "demo");
  return texts;
}

static const char *
describe_kind (const EspTextDoc *doc)
{
  static const char *const kinds[] = { "SMS", "SMS", "LMS", "MMS" };

  switch (doc->medium)
    {
    case ESP_TEXT_MEDIUM_TEXT:
      return kinds[doc->text.wish];
    case ESP_TEXT_MEDIUM_KAKAO:
      return "KakaoTalk";
    case ESP_TEXT_MEDIUM_PUSH:
      return "Push";
    case ESP_TEXT_MEDIUM_CHAT:
    case ESP_N_TEXT_MEDIA:
    default:
      return "Chat";
    }
}

/**
 * esp_text_source_make_demo:
 * @doc: filled
 *
 * The demo mailbox keeps mails: there a text reads as one.
 *
 * Returns: (transfer full): the mail
 */
GBytes *
esp_text_source_make_demo (const EspTextDoc *doc, const char *to)
{
  g_autofree char *body64 =
    g_base64_encode ((const guchar *) doc->text.body, strlen (doc->text.body));
  g_autofree char *number = g_strdelimit (g_strdup (to), "\r\n", ' ');
  char *mail = g_strdup_printf ("From: <text@localhost>\r\nTo: %s\r\nSubject: %s\r\n"
                                "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n"
                                "Content-Transfer-Encoding: base64\r\n\r\n%s\r\n",
                                number, describe_kind (doc), body64);

  return g_bytes_new_take (mail, strlen (mail));
}

static gboolean
build_message (gpointer opened,
               const EspMessageRequest *request,
               EspPreparedMessage *out_message,
               GError **error)
{
  Texts *texts = opened;
  const EspTextRequest wanted = { .lead = request->lead,
                                  .consent_at_us = request->consent_at_us,
                                  .address = request->address,
                                  .now_us = request->now_us };
  EspText text;
  gboolean is_made = esp_text_composer_compose (texts->composer, &wanted, &text, error);

  if (is_made && text.missing != NULL)
    g_set_error (error, ESP_MESSAGE_ERROR, ESP_MESSAGE_ERROR_MISSING,
                 "The field “%s” is empty, and the message leaves out people without it",
                 text.missing);
  else if (is_made && texts->is_demo)
    out_message->bytes = esp_text_source_make_demo (text.doc, request->address);
  else if (is_made)
    {
      char *json = esp_text_doc_to_json (text.doc);

      out_message->price = esp_text_composer_get_cost (texts->composer, &text);
      out_message->bytes = g_bytes_new_take (json, strlen (json));
    }
  if (out_message->bytes != NULL)
    {
      out_message->from = g_strdup (esp_text_composer_get_sender (texts->composer));
      /* A room is known to its channel. */
      out_message->to =
        g_strdup (g_str_equal (request->address, ESP_ROOM_ADDRESS) ? "" : request->address);
      out_message->message_key =
        g_strdup_printf ("t%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT "@%s", texts->send_id,
                         request->delivery_id, texts->mark);
    }
  esp_text_clear (&text);
  return out_message->bytes != NULL;
}

static void
close_send (gpointer opened)
{
  Texts *texts = opened;

  esp_text_composer_free (texts->composer);
  g_free (texts->mark);
  g_free (texts);
}

const EspMessageSource esp_text_source = { open_send, build_message, close_send };

typedef struct
{
  const EspMessageSource *source;
  gpointer opened;
} Chosen;

static gpointer
open_every (EspTx *tx, const EspSend *send, GError **error)
{
  g_autofree char *medium = esp_message_dup_channel (tx, send->message_id, error);
  const EspMessageSource *source;
  gpointer opened;
  Chosen *chosen;

  if (medium == NULL)
    return NULL;
  source = esp_text_doc_is_text (medium) ? &esp_text_source : &esp_email_source;
  opened = source->open (tx, send, error);
  if (opened == NULL)
    return NULL;
  chosen = g_new0 (Chosen, 1);
  chosen->source = source;
  chosen->opened = opened;
  return chosen;
}

static gboolean
build_every (gpointer opened,
             const EspMessageRequest *request,
             EspPreparedMessage *out_message,
             GError **error)
{
  Chosen *chosen = opened;

  return chosen->source->build (chosen->opened, request, out_message, error);
}

static void
close_every (gpointer opened)
{
  Chosen *chosen = opened;

  chosen->source->close (chosen->opened);
  g_free (chosen);
}

const EspMessageSource esp_every_source = { open_every, build_every, close_every };
