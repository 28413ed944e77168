/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tests of the SMTP channel share: an account at the test's own server, messages, and waiting. */
#pragma once

#include "channels/email/esp-smtp-channel.h"
#include "smtp-server.h"

typedef struct
{
  EspOutBatch *batch;
  EspChannelReport *report;
  gboolean is_done;
} SmtpWaiter;

extern const char smtp_world_mail[];

void smtp_world_submitted_cb (GObject *source, GAsyncResult *result, gpointer user_data);
void smtp_world_tested_cb (GObject *source, GAsyncResult *result, gpointer user_data);
void smtp_world_wait_for (SmtpWaiter *waiter);
EspSmtpAccount *smtp_world_make_account (SmtpServer *server);
void smtp_world_add_message (GArray *messages, gint64 key, const char *to, const char *text);
EspOutBatch *
smtp_world_submit (EspChannel *channel, const char *const *recipients, GCancellable *cancellable);
const EspOutResult *smtp_world_find_result (const EspOutBatch *batch, gint64 key);
