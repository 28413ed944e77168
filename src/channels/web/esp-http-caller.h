/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* More of an answer is not kept. */
#define ESP_HTTP_MAX_REPLY (64 * 1024)
#define ESP_HTTP_SIGNATURE "X-Espalier-Signature"
#define ESP_HTTP_TIMESTAMP "X-Espalier-Timestamp"
#define ESP_HTTP_KEY "Idempotency-Key"

/* One POST of JSON. */
typedef struct
{
  const char *url;
  const char *body;   /* JSON */
  const char *key;    /* the same one whenever this call is tried again */
  const char *secret; /* with which it is signed */
  gint64 at_us;       /* now */
} EspHttpCall;

/* One call of a service, whatever it wants. */
typedef struct
{
  char *method;
  char *url;          /* may hold what is secret: never logged, nor told in an error */
  char *content_type; /* (nullable) of @body */
  GBytes *body;       /* (nullable) */
  GPtrArray *headers; /* (element-type utf8) name, value, name, value … */
  gsize max_reply;    /* bytes of the answer that are kept; 0: as many as of a webhook */
} EspHttpRequest;

/* What came of it. */
typedef struct
{
  guint status;         /* 0: no answer came */
  char *body;           /* (owned) (nullable) of the answer: valid UTF-8, cut at the limit */
  char *trouble;        /* (owned) (nullable) why there is no answer; English */
  gint64 retry_after_s; /* how long the server wants to be left alone; 0: it does not say */
  gint64 pause_ms;  /* the last call that its limit allowed: until the next; 0: there are more */
  gboolean is_sent; /* all of it left, so the server may have acted on it */
} EspHttpReply;

/* Calls the servers that webhooks name. Belongs to the thread whose default context it was made under. */
typedef struct _EspHttpCaller EspHttpCaller;

EspHttpCaller *esp_http_caller_new (void);
void esp_http_caller_free (EspHttpCaller *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspHttpCaller, esp_http_caller_free)
void esp_http_caller_set_timeout (EspHttpCaller *self, guint seconds);
void esp_http_caller_post_async (EspHttpCaller *self,
                                 const EspHttpCall *call,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
EspHttpReply *esp_http_caller_post_finish (GAsyncResult *result, GError **error);
EspHttpRequest *esp_http_request_new (const char *method, const char *url);
void esp_http_request_free (EspHttpRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspHttpRequest, esp_http_request_free)
void esp_http_request_add_header (EspHttpRequest *self, const char *name, const char *value);
void esp_http_request_set_body (EspHttpRequest *self, const char *content_type, const char *body);
void esp_http_caller_send_async (EspHttpCaller *self,
                                 const EspHttpRequest *request,
                                 gint64 now_us,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
EspHttpReply *esp_http_caller_send_finish (GAsyncResult *result, GError **error);
void esp_http_reply_free (EspHttpReply *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspHttpReply, esp_http_reply_free)

char *esp_http_sign (const char *secret, gint64 timestamp, const char *body);
char *esp_http_dup_host (const char *url, GError **error);

G_END_DECLS
