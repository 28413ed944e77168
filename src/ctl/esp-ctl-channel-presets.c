/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl channel presets: the mail servers that are known by the name of their provider. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-channel-presets.h"

#include "channels/email/esp-smtp-provider.h"
#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"

#include <json-glib/json-glib.h>

static const char *
describe_hint (const char *hint)
{
  static const struct
  {
    const char *hint;
    const char *sentence;
  } hints[] = {
    { "app-password", "wants an app password, and SMTP turned on in the mailbox" },
    { "api-key", "the password is an API key" },
    { "smtp-user", "wants the SMTP user and password of its own pages, not those of the sign-in" },
    { "oauth", "wants an access token: --auth xoauth2" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (hints); i++)
    if (g_str_equal (hints[i].hint, hint))
      return hints[i].sentence;
  return "";
}

static void
add_preset (JsonBuilder *builder, const EspSmtpProvider *provider)
{
  json_builder_begin_object (builder);
  esp_ctl_add_text (builder, "id", provider->id);
  esp_ctl_add_text (builder, "name", provider->name);
  esp_ctl_add_text (builder, "host", provider->host);
  esp_ctl_add_int (builder, "port", provider->port);
  esp_ctl_add_text (builder, "security", esp_smtp_security_to_name (provider->security));
  esp_ctl_add_text (builder, "user", provider->user);
  esp_ctl_add_text (builder, "hint", provider->hint);
  esp_ctl_add_int (builder, "per_day", provider->per_day);
  esp_ctl_add_int (builder, "per_minute", provider->per_minute);
  esp_ctl_add_text (builder, "source", provider->source);
  json_builder_end_object (builder);
}

static void
print_preset (const EspSmtpProvider *provider)
{
  g_print ("%-18s  %s: %s:%u, %s; %s", provider->id, provider->name, provider->host, provider->port,
           esp_smtp_security_to_name (provider->security), describe_hint (provider->hint));
  if (provider->per_day > 0)
    g_print ("; at most %u a day", provider->per_day);
  if (provider->per_minute > 0)
    g_print (", %u a minute", provider->per_minute);
  if (provider->source != NULL)
    g_print (" (%s)", provider->source);
  g_print ("\n");
}

/**
 * esp_ctl_channel_presets:
 *
 * Prints the providers that are known here.
 *
 * Returns: the exit status
 */
int
esp_ctl_channel_presets (gboolean is_json)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < esp_smtp_provider_get_n (); i++)
    {
      const EspSmtpProvider *provider = esp_smtp_provider_get (i);

      add_preset (builder, provider);
      if (!is_json)
        print_preset (provider);
    }
  json_builder_end_array (builder);
  if (is_json)
    esp_ctl_print_json (builder);
  else
    g_print ("As of %s. Limits change: ask the provider.\n", esp_smtp_provider_get_date ());
  return ESP_CTL_OK;
}
