/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Slow work on files. Runs on a thread of its own, in the order of the calls; touches nothing of the
 * user interface. */
typedef gboolean (*EspBackgroundFunc) (gpointer data, GCancellable *cancellable, GError **error);

void esp_background_run_async (EspBackgroundFunc func,
                               gpointer data,
                               GDestroyNotify data_free,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gpointer esp_background_run_finish (GAsyncResult *result, GError **error);

G_END_DECLS
