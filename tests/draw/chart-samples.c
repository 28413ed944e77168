/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One chart of every kind with plausible numbers, in Korean and in English, for the tests of draw. */
#include "chart-samples.h"

#include "base/esp-clock.h"
#include "base/esp-random.h"

#include <math.h>

/* 2025-03-10 00:00 in Seoul */
#define START_US (G_GINT64_CONSTANT (1741532400) * ESP_USEC_PER_SEC)

static const char *
pick (EspLang lang, const char *ko, const char *en)
{
  return lang == ESP_LANG_KO ? ko : en;
}

static EspChart *
new_waterfall (EspLang lang)
{
  EspChart *chart =
    esp_chart_new (ESP_CHART_WATERFALL,
                   pick (lang, "누가 이 메일을 받나요?", "Who will receive this email?"), lang);
  const char *ko[] = { "조건에 맞는 리드", "이메일 주소 없음",  "수신 동의 없음",
                       "수신 거부·반송",   "받을 수 있는 리드", "발송 빈도 제한",
                       "비교군 5%",        "받을 리드",         NULL };
  const char *en[] = { "Match the segment", "No email address", "No consent",
                       "Suppressed",        "Reachable",        "Frequency cap",
                       "Holdout 5%",        "Will receive",     NULL };
  const double values[] = { 38214, -1204, -2620, -488, 33902, -2782, -1556, 29564 };
  EspSeries *series;

  esp_chart_set_categories (chart, pick (lang, "단계", "Step"), lang == ESP_LANG_KO ? ko : en);
  series = esp_chart_add_series (chart, pick (lang, "리드", "Leads"), ESP_SERIES_NORMAL);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      g_autofree char *key = g_strdup_printf ("step:%u", i);

      esp_series_add (series, &(EspPoint){ .x = i,
                                           .value = values[i],
                                           .key = key,
                                           .flags = values[i] > 0 ? ESP_POINT_TOTAL : 0 });
    }
  esp_chart_set_answer (
    chart,
    pick (lang, "38,214명 중 29,564명(77.4%)이 받아요. 가장 큰 손실은 발송 빈도 제한이에요.",
          "29,564 of 38,214 (77.4%) will receive it. The largest loss is the frequency cap."));
  esp_chart_set_source (chart, pick (lang, "3월 뉴스레터 · 2025. 3. 18. (화) 10:00 기준",
                                     "March newsletter · as of 18 Mar 2025 10:00"));
  return chart;
}

static EspChart *
new_line (EspLang lang, guint n_series, EspChartKind kind)
{
  static const char *const names_ko[] = { "발송",      "열람", "클릭",
                                          "수신 거부", "반송", "지난 캠페인 열람" };
  static const char *const names_en[] = { "Delivered",    "Opened",  "Clicked",
                                          "Unsubscribed", "Bounced", "Opened last time" };
  static const double levels[] = { 9000, 4200, 1700, 300, 120, 3600 };
  EspChart *chart = esp_chart_new (kind,
                                   pick (lang, "발송 뒤 반응이 언제 왔나요?",
                                         "When did people respond after the send?"),
                                   lang);
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (9 * 3600);
  EspRandom random;

  esp_random_init (&random, 7);
  esp_chart_set_time_axis (chart, pick (lang, "날짜", "Day"), ESP_TIME_STEP_DAY, zone);
  for (guint i = 0; i < n_series; i++)
    {
      EspSeries *series =
        esp_chart_add_series (chart, (lang == ESP_LANG_KO ? names_ko : names_en)[i],
                              i == 5 ? ESP_SERIES_OTHER : ESP_SERIES_NORMAL);

      for (guint day = 0; day < 21; day++)
        {
          double value =
            levels[i] * (exp (-(double) day / 6) + 0.03 * (double) esp_random_below (&random, 5));
          EspPoint point = { .x = (double) (START_US + day * ESP_USEC_PER_DAY),
                             .value = floor (value),
                             .key = "day" };

          if (day == 20)
            point.flags = ESP_POINT_PARTIAL;
          esp_series_add (series, &point);
        }
    }
  esp_chart_add_annotation (chart, START_US + 4 * ESP_USEC_PER_DAY,
                            pick (lang, "두 번째 발송", "Second send"));
  esp_chart_set_answer (chart, pick (lang, "반응의 82%가 첫 8일 안에 왔어요.",
                                     "82% of responses came within the first 8 days."));
  esp_chart_set_source (chart, pick (lang, "3월 뉴스레터 · 봇 제외 · 고유 리드",
                                     "March newsletter · bots removed · unique leads"));
  return chart;
}

static EspChart *
new_rate (EspLang lang)
{
  EspChart *chart =
    esp_chart_new (ESP_CHART_LINE,
                   pick (lang, "클릭률이 나아지고 있나요?", "Is the click rate improving?"), lang);
  EspSeries *series;
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (9 * 3600);

  esp_chart_set_unit (chart, ESP_UNIT_RATIO, NULL);
  esp_chart_set_time_axis (chart, pick (lang, "주", "Week"), ESP_TIME_STEP_WEEK, zone);
  series = esp_chart_add_series (chart, pick (lang, "클릭률", "Click rate"), ESP_SERIES_NORMAL);
  for (guint i = 0; i < 10; i++)
    {
      gint64 whole = i == 6 ? 24 : 8000 + i * 300;
      double rate = 0.052 + 0.0021 * i + (i % 3) * 0.001;
      double error = 1.96 * sqrt (rate * (1 - rate) / (double) whole);

      esp_series_add (series, &(EspPoint){ .x = (double) (START_US + i * 7 * ESP_USEC_PER_DAY),
                                           .value = rate,
                                           .low = MAX (rate - MIN (error, 0.012), 0),
                                           .high = rate + MIN (error, 0.012),
                                           .part = (gint64) (rate * (double) whole),
                                           .whole = whole,
                                           .key = "week",
                                           .flags = i == 6   ? ESP_POINT_SMALL_SAMPLE
                                                    : i == 9 ? ESP_POINT_PARTIAL
                                                             : 0 });
    }
  esp_chart_set_answer (chart, pick (lang, "10주 동안 5.2%에서 7.1%로 올랐어요.",
                                     "It rose from 5.2% to 7.1% over ten weeks."));
  return chart;
}

static EspChart *
new_bar (EspLang lang, gboolean is_grouped)
{
  EspChart *chart =
    esp_chart_new (ESP_CHART_BAR,
                   pick (lang, "매출은 어느 달에 나왔나요?", "Which months brought revenue?"),
                   lang);
  const char *ko[] = { "10월", "11월", "12월", "1월", "2월", "3월", NULL };
  const char *en[] = { "Oct", "Nov", "Dec", "Jan", "Feb", "Mar", NULL };

  esp_chart_set_unit (chart, ESP_UNIT_MONEY, "KRW");
  esp_chart_set_categories (chart, pick (lang, "달", "Month"), lang == ESP_LANG_KO ? ko : en);
  for (guint i = 0; i < (is_grouped ? 3u : 1u); i++)
    {
      static const char *const names_ko[] = { "이메일", "문자", "광고" };
      static const char *const names_en[] = { "Email", "Text", "Ads" };
      EspSeries *series =
        esp_chart_add_series (chart, (lang == ESP_LANG_KO ? names_ko : names_en)[i],
                              ESP_SERIES_NORMAL);

      for (guint j = 0; j < 6; j++)
        esp_series_add (series, &(EspPoint){ .x = j,
                                             .value = (8200000 + 3100000 * ((j * 5 + i * 3) % 7)) /
                                                      (i + 1.0),
                                             .key = "month",
                                             .flags = j == 5 ? ESP_POINT_PARTIAL : 0 });
    }
  esp_chart_set_answer (chart, pick (lang, "12월이 가장 높았고, 3월은 아직 집계 중이에요.",
                                     "December was highest; March is not complete yet."));
  return chart;
}

static EspChart *
new_rows (EspLang lang)
{
  EspChart *chart =
    esp_chart_new (ESP_CHART_HORIZONTAL_BAR,
                   pick (lang, "어떤 링크를 눌렀나요?", "Which links were clicked?"), lang);
  const char *ko[] = {
    "봄 신상품 전체 보기",         "무료 체험 신청하기 — 이메일 하단의 두 번째 단추",
    "블로그: 이메일 제목 쓰는 법", "매장 찾기",
    "개인정보 처리방침",           NULL
  };
  const char *en[] = { "See the whole spring range",
                       "Start the free trial — the second button at the end of the email",
                       "Blog: how to write a subject line",
                       "Find a store",
                       "Privacy policy",
                       NULL };
  const double values[] = { 2841, 1507, 992, 318, 12 };
  EspSeries *series;

  esp_chart_set_categories (chart, pick (lang, "링크", "Link"), lang == ESP_LANG_KO ? ko : en);
  series = esp_chart_add_series (chart, pick (lang, "클릭한 리드", "Leads who clicked"),
                                 ESP_SERIES_NORMAL);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    esp_series_add (series, &(EspPoint){ .x = i,
                                         .value = values[i],
                                         .key = "link",
                                         .part = (gint64) values[i],
                                         .whole = 29564,
                                         .flags = values[i] < 30 ? ESP_POINT_SMALL_SAMPLE : 0 });
  esp_chart_set_answer (chart, pick (lang, "클릭의 절반은 첫 단추에서 나왔어요.",
                                     "Half of all clicks went to the first button."));
  return chart;
}

static EspChart *
new_funnel (EspLang lang)
{
  EspChart *chart =
    esp_chart_new (ESP_CHART_FUNNEL,
                   pick (lang, "어디에서 이탈하나요?", "Where do people drop out?"), lang);
  const char *ko[] = { "받음", "열람", "클릭", "신청서 제출", "구매", NULL };
  const char *en[] = { "Delivered", "Opened", "Clicked", "Submitted the form", "Purchased", NULL };
  const double values[] = { 29112, 12640, 4210, 830, 212 };
  EspSeries *series;

  esp_chart_set_categories (chart, pick (lang, "단계", "Step"), lang == ESP_LANG_KO ? ko : en);
  series = esp_chart_add_series (chart, pick (lang, "리드", "Leads"), ESP_SERIES_NORMAL);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    esp_series_add (series, &(EspPoint){
                              .x = i,
                              .value = values[i],
                              .key = "reached",
                              .key2 = "lost",
                              .note = i == 2 ? pick (lang, "중앙값 2시간 10분", "median 2 h 10 min")
                                             : NULL });
  esp_chart_set_answer (chart, pick (lang, "가장 많이 이탈하는 곳은 클릭에서 신청서 사이예요.",
                                     "Most people are lost between the click and the form."));
  return chart;
}

static EspChart *
new_heat (EspLang lang)
{
  EspChart *chart =
    esp_chart_new (ESP_CHART_HEAT_MAP,
                   pick (lang, "언제 보내면 많이 누르나요?", "When do people click most?"), lang);
  static const char *const days_ko[] = { "월", "화", "수", "목", "금", "토", "일" };
  static const char *const days_en[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  g_auto (GStrv) hours = g_new0 (char *, 25);

  esp_chart_set_unit (chart, ESP_UNIT_RATIO, NULL);
  for (guint i = 0; i < 24; i++)
    hours[i] = g_strdup_printf ("%u", i);
  esp_chart_set_categories (chart, pick (lang, "시", "Hour"), (const char *const *) hours);
  for (guint day = 0; day < 7; day++)
    {
      EspSeries *series =
        esp_chart_add_series (chart, (lang == ESP_LANG_KO ? days_ko : days_en)[day],
                              ESP_SERIES_NORMAL);

      for (guint hour = 0; hour < 24; hour++)
        {
          double rate =
            hour < 6 ? 0 : 0.02 + 0.06 * exp (-pow (((double) hour - 10 - day * 0.4) / 4, 2));

          esp_series_add (series, &(EspPoint){ .x = hour,
                                               .value = rate,
                                               .part = 12,
                                               .whole = 300,
                                               .key = "cell",
                                               .flags = hour == 23 ? ESP_POINT_SMALL_SAMPLE : 0 });
        }
    }
  esp_chart_set_answer (chart,
                        pick (lang, "화요일 10시에 가장 많이 눌렀어요.", "Tuesday at 10 is best."));
  return chart;
}

static EspChart *
new_stacked (EspLang lang)
{
  EspChart *chart =
    esp_chart_new (ESP_CHART_STACKED,
                   pick (lang, "수신 동의는 어떤 상태인가요?", "What is the state of consent?"),
                   lang);
  const char *ko[] = { "이메일", "문자", "카카오톡", NULL };
  const char *en[] = { "Email", "Text", "KakaoTalk", NULL };
  static const char *const states_ko[] = { "동의", "대기", "철회", "없음" };
  static const char *const states_en[] = { "Given", "Pending", "Withdrawn", "None" };
  static const double values[4][3] = { { 33902, 18400, 9100 },
                                       { 820, 90, 300 },
                                       { 1900, 4100, 700 },
                                       { 1592, 15624, 28114 } };

  esp_chart_set_categories (chart, pick (lang, "채널", "Channel"), lang == ESP_LANG_KO ? ko : en);
  for (guint i = 0; i < 4; i++)
    {
      EspSeries *series =
        esp_chart_add_series (chart, (lang == ESP_LANG_KO ? states_ko : states_en)[i],
                              i == 3 ? ESP_SERIES_OTHER : ESP_SERIES_NORMAL);

      for (guint j = 0; j < 3; j++)
        esp_series_add_value (series, j, values[i][j], "state");
    }
  esp_chart_set_answer (chart,
                        pick (lang, "이메일은 89%가 동의했어요.", "89% have consented to email."));
  return chart;
}

const char *
chart_sample_get_name (guint which)
{
  static const char *const names[N_CHART_SAMPLES] = {
    "waterfall", "line-1",      "line-3", "line-6", "step",   "rate",
    "bar",       "bar-grouped", "rows",   "funnel", "heat",   "stacked",
    "table",     "paths",       "cohort", "panes",  "groups", "sparkline"
  };

  return names[which];
}

EspChart *
chart_sample_new (guint which, EspLang lang)
{
  switch (which)
    {
    case 0:
      return new_waterfall (lang);
    case 1:
      return new_line (lang, 1, ESP_CHART_LINE);
    case 2:
      return new_line (lang, 3, ESP_CHART_LINE);
    case 3:
      return new_line (lang, 6, ESP_CHART_LINE);
    case 4:
      return new_line (lang, 2, ESP_CHART_STEP);
    case 5:
      return new_rate (lang);
    case 6:
      return new_bar (lang, FALSE);
    case 7:
      return new_bar (lang, TRUE);
    case 8:
      return new_rows (lang);
    case 9:
      return new_funnel (lang);
    case 10:
      return new_heat (lang);
    case 11:
      return new_stacked (lang);
    case 12:
      return chart_sample_new_table (lang);
    case 13:
      return chart_sample_new_paths (lang);
    case 14:
      return chart_sample_new_cohort (lang);
    case 15:
      return chart_sample_new_panes (lang);
    case 16:
      return chart_sample_new_groups (lang);
    default:
      return new_line (lang, 1, ESP_CHART_SPARKLINE);
    }
}

EspChart *
chart_sample_new_dense (guint n_points)
{
  EspChart *chart = esp_chart_new (ESP_CHART_LINE, "Dense", ESP_LANG_EN);
  EspSeries *series;
  EspRandom random;
  double value = 5000;

  esp_random_init (&random, 3);
  esp_chart_set_time_axis (chart, "Minute", ESP_TIME_STEP_HOUR, NULL);
  series = esp_chart_add_series (chart, "Events", ESP_SERIES_NORMAL);
  for (guint i = 0; i < n_points; i++)
    {
      value += (double) esp_random_below (&random, 201) - 100;
      esp_series_add_value (series, (double) (START_US + i * ESP_USEC_PER_MINUTE), fabs (value),
                            "minute");
    }
  return chart;
}
