/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The encodings in which lists of leads arrive. CP949 is Microsoft's superset of EUC-KR. */
typedef enum
{
  ESP_ENCODING_UTF8,
  ESP_ENCODING_UTF8_BOM,
  ESP_ENCODING_UTF16LE,
  ESP_ENCODING_UTF16BE,
  ESP_ENCODING_CP949,
  ESP_ENCODING_WINDOWS_1252,
  ESP_ENCODING_LATIN1,
  ESP_ENCODING_SHIFT_JIS, /* as Windows has it */
  ESP_ENCODING_EUC_JP,
  ESP_ENCODING_GB18030,
} EspEncoding;

#define ESP_N_ENCODINGS (ESP_ENCODING_GB18030 + 1)
#define ESP_ENCODING_MAX_CANDIDATES 3

typedef struct
{
  EspEncoding encoding;
  double confidence; /* 0…1 */
} EspEncodingCandidate;

/* Best first; is_sure says that showing the second candidate would only confuse. */
typedef struct
{
  EspEncodingCandidate candidates[ESP_ENCODING_MAX_CANDIDATES];
  guint n_candidates;
  gboolean is_sure;
} EspEncodingGuess;

const char *esp_encoding_get_name (EspEncoding encoding);
gboolean esp_encoding_from_name (const char *name, EspEncoding *out_encoding);
const char *esp_encoding_get_iconv (EspEncoding encoding);
gboolean esp_encoding_has_bars_in_pairs (EspEncoding encoding);
gsize esp_encoding_get_bom (EspEncoding encoding, const guint8 **out_bom);

/* Looks at a file piece by piece and says how it is encoded. */
typedef struct _EspEncodingDetector EspEncodingDetector;

EspEncodingDetector *esp_encoding_detector_new (void);
void esp_encoding_detector_free (EspEncodingDetector *self);
void esp_encoding_detector_feed (EspEncodingDetector *self, const guint8 *data, gsize length);
void esp_encoding_detector_finish (EspEncodingDetector *self, EspEncodingGuess *out_guess);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspEncodingDetector, esp_encoding_detector_free)

void esp_encoding_detect (const guint8 *data, gsize length, EspEncodingGuess *out_guess);

G_END_DECLS
