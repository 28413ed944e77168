/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page with the counts of a dry run or of an import, and the buttons that fit them. */
#define G_LOG_DOMAIN "esp-import"

#include "config.h"

#include "views/import/esp-import-report-page.h"

#include "views/import/esp-import-outcome.h"
#include "views/import/esp-import-parts.h"
#include "views/import/esp-import-words.h"
#include "views/leads/esp-leads-screen.h"
#include "views/shell/esp-button.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-wrap-box.h"
#include "worker/esp-import-pages.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _EspImportReportPage
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's */
  GtkWidget *page;
  GtkWidget *title;
  EspImportOutcomeView *outcome;
  GtkWidget *run_button;
  GtkWidget *again_button; /* checks again with the decisions made since */
  GtkWidget *undo_button;
  GtkWidget *back_button;
  GtkWidget *errors_button;
  GtkWidget *leads_button;
  EspImportReport *report; /* (nullable) the screen's */
};

G_DEFINE_FINAL_TYPE (EspImportReportPage, esp_import_report_page, GTK_TYPE_WIDGET)

static void
show_buttons (EspImportReportPage *self, gboolean has_decided)
{
  const EspImportReport *report = self->report;
  guint64 n_wrong = report->counts.n_outcomes[ESP_IMPORT_OUTCOME_ERROR] +
                    report->counts.n_outcomes[ESP_IMPORT_OUTCOME_DECIDE];
  guint64 n_taken = report->counts.n_outcomes[ESP_IMPORT_OUTCOME_NEW] +
                    report->counts.n_outcomes[ESP_IMPORT_OUTCOME_UPDATED];
  g_autofree char *taken = esp_format_count ((gint64) n_taken);
  g_autofree char *run = g_strdup_printf (_ ("_Import %s"), taken);

  esp_button_set_label (GTK_BUTTON (self->run_button), run);
  gtk_widget_set_visible (self->run_button, report->is_dry && !has_decided);
  gtk_widget_set_sensitive (self->run_button, n_taken + report->counts.n_consents > 0);
  gtk_widget_set_visible (self->again_button, report->is_dry && has_decided);
  gtk_widget_set_visible (self->back_button, report->is_dry);
  gtk_widget_set_visible (self->errors_button, n_wrong > 0);
  gtk_widget_set_visible (self->leads_button, !report->is_dry && n_taken > 0);
  gtk_widget_set_visible (self->undo_button, !report->is_dry && report->history_id != 0);
}

/* The leads that the import made or changed. */
static void
leads_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspImportReportPage *self = user_data;
  g_autoptr (EspBitmap) leads = NULL;
  g_autoptr (EspBitmap) updated = NULL;
  g_autofree char *sentence = NULL;

  if (self->report == NULL || self->report->is_dry)
    return;
  leads = esp_import_report_list_leads (self->report, ESP_IMPORT_OUTCOME_NEW, NULL);
  updated = esp_import_report_list_leads (self->report, ESP_IMPORT_OUTCOME_UPDATED, NULL);
  if (leads == NULL || updated == NULL)
    {
      esp_session_open (self->session, "leads?view=all");
      return;
    }
  esp_bitmap_or (leads, updated);
  sentence = g_strdup_printf (_ ("Import “%s”: new and updated"), self->report->plan->name);
  esp_leads_screen_drill (self->session, sentence, leads);
}

static void
undo_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspImportReportPage *self = user_data;

  if (self->report == NULL || self->report->history_id == 0)
    return;
  esp_session_undo_op (self->session, self->report->history_id);
  esp_import_report_page_forget (self);
  self->report->history_id = 0;
}

static void
errors_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspImportReportPage) self = user_data;
  g_autoptr (GFile) file = esp_dialog_file_finish (result, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  g_autofree char *text = NULL;
  guint64 n_rows;

  if (path == NULL || self->report == NULL)
    return;
  if (esp_import_report_write_errors (self->report, path, esp_import_reason_words, &n_rows, &error))
    {
      g_autofree char *n = esp_format_count ((gint64) n_rows);

      text = g_strdup_printf (
        _ ("%s rows written with their reasons; mend them and import the file again."), n);
    }
  else
    text = esp_import_error_words (error);
  esp_session_toast (self->session, text);
}

static void
errors_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  static const EspFileFilter filters[] = { { N_ ("Tables (CSV)"), "*.csv" }, { NULL, NULL } };
  EspImportReportPage *self = user_data;

  esp_dialog_save_file_async (esp_session_get_window (self->session),
                              _ ("Save the rows with errors"), "errors.csv", filters, NULL,
                              errors_saved_cb, g_object_ref (self));
}

static const GActionEntry action_entries[] = {
  { .name = "leads", .activate = leads_cb },
  { .name = "undo", .activate = undo_cb },
  { .name = "errors", .activate = errors_cb },
};

static void
decided_cb (EspImportReportPage *self)
{
  if (self->report != NULL)
    show_buttons (self, TRUE);
}

static void
esp_import_report_page_dispose (GObject *object)
{
  EspImportReportPage *self = ESP_IMPORT_REPORT_PAGE (object);

  self->report = NULL;
  g_clear_pointer (&self->page, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_import_report_page_parent_class)->dispose (object);
}

static void
esp_import_report_page_class_init (EspImportReportPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_import_report_page_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_import_report_page_init (EspImportReportPage *self)
{
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (actions), action_entries,
                                   G_N_ELEMENTS (action_entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "report", G_ACTION_GROUP (actions));
  self->title = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->title), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (self->title), TRUE);
  gtk_widget_add_css_class (self->title, "title-3");
}

/* Buttons in a line that breaks where the window is narrow. */
static GtkWidget *
build_buttons (EspImportReportPage *self)
{
  GtkWidget *wrap = esp_wrap_box_new ();
  GtkWidget **const places[] = { &self->run_button,  &self->again_button, &self->leads_button,
                                 &self->undo_button, &self->back_button,  &self->errors_button };

  self->run_button = esp_import_button_new ("", "screen.import", "suggested-action");
  self->again_button = esp_import_button_new (_ ("_Check again with the decisions"), "screen.check",
                                              "suggested-action");
  self->leads_button =
    esp_import_button_new (_ ("_Show the leads"), "report.leads", "suggested-action");
  self->undo_button = esp_import_button_new (_ ("_Undo this import"), "report.undo", NULL);
  self->back_button = esp_import_button_new (_ ("_Back to the columns"), "screen.back", NULL);
  self->errors_button = esp_import_button_new (_ ("Save the rows left out with their _reasons…"),
                                               "report.errors", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    esp_wrap_box_append (ESP_WRAP_BOX (wrap), *places[i]);
  return wrap;
}

/**
 * esp_import_report_page_new:
 *
 * Returns: (transfer floating): a page that shows nothing yet
 */
GtkWidget *
esp_import_report_page_new (EspSession *session)
{
  EspImportReportPage *self = g_object_new (ESP_TYPE_IMPORT_REPORT_PAGE, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  self->session = session;
  self->outcome = ESP_IMPORT_OUTCOME (esp_import_outcome_new (session));
  g_signal_connect_object (self->outcome, "decided", G_CALLBACK (decided_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), self->title);
  gtk_box_append (GTK_BOX (box), build_buttons (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->outcome));
  self->page = esp_import_page_new (box);
  gtk_widget_set_parent (self->page, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}

/**
 * esp_import_report_page_show:
 * @report: (nullable): loses its entry of the history when it is undone; kept by the caller until another, or %NULL, is shown
 * @plan: (nullable): takes decisions about rows that wait; kept by the caller as well
 */
void
esp_import_report_page_show (EspImportReportPage *self,
                             EspImportReport *report,
                             EspImportPlan *plan)
{
  g_autofree char *rows = NULL;
  g_autofree char *title = NULL;

  self->report = report;
  esp_import_outcome_show (self->outcome, report, plan);
  if (report == NULL)
    return;
  rows = esp_format_count ((gint64) report->counts.n_rows);
  title = g_strdup_printf (report->is_dry ? _ ("This is what would happen with %s rows")
                                          : _ ("%s rows are done"),
                           rows);
  gtk_label_set_text (GTK_LABEL (self->title), title);
  show_buttons (self, FALSE);
  esp_session_announce (self->session, title, FALSE);
}

/**
 * esp_import_report_page_forget:
 *
 * The import was undone: its leads are gone.
 */
void
esp_import_report_page_forget (EspImportReportPage *self)
{
  gtk_label_set_text (GTK_LABEL (self->title), _ ("The import was undone"));
  gtk_widget_set_visible (self->undo_button, FALSE);
  gtk_widget_set_visible (self->leads_button, FALSE);
}
