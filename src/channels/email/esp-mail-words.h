/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gmime/gmime.h>

G_BEGIN_DECLS

char *esp_mail_words_decode (const char *header);
char *esp_mail_words_dup_header (GMimeMessage *message, const char *name);
char *esp_mail_words_dup_name (GMimeMessage *message, const char *name);

G_END_DECLS
