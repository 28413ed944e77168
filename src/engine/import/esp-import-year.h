/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/import/esp-import-cell.h"

G_BEGIN_DECLS

/* The days that a file says it is about, days since 1970; to begin with all zero. */
typedef struct
{
  gboolean is_known;
  gint64 first;
  gint64 last;
} EspImportPeriod;

void esp_import_period_see (EspImportPeriod *self, const char *text);
gboolean esp_cell_parse_yearless (const char *text,
                                  EspDateOrder order,
                                  const EspImportPeriod *period,
                                  gint64 today,
                                  EspCivilTime *out_time);

G_END_DECLS
