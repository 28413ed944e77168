/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan of the sample workspace: a quarter of a Korean shop, around the day on which it is made. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-sample-plan.h"

#include "base/esp-clock.h"
#include "store/esp-budget.h"
#include "store/esp-plan-items.h"

/* The clock of the workspace's zone, which is Seoul's: nine hours before UTC. */
#define MORNING (1 * ESP_USEC_PER_HOUR)

static const struct
{
  EspPlanKind kind;
  const char *title;
  const char *owner;
  const char *medium;
  int in_days;
  int n_days; /* 0: a moment at ten */
  gint64 cost;
  EspPlanState state;
} items[] = {
  { ESP_PLAN_TASK, "신제품 사진 촬영", "지후", NULL, 2, 0, 0, ESP_PLAN_PLANNED },
  { ESP_PLAN_DEADLINE, "시즌 기획전 시안 마감", "서연", NULL, 4, 0, 0, ESP_PLAN_PLANNED },
  { ESP_PLAN_OFFLINE, "핸드메이드 페어 부스", "민준", "offline", 8, 3, 2800000,
    ESP_PLAN_COMMITTED },
  { ESP_PLAN_AD_FLIGHT, "메타 시즌 기획전", "지후", "ads", 6, 14, 3500000, ESP_PLAN_PLANNED },
  { ESP_PLAN_AD_FLIGHT, "네이버 쇼핑 검색", "지후", "ads", -10, 40, 2400000, ESP_PLAN_COMMITTED },
  { ESP_PLAN_BLACKOUT, "물류 재고 실사", "민준", NULL, 17, 1, 0, ESP_PLAN_PLANNED },
  { ESP_PLAN_MILESTONE, "리뉴얼 오픈", "서연", NULL, 13, 0, 0, ESP_PLAN_PLANNED },
  { ESP_PLAN_OFFLINE, "잡지 지면 광고", "서연", "offline", -12, 1, 1200000, ESP_PLAN_DONE },
};

static const struct
{
  const char *medium;
  gint64 planned;
} budgets[] = { { "ads", 8000000 }, { "offline", 3500000 }, { "text", 600000 } };

/* Midnight UTC, as whole days are kept. */
static gint64
get_today (EspTx *tx)
{
  gint64 seoul_us = esp_tx_get_now_us (tx) + 9 * ESP_USEC_PER_HOUR;

  return seoul_us - seoul_us % ESP_USEC_PER_DAY;
}

static gboolean
add_item (EspTx *tx, guint i, gint64 today_us, GError **error)
{
  g_autoptr (EspPlanItem) item = esp_plan_item_new (items[i].kind, items[i].title);

  item->is_all_day = items[i].n_days > 0;
  item->from_us = today_us + items[i].in_days * ESP_USEC_PER_DAY + (item->is_all_day ? 0 : MORNING);
  item->to_us = item->from_us + items[i].n_days * ESP_USEC_PER_DAY;
  item->owner = g_strdup (items[i].owner);
  item->medium = g_strdup (items[i].medium);
  item->cost = items[i].cost;
  item->state = items[i].state;
  return esp_plan_item_insert (tx, item, error);
}

/**
 * esp_sample_add_plan:
 */
gboolean
esp_sample_add_plan (EspTx *tx, GError **error)
{
  gint64 today_us = get_today (tx);

  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    if (!add_item (tx, i, today_us, error))
      return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (budgets); i++)
    {
      EspBudgetLine line = { .medium = (char *) budgets[i].medium,
                             .from_us = today_us - 30 * ESP_USEC_PER_DAY,
                             .to_us = today_us + 60 * ESP_USEC_PER_DAY,
                             .planned = budgets[i].planned };

      if (!esp_budget_line_insert (tx, &line, error))
        return FALSE;
    }
  return TRUE;
}
