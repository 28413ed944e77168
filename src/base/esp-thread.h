/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define ESP_TYPE_THREAD (esp_thread_get_type ())
G_DECLARE_FINAL_TYPE (EspThread, esp_thread, ESP, THREAD, GObject)

typedef void (*EspThreadFunc) (gpointer data);

EspThread *esp_thread_new (const char *name);
GMainContext *esp_thread_get_context (EspThread *self);
gboolean esp_thread_is_current (EspThread *self);
void esp_thread_post (EspThread *self, EspThreadFunc func, gpointer data);
void esp_thread_run (EspThread *self, EspThreadFunc func, gpointer data);
void esp_thread_join (EspThread *self);

G_END_DECLS
