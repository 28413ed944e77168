/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lists the reports, presets first, so that nobody begins with an empty page. */
#define G_LOG_DOMAIN "esp-reports"

#include "config.h"

#include "views/reports/esp-report-list.h"

#include "engine/insight/esp-report-design.h"
#include "store/esp-report-docs.h"
#include "views/chart/esp-chart-card.h"
#include "views/reports/esp-report-acts.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-status.h"
#include "views/shell/esp-store-messages.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#define PAGE_WIDTH 960
#define PRESET_WIDTH 210

struct _EspReportList
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's; outlives the list */
  GtkWidget *box;
  GtkWidget *search;
  GtkWidget *saved; /* heading, search and list */
  GtkListBox *list;
  GtkWidget *example;
  EspStatus *status;
  gboolean with_archived;
  guint n_docs;
};

G_DEFINE_FINAL_TYPE (EspReportList, esp_report_list, GTK_TYPE_WIDGET)

/* Presets */

static void
preset_cb (GtkButton *button, EspReportList *self)
{
  esp_report_acts_create (self->session, esp_report_preset_find (
                                           g_object_get_data (G_OBJECT (button), "esp-preset")));
}

static GtkWidget *
make_preset (EspReportList *self, const EspReportPreset *preset)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *title = gtk_label_new (_ (preset->name));
  GtkWidget *about = gtk_label_new (_ (preset->about));
  g_autofree char *label = g_strdup_printf ("%s. %s", _ (preset->name), _ (preset->about));

  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_label_set_xalign (GTK_LABEL (about), 0);
  gtk_label_set_yalign (GTK_LABEL (about), 0);
  gtk_label_set_wrap (GTK_LABEL (about), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (about), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (about), 24);
  gtk_label_set_max_width_chars (GTK_LABEL (title), 24);
  gtk_widget_set_vexpand (about, TRUE);
  gtk_widget_add_css_class (title, "heading");
  gtk_widget_add_css_class (about, "caption");
  gtk_widget_add_css_class (about, "dim-label");
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), about);
  g_object_set (box, "margin-top", 9, "margin-bottom", 9, "margin-start", 6, "margin-end", 6, NULL);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "card");
  gtk_widget_set_size_request (button, PRESET_WIDTH, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_object_set_data (G_OBJECT (button), "esp-preset", (gpointer) preset->key);
  g_signal_connect_object (button, "clicked", G_CALLBACK (preset_cb), self, 0);
  return button;
}

static GtkWidget *
make_presets (EspReportList *self)
{
  GtkWidget *flow = gtk_flow_box_new ();

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (flow), GTK_SELECTION_NONE);
  gtk_flow_box_set_homogeneous (GTK_FLOW_BOX (flow), TRUE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (flow), 4);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (flow), 12);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (flow), 12);
  gtk_accessible_update_property (GTK_ACCESSIBLE (flow), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Begin with"), -1);
  for (guint i = 0; i < esp_report_preset_get_n (); i++)
    {
      GtkWidget *child = gtk_flow_box_child_new ();

      gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child),
                                    make_preset (self, esp_report_preset_get (i)));
      gtk_widget_set_focusable (child, FALSE);
      gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _ (esp_report_preset_get (i)->name), -1);
      gtk_flow_box_append (GTK_FLOW_BOX (flow), child);
    }
  return flow;
}

/* What a card looks like, with numbers that nobody can take for theirs. */
static GtkWidget *
make_example (EspReportList *self)
{
  static const double values[] = { 1200, 730, 410, 160 };
  const char *const steps[] = { _ ("Visited"), _ ("Signed up"), _ ("Put into the basket"),
                                _ ("Bought"), NULL };
  g_autoptr (EspChart) chart =
    esp_chart_new (ESP_CHART_FUNNEL, _ ("Example: where are leads won and lost?"),
                   esp_session_get_lang (self->session));
  GtkWidget *card = esp_chart_card_new (NULL);
  EspSeries *series;

  esp_chart_set_answer (chart, _ ("Invented numbers. Of 1,200 leads, 160 bought; most are lost "
                                  "between signing up and the basket."));
  esp_chart_set_categories (chart, _ ("Step"), steps);
  series = esp_chart_add_series (chart, _ ("Leads"), ESP_SERIES_NORMAL);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    esp_series_add_value (series, i, values[i], NULL);
  esp_chart_card_set_chart (ESP_CHART_CARD (card), chart);
  return card;
}

/* Saved ones */

static void
opened_cb (GtkListBox *list, GtkListBoxRow *row, EspReportList *self)
{
  const char *address = g_object_get_data (G_OBJECT (row), "esp-address");

  if (address != NULL)
    esp_session_open (self->session, address);
}

static void
archive_cb (GtkButton *button, EspReportList *self)
{
  const gint64 *id = g_object_get_data (G_OBJECT (button), "esp-id");
  gboolean is_archived = g_object_get_data (G_OBJECT (button), "esp-archived") != NULL;

  esp_report_acts_archive (self->session, *id, !is_archived);
}

static char *
describe (EspReportList *self, const EspReportDoc *doc)
{
  g_autofree char *time =
    esp_format_date (doc->updated_at_us, esp_session_get_zone (self->session), ESP_DATE_SHORT_TIME,
                     esp_session_get_lang (self->session));
  g_autofree char *cards =
    g_strdup_printf (ngettext ("%u card", "%u cards", doc->n_cards), doc->n_cards);
  g_autoptr (GString) text = g_string_new (cards);

  g_string_append_printf (text, " · %s", time);
  if (doc->schedule != NULL)
    g_string_append_printf (text, " · %s", _ ("made by itself"));
  if (doc->archived_at_us != 0)
    g_string_append_printf (text, " · %s", _ ("in the archive"));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GtkWidget *
make_row (EspReportList *self, const EspReportDoc *doc)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("esp-archive-symbolic");
  g_autofree char *about = describe (self, doc);
  g_autofree char *name = g_strdup_printf ("%s, %s", doc->name, about);
  /* Translators: %s is the name of a report */
  g_autofree char *label =
    g_strdup_printf (doc->archived_at_us != 0 ? _ ("Take “%s” out of the archive")
                                              : _ ("Put “%s” into the archive"),
                     doc->name);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), doc->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), about);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name ("esp-report-symbolic"));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_object_set_data_full (G_OBJECT (button), "esp-id", g_memdup2 (&doc->id, sizeof doc->id),
                          g_free);
  if (doc->archived_at_us != 0)
    g_object_set_data (G_OBJECT (button), "esp-archived", button);
  g_signal_connect_object (button, "clicked", G_CALLBACK (archive_cb), self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data_full (G_OBJECT (row), "esp-address",
                          g_strdup_printf ("reports/%" G_GINT64_FORMAT, doc->id), g_free);
  g_object_set_data_full (G_OBJECT (row), "esp-words", g_utf8_casefold (doc->name, -1), g_free);
  return row;
}

static gboolean
filter_cb (GtkListBoxRow *row, gpointer data)
{
  EspReportList *self = data;
  g_autofree char *wanted =
    g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);
  const char *words = g_object_get_data (G_OBJECT (row), "esp-words");

  return *wanted == '\0' || (words != NULL && strstr (words, wanted) != NULL);
}

typedef struct
{
  gboolean with_archived;
  GPtrArray *docs;
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_clear_pointer (&look->docs, g_ptr_array_unref);
  g_free (look);
}

static gboolean
look_in_tx (EspTx *tx, gpointer data, GError **error)
{
  Look *look = data;

  look->docs = esp_report_doc_list (tx, look->with_archived, error);
  return look->docs != NULL;
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspReportList) self = user_data;
  g_autoptr (GError) error = NULL;
  Look *look = esp_store_read_finish (ESP_STORE (source), result, &error);
  GtkWidget *child;

  if (self->box == NULL || look == NULL)
    {
      if (self->box != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_autofree char *sentence = esp_store_message (error);

          esp_status_show_error (self->status, sentence, error->message);
        }
      g_clear_pointer (&look, look_free);
      return;
    }
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, child);
  for (guint i = 0; i < look->docs->len; i++)
    gtk_list_box_append (self->list, make_row (self, g_ptr_array_index (look->docs, i)));
  self->n_docs = look->docs->len;
  gtk_widget_set_visible (self->saved, self->n_docs > 0);
  gtk_widget_set_visible (self->example, self->n_docs == 0);
  esp_status_show_content (self->status);
  look_free (look);
}

/**
 * esp_report_list_reload:
 */
void
esp_report_list_reload (EspReportList *self)
{
  Look *look = g_new0 (Look, 1);

  look->with_archived = self->with_archived;
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, look_in_tx, look,
                        look_free, esp_session_get_cancellable (self->session), looked_cb,
                        g_object_ref (self));
}

/**
 * esp_report_list_set_with_archived:
 */
void
esp_report_list_set_with_archived (EspReportList *self, gboolean with_archived)
{
  self->with_archived = with_archived;
  esp_report_list_reload (self);
}

/**
 * esp_report_list_focus_search:
 */
gboolean
esp_report_list_focus_search (EspReportList *self)
{
  return gtk_widget_get_visible (self->saved) && gtk_widget_grab_focus (self->search);
}

/**
 * esp_report_list_get_n:
 */
guint
esp_report_list_get_n (EspReportList *self)
{
  return self->n_docs;
}

static void
esp_report_list_dispose (GObject *object)
{
  EspReportList *self = ESP_REPORT_LIST (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_report_list_parent_class)->dispose (object);
}

static void
esp_report_list_class_init (EspReportListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_report_list_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_report_list_init (EspReportList *self)
{
}

static GtkWidget *
make_heading (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  return label;
}

static GtkWidget *
make_saved (EspReportList *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  self->search = gtk_search_entry_new ();
  g_object_set (self->search, "placeholder-text", _ ("Search reports"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Search reports"), -1);
  self->list = GTK_LIST_BOX (esp_form_list_new (_ ("Your reports")));
  gtk_list_box_set_filter_func (self->list, filter_cb, self, NULL);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (opened_cb), self, 0);
  g_signal_connect_object (self->search, "search-changed",
                           G_CALLBACK (gtk_list_box_invalidate_filter), self->list,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), make_heading (_ ("Your reports")));
  gtk_box_append (GTK_BOX (box), self->search);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->list));
  gtk_widget_set_visible (box, FALSE);
  return box;
}

/**
 * esp_report_list_new:
 */
GtkWidget *
esp_report_list_new (EspSession *session)
{
  EspReportList *self = g_object_new (ESP_TYPE_REPORT_LIST, NULL);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->session = session;
  self->saved = make_saved (self);
  self->example = make_example (self);
  gtk_box_append (GTK_BOX (page), self->saved);
  gtk_box_append (GTK_BOX (page), make_heading (_ ("Begin with")));
  gtk_box_append (GTK_BOX (page), make_presets (self));
  gtk_box_append (GTK_BOX (page), self->example);
  gtk_widget_set_valign (page, GTK_ALIGN_START);
  g_object_set (clamp, "margin-top", 12, "margin-bottom", 18, "margin-start", 12, "margin-end", 12,
                NULL);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), PAGE_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), page);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), clamp);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  self->status = ESP_STATUS (esp_status_new (scroller));
  self->box = GTK_WIDGET (self->status);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}
