/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-tx.h"

G_BEGIN_DECLS

/* Money for a campaign and a medium in a span of days. */
typedef struct
{
  gint64 id;
  gint64 campaign_id; /* 0: of no campaign */
  char *medium;       /* email, text, kakao, push, ads, offline, other, or all */
  gint64 from_us;     /* midnights UTC of days; the last one is not in it */
  gint64 to_us;
  gint64 planned;   /* minor units of the workspace's currency */
  gint64 committed; /* ordered by hand, beside what sends and items of the plan tell */
  char *note;       /* (nullable) */
} EspBudgetLine;

void esp_budget_line_free (EspBudgetLine *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspBudgetLine, esp_budget_line_free)

const char *const *esp_budget_get_media (void);
gboolean esp_budget_line_insert (EspTx *tx, EspBudgetLine *line, GError **error);
gboolean esp_budget_line_update (EspTx *tx, const EspBudgetLine *line, GError **error);
gboolean esp_budget_line_delete (EspTx *tx, gint64 id, GError **error);
EspBudgetLine *esp_budget_line_load (EspTx *tx, gint64 id, GError **error);
GPtrArray *esp_budget_line_list (EspTx *tx, GError **error);

G_END_DECLS
