/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *esp_mail_words_decode (const char *header);

G_END_DECLS
