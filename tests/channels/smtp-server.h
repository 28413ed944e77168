/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mail server for tests, on loopback, well behaved or not: the recipient's local part says how.
 *
 *   550… 552… 571… 450… 421…   that reply to RCPT        mfail…   550 to MAIL is chosen by the sender
 *   grey…                      450 the first time        d550… d451…  that reply after the content
 *   drop-rcpt…                 cut at RCPT               drop-data…   cut in the middle of the content
 *   drop-end…                  takes it all, then is cut before the reply
 *   hang…                      takes it all, never answers
 *   drip…                      takes it all, answers a letter at a time for ever
 *   garble…                    takes it all, answers rubbish
 *   anything else              accepted */
#pragma once

#include <gio/gio.h>

typedef struct
{
  const char *greeting;      /* instead of the usual one; "" never greets */
  const char *cut_at;        /* "connect", "ehlo" or "mail" */
  const char *auth_reply;    /* reply to any AUTH; NULL: the password decides */
  const char *password;      /* offers AUTH PLAIN LOGIN */
  const char *offers_auth;   /* mechanisms; "PLAIN LOGIN" without */
  GTlsCertificate *tls;      /* implicit TLS */
  GTlsCertificate *starttls; /* offered */
  gboolean has_no_pipelining;
  gboolean is_deaf;         /* offers it, and throws away what came with a command */
  guint64 size;             /* SIZE offered when not 0 */
  guint max_per_connection; /* then 421 */
  guint max_connections;    /* more are greeted with 421 */
  guint delay_us;           /* before the final reply, as a slow server */
} SmtpServerOptions;

typedef struct _SmtpServer SmtpServer;

SmtpServer *smtp_server_new (const SmtpServerOptions *options);
void smtp_server_free (SmtpServer *self);
guint smtp_server_get_port (SmtpServer *self);
guint smtp_server_count (SmtpServer *self, const char *to);
guint smtp_server_count_all (SmtpServer *self);
guint smtp_server_count_connections (SmtpServer *self);
char *smtp_server_dup_last_content (SmtpServer *self);
char *smtp_server_dup_last_auth (SmtpServer *self);

/* Certificates made for the test by the openssl program. */
GTlsCertificate *
smtp_server_make_certificate (const char *folder, const char *name, GError **error);
