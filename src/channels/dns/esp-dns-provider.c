/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Knows from data what mail services want to be published. */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "channels/dns/esp-dns-provider.h"

#include "data/esp-core-resources.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define PROVIDERS "/io/github/espalier/core/rules/dns-providers.json"

static gboolean
has_text (JsonObject *object, const char *member, const char *text, gboolean is_end)
{
  JsonArray *array = json_object_get_array_member (object, member);

  for (guint i = 0; text != NULL && i < json_array_get_length (array); i++)
    {
      const char *known = json_array_get_string_element (array, i);

      if (is_end ? g_str_has_suffix (text, known) : g_str_equal (text, known))
        return TRUE;
    }
  return FALSE;
}

/**
 * esp_dns_provider_find:
 * @host: (nullable): the mail server
 * @kind: of the channel
 * @selectors: gets the selectors under which the provider's DKIM keys usually are
 *
 * Returns: (transfer full) (nullable): what SPF has to include; %NULL for a server of one's own
 */
char *
esp_dns_provider_find (const char *host, const char *kind, GStrvBuilder *selectors)
{
  g_autoptr (GBytes) bytes = g_resource_lookup_data (esp_core_get_resource (), PROVIDERS,
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonArray *providers;

  if (bytes == NULL || !json_parser_load_from_data (parser, g_bytes_get_data (bytes, NULL),
                                                    (gssize) g_bytes_get_size (bytes), NULL))
    return NULL;
  providers = json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)),
                                            "providers");
  for (guint i = 0; i < json_array_get_length (providers); i++)
    {
      JsonObject *provider = json_array_get_object_element (providers, i);
      JsonArray *names;

      if (!has_text (provider, "hosts", host, TRUE) && !has_text (provider, "kinds", kind, FALSE))
        continue;
      names = json_object_get_array_member (provider, "selectors");
      for (guint j = 0; j < json_array_get_length (names); j++)
        g_strv_builder_add (selectors, json_array_get_string_element (names, j));
      return g_strdup (json_object_get_string_member (provider, "include"));
    }
  return NULL;
}
