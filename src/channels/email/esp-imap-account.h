/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/email/esp-smtp-account.h"

G_BEGIN_DECLS

/* The mailbox in which bounces, complaints and answers arrive; holds no password. */
typedef struct
{
  char *host;
  guint port; /* 993 is encrypted from the first byte, 143 by STARTTLS */
  EspSmtpSecurity security;
  EspSmtpAuth auth;
  char *user;
  char *folder;    /* "INBOX" */
  char *move_to;   /* (nullable) folder for what was understood; without it nothing is touched */
  char *ca_file;   /* (nullable) authorities to trust instead of the system's */
  guint minutes;   /* between two looks */
  guint timeout_s; /* how long the server may be silent */
} EspImapAccount;

EspImapAccount *esp_imap_account_new (const char *host, const char *user);
void esp_imap_account_free (EspImapAccount *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspImapAccount, esp_imap_account_free)
EspImapAccount *esp_imap_account_from_json (const char *json, GError **error);
char *esp_imap_account_to_json (const EspImapAccount *self);
gboolean esp_imap_account_check (const EspImapAccount *self, GError **error);
char *esp_imap_account_to_where (const EspImapAccount *self);

G_END_DECLS
