/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows how segments overlap: dots for which, a bar and a number for how many, and the same in words. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-overlap-view.h"

#include "base/esp-format.h"
#include "engine/segment/esp-segment-measure.h"
#include "engine/segment/esp-segment-overlap.h"
#include "store/esp-segment-state.h"
#include "views/leads/esp-leads-drill.h"
#include "views/shell/esp-number.h"
#include "views/shell/esp-status.h"
#include "views/shell/esp-wrap-box.h"
#include "worker/esp-segment-service.h"

#include <glib/gi18n.h>

#define MAX_WIDTH 980
#define MARGIN 18
#define BAR_WIDTH 220
#define N_FIRST 3

struct _EspOverlapView
{
  GtkWidget parent_instance;

  EspSession *session; /* (unowned): outlives the screen */
  GtkWidget *status;
  GtkWidget *choices; /* a toggle for each segment */
  GtkWidget *legend;
  GtkWidget *grid;
  GArray *ids;               /* (owned) gint64: chosen, in order */
  GCancellable *cancellable; /* (owned): of the newest question */
  guint ask_id;
};

G_DEFINE_FINAL_TYPE (EspOverlapView, esp_overlap_view, GTK_TYPE_WIDGET)

/* What is asked, and the answer. */
typedef struct
{
  EspSegmentEngine *engine;   /* (owned) */
  GArray *ids;                /* (owned) gint64 */
  GPtrArray *segments;        /* (owned) (nullable) EspSegment: all there are */
  EspSegmentOverlap *overlap; /* (owned) (nullable): NULL with fewer than two that can be counted */
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  if (question == NULL)
    return;
  esp_segment_engine_unref (question->engine);
  g_array_unref (question->ids);
  g_clear_pointer (&question->segments, g_ptr_array_unref);
  g_clear_pointer (&question->overlap, esp_segment_overlap_free);
  g_free (question);
}

static gboolean
read_worker (EspTx *tx, gpointer data, GError **error)
{
  Question *question = data;
  g_autoptr (GPtrArray) sets = g_ptr_array_new_with_free_func ((GDestroyNotify) esp_bitmap_free);

  question->segments = esp_segment_list (tx, error);
  if (question->segments == NULL)
    return FALSE;
  for (guint i = 0; i < question->ids->len; i++)
    {
      g_autoptr (EspSegmentMeasure) measure =
        esp_segment_measure (question->engine, tx, g_array_index (question->ids, gint64, i), error);

      if (measure == NULL)
        return FALSE;
      /* A segment that cannot be counted stays at its last members. */
      g_ptr_array_add (sets, measure->members != NULL
                               ? g_steal_pointer (&measure->members)
                               : esp_segment_load_state (tx, measure->segment->id, error));
      if (g_ptr_array_index (sets, i) == NULL)
        return FALSE;
    }
  if (sets->len > 1)
    question->overlap = esp_segment_overlap_new ((const EspBitmap *const *) sets->pdata, sets->len);
  return TRUE;
}

static const EspSegment *
find_segment (const Question *question, gint64 id)
{
  for (guint i = 0; i < question->segments->len; i++)
    {
      const EspSegment *segment = g_ptr_array_index (question->segments, i);

      if (segment->id == id)
        return segment;
    }
  return NULL;
}

static const char *
name_at (const Question *question, guint index)
{
  const EspSegment *segment = find_segment (question, g_array_index (question->ids, gint64, index));

  return segment != NULL ? segment->name : "–";
}

/* "Only “A”", "“A” and “B”, nowhere else". */
static char *
describe (const Question *question, guint in)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < question->ids->len; i++)
    if ((in & (1u << i)) != 0)
      {
        g_string_append_printf (names, n == 0 ? "“%s”" : _ (" and “%s”"), name_at (question, i));
        n++;
      }
  if (n == question->ids->len)
    return g_strdup_printf (_ ("In all: %s"), names->str);
  return g_strdup_printf (_ ("Only in %s"), names->str);
}

static GtkWidget *
make_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
clear (GtkWidget *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (box)) != NULL)
    gtk_grid_remove (GTK_GRID (box), child);
}

static void
add_part (EspOverlapView *self, const Question *question, guint index)
{
  const EspOverlapPart *part = &g_array_index (question->overlap->parts, EspOverlapPart, index);
  const EspOverlapPart *largest = &g_array_index (question->overlap->parts, EspOverlapPart, 0);
  g_autofree char *words = describe (question, part->in);
  g_autofree char *token = esp_leads_drill_keep (self->session, words, part->leads);
  g_autofree char *address = g_strdup_printf ("leads?drill=%s", token);
  g_autofree char *share = esp_format_share ((gint64) part->n, (gint64) question->overlap->n_any);
  GtkWidget *bar =
    g_object_new (GTK_TYPE_PROGRESS_BAR, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  GtkWidget *number = esp_number_new (self->session);
  GtkWidget *text = make_label (words, NULL);
  int row = (int) index + 1;
  int column = 0;

  for (guint i = 0; i < question->ids->len; i++)
    gtk_grid_attach (GTK_GRID (self->grid),
                     make_label ((part->in & (1u << i)) != 0 ? "●" : "○",
                                 (part->in & (1u << i)) != 0 ? "accent" : "dim-label"),
                     column++, row, 1, 1);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (bar), (double) part->n / (double) largest->n);
  gtk_widget_set_size_request (bar, BAR_WIDTH, -1);
  gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
  esp_number_set_count (ESP_NUMBER (number), (gint64) part->n);
  esp_number_set_address (ESP_NUMBER (number), address);
  gtk_widget_set_halign (number, GTK_ALIGN_END);
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_grid_attach (GTK_GRID (self->grid), bar, column++, row, 1, 1);
  gtk_grid_attach (GTK_GRID (self->grid), number, column++, row, 1, 1);
  gtk_grid_attach (GTK_GRID (self->grid), make_label (share, "dim-label"), column++, row, 1, 1);
  gtk_grid_attach (GTK_GRID (self->grid), text, column, row, 1, 1);
}

static void
show_overlap (EspOverlapView *self, const Question *question)
{
  g_autoptr (GString) legend = g_string_new (NULL);
  g_autofree char *n_any = NULL;

  clear (self->grid);
  if (question->overlap == NULL)
    {
      gtk_label_set_text (GTK_LABEL (self->legend), _ ("Choose two to six segments."));
      return;
    }
  for (guint i = 0; i < question->ids->len; i++)
    {
      g_autofree char *size = esp_format_count ((gint64) question->overlap->sizes[i]);
      char letter[] = { (char) ('A' + i), '\0' };

      g_string_append_printf (legend, "%s%s  %s: %s", i > 0 ? "\n" : "", letter,
                              name_at (question, i), size);
      gtk_grid_attach (GTK_GRID (self->grid), make_label (letter, "heading"), (int) i, 0, 1, 1);
    }
  n_any = esp_format_count ((gint64) question->overlap->n_any);
  g_string_append_c (legend, '\n');
  g_string_append_printf (legend, _ ("In at least one of them: %s leads, each counted once"),
                          n_any);
  gtk_label_set_text (GTK_LABEL (self->legend), legend->str);
  for (guint i = 0; i < question->overlap->parts->len; i++)
    add_part (self, question, i);
}

static int
find_id (EspOverlapView *self, gint64 id)
{
  for (guint i = 0; i < self->ids->len; i++)
    if (g_array_index (self->ids, gint64, i) == id)
      return (int) i;
  return -1;
}

static void ask (EspOverlapView *self);

static gboolean
ask_cb (gpointer data)
{
  EspOverlapView *self = data;

  self->ask_id = 0;
  ask (self);
  return G_SOURCE_REMOVE;
}

static void
toggled_cb (GtkToggleButton *button, EspOverlapView *self)
{
  gint64 id = *(gint64 *) g_object_get_data (G_OBJECT (button), "id");
  int index = find_id (self, id);

  if (!gtk_toggle_button_get_active (button) && index >= 0)
    g_array_remove_index (self->ids, (guint) index);
  else if (gtk_toggle_button_get_active (button) && index < 0)
    {
      if (self->ids->len >= ESP_OVERLAP_MAX_SETS)
        {
          gtk_toggle_button_set_active (button, FALSE);
          esp_session_announce (self->session, _ ("Choose two to six segments."), FALSE);
          return;
        }
      g_array_append_val (self->ids, id);
    }
  if (self->ask_id == 0)
    self->ask_id = g_idle_add (ask_cb, self);
}

static void
fill_choices (EspOverlapView *self, const Question *question)
{
  if (gtk_widget_get_first_child (self->choices) != NULL)
    return;
  for (guint i = 0; i < question->segments->len; i++)
    {
      const EspSegment *segment = g_ptr_array_index (question->segments, i);
      GtkWidget *button = gtk_toggle_button_new_with_label (segment->name);

      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), find_id (self, segment->id) >= 0);
      g_object_set_data_full (G_OBJECT (button), "id", g_memdup2 (&segment->id, sizeof (gint64)),
                              g_free);
      g_signal_connect_object (button, "toggled", G_CALLBACK (toggled_cb), self, 0);
      esp_wrap_box_append (ESP_WRAP_BOX (self->choices), button);
    }
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (EspOverlapView) self = data;
  g_autoptr (GError) error = NULL;
  Question *question = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (question == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        esp_status_show_error (ESP_STATUS (self->status), _ ("The segments could not be compared."),
                               error->message);
      return;
    }
  /* Without a choice the first ones show what it is about. */
  if (self->ids->len == 0 && question->segments->len > 1)
    {
      for (guint i = 0; i < MIN (question->segments->len, N_FIRST); i++)
        g_array_append_val (self->ids,
                            ((EspSegment *) g_ptr_array_index (question->segments, i))->id);
      self->ask_id = self->ask_id == 0 ? g_idle_add (ask_cb, self) : self->ask_id;
    }
  fill_choices (self, question);
  show_overlap (self, question);
  esp_status_show_content (ESP_STATUS (self->status));
  question_free (question);
}

static void
ask (EspOverlapView *self)
{
  EspStore *store = esp_session_get_store (self->session);
  Question *question = g_new0 (Question, 1);

  question->engine =
    esp_segment_engine_ref (esp_segment_service_get_engine (esp_segment_service_get (store)));
  question->ids = g_array_copy (self->ids);
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  esp_store_read_async (store, ESP_READ_LONG, read_worker, question, question_free,
                        self->cancellable, read_cb, g_object_ref (self));
}

static void
esp_overlap_view_dispose (GObject *object)
{
  EspOverlapView *self = ESP_OVERLAP_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->ask_id, g_source_remove);
  g_clear_pointer (&self->status, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_overlap_view_parent_class)->dispose (object);
}

static void
esp_overlap_view_finalize (GObject *object)
{
  EspOverlapView *self = ESP_OVERLAP_VIEW (object);

  g_array_unref (self->ids);
  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (esp_overlap_view_parent_class)->finalize (object);
}

static void
esp_overlap_view_class_init (EspOverlapViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_overlap_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_overlap_view_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
esp_overlap_view_init (EspOverlapView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, MARGIN);
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->cancellable = g_cancellable_new ();
  self->choices = esp_wrap_box_new ();
  self->legend = gtk_label_new (NULL);
  self->grid = gtk_grid_new ();
  gtk_label_set_xalign (GTK_LABEL (self->legend), 0);
  gtk_label_set_wrap (GTK_LABEL (self->legend), TRUE);
  gtk_label_set_selectable (GTK_LABEL (self->legend), TRUE);
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 6);
  gtk_box_append (GTK_BOX (box), self->choices);
  gtk_box_append (GTK_BOX (box), self->legend);
  gtk_box_append (GTK_BOX (box), self->grid);
  gtk_widget_set_margin_top (box, MARGIN);
  gtk_widget_set_margin_bottom (box, MARGIN);
  gtk_widget_set_margin_start (box, MARGIN);
  gtk_widget_set_margin_end (box, MARGIN);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), MAX_WIDTH);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  self->status = esp_status_new (scrolled);
  gtk_widget_set_parent (self->status, GTK_WIDGET (self));
}

/**
 * esp_overlap_view_new:
 * @ids: (nullable): numbers of segments with commas between
 */
GtkWidget *
esp_overlap_view_new (EspSession *session, const char *ids)
{
  EspOverlapView *self = g_object_new (ESP_TYPE_OVERLAP_VIEW, NULL);
  g_auto (GStrv) parts = g_strsplit (ids != NULL ? ids : "", ",", ESP_OVERLAP_MAX_SETS);

  self->session = session;
  for (guint i = 0; parts[i] != NULL; i++)
    {
      gint64 id = g_ascii_strtoll (parts[i], NULL, 10);

      if (id > 0)
        g_array_append_val (self->ids, id);
    }
  ask (self);
  return GTK_WIDGET (self);
}
