/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends the message that is being written to oneself, as the person it is looked at as. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-test-mail-button.h"

#include "channels/email/esp-mail-address.h"
#include "channels/esp-channel-kinds.h"
#include "views/channels/esp-test-button.h"

#include <glib/gi18n.h>

/* Lives as long as the button. */
typedef struct
{
  EspMessageDesk *desk; /* (owned) */
  EspPreviewAs *who;    /* beside the button */
} Source;

static void
source_free (gpointer data)
{
  Source *source = data;

  g_object_unref (source->desk);
  g_free (source);
}

static gboolean
fits (const EspChannelRecord *record, gpointer user_data)
{
  const EspChannelKind *kind = esp_channel_kind_find (record->kind);

  return kind != NULL && kind->medium == ESP_MEDIUM_EMAIL;
}

static char *
dup_where (gpointer user_data)
{
  const Source *source = user_data;
  const EspMessageDoc *doc = esp_message_desk_get_doc (source->desk);

  if (doc == NULL)
    return NULL;
  return g_strdup (*doc->reply_to != '\0' ? doc->reply_to : doc->sender_address);
}

static char *
prepare (EspTestMail *mail, const char **out_problem, gpointer user_data)
{
  const Source *source = user_data;
  gboolean needs_smtputf8;
  g_autofree char *wire = esp_mail_address_to_wire (mail->to, &needs_smtputf8, NULL);

  if (wire == NULL)
    {
      *out_problem = _ ("Write your whole address, such as me@example.com.");
      return NULL;
    }
  mail->sample = esp_preview_as_get_sample (source->who);
  mail->lead = esp_preview_as_get_lead (source->who);
  return g_strdup (esp_message_draft_get_document (esp_message_desk_get_draft (source->desk)));
}

/**
 * esp_test_mail_button_new:
 * @who: whose values the test prints
 *
 * Returns: (transfer floating): a button that sends the message to oneself
 */
GtkWidget *
esp_test_mail_button_new (EspMessageDesk *desk, EspPreviewAs *who)
{
  Source *source = g_new0 (Source, 1);
  const EspTestUse use = { .label = _ ("Send test…"),
                           .where = _ ("Your address"),
                           .fits = fits,
                           .dup_where = dup_where,
                           .prepare = prepare,
                           .user_data = source };
  GtkWidget *button = esp_test_button_new (esp_message_desk_get_session (desk), &use);

  source->desk = g_object_ref (desk);
  source->who = who;
  g_object_set_data_full (G_OBJECT (button), "esp-test-source", source, source_free);
  return button;
}
