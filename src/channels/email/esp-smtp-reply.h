/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ESP_SMTP_ERROR (esp_smtp_error_quark ())

typedef enum
{
  ESP_SMTP_ERROR_GARBAGE,  /* what came is no SMTP reply */
  ESP_SMTP_ERROR_TOO_LONG, /* a reply beyond all reason */
} EspSmtpError;

/* Cuts a stream of bytes into the replies of RFC 5321, with limits. */
typedef struct
{
  GString *line; /* (owned) the line under way */
  GString *text; /* (owned) the reply under way: its lines without codes, joined by line feeds */
  int code;      /* of the reply under way; 0 between replies */
  gsize n_bytes; /* of it, so far */
} EspSmtpReplyParser;

/* One whole reply; borrowed from the parser until the next call. */
typedef struct
{
  int code;
  const char *text; /* valid UTF-8 */
} EspSmtpReply;

GQuark esp_smtp_error_quark (void);

void esp_smtp_reply_parser_init (EspSmtpReplyParser *self);
void esp_smtp_reply_parser_clear (EspSmtpReplyParser *self);
gssize esp_smtp_reply_parser_feed (EspSmtpReplyParser *self,
                                   const char *data,
                                   gsize n,
                                   EspSmtpReply *out_reply,
                                   GError **error);
char *esp_smtp_text_to_utf8 (const char *data, gsize n);

G_END_DECLS
