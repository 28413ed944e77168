/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-chart.h"

#include <cairo.h>
#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  ESP_PAPER_A4,
  ESP_PAPER_LETTER,
} EspPaperSize;

/* One card on paper. */
typedef struct
{
  EspChart *chart; /* (owned) (nullable) with question, answer and source */
  char *title;     /* (owned) */
  char *problem;   /* (owned) (nullable) why there is no chart */
  char *note;      /* (owned) (nullable) what somebody wrote beside it */
  GStrv remarks;   /* (owned) (nullable) what is to be known about its numbers */
  guint width;     /* of twelve columns */
} EspPaperCard;

/* What a report says, to be put on sheets. */
typedef struct
{
  char *title;      /* (owned) */
  char *subtitle;   /* (owned) period, comparison, audience */
  char *foot;       /* (owned) workspace and time */
  char *page;       /* (owned) "{n} / {total}" */
  char *appendix;   /* (owned) (nullable) the heading of the tables; NULL leaves them out */
  GPtrArray *cards; /* (owned) of EspPaperCard */
  EspLang lang;
  EspPaperSize size;
} EspReportPaper;

EspReportPaper *esp_report_paper_new (const char *title, EspLang lang);
void esp_report_paper_free (EspReportPaper *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspReportPaper, esp_report_paper_free)
EspPaperCard *esp_report_paper_add (EspReportPaper *self, const char *title);

void esp_paper_size_get (EspPaperSize size, double *out_width, double *out_height);
guint esp_report_paper_count_pages (EspReportPaper *self, cairo_t *cr);
void esp_report_paper_draw_page (EspReportPaper *self, cairo_t *cr, guint page, guint n_pages);
GBytes *esp_report_paper_to_pdf (EspReportPaper *self, guint *out_n_pages, GError **error);

G_END_DECLS
