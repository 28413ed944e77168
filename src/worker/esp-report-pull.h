/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "channels/esp-channel.h"
#include "store/esp-report-sources.h"
#include "store/esp-store.h"
#include "worker/esp-report-sink.h"

G_BEGIN_DECLS

/* Asks every channel that can tell, and every mailbox, what came back; one after the other, each when it is
 * due. Offline it waits longer from time to time; after a restart it goes on where it was. To be used by the
 * one engine, on one thread with its own default context. */
typedef struct _EspReportPull EspReportPull;

EspReportPull *esp_report_pull_new (EspStore *store);
void esp_report_pull_free (EspReportPull *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspReportPull, esp_report_pull_free)

void esp_report_pull_look (EspReportPull *self);
void esp_report_pull_stop (EspReportPull *self);
gboolean esp_report_pull_is_busy (EspReportPull *self);
gboolean esp_report_pull_has_work (EspReportPull *self);
gboolean esp_report_pull_write (EspTx *tx,
                                gint64 channel_id,
                                const EspChannelReports *page,
                                EspReportTally *out_tally,
                                GError **error);

G_END_DECLS
