/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/esp-store.h"

G_BEGIN_DECLS

/* Makes reports that are due and puts them where they go. To be used by the one engine, on one thread with its
 * own default context. */
typedef struct _EspReportKeeper EspReportKeeper;

EspReportKeeper *esp_report_keeper_new (EspStore *store);
void esp_report_keeper_free (EspReportKeeper *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspReportKeeper, esp_report_keeper_free)
void esp_report_keeper_look (EspReportKeeper *self);
void esp_report_keeper_stop (EspReportKeeper *self);
gboolean esp_report_keeper_is_busy (EspReportKeeper *self);
gboolean esp_report_keeper_has_work (EspReportKeeper *self);

G_END_DECLS
