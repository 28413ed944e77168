/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/esp-channel.h"

G_BEGIN_DECLS

typedef struct
{
  char *name;  /* (owned) */
  char *value; /* (owned) unfolded; as it stands in the message, ASCII */
} EspServiceHeader;

typedef struct
{
  char *file_name;    /* (owned) */
  char *type;         /* (owned) "image/png" */
  char *content_id;   /* (owned) (nullable) without <> */
  GBytes *bytes;      /* (owned) decoded */
  gboolean is_inline; /* shown inside the HTML */
} EspServiceFile;

/* A MIME message taken apart for services that want its pieces. */
typedef struct
{
  char *from;         /* (owned) the address */
  char *from_name;    /* (owned) (nullable) */
  char *to;           /* (owned) the address: the envelope's recipient */
  char *to_name;      /* (owned) (nullable) */
  char *reply_to;     /* (owned) (nullable) the address */
  char *subject;      /* (owned) */
  char *text;         /* (owned) (nullable) */
  char *html;         /* (owned) (nullable) */
  char *message_id;   /* (owned) (nullable) without <> */
  GPtrArray *headers; /* (owned) of EspServiceHeader: all that are not named above or about MIME */
  GPtrArray *files;   /* (owned) of EspServiceFile */
} EspServiceMail;

EspServiceMail *esp_service_mail_new (const EspOutMessage *message, GError **error);
void esp_service_mail_free (EspServiceMail *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspServiceMail, esp_service_mail_free)
void esp_service_mail_defuse (EspServiceMail *self, const char *const *marks);
char *esp_service_mail_dup_mailbox (const char *address, const char *name);

G_END_DECLS
