/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells Japanese and Chinese files of old from Korean ones: the same bytes, but other pairs are the common ones. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "base/esp-text-pairs.h"

/* A file of pairs may hold one damaged in so many. */
#define PAIRS_PER_FAULT 20

static gboolean
is_high (guint8 byte)
{
  return byte >= 0xA1 && byte <= 0xFE;
}

static void
feed_shift_jis (EspTextPairs *self, guint8 byte)
{
  guint8 lead = self->sjis_lead;

  self->sjis_lead = 0;
  if (lead != 0)
    {
      if (byte < 0x40 || byte == 0x7F || byte > 0xFC)
        self->n_sjis_bad++;
      else
        {
          self->n_sjis++;
          self->n_sjis_kana += (lead == 0x82 && byte >= 0x9F) || (lead == 0x83 && byte <= 0x96);
        }
    }
  else if ((byte >= 0x81 && byte <= 0x9F) || (byte >= 0xE0 && byte <= 0xFC))
    self->sjis_lead = byte;
  else if (byte >= 0xA1 && byte <= 0xDF)
    self->n_sjis_half++;
  else if (byte >= 0x80)
    self->n_sjis_bad++;
}

static void
feed_gb18030 (EspTextPairs *self, guint8 byte)
{
  guint8 lead = self->gbk_lead;

  self->gbk_lead = 0;
  if (lead != 0)
    {
      if (byte < 0x40 || byte == 0x7F || byte > 0xFE)
        {
          self->n_gbk_bad++;
          return;
        }
      self->n_gbk++;
      self->n_gbk_early += lead >= 0xB0 && lead <= 0xC8 && byte >= 0xA1;
      self->n_gbk_late += lead >= 0xC9 && lead <= 0xF7 && byte >= 0xA1;
      self->n_gbk_own += lead == 0xC9 && byte >= 0xA1;
    }
  else if (byte >= 0x81 && byte <= 0xFE)
    self->gbk_lead = byte;
  else if (byte >= 0x80)
    self->n_gbk_bad++;
}

/* Without those that are in Korea's letters what people laugh and weep with. */
static gboolean
is_kana (guint8 lead, guint8 byte)
{
  return lead == 0xA5 ||
         (lead == 0xA4 && byte != 0xBB && byte != 0xBE && byte != 0xCC && byte != 0xD0);
}

static void
feed_euc_jp (EspTextPairs *self, guint8 byte)
{
  guint8 lead = self->euc_lead;

  self->euc_lead = 0;
  if (lead != 0)
    {
      if (!is_high (byte))
        {
          self->n_euc_bad++;
          return;
        }
      self->n_euc++;
      self->n_euc_kana += is_kana (lead, byte);
    }
  else if (is_high (byte) || byte == 0x8E)
    self->euc_lead = byte;
  else if (byte >= 0x80)
    self->n_euc_bad++;
}

/**
 * esp_text_pairs_feed:
 */
void
esp_text_pairs_feed (EspTextPairs *self, guint8 byte)
{
  feed_shift_jis (self, byte);
  feed_gb18030 (self, byte);
  feed_euc_jp (self, byte);
}

/**
 * esp_text_pairs_is_at_rest:
 *
 * Returns: whether no pair is begun
 */
gboolean
esp_text_pairs_is_at_rest (const EspTextPairs *self)
{
  return self->sjis_lead == 0 && self->gbk_lead == 0 && self->euc_lead == 0;
}

static double
share (guint64 part, guint64 whole)
{
  return whole > 0 ? (double) part / (double) whole : 0;
}

/**
 * esp_text_pairs_score_shift_jis:
 *
 * What is Korean or Chinese reads as half-width kana, which hardly anybody writes.
 *
 * Returns: 0…1
 */
double
esp_text_pairs_score_shift_jis (const EspTextPairs *self)
{
  double whole = share (self->n_sjis, self->n_sjis + self->n_sjis_half);

  if (self->n_sjis == 0 || self->n_sjis_bad * PAIRS_PER_FAULT > self->n_sjis)
    return 0;
  return whole * whole * (0.5 + 0.45 * MIN (1, 3 * share (self->n_sjis_kana, self->n_sjis)));
}

/**
 * esp_text_pairs_score_gb18030:
 *
 * About every second hanzi stands behind the place of Korea's syllables, as Korea's own hanja do, and one of twenty in
 * a row that Korea leaves empty. Without one of these it is no more than a possibility.
 *
 * Returns: 0…1
 */
double
esp_text_pairs_score_gb18030 (const EspTextPairs *self)
{
  guint64 n_hanzi = self->n_gbk_early + self->n_gbk_late;
  double late = share (self->n_gbk_late, n_hanzi);

  if (self->n_gbk == 0 || self->n_gbk_bad * PAIRS_PER_FAULT > self->n_gbk || late < 0.3 ||
      share (n_hanzi, self->n_gbk) < 0.7)
    return 0;
  if (self->n_gbk_own == 0)
    return 0.25;
  return 0.4 + 0.55 * MIN (1, 3 * (late - 0.1));
}

/**
 * esp_text_pairs_score_euc_jp:
 *
 * Returns: 0…1; by its kana, for kanji stand where hanzi do
 */
double
esp_text_pairs_score_euc_jp (const EspTextPairs *self)
{
  double kana = share (self->n_euc_kana, self->n_euc);

  if (self->n_euc == 0 || self->n_euc_bad * PAIRS_PER_FAULT > self->n_euc || kana < 0.15)
    return 0;
  return 0.4 + 0.58 * MIN (1, 2.5 * kana);
}
