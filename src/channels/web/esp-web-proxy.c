/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks the desktop by which proxy a service is called, without blocking and not at every call. */
#define G_LOG_DOMAIN "espalier-channels"

#include "config.h"

#include "channels/web/esp-web-proxy.h"

#include <string.h>

#define KEPT_US (60 * G_USEC_PER_SEC) /* the person may change it, or move to another network */
#define MAX_KEPT 64

struct _EspWebProxy
{
  GProxyResolver *resolver; /* (owned) */
  GHashTable *known;        /* (owned) host → Known */
};

typedef struct
{
  char *proxy; /* (owned) (nullable) */
  gint64 until_us;
} Known;

typedef struct
{
  EspWebProxy *proxy;        /* valid unless it was cancelled */
  GCancellable *cancellable; /* (owned) */
  char *host;                /* (owned) */
  EspWebProxyFunc func;
  gpointer user_data;
} Question;

static void
known_free (gpointer data)
{
  Known *known = data;

  g_free (known->proxy);
  g_free (known);
}

/**
 * esp_web_proxy_new:
 *
 * Returns: (transfer full): it asks the resolver of the desktop
 */
EspWebProxy *
esp_web_proxy_new (void)
{
  EspWebProxy *self = g_new0 (EspWebProxy, 1);

  self->resolver = g_object_ref (g_proxy_resolver_get_default ());
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, known_free);
  return self;
}

/**
 * esp_web_proxy_free:
 *
 * Who asked must have cancelled before.
 */
void
esp_web_proxy_free (EspWebProxy *self)
{
  if (self == NULL)
    return;
  g_object_unref (self->resolver);
  g_hash_table_unref (self->known);
  g_free (self);
}

/**
 * esp_web_proxy_set_resolver:
 *
 * Asks @resolver instead of the desktop's.
 */
void
esp_web_proxy_set_resolver (EspWebProxy *self, GProxyResolver *resolver)
{
  g_set_object (&self->resolver, resolver);
  g_hash_table_remove_all (self->known);
}

/**
 * esp_web_proxy_to_curl:
 * @uri: as GProxyResolver gives it
 *
 * Names are always asked for at the proxy: what is behind it need not be known here.
 *
 * Returns: (transfer full) (nullable): the same for libcurl; %NULL for none, and for kinds it does not know
 */
char *
esp_web_proxy_to_curl (const char *uri)
{
  static const struct
  {
    const char *scheme;
    const char *ours;
  } schemes[] = {
    { "http://", "http://" },      { "https://", "https://" },    { "socks://", "socks5h://" },
    { "socks5://", "socks5h://" }, { "socks4://", "socks4a://" }, { "socks4a://", "socks4a://" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++)
    if (g_ascii_strncasecmp (uri, schemes[i].scheme, strlen (schemes[i].scheme)) == 0 &&
        uri[strlen (schemes[i].scheme)] != '\0')
      return g_strconcat (schemes[i].ours, uri + strlen (schemes[i].scheme), NULL);
  return NULL;
}

/**
 * esp_web_proxy_is_known:
 * @out_proxy: (out) (nullable) (transfer none)
 *
 * Returns: whether the answer is at hand
 */
gboolean
esp_web_proxy_is_known (EspWebProxy *self, const char *host, const char **out_proxy)
{
  const Known *known = g_hash_table_lookup (self->known, host);

  if (known == NULL || g_get_monotonic_time () >= known->until_us)
    return FALSE;
  *out_proxy = known->proxy;
  return TRUE;
}

static const char *
keep (EspWebProxy *self, const char *host, char **uris)
{
  Known *known = g_new0 (Known, 1);

  known->until_us = g_get_monotonic_time () + KEPT_US;
  for (guint i = 0; uris != NULL && uris[i] != NULL && known->proxy == NULL; i++)
    {
      if (g_ascii_strncasecmp (uris[i], "direct", 6) == 0)
        break;
      known->proxy = esp_web_proxy_to_curl (uris[i]);
    }
  if (g_hash_table_size (self->known) >= MAX_KEPT)
    g_hash_table_remove_all (self->known);
  g_hash_table_replace (self->known, g_strdup (host), known);
  return known->proxy;
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) uris = g_proxy_resolver_lookup_finish (G_PROXY_RESOLVER (source), result, &error);

  if (!g_cancellable_is_cancelled (question->cancellable))
    {
      if (error != NULL)
        g_debug ("the desktop names no proxy: %s", error->message);
      question->func (keep (question->proxy, question->host, uris), question->user_data);
    }
  g_object_unref (question->cancellable);
  g_free (question->host);
  g_free (question);
}

/**
 * esp_web_proxy_find:
 * @host: as esp_web_dup_host() gives it
 * @cancellable: when it is cancelled @func is not called
 * @func: called once, later
 *
 * Asks the desktop.
 */
void
esp_web_proxy_find (EspWebProxy *self,
                    const char *host,
                    GCancellable *cancellable,
                    EspWebProxyFunc func,
                    gpointer user_data)
{
  g_autofree char *uri = g_strdup_printf ("https://%s/", host);
  Question *question = g_new0 (Question, 1);

  question->proxy = self;
  question->cancellable = g_object_ref (cancellable);
  question->host = g_strdup (host);
  question->func = func;
  question->user_data = user_data;
  g_proxy_resolver_lookup_async (self->resolver, uri, cancellable, found_cb, question);
}
