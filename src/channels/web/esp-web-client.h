/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/web/esp-web-request.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* What came of a request. Whatever the server answers is a reply, and so is that it does not. */
typedef struct
{
  guint status;         /* 0: no answer came */
  GHashTable *headers;  /* (owned) of the answer: lower-case name → value */
  char *body;           /* (owned) never %NULL; ends with a NUL that is not counted */
  gsize n_body;         /* bytes of it */
  gboolean is_whole;    /* the answer came to its end and was kept wholly */
  gboolean is_sent;     /* all of the request may have left: the server may have acted on it */
  gint64 retry_after_s; /* how long it wants to be left alone; -1: it does not say */
  int code;             /* of ESP_CHANNEL_ERROR: why there is no answer */
  char *trouble;        /* (owned) (nullable) the same in words; English */
} EspWebReply;

/* Calls web services over verified TLS and keeps their connections. Belongs to the thread whose default
 * context it was made under. */
typedef struct _EspWebClient EspWebClient;

EspWebClient *esp_web_client_new (void);
void esp_web_client_free (EspWebClient *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspWebClient, esp_web_client_free)
void esp_web_client_set_ca_file (EspWebClient *self, const char *ca_file);
void esp_web_client_set_proxy_resolver (EspWebClient *self, GProxyResolver *resolver);
void esp_web_client_call_async (EspWebClient *self,
                                EspWebRequest *request,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
EspWebReply *esp_web_client_call_finish (GAsyncResult *result, GError **error);

EspWebReply *esp_web_reply_new (guint status, const char *body);
void esp_web_reply_free (EspWebReply *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspWebReply, esp_web_reply_free)
const char *esp_web_reply_get_header (const EspWebReply *self, const char *name);
char *esp_web_dup_host (const char *url, GError **error);

G_END_DECLS
