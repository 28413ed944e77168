/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signs requests as Amazon Web Services want it: Signature Version 4. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/email/http/esp-sigv4.h"

#include "base/esp-clock.h"

#include <string.h>

#define UNRESERVED "-_.~"

static int
compare_text (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* A path that stands in a request is written a second time for the signature. */
static char *
make_path (const char *path)
{
  if (*path == '\0')
    return g_strdup ("/");
  return g_uri_escape_string (path, "/", FALSE);
}

/* Names and values are escaped already; they are only put in order. */
static char *
make_query (const char *query)
{
  g_auto (GStrv) parts = NULL;
  g_autoptr (GPtrArray) sorted = g_ptr_array_new_with_free_func (g_free);

  if (query == NULL || *query == '\0')
    return g_strdup ("");
  parts = g_strsplit (query, "&", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    g_ptr_array_add (sorted, strchr (parts[i], '=') != NULL ? g_strdup (parts[i])
                                                            : g_strconcat (parts[i], "=", NULL));
  g_ptr_array_sort (sorted, compare_text);
  g_ptr_array_add (sorted, NULL);
  return g_strjoinv ("&", (char **) sorted->pdata);
}

/* Runs of spaces count as one. */
static char *
squeeze (const char *value)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (; *value != '\0'; value++)
    if (*value != ' ' || (text->len > 0 && text->str[text->len - 1] != ' '))
      g_string_append_c (text, *value);
  return g_strdup (g_strchomp (text->str));
}

/* Fills "name:value\n" in order, and the names with semicolons. */
static void
make_headers (EspWebRequest *request, const char *host, GString *headers, GString *names)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (lines, g_strconcat ("host:", host, NULL));
  for (guint i = 0; i < request->headers->len; i++)
    {
      const char *line = request->headers->pdata[i];
      const char *colon = strchr (line, ':');
      g_autofree char *raw = g_ascii_strdown (line, colon - line);
      g_autofree char *value = squeeze (colon + 1);

      g_ptr_array_add (lines, g_strconcat (raw, ":", value, NULL));
    }
  g_ptr_array_sort (lines, compare_text);
  for (guint i = 0; i < lines->len; i++)
    {
      const char *line = lines->pdata[i];

      g_string_append_printf (headers, "%s\n", line);
      g_string_append_printf (names, "%s%.*s", i > 0 ? ";" : "", (int) (strchr (line, ':') - line),
                              line);
    }
}

static void
hmac (const guint8 *key, gsize n_key, const char *text, guint8 out[32])
{
  g_autoptr (GHmac) sum = g_hmac_new (G_CHECKSUM_SHA256, key, n_key);
  gsize n = 32;

  g_hmac_update (sum, (const guchar *) text, (gssize) strlen (text));
  g_hmac_get_digest (sum, out, &n);
}

static char *
make_signature (const EspSigv4 *self, const char *day, const char *to_sign)
{
  g_autofree char *secret = g_strconcat ("AWS4", self->secret_key, NULL);
  const char *const steps[] = { day, self->region, self->service, "aws4_request" };
  guint8 key[32];
  guint8 next[32];

  hmac ((const guint8 *) secret, strlen (secret), steps[0], key);
  for (guint i = 1; i < G_N_ELEMENTS (steps); i++)
    {
      hmac (key, sizeof key, steps[i], next);
      memcpy (key, next, sizeof key);
    }
  return g_compute_hmac_for_string (G_CHECKSUM_SHA256, key, sizeof key, to_sign, -1);
}

static char *
make_canonical (EspWebRequest *request, GUri *uri, const char *host, char **out_names)
{
  g_autofree char *path = make_path (g_uri_get_path (uri));
  g_autofree char *query = make_query (g_uri_get_query (uri));
  g_autoptr (GString) headers = g_string_new (NULL);
  g_autoptr (GString) names = g_string_new (NULL);
  gsize n_body = request->body != NULL ? g_bytes_get_size (request->body) : 0;
  g_autofree char *payload =
    g_compute_checksum_for_data (G_CHECKSUM_SHA256,
                                 n_body > 0 ? g_bytes_get_data (request->body, NULL)
                                            : (const guchar *) "",
                                 n_body);

  make_headers (request, host, headers, names);
  *out_names = g_strdup (names->str);
  return g_strdup_printf ("%s\n%s\n%s\n%s\n%s\n%s", request->method, path, query, headers->str,
                          names->str, payload);
}

/**
 * esp_sigv4_sign:
 * @request: finished but for this; its address is absolute
 * @now_us: the time that the signature names
 */
void
esp_sigv4_sign (const EspSigv4 *self, EspWebRequest *request, gint64 now_us)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (now_us / ESP_USEC_PER_SEC);
  g_autofree char *time = g_date_time_format (now, "%Y%m%dT%H%M%SZ");
  g_autofree char *day = g_strndup (time, 8);
  g_autoptr (GUri) uri = g_uri_parse (request->url->str, G_URI_FLAGS_ENCODED, NULL);
  g_autofree char *scope =
    g_strdup_printf ("%s/%s/%s/aws4_request", day, self->region, self->service);
  g_autofree char *host = NULL;
  g_autofree char *names = NULL;
  g_autofree char *canonical = NULL;
  g_autofree char *digest = NULL;
  g_autofree char *to_sign = NULL;
  g_autofree char *signature = NULL;
  g_autofree char *value = NULL;

  g_return_if_fail (uri != NULL && g_uri_get_host (uri) != NULL);
  host = g_uri_get_port (uri) > 0
           ? g_strdup_printf ("%s:%d", g_uri_get_host (uri), g_uri_get_port (uri))
           : g_strdup (g_uri_get_host (uri));
  esp_web_request_add_header (request, "X-Amz-Date", time);
  if (self->session_token != NULL && *self->session_token != '\0')
    esp_web_request_add_header (request, "X-Amz-Security-Token", self->session_token);
  canonical = make_canonical (request, uri, host, &names);
  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, canonical, -1);
  to_sign = g_strdup_printf ("AWS4-HMAC-SHA256\n%s\n%s\n%s", time, scope, digest);
  signature = make_signature (self, day, to_sign);
  value = g_strdup_printf ("AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s",
                           self->access_key, scope, names, signature);
  esp_web_request_add_header (request, "Authorization", value);
}
