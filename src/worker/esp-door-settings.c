/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where and how the service of a channel may call us: a member of the settings of the channel. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-door-settings.h"

#include "channels/esp-channel-kinds.h"
#include "channels/web/esp-web-client.h"
#include "worker/esp-hook-secret.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define MEMBER "door"
#define PATH "/reports/"

/**
 * esp_door_settings_new:
 *
 * Returns: (transfer full): with a token of its own
 */
EspDoorSettings *
esp_door_settings_new (void)
{
  EspDoorSettings *self = g_new0 (EspDoorSettings, 1);

  self->token = esp_hook_secret_new ();
  self->url = g_strdup ("");
  self->key = g_strdup ("");
  return self;
}

void
esp_door_settings_free (EspDoorSettings *self)
{
  if (self == NULL)
    return;
  g_free (self->token);
  g_free (self->url);
  g_free (self->key);
  g_free (self);
}

static char *
dup_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
             json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_dup_string (node)
           : g_strdup ("");
}

/**
 * esp_door_settings_load:
 *
 * Returns: (transfer full) (nullable): %NULL when the service may not call
 */
EspDoorSettings *
esp_door_settings_load (const EspChannelRecord *record)
{
  g_autoptr (JsonNode) root =
    record->settings != NULL ? json_from_string (record->settings, NULL) : NULL;
  JsonNode *node = root != NULL && JSON_NODE_HOLDS_OBJECT (root)
                     ? json_object_get_member (json_node_get_object (root), MEMBER)
                     : NULL;
  g_autoptr (EspDoorSettings) self = NULL;
  JsonObject *object;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  object = json_node_get_object (node);
  self = g_new0 (EspDoorSettings, 1);
  self->token = dup_text (object, "token");
  self->url = dup_text (object, "url");
  self->key = dup_text (object, "key");
  return *self->token != '\0' ? g_steal_pointer (&self) : NULL;
}

/**
 * esp_door_settings_set_url:
 * @url: where the tunnel begins, without the path; "" for none
 *
 * Returns: %FALSE with @error set when it is no address that services call
 */
gboolean
esp_door_settings_set_url (EspDoorSettings *self, const char *url, GError **error)
{
  g_autofree char *host = *url != '\0' ? esp_web_dup_host (url, error) : NULL;
  gsize n = strlen (url);

  if (*url != '\0' && host == NULL)
    return FALSE;
  while (n > 0 && url[n - 1] == '/')
    n--;
  g_free (self->url);
  self->url = g_strndup (url, n);
  return TRUE;
}

/**
 * esp_door_settings_apply:
 * @self: (nullable): %NULL takes it away
 *
 * Returns: (transfer full): @settings of a channel with it
 */
char *
esp_door_settings_apply (const EspDoorSettings *self, const char *settings)
{
  g_autoptr (JsonBuilder) builder = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *json = NULL;

  if (self == NULL)
    return esp_channel_settings_set_json (settings, MEMBER, NULL);
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "token");
  json_builder_add_string_value (builder, self->token);
  json_builder_set_member_name (builder, "url");
  json_builder_add_string_value (builder, self->url);
  json_builder_set_member_name (builder, "key");
  json_builder_add_string_value (builder, self->key);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  json = json_to_string (root, FALSE);
  return esp_channel_settings_set_json (settings, MEMBER, json);
}

/**
 * esp_door_settings_keep:
 * @settings: (inout) (transfer full): made without regard to it; get the old one
 */
void
esp_door_settings_keep (const EspChannelRecord *before, char **settings)
{
  g_autoptr (EspDoorSettings) self = esp_door_settings_load (before);
  char *kept;

  if (self == NULL)
    return;
  kept = esp_door_settings_apply (self, *settings);
  g_free (*settings);
  *settings = kept;
}

/**
 * esp_door_settings_dup_address:
 * @port: where we listen; 0 when we do not
 *
 * Returns: (transfer full): what the service has to call
 */
char *
esp_door_settings_dup_address (const EspDoorSettings *self, guint port)
{
  if (*self->url != '\0')
    return g_strconcat (self->url, PATH, self->token, NULL);
  return g_strdup_printf ("http://127.0.0.1:%u" PATH "%s", port, self->token);
}

/**
 * esp_door_secret_id:
 *
 * Returns: (transfer full): under which the keyring holds what the service signs with
 */
char *
esp_door_secret_id (const EspChannelRecord *record)
{
  return record->secret_id != NULL ? g_strdup_printf ("%s/door", record->secret_id)
                                   : g_strdup_printf ("door/%" G_GINT64_FORMAT, record->id);
}
