/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A few threads that make messages ahead of the network, a batch at a time: waking a thread costs more
 * than making a message. */
typedef struct _EspBuildPool EspBuildPool;

typedef void (*EspBuildFunc) (gpointer batch);

EspBuildPool *esp_build_pool_new (GMainContext *context, guint n_threads);
void esp_build_pool_free (EspBuildPool *self);
void esp_build_pool_push (EspBuildPool *self, gpointer batch, EspBuildFunc work, EspBuildFunc done);

G_END_DECLS
