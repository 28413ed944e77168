/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of a mail server: kept as JSON, checked before use. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "channels/email/esp-smtp-account.h"

#include "channels/esp-channel.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define MAX_CONNECTIONS 50
#define MAX_JSON 65536

static const char *const security_names[] = { "tls", "starttls", "optional", "none" };
static const char *const auth_names[] = { "auto", "plain", "login", "xoauth2" };

static const EspSmtpPatience usual_patience = {
  .login_ms = 60 * 1000,
  .command_ms = 5 * 60 * 1000,
  .data_ms = 2 * 60 * 1000,
  .block_ms = 3 * 60 * 1000,
  .dot_ms = 10 * 60 * 1000,
  .idle_ms = 20 * 1000,
  .stuck_ms = 30 * 1000,
};

static gboolean
find_name (const char *const *names, guint n_names, const char *name, guint *out_index)
{
  for (guint i = 0; name != NULL && i < n_names; i++)
    if (g_str_equal (names[i], name))
      {
        *out_index = i;
        return TRUE;
      }
  return FALSE;
}

/**
 * esp_smtp_security_from_name:
 * @name: "tls", "starttls", "optional" or "none"
 *
 * Returns: whether @name is one of them
 */
gboolean
esp_smtp_security_from_name (const char *name, EspSmtpSecurity *out_security)
{
  guint i = 0;

  if (!find_name (security_names, G_N_ELEMENTS (security_names), name, &i))
    return FALSE;
  *out_security = (EspSmtpSecurity) i;
  return TRUE;
}

/**
 * esp_smtp_security_to_name:
 *
 * Returns: the word that the settings keep
 */
const char *
esp_smtp_security_to_name (EspSmtpSecurity security)
{
  return security_names[security];
}

/**
 * esp_smtp_auth_from_name:
 * @name: "auto", "plain", "login" or "xoauth2"
 *
 * Returns: whether @name is one of them
 */
gboolean
esp_smtp_auth_from_name (const char *name, EspSmtpAuth *out_auth)
{
  guint i = 0;

  if (!find_name (auth_names, G_N_ELEMENTS (auth_names), name, &i))
    return FALSE;
  *out_auth = (EspSmtpAuth) i;
  return TRUE;
}

/**
 * esp_smtp_account_new:
 * @port: 465 means encrypted from the start, any other port STARTTLS
 *
 * Returns: (transfer full): the usual settings for @host
 */
EspSmtpAccount *
esp_smtp_account_new (const char *host, guint port)
{
  EspSmtpAccount *self = g_new0 (EspSmtpAccount, 1);

  self->host = g_strdup (host);
  self->port = port;
  self->security = port == 465 ? ESP_SMTP_SECURITY_TLS : ESP_SMTP_SECURITY_STARTTLS;
  self->n_connections = 4;
  self->patience = usual_patience;
  return self;
}

EspSmtpAccount *
esp_smtp_account_copy (const EspSmtpAccount *self)
{
  EspSmtpAccount *copy = g_new0 (EspSmtpAccount, 1);

  *copy = *self;
  copy->host = g_strdup (self->host);
  copy->user = g_strdup (self->user);
  copy->ehlo_name = g_strdup (self->ehlo_name);
  copy->ca_file = g_strdup (self->ca_file);
  return copy;
}

void
esp_smtp_account_free (EspSmtpAccount *self)
{
  if (self == NULL)
    return;
  g_free (self->host);
  g_free (self->user);
  g_free (self->ehlo_name);
  g_free (self->ca_file);
  g_free (self);
}

static gboolean
set_invalid (GError **error, const char *sentence)
{
  g_set_error_literal (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID, sentence);
  return FALSE;
}

static const char *
get_string (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

static guint
get_number (JsonObject *object, const char *name, guint fallback)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_INT64)
    return fallback;
  return (guint) CLAMP (json_node_get_int (node), 0, G_MAXINT);
}

static void
read_patience (JsonObject *object, EspSmtpPatience *patience)
{
  patience->login_ms = get_number (object, "login-ms", patience->login_ms);
  patience->command_ms = get_number (object, "command-ms", patience->command_ms);
  patience->data_ms = get_number (object, "data-ms", patience->data_ms);
  patience->block_ms = get_number (object, "block-ms", patience->block_ms);
  patience->dot_ms = get_number (object, "dot-ms", patience->dot_ms);
  patience->idle_ms = get_number (object, "idle-ms", patience->idle_ms);
  patience->stuck_ms = get_number (object, "stuck-ms", patience->stuck_ms);
}

/**
 * esp_smtp_account_from_json:
 * @json: an object with host, port, security, auth, user, ehlo-name, ca-file, plain-accepted,
 *   connections and the waiting times; unknown members are left alone
 *
 * Returns: (transfer full): the settings, checked; or NULL with @error
 */
EspSmtpAccount *
esp_smtp_account_from_json (const char *json, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (EspSmtpAccount) self = NULL;
  JsonObject *object;
  JsonNode *root;
  JsonNode *plain;

  if (strlen (json) > MAX_JSON || !json_parser_load_from_data (parser, json, -1, NULL))
    {
      (void) set_invalid (error, "The settings of the mail server are not readable JSON");
      return NULL;
    }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      (void) set_invalid (error, "The settings of the mail server must be a JSON object");
      return NULL;
    }
  object = json_node_get_object (root);
  self = esp_smtp_account_new (get_string (object, "host"), get_number (object, "port", 587));
  (void) esp_smtp_security_from_name (get_string (object, "security"), &self->security);
  (void) esp_smtp_auth_from_name (get_string (object, "auth"), &self->auth);
  self->user = g_strdup (get_string (object, "user"));
  self->ehlo_name = g_strdup (get_string (object, "ehlo-name"));
  self->ca_file = g_strdup (get_string (object, "ca-file"));
  self->n_connections = get_number (object, "connections", self->n_connections);
  self->n_per_connection = get_number (object, "messages-per-connection", 0);
  plain = json_object_get_member (object, "plain-accepted");
  self->is_plain_accepted = plain != NULL && JSON_NODE_HOLDS_VALUE (plain) &&
                            json_node_get_value_type (plain) == G_TYPE_BOOLEAN &&
                            json_node_get_boolean (plain);
  read_patience (object, &self->patience);
  if (!esp_smtp_account_check (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  if (value == NULL)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

static void
add_number (JsonBuilder *builder, const char *name, guint value, guint usual)
{
  if (value == usual)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

/**
 * esp_smtp_account_to_json:
 *
 * Returns: (transfer full): what esp_smtp_account_from_json() reads; without any secret
 */
char *
esp_smtp_account_to_json (const EspSmtpAccount *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (JsonNode) root = NULL;
  const EspSmtpPatience *patience = &self->patience;

  json_builder_begin_object (builder);
  add_string (builder, "host", self->host);
  add_number (builder, "port", self->port, 0);
  add_string (builder, "security", security_names[self->security]);
  add_string (builder, "auth", auth_names[self->auth]);
  add_string (builder, "user", self->user);
  add_string (builder, "ehlo-name", self->ehlo_name);
  add_string (builder, "ca-file", self->ca_file);
  add_number (builder, "connections", self->n_connections, 0);
  add_number (builder, "messages-per-connection", self->n_per_connection, 0);
  if (self->is_plain_accepted)
    {
      json_builder_set_member_name (builder, "plain-accepted");
      json_builder_add_boolean_value (builder, TRUE);
    }
  add_number (builder, "login-ms", patience->login_ms, usual_patience.login_ms);
  add_number (builder, "command-ms", patience->command_ms, usual_patience.command_ms);
  add_number (builder, "data-ms", patience->data_ms, usual_patience.data_ms);
  add_number (builder, "block-ms", patience->block_ms, usual_patience.block_ms);
  add_number (builder, "dot-ms", patience->dot_ms, usual_patience.dot_ms);
  add_number (builder, "idle-ms", patience->idle_ms, usual_patience.idle_ms);
  add_number (builder, "stuck-ms", patience->stuck_ms, usual_patience.stuck_ms);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

/**
 * esp_smtp_account_is_loopback:
 *
 * Returns: whether the server is this computer, so that nothing can be overheard
 */
gboolean
esp_smtp_account_is_loopback (const EspSmtpAccount *self)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (self->host);

  if (address != NULL)
    return g_inet_address_get_is_loopback (address);
  return g_ascii_strcasecmp (self->host, "localhost") == 0;
}

static gboolean
is_host_text (const char *text)
{
  return text[0] != '\0' && strlen (text) <= 253 && strpbrk (text, "/@?#\\ \t\r\n%") == NULL &&
         g_utf8_validate (text, -1, NULL);
}

/**
 * esp_smtp_account_check:
 *
 * Returns: whether the settings can be used; @error says which one cannot and what to do
 */
gboolean
esp_smtp_account_check (const EspSmtpAccount *self, GError **error)
{
  if (self->host == NULL || !is_host_text (self->host))
    return set_invalid (error, "The mail server needs a name such as “smtp.example.com”");
  if (self->port == 0 || self->port > 65535)
    return set_invalid (error, "The port of the mail server must be between 1 and 65535; "
                               "465 and 587 are usual");
  if (self->n_connections == 0 || self->n_connections > MAX_CONNECTIONS)
    return set_invalid (error, "The number of connections must be between 1 and 50");
  if (self->ehlo_name != NULL && !is_host_text (self->ehlo_name))
    return set_invalid (error, "The name by which this computer greets the mail server must be a "
                               "host name such as “mail.example.com”");
  if (self->security != ESP_SMTP_SECURITY_NONE || esp_smtp_account_is_loopback (self))
    return TRUE;
  if (self->user != NULL)
    return set_invalid (error, "A password never travels unencrypted: choose TLS or STARTTLS, or "
                               "remove the user name");
  if (!self->is_plain_accepted)
    return set_invalid (error, "Mail to another computer is encrypted unless you explicitly accept "
                               "that it can be read on the way: choose TLS or STARTTLS");
  return TRUE;
}

/**
 * esp_smtp_account_to_where:
 *
 * Returns: (transfer full): "host:port", for sentences
 */
char *
esp_smtp_account_to_where (const EspSmtpAccount *self)
{
  gboolean is_v6 = strchr (self->host, ':') != NULL;

  return g_strdup_printf ("%s%s%s:%u", is_v6 ? "[" : "", self->host, is_v6 ? "]" : "", self->port);
}
