/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* What a list shows beside a lead's own fields. */
typedef struct
{
  char *email_consent;    /* (nullable) the word in force for marketing by e-mail */
  gboolean is_suppressed; /* e-mail must not reach the lead */
  gint64 n_sent;
  gint64 n_opened;
  gint64 n_clicked;
  gint64 last_sent_us; /* 0 is never, and so the next two */
  gint64 last_open_us;
  gint64 last_click_us;
} EspLeadExtras;

EspLeadExtras *esp_lead_extras_load (EspTx *tx, gint64 lead_id, GError **error);
void esp_lead_extras_free (EspLeadExtras *extras);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspLeadExtras, esp_lead_extras_free)

G_END_DECLS
