/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-store.h"

G_BEGIN_DECLS

/* One mail or text to oneself, made and sent as the real one is. It is no send: nothing is kept of it. */
typedef struct
{
  gint64 message_id;    /* the stored message; 0: @document */
  const char *document; /* (nullable) JSON of one that is not saved yet */
  const char *sample;   /* (nullable) a worst case whose values are printed */
  gint64 lead;          /* or a real lead */
  const char *to;       /* the address it goes to; of a text a telephone */
  gboolean is_text;     /* @document is no email */
  gint64 channel_id;    /* 0: the demo mailbox */
} EspTestMail;

void esp_test_mail_send_async (EspStore *store,
                               const EspTestMail *mail,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean esp_test_mail_send_finish (GAsyncResult *result, GError **error);

G_END_DECLS
