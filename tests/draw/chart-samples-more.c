/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Charts of reports with plausible numbers: tables, ways, cohorts, curves in panes, funnels in groups. */
#include "chart-samples.h"

#include <math.h>

#define LANG(ko, en) (lang == ESP_LANG_KO ? (ko) : (en))

EspChart *
chart_sample_new_table (EspLang lang)
{
  static const char *const ko[] = { "검색 광고", "이메일", "카카오톡", "직접 방문", "합계", NULL };
  static const char *const en[] = { "Search ads", "Email", "KakaoTalk", "Direct", "Total", NULL };
  static const char *const models[] = { "First touch", "Last touch",
                                        "Last touch that is not direct", "Linear", "Markov chain" };
  static const double values[5][5] = { { 120, 40, 60, 80, 95 },
                                       { 60, 90, 110, 85, 78 },
                                       { 20, 30, 35, 30, 22 },
                                       { 5, 45, 0, 10, 10 },
                                       { 205, 205, 205, 205, 205 } };
  EspChart *chart =
    esp_chart_new (ESP_CHART_TABLE,
                   LANG ("전환은 어디에서 왔나요?", "What brings the conversions?"), lang);
  EspSeries *spread;

  esp_chart_set_categories (chart, LANG ("채널", "Channel"), lang == ESP_LANG_KO ? ko : en);
  esp_chart_set_answer (chart, LANG ("‘검색 광고’에서 모델 간 차이가 가장 커요.",
                                     "Models disagree most about search ads."));
  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      EspSeries *series = esp_chart_add_series (chart, models[i], ESP_SERIES_NORMAL);

      esp_series_set_unit (series, ESP_UNIT_COUNT, NULL);
      esp_series_set_group (series, i < 4 ? LANG ("규칙", "By rule") : LANG ("모형", "By model"));
      for (guint j = 0; j < 5; j++)
        esp_series_add (series, &(EspPoint){ .x = j,
                                             .value = values[j][i],
                                             .key = "touches",
                                             .flags = j == 4   ? ESP_POINT_TOTAL
                                                      : j == 2 ? ESP_POINT_SMALL_SAMPLE
                                                               : 0 });
    }
  spread = esp_chart_add_series (chart, LANG ("모델 간 차이", "Spread"), ESP_SERIES_SPREAD);
  for (guint j = 0; j < 4; j++)
    esp_series_add (spread, &(EspPoint){ .x = j,
                                         .value = values[j][3],
                                         .key = "spread",
                                         .low = 10.0 * j,
                                         .high = 120 - 10.0 * j });
  return chart;
}

EspChart *
chart_sample_new_paths (EspLang lang)
{
  static const char *const places[] = { "Newsletter opened", "Clicked", "Product page visited",
                                        "Ordered", "Other (12)" };
  EspChart *chart =
    esp_chart_new (ESP_CHART_PATHS, LANG ("사람들은 어떤 길로 가나요?", "Which way do people go?"),
                   lang);

  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *name = g_strdup_printf (LANG ("%u단계", "Step %u"), i + 1);
      EspSeries *series = esp_chart_add_series (chart, name, ESP_SERIES_NORMAL);

      for (guint j = 0; j < 5 - i; j++)
        {
          esp_series_add (series, &(EspPoint){ .x = j,
                                               .value = 1000.0 / (i + 1) / (j + 1),
                                               .key = "place",
                                               .text = places[j] });
          if (i < 3 && j < 4 - i)
            esp_chart_add_link (chart, &(EspChartLink){ i, j, j, 400.0 / (i + j + 1) });
          if (i < 3 && j > 0)
            esp_chart_add_link (chart, &(EspChartLink){ i, j, 0, 120.0 / (i + j + 1) });
        }
    }
  return chart;
}

EspChart *
chart_sample_new_cohort (EspLang lang)
{
  static const char *const months[] = { "0", "1", "2", "3", "4", "5", "6", NULL };
  EspChart *chart =
    esp_chart_new (ESP_CHART_HEAT_MAP, LANG ("누가 다시 오나요?", "Who comes back?"), lang);

  esp_chart_set_unit (chart, ESP_UNIT_RATIO, NULL);
  esp_chart_set_categories (chart, LANG ("달", "Months since"), months);
  esp_chart_add_span (chart, 2, 4, LANG ("야간", "Quiet hours"));
  for (guint i = 0; i < 7; i++)
    {
      g_autofree char *name =
        i < 6 ? g_strdup_printf ("2025-%02u", i + 1) : g_strdup (LANG ("가중 평균", "Average"));
      EspSeries *series =
        esp_chart_add_series (chart, name, i < 6 ? ESP_SERIES_NORMAL : ESP_SERIES_TOTAL);

      esp_series_set_size (series, i < 6 ? 1200.0 - 90 * i : 5850);
      for (guint j = 0; j < 7 - (i < 6 ? i : 0); j++)
        esp_series_add (series,
                        &(EspPoint){ .x = j,
                                     .value = j == 0 ? 1 : 0.62 / sqrt (j + 0.3 * i),
                                     .part = 300,
                                     .whole = 1200,
                                     .key = "cohort",
                                     .flags = i < 6 && j == 6 - i ? ESP_POINT_PARTIAL : 0 });
    }
  return chart;
}

EspChart *
chart_sample_new_panes (EspLang lang)
{
  static const char *const months[] = { "0", "1", "2", "3", "4", "5", "6", "7", NULL };
  EspChart *chart =
    esp_chart_new (ESP_CHART_LINE, LANG ("고객의 가치는 얼마인가요?", "What is a customer worth?"),
                   lang);

  esp_chart_set_unit (chart, ESP_UNIT_MONEY, "KRW");
  esp_chart_set_categories (chart, LANG ("달", "Months since"), months);
  esp_chart_set_reference (chart, 21000, LANG ("획득 비용", "Cost of a customer"));
  for (guint i = 0; i < 8; i++)
    {
      g_autofree char *name = g_strdup_printf ("2025-%02u", i + 1);
      EspSeries *series = esp_chart_add_series (chart, name, ESP_SERIES_NORMAL);

      for (guint j = 0; j < 8 - i / 2; j++)
        esp_series_add (series, &(EspPoint){ .x = j,
                                             .value = 9000 * sqrt (j + 1.0 + i),
                                             .key = "cohort",
                                             .low = 8000 * sqrt (j + 1.0 + i),
                                             .high = 9900 * sqrt (j + 1.0 + i),
                                             .flags = j == 7 - i / 2 ? ESP_POINT_ESTIMATE : 0 });
    }
  return chart;
}

EspChart *
chart_sample_new_groups (EspLang lang)
{
  static const char *const ko[] = { "방문", "가입", "첫 구매", NULL };
  static const char *const en[] = { "Visited", "Signed up", "First order", NULL };
  static const char *const groups[] = { "Seoul", "Busan", "Other" };
  EspChart *chart =
    esp_chart_new (ESP_CHART_FUNNEL,
                   LANG ("리드는 어디에서 빠지나요?", "Where are leads won and lost?"), lang);

  esp_chart_set_categories (chart, LANG ("단계", "Step"), lang == ESP_LANG_KO ? ko : en);
  for (guint i = 0; i < 3; i++)
    {
      EspSeries *series =
        esp_chart_add_series (chart, groups[i], i < 2 ? ESP_SERIES_NORMAL : ESP_SERIES_OTHER);

      for (guint j = 0; j < 3; j++)
        esp_series_add (series, &(EspPoint){ .x = j,
                                             .value = floor (9000.0 / (i + 1) / pow (3, j)),
                                             .key = "won",
                                             .key2 = "lost" });
    }
  return chart;
}
