/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <curl/curl.h>
#include <glib.h>

G_BEGIN_DECLS

/* A libcurl multi handle driven by a GMainContext. Used on the thread of that context only. */
typedef struct _EspCurlLoop EspCurlLoop;

typedef void (*EspCurlDoneFunc) (CURL *easy, CURLcode code, gpointer user_data);

EspCurlLoop *esp_curl_loop_new (GMainContext *context);
void esp_curl_loop_free (EspCurlLoop *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspCurlLoop, esp_curl_loop_free)
void esp_curl_loop_add (EspCurlLoop *self, CURL *easy, EspCurlDoneFunc done, gpointer user_data);
void esp_curl_loop_remove (EspCurlLoop *self, CURL *easy);

G_END_DECLS
