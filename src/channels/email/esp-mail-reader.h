/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A file that came with a message. */
typedef struct
{
  char *id;       /* (owned) (nullable) Content-ID, without brackets */
  char *location; /* (owned) (nullable) Content-Location */
  char *name;     /* (owned) (nullable) */
  char *type;     /* (owned) media type */
  GBytes *data;   /* (owned) */
} EspMailFile;

/* A message taken apart for people to read. */
typedef struct
{
  gboolean has_headers;  /* there are lines as a mail begins with */
  gboolean is_encrypted; /* nobody without the key can read it */
  char *from_name;       /* (owned) (nullable) of the first sender */
  char *from_address;    /* (owned) (nullable) */
  GPtrArray *files;      /* (owned) (element-type EspMailFile) */
  char *from;            /* (owned) (nullable) decoded */
  char *to;              /* (owned) (nullable) */
  char *subject;         /* (owned) (nullable) */
  char *date;            /* (owned) (nullable) as the header says */
  char *text;            /* (owned) (nullable) the plain part, UTF-8 */
  char *html;            /* (owned) (nullable) UTF-8 */
} EspMailParts;

EspMailParts *esp_mail_parts_new (GBytes *bytes);
void esp_mail_parts_free (EspMailParts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspMailParts, esp_mail_parts_free)

G_END_DECLS
