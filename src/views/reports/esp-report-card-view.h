/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "views/shell/esp-session.h"
#include "worker/esp-report-run.h"

G_BEGIN_DECLS

/* One card of a report: the chart card with its notes, its place and what can be done with it.
 *
 * Signal "act" (const char *name, int value): "move" by one place, "place" before another card, "width" in columns,
 * "edit", "copy", "pin", "remove", "touches" of a row of its answer, -1 for all. */
#define ESP_TYPE_REPORT_CARD_VIEW (esp_report_card_view_get_type ())
G_DECLARE_FINAL_TYPE (EspReportCardView, esp_report_card_view, ESP, REPORT_CARD_VIEW, GtkWidget)

GtkWidget *esp_report_card_view_new (EspSession *session, guint id);
guint esp_report_card_view_get_id (EspReportCardView *self);
const EspAnswer *esp_report_card_view_get_answer (EspReportCardView *self);
void esp_report_card_view_show (EspReportCardView *self,
                                const EspReportCard *card,
                                const EspReportPart *part,
                                gboolean is_old);
void esp_report_voice_init (EspSession *session, EspAnswerVoice *voice);

G_END_DECLS
