/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-fields.h"

#include <glib.h>

G_BEGIN_DECLS

/* What a tag in double braces prints: a field of the lead, what stands in its place, how it is written. */
typedef struct
{
  char *field;    /* without "lead." */
  char *fallback; /* (nullable) */
  char *form;     /* the filters after it, such as " | honorific"; "" is none */
} EspToken;

EspToken *esp_token_parse (const char *liquid);
void esp_token_free (EspToken *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspToken, esp_token_free)
char *esp_token_dup_label (const char *liquid, const EspFields *fields);
char *esp_token_dup_text (const char *text, const EspFields *fields);

G_END_DECLS
