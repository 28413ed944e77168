/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-bitmap.h"
#include "store/esp-campaigns.h"
#include "worker/esp-send-message.h"

G_BEGIN_DECLS

/* A field that a message prints, and who has no value for it. */
typedef struct
{
  char *field; /* its column */
  char *label; /* as the user named it; of a built-in one English */
  gboolean is_custom;
  EspBitmap *leads;      /* (owned) (nullable) */
  gboolean has_fallback; /* something stands in its place */
  gboolean is_left_out;  /* who lacks it gets no message */
} EspFieldGap;

GPtrArray *esp_send_content_fields (EspTx *tx, const EspSendMessage *message, GError **error);
gboolean esp_send_content_fails (EspTx *tx,
                                 const EspSend *send,
                                 gint64 lead_id,
                                 gboolean *out_fails,
                                 GError **error);

G_END_DECLS
