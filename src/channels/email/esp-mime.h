/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/esp-random.h"
#include "channels/email/esp-mail-address.h"

G_BEGIN_DECLS

/* A file that every recipient gets. Strings are borrowed during esp_mime_new(). */
typedef struct
{
  const char *id;   /* inline: the Content-ID, ASCII */
  const char *name; /* file name, any script */
  const char *type; /* media type */
  gboolean is_inline;
  GBytes *data;
} EspMimeFile;

/* What all messages of one send have in common. Strings are borrowed during esp_mime_new(). */
typedef struct
{
  const char *from_name; /* (nullable) */
  const char *from_address;
  const char *reply_to;     /* (nullable): "" counts as none */
  const char *list_name;    /* (nullable): words before the list id */
  const char *list_id;      /* (nullable): such as "news.example.com" */
  const char *feedback_id;  /* (nullable): "campaign:customer:type:sender" */
  const char *campaign_id;  /* (nullable): opaque, ASCII */
  gboolean is_bulk;         /* Precedence: bulk, and no out-of-office replies */
  gboolean is_automatic;    /* sent without a person's doing (RFC 3834) */
  int utc_offset_s;         /* of the sender's clock, for Date */
  const EspMimeFile *files; /* (array length=n_files) */
  gsize n_files;
} EspMimeSetup;

/* What differs from recipient to recipient. */
typedef struct
{
  const char *to_name; /* (nullable) */
  const char *to_address;
  const char *subject;
  const char *text;              /* plain text, UTF-8 */
  const char *html;              /* UTF-8 */
  const char *message_id;        /* "unique@domain", without brackets: esp_mime_make_message_id() */
  const char *recipient_id;      /* (nullable): opaque, ASCII */
  const char *unsubscribe_https; /* (nullable): takes the one-click POST of RFC 8058 */
  const char *unsubscribe_mailto; /* (nullable): a mailto: address */
  gint64 date_us;
} EspMimeMail;

typedef struct
{
  GBytes *bytes;           /* the whole message, CRLF, 7-bit unless needs_smtputf8 */
  char *to;                /* envelope recipient */
  gboolean needs_smtputf8; /* the local part is not ASCII */
} EspMimeResult;

/* The frame of a send; immutable, may be used by several threads at once. */
typedef struct _EspMime EspMime;

EspMime *esp_mime_new (const EspMimeSetup *setup, GError **error);
void esp_mime_free (EspMime *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspMime, esp_mime_free)
const char *esp_mime_get_domain (EspMime *self);
char *esp_mime_make_message_id (EspMime *self, EspRandom *random);
gboolean
esp_mime_build (EspMime *self, const EspMimeMail *mail, EspMimeResult *out_result, GError **error);
void esp_mime_result_clear (EspMimeResult *self);

G_END_DECLS
