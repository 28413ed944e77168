/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/insight/esp-pulse.h"
#include "store/esp-agenda.h"

G_BEGIN_DECLS

/* What the page says. */
typedef struct
{
  const char *name; /* of the workspace */
  const char *zone_name;
  GTimeZone *zone;
  const EspAgenda *agenda;
  const EspPulse *pulse;
  const char *goals; /* a line for each */
} EspCtlOverviewPage;

gboolean
esp_ctl_overview_page_write (const EspCtlOverviewPage *self, const char *path, GError **error);

G_END_DECLS
