/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports as files: paper, workbooks, and a picture or a table per card. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "draw/esp-chart-export.h"
#include "draw/esp-chart-table.h"
#include "draw/esp-workbook.h"
#include "worker/esp-report-run.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#define PICTURE_WIDTH 900
#define FOLDER_MODE 0755
#define MAX_FILE_NAME 80

static const struct
{
  const char *name;
  const char *suffix;
  gboolean is_folder;
} formats[ESP_N_REPORT_FORMATS] = {
  [ESP_REPORT_PDF] = { "pdf", "pdf", FALSE }, [ESP_REPORT_XLSX] = { "xlsx", "xlsx", FALSE },
  [ESP_REPORT_ODS] = { "ods", "ods", FALSE }, [ESP_REPORT_CSV] = { "csv", "csv", TRUE },
  [ESP_REPORT_PNG] = { "png", "png", TRUE },  [ESP_REPORT_PNG_2X] = { "png2x", "png", TRUE },
  [ESP_REPORT_SVG] = { "svg", "svg", TRUE },
};

/**
 * esp_report_format_find:
 */
gboolean
esp_report_format_find (const char *name, EspReportFormat *out_format)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_strcmp0 (name, formats[i].name) == 0)
      {
        *out_format = (EspReportFormat) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * esp_report_format_get_name:
 */
const char *
esp_report_format_get_name (EspReportFormat format)
{
  return formats[format].name;
}

/**
 * esp_report_format_get_suffix:
 */
const char *
esp_report_format_get_suffix (EspReportFormat format)
{
  return formats[format].suffix;
}

/**
 * esp_report_format_is_folder:
 *
 * Returns: whether it makes a file per card
 */
gboolean
esp_report_format_is_folder (EspReportFormat format)
{
  return formats[format].is_folder;
}

/**
 * esp_report_dup_file_name:
 *
 * Returns: (transfer full): @name without what file systems do not take, with @suffix
 */
char *
esp_report_dup_file_name (const char *name, const char *suffix)
{
  g_autofree char *plain = g_utf8_make_valid (name, -1);
  g_autofree char *cut = NULL;

  g_strdelimit (plain, "/\\:*?\"<>|\n\r\t", ' ');
  g_strstrip (plain);
  if (plain[0] == '.')
    plain[0] = '_';
  cut = g_utf8_substring (plain, 0, MIN (g_utf8_strlen (plain, -1), MAX_FILE_NAME));
  g_strchomp (cut);
  return g_strdup_printf ("%s.%s", cut[0] != '\0' ? cut : "report", suffix);
}

static void
fill_card (EspPaperCard *paper, const EspReportPart *part, const EspAnswerVoice *voice)
{
  paper->chart = esp_report_part_draw (part, voice);
  paper->problem = part->error != NULL ? esp_report_part_dup_problem (part, voice) : NULL;
  paper->note = g_strdup (part->card->note);
  paper->remarks = part->answer != NULL ? esp_answer_voice_dup_notes (voice, part->answer) : NULL;
  paper->width = part->card->width;
}

/**
 * esp_report_result_to_paper:
 *
 * Returns: (transfer full): the report to be put on sheets
 */
EspReportPaper *
esp_report_result_to_paper (const EspReportResult *self,
                            const EspAnswerVoice *voice,
                            const EspReportOptions *options)
{
  EspReportPaper *paper = esp_report_paper_new (self->design->name, voice->lang);
  g_autofree char *time =
    esp_format_date (self->now_us, voice->zone, ESP_DATE_DAY_TIME, voice->lang);
  g_autoptr (GString) foot = g_string_new (
    esp_answer_voice_say (voice, N_ ("As of {time} ({zone}). Leads are counted once.")));

  paper->size = options->size;
  g_free (paper->subtitle);
  paper->subtitle = esp_report_result_dup_subtitle (self, voice);
  g_string_replace (foot, "{time}", time, 1);
  g_string_replace (foot, "{zone}", self->zone_name, 1);
  g_free (paper->foot);
  paper->foot = g_strdup (foot->str);
  g_free (paper->page);
  paper->page = g_strdup (esp_answer_voice_say (voice, N_ ("Page {n} of {total}")));
  if (options->has_appendix)
    paper->appendix = g_strdup (esp_answer_voice_say (voice, N_ ("Appendix: the numbers")));
  for (guint i = 0; i < self->parts->len; i++)
    {
      const EspReportPart *part = g_ptr_array_index (self->parts, i);
      g_autofree char *title = esp_report_card_dup_title (part->card, voice);

      fill_card (esp_report_paper_add (paper, title), part, voice);
    }
  return paper;
}

static GBytes *
to_workbook (const EspReportResult *self,
             const EspAnswerVoice *voice,
             gboolean is_xlsx,
             GError **error)
{
  g_autoptr (EspWorkbook) book = esp_workbook_new (self->design->name);

  for (guint i = 0; i < self->parts->len; i++)
    {
      const EspReportPart *part = g_ptr_array_index (self->parts, i);
      g_autofree char *title = esp_report_card_dup_title (part->card, voice);
      g_autoptr (EspChart) chart = part->answer != NULL
                                     ? esp_answer_chart_draw_table (part->answer, title, voice)
                                     : esp_chart_new (ESP_CHART_TABLE, title, voice->lang);

      if (part->error != NULL)
        {
          g_autofree char *problem = esp_report_part_dup_problem (part, voice);

          esp_chart_set_answer (chart, problem);
        }
      esp_workbook_add (book, title, chart, part->card->note);
    }
  if (self->parts->len == 0)
    {
      g_autoptr (EspChart) none = esp_chart_new (ESP_CHART_TABLE, self->design->name, voice->lang);

      esp_workbook_add (book, self->design->name, none, NULL);
    }
  return is_xlsx ? esp_workbook_to_xlsx (book, error) : esp_workbook_to_ods (book, error);
}

/**
 * esp_report_result_to_bytes:
 *
 * Returns: (transfer full): a PDF or a workbook; %NULL with @error set
 */
GBytes *
esp_report_result_to_bytes (const EspReportResult *self,
                            const EspAnswerVoice *voice,
                            const EspReportOptions *options,
                            GError **error)
{
  g_autoptr (EspReportPaper) paper = NULL;

  if (options->format == ESP_REPORT_XLSX || options->format == ESP_REPORT_ODS)
    return to_workbook (self, voice, options->format == ESP_REPORT_XLSX, error);
  paper = esp_report_result_to_paper (self, voice, options);
  return esp_report_paper_to_pdf (paper, NULL, error);
}

static GBytes *
make_card_file (const EspReportPart *part,
                const EspAnswerVoice *voice,
                const EspReportOptions *options,
                GError **error)
{
  static const EspChartFormat pictures[ESP_N_REPORT_FORMATS] = {
    [ESP_REPORT_PNG] = ESP_CHART_FORMAT_PNG,
    [ESP_REPORT_PNG_2X] = ESP_CHART_FORMAT_PNG_2X,
    [ESP_REPORT_SVG] = ESP_CHART_FORMAT_SVG,
  };
  g_autofree char *title = esp_report_card_dup_title (part->card, voice);
  g_autoptr (EspChart) chart = NULL;

  if (options->format != ESP_REPORT_CSV)
    {
      chart = esp_report_part_draw (part, voice);
      return esp_chart_export (chart, pictures[options->format], PICTURE_WIDTH, error);
    }
  chart = esp_answer_chart_draw_table (part->answer, title, voice);
  if (options->is_bare)
    {
      g_autoptr (EspChartTable) table = esp_chart_table_new (chart);
      char *csv = esp_chart_table_to_csv (table);

      return g_bytes_new_take (csv, strlen (csv));
    }
  return esp_chart_export (chart, ESP_CHART_FORMAT_CSV, PICTURE_WIDTH, error);
}

static gboolean
write_file (const char *path, GBytes *content, GError **error)
{
  return g_file_set_contents (path, g_bytes_get_data (content, NULL),
                              (gssize) g_bytes_get_size (content), error);
}

static gboolean
write_folder (const EspReportResult *self,
              const EspAnswerVoice *voice,
              const EspReportOptions *options,
              const char *path,
              GError **error)
{
  if (g_mkdir_with_parents (path, FOLDER_MODE) != 0)
    {
      int code = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code),
                   "The folder “%s” cannot be made: %s", path, g_strerror (code));
      return FALSE;
    }
  for (guint i = 0; i < self->parts->len; i++)
    {
      const EspReportPart *part = g_ptr_array_index (self->parts, i);
      g_autofree char *title = esp_report_card_dup_title (part->card, voice);
      g_autofree char *numbered = g_strdup_printf ("%02u %s", i + 1, title);
      g_autofree char *name = esp_report_dup_file_name (numbered, formats[options->format].suffix);
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_autoptr (GBytes) content = NULL;

      if (part->answer == NULL) /* the rest is exported all the same */
        continue;
      content = make_card_file (part, voice, options, error);
      if (content == NULL || !write_file (file, content, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * esp_report_result_export:
 * @path: of a file; for formats that make a file per card, of a folder
 */
gboolean
esp_report_result_export (const EspReportResult *self,
                          const EspAnswerVoice *voice,
                          const EspReportOptions *options,
                          const char *path,
                          GError **error)
{
  g_autoptr (GBytes) content = NULL;

  if (formats[options->format].is_folder)
    return write_folder (self, voice, options, path, error);
  content = esp_report_result_to_bytes (self, voice, options, error);
  return content != NULL && write_file (path, content, error);
}

/* On its way to a file, on a thread of its own. */
typedef struct
{
  EspReportResult *result; /* (owned) */
  EspAnswerVoice voice;
  GTimeZone *zone; /* (owned) (nullable) of the voice */
  EspReportOptions options;
  char *path; /* (owned) */
} Export;

static void
export_free (gpointer data)
{
  Export *self = data;

  esp_report_result_unref (self->result);
  g_clear_pointer (&self->zone, g_time_zone_unref);
  g_free (self->path);
  g_free (self);
}

/* Reads nothing: the reader lends its thread. */
static gboolean
export_on_reader (EspTx *tx, gpointer data, GError **error)
{
  const Export *self = data;

  return esp_report_result_export (self->result, &self->voice, &self->options, self->path, error);
}

/**
 * esp_report_result_export_async:
 * @store: whose thread for long reading does the work
 * @path: of a file; for formats that make a file per card, of a folder
 *
 * Draws and writes away from the calling thread. The report stays as it is meanwhile, whatever is asked next.
 */
void
esp_report_result_export_async (const EspReportResult *self,
                                EspStore *store,
                                const EspAnswerVoice *voice,
                                const EspReportOptions *options,
                                const char *path,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  Export *export = g_new0 (Export, 1);

  export->result = esp_report_result_ref (self);
  export->voice = *voice;
  export->zone = voice->zone != NULL ? g_time_zone_ref (voice->zone) : NULL;
  export->options = *options;
  export->path = g_strdup (path);
  esp_store_read_async (store, ESP_READ_LONG, export_on_reader, export, export_free, cancellable,
                        callback, user_data);
}

/**
 * esp_report_result_export_finish:
 * @store: the source of the result
 */
gboolean
esp_report_result_export_finish (EspStore *store, GAsyncResult *result, GError **error)
{
  gpointer export = esp_store_read_finish (store, result, error);

  if (export == NULL)
    return FALSE;
  export_free (export);
  return TRUE;
}
