/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table of the kinds of channels: what each carries, wants to know, and how it is opened. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/esp-channel-kinds.h"

#include "channels/email/esp-smtp-kind.h"
#include "channels/email/http/esp-mail-kinds.h"
#include "channels/text/esp-text-kinds.h"

#include <glib/gi18n.h>
#include <string.h>

static const EspChannelField no_fields[] = { { .name = NULL } };

static const EspChannelKind demo_kind = {
  .id = "demo",
  .title = N_ ("Demo mailbox"),
  .medium = ESP_MEDIUM_EMAIL,
  .fields = no_fields,
};

/* In the order in which they are offered. */
static const EspChannelKind *const kinds[] = {
  &esp_smtp_kind,
  &esp_ses_kind,
  &esp_sendgrid_kind,
  &esp_mailgun_kind,
  &esp_postmark_kind,
  &esp_brevo_kind,
  &esp_resend_kind,
  &esp_solapi_kind,
  &esp_solapi_kakao_kind,
  &esp_nhn_kind,
  &esp_nhn_kakao_kind,
  &esp_aligo_kind,
  &esp_aligo_kakao_kind,
  &esp_twilio_kind,
  &esp_slack_kind,
  &esp_discord_kind,
  &esp_teams_kind,
  &esp_telegram_kind,
  &esp_webhook_kind,
  &esp_web_push_kind,

  &demo_kind,
};

/**
 * esp_channel_kinds_get_n:
 */
guint
esp_channel_kinds_get_n (void)
{
  return G_N_ELEMENTS (kinds);
}

/**
 * esp_channel_kinds_get:
 *
 * Returns: (transfer none): one of the kinds, in the order in which they are offered
 */
const EspChannelKind *
esp_channel_kinds_get (guint index)
{
  g_return_val_if_fail (index < G_N_ELEMENTS (kinds), NULL);

  return kinds[index];
}

/**
 * esp_channel_kind_find:
 *
 * Returns: (transfer none) (nullable): the kind of that id
 */
const EspChannelKind *
esp_channel_kind_find (const char *id)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (kinds[i]->id, id) == 0)
      return kinds[i];
  return NULL;
}

static const char *const medium_names[ESP_N_MEDIUMS] = { "email", "text", "kakao",
                                                         "chat",  "push", "webhook" };

/**
 * esp_medium_name:
 *
 * Returns: the stable word for @medium, as messages.channel has it
 */
const char *
esp_medium_name (EspMedium medium)
{
  return medium_names[medium];
}

/**
 * esp_medium_from_name:
 *
 * Returns: whether @name is a medium
 */
gboolean
esp_medium_from_name (const char *name, EspMedium *out_medium)
{
  for (guint i = 0; i < ESP_N_MEDIUMS; i++)
    if (g_strcmp0 (medium_names[i], name) == 0)
      {
        *out_medium = (EspMedium) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * esp_channel_kind_find_field:
 *
 * Returns: (transfer none) (nullable): the setting or secret of that name
 */
const EspChannelField *
esp_channel_kind_find_field (const EspChannelKind *self, const char *name)
{
  for (const EspChannelField *field = self->fields; field->name != NULL; field++)
    if (g_strcmp0 (field->name, name) == 0)
      return field;
  return NULL;
}

/**
 * esp_channel_kind_has_secret:
 *
 * Returns: whether it knows secrets at all
 */
gboolean
esp_channel_kind_has_secret (const EspChannelKind *self)
{
  for (const EspChannelField *field = self->fields; field->name != NULL; field++)
    if (field->type == ESP_CHANNEL_FIELD_SECRET)
      return TRUE;
  return FALSE;
}

/**
 * esp_channel_kind_wants_secret:
 *
 * Returns: whether a channel with these settings has a place in the keyring
 */
gboolean
esp_channel_kind_wants_secret (const EspChannelKind *self, const char *settings)
{
  g_autofree char *user = NULL;

  if (self != &esp_smtp_kind)
    return esp_channel_kind_has_secret (self);
  user = esp_channel_settings_dup (settings, "user");
  return user != NULL; /* a mail server without a user is not signed in to */
}

static gboolean
set_invalid (GError **error, const EspChannelField *field, const char *what)
{
  g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID, "“%s” (%s) %s", field->label,
               field->name, what);
  return FALSE;
}

static gboolean
check_field (const EspChannelField *field, const char *settings, GError **error)
{
  g_autofree char *text = NULL;

  if (field->type == ESP_CHANNEL_FIELD_SECRET || field->type == ESP_CHANNEL_FIELD_SWITCH)
    return TRUE;
  if (field->type == ESP_CHANNEL_FIELD_NUMBER)
    return esp_channel_settings_get_number (settings, field->name, 0) >= 0 ||
           set_invalid (error, field, "must be a whole number, 0 or more");
  text = esp_channel_settings_dup (settings, field->name);
  if (text == NULL || *text == '\0')
    return !field->is_required || field->fallback != NULL ||
           set_invalid (error, field, "is missing");
  if (strpbrk (text, "\r\n") != NULL)
    return set_invalid (error, field, "must be one line");
  if (field->choices != NULL && !g_strv_contains (field->choices, text))
    return set_invalid (error, field, "is none of the values that can be chosen");
  return TRUE;
}

/**
 * esp_channel_kind_check:
 *
 * Returns: whether a channel of the kind can be used with @settings; @error says what is wrong and where
 */
gboolean
esp_channel_kind_check (const EspChannelKind *self, const char *settings, GError **error)
{
  for (const EspChannelField *field = self->fields; field->name != NULL; field++)
    if (!check_field (field, settings, error))
      return FALSE;
  return self->check == NULL || self->check (settings, error);
}
