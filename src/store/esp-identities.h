/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* A mark by which a browser or a device was known before it was known whose it is. */
typedef struct
{
  gint64 id;
  char *kind;
  char *value;
  gint64 first_seen_us;
  gint64 last_seen_us;
  gint64 n_events; /* that came with it */
} EspIdentity;

void esp_identity_free (EspIdentity *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspIdentity, esp_identity_free)

GPtrArray *esp_identity_list (EspTx *tx, gint64 lead_id, GError **error);

G_END_DECLS
