/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/esp-text-encoding.h"

G_BEGIN_DECLS

/* Turns bytes of one encoding into UTF-8, piece by piece. */
typedef struct _EspTextDecoder EspTextDecoder;

EspTextDecoder *esp_text_decoder_new (EspEncoding encoding);
void esp_text_decoder_free (EspTextDecoder *self);
gsize
esp_text_decoder_push (EspTextDecoder *self, const guint8 *data, gsize length, GString *out_text);
gsize esp_text_decoder_finish (EspTextDecoder *self, GString *out_text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspTextDecoder, esp_text_decoder_free)

/* Turns UTF-8 into another encoding and remembers the characters that it has no place for. */
typedef struct _EspTextEncoder EspTextEncoder;

EspTextEncoder *esp_text_encoder_new (EspEncoding encoding);
void esp_text_encoder_free (EspTextEncoder *self);
void esp_text_encoder_push (EspTextEncoder *self,
                            const char *text,
                            gssize length,
                            GByteArray *out_bytes);
guint64 esp_text_encoder_get_n_lost (EspTextEncoder *self);
char *esp_text_encoder_dup_lost (EspTextEncoder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspTextEncoder, esp_text_encoder_free)

G_END_DECLS
