/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/email/esp-imap-account.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/* How far a mailbox was read. */
typedef struct
{
  guint32 validity; /* UIDVALIDITY; 0 before the first time */
  guint32 last_uid;
} EspImapCursor;

/* One mail; what is longer than the limit is cut. */
typedef struct
{
  guint32 uid;
  GBytes *bytes;
} EspImapMail;

/* A connection to a mailbox. It blocks: to be used on a thread that may wait. */
typedef struct _EspImapClient EspImapClient;

EspImapClient *esp_imap_client_open (const EspImapAccount *account,
                                     const char *secret,
                                     GCancellable *cancellable,
                                     GError **error);
void esp_imap_client_close (EspImapClient *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspImapClient, esp_imap_client_close)
gboolean esp_imap_client_select (EspImapClient *self, guint32 *out_n, GError **error);
guint32 esp_imap_client_get_validity (EspImapClient *self);
gboolean esp_imap_client_list_new (EspImapClient *self,
                                   EspImapCursor *cursor,
                                   gint64 since_us,
                                   GArray *uids,
                                   GError **error);
GPtrArray *esp_imap_client_mails_new (void);
gboolean esp_imap_client_fetch (EspImapClient *self,
                                const guint32 *uids,
                                guint n,
                                GPtrArray *mails,
                                guint *out_n_done,
                                GError **error);
gboolean esp_imap_client_move (EspImapClient *self, const guint32 *uids, guint n, GError **error);
char *esp_imap_encode_folder (const char *name);

G_END_DECLS
