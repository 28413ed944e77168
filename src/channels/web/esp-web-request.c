/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts requests to web services together, so that no value can break out of its place. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/web/esp-web-request.h"

#include <string.h>

#define TIMEOUT_MS 60000
#define MAX_REPLY (4 * 1024 * 1024)

/**
 * esp_web_request_new:
 * @url: without a query
 *
 * Returns: (transfer full): a request without a body
 */
EspWebRequest *
esp_web_request_new (const char *method, const char *url)
{
  EspWebRequest *self = g_new0 (EspWebRequest, 1);

  self->method = g_strdup (method);
  self->url = g_string_new (url);
  self->headers = g_ptr_array_new_with_free_func (g_free);
  self->timeout_ms = TIMEOUT_MS;
  self->max_reply = MAX_REPLY;
  return self;
}

void
esp_web_request_free (EspWebRequest *self)
{
  if (self == NULL)
    return;
  g_free (self->method);
  (void) g_string_free (self->url, TRUE);
  g_ptr_array_unref (self->headers);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self);
}

/**
 * esp_web_request_add_path:
 * @segment: plain; written so that it stays one segment
 */
void
esp_web_request_add_path (EspWebRequest *self, const char *segment)
{
  g_autofree char *escaped = g_uri_escape_string (segment, NULL, FALSE);

  g_string_append_printf (self->url, "/%s", escaped);
}

/**
 * esp_web_request_add_query:
 * @value: plain
 */
void
esp_web_request_add_query (EspWebRequest *self, const char *name, const char *value)
{
  g_autofree char *escaped = g_uri_escape_string (value, NULL, FALSE);

  g_string_append_printf (self->url, "%c%s=%s", strchr (self->url->str, '?') != NULL ? '&' : '?',
                          name, escaped);
}

/**
 * esp_web_request_add_query_int:
 */
void
esp_web_request_add_query_int (EspWebRequest *self, const char *name, gint64 value)
{
  g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  esp_web_request_add_query (self, name, text);
}

/**
 * esp_web_request_add_header:
 * @value: line breaks in it become spaces
 */
void
esp_web_request_add_header (EspWebRequest *self, const char *name, const char *value)
{
  char *line = g_strdup_printf ("%s: %s", name, value);

  g_ptr_array_add (self->headers, g_strdelimit (line, "\r\n", ' '));
}

/**
 * esp_web_request_add_basic:
 *
 * Signs in with a name and a password.
 */
void
esp_web_request_add_basic (EspWebRequest *self, const char *user, const char *password)
{
  g_autofree char *plain = g_strconcat (user, ":", password, NULL);
  g_autofree char *coded = g_base64_encode ((const guchar *) plain, strlen (plain));
  g_autofree char *value = g_strconcat ("Basic ", coded, NULL);

  esp_web_request_add_header (self, "Authorization", value);
}

/**
 * esp_web_request_add_bearer:
 *
 * Signs in with a token.
 */
void
esp_web_request_add_bearer (EspWebRequest *self, const char *token)
{
  g_autofree char *value = g_strconcat ("Bearer ", token, NULL);

  esp_web_request_add_header (self, "Authorization", value);
}

/**
 * esp_web_request_get_header:
 *
 * Returns: (transfer none) (nullable): the value that was set
 */
const char *
esp_web_request_get_header (EspWebRequest *self, const char *name)
{
  gsize n = strlen (name);

  for (guint i = 0; i < self->headers->len; i++)
    {
      const char *line = self->headers->pdata[i];

      if (g_ascii_strncasecmp (line, name, n) == 0 && line[n] == ':')
        return line + n + 2;
    }
  return NULL;
}

/**
 * esp_web_request_take_body:
 * @body: (transfer full)
 */
void
esp_web_request_take_body (EspWebRequest *self, const char *type, GBytes *body)
{
  g_clear_pointer (&self->body, g_bytes_unref);
  self->body = body;
  esp_web_request_add_header (self, "Content-Type", type);
}

/**
 * esp_web_request_take_json:
 * @json: (transfer full)
 */
void
esp_web_request_take_json (EspWebRequest *self, char *json)
{
  esp_web_request_take_body (self, "application/json", g_bytes_new_take (json, strlen (json)));
}

/**
 * esp_web_request_set_form:
 * @names_and_values: in turn, ends with %NULL; plain
 */
void
esp_web_request_set_form (EspWebRequest *self, const char *const *names_and_values)
{
  GString *form = g_string_new (NULL);

  for (guint i = 0; names_and_values[i] != NULL; i += 2)
    {
      g_autofree char *value = g_uri_escape_string (names_and_values[i + 1], NULL, FALSE);

      g_string_append_printf (form, "%s%s=%s", i > 0 ? "&" : "", names_and_values[i], value);
    }
  esp_web_request_take_body (self, "application/x-www-form-urlencoded",
                             g_string_free_to_bytes (form));
}

/**
 * esp_web_request_take_parts:
 * @parts: (transfer full)
 */
void
esp_web_request_take_parts (EspWebRequest *self, EspWebParts *parts)
{
  g_autofree char *type = g_strconcat ("multipart/form-data; boundary=", parts->boundary, NULL);
  g_autofree char *end = g_strdup_printf ("--%s--\r\n", parts->boundary);

  g_byte_array_append (parts->bytes, (const guint8 *) end, (guint) strlen (end));
  esp_web_request_take_body (self, type, g_byte_array_free_to_bytes (parts->bytes));
  g_free (parts->boundary);
  g_free (parts);
}

/**
 * esp_web_parts_new:
 *
 * Returns: (transfer full): an empty body of parts
 */
EspWebParts *
esp_web_parts_new (void)
{
  EspWebParts *self = g_new0 (EspWebParts, 1);
  g_autofree char *random = g_uuid_string_random ();

  self->bytes = g_byte_array_new ();
  self->boundary = g_strconcat ("espalier-", random, NULL);
  return self;
}

/* A name or file name as RFC 7578 wants it: no quote and no line break gets out. */
static char *
escape_name (const char *name)
{
  g_autoptr (GString) text = g_string_new (name);

  g_string_replace (text, "\"", "%22", 0);
  g_string_replace (text, "\r", "%0D", 0);
  g_string_replace (text, "\n", "%0A", 0);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_part (EspWebParts *self, const char *head, gconstpointer data, gsize n)
{
  g_autofree char *line = g_strdup_printf ("--%s\r\n%s\r\n\r\n", self->boundary, head);

  g_byte_array_append (self->bytes, (const guint8 *) line, (guint) strlen (line));
  if (n > 0)
    g_byte_array_append (self->bytes, data, (guint) n);
  g_byte_array_append (self->bytes, (const guint8 *) "\r\n", 2);
}

/**
 * esp_web_parts_add:
 */
void
esp_web_parts_add (EspWebParts *self, const char *name, const char *value)
{
  g_autofree char *escaped = escape_name (name);
  g_autofree char *head = g_strdup_printf ("Content-Disposition: form-data; name=\"%s\"", escaped);

  add_part (self, head, value, strlen (value));
}

/**
 * esp_web_parts_add_file:
 */
void
esp_web_parts_add_file (EspWebParts *self,
                        const char *name,
                        const char *file_name,
                        const char *type,
                        GBytes *bytes)
{
  g_autofree char *escaped = escape_name (name);
  g_autofree char *file = escape_name (file_name);
  g_autofree char *plain_type = g_strdelimit (g_strdup (type), "\r\n", ' ');
  g_autofree char *head =
    g_strdup_printf ("Content-Disposition: form-data; name=\"%s\"; filename=\"%s\"\r\n"
                     "Content-Type: %s",
                     escaped, file, plain_type);

  add_part (self, head, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}
