/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-messages.h"

G_BEGIN_DECLS

/* What travels to the writer's or a reader's thread. */
typedef struct
{
  gint64 id;
  char *name;
  char *document;
  gboolean wants_steps; /* of a read: the stored versions too */
  gboolean keeps;       /* of a write: what the file has becomes a version first */
  EspMessageRow *row;   /* result of a read */
  GPtrArray *older;     /* (nullable) result: documents of versions, the newest first */
} EspDraftCall;

void esp_draft_call_free (EspDraftCall *call);
gboolean esp_draft_load (EspTx *tx, gpointer data, GError **error);
gboolean esp_draft_save (EspTx *tx, gpointer data, GError **error);

G_END_DECLS
