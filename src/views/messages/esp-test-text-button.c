/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends the text, KakaoTalk message or post that is being written to one's own telephone or room. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-test-text-button.h"

#include "channels/esp-channel-kinds.h"
#include "views/channels/esp-test-button.h"

#include <glib/gi18n.h>

/* Lives as long as the button. */
typedef struct
{
  EspTextMedium medium;
  EspTestTextFunc dup_document;
  gpointer user_data;
} Source;

static gboolean
fits (const EspChannelRecord *record, gpointer user_data)
{
  static const EspMedium media[ESP_N_TEXT_MEDIA] = { ESP_MEDIUM_TEXT, ESP_MEDIUM_KAKAO,
                                                     ESP_MEDIUM_CHAT, ESP_MEDIUM_PUSH };
  const Source *source = user_data;
  const EspChannelKind *kind = esp_channel_kind_find (record->kind);

  return kind != NULL && kind->medium == media[source->medium];
}

static char *
prepare (EspTestMail *mail, const char **out_problem, gpointer user_data)
{
  const Source *source = user_data;

  if (*mail->to == '\0' && source->medium != ESP_TEXT_MEDIUM_CHAT)
    {
      *out_problem = source->medium == ESP_TEXT_MEDIUM_PUSH
                       ? _ ("Paste the subscription of your browser.")
                       : _ ("Write your own number, such as 010-1234-5678.");
      return NULL;
    }
  mail->is_text = TRUE;
  return source->dup_document (source->user_data);
}

/**
 * esp_test_text_button_new:
 * @dup_document: asked when the test is sent; lives as long as the button
 *
 * Returns: (transfer floating): a button that sends the message to oneself
 */
GtkWidget *
esp_test_text_button_new (EspSession *session,
                          EspTextMedium medium,
                          EspTestTextFunc dup_document,
                          gpointer user_data)
{
  Source *source = g_new0 (Source, 1);
  EspTestUse use = { .label = _ ("Test to my phone…"),
                     .where = _ ("Your number"),
                     .fits = fits,
                     .prepare = prepare,
                     .user_data = source };
  GtkWidget *button;

  if (medium == ESP_TEXT_MEDIUM_CHAT)
    {
      use.label = _ ("Post a test…");
      use.where = NULL;
    }
  else if (medium == ESP_TEXT_MEDIUM_PUSH)
    {
      use.label = _ ("Test to my browser…");
      use.where = _ ("Subscription of your browser");
    }
  *source = (Source){ medium, dup_document, user_data };
  button = esp_test_button_new (session, &use);
  g_object_set_data_full (G_OBJECT (button), "esp-test-source", source, g_free);
  return button;
}
