/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings a file of leads in: where each column goes, what people agreed to, a dry run of every row, and
 * only then the real one, which one undo takes back. */
#define G_LOG_DOMAIN "esp-import"

#include "config.h"

#include "views/import/esp-import-screen.h"

#include "views/import/esp-fact-page.h"
#include "views/import/esp-import-aims-view.h"
#include "views/import/esp-import-columns.h"
#include "views/import/esp-import-draft-row.h"
#include "views/import/esp-import-parts.h"
#include "views/import/esp-import-paste.h"
#include "views/import/esp-import-report-page.h"
#include "views/import/esp-import-shape.h"
#include "views/import/esp-import-terms.h"
#include "views/import/esp-import-words.h"
#include "views/shell/esp-dialogs.h"
#include "worker/esp-import-look.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _EspImportScreen
{
  GtkWidget parent_instance;

  EspSession *session;         /* the window's */
  GSimpleActionGroup *actions; /* (owned) */
  char *path;                  /* (owned) (nullable) the file */
  char *name;    /* (owned) (nullable) what it is called, when the path does not say it */
  char *answers; /* (owned) (nullable) of the draft that is gone on with, as JSON */
  EspImportShape shape;
  gboolean is_afresh;              /* the answers of the last file of this kind are not wanted */
  EspImportInspection *inspection; /* (owned) (nullable) */
  EspImportPlan *plan;             /* (owned) (nullable) as the user has it now */
  EspImportJob *job;               /* (owned) (nullable) */
  EspImportReport *report;         /* (owned) (nullable) the last run's */
  GCancellable *cancellable;       /* (owned) (nullable) of what runs */

  GtkWidget *stack;
  EspImportDraftRow *draft_row;
  GtkWidget *start_problem;
  EspImportShapeView *shape_view;
  EspImportColumns *columns;
  EspImportTerms *terms;
  EspImportAimsView *aims;
  GtkWidget *plan_problem;
  GtkWidget *profile_group;
  GtkWidget *profile_row;
  GtkWidget *progress;
  GtkWidget *progress_label;
  EspImportReportPage *report_page;
  EspFactPage *fact_page;
  EspFactJobKind fact_kind; /* what the file that is being chosen holds */
};

static void screen_init (EspScreenInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (EspImportScreen,
                               esp_import_screen,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (ESP_TYPE_SCREEN, screen_init))

static void
set_text (char **place, const char *text)
{
  g_free (*place);
  *place = g_strdup (text);
}

static void
show (EspImportScreen *self, const char *page)
{
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), page);
  esp_screen_notify_state (ESP_SCREEN (self));
}

static void
fail (EspImportScreen *self, const GError *error, const char *page, GtkWidget *label)
{
  g_autofree char *words = NULL;

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    words = esp_import_error_words (error);
  esp_import_problem_set (label, words);
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
keep_draft (EspImportScreen *self)
{
  if (self->plan != NULL)
    esp_import_draft_row_keep (self->draft_row, self->path, self->inspection->sheet, self->plan);
}

static void
columns_changed_cb (EspImportScreen *self)
{
  esp_import_problem_set (self->plan_problem, NULL);
  esp_import_terms_refresh (self->terms);
  keep_draft (self);
}

static void
policy_changed_cb (EspImportScreen *self)
{
  esp_import_columns_refresh (self->columns);
  keep_draft (self);
}

static void
show_profile (EspImportScreen *self)
{
  const EspImportInspection *inspection = self->inspection;
  g_autofree char *day = NULL;
  g_autofree char *title = NULL;

  gtk_widget_set_visible (self->profile_group, inspection->profile_name != NULL);
  if (inspection->profile_name == NULL)
    return;
  day = esp_format_date (inspection->profile_at_us, esp_session_get_zone (self->session),
                         ESP_DATE_DAY, esp_session_get_lang (self->session));
  /* Translators: the name of a file, then a day */
  title = g_strdup_printf (_ ("The same columns as “%s” of %s: its answers are used"),
                           inspection->profile_name, day);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->profile_row), title);
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
  esp_import_report_page_show (self->report_page, NULL, NULL);
  g_clear_pointer (&self->plan, esp_import_plan_free);
  g_clear_pointer (&self->inspection, esp_import_inspection_free);
  self->inspection = inspection;
  self->plan = esp_import_plan_copy (inspection->plan);
  if (self->name != NULL)
    set_text (&self->plan->name, self->name);
  if (self->answers != NULL)
    (void) esp_import_plan_apply_json (self->plan, self->answers, NULL); /* else what was guessed */
  show_profile (self);
  esp_import_shape_view_show (self->shape_view, inspection, self->plan);
  esp_import_columns_show (self->columns, inspection, self->plan);
  esp_import_terms_show (self->terms, self->plan);
  esp_import_aims_view_load (self->aims);
  esp_import_problem_set (self->plan_problem, NULL);
  keep_draft (self);
  show (self, "plan");
}

static void
inspect (EspImportScreen *self)
{
  gtk_label_set_text (GTK_LABEL (self->progress_label), _ ("Looking at the file…"));
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), 0.0);
  show (self, "busy");
  esp_import_look_async (esp_session_get_store (self->session), self->path, &self->shape,
                         !self->is_afresh, start_work (self), inspected_cb, g_object_ref (self));
}

static void
shape_changed_cb (EspImportScreen *self)
{
  esp_import_shape_view_get (self->shape_view, &self->shape);
  inspect (self);
}

/* @name: (nullable): what to call the file when its path does not say it */
static void
take_path (EspImportScreen *self, const char *path, const char *name)
{
  static const EspImportShape guess = ESP_IMPORT_SHAPE_GUESS;

  set_text (&self->path, path);
  set_text (&self->name, name);
  g_clear_pointer (&self->answers, g_free);
  self->shape = guess;
  self->is_afresh = FALSE;
  if (self->path == NULL)
    {
      esp_import_problem_set (self->start_problem,
                              _ ("The file is not on this computer; copy it here first."));
      show (self, "start");
      return;
    }
  inspect (self);
}

static void
take_file (EspImportScreen *self, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);

  take_path (self, path, NULL);
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
  static const EspFileFilter filters[] = {
    { N_ ("Lists (CSV, TSV, Excel, vCard)"),
      "*.csv;*.tsv;*.txt;*.xlsx;*.xlsm;*.ods;*.vcf;*.CSV;*.XLSX;*.ODS;*.VCF" },
    { NULL, NULL }
  };
  EspImportScreen *self = user_data;

  esp_dialog_open_file_async (esp_session_get_window (self->session), _ ("Choose a file of leads"),
                              filters, NULL, chosen_cb, g_object_ref (self));
}

/* What is no leads */

static void
take_facts (EspImportScreen *self, EspFactJobKind kind, GFile *file)
{
  g_autofree char *path = g_file_get_path (file);

  if (path == NULL)
    {
      take_path (self, NULL, NULL);
      return;
    }
  esp_fact_page_take (self->fact_page, kind, path);
  show (self, "facts");
}

static void
facts_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspImportScreen) self = user_data;
  g_autoptr (GFile) file = esp_dialog_file_finish (result, NULL);

  if (file != NULL)
    take_facts (self, self->fact_kind, file);
}

static const struct
{
  const char *name;
  const char *title;
} fact_kinds[ESP_N_FACT_JOB_KINDS] = {
  [ESP_FACT_JOB_ORDERS] = { "orders", N_ ("Choose a file of orders") },
  [ESP_FACT_JOB_SPEND] = { "spend", N_ ("Choose a file of ad spend") },
  [ESP_FACT_JOB_EVENTS] = { "events", N_ ("Choose a file of events") },
};

static void
choose_facts_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  static const EspFileFilter filters[] = { { N_ ("Tables (CSV, TSV, Excel, JSON Lines)"),
                                             "*.csv;*.tsv;*.txt;*.xlsx;*.xlsm;*.ods;*.jsonl;*.CSV;"
                                             "*.XLSX;*.ODS" },
                                           { NULL, NULL } };
  EspImportScreen *self = user_data;

  for (guint i = 0; i < ESP_N_FACT_JOB_KINDS; i++)
    if (g_str_equal (fact_kinds[i].name, g_action_get_name (G_ACTION (action))))
      self->fact_kind = (EspFactJobKind) i;
  esp_dialog_open_file_async (esp_session_get_window (self->session),
                              _ (fact_kinds[self->fact_kind].title), filters, NULL, facts_chosen_cb,
                              g_object_ref (self));
}

static void
facts_closed_cb (EspImportScreen *self)
{
  show (self, "start");
}

static void
pasted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspImportScreen) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = esp_import_paste_finish (result, &error);

  if (path == NULL)
    {
      esp_import_problem_set (self->start_problem, error->message);
      return;
    }
  take_path (self, path, _ ("Pasted rows"));
}

static void
paste_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspImportScreen *self = user_data;

  esp_import_paste_async (GTK_WIDGET (self), pasted_cb, g_object_ref (self));
}

/* Goes on with the import that was left half done. */
static void
continue_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspImportScreen *self = user_data;
  const EspImportDraft *draft = esp_import_draft_row_get (self->draft_row);

  if (draft == NULL)
    return;
  set_text (&self->path, draft->path);
  set_text (&self->name, draft->name);
  set_text (&self->answers, draft->answers);
  self->shape = draft->shape;
  self->is_afresh = TRUE;
  inspect (self);
}

static void
discard_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_import_draft_row_forget (ESP_IMPORT_SCREEN (user_data)->draft_row);
}

static void
afresh_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspImportScreen *self = user_data;

  self->is_afresh = TRUE;
  g_clear_pointer (&self->answers, g_free);
  inspect (self);
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
  esp_import_report_page_show (self->report_page, self->report, self->plan);
  show (self, "outcome");
}

/* Stopped or failed half way: what came in before can be undone. */
static void
tell_partial (EspImportScreen *self)
{
  g_autoptr (EspImportReport) partial = esp_import_job_steal_partial (self->job);
  g_autofree char *n = NULL;
  g_autofree char *text = NULL;

  if (partial == NULL || partial->history_id == 0)
    return;
  n = esp_format_count ((gint64) partial->counts.n_outcomes[ESP_IMPORT_OUTCOME_NEW]);
  text = g_strdup_printf (_ ("Stopped; %s leads had come in"), n);
  esp_session_toast_undo (self->session, text, partial->history_id);
}

static void
take_report (EspImportScreen *self, EspImportReport *report, const GError *error)
{
  if (report == NULL)
    {
      fail (self, error, "plan", self->plan_problem);
      tell_partial (self);
      return;
    }
  esp_import_report_page_show (self->report_page, NULL, NULL);
  g_clear_pointer (&self->report, esp_import_report_free);
  self->report = report;
  show_report (self);
  if (!report->is_dry)
    esp_import_draft_row_forget (self->draft_row);
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
  esp_import_aims_view_get (self->aims, self->plan);
  if (!esp_import_plan_check (self->plan, &error))
    {
      fail (self, error, "plan", self->plan_problem);
      return;
    }
  g_clear_object (&self->job);
  self->job =
    esp_import_job_new (esp_session_get_store (self->session),
                        self->inspection->table_path != NULL ? self->inspection->table_path
                                                             : self->path,
                        self->plan);
  g_signal_connect_object (self->job, "notify::fraction", G_CALLBACK (fraction_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_label_set_text (GTK_LABEL (self->progress_label), _ ("Checking every row…"));
  show (self, "busy");
  esp_import_job_dry_run_async (self->job, start_work (self), dry_cb, g_object_ref (self));
}

static void
import_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspImportScreen *self = user_data;

  if (self->job == NULL)
    return;
  gtk_label_set_text (GTK_LABEL (self->progress_label), _ ("Bringing the leads in…"));
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

static const GActionEntry action_entries[] = {
  { .name = "choose", .activate = choose_cb },
  { .name = "paste", .activate = paste_cb },
  { .name = "check", .activate = check_cb },
  { .name = "import", .activate = import_cb },
  { .name = "back", .activate = back_cb },
  { .name = "cancel", .activate = cancel_cb },
  { .name = "afresh", .activate = afresh_cb },
  { .name = "continue", .activate = continue_cb },
  { .name = "discard", .activate = discard_cb },
  { .name = "orders", .activate = choose_facts_cb },
  { .name = "spend", .activate = choose_facts_cb },
  { .name = "events", .activate = choose_facts_cb },
};

/* The screen's side of the window */

static char *
dup_subtitle (EspScreen *screen)
{
  EspImportScreen *self = ESP_IMPORT_SCREEN (screen);

  if (self->name != NULL)
    return g_strdup (self->name);
  return self->path != NULL ? g_filename_display_basename (self->path) : NULL;
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
  const char *kind = esp_target_get_param (target, "kind");

  if (esp_target_get_object (target) != NULL)
    return FALSE;
  if (uri != NULL)
    {
      g_autoptr (GFile) file = g_file_new_for_uri (uri);

      for (guint i = 0; kind != NULL && i < ESP_N_FACT_JOB_KINDS; i++)
        if (g_str_equal (kind, fact_kinds[i].name))
          {
            take_facts (self, (EspFactJobKind) i, file);
            return TRUE;
          }
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
      "Choose a CSV, TSV or Excel file, or drop it on the window. Say where each column goes and "
      "what "
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
  g_free (self->name);
  g_free (self->answers);
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
build_profile (EspImportScreen *self)
{
  GtkWidget *afresh = esp_import_button_new (_ ("_Start afresh"), "screen.afresh", NULL);

  self->profile_group = adw_preferences_group_new ();
  self->profile_row = adw_action_row_new ();
  gtk_widget_set_valign (afresh, GTK_ALIGN_CENTER);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self->profile_row), FALSE);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self->profile_row), 2);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->profile_row), afresh);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->profile_group), self->profile_row);
  return self->profile_group;
}

static GtkWidget *
build_plan (EspImportScreen *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);
  GtkWidget *columns = adw_preferences_group_new ();

  self->plan_problem = esp_import_problem_new ();
  self->shape_view = ESP_IMPORT_SHAPE_VIEW (esp_import_shape_view_new ());
  self->columns = ESP_IMPORT_COLUMNS (esp_import_columns_new ());
  self->terms = ESP_IMPORT_TERMS (esp_import_terms_new ());
  self->aims = ESP_IMPORT_AIMS_VIEW (esp_import_aims_view_new (self->session));
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (columns), _ ("Columns"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (columns),
                                         _ ("Where each column of the file goes. What is “Not "
                                            "imported” stays out."));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (columns), GTK_WIDGET (self->columns));
  gtk_box_append (GTK_BOX (box), self->plan_problem);
  gtk_box_append (GTK_BOX (box), build_profile (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->shape_view));
  gtk_box_append (GTK_BOX (box), columns);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->terms));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->aims));
  g_signal_connect_swapped (self->shape_view, "changed", G_CALLBACK (shape_changed_cb), self);
  g_signal_connect_swapped (self->columns, "changed", G_CALLBACK (columns_changed_cb), self);
  g_signal_connect_swapped (self->terms, "changed", G_CALLBACK (policy_changed_cb), self);
  return esp_import_page_new (box);
}

static GtkWidget *
create (EspSession *session)
{
  EspImportScreen *self = g_object_new (ESP_TYPE_IMPORT_SCREEN, NULL);

  self->session = session;
  self->stack = gtk_stack_new ();
  self->draft_row = ESP_IMPORT_DRAFT_ROW (esp_import_draft_row_new (session));
  gtk_stack_add_named (GTK_STACK (self->stack),
                       esp_import_start_new (GTK_WIDGET (self->draft_row), &self->start_problem),
                       "start");
  gtk_stack_add_named (GTK_STACK (self->stack), build_plan (self), "plan");
  gtk_stack_add_named (GTK_STACK (self->stack),
                       esp_import_busy_new (&self->progress, &self->progress_label), "busy");
  self->report_page = ESP_IMPORT_REPORT_PAGE (esp_import_report_page_new (session));
  gtk_stack_add_named (GTK_STACK (self->stack), GTK_WIDGET (self->report_page), "outcome");
  self->fact_page = ESP_FACT_PAGE (esp_fact_page_new (session));
  gtk_stack_add_named (GTK_STACK (self->stack), GTK_WIDGET (self->fact_page), "facts");
  g_signal_connect_swapped (self->fact_page, "closed", G_CALLBACK (facts_closed_cb), self);
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
