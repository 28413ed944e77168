/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The counts of an import, what was noticed beside them, and the rows behind each. */
#define G_LOG_DOMAIN "esp-import"

#include "config.h"

#include "views/import/esp-import-outcome.h"

#include "views/import/esp-import-rows-view.h"
#include "views/import/esp-import-words.h"
#include "views/leads/esp-leads-screen.h"
#include "worker/esp-import-pages.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define MAX_FIELDS 6

struct _EspImportOutcomeView
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's */
  GtkWidget *box;
  GtkWidget *counts; /* a boxed list */
  GtkWidget *notes;
  EspImportRowsView *rows;
  const EspImportReport *report; /* (nullable) the screen's */
  EspImportPlan *plan;           /* (nullable) the screen's */
};

enum
{
  SIGNAL_DECIDED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EspImportOutcomeView, esp_import_outcome, GTK_TYPE_WIDGET)

/* After the run a count opens the leads themselves. */
static gboolean
drill (EspImportOutcomeView *self, EspImportOutcome outcome)
{
  g_autoptr (EspBitmap) leads = NULL;
  g_autofree char *sentence = NULL;

  if (self->report->is_dry || outcome > ESP_IMPORT_OUTCOME_UNCHANGED)
    return FALSE;
  leads = esp_import_report_list_leads (self->report, outcome, NULL);
  if (leads == NULL)
    return FALSE;
  /* Translators: the name of a file, then a count such as "New" */
  sentence = g_strdup_printf (_ ("Import “%s”: %s"), self->report->plan->name,
                              esp_import_outcome_words (outcome));
  esp_leads_screen_drill (self->session, sentence, leads);
  return TRUE;
}

static void
count_activated_cb (EspImportOutcomeView *self, GtkListBoxRow *row)
{
  EspImportOutcome outcome = (EspImportOutcome) gtk_list_box_row_get_index (row);

  if (self->report != NULL && !drill (self, outcome))
    esp_import_rows_view_show (self->rows, self->report, outcome, self->plan);
}

static void
decided_cb (EspImportOutcomeView *self)
{
  g_signal_emit (self, signals[SIGNAL_DECIDED], 0);
}

/* "phone 811 · city 402": which fields change. */
static char *
dup_changed (const EspImportReport *report)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; report->slot_names[i] != NULL && i < G_N_ELEMENTS (report->counts.n_changed);
       i++)
    {
      g_autofree char *count = NULL;

      if (report->counts.n_changed[i] == 0)
        continue;
      if (n++ == MAX_FIELDS)
        {
          g_string_append (text, " …");
          break;
        }
      count = esp_format_count ((gint64) report->counts.n_changed[i]);
      g_string_append_printf (text, "%s%s %s", text->len > 0 ? " · " : "",
                              esp_import_slot_words (report->slot_names[i]), count);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GtkWidget *
count_row_new (const EspImportReport *report, EspImportOutcome outcome)
{
  GtkWidget *row = adw_action_row_new ();
  guint64 n = report->counts.n_outcomes[outcome];
  g_autofree char *text = esp_format_count ((gint64) n);
  GtkWidget *label = gtk_label_new (text);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), esp_import_outcome_words (outcome));
  if (outcome == ESP_IMPORT_OUTCOME_UPDATED && n > 0)
    {
      g_autofree char *changed = dup_changed (report);

      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), changed);
    }
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (label, "title-4");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  if (n > 0)
    {
      GtkWidget *arrow = gtk_image_new_from_icon_name ("esp-chevron-right-symbolic");

      gtk_accessible_update_state (GTK_ACCESSIBLE (arrow), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
    }
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), n > 0);
  return row;
}

static void
esp_import_outcome_dispose (GObject *object)
{
  EspImportOutcomeView *self = ESP_IMPORT_OUTCOME (object);

  self->report = NULL;
  self->plan = NULL;
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_import_outcome_parent_class)->dispose (object);
}

static void
esp_import_outcome_class_init (EspImportOutcomeViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_import_outcome_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);

  /**
   * EspImportOutcomeView::decided:
   *
   * A row that waited got an answer, or lost it.
   */
  signals[SIGNAL_DECIDED] = g_signal_new ("decided", ESP_TYPE_IMPORT_OUTCOME, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
esp_import_outcome_init (EspImportOutcomeView *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  self->counts = gtk_list_box_new ();
  self->notes = gtk_label_new (NULL);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->counts), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->counts, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->counts), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Counts of the import"), -1);
  gtk_label_set_xalign (GTK_LABEL (self->notes), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (self->notes), TRUE);
  gtk_label_set_selectable (GTK_LABEL (self->notes), TRUE);
  gtk_widget_add_css_class (self->notes, "dim-label");
  g_signal_connect_swapped (self->counts, "row-activated", G_CALLBACK (count_activated_cb), self);
  gtk_box_append (GTK_BOX (self->box), self->counts);
  gtk_box_append (GTK_BOX (self->box), self->notes);
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
  self->rows = ESP_IMPORT_ROWS_VIEW (esp_import_rows_view_new (session));
  g_signal_connect_object (self->rows, "decided", G_CALLBACK (decided_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->rows));
  return GTK_WIDGET (self);
}

/**
 * esp_import_outcome_show:
 * @report: (nullable): kept by the caller until another, or %NULL, is shown
 * @plan: (nullable): takes decisions about rows that wait; kept by the caller as well
 */
void
esp_import_outcome_show (EspImportOutcomeView *self,
                         const EspImportReport *report,
                         EspImportPlan *plan)
{
  static const EspImportOutcome first[] = { ESP_IMPORT_OUTCOME_DECIDE, ESP_IMPORT_OUTCOME_ERROR };
  g_autofree char *notes = NULL;
  GtkWidget *row;

  esp_import_rows_view_clear (self->rows);
  while ((row = gtk_widget_get_first_child (self->counts)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->counts), row);
  self->report = report;
  self->plan = plan;
  if (report == NULL)
    return;
  for (guint i = 0; i < ESP_N_IMPORT_OUTCOMES; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->counts), count_row_new (report, (EspImportOutcome) i));
  notes = esp_import_notes_words (report);
  gtk_label_set_text (GTK_LABEL (self->notes), notes);
  gtk_widget_set_visible (self->notes, *notes != '\0');
  /* What asks for somebody is open at once. */
  for (guint i = 0; i < G_N_ELEMENTS (first); i++)
    if (report->counts.n_outcomes[first[i]] > 0)
      {
        esp_import_rows_view_show (self->rows, report, first[i], plan);
        break;
      }
}
