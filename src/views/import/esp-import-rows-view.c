/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows behind one count of an import, and what a person decides about those that wait. */
#define G_LOG_DOMAIN "esp-import"

#include "config.h"

#include "views/import/esp-import-rows-view.h"

#include "views/import/esp-import-words.h"
#include "views/shell/esp-button.h"
#include "views/shell/esp-choice.h"
#include "views/shell/esp-row-lines.h"
#include "worker/esp-import-pages.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define PAGE_ROWS 100

/* What can be done with a row that waits, in the order of its list: some are missing for some rows. */
typedef struct
{
  gboolean is_left_out;
  gint64 lead_id; /* 0 makes a new lead */
} Choice;

struct _EspImportRowsView
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's */
  GtkWidget *box;
  GtkWidget *heading;
  GtkWidget *all_row;
  GtkWidget *all_list;
  GtkWidget *list;
  GtkWidget *more;
  const EspImportReport *report; /* (nullable) the screen's */
  EspImportPlan *plan;           /* (nullable) the screen's, takes the decisions */
  EspImportOutcome outcome;
  guint64 last_number;
  GCancellable *cancellable; /* (owned) (nullable) */
  gboolean is_filling;
};

enum
{
  SIGNAL_DECIDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EspImportRowsView, esp_import_rows_view, GTK_TYPE_WIDGET)

static void
clear_list (GtkWidget *list)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (list), row);
}

static void
chosen_cb (EspImportRowsView *self, GParamSpec *pspec, AdwComboRow *row)
{
  GArray *choices = g_object_get_data (G_OBJECT (row), "esp-choices");
  const guint64 *number = g_object_get_data (G_OBJECT (row), "esp-number");
  guint selected = adw_combo_row_get_selected (row);
  const Choice *choice;

  if (self->is_filling || self->plan == NULL || selected >= choices->len)
    return;
  choice = &g_array_index (choices, Choice, selected);
  if (choice->is_left_out)
    esp_import_plan_undecide (self->plan, *number);
  else
    esp_import_plan_decide (self->plan, *number, choice->lead_id);
  g_signal_emit (self, signals[SIGNAL_DECIDED], 0);
}

static void
add_choice (GArray *choices, GtkStringList *names, gint64 lead_id, const char *name)
{
  Choice choice = { .is_left_out = lead_id < 0, .lead_id = lead_id };

  g_array_append_val (choices, choice);
  gtk_string_list_append (names, name);
}

/* Which choice the plan holds already. */
static guint
find_choice (EspImportRowsView *self, guint64 number, GArray *choices)
{
  const EspImportDecision *decision = g_hash_table_lookup (self->plan->decisions, &number);

  for (guint i = 1; decision != NULL && i < choices->len; i++)
    if (g_array_index (choices, Choice, i).lead_id == (decision->is_new ? 0 : decision->lead_id))
      return i;
  return 0;
}

static GtkWidget *
decision_row_new (EspImportRowsView *self, const EspImportPageRow *page_row)
{
  GtkWidget *row = esp_choice_row_new ();
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GArray *choices = g_array_new (FALSE, FALSE, sizeof (Choice));

  add_choice (choices, names, -1, C_ ("import decision", "Leave out"));
  if (page_row->result->reason != ESP_IMPORT_REASON_EMAIL_TAKEN)
    add_choice (choices, names, 0, C_ ("import decision", "New lead"));
  for (guint i = 0; i < ESP_IMPORT_CANDIDATES; i++)
    if (page_row->candidates[i].words != NULL)
      {
        /* Translators: merge the row of the file into this lead */
        g_autofree char *name = g_strdup_printf (_ ("Into %s"), page_row->candidates[i].words);

        add_choice (choices, names, page_row->candidates[i].id, name);
      }
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (names));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row),
                              find_choice (self, page_row->result->number, choices));
  g_object_set_data_full (G_OBJECT (row), "esp-choices", choices, (GDestroyNotify) g_array_unref);
  g_object_set_data_full (G_OBJECT (row), "esp-number",
                          g_memdup2 (&page_row->result->number, sizeof (guint64)), g_free);
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  return row;
}

static GtkWidget *
row_new (EspImportRowsView *self, const EspImportPageRow *page_row)
{
  const EspImportResult *result = page_row->result;
  gboolean can_decide =
    self->outcome == ESP_IMPORT_OUTCOME_DECIDE && self->report->is_dry && self->plan != NULL;
  GtkWidget *row = can_decide ? decision_row_new (self, page_row) : adw_action_row_new ();
  g_autofree char *number = esp_format_count ((gint64) result->number);
  g_autofree char *line = esp_format_count ((gint64) result->line);
  g_autofree char *place = g_strdup_printf (_ ("Row %s, line %s"), number, line);
  g_autofree char *reason = NULL;
  g_autofree char *subtitle = NULL;

  if (result->reason != ESP_IMPORT_REASON_NONE)
    reason = esp_import_reason_words (self->report->plan, result->reason, result->reason_sub,
                                      result->reason_column, result->detail);
  subtitle = reason != NULL ? g_strdup_printf ("%s\n%s", place, reason) : g_strdup (place);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), page_row->text);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), ESP_ROW_ALL_LINES);
  return row;
}

static void
page_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspImportRowsView) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) rows = esp_import_page_finish (result, &error);

  if (rows == NULL || self->report == NULL)
    {
      if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_autofree char *words = esp_import_error_words (error);

          gtk_label_set_text (GTK_LABEL (self->heading), words);
        }
      return;
    }
  self->is_filling = TRUE;
  for (guint i = 0; i < rows->len; i++)
    {
      const EspImportPageRow *row = rows->pdata[i];

      gtk_list_box_append (GTK_LIST_BOX (self->list), row_new (self, row));
      self->last_number = row->result->number;
    }
  self->is_filling = FALSE;
  gtk_widget_set_visible (self->list, gtk_widget_get_first_child (self->list) != NULL);
  gtk_widget_set_visible (self->more, rows->len == PAGE_ROWS);
}

static void
load_more (EspImportRowsView *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  gtk_widget_set_visible (self->more, FALSE);
  esp_import_page_async (esp_session_get_store (self->session), self->report, self->outcome,
                         self->last_number, PAGE_ROWS, self->cancellable, page_cb,
                         g_object_ref (self));
}

/* One answer for all rows that are shown: 1 leaves out, 2 makes new leads, 3 takes the first candidate. */
static void
all_cb (EspImportRowsView *self)
{
  guint selected = adw_combo_row_get_selected (ADW_COMBO_ROW (self->all_row));

  if (self->is_filling || selected == 0)
    return;
  for (GtkWidget *row = gtk_widget_get_first_child (self->list); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      GArray *choices = g_object_get_data (G_OBJECT (row), "esp-choices");

      for (guint i = 0; choices != NULL && i < choices->len; i++)
        {
          const Choice *choice = &g_array_index (choices, Choice, i);

          if ((selected == 1 && choice->is_left_out) ||
              (selected == 2 && !choice->is_left_out && choice->lead_id == 0) ||
              (selected == 3 && choice->lead_id > 0))
            {
              adw_combo_row_set_selected (ADW_COMBO_ROW (row), i);
              break;
            }
        }
    }
}

static void
esp_import_rows_view_dispose (GObject *object)
{
  EspImportRowsView *self = ESP_IMPORT_ROWS_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->report = NULL;
  self->plan = NULL;
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_import_rows_view_parent_class)->dispose (object);
}

static void
esp_import_rows_view_class_init (EspImportRowsViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_import_rows_view_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);

  /**
   * EspImportRowsView::decided:
   *
   * A row that waited got an answer, or lost it.
   */
  signals[SIGNAL_DECIDED] = g_signal_new ("decided", ESP_TYPE_IMPORT_ROWS_VIEW, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
list_new (const char *label)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_visible (list, FALSE);
  return list;
}

static void
build_all (EspImportRowsView *self)
{
  const char *const names[] = { _ ("One by one"), C_ ("import decision", "Leave out"),
                                _ ("New leads"), _ ("Into the lead that matches first"), NULL };
  g_autoptr (GtkStringList) model = gtk_string_list_new (names);

  self->all_list = list_new (_ ("Decision for all"));
  self->all_row = esp_choice_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->all_row), _ ("All rows below"));
  adw_combo_row_set_model (ADW_COMBO_ROW (self->all_row), G_LIST_MODEL (model));
  gtk_list_box_append (GTK_LIST_BOX (self->all_list), self->all_row);
  g_signal_connect_swapped (self->all_row, "notify::selected", G_CALLBACK (all_cb), self);
}

static void
esp_import_rows_view_init (EspImportRowsView *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  self->heading = gtk_label_new (NULL);
  self->list = list_new (_ ("Rows"));
  self->more = esp_button_new (_ ("Show _more rows"));
  gtk_label_set_xalign (GTK_LABEL (self->heading), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (self->heading), TRUE);
  gtk_widget_add_css_class (self->heading, "heading");
  gtk_widget_set_halign (self->more, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->more, FALSE);
  g_signal_connect_swapped (self->more, "clicked", G_CALLBACK (load_more), self);
  build_all (self);
  gtk_box_append (GTK_BOX (self->box), self->heading);
  gtk_box_append (GTK_BOX (self->box), self->all_list);
  gtk_box_append (GTK_BOX (self->box), self->list);
  gtk_box_append (GTK_BOX (self->box), self->more);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * esp_import_rows_view_new:
 *
 * Returns: (transfer floating): a view of no rows yet
 */
GtkWidget *
esp_import_rows_view_new (EspSession *session)
{
  EspImportRowsView *self = g_object_new (ESP_TYPE_IMPORT_ROWS_VIEW, NULL);

  self->session = session;
  return GTK_WIDGET (self);
}

/**
 * esp_import_rows_view_clear:
 *
 * Shows nothing and lets go of the report.
 */
void
esp_import_rows_view_clear (EspImportRowsView *self)
{
  g_cancellable_cancel (self->cancellable);
  self->report = NULL;
  self->plan = NULL;
  clear_list (self->list);
  gtk_label_set_text (GTK_LABEL (self->heading), "");
  gtk_widget_set_visible (self->all_list, FALSE);
  gtk_widget_set_visible (self->list, FALSE);
  gtk_widget_set_visible (self->more, FALSE);
}

/**
 * esp_import_rows_view_show:
 * @report: kept by the caller until the view is cleared or shows another
 * @plan: (nullable): takes the decisions; kept by the caller as well
 */
void
esp_import_rows_view_show (EspImportRowsView *self,
                           const EspImportReport *report,
                           EspImportOutcome outcome,
                           EspImportPlan *plan)
{
  g_autofree char *count = esp_format_count ((gint64) report->counts.n_outcomes[outcome]);
  g_autofree char *heading = g_strdup_printf ("%s · %s", esp_import_outcome_words (outcome), count);

  esp_import_rows_view_clear (self);
  self->report = report;
  self->plan = plan;
  self->outcome = outcome;
  self->last_number = 0;
  gtk_label_set_text (GTK_LABEL (self->heading), heading);
  self->is_filling = TRUE;
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->all_row), 0);
  self->is_filling = FALSE;
  gtk_widget_set_visible (self->all_list, outcome == ESP_IMPORT_OUTCOME_DECIDE && report->is_dry &&
                                            report->counts.n_outcomes[outcome] > 1);
  load_more (self);
}
