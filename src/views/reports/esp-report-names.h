/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine/insight/esp-question.h"
#include "store/esp-store.h"

G_BEGIN_DECLS

/* What the options of questions can be chosen from in one workspace: of each thing the value that a question has,
 * and its name. */
typedef struct _EspReportNames EspReportNames;

/* A list of either. */
typedef struct
{
  GPtrArray *values; /* of char* */
  GPtrArray *labels; /* of char*, as people read them */
  gboolean is_open;  /* what is not among them may come yet */
} EspReportChoices;

EspReportNames *esp_report_names_load (EspTx *tx, GError **error);
void esp_report_names_free (EspReportNames *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspReportNames, esp_report_names_free)

EspReportChoices *esp_report_names_choose (const EspReportNames *self,
                                           const EspQuestionOption *option);
void esp_report_choices_free (EspReportChoices *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspReportChoices, esp_report_choices_free)
guint esp_report_choices_require (EspReportChoices *self, const char *value);

G_END_DECLS
