/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan of the sample workspace: a quarter of a Korean shop, around the day on which it is made. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-sample-plan.h"

#include "base/esp-clock.h"
#include "engine/plan/esp-brief.h"
#include "engine/plan/esp-occasions.h"
#include "engine/plan/esp-plan-days.h"
#include "store/esp-budget.h"
#include "store/esp-campaigns.h"
#include "store/esp-channels.h"
#include "store/esp-messages.h"
#include "store/esp-plan-items.h"
#include "store/esp-segments.h"
#include "worker/esp-plan-move.h"
#include "worker/esp-sample-days.h"
#include "worker/esp-send-audience.h"

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

/* What is still to leave; the second meets the first on its day. */
static const struct
{
  const char *title;
  const char *message;
  const char *segment;
  int in_days;
  int at_hour; /* after ten */
} sends[] = {
  { "다시 만나요 쿠폰", "재구매 안내", "구매 고객", 3, 0 },
  { "VIP 먼저 보기", "주말 특가", "VIP", 3, 5 },
  { "다음 달 새 소식", "신상품 소개", "최근 30일 열람", 9, 1 },
};

/* So far ahead the next yearly occasion is prepared as a process. */
#define LEAST_AHEAD_DAYS 21

static const struct
{
  EspWork work;
  const char *owner;
  EspWorkState state;
} owners[] = {
  { ESP_WORK_PLANNING, "지후", ESP_WORK_DONE },  { ESP_WORK_ASSETS, "서연", ESP_WORK_DOING },
  { ESP_WORK_REVIEW, "민준", ESP_WORK_OPEN },    { ESP_WORK_SETUP, "지후", ESP_WORK_OPEN },
  { ESP_WORK_EXECUTION, "지후", ESP_WORK_OPEN }, { ESP_WORK_ANALYSIS, "서연", ESP_WORK_OPEN },
};

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

/* A draft with its message and people, as somebody would have left it on the calendar. */
static gboolean
add_send (EspTx *tx,
          const char *title,
          const char *message,
          const char *segment,
          gint64 at_us,
          gint64 campaign_id,
          GError **error)
{
  g_autoptr (EspSendAudience) audience = esp_send_audience_new ();
  g_autoptr (EspSegment) who = NULL;
  g_autofree char *json = NULL;
  EspPlanDraft draft = { .title = title, .at_us = at_us, .campaign_id = campaign_id };
  gint64 segment_id = 0, id = 0;

  if (!esp_message_resolve (tx, message, &draft.message_id, error) ||
      !esp_channel_ensure_demo (tx, &draft.channel_id, error) ||
      !esp_segment_resolve (tx, segment, &segment_id, error))
    return FALSE;
  who = esp_segment_load (tx, segment_id, error);
  if (who == NULL)
    return FALSE;
  g_ptr_array_add (audience->segments, g_strdup (who->uuid));
  json = esp_send_audience_to_json (audience);
  draft.audience = json;
  return esp_plan_add_send (tx, &draft, &id, error);
}

static const EspOccasion *
find_next (const GPtrArray *occasions, EspHolidays *holidays, gint64 today, gint64 *out_day)
{
  const EspOccasion *found = NULL;

  for (guint i = 0; i < occasions->len; i++)
    {
      const EspOccasion *one = g_ptr_array_index (occasions, i);
      gint64 day = 0;

      if (one->process != ESP_PROCESS_CRM ||
          !esp_occasion_next_day (one, holidays, today + LEAST_AHEAD_DAYS, &day, NULL) ||
          (found != NULL && day >= *out_day))
        continue;
      found = one;
      *out_day = day;
    }
  return found;
}

/* Who does what, and how far they are. */
static gboolean
fill_stages (EspTx *tx, gint64 campaign_id, GError **error)
{
  g_autoptr (EspStageBook) book = esp_stage_book_load (tx, campaign_id, error);
  g_autoptr (EspBrief) brief = book != NULL ? esp_brief_parse (book->brief, error) : NULL;
  g_autofree char *json = NULL;

  if (brief == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (owners); i++)
    {
      EspWorkRow *row = esp_stage_book_find (book, owners[i].work);

      if (row == NULL)
        continue;
      g_free (row->owner);
      row->owner = g_strdup (owners[i].owner);
      row->state = owners[i].state;
      row->done_us = row->state == ESP_WORK_DONE ? esp_tx_get_now_us (tx) : 0;
      if (!esp_work_row_save (tx, row, error))
        return FALSE;
    }
  for (guint i = 0; i < book->checks->len; i++)
    {
      const EspStageCheck *check = g_ptr_array_index (book->checks, i);

      if (check->work == ESP_WORK_PLANNING &&
          !esp_stage_check_set_done (tx, check->id, TRUE, "지후", error))
        return FALSE;
    }
  if (!esp_brief_set (brief, "goal", "재구매 고객 600명, 매출 3,000만 원", error) ||
      !esp_brief_set (brief, "channels", "이메일, 문자", error))
    return FALSE;
  json = esp_brief_to_json (brief);
  return esp_stage_book_set_brief (tx, campaign_id, json, error);
}

/* The next yearly occasion as a process with its first send. */
static gboolean
add_process (EspTx *tx, gint64 today_us, GError **error)
{
  g_autoptr (EspHolidays) holidays = esp_plan_load_holidays (tx, error);
  g_autoptr (GPtrArray) occasions = holidays != NULL ? esp_occasions_load (error) : NULL;
  gint64 today = today_us / ESP_USEC_PER_DAY;
  gint64 day = 0, campaign_id = 0;
  g_autofree char *name = NULL;
  const EspOccasion *occasion;
  EspProcessDates dates;

  if (occasions == NULL)
    return FALSE;
  occasion = find_next (occasions, holidays, today, &day);
  if (occasion == NULL)
    return TRUE; /* a year of which nothing is known */
  name = g_strdup_printf ("%s 기획전", occasion->names[ESP_LANG_KO]);
  esp_occasion_get_dates (occasion, day, today, &dates);
  return esp_campaign_insert (tx, name, &campaign_id, error) &&
         esp_occasion_apply (occasion, tx, campaign_id, day, holidays, ESP_LANG_KO, error) &&
         fill_stages (tx, campaign_id, error) &&
         add_send (tx, name, "회원 감사 주간", "구매 고객",
                   MAX (dates.first, today + 2) * ESP_USEC_PER_DAY + MORNING, campaign_id, error);
}

/**
 * esp_sample_add_plan:
 */
gboolean
esp_sample_add_plan (EspTx *tx, GError **error)
{
  gint64 today_us = esp_sample_get_today (tx);

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
  for (guint i = 0; i < G_N_ELEMENTS (sends); i++)
    if (!add_send (tx, sends[i].title, sends[i].message, sends[i].segment,
                   today_us + sends[i].in_days * ESP_USEC_PER_DAY + MORNING +
                     sends[i].at_hour * ESP_USEC_PER_HOUR,
                   0, error))
      return FALSE;
  return add_process (tx, today_us, error);
}
