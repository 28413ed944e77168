/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whom an unsubscribe link belongs to. Nothing in it tells who the person is. */
typedef struct
{
  guint32 list_id;
  guint32 lead_id;
  guint32 send_id;
  guint16 day; /* days since 1970 when it was made */
} EspUnsubscribeToken;

char *esp_unsubscribe_token_encode (const EspUnsubscribeToken *token, GBytes *key);
gboolean
esp_unsubscribe_token_decode (const char *text, GBytes *key, EspUnsubscribeToken *out_token);

char *esp_verp_encode (const char *mailbox, guint32 send_id, guint32 lead_id, GBytes *key);
gboolean
esp_verp_decode (const char *address, GBytes *key, guint32 *out_send_id, guint32 *out_lead_id);

char *esp_mail_mark_encode (guint32 send_id, guint32 lead_id, GBytes *key);
gboolean
esp_mail_mark_decode (const char *mark, GBytes *key, guint32 *out_send_id, guint32 *out_lead_id);

G_END_DECLS
