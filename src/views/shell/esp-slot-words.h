/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Says what stands in a place of a sentence as the user knows it. */
typedef const char *(*EspSlotFunc) (const char *text);

char *esp_slot_words_translate (const char *const *sentences,
                                gsize n_sentences,
                                const char *said,
                                EspSlotFunc word);

G_END_DECLS
