/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "draw/esp-plan-layout.h"

G_BEGIN_DECLS

/* The words of a plan on paper, which come from whoever prints. */
typedef struct
{
  const char *title;       /* of the sheet */
  const char *subtitle;    /* period and zone */
  const char *weekdays[7]; /* Monday first */
  char *(*name) (const EspPlanEntry *entry, gpointer data);
  char *(*detail) (const EspPlanEntry *entry, gpointer data); /* below the name */
  gpointer data;
  EspLang lang;
} EspPlanPaperWords;

GBytes *esp_plan_paper_agenda (const EspPlan *plan,
                               const GPtrArray *entries,
                               const EspPlanPaperWords *words,
                               GError **error);
GPtrArray *esp_plan_paper_agenda_pages (const EspPlan *plan,
                                        const GPtrArray *entries,
                                        const EspPlanPaperWords *words);
GPtrArray *esp_plan_paper_month_pages (const EspPlan *plan,
                                       const GPtrArray *entries,
                                       const GDate *first,
                                       guint n_days,
                                       const EspPlanPaperWords *words);
GBytes *esp_plan_paper_month (const EspPlan *plan,
                              const GPtrArray *entries,
                              const GDate *first,
                              guint n_days,
                              const EspPlanPaperWords *words,
                              GError **error);

G_END_DECLS
