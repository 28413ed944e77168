/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Knows the mail servers of common providers, from data, so that nobody must look up a port. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "channels/email/esp-smtp-provider.h"

#include "channels/esp-channel-kinds.h"

#include "data/esp-core-resources.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define PACK "/io/github/espalier/core/rules/smtp-providers.json"

/* The pack; read once and kept for good. */
typedef struct
{
  JsonParser *parser; /* (owned) owns all texts */
  GArray *providers;  /* (owned) (element-type EspSmtpProvider) */
  const char *date;
} Pack;

static EspSmtpProvider
read_provider (JsonObject *object)
{
  EspSmtpProvider provider = {
    .id = json_object_get_string_member (object, "id"),
    .name = json_object_get_string_member (object, "name"),
    .host = json_object_get_string_member (object, "host"),
    .port = (guint) json_object_get_int_member (object, "port"),
    .user = json_object_get_string_member_with_default (object, "user", NULL),
    .hint = json_object_get_string_member (object, "hint"),
    .per_day = (guint) json_object_get_int_member (object, "day"),
    .source = json_object_get_string_member_with_default (object, "source", NULL),
    .per_minute = (guint) json_object_get_int_member_with_default (object, "minute", 0),
  };

  if (!esp_smtp_security_from_name (json_object_get_string_member (object, "security"),
                                    &provider.security))
    g_error ("The pack of providers names a security that does not exist");
  return provider;
}

static Pack *
load_pack (void)
{
  g_autoptr (GBytes) bytes =
    g_resource_lookup_data (esp_core_get_resource (), PACK, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  Pack *pack = g_new0 (Pack, 1);
  g_autoptr (GError) error = NULL;
  JsonObject *root;
  JsonArray *array;

  pack->parser = json_parser_new_immutable ();
  pack->providers = g_array_new (FALSE, FALSE, sizeof (EspSmtpProvider));
  if (bytes == NULL || !json_parser_load_from_data (pack->parser, g_bytes_get_data (bytes, NULL),
                                                    (gssize) g_bytes_get_size (bytes), &error))
    g_error ("The pack of providers is broken: %s", error != NULL ? error->message : "missing");
  root = json_node_get_object (json_parser_get_root (pack->parser));
  pack->date = json_object_get_string_member (root, "date");
  array = json_object_get_array_member (root, "providers");
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      EspSmtpProvider provider = read_provider (json_array_get_object_element (array, i));

      g_array_append_val (pack->providers, provider);
    }
  return pack;
}

static const Pack *
get_pack (void)
{
  static Pack *pack;

  if (g_once_init_enter (&pack))
    g_once_init_leave (&pack, load_pack ());
  return pack;
}

/**
 * esp_smtp_provider_get_n:
 *
 * Returns: how many providers are known
 */
guint
esp_smtp_provider_get_n (void)
{
  return get_pack ()->providers->len;
}

/**
 * esp_smtp_provider_get:
 *
 * Returns: (transfer none): one of the providers, in the order of the pack
 */
const EspSmtpProvider *
esp_smtp_provider_get (guint index)
{
  g_return_val_if_fail (index < esp_smtp_provider_get_n (), NULL);

  return &g_array_index (get_pack ()->providers, EspSmtpProvider, index);
}

/**
 * esp_smtp_provider_find:
 *
 * Returns: (transfer none) (nullable): the provider of that name or id, whatever the case
 */
const EspSmtpProvider *
esp_smtp_provider_find (const char *id)
{
  for (guint i = 0; i < esp_smtp_provider_get_n (); i++)
    {
      const EspSmtpProvider *provider = esp_smtp_provider_get (i);

      if (g_ascii_strcasecmp (provider->id, id) == 0 ||
          g_ascii_strcasecmp (provider->name, id) == 0)
        return provider;
    }
  return NULL;
}

/**
 * esp_smtp_provider_find_address:
 * @address: of a mailbox
 *
 * Returns: (transfer none) (nullable): the provider whose mailboxes end so
 */
const EspSmtpProvider *
esp_smtp_provider_find_address (const char *address)
{
  const char *at = strrchr (address, '@');
  JsonObject *root = json_node_get_object (json_parser_get_root (get_pack ()->parser));
  JsonArray *array = json_object_get_array_member (root, "providers");

  for (guint i = 0; at != NULL && i < json_array_get_length (array); i++)
    {
      JsonArray *domains =
        json_object_get_array_member (json_array_get_object_element (array, i), "domains");

      for (guint j = 0; j < json_array_get_length (domains); j++)
        if (g_ascii_strcasecmp (json_array_get_string_element (domains, j), at + 1) == 0)
          return esp_smtp_provider_get (i);
    }
  return NULL;
}

/**
 * esp_smtp_provider_get_date:
 *
 * Returns: the day on which the pack was last looked over
 */
const char *
esp_smtp_provider_get_date (void)
{
  return get_pack ()->date;
}

/**
 * esp_smtp_provider_apply:
 *
 * Sets what the provider says about the server; the user name only where it is the same for everybody.
 */
void
esp_smtp_provider_apply (const EspSmtpProvider *self, EspSmtpAccount *account)
{
  g_free (account->host);
  account->host = g_strdup (self->host);
  account->port = self->port;
  account->security = self->security;
  if (self->user == NULL)
    return;
  g_free (account->user);
  account->user = g_strdup (self->user);
}

static char *
set_number (char *settings, const char *name, guint number)
{
  g_autofree char *old = settings;
  g_autofree char *json = g_strdup_printf ("%u", number);

  return number == 0 ? g_steal_pointer (&old) : esp_channel_settings_set_json (old, name, json);
}

/**
 * esp_smtp_provider_limit:
 * @settings: of a channel
 * @has_rate: somebody said how many a minute: then that stays
 *
 * Returns: (transfer full): @settings with as many a day and a minute as the provider takes
 */
char *
esp_smtp_provider_limit (const EspSmtpProvider *self, const char *settings, gboolean has_rate)
{
  char *made = set_number (g_strdup (settings), "per-day", self->per_day);

  return has_rate ? made : set_number (made, "rate-per-minute", self->per_minute);
}
