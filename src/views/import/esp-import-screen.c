/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings a file of leads in: where each column goes, what people agreed to, a dry run of every row, and
 * only then the real one, which one undo takes back. */
#define G_LOG_DOMAIN "esp-import"

#include "config.h"

#include "views/import/esp-import-screen.h"

#include "views/import/esp-import-columns.h"
#include "views/import/esp-import-outcome.h"
#include "views/import/esp-import-shape.h"
#include "views/import/esp-import-terms.h"
#include "views/import/esp-import-words.h"
#include "views/shell/esp-dialogs.h"
#include "worker/esp-import-look.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define PAGE_WIDTH 720

struct _EspImportScreen
{
  GtkWidget parent_instance;

  EspSession *session;         /* the window's */
  GSimpleActionGroup *actions; /* (owned) */
  char *path;                  /* (owned) (nullable) the file */
  EspImportShape shape;
  EspImportInspection *inspection; /* (owned) (nullable) */
  EspImportPlan *plan;             /* (owned) (nullable) as the user has it now */
  EspImportJob *job;               /* (owned) (nullable) */
  EspImportReport *report;         /* (owned) (nullable) the last run's */
  GCancellable *cancellable;       /* (owned) (nullable) of what runs */

  GtkWidget *stack;
  GtkWidget *start_problem;
  EspImportShapeView *shape_view;
  EspImportColumns *columns;
  EspImportTerms *terms;
  GtkWidget *plan_problem;
  GtkWidget *progress;
  GtkWidget *progress_label;
  EspImportOutcomeView *outcome;
  GtkWidget *outcome_title;
  GtkWidget *run_button;
  GtkWidget *back_button;
  GtkWidget *errors_button;
  GtkWidget *leads_button;
};

static void screen_init (EspScreenInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EspImportScreen,
                               esp_import_screen,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (ESP_TYPE_SCREEN, screen_init))

static void
show (EspImportScreen *self, const char *page)
{
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), page);
  esp_screen_notify_state (ESP_SCREEN (self));
}

static void
set_problem (GtkWidget *label, const char *problem)
{
  gtk_label_set_text (GTK_LABEL (label), problem != NULL ? problem : "");
  gtk_widget_set_visible (label, problem != NULL);
}

static void
fail (EspImportScreen *self, const GError *error, const char *page, GtkWidget *label)
{
  g_autofree char *words = NULL;

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    words = esp_import_error_words (error);
  set_problem (label, words);
  show (self, page);
}

static GCancellable *
start_work (EspImportScreen *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  return self->cancellable;
}

/* The look at the file */

static void
plan_changed_cb (EspImportScreen *self)
{
  set_problem (self->plan_problem, NULL);
}

static void
inspected_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspImportScreen) self = user_data;
  g_autoptr (GError) error = NULL;
  EspImportInspection *inspection = esp_import_look_finish (result, &error);

  if (inspection == NULL)
    {
      fail (self, error, "start", self->start_problem);
      return;
    }
  g_clear_pointer (&self->plan, esp_import_plan_free);
  g_clear_pointer (&self->inspection, esp_import_inspection_free);
  self->inspection = inspection;
  self->plan = esp_import_plan_copy (inspection->plan);
  esp_import_shape_view_show (self->shape_view, inspection);
  esp_import_columns_show (self->columns, inspection, self->plan);
  esp_import_terms_show (self->terms, self->plan);
  set_problem (self->plan_problem, NULL);
  show (self, "plan");
}

static void
inspect (EspImportScreen *self)
{
  gtk_label_set_text (GTK_LABEL (self->progress_label), _ ("Looking at the file…"));
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), 0.0);
  show (self, "busy");
  esp_import_look_async (esp_session_get_store (self->session), self->path, &self->shape, TRUE,
                         start_work (self), inspected_cb, g_object_ref (self));
}

static void
shape_changed_cb (EspImportScreen *self)
{
  esp_import_shape_view_get (self->shape_view, &self->shape);
  inspect (self);
}

static void
take_file (EspImportScreen *self, GFile *file)
{
  static const EspImportShape guess = ESP_IMPORT_SHAPE_GUESS;

  g_free (self->path);
  self->path = g_file_get_path (file);
  self->shape = guess;
  if (self->path == NULL)
    {
      set_problem (self->start_problem,
                   _ ("The file is not on this computer; copy it here first."));
      show (self, "start");
      return;
    }
  inspect (self);
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspImportScreen) self = user_data;
  g_autoptr (GFile) file = esp_dialog_file_finish (result, NULL);

  if (file != NULL)
    take_file (self, file);
}

static void
choose_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  static const EspFileFilter filters[] = { { N_ ("Tables (CSV, TSV)"), "*.csv;*.tsv;*.txt" },
                                           { NULL, NULL } };
  EspImportScreen *self = user_data;

  esp_dialog_open_file_async (esp_session_get_window (self->session), _ ("Choose a file of leads"),
                              filters, NULL, chosen_cb, g_object_ref (self));
}

static void
pasted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspImportScreen) self = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
  g_autofree char *path = NULL;
  g_autoptr (GFile) file = NULL;

  if (text == NULL || *text == '\0')
    {
      set_problem (self->start_problem,
                   _ ("There is no text to paste: copy the rows with their header first."));
      return;
    }
  path = g_build_filename (g_get_user_runtime_dir (), "espalier-pasted.csv", NULL);
  if (!g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL))
    {
      set_problem (self->start_problem, _ ("What was pasted could not be kept; is the disk full?"));
      return;
    }
  file = g_file_new_for_path (path);
  take_file (self, file);
}

static void
paste_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspImportScreen *self = user_data;

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), NULL, pasted_cb,
                                 g_object_ref (self));
}

/* The runs */

static void
fraction_cb (EspImportScreen *self, GParamSpec *pspec, EspImportJob *job)
{
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress),
                                 esp_import_job_get_fraction (job));
}

static void
show_report (EspImportScreen *self)
{
  const EspImportReport *report = self->report;
  guint64 n_errors = report->counts.n_outcomes[ESP_IMPORT_OUTCOME_ERROR];
  guint64 n_taken = report->counts.n_outcomes[ESP_IMPORT_OUTCOME_NEW] +
                    report->counts.n_outcomes[ESP_IMPORT_OUTCOME_UPDATED];
  g_autofree char *rows = esp_format_count ((gint64) report->counts.n_rows);
  g_autofree char *taken = esp_format_count ((gint64) n_taken);
  g_autofree char *title =
    g_strdup_printf (report->is_dry ? _ ("This is what would happen with %s rows")
                                    : _ ("%s rows are done"),
                     rows);
  g_autofree char *run = g_strdup_printf (_ ("_Import %s"), taken);

  esp_import_outcome_show (self->outcome, report);
  gtk_label_set_text (GTK_LABEL (self->outcome_title), title);
  gtk_button_set_label (GTK_BUTTON (self->run_button), run);
  gtk_widget_set_visible (self->run_button, report->is_dry);
  gtk_widget_set_sensitive (self->run_button, n_taken > 0);
  gtk_widget_set_visible (self->back_button, report->is_dry);
  gtk_widget_set_visible (self->errors_button, n_errors > 0);
  gtk_widget_set_visible (self->leads_button, !report->is_dry);
  show (self, "outcome");
}

static void
take_report (EspImportScreen *self, EspImportReport *report, const GError *error)
{
  if (report == NULL)
    {
      fail (self, error, "plan", self->plan_problem);
      return;
    }
  g_clear_pointer (&self->report, esp_import_report_free);
  self->report = report;
  show_report (self);
  if (!report->is_dry && report->history_id != 0)
    {
      g_autofree char *n =
        esp_format_count ((gint64) report->counts.n_outcomes[ESP_IMPORT_OUTCOME_NEW]);
      g_autofree char *text =
        g_strdup_printf (ngettext ("%s lead came in", "%s leads came in",
                                   (gulong) report->counts.n_outcomes[ESP_IMPORT_OUTCOME_NEW]),
                         n);

      esp_session_toast_undo (self->session, text, report->history_id);
    }
}

static void
dry_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspImportScreen) self = user_data;
  g_autoptr (GError) error = NULL;
  EspImportReport *report = esp_import_job_dry_run_finish (ESP_IMPORT_JOB (source), result, &error);

  take_report (self, report, error);
}

static void
run_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspImportScreen) self = user_data;
  g_autoptr (GError) error = NULL;
  EspImportReport *report = esp_import_job_run_finish (ESP_IMPORT_JOB (source), result, &error);

  take_report (self, report, error);
}

static void
check_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspImportScreen *self = user_data;
  g_autoptr (GError) error = NULL;

  if (self->plan == NULL)
    return;
  esp_import_terms_get (self->terms, self->plan);
  if (!esp_import_plan_check (self->plan, &error))
    {
      fail (self, error, "plan", self->plan_problem);
      return;
    }
  g_clear_object (&self->job);
  self->job = esp_import_job_new (esp_session_get_store (self->session), self->path, self->plan);
  g_signal_connect_object (self->job, "notify::fraction", G_CALLBACK (fraction_cb), self,
                           G_CONNECT_SWAPPED);
  show (self, "busy");
  esp_import_job_dry_run_async (self->job, start_work (self), dry_cb, g_object_ref (self));
}

static void
import_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspImportScreen *self = user_data;

  if (self->job == NULL)
    return;
  show (self, "busy");
  esp_import_job_run_async (self->job, start_work (self), run_cb, g_object_ref (self));
}

static void
back_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  show (user_data, "plan");
}

static void
cancel_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_cancellable_cancel (ESP_IMPORT_SCREEN (user_data)->cancellable);
}

static void
leads_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_session_open (ESP_IMPORT_SCREEN (user_data)->session, "leads");
}

static void
errors_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspImportScreen) self = user_data;
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
  EspImportScreen *self = user_data;

  esp_dialog_save_file_async (esp_session_get_window (self->session),
                              _ ("Save the rows with errors"), "errors.csv", filters, NULL,
                              errors_saved_cb, g_object_ref (self));
}

static const GActionEntry action_entries[] = {
  { .name = "choose", .activate = choose_cb }, { .name = "paste", .activate = paste_cb },
  { .name = "check", .activate = check_cb },   { .name = "import", .activate = import_cb },
  { .name = "back", .activate = back_cb },     { .name = "cancel", .activate = cancel_cb },
  { .name = "errors", .activate = errors_cb }, { .name = "leads", .activate = leads_cb },
};

/* The screen's side of the window */

static char *
dup_subtitle (EspScreen *screen)
{
  EspImportScreen *self = ESP_IMPORT_SCREEN (screen);

  return self->path != NULL ? g_path_get_basename (self->path) : NULL;
}

static GActionGroup *
get_actions (EspScreen *screen)
{
  return G_ACTION_GROUP (ESP_IMPORT_SCREEN (screen)->actions);
}

static gboolean
get_primary (EspScreen *screen, EspPrimaryAction *out_primary)
{
  EspImportScreen *self = ESP_IMPORT_SCREEN (screen);

  if (g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (self->stack)), "plan") != 0)
    return FALSE;
  *out_primary = (EspPrimaryAction){ .label = _ ("_Check all rows"),
                                     .icon_name = "esp-check-symbolic",
                                     .action = "screen.check",
                                     .suggested = TRUE };
  return TRUE;
}

static gboolean
open_target (EspScreen *screen, EspTarget *target)
{
  EspImportScreen *self = ESP_IMPORT_SCREEN (screen);
  const char *uri = esp_target_get_param (target, "file");

  if (esp_target_get_object (target) != NULL)
    return FALSE;
  if (uri != NULL)
    {
      g_autoptr (GFile) file = g_file_new_for_uri (uri);

      take_file (self, file);
    }
  return TRUE;
}

static EspTarget *
dup_target (EspScreen *screen)
{
  return esp_target_new ("import", NULL);
}

static const EspHelp *
get_help (EspScreen *screen)
{
  static const EspHelp help = {
    N_ (
      "Choose a CSV or TSV file, or drop it on the window. Say where each column goes and what "
      "people agreed to. "
      "Every row is checked before anything is changed, and one undo takes the whole import back."),
    NULL,
  };

  return &help;
}

static void
screen_init (EspScreenInterface *iface)
{
  iface->dup_subtitle = dup_subtitle;
  iface->get_actions = get_actions;
  iface->get_primary = get_primary;
  iface->open = open_target;
  iface->dup_target = dup_target;
  iface->get_help = get_help;
}

static void
esp_import_screen_dispose (GObject *object)
{
  EspImportScreen *self = ESP_IMPORT_SCREEN (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->job);
  g_clear_pointer (&self->stack, gtk_widget_unparent);
  g_clear_object (&self->actions);
  G_OBJECT_CLASS (esp_import_screen_parent_class)->dispose (object);
}

static void
esp_import_screen_finalize (GObject *object)
{
  EspImportScreen *self = ESP_IMPORT_SCREEN (object);

  g_free (self->path);
  g_clear_pointer (&self->inspection, esp_import_inspection_free);
  g_clear_pointer (&self->plan, esp_import_plan_free);
  g_clear_pointer (&self->report, esp_import_report_free);
  G_OBJECT_CLASS (esp_import_screen_parent_class)->finalize (object);
}

static void
esp_import_screen_class_init (EspImportScreenClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_import_screen_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_import_screen_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_import_screen_init (EspImportScreen *self)
{
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), action_entries,
                                   G_N_ELEMENTS (action_entries), self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "screen", G_ACTION_GROUP (self->actions));
}

static GtkWidget *
problem_new (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_widget_add_css_class (label, "error");
  gtk_widget_set_visible (label, FALSE);
  return label;
}

static GtkWidget *
button_new (const char *label, const char *action, const char *css_class)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  if (css_class != NULL)
    gtk_widget_add_css_class (button, css_class);
  return button;
}

/* A page that scrolls, as wide as text reads well. */
static GtkWidget *
page_new (GtkWidget *box)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();

  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_margin_top (box, 24);
  gtk_widget_set_margin_bottom (box, 24);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), PAGE_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  return scroller;
}

static GtkWidget *
build_start (EspImportScreen *self)
{
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *choose = button_new (_ ("_Choose a file…"), "screen.choose", "suggested-action");
  GtkWidget *paste = button_new (_ ("_Paste rows"), "screen.paste", "flat");

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "esp-import-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _ ("Bring your leads"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page),
                                   _ ("Drop a CSV or TSV file on this window, or choose one. "
                                      "Korean files from Excel "
                                      "are read as they are."));
  gtk_widget_add_css_class (choose, "pill");
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  self->start_problem = problem_new ();
  gtk_box_append (GTK_BOX (box), choose);
  gtk_box_append (GTK_BOX (box), paste);
  gtk_box_append (GTK_BOX (box), self->start_problem);
  adw_status_page_set_child (ADW_STATUS_PAGE (page), box);
  return page;
}

static GtkWidget *
build_plan (EspImportScreen *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);
  GtkWidget *columns = adw_preferences_group_new ();

  self->plan_problem = problem_new ();
  self->shape_view = ESP_IMPORT_SHAPE_VIEW (esp_import_shape_view_new ());
  self->columns = ESP_IMPORT_COLUMNS (esp_import_columns_new ());
  self->terms = ESP_IMPORT_TERMS (esp_import_terms_new ());
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (columns), _ ("Columns"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (columns),
                                         _ ("Where each column of the file goes. What is “Not "
                                            "imported” stays out."));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (columns), GTK_WIDGET (self->columns));
  gtk_box_append (GTK_BOX (box), self->plan_problem);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->shape_view));
  gtk_box_append (GTK_BOX (box), columns);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->terms));
  g_signal_connect_swapped (self->shape_view, "changed", G_CALLBACK (shape_changed_cb), self);
  g_signal_connect_swapped (self->columns, "changed", G_CALLBACK (plan_changed_cb), self);
  return page_new (box);
}

static GtkWidget *
build_busy (EspImportScreen *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *cancel = button_new (_ ("_Cancel"), "screen.cancel", NULL);

  self->progress = gtk_progress_bar_new ();
  self->progress_label = gtk_label_new (NULL);
  gtk_widget_set_size_request (self->progress, 320, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Progress"), -1);
  gtk_widget_add_css_class (self->progress_label, "numeric");
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (cancel, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), self->progress_label);
  gtk_box_append (GTK_BOX (box), self->progress);
  gtk_box_append (GTK_BOX (box), cancel);
  return box;
}

static GtkWidget *
build_outcome (EspImportScreen *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->outcome_title = gtk_label_new (NULL);
  self->outcome = ESP_IMPORT_OUTCOME (esp_import_outcome_new (self->session));
  self->run_button = button_new ("", "screen.import", "suggested-action");
  self->back_button = button_new (_ ("_Back to the columns"), "screen.back", NULL);
  self->errors_button = button_new (_ ("Save the rows with _errors…"), "screen.errors", NULL);
  self->leads_button = button_new (_ ("_Show leads"), "screen.leads", "suggested-action");
  gtk_button_set_use_underline (GTK_BUTTON (self->run_button), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->outcome_title), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (self->outcome_title), TRUE);
  gtk_widget_add_css_class (self->outcome_title, "title-4");
  gtk_box_append (GTK_BOX (buttons), self->run_button);
  gtk_box_append (GTK_BOX (buttons), self->leads_button);
  gtk_box_append (GTK_BOX (buttons), self->back_button);
  gtk_box_append (GTK_BOX (buttons), self->errors_button);
  gtk_box_append (GTK_BOX (box), self->outcome_title);
  gtk_box_append (GTK_BOX (box), buttons);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->outcome));
  return page_new (box);
}

static GtkWidget *
create (EspSession *session)
{
  EspImportScreen *self = g_object_new (ESP_TYPE_IMPORT_SCREEN, NULL);

  self->session = session;
  self->stack = gtk_stack_new ();
  gtk_stack_add_named (GTK_STACK (self->stack), build_start (self), "start");
  gtk_stack_add_named (GTK_STACK (self->stack), build_plan (self), "plan");
  gtk_stack_add_named (GTK_STACK (self->stack), build_busy (self), "busy");
  gtk_stack_add_named (GTK_STACK (self->stack), build_outcome (self), "outcome");
  gtk_widget_set_parent (self->stack, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}

const EspScreenInfo esp_import_screen_info = {
  .id = "import",
  .title = NC_ ("area", "Import"),
  .icon_name = "esp-import-symbolic",
  .section = ESP_SECTION_PEOPLE,
  .get_type = esp_import_screen_get_type,
  .create = create,
};
