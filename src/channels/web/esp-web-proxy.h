/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Used by esp-web-client.c alone. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Knows by which proxy the desktop wants services to be called, and remembers it for a while. Belongs to the
 * thread whose default context it was made under. */
typedef struct _EspWebProxy EspWebProxy;

/* @proxy: as libcurl writes it; NULL: none that the desktop names */
typedef void (*EspWebProxyFunc) (const char *proxy, gpointer user_data);

EspWebProxy *esp_web_proxy_new (void);
void esp_web_proxy_free (EspWebProxy *self);
void esp_web_proxy_set_resolver (EspWebProxy *self, GProxyResolver *resolver);
gboolean esp_web_proxy_is_known (EspWebProxy *self, const char *host, const char **out_proxy);
void esp_web_proxy_find (EspWebProxy *self,
                         const char *host,
                         GCancellable *cancellable,
                         EspWebProxyFunc func,
                         gpointer user_data);
char *esp_web_proxy_to_curl (const char *uri);

G_END_DECLS
