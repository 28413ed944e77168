/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/content/text/esp-text-doc.h"
#include "worker/esp-message-source.h"

G_BEGIN_DECLS

/* The texts, Kakao messages, posts and pushes of a send. */
extern const EspMessageSource esp_text_source;
/* The messages of any send, by what its message is: what esp_worker_new() is given. */
extern const EspMessageSource esp_every_source;

GBytes *esp_text_source_make_demo (const EspTextDoc *doc, const char *to);

G_END_DECLS
