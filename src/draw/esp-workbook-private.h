/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two kinds of workbooks share. */
#pragma once

#include "draw/esp-chart-table.h"
#include "draw/esp-workbook.h"

typedef enum
{
  ESP_SHEET_TEXT,
  ESP_SHEET_TITLE,
  ESP_SHEET_HEAD,
  ESP_SHEET_COUNT,
  ESP_SHEET_NUMBER,
  ESP_SHEET_RATIO,
  ESP_SHEET_MONEY, /* with as many decimals as the currency has */
  ESP_SHEET_MONEY_CENTS,
  ESP_SHEET_DURATION,
  ESP_SHEET_DAY,
  ESP_SHEET_MONTH,
} EspSheetStyle;

#define ESP_N_SHEET_STYLES (ESP_SHEET_MONTH + 1)

typedef struct
{
  char *name; /* unique, as both programs take it */
  EspChart *chart;
  char *note;
} EspSheet;

struct _EspWorkbook
{
  char *title;
  GPtrArray *sheets; /* of EspSheet */
};

/* The head of a sheet: question, answer, source, note. Stops at NULL. */
GStrv esp_sheet_dup_heading (const EspSheet *self);
EspSheetStyle esp_sheet_get_style (const EspChartTable *table, guint row, guint column);
gboolean esp_sheet_parse_number (const char *raw, EspSheetStyle style, double *out_value);
void esp_sheet_append_escaped (GString *out, const char *text);
