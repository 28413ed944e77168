/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the bytes of a file are as Japanese and Chinese pairs; zero is a sound beginning. */
typedef struct
{
  guint8 sjis_lead; /* 0, or the first byte of a pair */
  guint64 n_sjis;   /* pairs */
  guint64 n_sjis_kana;
  guint64 n_sjis_half; /* half-width kana, one byte each */
  guint64 n_sjis_bad;

  guint8 gbk_lead;
  guint64 n_gbk;       /* pairs */
  guint64 n_gbk_early; /* hanzi up to "r", where Korean has its syllables */
  guint64 n_gbk_late;  /* all hanzi behind them */
  guint64 n_gbk_own;   /* of these, in the row that Korea leaves empty */
  guint64 n_gbk_bad;

  guint8 euc_lead;
  guint64 n_euc; /* pairs */
  guint64 n_euc_kana;
  guint64 n_euc_bad;
} EspTextPairs;

void esp_text_pairs_feed (EspTextPairs *self, guint8 byte);
gboolean esp_text_pairs_is_at_rest (const EspTextPairs *self);
double esp_text_pairs_score_shift_jis (const EspTextPairs *self);
double esp_text_pairs_score_gb18030 (const EspTextPairs *self);
double esp_text_pairs_score_euc_jp (const EspTextPairs *self);

G_END_DECLS
