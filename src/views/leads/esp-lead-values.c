/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The popover of a column's header that counts its values: statistics, or groups that open their leads. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-values.h"

#include "store/esp-lead-stats.h"
#include "views/leads/esp-lead-format.h"
#include "views/leads/esp-leads-screen.h"
#include "views/shell/esp-store-messages.h"

#include <glib/gi18n.h>

#define WIDTH 340
#define MAX_HEIGHT 380
#define N_TOP 10
/* Who wants more values than these wants a file. */
#define N_GROUPS 500
/* Nothing moves for an answer that comes sooner than this. */
#define SHOW_WAITING_MS 150

struct _EspLeadValues
{
  GtkPopover parent_instance;

  EspSession *session;       /* the window's; outlives the popover */
  EspFields *fields;         /* (owned) */
  EspBitmap *leads;          /* (owned) those that are counted */
  GCancellable *cancellable; /* (owned) */
  EspLeadStats *stats;       /* (owned) (nullable) */
  char *column;              /* (owned) */
  char *title;               /* (owned) */
  char *within;              /* (owned) (nullable) what the leads have in common */
  EspLeadValuesKind kind;
  GtkWidget *message; /* that it is being counted, or what went wrong */
  GtkWidget *scroller;
  GtkWidget *box;  /* the figures stand in it, above the list */
  GtkWidget *list; /* the values */
  guint waiting_id;
};

G_DEFINE_FINAL_TYPE (EspLeadValues, esp_lead_values, GTK_TYPE_POPOVER)

/* What travels to the reader and back. */
typedef struct
{
  EspFields *fields; /* (owned) */
  EspBitmap *leads;  /* (owned) */
  char *column;      /* (owned) */
  GTimeZone *zone;   /* (owned) */
  guint limit;
  EspValue value;      /* of a group that is opened */
  char *sentence;      /* (owned) (nullable) of that group */
  EspLeadStats *stats; /* (owned) (nullable) written */
  EspBitmap *found;    /* (owned) (nullable) written */
} Reading;

static Reading *
reading_new (EspLeadValues *self)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->fields = esp_fields_ref (self->fields);
  reading->leads = esp_bitmap_copy (self->leads);
  reading->column = g_strdup (self->column);
  reading->zone = g_time_zone_ref (esp_session_get_zone (self->session));
  reading->limit = self->kind == ESP_LEAD_VALUES_GROUPS ? N_GROUPS : N_TOP;
  return reading;
}

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  esp_fields_unref (reading->fields);
  esp_bitmap_free (reading->leads);
  g_free (reading->column);
  g_time_zone_unref (reading->zone);
  esp_value_clear (&reading->value);
  g_free (reading->sentence);
  g_clear_pointer (&reading->stats, esp_lead_stats_free);
  g_clear_pointer (&reading->found, esp_bitmap_free);
  g_free (reading);
}

static char *
format_text (EspLeadValues *self, const char *text)
{
  if (g_str_equal (self->column, "stage"))
    return g_strdup (esp_lead_stage_label (text));
  if (g_str_equal (self->column, "phone"))
    return esp_lead_format_phone (text);
  if (!g_str_equal (self->column, "email_consent"))
    return g_strdup (text);
  return g_strdup (g_str_equal (text, "suppressed") ? C_ ("consent", "Suppressed")
                                                    : esp_lead_consent_label (text));
}

static char *
format_value (EspLeadValues *self, const EspValue *value)
{
  int index = esp_fields_find (self->fields, self->column);

  if (value->type == ESP_VALUE_NULL)
    return g_strdup (g_str_equal (self->column, "email_consent") ? esp_lead_consent_label (NULL)
                                                                 : _ ("(empty)"));
  if (value->type == ESP_VALUE_TEXT)
    return format_text (self, value->text);
  if (self->stats->is_monthly)
    {
      g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
      gboolean is_day =
        index >= 0 && esp_fields_get (self->fields, (guint) index)->type == ESP_FIELD_DATE;

      return esp_format_date (value->integer, is_day ? utc : esp_session_get_zone (self->session),
                              ESP_DATE_MONTH, esp_session_get_lang (self->session));
    }
  if (index >= 0)
    return esp_lead_format_value (self->session, esp_fields_get (self->fields, (guint) index),
                                  value);
  return esp_format_count (value->integer);
}

/* Opening the leads of a group */

static gboolean
find_group (EspTx *tx, gpointer data, GError **error)
{
  Reading *reading = data;

  reading->found = esp_lead_stats_find (tx, reading->fields, reading->leads, reading->column,
                                        reading->zone, &reading->value, error);
  return reading->found != NULL;
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;
  g_autoptr (GError) error = NULL;
  Reading *reading = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (reading != NULL)
    {
      esp_leads_screen_drill (session, reading->sentence, reading->found);
      reading_free (reading);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *message = esp_store_message (error);

      esp_session_toast (session, message);
    }
}

static void
row_activated_cb (GtkListBox *list, GtkListBoxRow *row, EspLeadValues *self)
{
  const EspValue *value = g_object_get_data (G_OBJECT (row), "esp-value");
  g_autofree char *text = format_value (self, value);
  Reading *reading = reading_new (self);

  esp_value_copy (value, &reading->value);
  /* Translators: the name of a column and a value in it */
  reading->sentence = g_strdup_printf (_ ("%s: %s"), self->title, text);
  if (self->within != NULL)
    {
      char *whole = g_strconcat (self->within, " · ", reading->sentence, NULL);

      g_free (reading->sentence);
      reading->sentence = whole;
    }
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_LONG, find_group, reading,
                        reading_free, esp_session_get_cancellable (self->session), found_cb,
                        g_object_ref (self->session));
  gtk_popover_popdown (GTK_POPOVER (self));
}

/* The figures */

static void
add_figure (EspLeadValues *self, GtkWidget *grid, int *row, const char *name, const char *value)
{
  GtkWidget *left = gtk_label_new (name);
  GtkWidget *right = gtk_label_new (value);

  gtk_label_set_xalign (GTK_LABEL (left), 0.0f);
  gtk_label_set_xalign (GTK_LABEL (right), 1.0f);
  gtk_widget_set_hexpand (left, TRUE);
  gtk_label_set_wrap (GTK_LABEL (right), TRUE);
  gtk_widget_add_css_class (left, "dim-label");
  gtk_widget_add_css_class (right, "numeric");
  gtk_grid_attach (GTK_GRID (grid), left, 0, *row, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), right, 1, *row, 1, 1);
  (*row)++;
}

static void
add_share (EspLeadValues *self, GtkWidget *grid, int *row, const char *name, gint64 n)
{
  g_autofree char *count = esp_format_count (n);
  g_autofree char *share = esp_format_share (n, self->stats->n_leads);
  g_autofree char *text = g_strdup_printf ("%s · %s", count, share);

  add_figure (self, grid, row, name, text);
}

static void
add_number (EspLeadValues *self, GtkWidget *grid, int *row, const char *name, double number)
{
  g_autofree char *text = esp_format_number (number);

  add_figure (self, grid, row, name, text);
}

static void
show_figures (EspLeadValues *self)
{
  const EspLeadStats *stats = self->stats;
  GtkWidget *grid = gtk_grid_new ();
  g_autofree char *distinct = esp_format_count (stats->n_distinct);
  int row = 0;

  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 3);
  gtk_widget_set_margin_start (grid, 6);
  gtk_widget_set_margin_end (grid, 6);
  add_share (self, grid, &row, _ ("Filled"), stats->n_leads - stats->n_empty);
  add_share (self, grid, &row, _ ("Empty"), stats->n_empty);
  add_figure (self, grid, &row, stats->is_monthly ? _ ("Months") : _ ("Different values"),
              distinct);
  if (stats->is_number)
    {
      add_number (self, grid, &row, _ ("Least"), stats->least);
      add_number (self, grid, &row, _ ("Median"), stats->median);
      add_number (self, grid, &row, _ ("Mean"), stats->mean);
      add_number (self, grid, &row, _ ("Most"), stats->most);
    }
  gtk_box_prepend (GTK_BOX (self->box), grid);
}

/* The values */

static void
value_free (gpointer data)
{
  esp_value_clear (data);
  g_free (data);
}

static GtkWidget *
label_new (const char *text, float xalign, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
add_value (EspLeadValues *self, const EspValue *value, gint64 n, gint64 n_most)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *bar = gtk_progress_bar_new ();
  g_autofree char *text = format_value (self, value);
  g_autofree char *count = esp_format_count (n);
  g_autofree char *share = esp_format_share (n, self->stats->n_leads);
  g_autofree char *leads = g_strdup_printf (ngettext ("%s lead", "%s leads", (gulong) n), count);
  g_autofree char *name = g_strdup_printf ("%s: %s, %s", text, leads, share);
  GtkWidget *title = label_new (text, 0.0f, value->type == ESP_VALUE_NULL ? "dim-label" : NULL);
  EspValue *kept = g_new0 (EspValue, 1);

  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (title, text);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_box_append (GTK_BOX (line), title);
  gtk_box_append (GTK_BOX (line), label_new (count, 1.0f, "numeric"));
  gtk_box_append (GTK_BOX (line), label_new (share, 1.0f, "esp-share"));
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (bar),
                                 n_most > 0 ? (double) n / (double) n_most : 0.0);
  gtk_widget_add_css_class (bar, "esp-value-bar");
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, share, -1);
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  esp_value_copy (value, kept);
  g_object_set_data_full (G_OBJECT (row), "esp-value", kept, value_free);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
}

static void
show_rest (EspLeadValues *self)
{
  gint64 n_rest = self->stats->n_distinct - self->stats->values->len;
  g_autofree char *n = esp_format_count (n_rest);
  g_autofree char *text = NULL;
  GtkWidget *label;

  if (n_rest <= 0)
    return;
  text = g_strdup_printf (ngettext ("and %s more value", "and %s more values", (gulong) n_rest), n);
  label = label_new (text, 0.0f, "dim-label");
  gtk_widget_set_margin_start (label, 6);
  gtk_box_append (GTK_BOX (self->box), label);
}

static void
show_stats (EspLeadValues *self)
{
  const EspLeadStats *stats = self->stats;
  const EspValue nothing = { 0 };
  gint64 n_most = stats->n_empty;
  g_autofree char *n = esp_format_count (stats->n_leads);
  g_autofree char *text =
    g_strdup_printf (ngettext ("%s lead", "%s leads", (gulong) stats->n_leads), n);

  for (guint i = 0; i < stats->values->len; i++)
    n_most = MAX (n_most, ((const EspLeadValueCount *) stats->values->pdata[i])->n);
  if (self->kind == ESP_LEAD_VALUES_STATISTICS)
    show_figures (self);
  for (guint i = 0; i < stats->values->len; i++)
    {
      const EspLeadValueCount *count = stats->values->pdata[i];

      add_value (self, &count->value, count->n, n_most);
    }
  if (stats->n_empty > 0)
    add_value (self, &nothing, stats->n_empty, n_most);
  show_rest (self);
  gtk_widget_set_visible (self->scroller, TRUE);
  esp_session_announce (self->session, text, FALSE);
  (void) gtk_widget_child_focus (self->list, GTK_DIR_TAB_FORWARD); /* an empty list takes none */
}

static gboolean
read_stats (EspTx *tx, gpointer data, GError **error)
{
  Reading *reading = data;

  reading->stats = esp_lead_stats_load (tx, reading->fields, reading->leads, reading->column,
                                        reading->zone, reading->limit, error);
  return reading->stats != NULL;
}

static gboolean
waiting_cb (gpointer user_data)
{
  EspLeadValues *self = user_data;

  self->waiting_id = 0;
  gtk_label_set_label (GTK_LABEL (self->message), _ ("Counting…"));
  gtk_widget_set_visible (self->message, TRUE);
  return G_SOURCE_REMOVE;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspLeadValues) self = user_data;
  g_autoptr (GError) error = NULL;
  Reading *reading = esp_store_read_finish (ESP_STORE (source), result, &error);

  if (self->list == NULL)
    {
      g_clear_pointer (&reading, reading_free);
      return;
    }
  g_clear_handle_id (&self->waiting_id, g_source_remove);
  gtk_widget_set_visible (self->message, FALSE);
  if (reading != NULL)
    {
      self->stats = g_steal_pointer (&reading->stats);
      show_stats (self);
      reading_free (reading);
    }
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *message = esp_store_message (error);

      gtk_label_set_label (GTK_LABEL (self->message), message);
      gtk_widget_set_visible (self->message, TRUE);
      esp_session_announce (self->session, message, TRUE);
    }
}

/* After the popover has closed, and is not in use any more. */
static gboolean
unparent_cb (gpointer user_data)
{
  g_autoptr (GtkWidget) popover = user_data;

  if (gtk_widget_get_parent (popover) != NULL)
    gtk_widget_unparent (popover);
  return G_SOURCE_REMOVE;
}

static void
closed_cb (EspLeadValues *self)
{
  g_cancellable_cancel (self->cancellable);
  g_idle_add (unparent_cb, g_object_ref (self));
}

static void
esp_lead_values_dispose (GObject *object)
{
  EspLeadValues *self = ESP_LEAD_VALUES (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->waiting_id, g_source_remove);
  self->list = NULL;
  G_OBJECT_CLASS (esp_lead_values_parent_class)->dispose (object);
}

static void
esp_lead_values_finalize (GObject *object)
{
  EspLeadValues *self = ESP_LEAD_VALUES (object);

  g_clear_pointer (&self->fields, esp_fields_unref);
  g_clear_pointer (&self->leads, esp_bitmap_free);
  g_clear_pointer (&self->stats, esp_lead_stats_free);
  g_object_unref (self->cancellable);
  g_free (self->column);
  g_free (self->title);
  g_free (self->within);
  G_OBJECT_CLASS (esp_lead_values_parent_class)->finalize (object);
}

static void
esp_lead_values_class_init (EspLeadValuesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_lead_values_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_lead_values_finalize;
}

static void
esp_lead_values_init (EspLeadValues *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_add_css_class (GTK_WIDGET (self), "esp-lead-values");
  g_signal_connect (self, "closed", G_CALLBACK (closed_cb), NULL);
}

static void
build (EspLeadValues *self)
{
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkScrolledWindow *scroller = GTK_SCROLLED_WINDOW (gtk_scrolled_window_new ());
  GtkWidget *heading = label_new (self->title, 0.0f, "heading");
  GtkWidget *within = label_new (self->within, 0.0f, "caption");

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "esp-value-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->title, -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self, 0);
  gtk_box_append (GTK_BOX (self->box), self->list);
  gtk_label_set_ellipsize (GTK_LABEL (heading), PANGO_ELLIPSIZE_END);
  gtk_label_set_ellipsize (GTK_LABEL (within), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (within, "dim-label");
  gtk_widget_set_visible (within, self->within != NULL);
  gtk_widget_set_margin_start (heading, 6);
  gtk_widget_set_margin_start (within, 6);
  gtk_widget_set_tooltip_text (within, self->within);
  gtk_scrolled_window_set_policy (scroller, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (scroller, TRUE);
  gtk_scrolled_window_set_max_content_height (scroller, MAX_HEIGHT);
  gtk_scrolled_window_set_child (scroller, self->box);
  self->scroller = GTK_WIDGET (scroller);
  gtk_widget_set_visible (self->scroller, FALSE);
  self->message = label_new (NULL, 0.0f, "dim-label");
  gtk_label_set_wrap (GTK_LABEL (self->message), TRUE);
  gtk_widget_set_visible (self->message, FALSE);
  gtk_box_append (GTK_BOX (outer), heading);
  gtk_box_append (GTK_BOX (outer), within);
  gtk_box_append (GTK_BOX (outer), self->message);
  gtk_box_append (GTK_BOX (outer), self->scroller);
  gtk_widget_set_margin_start (outer, 6);
  gtk_widget_set_margin_end (outer, 6);
  gtk_widget_set_margin_top (outer, 6);
  gtk_widget_set_size_request (outer, WIDTH, -1);
  gtk_popover_set_child (GTK_POPOVER (self), outer);
  gtk_popover_set_position (GTK_POPOVER (self), GTK_POS_BOTTOM);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->title,
                                  -1);
}

/**
 * esp_lead_values_new:
 * @fields: of the list
 * @leads: copied: those that are counted
 * @within: (nullable): what they have in common, translated
 *
 * Counts the values of a column at once. The popover lets go of its parent when it closes.
 *
 * Returns: (transfer floating): the popover, to be given a parent and opened
 */
GtkWidget *
esp_lead_values_new (EspSession *session,
                     EspFields *fields,
                     const EspLeadColumn *column,
                     EspLeadValuesKind kind,
                     const EspBitmap *leads,
                     const char *within)
{
  EspLeadValues *self = g_object_new (ESP_TYPE_LEAD_VALUES, NULL);

  self->session = session;
  self->fields = esp_fields_ref (fields);
  self->leads = esp_bitmap_copy (leads);
  self->column = g_strdup (column->id);
  self->title = g_strdup (column->title);
  self->within = g_strdup (within);
  self->kind = kind;
  build (self);
  self->waiting_id = g_timeout_add (SHOW_WAITING_MS, waiting_cb, self);
  esp_store_read_async (esp_session_get_store (session), ESP_READ_LONG, read_stats,
                        reading_new (self), reading_free, self->cancellable, read_cb,
                        g_object_ref_sink (self));
  return GTK_WIDGET (self);
}
