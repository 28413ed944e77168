/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of encodings, and how a file of unknown encoding is told apart by its bytes. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "base/esp-text-encoding.h"

#include "base/esp-text-pairs.h"

#include <string.h>

typedef struct
{
  EspEncoding encoding;
  const char *name;    /* what we print */
  const char *aliases; /* what else we understand: lower case, letters and digits, split by space */
  const char *bom;
  const char *iconv; /* (nullable) its name there, of what is one and two bytes a character */
} EncodingName;

static const EncodingName encoding_names[ESP_N_ENCODINGS] = {
  { ESP_ENCODING_UTF8, "UTF-8", "utf8", "" },
  { ESP_ENCODING_UTF8_BOM, "UTF-8-BOM", "utf8bom utf8sig", "\xEF\xBB\xBF" },
  { ESP_ENCODING_UTF16LE, "UTF-16LE", "utf16le utf16 unicode", "\xFF\xFE" },
  { ESP_ENCODING_UTF16BE, "UTF-16BE", "utf16be", "\xFE\xFF" },
  { ESP_ENCODING_CP949, "CP949", "cp949 uhc ms949 euckr ksc5601 ksx1001 ksc56011987", "", "UHC" },
  { ESP_ENCODING_WINDOWS_1252, "WINDOWS-1252", "windows1252 cp1252", "" },
  { ESP_ENCODING_LATIN1, "ISO-8859-1", "iso88591 latin1", "" },
  { ESP_ENCODING_SHIFT_JIS, "Shift_JIS", "shiftjis sjis cp932 windows31j ms932", "", "CP932" },
  { ESP_ENCODING_EUC_JP, "EUC-JP", "eucjp", "", "EUC-JP" },
  { ESP_ENCODING_GB18030, "GB18030", "gb18030 gbk gb2312 cp936", "", "GB18030" },
};

/* What is told apart at the head of the file, before which only a BOM may stand. */
#define HEAD_BYTES 4

struct _EspEncodingDetector
{
  guint8 head[HEAD_BYTES];
  guint64 n_bytes;
  guint64 n_high;     /* bytes of 0x80 and above */
  guint64 n_nul_even; /* NUL bytes at even and at odd offsets: the mark of UTF-16 */
  guint64 n_nul_odd;
  guint64 n_units_hangul[2]; /* 16-bit units that are Hangul, read LE and BE */
  guint64 n_nul_hangul[2];   /* those of them with a NUL, such as 가 (U+AC00) */
  guint8 last;               /* the byte before, for pairs that cross two feeds */

  guint utf8_left;            /* continuation bytes that must still come */
  guint8 utf8_low, utf8_high; /* range of the next continuation byte */
  guint utf8_length;
  guint64 n_utf8_long;  /* valid sequences of three and four bytes */
  guint64 n_utf8_short; /* valid sequences of two bytes */
  guint64 n_utf8_bad;

  guint8 cp949_lead;      /* 0, or the first byte of a pair */
  guint64 n_cp949_common; /* the 2,350 syllables of KS X 1001 */
  guint64 n_cp949_other;  /* rarer syllables, hanja, symbols */
  guint64 n_cp949_bad;

  EspTextPairs pairs;

  guint high_run;       /* bytes above 0x7F in a row */
  guint64 n_high_alone; /* runs of one: accented letters of Western text */
  guint64 n_high_runs;
  guint64 n_c1;       /* 0x80–0x9F: Windows-1252 has letters there, Latin-1 has none */
  guint64 n_1252_bad; /* the five bytes that Windows-1252 leaves open */
};

/**
 * esp_encoding_get_name:
 *
 * Returns: (transfer none): the name that people know it by, also the one for files and options
 */
const char *
esp_encoding_get_name (EspEncoding encoding)
{
  g_return_val_if_fail (encoding < ESP_N_ENCODINGS, NULL);

  return encoding_names[encoding].name;
}

/**
 * esp_encoding_from_name:
 *
 * Understands the usual spellings ("euc-kr", "CP949", "utf8"), in any case and with any punctuation.
 *
 * Returns: whether the name is known
 */
gboolean
esp_encoding_from_name (const char *name, EspEncoding *out_encoding)
{
  g_autoptr (GString) plain = g_string_new (NULL);

  g_return_val_if_fail (name != NULL, FALSE);

  for (const char *p = name; *p != '\0'; p++)
    if (g_ascii_isalnum (*p))
      g_string_append_c (plain, g_ascii_tolower (*p));
  for (guint i = 0; i < ESP_N_ENCODINGS; i++)
    {
      g_auto (GStrv) aliases = g_strsplit (encoding_names[i].aliases, " ", -1);

      if (g_strv_contains ((const char *const *) aliases, plain->str))
        {
          *out_encoding = encoding_names[i].encoding;
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * esp_encoding_get_iconv:
 *
 * Returns: (nullable): what iconv calls an encoding of one and two bytes a character; %NULL for those that need none
 */
const char *
esp_encoding_get_iconv (EspEncoding encoding)
{
  g_return_val_if_fail (encoding < ESP_N_ENCODINGS, NULL);

  return encoding_names[encoding].iconv;
}

/**
 * esp_encoding_has_bars_in_pairs:
 *
 * Returns: whether "|" may be the second byte of a letter, as it is of the Japanese "po"; commas, tabs, semicolons and
 *   quotes never are
 */
gboolean
esp_encoding_has_bars_in_pairs (EspEncoding encoding)
{
  return encoding == ESP_ENCODING_SHIFT_JIS || encoding == ESP_ENCODING_GB18030;
}

/**
 * esp_encoding_get_bom:
 *
 * Returns: the length of the byte order mark that a file of this encoding begins with; 0 for none
 */
gsize
esp_encoding_get_bom (EspEncoding encoding, const guint8 **out_bom)
{
  g_return_val_if_fail (encoding < ESP_N_ENCODINGS, 0);

  *out_bom = (const guint8 *) encoding_names[encoding].bom;
  return strlen (encoding_names[encoding].bom);
}

/**
 * esp_encoding_detector_new:
 *
 * Returns: (transfer full): a detector that has seen nothing yet
 */
EspEncodingDetector *
esp_encoding_detector_new (void)
{
  return g_new0 (EspEncodingDetector, 1);
}

void
esp_encoding_detector_free (EspEncodingDetector *self)
{
  g_free (self);
}

static void
start_utf8 (EspEncodingDetector *self, guint8 byte)
{
  self->utf8_low = 0x80;
  self->utf8_high = 0xBF;
  if (byte >= 0xC2 && byte <= 0xDF)
    self->utf8_left = 1;
  else if (byte >= 0xE0 && byte <= 0xEF)
    {
      self->utf8_left = 2;
      if (byte == 0xE0)
        self->utf8_low = 0xA0;
      if (byte == 0xED)
        self->utf8_high = 0x9F;
    }
  else if (byte >= 0xF0 && byte <= 0xF4)
    {
      self->utf8_left = 3;
      if (byte == 0xF0)
        self->utf8_low = 0x90;
      if (byte == 0xF4)
        self->utf8_high = 0x8F;
    }
  else
    self->n_utf8_bad++;
  self->utf8_length = self->utf8_left + 1;
}

static void
feed_utf8 (EspEncodingDetector *self, guint8 byte)
{
  if (self->utf8_left > 0)
    {
      if (byte >= self->utf8_low && byte <= self->utf8_high)
        {
          self->utf8_low = 0x80;
          self->utf8_high = 0xBF;
          if (--self->utf8_left == 0)
            {
              if (self->utf8_length == 2)
                self->n_utf8_short++;
              else
                self->n_utf8_long++;
            }
          return;
        }
      self->utf8_left = 0;
      self->n_utf8_bad++;
    }
  if (byte >= 0x80)
    start_utf8 (self, byte);
}

static gboolean
is_cp949_trail (guint8 lead, guint8 byte)
{
  if (byte >= 0xA1 && byte <= 0xFE)
    return lead != 0xC9 && lead != 0xFE; /* user-defined rows: nobody sends them */
  if (lead > 0xC6 || (lead == 0xC6 && byte > 0x52))
    return FALSE;
  return (byte >= 0x41 && byte <= 0x5A) || (byte >= 0x61 && byte <= 0x7A) ||
         (byte >= 0x81 && byte <= 0xA0);
}

static void
feed_cp949 (EspEncodingDetector *self, guint8 byte)
{
  guint8 lead = self->cp949_lead;

  if (lead != 0)
    {
      self->cp949_lead = 0;
      if (!is_cp949_trail (lead, byte))
        self->n_cp949_bad++;
      else if (lead >= 0xB0 && lead <= 0xC8 && byte >= 0xA1)
        self->n_cp949_common++;
      else
        self->n_cp949_other++;
      return;
    }
  if (byte >= 0x81 && byte <= 0xFE)
    self->cp949_lead = byte;
  else if (byte >= 0x80)
    self->n_cp949_bad++;
}

static void
feed_western (EspEncodingDetector *self, guint8 byte)
{
  if (byte < 0x80)
    {
      if (self->high_run == 1)
        self->n_high_alone++;
      if (self->high_run > 0)
        self->n_high_runs++;
      self->high_run = 0;
      return;
    }
  self->high_run++;
  if (byte < 0xA0)
    self->n_c1++;
  if (byte == 0x81 || byte == 0x8D || byte == 0x8F || byte == 0x90 || byte == 0x9D)
    self->n_1252_bad++;
}

static void
feed_units (EspEncodingDetector *self, guint8 byte)
{
  if (byte == 0 && (self->n_bytes & 1) == 0)
    self->n_nul_even++;
  else if (byte == 0)
    self->n_nul_odd++;
  if ((self->n_bytes & 1) == 1)
    {
      if (byte >= 0xAC && byte <= 0xD7)
        {
          self->n_units_hangul[0]++;
          self->n_nul_hangul[0] += self->last == 0;
        }
      if (self->last >= 0xAC && self->last <= 0xD7)
        {
          self->n_units_hangul[1]++;
          self->n_nul_hangul[1] += byte == 0;
        }
    }
  self->last = byte;
}

static gboolean
is_plain_ascii (const guint8 *data)
{
  guint64 word;

  memcpy (&word, data, sizeof word);
  /* No byte of 0x80 and above, and no NUL: the usual test on eight bytes at once. */
  return ((word | ((word - G_GUINT64_CONSTANT (0x0101010101010101)) & ~word)) &
          G_GUINT64_CONSTANT (0x8080808080808080)) == 0;
}

static gboolean
is_at_rest (EspEncodingDetector *self)
{
  return self->utf8_left == 0 && self->cp949_lead == 0 && self->high_run == 0 &&
         esp_text_pairs_is_at_rest (&self->pairs);
}

/**
 * esp_encoding_detector_feed:
 *
 * Reads on. Plain ASCII goes by eight bytes at a time, so a whole file may be fed.
 */
void
esp_encoding_detector_feed (EspEncodingDetector *self, const guint8 *data, gsize length)
{
  gsize i = 0;

  while (i < length)
    {
      guint8 byte = data[i];

      if (self->n_bytes >= HEAD_BYTES && length - i >= 8 && is_at_rest (self) &&
          is_plain_ascii (data + i))
        {
          i += 8;
          self->n_bytes += 8;
          self->last = data[i - 1];
          continue;
        }
      if (self->n_bytes < HEAD_BYTES)
        self->head[self->n_bytes] = byte;
      feed_units (self, byte);
      feed_utf8 (self, byte);
      feed_cp949 (self, byte);
      feed_western (self, byte);
      esp_text_pairs_feed (&self->pairs, byte);
      if (byte >= 0x80)
        self->n_high++;
      self->n_bytes++;
      i++;
    }
}

static void
add_candidate (EspEncodingGuess *guess, EspEncoding encoding, double confidence)
{
  guint at = guess->n_candidates;

  if (confidence <= 0)
    return;
  while (at > 0 && guess->candidates[at - 1].confidence < confidence)
    at--;
  if (at == ESP_ENCODING_MAX_CANDIDATES)
    return;
  if (guess->n_candidates < ESP_ENCODING_MAX_CANDIDATES)
    guess->n_candidates++;
  for (guint i = guess->n_candidates - 1; i > at; i--)
    guess->candidates[i] = guess->candidates[i - 1];
  guess->candidates[at] = (EspEncodingCandidate){ encoding, confidence };
}

static gboolean
find_bom (EspEncodingDetector *self, EspEncodingGuess *guess)
{
  static const EspEncoding with_bom[] = { ESP_ENCODING_UTF8_BOM, ESP_ENCODING_UTF16LE,
                                          ESP_ENCODING_UTF16BE };

  for (guint i = 0; i < G_N_ELEMENTS (with_bom); i++)
    {
      const guint8 *bom;
      gsize length = esp_encoding_get_bom (with_bom[i], &bom);

      if (self->n_bytes >= length && memcmp (self->head, bom, length) == 0)
        {
          add_candidate (guess, with_bom[i], 1.0);
          return TRUE;
        }
    }
  return FALSE;
}

/* UTF-16 without a mark: the NUL halves of ASCII (commas, line ends) all stand on one side. */
static gboolean
find_utf16 (EspEncodingDetector *self, EspEncodingGuess *guess)
{
  double units = self->n_bytes / 2.0;
  gboolean is_le = self->n_nul_odd > self->n_nul_even;
  double nul = is_le ? self->n_nul_odd : self->n_nul_even;
  double other =
    is_le ? self->n_nul_even - self->n_nul_hangul[0] : self->n_nul_odd - self->n_nul_hangul[1];
  double hangul = self->n_units_hangul[is_le ? 0 : 1];

  if (self->n_bytes < 4 || nul < units * 0.04 || other > nul * 0.02 || nul + hangul < units * 0.6)
    return FALSE;
  add_candidate (guess, is_le ? ESP_ENCODING_UTF16LE : ESP_ENCODING_UTF16BE,
                 CLAMP ((nul + hangul) / units, 0.7, 0.98));
  return TRUE;
}

static double
score_utf8 (EspEncodingDetector *self)
{
  double good = self->n_utf8_long + self->n_utf8_short;

  if (self->n_utf8_bad == 0)
    return self->n_utf8_long > 0 || self->n_utf8_short > 8 ? 0.99 : 0.85;
  if (good > 20 * (double) self->n_utf8_bad)
    return 0.8; /* UTF-8 with a few broken bytes */
  return 0;
}

static double
score_cp949 (EspEncodingDetector *self)
{
  double pairs = self->n_cp949_common + self->n_cp949_other;
  double share;

  if (pairs == 0 || self->n_cp949_bad * 20 > pairs)
    return 0;
  share = self->n_cp949_common / pairs;
  if (self->n_cp949_bad > 0)
    return 0.6 * share;
  return 0.3 + 0.65 * share;
}

static double
score_western (EspEncodingDetector *self)
{
  double alone;

  if (self->n_1252_bad > 0 || self->n_high_runs == 0)
    return 0;
  alone = (double) self->n_high_alone / self->n_high_runs;
  return 0.1 + 0.75 * alone;
}

/**
 * esp_encoding_detector_finish:
 *
 * A byte order mark decides; else the pattern of UTF-16; else strict UTF-8, which other encodings
 * hardly ever satisfy by chance; else Korean, Japanese and Chinese pairs against lone accented letters.
 */
void
esp_encoding_detector_finish (EspEncodingDetector *self, EspEncodingGuess *out_guess)
{
  double utf8, cp949, western;

  memset (out_guess, 0, sizeof *out_guess);
  if (self->high_run > 0)
    {
      self->n_high_runs++;
      self->n_high_alone += self->high_run == 1;
      self->high_run = 0;
    }
  if (find_bom (self, out_guess) || find_utf16 (self, out_guess))
    {
      out_guess->is_sure = out_guess->candidates[0].confidence > 0.9;
      return;
    }
  if (self->n_high == 0)
    {
      add_candidate (out_guess, ESP_ENCODING_UTF8, 1.0);
      out_guess->is_sure = TRUE;
      return;
    }
  utf8 = score_utf8 (self);
  cp949 = score_cp949 (self);
  western = score_western (self);
  if (utf8 > 0 && self->n_utf8_bad == 0)
    cp949 *= 0.8; /* few pairs of Korean happen to be UTF-8 as well */
  add_candidate (out_guess, ESP_ENCODING_UTF8, utf8);
  if (utf8 < 0.95)
    {
      add_candidate (out_guess, ESP_ENCODING_CP949, cp949);
      add_candidate (out_guess, ESP_ENCODING_SHIFT_JIS,
                     esp_text_pairs_score_shift_jis (&self->pairs));
      add_candidate (out_guess, ESP_ENCODING_EUC_JP, esp_text_pairs_score_euc_jp (&self->pairs));
      add_candidate (out_guess, ESP_ENCODING_GB18030, esp_text_pairs_score_gb18030 (&self->pairs));
      add_candidate (out_guess, self->n_c1 > 0 ? ESP_ENCODING_WINDOWS_1252 : ESP_ENCODING_LATIN1,
                     western);
    }
  if (out_guess->n_candidates == 0)
    {
      /* Nothing fits. Latin-1 at least loses no byte, and the preview will show the damage. */
      add_candidate (out_guess, ESP_ENCODING_LATIN1, 0.1);
      add_candidate (out_guess, ESP_ENCODING_CP949, 0.05);
    }
  out_guess->is_sure =
    out_guess->candidates[0].confidence >= 0.75 &&
    (out_guess->n_candidates == 1 ||
     out_guess->candidates[0].confidence - out_guess->candidates[1].confidence > 0.35);
}

/**
 * esp_encoding_detect:
 *
 * Says how a whole buffer is encoded.
 */
void
esp_encoding_detect (const guint8 *data, gsize length, EspEncodingGuess *out_guess)
{
  EspEncodingDetector detector = { 0 };

  esp_encoding_detector_feed (&detector, data, length);
  esp_encoding_detector_finish (&detector, out_guess);
}
