/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl report schedule: a report that is made by itself, and what came of it each time. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-report-docs.h"

#include "ctl/esp-ctl-common.h"
#include "store/esp-report-docs.h"
#include "worker/esp-report-schedule.h"

#include <stdio.h>
#include <string.h>

#define SUBJECT "report schedule"
#define MAX_RUNS 20

typedef struct
{
  char *workspace;
  gboolean is_off;
  char *every;
  int on;
  char *at;
  char *format;
  EspReportSchedule schedule;
  const char *reference; /* of the command line */
  gboolean changes;
  EspReportDoc *doc; /* (owned) */
  GPtrArray *runs;   /* (owned) of EspReportRun */
  GTimeZone *zone;   /* (owned) */
} Options;

static void
options_clear (Options *self)
{
  g_free (self->workspace);
  g_free (self->every);
  g_free (self->at);
  g_free (self->format);
  esp_report_schedule_clear (&self->schedule);
  g_clear_pointer (&self->doc, esp_report_doc_free);
  g_clear_pointer (&self->runs, g_ptr_array_unref);
  g_clear_pointer (&self->zone, g_time_zone_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
change (EspTx *tx, Options *self, gint64 id, const EspInsightContext *context, GError **error)
{
  g_autofree char *json = NULL;

  if (self->is_off)
    return esp_report_doc_set_schedule (tx, id, NULL, 0, error);
  json = esp_report_schedule_to_json (&self->schedule);
  return esp_report_doc_set_schedule (tx, id, json,
                                      esp_report_schedule_next (&self->schedule, context->now_us,
                                                                context->zone),
                                      error);
}

static gboolean
run (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;
  g_auto (EspInsightContext) context = { 0 };
  gint64 id;

  if (!esp_report_doc_resolve (tx, self->reference, &id, error) ||
      !esp_insight_context_load (tx, esp_tx_get_now_us (tx), &context, error) ||
      (self->changes && !change (tx, self, id, &context, error)))
    return FALSE;
  self->zone = g_time_zone_ref (context.zone);
  self->doc = esp_report_doc_load (tx, id, error);
  self->runs = self->doc != NULL ? esp_report_doc_list_runs (tx, id, MAX_RUNS, error) : NULL;
  return self->runs != NULL;
}

static void
print (const Options *self)
{
  if (self->doc->schedule == NULL)
    g_print ("“%s” is not made by itself\n", self->doc->name);
  else
    {
      g_autofree char *next =
        esp_format_date (self->doc->next_us, self->zone, ESP_DATE_DAY_TIME, ESP_LANG_EN);

      g_print ("“%s” is made next on %s (%s)\n  %s\n", self->doc->name, next,
               g_time_zone_get_identifier (self->zone), self->doc->schedule);
    }
  for (guint i = 0; i < self->runs->len; i++)
    {
      const EspReportRun *was = g_ptr_array_index (self->runs, i);
      g_autofree char *due =
        esp_format_date (was->due_us, self->zone, ESP_DATE_DAY_TIME, ESP_LANG_EN);

      g_print ("  %s\t%s\t%s\n", due, esp_report_run_state_get_name (was->state),
               was->detail != NULL ? was->detail : "");
    }
}

static gboolean
read_options (Options *self, GError **error)
{
  guint hour = 9, minute = 0;

  if (self->every != NULL && !esp_report_every_find (self->every, &self->schedule.every))
    {
      g_set_error_literal (error, ESP_REPORT_DESIGN_ERROR, ESP_REPORT_DESIGN_ERROR_INVALID,
                           "It is made every day, week or month");
      return FALSE;
    }
  if (self->format != NULL && !esp_report_format_find (self->format, &self->schedule.format))
    {
      g_set_error_literal (error, ESP_REPORT_DESIGN_ERROR, ESP_REPORT_DESIGN_ERROR_INVALID,
                           "The format is pdf, xlsx, ods, csv, png, png2x or svg");
      return FALSE;
    }
  if (self->at != NULL && sscanf (self->at, "%2u:%2u", &hour, &minute) != 2)
    hour = 99; /* told with the others */
  self->schedule.hour = hour;
  self->schedule.minute = minute;
  self->schedule.on = self->on > 0 ? (guint) self->on : 1;
  return esp_report_schedule_check (&self->schedule, error);
}

/**
 * esp_ctl_report_schedule:
 *
 * Sets when a report is made by itself, and tells how it went.
 *
 * Returns: the exit status
 */
int
esp_ctl_report_schedule (int argc, char **argv)
{
  g_auto (Options) self = { 0 };
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &self.workspace, "the workspace file", "FILE" },
    { "every", 0, 0, G_OPTION_ARG_STRING, &self.every, "day, week or month", "HOW OFTEN" },
    { "on", 0, 0, G_OPTION_ARG_INT, &self.on, "of a week 1 Monday to 7, of a month 1 to 31", "N" },
    { "at", 0, 0, G_OPTION_ARG_STRING, &self.at, "09:00, in the zone of the workspace", "TIME" },
    { "format", 0, 0, G_OPTION_ARG_STRING, &self.format, "pdf, xlsx, ods, csv, png, png2x, svg",
      "FORMAT" },
    { "appendix", 0, 0, G_OPTION_ARG_NONE, &self.schedule.has_appendix,
      "the numbers at the end of a PDF", NULL },
    { "folder", 0, 0, G_OPTION_ARG_FILENAME, &self.schedule.folder, "into this folder", "PATH" },
    { "email", 0, 0, G_OPTION_ARG_STRING, &self.schedule.email, "to this address", "ADDRESS" },
    { "skip-missed", 0, 0, G_OPTION_ARG_NONE, &self.schedule.skips_missed,
      "do not make up for what was missed", NULL },
    { "off", 0, 0, G_OPTION_ARG_NONE, &self.is_off, "not by itself any more", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context =
    g_option_context_new ("REPORT — when a report is made by itself");
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = NULL;
  int status = ESP_CTL_OK;
  gboolean is_ok;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, &argc, &argv, SUBJECT, &status))
    return status;
  if (argc != 2)
    return esp_ctl_usage (SUBJECT, "Which report? Give its number or name");
  self.reference = argv[1];
  self.changes = self.is_off || self.every != NULL || self.schedule.folder != NULL ||
                 self.schedule.email != NULL;
  if (self.changes && !self.is_off && !read_options (&self, &error))
    return esp_ctl_usage (SUBJECT, error->message);
  store = esp_ctl_open_workspace (self.workspace,
                                  self.changes ? ESP_STORE_OPEN : ESP_STORE_READ_ONLY, &error);
  if (store == NULL)
    return esp_ctl_fail (SUBJECT, error);
  is_ok = self.changes ? esp_store_write (store, NULL, run, &self, NULL, &error)
                       : esp_store_read (store, ESP_READ_PAGE, run, &self, NULL, &error);
  esp_store_close (store);
  if (!is_ok)
    return esp_ctl_fail (SUBJECT, error);
  print (&self);
  return ESP_CTL_OK;
}
