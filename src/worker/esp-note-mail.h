/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-store.h"

G_BEGIN_DECLS

/* A mail of the program to the people who work with it, with one file. It is no send: no lead gets it, and
 * nothing is counted. */
typedef struct
{
  const char *to;
  const char *subject;
  const char *text;
  const char *file_name;
  const char *file_type;
  GBytes *file;
} EspNoteMail;

void esp_note_mail_send_async (EspStore *store,
                               const EspNoteMail *mail,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean esp_note_mail_send_finish (GAsyncResult *result, GError **error);

G_END_DECLS
