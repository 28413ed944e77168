/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens the addresses of links to see whether they lead anywhere: few bytes, few seconds, nothing private. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/web/esp-link-look.h"

#include <curl/curl.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_REDIRECTS 5
#define MAX_URL 2000
#define CONNECT_MS 5000
#define TIMEOUT_MS 10000
#define MAX_BODY (64 * 1024)
#define N_THREADS 6
#define AGENT "Mozilla/5.0 (compatible; Espalier; link check)"

typedef struct
{
  gboolean takes_private;
  gboolean was_private;
  gsize n_body;
} Visit;

static const char *const names[ESP_N_LINK_STATES] = { "opens",  "bad", "status", "shut",   "name",
                                                      "silent", "tls", "circle", "private" };

/**
 * esp_link_look_free:
 * @self: (nullable)
 */
void
esp_link_look_free (EspLinkLook *self)
{
  if (self == NULL)
    return;
  g_free (self->url);
  g_free (self->last_url);
  g_free (self);
}

/**
 * esp_link_state_name:
 */
const char *
esp_link_state_name (EspLinkState state)
{
  g_return_val_if_fail ((guint) state < ESP_N_LINK_STATES, names[ESP_LINK_BAD]);
  return names[state];
}

/**
 * esp_link_state_from_name:
 *
 * Returns: whether there is such a state
 */
gboolean
esp_link_state_from_name (const char *name, EspLinkState *out_state)
{
  for (guint i = 0; i < ESP_N_LINK_STATES; i++)
    if (g_strcmp0 (names[i], name) == 0)
      {
        *out_state = (EspLinkState) i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
is_in (const guint8 *bytes, guint8 first, guint8 from, guint8 until)
{
  return bytes[0] == first && bytes[1] >= from && bytes[1] <= until;
}

/**
 * esp_link_is_private:
 *
 * Returns: whether the address is not of the public network: this computer, a local one, a carrier's, a cloud's
 *   own, or one of nobody
 */
gboolean
esp_link_is_private (GInetAddress *address)
{
  const guint8 *bytes = g_inet_address_to_bytes (address);

  if (g_inet_address_get_is_loopback (address) || g_inet_address_get_is_site_local (address) ||
      g_inet_address_get_is_link_local (address) || g_inet_address_get_is_any (address) ||
      g_inet_address_get_is_multicast (address))
    return TRUE;
  if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV4)
    return bytes[0] == 0 || bytes[0] >= 240 || is_in (bytes, 100, 64, 127) ||
           is_in (bytes, 198, 18, 19) || (is_in (bytes, 192, 0, 0) && bytes[2] == 0);
  if (bytes[0] == 0xFC || bytes[0] == 0xFD) /* unique local */
    return TRUE;
  /* An IPv4 address inside of an IPv6 one: mapped, translated (64:ff9b::/96) or tunnelled (2002::/16). */
  if (memcmp (bytes, "\0\0\0\0\0\0\0\0\0\0\xFF\xFF", 12) == 0 ||
      memcmp (bytes, "\0\x64\xFF\x9B\0\0\0\0\0\0\0\0", 12) == 0)
    {
      g_autoptr (GInetAddress) inner =
        g_inet_address_new_from_bytes (bytes + 12, G_SOCKET_FAMILY_IPV4);

      return esp_link_is_private (inner);
    }
  if (bytes[0] == 0x20 && bytes[1] == 0x02)
    {
      g_autoptr (GInetAddress) inner =
        g_inet_address_new_from_bytes (bytes + 2, G_SOCKET_FAMILY_IPV4);

      return esp_link_is_private (inner);
    }
  return FALSE;
}

/* Asked of the address that is really connected to, so that no name can lead inside. */
static curl_socket_t
open_socket_cb (void *data, curlsocktype purpose, struct curl_sockaddr *to)
{
  Visit *visit = data;
  g_autoptr (GSocketAddress) address = g_socket_address_new_from_native (&to->addr, to->addrlen);

  if (!visit->takes_private &&
      (!G_IS_INET_SOCKET_ADDRESS (address) ||
       esp_link_is_private (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)))))
    {
      visit->was_private = TRUE;
      return CURL_SOCKET_BAD;
    }
  return socket (to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

static size_t
write_cb (char *bytes, size_t size, size_t n, void *data)
{
  Visit *visit = data;

  visit->n_body += size * n;
  return visit->n_body > MAX_BODY ? 0 : size * n; /* the rest says nothing */
}

static int
read_days (CURL *curl, gint64 now_us)
{
  struct curl_certinfo *chain = NULL;

  if (curl_easy_getinfo (curl, CURLINFO_CERTINFO, &chain) != CURLE_OK || chain == NULL ||
      chain->num_of_certs < 1)
    return -1;
  for (const struct curl_slist *line = chain->certinfo[0]; line != NULL; line = line->next)
    if (g_ascii_strncasecmp (line->data, "Expire date:", 12) == 0)
      {
        time_t end = curl_getdate (line->data + 12, NULL);

        return end < 0 ? -1 : (int) (((gint64) end - now_us / G_USEC_PER_SEC) / (24 * 60 * 60));
      }
  return -1;
}

static CURL *
curl_new (Visit *visit)
{
  static gsize ready;
  CURL *curl;

  if (g_once_init_enter (&ready))
    {
      (void) curl_global_init (CURL_GLOBAL_DEFAULT); /* fails only without memory */
      g_once_init_leave (&ready, 1);
    }
  curl = curl_easy_init ();
  curl_easy_setopt (curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (curl, CURLOPT_PROXY, ""); /* what is inside must be told from what is outside */
  curl_easy_setopt (curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt (curl, CURLOPT_CONNECTTIMEOUT_MS, (long) CONNECT_MS);
  curl_easy_setopt (curl, CURLOPT_TIMEOUT_MS, (long) TIMEOUT_MS);
  curl_easy_setopt (curl, CURLOPT_USERAGENT, AGENT);
  curl_easy_setopt (curl, CURLOPT_CERTINFO, 1L);
  curl_easy_setopt (curl, CURLOPT_OPENSOCKETFUNCTION, open_socket_cb);
  curl_easy_setopt (curl, CURLOPT_OPENSOCKETDATA, visit);
  curl_easy_setopt (curl, CURLOPT_WRITEFUNCTION, write_cb);
  curl_easy_setopt (curl, CURLOPT_WRITEDATA, visit);
  return curl;
}

static EspLinkState
judge_failure (CURLcode code, const Visit *visit)
{
  if (visit->was_private)
    return ESP_LINK_PRIVATE;
  switch ((guint) code)
    {
    case CURLE_COULDNT_RESOLVE_HOST:
      return ESP_LINK_NAME;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_ISSUER_ERROR:
      return ESP_LINK_TLS;
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return ESP_LINK_BAD;
    default:
      return ESP_LINK_SILENT;
    }
}

/* What refuses programs may well open for people. */
static EspLinkState
judge_status (long status)
{
  if (status >= 200 && status < 300)
    return ESP_LINK_OPENS;
  if (status == 401 || status == 403 || status == 406 || status == 429 || status == 451 ||
      status == 503 || status == 999)
    return ESP_LINK_SHUT;
  return ESP_LINK_STATUS;
}

/* One address, with HEAD, and with GET where the server knows no HEAD. Returns: where it leads on, or NULL */
static char *
visit_one (EspLinkLook *self, CURL *curl, Visit *visit, const char *url)
{
  char *next = NULL;
  long status = 0;
  CURLcode code;

  for (int with_body = 0; with_body < 2; with_body++)
    {
      visit->n_body = 0;
      curl_easy_setopt (curl, CURLOPT_URL, url);
      curl_easy_setopt (curl, CURLOPT_NOBODY, with_body ? 0L : 1L);
      if (with_body)
        curl_easy_setopt (curl, CURLOPT_HTTPGET, 1L);
      code = curl_easy_perform (curl);
      status = 0;
      (void) curl_easy_getinfo (curl, CURLINFO_RESPONSE_CODE, &status);
      if (code == CURLE_WRITE_ERROR && status > 0)
        code = CURLE_OK; /* enough was read */
      if (code != CURLE_OK && status == 0)
        {
          self->state = judge_failure (code, visit);
          if (self->state != ESP_LINK_SILENT || with_body)
            return NULL;
          continue; /* some close the connection at HEAD */
        }
      self->tls_days = read_days (curl, self->at_us);
      if (status < 400)
        break;
    }
  self->status = (guint) status;
  if (status < 300 || status >= 400 ||
      curl_easy_getinfo (curl, CURLINFO_REDIRECT_URL, &next) != CURLE_OK || next == NULL)
    {
      self->state = judge_status (status);
      return NULL;
    }
  return g_strdup (next);
}

/**
 * esp_link_look_new:
 * @takes_private: whether addresses inside of the own network are opened, too
 *
 * Opens the address and follows where it leads; takes some seconds, so it belongs into a thread.
 *
 * Returns: (transfer full): what came of it
 */
EspLinkLook *
esp_link_look_new (const char *url, gboolean takes_private, gint64 now_us)
{
  EspLinkLook *self = g_new0 (EspLinkLook, 1);
  Visit visit = { .takes_private = takes_private };
  g_autofree char *at = g_strdup (url);
  CURL *curl;

  self->url = g_strdup (url);
  self->tls_days = -1;
  self->at_us = now_us;
  self->state = ESP_LINK_BAD;
  if (strlen (url) > MAX_URL || (g_ascii_strncasecmp (url, "http://", 7) != 0 &&
                                 g_ascii_strncasecmp (url, "https://", 8) != 0))
    return self;
  curl = curl_new (&visit);
  for (guint i = 0; at != NULL; i++)
    {
      char *next = visit_one (self, curl, &visit, at);

      g_free (g_steal_pointer (&self->last_url));
      if (!g_str_equal (at, url))
        self->last_url = g_strdup (at);
      g_free (at);
      at = next;
      if (at != NULL && i == MAX_REDIRECTS)
        {
          self->state = ESP_LINK_CIRCLE;
          break;
        }
    }
  curl_easy_cleanup (curl);
  return self;
}

typedef struct
{
  const char *const *urls;
  EspLinkLook **looks;
  gboolean takes_private;
  gint64 now_us;
} Round;

static void
look_cb (gpointer index, gpointer data)
{
  const Round *round = data;
  guint i = GPOINTER_TO_UINT (index) - 1;

  round->looks[i] = esp_link_look_new (round->urls[i], round->takes_private, round->now_us);
}

/**
 * esp_link_look_all:
 * @urls: (array zero-terminated=1): at most %ESP_LINK_MAX of them are opened
 *
 * Returns: (transfer full) (element-type EspLinkLook): in their order
 */
GPtrArray *
esp_link_look_all (const char *const *urls, gboolean takes_private, gint64 now_us)
{
  guint n = MIN (g_strv_length ((char **) urls), ESP_LINK_MAX);
  g_autofree EspLinkLook **looks = g_new0 (EspLinkLook *, n + 1);
  Round round = { urls, looks, takes_private, now_us };
  GThreadPool *pool = g_thread_pool_new (look_cb, &round, N_THREADS, FALSE, NULL);
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_link_look_free);

  for (guint i = 0; i < n; i++)
    (void) g_thread_pool_push (pool, GUINT_TO_POINTER (i + 1), NULL); /* only the first can fail */
  g_thread_pool_free (pool, FALSE, TRUE);
  for (guint i = 0; i < n; i++)
    if (looks[i] != NULL)
      g_ptr_array_add (all, looks[i]);
  return all;
}
