/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-number.h"

G_BEGIN_DECLS

/* What a card shows. Strings and arrays are copied. */
typedef struct
{
  const char *text;       /* the figure: "84,201" */
  const char *sentence;   /* the whole truth, for the tooltip and for screen readers */
  const char *address;    /* (nullable) what opens */
  const char *comparison; /* (nullable) "▲ 12 % · 3,887 before" */
  gboolean is_sure;       /* the difference is more than chance */
  gboolean is_good;       /* of a sure one */
  guint n_days;
  const double *now;         /* by day */
  const double *before;      /* by day */
  const char *const *labels; /* of the days: "Tue 18 Mar" */
  const char *const *values; /* of the days: "1,204" */
  const char *const *values_before;
  const char *const *addresses; /* of the days */
} EspFigure;

/* One number with how it went by day; the days open as a table, and each of them its leads. */
#define ESP_TYPE_FIGURE_CARD (esp_figure_card_get_type ())
G_DECLARE_FINAL_TYPE (EspFigureCard, esp_figure_card, ESP, FIGURE_CARD, GtkWidget)

GtkWidget *esp_figure_card_new (EspSession *session, const EspCountInfo *info, const char *metric);
void esp_figure_card_show (EspFigureCard *self, const EspFigure *figure);
void esp_figure_card_set_as_of (EspFigureCard *self, const char *as_of);

G_END_DECLS
