/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A message taken apart for people to read. */
typedef struct
{
  char *from;    /* (owned) (nullable) decoded */
  char *to;      /* (owned) (nullable) */
  char *subject; /* (owned) (nullable) */
  char *date;    /* (owned) (nullable) as the header says */
  char *text;    /* (owned) (nullable) the plain part, UTF-8 */
  char *html;    /* (owned) (nullable) UTF-8 */
} EspMailParts;

EspMailParts *esp_mail_parts_new (GBytes *bytes);
void esp_mail_parts_free (EspMailParts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspMailParts, esp_mail_parts_free)

G_END_DECLS
