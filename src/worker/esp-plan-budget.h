/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "worker/esp-plan-study.h"

G_BEGIN_DECLS

/* Money of one campaign and medium: what is planned, what is bound to be spent, what is spent. */
typedef struct
{
  gint64 campaign_id; /* 0: of none */
  char *campaign;     /* (nullable) */
  char *medium;
  gint64 planned; /* minor units: of each line the share of its days that is in the span */
  gint64 committed;
  gint64 spent;
  gint64 whole; /* what the lines come to, with their days outside of the span */
  gint64 over;  /* how much more than its whole a line is used in the span */
} EspPlanMoney;

/* All of it in a span. */
typedef struct
{
  GPtrArray *rows; /* (owned) (element-type EspPlanMoney): by campaign, then medium */
  gint64 planned;
  gint64 committed;
  gint64 spent;
  gint64 over;      /* of all lines: use on days for which nothing is planned is not over plan */
  gint64 n_foreign; /* costs in another currency, which are left out */
} EspPlanBudget;

void esp_plan_budget_free (EspPlanBudget *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspPlanBudget, esp_plan_budget_free)

EspPlanBudget *esp_plan_budget_new (EspTx *tx,
                                    const EspPlanStudy *study,
                                    gint64 from_us,
                                    gint64 to_us,
                                    GError **error);

G_END_DECLS
