/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl report show|export: a report answered, in the terminal or as files. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-report-docs.h"

#include "base/esp-speech.h"
#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "draw/esp-chart-table.h"
#include "store/esp-report-docs.h"
#include "worker/esp-report-run.h"

#include <string.h>

typedef struct
{
  char *workspace;
  gboolean is_json;
  gboolean is_design;
  char *preset;
  char *from;
  char *to;
  char *output;
  char *format;
  char *paper;
  char *lang;
  EspReportOptions options;
  const char *reference; /* (nullable) of the command line */
  gint64 now_us;
  EspReportResult *result; /* (owned) */
} Options;

static void
options_clear (Options *self)
{
  g_free (self->workspace);
  g_free (self->preset);
  g_free (self->from);
  g_free (self->to);
  g_free (self->output);
  g_free (self->format);
  g_free (self->paper);
  g_free (self->lang);
  g_clear_pointer (&self->result, esp_report_result_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static EspReportDesign *
load_design (EspTx *tx, const Options *self, GError **error)
{
  const EspReportPreset *preset;
  g_autoptr (EspReportDoc) doc = NULL;
  gint64 id;

  if (self->preset == NULL)
    {
      if (!esp_report_doc_resolve (tx, self->reference, &id, error))
        return NULL;
      doc = esp_report_doc_load (tx, id, error);
      return doc != NULL ? esp_report_design_parse (doc->document, -1, error) : NULL;
    }
  preset = esp_report_preset_find (self->preset);
  if (preset != NULL)
    return esp_report_preset_make (preset, esp_speech_translate (preset->name));
  g_set_error (error, ESP_REPORT_DESIGN_ERROR, ESP_REPORT_DESIGN_ERROR_INVALID,
               "There is no preset “%s”; “report presets” names them", self->preset);
  return NULL;
}

static gboolean
load (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;
  g_autoptr (EspReportDesign) design = load_design (tx, self, error);

  if (design == NULL)
    return FALSE;
  if (self->from != NULL || self->to != NULL)
    esp_report_design_set_period (design, self->from != NULL ? self->from : design->from,
                                  self->to != NULL ? self->to : design->to);
  self->result = esp_report_run (tx, design, self->now_us, NULL, NULL, error);
  return self->result != NULL;
}

static int
answer (Options *self, const char *subject, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = NULL;
  gboolean is_ok;

  if ((argc == 2) == (self->preset != NULL))
    return esp_ctl_usage (subject, "Which report? Give its number or name, or --preset KEY");
  esp_speech_begin (self->lang);
  self->reference = argc == 2 ? argv[1] : NULL;
  store = esp_ctl_open_workspace (self->workspace, ESP_STORE_READ_ONLY, &error);
  if (store == NULL)
    return esp_ctl_fail (subject, error);
  self->now_us = esp_clock_now_us (esp_store_get_clock (store));
  is_ok = esp_store_read (store, ESP_READ_LONG, load, self, NULL, &error);
  esp_store_close (store);
  return is_ok ? ESP_CTL_OK : esp_ctl_fail (subject, error);
}

static void
init_voice (const Options *self, EspAnswerVoice *voice)
{
  *voice = (EspAnswerVoice){ esp_speech_get_lang (), self->result->zone, esp_speech_translate };
}

/* Pads by what a terminal shows: wide characters take two places. */
static void
print_padded (const char *text, guint width, gboolean is_numeric)
{
  guint used = 0;
  int rest;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    used += g_unichar_iswide (g_utf8_get_char (p)) ? 2 : 1;
  rest = (int) (width > used ? width - used : 0);
  if (is_numeric)
    g_print ("%*s%s  ", rest, "", text);
  else
    g_print ("%s%*s  ", text, rest, "");
}

static guint
measure_column (const EspChartTable *table, guint column)
{
  guint widest = 0;

  for (int row = -1; row < (int) esp_chart_table_get_n_rows (table); row++)
    {
      const char *text = row < 0 ? esp_chart_table_get_head (table, column)
                                 : esp_chart_table_get_cell (table, (guint) row, column);
      guint used = 0;

      for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
        used += g_unichar_iswide (g_utf8_get_char (p)) ? 2 : 1;
      widest = MAX (widest, used);
    }
  return widest;
}

static void
print_table (EspChart *chart)
{
  g_autoptr (EspChartTable) table = esp_chart_table_new (chart);
  guint n = esp_chart_table_get_n_columns (table);
  g_autofree guint *widths = g_new0 (guint, n + 1);

  for (guint i = 0; i < n; i++)
    widths[i] = measure_column (table, i);
  for (int row = -1; row < (int) esp_chart_table_get_n_rows (table); row++)
    {
      g_print ("  ");
      for (guint i = 0; i < n; i++)
        print_padded (row < 0 ? esp_chart_table_get_head (table, i)
                              : esp_chart_table_get_cell (table, (guint) row, i),
                      widths[i], esp_chart_table_is_numeric (table, i));
      g_print ("\n");
    }
}

static void
print_part (const EspReportPart *part, const EspAnswerVoice *voice)
{
  g_autofree char *title = esp_report_card_dup_title (part->card, voice);
  g_autofree char *says = NULL;
  g_autoptr (EspChart) chart = NULL;
  g_auto (GStrv) notes = NULL;

  g_print ("\n%s\n", title);
  if (part->answer == NULL)
    {
      says = esp_report_part_dup_problem (part, voice);
      g_print ("  %s\n", says);
      return;
    }
  says = esp_answer_voice_dup_answer (voice, part->answer);
  if (says != NULL)
    g_print ("  %s\n", says);
  chart = esp_answer_chart_draw_table (part->answer, title, voice);
  print_table (chart);
  notes = esp_answer_voice_dup_notes (voice, part->answer);
  for (guint i = 0; notes[i] != NULL; i++)
    g_print ("  ! %s\n", notes[i]);
  if (part->card->note[0] != '\0')
    g_print ("  — %s\n", part->card->note);
}

static void
add_changes (JsonBuilder *builder, const EspReportDesign *design)
{
  g_autoptr (GPtrArray) changes = esp_report_design_list_changes (design);

  json_builder_set_member_name (builder, "definition_changes");
  json_builder_begin_array (builder);
  for (guint i = 0; i < changes->len; i++)
    json_builder_add_string_value (builder, g_ptr_array_index (changes, i));
  json_builder_end_array (builder);
}

static void
print_changes (const EspReportDesign *design, const EspAnswerVoice *voice)
{
  g_autoptr (GPtrArray) changes = esp_report_design_list_changes (design);

  if (changes->len > 0)
    g_print ("\nDefinitions changed since this report was saved (“report edit --know-definitions” "
             "takes note):\n");
  for (guint i = 0; i < changes->len; i++)
    g_print ("  %s\n", esp_answer_voice_say (voice, g_ptr_array_index (changes, i)));
}

static void
print_json (const Options *self, const EspAnswerVoice *voice)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  esp_ctl_add_text (builder, "name", self->result->design->name);
  json_builder_set_member_name (builder, "cards");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->result->parts->len; i++)
    {
      const EspReportPart *part = g_ptr_array_index (self->result->parts, i);
      g_autofree char *title = esp_report_card_dup_title (part->card, voice);

      json_builder_begin_object (builder);
      esp_ctl_add_int (builder, "id", part->card->id);
      esp_ctl_add_text (builder, "title", title);
      if (part->error != NULL)
        esp_ctl_add_text (builder, "error", part->error->message);
      if (part->answer != NULL)
        {
          json_builder_set_member_name (builder, "answer");
          esp_answer_write_json (part->answer, builder);
        }
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  add_changes (builder, self->result->design);
  json_builder_end_object (builder);
  esp_ctl_print_json (builder);
}

#define COMMON(self)                                                                                  \
  { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &(self).workspace, "the workspace file", "FILE" },    \
    { "preset", 'p', 0, G_OPTION_ARG_STRING, &(self).preset, "a preset, without keeping it", "KEY" }, \
    { "from", 0, 0, G_OPTION_ARG_STRING, &(self).from, "another first day", "DAY" },                  \
    { "to", 0, 0, G_OPTION_ARG_STRING, &(self).to, "another last day", "DAY" },                       \
  {                                                                                                   \
    "lang", 0, 0, G_OPTION_ARG_STRING, &(self).lang, "ko or en", "LANGUAGE"                           \
  }

/**
 * esp_ctl_report_show:
 *
 * Answers a report in the terminal.
 *
 * Returns: the exit status
 */
int
esp_ctl_report_show (int argc, char **argv)
{
  g_auto (Options) self = { 0 };
  const GOptionEntry entries[] = {
    COMMON (self),
    { "json", 0, 0, G_OPTION_ARG_NONE, &self.is_json, "answer in JSON", NULL },
    { "design", 0, 0, G_OPTION_ARG_NONE, &self.is_design, "the report itself, as JSON", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("REPORT — what a report answers");
  EspAnswerVoice voice;
  g_autofree char *subtitle = NULL;
  int status = ESP_CTL_OK;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, &argc, &argv, "report show", &status))
    return status;
  status = answer (&self, "report show", argc, argv);
  if (status != ESP_CTL_OK)
    return status;
  init_voice (&self, &voice);
  if (self.is_design)
    {
      g_autofree char *json = esp_report_design_to_json (self.result->design);

      g_print ("%s\n", json);
      return ESP_CTL_OK;
    }
  if (self.is_json)
    {
      print_json (&self, &voice);
      return ESP_CTL_OK;
    }
  subtitle = esp_report_result_dup_subtitle (self.result, &voice);
  g_print ("%s\n%s\n", self.result->design->name, subtitle);
  print_changes (self.result->design, &voice);
  for (guint i = 0; i < self.result->parts->len; i++)
    print_part (g_ptr_array_index (self.result->parts, i), &voice);
  return ESP_CTL_OK;
}

static int
check_export (Options *self)
{
  const char *dot = self->output != NULL ? strrchr (self->output, '.') : NULL;
  const char *format = self->format != NULL ? self->format : dot != NULL ? dot + 1 : "";

  if (self->output == NULL)
    return esp_ctl_usage ("report export", "Where to? Give -o FILE, of pictures a folder");
  if (!esp_report_format_find (format, &self->options.format))
    return esp_ctl_usage ("report export", "The format is pdf, xlsx, ods, csv, png, png2x or svg");
  if (self->paper != NULL && !g_str_equal (self->paper, "a4") &&
      !g_str_equal (self->paper, "letter"))
    return esp_ctl_usage ("report export", "The paper is a4 or letter");
  self->options.size = g_strcmp0 (self->paper, "letter") == 0 ? ESP_PAPER_LETTER : ESP_PAPER_A4;
  return ESP_CTL_OK;
}

/**
 * esp_ctl_report_export:
 *
 * Writes a report as paper, a workbook, or a file per card.
 *
 * Returns: the exit status
 */
int
esp_ctl_report_export (int argc, char **argv)
{
  g_auto (Options) self = { 0 };
  const GOptionEntry entries[] = {
    COMMON (self),
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self.output,
      "the file; of csv, png, png2x and svg a folder", "PATH" },
    { "format", 0, 0, G_OPTION_ARG_STRING, &self.format,
      "pdf, xlsx, ods, csv, png, png2x, svg; else by the name", "FORMAT" },
    { "paper", 0, 0, G_OPTION_ARG_STRING, &self.paper, "a4 or letter", "SIZE" },
    { "appendix", 0, 0, G_OPTION_ARG_NONE, &self.options.has_appendix,
      "the numbers of all charts at the end of a PDF", NULL },
    { "no-bom", 0, 0, G_OPTION_ARG_NONE, &self.options.is_bare,
      "CSV without the mark that spreadsheets want", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("REPORT — a report as files");
  g_autoptr (GError) error = NULL;
  EspAnswerVoice voice;
  int status = ESP_CTL_OK;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, &argc, &argv, "report export", &status))
    return status;
  status = check_export (&self);
  if (status == ESP_CTL_OK)
    status = answer (&self, "report export", argc, argv);
  if (status != ESP_CTL_OK)
    return status;
  init_voice (&self, &voice);
  if (!esp_report_result_export (self.result, &voice, &self.options, self.output, &error))
    return esp_ctl_fail ("report export", error);
  return ESP_CTL_OK;
}
