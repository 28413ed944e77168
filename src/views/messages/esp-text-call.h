/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/text/esp-text-doc.h"
#include "store/esp-tx.h"

G_BEGIN_DECLS

/* A text message on its way to the store's threads or back. */
typedef struct
{
  gint64 id;
  char *name;      /* (owned) (nullable) to be written, or read */
  EspTextDoc *doc; /* (owned) (nullable) to be written, or read */
  gboolean keeps;  /* writing: what the file has is kept as a version before */
} EspTextCall;

EspTextCall *esp_text_call_new (gint64 id);
void esp_text_call_free (EspTextCall *self);
gboolean esp_text_call_load (EspTx *tx, gpointer data, GError **error);
gboolean esp_text_call_save (EspTx *tx, gpointer data, GError **error);

G_END_DECLS
