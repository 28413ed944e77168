/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One request to a web service, being put together. */
typedef struct
{
  char *method;           /* (owned) */
  GString *url;           /* (owned) */
  GPtrArray *headers;     /* (owned) of "Name: value" */
  GBytes *body;           /* (owned) (nullable) */
  gboolean is_repeatable; /* the server knows it when it comes twice */
  guint timeout_ms;       /* from beginning to end */
  gsize max_reply;        /* more of an answer is not kept */
} EspWebRequest;

/* A body of several named parts (RFC 7578). */
typedef struct
{
  GByteArray *bytes; /* (owned) */
  char *boundary;    /* (owned) */
} EspWebParts;

EspWebRequest *esp_web_request_new (const char *method, const char *url);
void esp_web_request_free (EspWebRequest *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspWebRequest, esp_web_request_free)
void esp_web_request_add_path (EspWebRequest *self, const char *segment);
void esp_web_request_add_query (EspWebRequest *self, const char *name, const char *value);
void esp_web_request_add_query_int (EspWebRequest *self, const char *name, gint64 value);
void esp_web_request_add_header (EspWebRequest *self, const char *name, const char *value);
void esp_web_request_add_basic (EspWebRequest *self, const char *user, const char *password);
void esp_web_request_add_bearer (EspWebRequest *self, const char *token);
const char *esp_web_request_get_header (EspWebRequest *self, const char *name);
void esp_web_request_take_body (EspWebRequest *self, const char *type, GBytes *body);
void esp_web_request_take_json (EspWebRequest *self, char *json);
void esp_web_request_set_form (EspWebRequest *self, const char *const *names_and_values);
void esp_web_request_take_parts (EspWebRequest *self, EspWebParts *parts);

EspWebParts *esp_web_parts_new (void);
void esp_web_parts_add (EspWebParts *self, const char *name, const char *value);
void esp_web_parts_add_file (EspWebParts *self,
                             const char *name,
                             const char *file_name,
                             const char *type,
                             GBytes *bytes);

G_END_DECLS
