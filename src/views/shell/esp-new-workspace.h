/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* What a workspace is told when it is made. */
typedef struct
{
  char *name;
  const char *country; /* static, as the rest */
  const char *zone;
  const char *currency;
} EspNewWorkspace;

void esp_new_workspace_free (EspNewWorkspace *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspNewWorkspace, esp_new_workspace_free)

void
esp_new_workspace_ask_async (GtkWindow *parent, GAsyncReadyCallback callback, gpointer user_data);
EspNewWorkspace *esp_new_workspace_ask_finish (GAsyncResult *result, GError **error);
gboolean esp_new_workspace_write (EspTx *tx, gpointer data, GError **error);

G_END_DECLS
