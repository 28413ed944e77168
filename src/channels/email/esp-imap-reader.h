/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Cuts what an IMAP server (RFC 3501) says into responses, literals included; within limits. */
typedef struct _EspImapReader EspImapReader;

typedef enum
{
  ESP_IMAP_DATA,     /* "* …" */
  ESP_IMAP_CONTINUE, /* "+ …" */
  ESP_IMAP_TAGGED,   /* the end of a command */
} EspImapKind;

/* One response; valid until the reader is asked or fed again. */
typedef struct
{
  EspImapKind kind;
  const char *tag;  /* ends in a blank: compare its beginning */
  const char *text; /* after the tag; ends in a zero, and may hold zeros */
  gsize length;
} EspImapResponse;

/* What a FETCH response says. */
typedef struct
{
  guint32 uid;  /* 0 when it is not said */
  guint64 size; /* of the whole message; 0 when it is not said */
  gboolean is_seen;
  const char *body; /* (nullable) within the response */
  gsize body_length;
} EspImapFetch;

EspImapReader *esp_imap_reader_new (gsize max_response);
void esp_imap_reader_free (EspImapReader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspImapReader, esp_imap_reader_free)
void esp_imap_reader_feed (EspImapReader *self, const char *data, gsize length);
gboolean esp_imap_reader_next (EspImapReader *self,
                               EspImapResponse *out_response,
                               gboolean *out_is_whole,
                               GError **error);
gboolean esp_imap_response_has_tag (const EspImapResponse *self, const char *tag);
gboolean esp_imap_response_is (const EspImapResponse *self, const char *word);
gboolean
esp_imap_response_get_code (const EspImapResponse *self, const char *name, guint32 *out_value);
gboolean esp_imap_response_read_fetch (const EspImapResponse *self, EspImapFetch *out_fetch);
void esp_imap_response_read_search (const EspImapResponse *self, GArray *uids, guint max);

G_END_DECLS
