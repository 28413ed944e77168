/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The counts of an import and the rows behind each. */
#define G_LOG_DOMAIN "esp-import"

#include "config.h"

#include "views/import/esp-import-outcome.h"

#include "store/esp-import-results.h"
#include "views/import/esp-import-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Rows shown of one count; the file of errors holds all of them. */
#define MAX_ROWS 200

struct _EspImportOutcomeView
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's */
  GtkWidget *box;
  GtkWidget *counts; /* a boxed list */
  GtkWidget *rows_title;
  GtkWidget *rows;     /* a boxed list */
  EspImportPlan *plan; /* (owned) (nullable) */
  char *path;          /* (owned) (nullable) the file */
  char *results_path;  /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (EspImportOutcomeView, esp_import_outcome, GTK_TYPE_WIDGET)

static void
clear_list (GtkWidget *list)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (list), row);
}

static GtkWidget *
result_row_new (EspImportOutcomeView *self, const EspImportResult *result)
{
  GtkWidget *row = adw_action_row_new ();
  g_auto (GStrv) cells =
    esp_import_read_row (self->path, self->plan, result->offset, result->length, NULL);
  g_autofree char *text = cells != NULL ? g_strjoinv (" · ", cells) : g_strdup ("");
  g_autofree char *number = esp_format_count ((gint64) result->number);
  g_autofree char *line = esp_format_count ((gint64) result->line);
  g_autofree char *title = g_strdup_printf (_ ("Row %s, line %s"), number, line);
  g_autofree char *reason =
    result->reason != ESP_IMPORT_REASON_NONE
      ? esp_import_reason_words (self->plan, result->reason, result->reason_sub,
                                 result->reason_column, result->detail)
      : NULL;
  g_autofree char *subtitle =
    reason != NULL ? g_strdup_printf ("%s\n%s", reason, text) : g_strdup (text);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  return row;
}

static void
show_rows (EspImportOutcomeView *self, EspImportOutcome outcome)
{
  g_autoptr (EspImportResults) results =
    self->results_path != NULL ? esp_import_results_open (self->results_path, NULL) : NULL;
  g_autoptr (GPtrArray) list =
    results != NULL ? esp_import_results_list (results, outcome, 0, MAX_ROWS, NULL) : NULL;

  clear_list (self->rows);
  gtk_label_set_text (GTK_LABEL (self->rows_title), esp_import_outcome_words (outcome));
  for (guint i = 0; list != NULL && i < list->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->rows), result_row_new (self, list->pdata[i]));
  gtk_widget_set_visible (self->rows_title, list != NULL && list->len > 0);
  gtk_widget_set_visible (self->rows, list != NULL && list->len > 0);
}

static void
count_activated_cb (EspImportOutcomeView *self, GtkListBoxRow *row)
{
  show_rows (self, (EspImportOutcome) gtk_list_box_row_get_index (row));
}

static GtkWidget *
count_row_new (EspImportOutcome outcome, guint64 n)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *text = esp_format_count ((gint64) n);
  GtkWidget *label = gtk_label_new (text);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), esp_import_outcome_words (outcome));
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (label, "title-4");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), n > 0);
  return row;
}

static void
esp_import_outcome_dispose (GObject *object)
{
  g_clear_pointer (&ESP_IMPORT_OUTCOME (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_import_outcome_parent_class)->dispose (object);
}

static void
esp_import_outcome_finalize (GObject *object)
{
  EspImportOutcomeView *self = ESP_IMPORT_OUTCOME (object);

  g_clear_pointer (&self->plan, esp_import_plan_free);
  g_free (self->path);
  g_free (self->results_path);
  G_OBJECT_CLASS (esp_import_outcome_parent_class)->finalize (object);
}

static void
esp_import_outcome_class_init (EspImportOutcomeViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_import_outcome_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_import_outcome_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
list_new (const char *label)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return list;
}

static void
esp_import_outcome_init (EspImportOutcomeView *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  self->counts = list_new (_ ("Counts of the import"));
  self->rows_title = gtk_label_new (NULL);
  self->rows = list_new (_ ("Rows"));
  gtk_label_set_xalign (GTK_LABEL (self->rows_title), 0.0f);
  gtk_widget_add_css_class (self->rows_title, "heading");
  gtk_widget_set_visible (self->rows_title, FALSE);
  gtk_widget_set_visible (self->rows, FALSE);
  g_signal_connect_swapped (self->counts, "row-activated", G_CALLBACK (count_activated_cb), self);
  gtk_box_append (GTK_BOX (self->box), self->counts);
  gtk_box_append (GTK_BOX (self->box), self->rows_title);
  gtk_box_append (GTK_BOX (self->box), self->rows);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * esp_import_outcome_new:
 *
 * Returns: (transfer floating): a view that shows nothing yet
 */
GtkWidget *
esp_import_outcome_new (EspSession *session)
{
  EspImportOutcomeView *self = g_object_new (ESP_TYPE_IMPORT_OUTCOME, NULL);

  self->session = session;
  return GTK_WIDGET (self);
}

/**
 * esp_import_outcome_show:
 * @report: what is needed of it is copied
 */
void
esp_import_outcome_show (EspImportOutcomeView *self, const EspImportReport *report)
{
  g_clear_pointer (&self->plan, esp_import_plan_free);
  g_free (self->path);
  g_free (self->results_path);
  self->plan = esp_import_plan_copy (report->plan);
  self->path = g_strdup (report->path);
  self->results_path = g_strdup (report->results_path);
  clear_list (self->counts);
  for (guint i = 0; i < ESP_N_IMPORT_OUTCOMES; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->counts),
                         count_row_new ((EspImportOutcome) i, report->counts.n_outcomes[i]));
  if (report->counts.n_outcomes[ESP_IMPORT_OUTCOME_ERROR] > 0)
    show_rows (self, ESP_IMPORT_OUTCOME_ERROR);
  else
    show_rows (self, ESP_IMPORT_OUTCOME_DECIDE);
}
