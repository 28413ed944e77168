/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends one message of its own through a channel to whoever looks at it. */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "views/channels/esp-channel-trial-button.h"

#include "channels/email/esp-mail-address.h"
#include "channels/esp-channel-kinds.h"
#include "views/channels/esp-test-button.h"
#include "worker/esp-channel-trial.h"

#include <glib/gi18n.h>

/* Lives as long as the button. */
typedef struct
{
  EspMedium medium;
  char *own_address; /* (owned) */
  gboolean has_sender;
} Source;

static void
source_free (gpointer data)
{
  Source *source = data;

  g_free (source->own_address);
  g_free (source);
}

static char *
dup_where (gpointer user_data)
{
  const Source *source = user_data;

  return source->medium == ESP_MEDIUM_EMAIL ? g_strdup (source->own_address) : NULL;
}

static const char *
find_problem (const Source *source, const char *to)
{
  gboolean needs_smtputf8;
  g_autofree char *wire = NULL;

  switch (source->medium)
    {
    case ESP_MEDIUM_EMAIL:
      wire = esp_mail_address_to_wire (to, &needs_smtputf8, NULL);
      return wire != NULL ? NULL : _ ("Write your whole address, such as me@example.com.");
    case ESP_MEDIUM_TEXT:
      return *to != '\0' ? NULL : _ ("Write your own number, such as 010-1234-5678.");
    case ESP_MEDIUM_PUSH:
      return *to != '\0' ? NULL : _ ("Paste the subscription of your browser.");
    case ESP_MEDIUM_KAKAO:
    case ESP_MEDIUM_CHAT:
    case ESP_MEDIUM_WEBHOOK:
    default:
      return NULL;
    }
}

static char *
prepare (EspTestMail *mail, const char **out_problem, gpointer user_data)
{
  const Source *source = user_data;
  const EspChannelTrial trial = {
    .language = g_str_has_prefix (pango_language_to_string (pango_language_get_default ()), "ko")
                  ? "ko"
                  : "en",
    .title = _ ("A test from Espalier"),
    .words = _ ("If you can read this, the channel works. Nobody else got it."),
    .sender = source->has_sender ? NULL : mail->to,
  };

  *out_problem = find_problem (source, mail->to);
  if (*out_problem != NULL)
    return NULL;
  mail->is_text = source->medium != ESP_MEDIUM_EMAIL;
  return esp_channel_trial_new_document (source->medium, &trial);
}

static gboolean
describe (EspMedium medium, EspTestUse *use)
{
  switch (medium)
    {
    case ESP_MEDIUM_EMAIL:
      use->label = _ ("Send test…");
      use->where = _ ("Your address");
      return TRUE;
    case ESP_MEDIUM_TEXT:
      use->label = _ ("Test to my phone…");
      use->where = _ ("Your number");
      return TRUE;
    case ESP_MEDIUM_CHAT:
      use->label = _ ("Post a test…");
      return TRUE;
    case ESP_MEDIUM_PUSH:
      use->label = _ ("Test to my browser…");
      use->where = _ ("Subscription of your browser");
      return TRUE;
    case ESP_MEDIUM_KAKAO:
    case ESP_MEDIUM_WEBHOOK:
    default:
      return FALSE;
    }
}

/**
 * esp_channel_trial_button_new:
 *
 * Returns: (transfer floating) (nullable): the button; %NULL for a channel that carries only what was approved
 *   before, or what nobody reads
 */
GtkWidget *
esp_channel_trial_button_new (EspSession *session, const EspChannelLook *look)
{
  const EspChannelKind *kind = esp_channel_kind_find (look->record->kind);
  EspTestUse use = { .channel_id = look->record->id, .dup_where = dup_where, .prepare = prepare };
  Source *source;
  GtkWidget *button;

  if (kind == NULL || !describe (kind->medium, &use))
    return NULL;
  source = g_new0 (Source, 1);
  source->medium = kind->medium;
  source->own_address = g_strdup (*look->reply_to != '\0' ? look->reply_to : look->sender_email);
  source->has_sender = *look->sender_email != '\0';
  use.user_data = source;
  button = esp_test_button_new (session, &use);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data_full (G_OBJECT (button), "esp-test-source", source, source_free);
  return button;
}
