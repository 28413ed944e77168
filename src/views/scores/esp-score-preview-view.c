/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows what a definition of a score does to the leads, before it is applied. */
#define G_LOG_DOMAIN "esp-scores"

#include "config.h"

#include "views/scores/esp-score-preview-view.h"

#include "store/esp-leads.h"
#include "views/shell/esp-number.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-segment-service.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define WAIT_MS 400
#define N_TOP 8

struct _EspScorePreviewView
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's */
  GtkWidget *box;
  GtkWidget *summary;
  GtkWidget *content;
  GtkWidget *spinner;
  EspScore *score; /* (owned) (nullable) what is shown or on its way */
  char *column;    /* (owned) */
  gboolean is_changed;
  GCancellable *cancellable; /* (owned) (nullable) */
  guint wait_source;
};

G_DEFINE_FINAL_TYPE (EspScorePreviewView, esp_score_preview_view, GTK_TYPE_WIDGET)

typedef struct
{
  EspSegmentEngine *engine; /* (owned) */
  EspScore *score;          /* (owned) */
  char *column;             /* (owned) */
  gboolean is_changed;
  EspScorePreview *preview; /* (owned) (nullable) */
  GPtrArray *names;         /* (owned) (nullable) of the first ones of "top" */
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  esp_segment_engine_unref (look->engine);
  esp_score_unref (look->score);
  g_free (look->column);
  g_clear_pointer (&look->preview, esp_score_preview_free);
  g_clear_pointer (&look->names, g_ptr_array_unref);
  g_free (look);
}

static char *
dup_name (const EspLead *lead)
{
  const char *name = esp_lead_get_text (lead, "name");
  const char *email = esp_lead_get_text (lead, "email");

  if (name != NULL && *name != '\0')
    return g_strdup (name);
  return email != NULL ? g_strdup (email) : g_strdup_printf ("#%" G_GINT64_FORMAT, lead->id);
}

static gboolean
look_cb (EspTx *tx, gpointer data, GError **error)
{
  Look *look = data;
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);

  if (fields == NULL)
    return FALSE;
  look->preview = esp_score_preview_load (tx, look->engine, look->score, look->column, error);
  if (look->preview == NULL)
    return FALSE;
  look->names = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < MIN (look->preview->top->len, N_TOP); i++)
    {
      g_autoptr (EspLead) lead =
        esp_lead_load (tx, fields, g_array_index (look->preview->top, EspScoreTop, i).lead_id,
                       error);

      if (lead == NULL)
        return FALSE;
      g_ptr_array_add (look->names, dup_name (lead));
    }
  return TRUE;
}

static GtkWidget *
label_new (const char *text, const char *css)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  if (css != NULL)
    gtk_widget_add_css_class (label, css);
  return label;
}

static char *
say_summary (const Look *look)
{
  const EspScorePreview *preview = look->preview;
  const char *about = preview->share < 1 ? "≈ " : "";
  g_autofree char *changed = esp_format_count ((gint64) preview->n_changed);
  g_autofree char *up = esp_format_count ((gint64) preview->n_up);
  g_autofree char *down = esp_format_count ((gint64) preview->n_down);
  g_autofree char *positive = esp_format_count ((gint64) preview->n_positive);

  if (!look->is_changed)
    return g_strdup_printf (_ ("%s%s leads have points"), about, positive);
  if (preview->n_changed < 1)
    return g_strdup (_ ("Nobody's score would change"));
  return g_strdup_printf (_ ("%s%s leads would have another score: %s more, %s less"), about,
                          changed, up, down);
}

/* How long a bar is: by the square root, or a few leads beside a million would not be seen. */
static double
bar_length (double n, double most)
{
  double low = 0;
  double high = 1;
  double share = most > 0 ? n / most : 0;

  for (guint i = 0; i < 30; i++)
    {
      double middle = (low + high) / 2;

      if (middle * middle < share)
        low = middle;
      else
        high = middle;
    }
  return share > 0 ? MAX (high, 0.01) : 0;
}

static void
add_bars (EspScorePreviewView *self, const Look *look)
{
  GtkWidget *grid = gtk_grid_new ();
  const GArray *bars = look->preview->bars;
  double most = 0;

  gtk_grid_set_row_spacing (GTK_GRID (grid), 3);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  for (guint i = 0; i < bars->len; i++)
    most = MAX (most, g_array_index (bars, EspScoreBar, i).n_after);
  for (guint i = 0; i < bars->len; i++)
    {
      const EspScoreBar *bar = &g_array_index (bars, EspScoreBar, i);
      g_autofree char *range = bar->from == bar->until
                                 ? g_strdup_printf ("%d", bar->from)
                                 : g_strdup_printf ("%d–%d", bar->from, bar->until);
      g_autofree char *address =
        esp_score_dup_address (look->column, ESP_OP_BETWEEN, bar->from, bar->until);
      g_autofree char *spoken = g_strdup_printf (_ ("Leads with a score of %s"), range);
      GtkWidget *title = label_new (range, "numeric");
      GtkWidget *level = gtk_progress_bar_new ();
      GtkWidget *number = esp_number_new (self->session);

      gtk_label_set_xalign (GTK_LABEL (title), 1);
      gtk_label_set_wrap (GTK_LABEL (title), FALSE);
      gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (level), bar_length (bar->n_after, most));
      gtk_widget_set_valign (level, GTK_ALIGN_CENTER);
      gtk_widget_set_hexpand (level, TRUE);
      gtk_accessible_update_property (GTK_ACCESSIBLE (level), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                      -1);
      esp_number_set_count (ESP_NUMBER (number), (gint64) bar->n_after);
      esp_number_set_estimated (ESP_NUMBER (number), look->preview->share < 1);
      /* What would be is nowhere yet to be opened. */
      if (!look->is_changed && *look->column != '\0')
        esp_number_set_address (ESP_NUMBER (number), address);
      gtk_grid_attach (GTK_GRID (grid), title, 0, (int) i, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), level, 1, (int) i, 1, 1);
      gtk_grid_attach (GTK_GRID (grid), number, 2, (int) i, 1, 1);
    }
  gtk_box_append (GTK_BOX (self->content), grid);
}

static void
open_lead_cb (GtkListBox *list, GtkListBoxRow *row, EspScorePreviewView *self)
{
  const char *address = g_object_get_data (G_OBJECT (row), "esp-address");

  if (address != NULL)
    esp_session_open (self->session, address);
}

static void
add_top (EspScorePreviewView *self, const Look *look)
{
  GtkWidget *list = gtk_list_box_new ();

  if (look->names->len == 0)
    return;
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Leads with the most points"), -1);
  gtk_box_append (GTK_BOX (self->content), label_new (_ ("Leads with the most points"), "heading"));
  for (guint i = 0; i < look->names->len; i++)
    {
      const EspScoreTop *top = &g_array_index (look->preview->top, EspScoreTop, i);
      g_autofree char *value = look->is_changed && top->before != top->after
                                 ? g_strdup_printf ("%d → %d", top->before, top->after)
                                 : g_strdup_printf ("%d", top->after);
      GtkWidget *row = adw_action_row_new ();
      GtkWidget *label = label_new (value, "numeric");

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), look->names->pdata[i]);
      adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
      gtk_label_set_wrap (GTK_LABEL (label), FALSE);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
      g_object_set_data_full (G_OBJECT (row), "esp-address",
                              g_strdup_printf ("leads/%u", top->lead_id), g_free);
      gtk_list_box_append (GTK_LIST_BOX (list), row);
    }
  g_signal_connect_object (list, "row-activated", G_CALLBACK (open_lead_cb), self, 0);
  gtk_box_append (GTK_BOX (self->content), list);
}

static void
add_thresholds (EspScorePreviewView *self, const Look *look)
{
  for (guint i = 0; i < esp_score_get_n_thresholds (look->score); i++)
    {
      const EspScoreThreshold *threshold = esp_score_get_threshold (look->score, i);
      g_autofree char *n = esp_format_count ((gint64) look->preview->crossing[i]);
      g_autofree char *name =
        threshold->title != NULL ? g_strdup_printf ("%s · ", threshold->title) : g_strdup ("");
      /* Translators: a name of a threshold or nothing, a number of points, a number of leads */
      g_autofree char *line =
        g_strdup_printf (_ ("%sfrom %d points on: %s leads"), name, threshold->value, n);
      gtk_box_append (GTK_BOX (self->content), label_new (line, NULL));
    }
}

static void
show (EspScorePreviewView *self, const Look *look)
{
  g_autofree char *summary = say_summary (look);
  GtkWidget *child;

  gtk_label_set_label (GTK_LABEL (self->summary), summary);
  esp_session_announce (self->session, summary, FALSE);
  while ((child = gtk_widget_get_first_child (self->content)) != NULL)
    gtk_box_remove (GTK_BOX (self->content), child);
  add_bars (self, look);
  add_thresholds (self, look);
  add_top (self, look);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspScorePreviewView) self = user_data;
  g_autoptr (GError) error = NULL;
  Look *look = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (self->box != NULL && (look == NULL || look->score == self->score))
    gtk_spinner_stop (GTK_SPINNER (self->spinner));
  if (look != NULL && self->box != NULL && look->score == self->score)
    show (self, look);
  else if (look == NULL && self->box != NULL &&
           !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *message = esp_store_message (error);

      gtk_label_set_label (GTK_LABEL (self->summary), message);
    }
  g_clear_pointer (&look, look_free);
}

static gboolean
begin_cb (gpointer user_data)
{
  EspScorePreviewView *self = user_data;
  EspStore *store = esp_session_get_store (self->session);
  Look *look = g_new0 (Look, 1);

  self->wait_source = 0;
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  look->engine =
    esp_segment_engine_ref (esp_segment_service_get_engine (esp_segment_service_get (store)));
  look->score = esp_score_ref (self->score);
  look->column = g_strdup (self->column);
  look->is_changed = self->is_changed;
  gtk_spinner_start (GTK_SPINNER (self->spinner));
  esp_store_read_async (store, ESP_READ_LONG, look_cb, look, look_free, self->cancellable,
                        looked_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

/**
 * esp_score_preview_view_show:
 * @score: what it looks at a copy of
 * @is_changed: whether it is another definition than the one that is kept
 */
void
esp_score_preview_view_show (EspScorePreviewView *self,
                             const EspScore *score,
                             const char *column,
                             gboolean is_changed)
{
  g_clear_pointer (&self->score, esp_score_unref);
  g_free (self->column);
  self->score = esp_score_copy (score);
  self->column = g_strdup (column);
  self->is_changed = is_changed;
  g_clear_handle_id (&self->wait_source, g_source_remove);
  if (self->score != NULL)
    self->wait_source = g_timeout_add (WAIT_MS, begin_cb, self);
}

static void
esp_score_preview_view_dispose (GObject *object)
{
  EspScorePreviewView *self = ESP_SCORE_PREVIEW_VIEW (object);

  g_clear_handle_id (&self->wait_source, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->score, esp_score_unref);
  g_clear_pointer (&self->column, g_free);
  G_OBJECT_CLASS (esp_score_preview_view_parent_class)->dispose (object);
}

static void
esp_score_preview_view_class_init (EspScorePreviewViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_score_preview_view_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_score_preview_view_init (EspScorePreviewView *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  self->summary = label_new (_ ("Counting…"), "heading");
  gtk_widget_set_hexpand (self->summary, TRUE);
  self->spinner = gtk_spinner_new ();
  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_box_append (GTK_BOX (head), self->summary);
  gtk_box_append (GTK_BOX (head), self->spinner);
  gtk_box_append (GTK_BOX (self->box), head);
  gtk_box_append (GTK_BOX (self->box), self->content);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * esp_score_preview_view_new:
 */
GtkWidget *
esp_score_preview_view_new (EspSession *session)
{
  EspScorePreviewView *self = g_object_new (ESP_TYPE_SCORE_PREVIEW_VIEW, NULL);

  self->session = session;
  return GTK_WIDGET (self);
}
