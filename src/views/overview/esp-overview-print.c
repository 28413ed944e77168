/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The overview on one sheet: through the dialog of the printer, or as a PDF. */
#define G_LOG_DOMAIN "esp-overview"

#include "config.h"

#include "views/overview/esp-overview-print.h"

#include "draw/esp-status-page.h"
#include "views/campaigns/esp-campaign-words.h"
#include "views/overview/esp-overview-words.h"
#include "views/shell/esp-dialogs.h"

#include <glib/gi18n.h>

/* The sheet is one; the rest stands on the screen. */
#define MAX_LINES 8

static const EspLeadSetKind figures[] = { ESP_LEAD_SET_SENT,         ESP_LEAD_SET_DELIVERED,
                                          ESP_LEAD_SET_OPENED,       ESP_LEAD_SET_CLICKED,
                                          ESP_LEAD_SET_UNSUBSCRIBED, ESP_LEAD_SET_BOUNCED,
                                          ESP_LEAD_SET_CREATED,      ESP_LEAD_SET_ORDERED };

/**
 * esp_overview_goal_line_free:
 */
void
esp_overview_goal_line_free (gpointer line)
{
  EspOverviewGoalLine *self = line;

  g_free (self->title);
  g_free (self->detail);
  g_free (self);
}

static void
add_agenda (EspStatusPage *page, const EspOverviewPrint *what)
{
  const EspAgenda *agenda = what->agenda;

  esp_status_page_add_heading (page, _ ("Needs you"));
  if (agenda->needs->len == 0)
    esp_status_page_add_line (page, _ ("Nothing needs you"), NULL, NULL);
  for (guint i = 0; i < MIN (agenda->needs->len, MAX_LINES); i++)
    {
      g_auto (EspOverviewLine) line = { 0 };

      esp_overview_describe_need (what->session, agenda->needs->pdata[i], &line);
      esp_status_page_add_line (page, line.title, line.detail, NULL);
    }
  esp_status_page_add_heading (page, C_ ("overview", "Today"));
  if (agenda->today->len == 0)
    esp_status_page_add_line (page, _ ("Nothing goes out today"), NULL, NULL);
  for (guint i = 0; i < MIN (agenda->today->len, MAX_LINES); i++)
    {
      const EspTodaySend *send = agenda->today->pdata[i];
      g_autofree char *detail = esp_overview_describe_send (send);
      g_autofree char *time = esp_format_date (send->at_us, esp_session_get_zone (what->session),
                                               ESP_DATE_TIME, esp_session_get_lang (what->session));

      esp_status_page_add_line (page, send->name, detail, time);
    }
}

static void
add_goals (EspStatusPage *page, GPtrArray *goals)
{
  if (goals == NULL || goals->len == 0)
    return;
  esp_status_page_add_heading (page, C_ ("overview", "Goals"));
  for (guint i = 0; i < MIN (goals->len, MAX_LINES); i++)
    {
      const EspOverviewGoalLine *goal = goals->pdata[i];

      esp_status_page_add_bar (page, goal->title, goal->detail, goal->share);
    }
}

static void
add_pulse (EspStatusPage *page, const EspOverviewPrint *what)
{
  const EspPulse *pulse = what->pulse;
  guint n_days = pulse->period.n_days;
  g_autofree char *heading =
    g_strdup_printf (ngettext ("Last %u day", "Last %u days", n_days), n_days);

  esp_status_page_add_heading (page, heading);
  for (gsize i = 0; i < G_N_ELEMENTS (figures); i++)
    {
      g_autofree char *now = esp_format_count (esp_pulse_count (pulse, figures[i], FALSE));
      g_autofree char *before = esp_format_count (esp_pulse_count (pulse, figures[i], TRUE));
      /* Translators: the figure of the period before */
      g_autofree char *detail = g_strdup_printf (C_ ("overview", "%s before"), before);

      esp_status_page_add_line (page, esp_campaign_set_title (figures[i]), detail, now);
    }
  esp_status_page_add_heading (page, _ ("What changed"));
  if (pulse->changes->len == 0)
    esp_status_page_add_line (page, _ ("Nothing changed beyond chance"), NULL, NULL);
  for (guint i = 0; i < MIN (pulse->changes->len, MAX_LINES); i++)
    {
      g_auto (EspOverviewLine) line = { 0 };

      esp_overview_describe_change (what->session, &g_array_index (pulse->changes, EspChange, i),
                                    &pulse->period, &line);
      esp_status_page_add_line (page, line.title, line.detail, NULL);
    }
}

static EspStatusPage *
build (const EspOverviewPrint *what)
{
  EspWorkspace *workspace = esp_session_get_workspace (what->session);
  GTimeZone *zone = esp_session_get_zone (what->session);
  g_autofree char *now =
    esp_format_date (esp_clock_now_us (esp_session_get_clock (what->session)), zone,
                     ESP_DATE_DAY_TIME, esp_session_get_lang (what->session));
  g_autofree char *subtitle = g_strdup_printf ("%s · %s (%s)", C_ ("area", "Overview"), now,
                                               g_time_zone_get_identifier (zone));
  EspStatusPage *page = esp_status_page_new (esp_workspace_get_title (workspace), subtitle);

  if (what->agenda != NULL)
    add_agenda (page, what);
  add_goals (page, what->goals);
  if (what->pulse != NULL)
    add_pulse (page, what);
  return page;
}

static void
draw_page_cb (GtkPrintOperation *operation, GtkPrintContext *context, int number, gpointer data)
{
  esp_status_page_paint (data, gtk_print_context_get_cairo_context (context),
                         gtk_print_context_get_width (context),
                         gtk_print_context_get_height (context));
}

/**
 * esp_overview_print:
 *
 * Opens the dialog of the printer with the one sheet.
 */
void
esp_overview_print (const EspOverviewPrint *what)
{
  g_autoptr (GtkPrintOperation) operation = gtk_print_operation_new ();
  g_autoptr (GError) error = NULL;
  EspStatusPage *page = build (what);

  gtk_print_operation_set_n_pages (operation, 1);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_job_name (operation, C_ ("area", "Overview"));
  g_object_set_data_full (G_OBJECT (operation), "esp-page", page,
                          (GDestroyNotify) esp_status_page_free);
  g_signal_connect (operation, "draw-page", G_CALLBACK (draw_page_cb), page);
  if (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                               esp_session_get_window (what->session),
                               &error) == GTK_PRINT_OPERATION_RESULT_ERROR)
    esp_session_toast (what->session, _ ("The page could not be printed; is a printer set up?"));
}

/* A sheet that waits for the name of its file. */
typedef struct
{
  EspSession *session; /* (owned) */
  EspStatusPage *page; /* (owned) */
} Saving;

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Saving *saving = data;
  g_autoptr (EspSession) session = saving->session;
  g_autoptr (EspStatusPage) page = saving->page;
  g_autoptr (GFile) file = esp_dialog_file_finish (result, NULL);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  g_autofree char *text = NULL;

  if (file == NULL)
    return;
  if (path != NULL && esp_status_page_export (page, path, NULL))
    text = g_strdup_printf (_ ("The page was saved as “%s”"), path);
  else
    text =
      g_strdup_printf (_ ("“%s” could not be written: is the folder writable and is there room?"),
                       path != NULL ? path : "");
  esp_session_toast (session, text);
}

/**
 * esp_overview_print_to_file:
 *
 * Asks for a file and writes the one sheet to it as a PDF.
 */
void
esp_overview_print_to_file (const EspOverviewPrint *what)
{
  Saving *saving = g_new0 (Saving, 1);
  g_autofree char *name = g_strdup_printf ("%s.pdf", C_ ("area", "Overview"));

  saving->session = g_object_ref (what->session);
  saving->page = build (what);
  esp_dialog_save_file_async (esp_session_get_window (what->session), _ ("Save as PDF"), name, NULL,
                              NULL, chosen_cb, saving);
}
