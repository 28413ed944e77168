/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "draw/esp-answer-chart.h"
#include "draw/esp-report-paper.h"
#include "engine/insight/esp-insight.h"
#include "store/esp-time-marks.h"
#include "store/esp-store.h"

G_BEGIN_DECLS

/* One card of a report with what its question was answered with. */
typedef struct
{
  EspReportCard *card; /* (unowned) of the design */
  EspAnswer *answer;   /* (owned) (nullable) */
  GError *error;       /* (owned) (nullable) why there is none */
  GPtrArray *marks;    /* (owned) of EspTimeMark, of all cards: what happened meanwhile */
} EspReportPart;

/* A report that was asked: all cards at one moment. It does not change, so that any thread may read it that holds
 * a reference. */
typedef struct
{
  gatomicrefcount ref_count;
  EspReportDesign *design; /* (owned) */
  GPtrArray *parts;        /* (owned) of EspReportPart */
  char *segment_name;      /* (owned) (nullable) whom it is about */
  char *zone_name;
  GTimeZone *zone;
  gint64 now_us;
} EspReportResult;

typedef enum
{
  ESP_REPORT_PDF,
  ESP_REPORT_XLSX,
  ESP_REPORT_ODS,
  ESP_REPORT_CSV, /* these make a file per card in a folder */
  ESP_REPORT_PNG,
  ESP_REPORT_PNG_2X,
  ESP_REPORT_SVG,
} EspReportFormat;

#define ESP_N_REPORT_FORMATS (ESP_REPORT_SVG + 1)

typedef struct
{
  EspReportFormat format;
  EspPaperSize size;
  gboolean has_appendix; /* tables of all charts at the end of a PDF */
  gboolean is_bare;      /* CSV without the mark that tells spreadsheets that it is UTF-8 */
} EspReportOptions;

EspReportResult *esp_report_run (EspTx *tx,
                                 const EspReportDesign *design,
                                 gint64 now_us,
                                 GCancellable *cancellable,
                                 int *progress,
                                 GError **error);
EspReportResult *esp_report_result_ref (const EspReportResult *self);
void esp_report_result_unref (EspReportResult *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EspReportResult, esp_report_result_unref)

char *esp_report_part_dup_problem (const EspReportPart *self, const EspAnswerVoice *voice);
char *esp_report_card_dup_title (const EspReportCard *card, const EspAnswerVoice *voice);
EspChart *esp_report_part_draw (const EspReportPart *self, const EspAnswerVoice *voice);
char *esp_report_result_dup_subtitle (const EspReportResult *self, const EspAnswerVoice *voice);
EspReportPaper *esp_report_result_to_paper (const EspReportResult *self,
                                            const EspAnswerVoice *voice,
                                            const EspReportOptions *options);
GBytes *esp_report_result_to_bytes (const EspReportResult *self,
                                    const EspAnswerVoice *voice,
                                    const EspReportOptions *options,
                                    GError **error);
gboolean esp_report_result_export (const EspReportResult *self,
                                   const EspAnswerVoice *voice,
                                   const EspReportOptions *options,
                                   const char *path,
                                   GError **error);
void esp_report_result_export_async (const EspReportResult *self,
                                     EspStore *store,
                                     const EspAnswerVoice *voice,
                                     const EspReportOptions *options,
                                     const char *path,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean esp_report_result_export_finish (EspStore *store, GAsyncResult *result, GError **error);
gboolean esp_report_format_find (const char *name, EspReportFormat *out_format);
const char *esp_report_format_get_name (EspReportFormat format);
const char *esp_report_format_get_suffix (EspReportFormat format);
gboolean esp_report_format_is_folder (EspReportFormat format);
char *esp_report_dup_file_name (const char *name, const char *suffix);

G_END_DECLS
