/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of a mailbox for what comes back: kept as JSON, checked before use. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/email/esp-imap-account.h"

#include "channels/esp-channel.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define MAX_JSON 65536
#define TLS_PORT 993
#define STARTTLS_PORT 143
#define USUAL_MINUTES 5
#define MAX_MINUTES (24 * 60)
#define USUAL_TIMEOUT_S 60

static const char *const auth_names[] = { "auto", "plain", "login", "xoauth2" };

/**
 * esp_imap_account_new:
 * @host: (nullable)
 * @user: (nullable)
 *
 * Returns: (transfer full): the usual settings
 */
EspImapAccount *
esp_imap_account_new (const char *host, const char *user)
{
  EspImapAccount *self = g_new0 (EspImapAccount, 1);

  self->host = g_strdup (host);
  self->user = g_strdup (user);
  self->port = TLS_PORT;
  self->security = ESP_SMTP_SECURITY_TLS;
  self->folder = g_strdup ("INBOX");
  self->minutes = USUAL_MINUTES;
  self->timeout_s = USUAL_TIMEOUT_S;
  return self;
}

/**
 * esp_imap_account_free:
 */
void
esp_imap_account_free (EspImapAccount *self)
{
  if (self == NULL)
    return;
  g_free (self->host);
  g_free (self->user);
  g_free (self->folder);
  g_free (self->move_to);
  g_free (self->ca_file);
  g_free (self);
}

static const char *
get_string (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
             json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : NULL;
}

static guint
get_number (JsonObject *object, const char *name, guint fallback)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
             json_node_get_value_type (node) == G_TYPE_INT64
           ? (guint) CLAMP (json_node_get_int (node), 0, G_MAXINT)
           : fallback;
}

/**
 * esp_imap_account_from_json:
 * @json: an object with host, port, security, auth, user, folder, move-to, ca-file, minutes and timeout-s
 *
 * Returns: (transfer full): the settings, checked; %NULL with @error set
 */
EspImapAccount *
esp_imap_account_from_json (const char *json, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (EspImapAccount) self = NULL;
  JsonObject *object;
  JsonNode *root;

  root = strlen (json) <= MAX_JSON && json_parser_load_from_data (parser, json, -1, NULL)
           ? json_parser_get_root (parser)
           : NULL;
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error_literal (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                           "The settings of the mailbox are not readable JSON");
      return NULL;
    }
  object = json_node_get_object (root);
  self = esp_imap_account_new (get_string (object, "host"), get_string (object, "user"));
  (void) esp_smtp_security_from_name (get_string (object, "security"), &self->security);
  (void) esp_smtp_auth_from_name (get_string (object, "auth"), &self->auth);
  self->port =
    get_number (object, "port", self->security == ESP_SMTP_SECURITY_TLS ? TLS_PORT : STARTTLS_PORT);
  if (get_string (object, "folder") != NULL && *get_string (object, "folder") != '\0')
    {
      g_free (self->folder);
      self->folder = g_strdup (get_string (object, "folder"));
    }
  if (get_string (object, "move-to") != NULL && *get_string (object, "move-to") != '\0')
    self->move_to = g_strdup (get_string (object, "move-to"));
  self->ca_file = g_strdup (get_string (object, "ca-file"));
  self->minutes = get_number (object, "minutes", self->minutes);
  self->timeout_s = get_number (object, "timeout-s", self->timeout_s);
  return esp_imap_account_check (self, error) ? g_steal_pointer (&self) : NULL;
}

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  if (value == NULL || *value == '\0')
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

/**
 * esp_imap_account_to_json:
 *
 * Returns: (transfer full): what esp_imap_account_from_json() reads; without any secret
 */
char *
esp_imap_account_to_json (const EspImapAccount *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  add_string (builder, "host", self->host);
  json_builder_set_member_name (builder, "port");
  json_builder_add_int_value (builder, self->port);
  add_string (builder, "security", esp_smtp_security_to_name (self->security));
  add_string (builder, "auth", auth_names[self->auth]);
  add_string (builder, "user", self->user);
  add_string (builder, "folder", self->folder);
  add_string (builder, "move-to", self->move_to);
  add_string (builder, "ca-file", self->ca_file);
  json_builder_set_member_name (builder, "minutes");
  json_builder_add_int_value (builder, self->minutes);
  if (self->timeout_s != USUAL_TIMEOUT_S)
    {
      json_builder_set_member_name (builder, "timeout-s");
      json_builder_add_int_value (builder, self->timeout_s);
    }
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static gboolean
set_invalid (GError **error, const char *sentence)
{
  g_set_error_literal (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID, sentence);
  return FALSE;
}

static gboolean
is_line (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if ((guchar) *p < ' ' || *p == 0x7f)
      return FALSE;
  return g_utf8_validate (text, -1, NULL);
}

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  return address != NULL ? g_inet_address_get_is_loopback (address)
                         : g_ascii_strcasecmp (host, "localhost") == 0;
}

/**
 * esp_imap_account_check:
 *
 * Returns: whether the settings can be used; @error says which one cannot and what to do
 */
gboolean
esp_imap_account_check (const EspImapAccount *self, GError **error)
{
  if (self->host == NULL || *self->host == '\0' || strlen (self->host) > 253 ||
      !is_line (self->host) || strpbrk (self->host, "/@?#\\ %") != NULL)
    return set_invalid (error, "The mailbox needs a server such as “imap.example.com”");
  if (self->port == 0 || self->port > 65535)
    return set_invalid (error, "The port of the mailbox must be between 1 and 65535; 993 and 143 "
                               "are usual");
  if (self->user == NULL || *self->user == '\0' || !is_line (self->user))
    return set_invalid (error, "The mailbox needs a user name to sign in with");
  if (!is_line (self->folder) || (self->move_to != NULL && !is_line (self->move_to)))
    return set_invalid (error, "The name of a folder must be one line of text");
  if (self->move_to != NULL && g_str_equal (self->move_to, self->folder))
    return set_invalid (error, "What was understood cannot be moved to the folder in which it is");
  if (self->minutes == 0 || self->minutes > MAX_MINUTES)
    return set_invalid (error, "The mailbox is looked at every 1 to 1440 minutes");
  if ((self->security == ESP_SMTP_SECURITY_NONE || self->security == ESP_SMTP_SECURITY_OPTIONAL) &&
      !is_loopback (self->host))
    return set_invalid (error, "A password never travels unencrypted: choose TLS or STARTTLS");
  return TRUE;
}

/**
 * esp_imap_account_to_where:
 *
 * Returns: (transfer full): "host:port", for sentences
 */
char *
esp_imap_account_to_where (const EspImapAccount *self)
{
  gboolean is_v6 = strchr (self->host, ':') != NULL;

  return g_strdup_printf ("%s%s%s:%u", is_v6 ? "[" : "", self->host, is_v6 ? "]" : "", self->port);
}
