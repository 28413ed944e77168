/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Used by esp-bounce.c alone. */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Words to be looked for in folded text; "*" in them stands for a few characters of any kind. */
typedef struct _EspBounceWords EspBounceWords;

EspBounceWords *esp_bounce_words_new (JsonArray *array);
void esp_bounce_words_free (EspBounceWords *self);
const char *esp_bounce_words_find (const EspBounceWords *self, const char *folded);

G_END_DECLS
