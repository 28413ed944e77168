/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* What became of answers. */
typedef struct
{
  guint n_taken;   /* something was written down */
  guint n_same;    /* nothing is otherwise than before */
  guint n_known;   /* read before, or older than what is known */
  guint n_foreign; /* not asked for by this workspace, or of nobody any more */
} EspConsentAnswers;

char *esp_consent_answers_dup_token (EspTx *tx, gint64 lead_id, GError **error);
gboolean esp_consent_answers_take (EspTx *tx,
                                   const char *text,
                                   gssize length,
                                   EspConsentAnswers *out_sum,
                                   GError **error);

G_END_DECLS
