/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings a file of orders, ad spend or events in: checked whole before anything changes, its columns corrected by
 * hand, refused rows saved with their reasons, and one undo for all of it. */
#define G_LOG_DOMAIN "esp-import"

#include "config.h"

#include "views/import/esp-fact-page.h"

#include "views/import/esp-fact-choices.h"
#include "views/import/esp-fact-words.h"
#include "views/import/esp-import-parts.h"
#include "views/import/esp-import-words.h"
#include "views/shell/esp-button.h"
#include "views/shell/esp-dialogs.h"

#include "base/esp-format.h"
#include "engine/import/esp-import-error.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define MAX_SHOWN 50

struct _EspFactPage
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's */
  EspFactJobKind kind;
  char *path;                /* (owned) (nullable) */
  GPtrArray *mapping;        /* (owned) of char: "column=role" as the user said */
  EspFactChoices choices;    /* as the user said */
  EspFactReport *report;     /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable) of what runs */

  GtkWidget *child;
  GtkWidget *title;
  GtkWidget *problem;
  GtkWidget *busy;
  GtkWidget *busy_label;
  GtkWidget *body; /* what the last report says; made anew with each */
  GtkWidget *save;
  GtkWidget *import;
};

G_DEFINE_FINAL_TYPE (EspFactPage, esp_fact_page, GTK_TYPE_WIDGET)

static guint closed_signal;

static void run (EspFactPage *self, gboolean is_dry_run, const char *rejects_path);

static void
set_busy (EspFactPage *self, const char *words)
{
  gtk_widget_set_visible (self->busy, words != NULL);
  gtk_label_set_text (GTK_LABEL (self->busy_label), words != NULL ? words : "");
  gtk_widget_set_sensitive (self->body, words == NULL);
  gtk_widget_set_sensitive (self->import, words == NULL && self->report != NULL &&
                                            self->report->is_dry_run &&
                                            self->report->n_new + self->report->n_changed > 0);
  gtk_widget_set_visible (self->save,
                          words == NULL && self->report != NULL && self->report->n_errors > 0);
  gtk_widget_set_visible (self->import, self->report == NULL || self->report->is_dry_run);
}

static void
add_count (AdwPreferencesGroup *group, const char *title, gint64 n)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *text = esp_format_count (n);
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_add_css_class (label, "numeric");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  adw_preferences_group_add (group, row);
}

static GtkWidget *
build_counts (EspFactPage *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  const EspFactReport *report = self->report;

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group),
                                   report->is_dry_run ? _ ("What the file would bring")
                                                      : _ ("What came in"));
  add_count (ADW_PREFERENCES_GROUP (group), _ ("Rows of the file"), report->n_rows);
  add_count (ADW_PREFERENCES_GROUP (group), C_ ("rows", "New"), report->n_new);
  if (report->kind != ESP_FACT_JOB_EVENTS)
    add_count (ADW_PREFERENCES_GROUP (group), C_ ("rows", "Changed"), report->n_changed);
  add_count (ADW_PREFERENCES_GROUP (group), C_ ("rows", "There already"), report->n_known);
  add_count (ADW_PREFERENCES_GROUP (group), C_ ("rows", "With errors"), report->n_errors);
  return group;
}

/* The columns */

static void
say (EspFactPage *self, const char *column, const char *role)
{
  for (guint i = 0; i < self->mapping->len; i++)
    {
      const char *said = g_ptr_array_index (self->mapping, i);
      const char *equals = strrchr (said, '=');

      if (strlen (column) == (gsize) (equals - said) && g_str_has_prefix (said, column))
        g_ptr_array_remove_index (self->mapping, i--);
    }
  g_ptr_array_add (self->mapping, g_strdup_printf ("%s=%s", column, role));
}

/* The columns of events */

static void
event_role_chosen_cb (AdwComboRow *row, GParamSpec *pspec, EspFactPage *self)
{
  const char *column = g_object_get_data (G_OBJECT (row), "column");
  EspEventRole role = (EspEventRole) adw_combo_row_get_selected (row);
  const GArray *columns = self->report->event_columns->columns;

  /* Another column that was taken for the same makes way. */
  for (guint i = 0;
       role != ESP_EVENT_ROLE_NONE && role != ESP_EVENT_ROLE_PROPERTY && i < columns->len; i++)
    if (g_array_index (columns, EspEventColumn, i).role == role)
      say (self, g_array_index (columns, EspEventColumn, i).name,
           esp_event_role_get_name (ESP_EVENT_ROLE_PROPERTY));
  say (self, column, esp_event_role_get_name (role));
  run (self, TRUE, NULL);
}

static GtkWidget *
build_event_column (EspFactPage *self, const EspEventColumn *column)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (guint role = 0; role < ESP_N_EVENT_ROLES; role++)
    gtk_string_list_append (names, esp_event_role_words ((EspEventRole) role));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), column->name);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (names));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), column->role);
  gtk_widget_set_sensitive (row, self->report->is_dry_run);
  g_object_set_data_full (G_OBJECT (row), "column", g_strdup (column->name), g_free);
  g_signal_connect (row, "notify::selected", G_CALLBACK (event_role_chosen_cb), self);
  return row;
}

static void
add_event_columns (EspFactPage *self, GtkWidget *group)
{
  const GArray *columns = self->report->event_columns->columns;

  for (guint i = 0; i < columns->len; i++)
    {
      const EspEventColumn *column = &g_array_index (columns, EspEventColumn, i);

      if (column->name[0] != '\0')
        adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                                   build_event_column (self, column));
    }
}

/* The columns of orders and spend */

static EspFactKind
fact_kind (const EspFactPage *self)
{
  return self->kind == ESP_FACT_JOB_ORDERS ? ESP_FACT_ORDERS : ESP_FACT_SPEND;
}

static EspFactRole
role_at (const EspFactPage *self, guint place)
{
  for (guint role = 1; role < ESP_N_FACT_ROLES; role++)
    if (esp_fact_role_is_of ((EspFactRole) role, fact_kind (self)) && place-- == 1)
      return (EspFactRole) role;
  return ESP_FACT_NONE;
}

static void
role_chosen_cb (AdwComboRow *row, GParamSpec *pspec, EspFactPage *self)
{
  const char *column = g_object_get_data (G_OBJECT (row), "column");
  EspFactRole role = role_at (self, adw_combo_row_get_selected (row));

  /* Another column that was taken for the same makes way; any number of them may divide a day. */
  for (guint i = 0;
       role != ESP_FACT_NONE && role != ESP_FACT_SPLIT && i < self->report->columns->n_columns; i++)
    if (self->report->columns->roles[i] == role)
      say (self, self->report->columns->names[i], esp_fact_role_get_name (ESP_FACT_NONE));
  say (self, column, esp_fact_role_get_name (role));
  run (self, TRUE, NULL);
}

static GtkWidget *
build_column (EspFactPage *self, guint column)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  const EspFactColumns *columns = self->report->columns;
  guint selected = 0;
  guint n = 1;

  gtk_string_list_append (names, esp_fact_role_words (ESP_FACT_NONE));
  for (guint role = 1; role < ESP_N_FACT_ROLES; role++)
    if (esp_fact_role_is_of ((EspFactRole) role, columns->kind))
      {
        if (columns->roles[column] == (EspFactRole) role)
          selected = n;
        gtk_string_list_append (names, esp_fact_role_words ((EspFactRole) role));
        n++;
      }
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), columns->names[column]);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (names));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), selected);
  gtk_widget_set_sensitive (row, self->report->is_dry_run);
  g_object_set_data_full (G_OBJECT (row), "column", g_strdup (columns->names[column]), g_free);
  g_signal_connect (row, "notify::selected", G_CALLBACK (role_chosen_cb), self);
  return row;
}

static GtkWidget *
build_columns (EspFactPage *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("Columns"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                         _ ("What each column holds. Choose another meaning when "
                                            "it was not recognised."));
  if (self->report->event_columns != NULL)
    add_event_columns (self, group);
  for (guint i = 0; self->report->columns != NULL && i < self->report->columns->n_columns; i++)
    if (self->report->columns->names[i][0] != '\0')
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), build_column (self, i));
  return group;
}

static void
choices_changed_cb (gpointer user_data)
{
  EspFactPage *self = user_data;

  /* What was said of columns was said of those of the other sheet. */
  if (self->choices.sheet != 0 && self->choices.sheet != self->report->sheet)
    g_ptr_array_set_size (self->mapping, 0);
  run (self, TRUE, NULL);
}

/* What is wrong */

static void
add_problem (AdwPreferencesGroup *group, const EspFactProblem *problem)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *words = esp_fact_reason_words (problem->reason);
  g_autofree char *number = esp_format_count ((gint64) problem->row);
  g_autofree char *title =
    problem->row != 0 ? g_strdup_printf (_ ("Row %s"), number) : g_strdup (_ ("The whole file"));
  GtkWidget *icon = gtk_image_new_from_icon_name ("esp-warning-symbolic");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), words);
  gtk_widget_add_css_class (icon, problem->is_warning ? "warning" : "error");
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), icon);
  adw_preferences_group_add (group, row);
}

static GtkWidget *
build_problems (EspFactPage *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  guint n = MIN (self->report->problems->len, MAX_SHOWN);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("What to look at"));
  for (guint i = 0; i < n; i++)
    add_problem (ADW_PREFERENCES_GROUP (group), g_ptr_array_index (self->report->problems, i));
  if (self->report->problems->len > n)
    {
      g_autofree char *more = esp_format_count (self->report->problems->len - n);
      g_autofree char *text =
        g_strdup_printf (_ ("and %s more, all of them in the file of refused rows"), more);
      GtkWidget *row = adw_action_row_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), text);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }
  return group;
}

static void
empty_body (EspFactPage *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->body)) != NULL)
    gtk_box_remove (GTK_BOX (self->body), child);
}

static void
show_report (EspFactPage *self)
{
  GtkWidget *choices =
    esp_fact_choices_build (&self->choices, self->report, choices_changed_cb, self);

  empty_body (self);
  gtk_box_append (GTK_BOX (self->body), build_counts (self));
  if (self->report->problems->len > 0)
    gtk_box_append (GTK_BOX (self->body), build_problems (self));
  /* Nothing could be read: what the columns hold is what has to be said next. */
  if (self->report->n_rows == 0 && self->report->problems->len > 0)
    gtk_box_remove (GTK_BOX (self->body), gtk_widget_get_first_child (self->body));
  if (choices != NULL)
    gtk_box_append (GTK_BOX (self->body), choices);
  if (self->report->columns != NULL || self->report->event_columns != NULL)
    gtk_box_append (GTK_BOX (self->body), build_columns (self));
}

/* The runs */

static void
tell_done (EspFactPage *self)
{
  g_autofree char *n = esp_format_count (self->report->n_new + self->report->n_changed);
  g_autofree char *text = g_strdup_printf (_ ("%s came in"), n);

  if (self->report->history_id != 0)
    esp_session_toast_undo (self->session, text, self->report->history_id);
  else
    esp_session_toast (self->session, _ ("Nothing of it is new"));
}

static void
ran_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspFactPage) self = user_data;
  g_autoptr (GError) error = NULL;
  EspFactReport *report = esp_fact_job_run_finish (result, &error);

  if (self->child == NULL || g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    {
      g_clear_pointer (&report, esp_fact_report_free);
      if (self->child != NULL && self->cancellable == g_task_get_cancellable (G_TASK (result)))
        set_busy (self, NULL);
      return;
    }
  if (report == NULL)
    {
      g_autofree char *words =
        error->domain == G_IO_ERROR || esp_import_error_get_facts (error) != NULL
          ? esp_import_error_words (error)
          : esp_fact_reason_words (error->message);

      esp_import_problem_set (self->problem, words);
      set_busy (self, NULL);
      return;
    }
  esp_import_problem_set (self->problem, NULL);
  g_clear_pointer (&self->report, esp_fact_report_free);
  self->report = report;
  show_report (self);
  set_busy (self, NULL);
  if (!report->is_dry_run)
    tell_done (self);
}

static void
run (EspFactPage *self, gboolean is_dry_run, const char *rejects_path)
{
  g_autofree const char **mapping = g_new0 (const char *, self->mapping->len + 1);
  EspFactJobOptions options = { .kind = self->kind,
                                .path = self->path,
                                .platform = self->choices.platform,
                                .campaign = self->choices.campaign,
                                .sheet = self->choices.sheet,
                                .year = self->choices.year,
                                .mapping = mapping,
                                .rejects_path = rejects_path,
                                .is_dry_run = is_dry_run };

  for (guint i = 0; i < self->mapping->len; i++)
    mapping[i] = g_ptr_array_index (self->mapping, i);
  esp_fact_page_stop (self);
  self->cancellable = g_cancellable_new ();
  set_busy (self, is_dry_run ? _ ("Checking every row…") : _ ("Bringing it in…"));
  esp_fact_job_run_async (esp_session_get_store (self->session), &options, self->cancellable,
                          ran_cb, g_object_ref (self));
}

static void
import_cb (EspFactPage *self)
{
  run (self, FALSE, NULL);
}

static void
cancel_cb (EspFactPage *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

static void
close_cb (EspFactPage *self)
{
  esp_fact_page_stop (self);
  g_signal_emit (self, closed_signal, 0);
}

static void
save_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspFactPage) self = user_data;
  g_autoptr (GFile) file = esp_dialog_file_finish (result, NULL);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL && self->child != NULL)
    run (self, TRUE, path);
}

static void
save_cb (EspFactPage *self)
{
  g_autofree char *base = g_path_get_basename (self->path);
  g_autofree char *stem = g_strndup (base, strcspn (base, "."));
  g_autofree char *name = g_strconcat (stem, "-rejects.csv", NULL);

  esp_dialog_save_file_async (esp_session_get_window (self->session),
                              _ ("Save the rows with errors"), name, NULL, NULL, save_chosen_cb,
                              g_object_ref (self));
}

static void
esp_fact_page_dispose (GObject *object)
{
  EspFactPage *self = ESP_FACT_PAGE (object);

  esp_fact_page_stop (self);
  g_clear_pointer (&self->child, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_fact_page_parent_class)->dispose (object);
}

static void
esp_fact_page_finalize (GObject *object)
{
  EspFactPage *self = ESP_FACT_PAGE (object);

  g_free (self->path);
  esp_fact_choices_clear (&self->choices);
  g_ptr_array_unref (self->mapping);
  g_clear_pointer (&self->report, esp_fact_report_free);
  G_OBJECT_CLASS (esp_fact_page_parent_class)->finalize (object);
}

static void
esp_fact_page_class_init (EspFactPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = esp_fact_page_dispose;
  object_class->finalize = esp_fact_page_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  closed_signal = g_signal_new ("closed", ESP_TYPE_FACT_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
build_busy (EspFactPage *self)
{
  GtkWidget *spinner = gtk_spinner_new ();
  GtkWidget *cancel = esp_button_new (_ ("_Cancel"));

  self->busy = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->busy_label = gtk_label_new (NULL);
  gtk_spinner_start (GTK_SPINNER (spinner));
  gtk_widget_set_hexpand (self->busy_label, TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->busy_label), 0.0f);
  g_signal_connect_swapped (cancel, "clicked", G_CALLBACK (cancel_cb), self);
  gtk_box_append (GTK_BOX (self->busy), spinner);
  gtk_box_append (GTK_BOX (self->busy), self->busy_label);
  gtk_box_append (GTK_BOX (self->busy), cancel);
  return self->busy;
}

static GtkWidget *
build_buttons (EspFactPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *other = esp_button_new (_ ("_Other file"));

  self->save = esp_button_new (_ ("_Save refused rows…"));
  self->import = esp_button_new (_ ("_Import"));
  gtk_widget_add_css_class (self->import, "suggested-action");
  gtk_widget_set_hexpand (other, TRUE);
  gtk_widget_set_halign (other, GTK_ALIGN_START);
  g_signal_connect_swapped (other, "clicked", G_CALLBACK (close_cb), self);
  g_signal_connect_swapped (self->save, "clicked", G_CALLBACK (save_cb), self);
  g_signal_connect_swapped (self->import, "clicked", G_CALLBACK (import_cb), self);
  gtk_box_append (GTK_BOX (box), other);
  gtk_box_append (GTK_BOX (box), self->save);
  gtk_box_append (GTK_BOX (box), self->import);
  return box;
}

static void
esp_fact_page_init (EspFactPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);

  self->mapping = g_ptr_array_new_with_free_func (g_free);
  self->title = gtk_label_new (NULL);
  self->problem = esp_import_problem_new ();
  self->body = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);
  gtk_widget_add_css_class (self->title, "title-2");
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (GTK_LABEL (self->title), 0.0f);
  gtk_box_append (GTK_BOX (box), self->title);
  gtk_box_append (GTK_BOX (box), build_buttons (self));
  gtk_box_append (GTK_BOX (box), self->problem);
  gtk_box_append (GTK_BOX (box), build_busy (self));
  gtk_box_append (GTK_BOX (box), self->body);
  self->child = esp_import_page_new (box);
  gtk_widget_set_parent (self->child, GTK_WIDGET (self));
}

/**
 * esp_fact_page_new:
 *
 * Returns: (transfer floating): the page, without a file
 */
GtkWidget *
esp_fact_page_new (EspSession *session)
{
  EspFactPage *self = g_object_new (ESP_TYPE_FACT_PAGE, NULL);

  self->session = session;
  return GTK_WIDGET (self);
}

/**
 * esp_fact_page_take:
 *
 * Looks at a file.
 */
void
esp_fact_page_take (EspFactPage *self, EspFactJobKind kind, const char *path)
{
  g_autofree char *base = g_filename_display_basename (path);
  g_autofree char *title = g_strdup_printf ("%s · %s", esp_fact_kind_words (kind), base);

  g_return_if_fail (ESP_IS_FACT_PAGE (self));

  self->kind = kind;
  g_free (self->path);
  self->path = g_strdup (path);
  esp_fact_choices_clear (&self->choices);
  g_ptr_array_set_size (self->mapping, 0);
  g_clear_pointer (&self->report, esp_fact_report_free);
  empty_body (self);
  esp_import_problem_set (self->problem, NULL);
  gtk_label_set_text (GTK_LABEL (self->title), title);
  run (self, TRUE, NULL);
}

/**
 * esp_fact_page_stop:
 *
 * Cuts what runs; what came in before can be undone.
 */
void
esp_fact_page_stop (EspFactPage *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}
