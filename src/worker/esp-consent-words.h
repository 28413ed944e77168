/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "worker/esp-consent-run.h"

G_BEGIN_DECLS

const char *esp_consent_words_subject (EspConsentRunKind kind, gboolean is_korean);
const char *esp_consent_words_way (const EspConsentRun *run, gboolean is_korean);
char *esp_consent_words_mail (const EspConsentRun *run, gboolean is_korean);
char *esp_consent_words_text (const EspConsentRun *run, gboolean is_korean);
const char *esp_consent_words_ask_subject (gboolean is_korean);
char *esp_consent_words_ask (gboolean is_korean, const char *link, const char *wording);
char *esp_consent_words_quote (const char *wording);

G_END_DECLS
