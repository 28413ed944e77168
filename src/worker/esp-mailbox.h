/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/email/esp-imap-account.h"
#include "store/esp-channels.h"
#include "store/esp-store.h"
#include "worker/esp-report-sink.h"

G_BEGIN_DECLS

/* The mailbox in which what comes back to a channel arrives. */

#define ESP_MAILBOX_SETTING "mailbox" /* member of the settings of a channel */

/* What a look into a mailbox found. */
typedef struct
{
  gint64 n_mails;
  gint64 n_understood;
  gint64 n_moved;
  EspReportTally tally;
} EspMailboxResult;

EspImapAccount *esp_mailbox_account (const EspChannelRecord *record, GError **error);
void esp_mailbox_keep (const EspChannelRecord *before, char **settings);
char *esp_mailbox_secret_id (const EspChannelRecord *record);
gboolean esp_mailbox_check (const EspImapAccount *account,
                            const char *secret,
                            guint32 *out_n,
                            GCancellable *cancellable,
                            GError **error);
gboolean esp_mailbox_read (EspStore *store,
                           gint64 channel_id,
                           const EspImapAccount *account,
                           const char *secret,
                           GCancellable *cancellable,
                           EspMailboxResult *out_result,
                           GError **error);

G_END_DECLS
