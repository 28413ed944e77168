/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with a report as a whole: make, rename, keep, export, print, pin, put away. */
#define G_LOG_DOMAIN "esp-reports"

#include "config.h"

#include "views/reports/esp-report-acts.h"

#include "views/overview/esp-overview-item-acts.h"
#include "views/reports/esp-report-card-view.h"
#include "views/reports/esp-report-period.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

/* Something that waits for an answer of a dialog. */
typedef struct
{
  EspSession *session; /* (owned) */
  EspReportDesk *desk; /* (owned) (nullable) */
  EspReportResult
    *result; /* (owned) (nullable) what is exported, as it was shown when it was asked for */
  EspReportOptions options;
  char *path; /* (owned) (nullable) */
} Waiting;

static Waiting *
waiting_new (EspSession *session, EspReportDesk *desk)
{
  Waiting *self = g_new0 (Waiting, 1);

  self->session = g_object_ref (session);
  g_set_object (&self->desk, desk);
  return self;
}

static void
waiting_free (Waiting *self)
{
  g_object_unref (self->session);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->result, esp_report_result_unref);
  g_free (self->path);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Waiting, waiting_free)

/**
 * esp_report_acts_edit:
 * @title: what was done, translated
 *
 * Keeps what became of the report and says so.
 */
void
esp_report_acts_edit (EspSession *session,
                      EspReportDesk *desk,
                      const EspReportDesign *design,
                      const char *title)
{
  esp_report_desk_edit (desk, design, title);
  esp_session_announce (session, title, FALSE);
}

/**
 * esp_report_acts_pin:
 *
 * Puts a card on the overview.
 */
void
esp_report_acts_pin (EspSession *session, EspReportDesk *desk, guint card_id)
{
  esp_overview_item_acts_pin_report (session, esp_report_desk_get_id (desk), card_id);
}

static void
days_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Waiting) self = user_data;
  g_autofree char *text = esp_dialog_ask_text_finish (result, NULL);
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  g_autoptr (EspReportDesign) design = NULL;
  g_autoptr (EspQuestion) question = NULL;
  g_autoptr (EspQuestion) first = NULL;
  g_autoptr (EspQuestion) last = NULL;

  if (text == NULL || esp_report_desk_get_design (self->desk) == NULL)
    return;
  question = esp_question_new ("trend");
  if (!esp_report_period_split (text, &from, &to) ||
      (first = esp_question_with (question, "from", from, NULL)) == NULL ||
      (last = esp_question_with (question, "to", to, NULL)) == NULL)
    {
      esp_session_toast (self->session,
                         _ ("Write two days, such as 2026-03-01 ~ 2026-03-31. Nothing changed."));
      return;
    }
  design = esp_report_desk_copy_design (self->desk);
  esp_report_design_set_period (design, from, to);
  esp_report_desk_edit (self->desk, design, _ ("Change the period"));
}

/**
 * esp_report_acts_ask_days:
 *
 * Asks for the first and the last day.
 */
void
esp_report_acts_ask_days (EspSession *session, EspReportDesk *desk)
{
  g_autoptr (GDateTime) now = g_date_time_new_now (esp_session_get_zone (session));
  g_autofree char *today = g_date_time_format (now, "%Y-%m-%d");
  g_autofree char *month = g_date_time_format (now, "%Y-%m-01");
  g_autofree char *text = g_strdup_printf ("%s ~ %s", month, today);

  esp_dialog_ask_text_async (esp_session_get_window (session), _ ("Which Days?"),
                             _ ("First day ~ last day"), text, _ ("_Apply"), NULL, days_cb,
                             waiting_new (session, desk));
}

static void
renamed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Waiting) self = user_data;
  g_autofree char *text = esp_dialog_ask_text_finish (result, NULL);
  g_autoptr (EspReportDesign) design = NULL;

  if (text == NULL || *text == '\0' || esp_report_desk_get_design (self->desk) == NULL)
    return;
  design = esp_report_desk_copy_design (self->desk);
  esp_report_design_set_name (design, text);
  esp_report_desk_edit (self->desk, design, _ ("Rename"));
}

/**
 * esp_report_acts_rename:
 */
void
esp_report_acts_rename (EspSession *session, EspReportDesk *desk)
{
  const EspReportDesign *design = esp_report_desk_get_design (desk);

  if (design == NULL)
    return;
  esp_dialog_ask_text_async (esp_session_get_window (session), _ ("Rename Report"), _ ("Name"),
                             design->name, _ ("_Rename"), NULL, renamed_cb,
                             waiting_new (session, desk));
}

/* A write that only tells when it fails. */
typedef struct
{
  gint64 id;
  char *text;
  gboolean is_archived;
} Write;

static void
write_free (gpointer data)
{
  Write *call = data;

  g_free (call->text);
  g_free (call);
}

typedef struct
{
  EspSession *session; /* (owned) */
  char *done;          /* (owned) (nullable) */
} Told;

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Told *told = user_data;
  g_autoptr (EspSession) session = told->session;
  g_autofree char *done = told->done;
  g_autoptr (GError) error = NULL;
  gint64 history_id = 0;

  if (!esp_store_write_finish (ESP_STORE (source), result, &history_id, &error))
    {
      g_autofree char *text = esp_store_message (error);

      esp_session_toast (session, text);
    }
  else if (done != NULL && history_id != 0)
    esp_session_toast_undo (session, done, history_id);
  else if (done != NULL)
    esp_session_toast (session, done);
  g_free (told);
}

static void
write_soon (EspSession *session,
            const EspOperation *operation,
            EspStoreFunc func,
            Write *call,
            const char *done)
{
  Told *told = g_new0 (Told, 1);

  told->session = g_object_ref (session);
  told->done = g_strdup (done);
  esp_store_write_async (esp_session_get_store (session), operation, func, call, write_free,
                         written_cb, told);
}

/* Making one */

/* What the write leaves for its end, on the main thread. */
typedef struct
{
  EspSession *session; /* (owned) */
  gint64 *id;          /* (owned) */
} Created;

typedef struct
{
  char *document;
  gint64 *id; /* (unowned) of Created */
} CreateCall;

static gboolean
create_in_tx (EspTx *tx, gpointer data, GError **error)
{
  CreateCall *call = data;

  return esp_report_doc_insert (tx, call->document, call->id, error);
}

static void
create_call_free (gpointer data)
{
  CreateCall *call = data;

  g_free (call->document);
  g_free (call);
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Created *created = user_data;
  g_autoptr (EspSession) session = created->session;
  g_autofree gint64 *id = created->id;
  g_autoptr (GError) error = NULL;
  g_autofree char *address = NULL;

  if (!esp_store_write_finish (ESP_STORE (source), result, NULL, &error))
    {
      g_autofree char *text = esp_store_message (error);

      esp_session_toast (session, text);
      return;
    }
  address = g_strdup_printf ("reports/%" G_GINT64_FORMAT, *id);
  esp_session_open (session, address);
}

/**
 * esp_report_acts_create:
 * @preset: (nullable): %NULL: a report without cards
 *
 * Makes a report and opens it.
 */
void
esp_report_acts_create (EspSession *session, const EspReportPreset *preset)
{
  g_autoptr (EspReportDesign) design = preset != NULL
                                         ? esp_report_preset_make (preset, _ (preset->name))
                                         : esp_report_design_new (_ ("New report"));
  Created *created = g_new0 (Created, 1);
  CreateCall *call = g_new0 (CreateCall, 1);

  created->session = g_object_ref (session);
  created->id = g_new0 (gint64, 1);
  call->document = esp_report_design_to_json (design);
  call->id = created->id;
  esp_store_write_async (esp_session_get_store (session), NULL, create_in_tx, call,
                         create_call_free, created_cb, created);
}

static gboolean
archive_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Write *call = data;

  return esp_report_doc_set_archived (tx, call->id, call->is_archived, error);
}

/**
 * esp_report_acts_archive:
 */
void
esp_report_acts_archive (EspSession *session, gint64 id, gboolean is_archived)
{
  const EspOperation operation = { .kind = is_archived ? "archive" : "unarchive" };
  Write *call = g_new0 (Write, 1);

  call->id = id;
  call->is_archived = is_archived;
  write_soon (session, &operation, archive_in_tx, call,
              is_archived ? _ ("The report was put into the archive")
                          : _ ("The report was taken out of the archive"));
}

/* Files and paper */

static void
written_file_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Waiting) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (esp_report_result_export_finish (ESP_STORE (source), result, &error))
    text = g_strdup_printf (_ ("The report was saved as “%s”"), self->path);
  else
    text =
      g_strdup_printf (_ ("“%s” could not be written: is the folder writable and is there room?"),
                       self->path);
  esp_session_toast (self->session, text);
  esp_session_announce (self->session, text, error != NULL);
}

static void
file_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Waiting) self = user_data;
  g_autoptr (GFile) file = esp_dialog_file_finish (result, NULL);
  EspAnswerVoice voice;

  if (file == NULL)
    return;
  self->path = g_file_get_path (file);
  if (self->path == NULL)
    {
      esp_session_toast (self->session, _ ("Choose a folder of this computer."));
      return;
    }
  esp_report_voice_init (self->session, &voice);
  esp_report_result_export_async (self->result, esp_session_get_store (self->session), &voice,
                                  &self->options, self->path, NULL, written_file_cb, self);
  self = NULL; /* it goes on */
}

/**
 * esp_report_acts_export:
 *
 * Asks where to, and writes the report as it is shown.
 */
void
esp_report_acts_export (EspSession *session, EspReportDesk *desk, const EspReportOptions *options)
{
  const EspReportResult *answers = esp_report_desk_get_result (desk);
  Waiting *waiting;
  g_autofree char *name = NULL;

  if (answers == NULL)
    {
      esp_session_toast (session, _ ("The report is still being counted. Try again in a moment."));
      return;
    }
  waiting = waiting_new (session, desk);
  waiting->options = *options;
  waiting->result = esp_report_result_ref (answers);
  if (esp_report_format_is_folder (options->format))
    {
      esp_dialog_choose_folder_async (esp_session_get_window (session),
                                      _ ("Choose a Folder for the Files"), NULL, file_chosen_cb,
                                      waiting);
      return;
    }
  name = esp_report_dup_file_name (answers->design->name,
                                   esp_report_format_get_suffix (options->format));
  esp_dialog_save_file_async (esp_session_get_window (session), _ ("Export Report"), name, NULL,
                              NULL, file_chosen_cb, waiting);
}

static void
begin_print_cb (GtkPrintOperation *operation, GtkPrintContext *context, EspReportPaper *paper)
{
  guint n = esp_report_paper_count_pages (paper, gtk_print_context_get_cairo_context (context));

  gtk_print_operation_set_n_pages (operation, (int) n);
}

static void
draw_page_cb (GtkPrintOperation *operation,
              GtkPrintContext *context,
              int number,
              EspReportPaper *paper)
{
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  double width, height;
  double scale;
  int n_pages = 0;

  esp_paper_size_get (paper->size, &width, &height);
  scale = MIN (gtk_print_context_get_width (context) / width,
               gtk_print_context_get_height (context) / height);
  cairo_scale (cr, scale, scale);
  g_object_get (operation, "n-pages", &n_pages, NULL);
  esp_report_paper_draw_page (paper, cr, (guint) number + 1, (guint) n_pages);
}

/**
 * esp_report_acts_print:
 *
 * Opens the dialog of the printer; what is printed is what the PDF shows.
 */
void
esp_report_acts_print (EspSession *session, EspReportDesk *desk)
{
  const EspReportResult *answers = esp_report_desk_get_result (desk);
  g_autoptr (GtkPrintOperation) operation = NULL;
  EspReportPaper *paper;
  EspAnswerVoice voice;

  if (answers == NULL)
    {
      esp_session_toast (session, _ ("The report is still being counted. Try again in a moment."));
      return;
    }
  operation = gtk_print_operation_new ();
  esp_report_voice_init (session, &voice);
  paper = esp_report_result_to_paper (answers, &voice, &(EspReportOptions){ .format = 0 });
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_use_full_page (operation, TRUE);
  gtk_print_operation_set_job_name (operation, answers->design->name);
  g_object_set_data_full (G_OBJECT (operation), "esp-paper", paper,
                          (GDestroyNotify) esp_report_paper_free);
  g_signal_connect (operation, "begin-print", G_CALLBACK (begin_print_cb), paper);
  g_signal_connect (operation, "draw-page", G_CALLBACK (draw_page_cb), paper);
  if (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                               esp_session_get_window (session),
                               NULL) == GTK_PRINT_OPERATION_RESULT_ERROR)
    esp_session_toast (session, _ ("The report could not be printed; is a printer set up?"));
}
