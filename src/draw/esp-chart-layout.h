/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-scene.h"

G_BEGIN_DECLS

typedef enum
{
  ESP_CHART_MOVE_LEFT,
  ESP_CHART_MOVE_RIGHT,
  ESP_CHART_MOVE_UP,
  ESP_CHART_MOVE_DOWN,
  ESP_CHART_MOVE_FIRST,
  ESP_CHART_MOVE_LAST,
  ESP_CHART_MOVE_PAGE_BACK,    /* ten marks */
  ESP_CHART_MOVE_PAGE_FORWARD, /* ten marks */
} EspChartMove;

/* A chart at one size: what can be pointed at, walked over, read out and painted. */
typedef struct _EspChartLayout EspChartLayout;

EspChartLayout *
esp_chart_layout_new (EspChart *chart, const EspChartStyle *style, double width, double height);
void esp_chart_layout_free (EspChartLayout *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspChartLayout, esp_chart_layout_free)

double esp_chart_measure_height (EspChart *chart, const EspChartStyle *style, double width);

gboolean esp_chart_is_cut (EspChart *chart, const EspChartStyle *style, double width);

const EspScene *esp_chart_layout_get_scene (const EspChartLayout *self);
guint esp_chart_layout_get_n_marks (const EspChartLayout *self);
const EspMark *esp_chart_layout_get_mark (const EspChartLayout *self, guint position);
gboolean esp_chart_layout_find (const EspChartLayout *self, double x, double y, guint *out_mark);
gboolean esp_chart_layout_find_first (const EspChartLayout *self, guint *out_mark);
gboolean esp_chart_layout_find_point (const EspChartLayout *self,
                                      guint series,
                                      guint point,
                                      guint *out_mark);
guint esp_chart_layout_move (const EspChartLayout *self, guint mark, EspChartMove move);

const char *esp_chart_layout_get_key (const EspChartLayout *self, guint mark);
GStrv esp_chart_layout_dup_lines (const EspChartLayout *self, guint mark);
char *esp_chart_layout_dup_sentence (const EspChartLayout *self, guint mark);

G_END_DECLS
