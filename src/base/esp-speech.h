/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/esp-format.h"

G_BEGIN_DECLS

void esp_speech_begin (const char *language);
EspLang esp_speech_get_lang (void);
const char *esp_speech_translate (const char *english);

/* Gives a text in a language. */
typedef const char *(*EspTranslate) (const char *english);
EspTranslate esp_speech_get_translate (EspLang lang);

G_END_DECLS
