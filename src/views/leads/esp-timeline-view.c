/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A lead's history by day: what happened and what did not, filtered by kind, page after page; with notes. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-timeline-view.h"

#include "views/journeys/esp-journey-trace-window.h"
#include "views/leads/esp-note-editor.h"
#include "views/leads/esp-timeline-row.h"
#include "views/shell/esp-button.h"
#include "views/shell/esp-form.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-lead-history.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define PAGE_ITEMS 25

/* The filters, in the order of their buttons. */
static const struct
{
  const char *title;
  guint kinds;
} filters[] = {
  { NC_ ("timeline", "All"), ESP_TIMELINE_ALL },
  { NC_ ("timeline", "Messages"),
    ESP_TIMELINE_SET (ESP_TIMELINE_DELIVERY) | ESP_TIMELINE_SET (ESP_TIMELINE_DECISION) },
  { NC_ ("timeline", "Events"), ESP_TIMELINE_SET (ESP_TIMELINE_EVENT) },
  { NC_ ("timeline", "Journeys"),
    ESP_TIMELINE_SET (ESP_TIMELINE_JOURNEY) | ESP_TIMELINE_SET (ESP_TIMELINE_DECISION) },
  { NC_ ("timeline", "Consent"), ESP_TIMELINE_SET (ESP_TIMELINE_CONSENT) },
  { NC_ ("timeline", "Notes"), ESP_TIMELINE_SET (ESP_TIMELINE_NOTE) },
};

struct _EspTimelineView
{
  GtkWidget parent_instance;

  EspSession *session; /* the window's */
  gboolean is_narrow;
  guint32 lead_id;
  guint filter;     /* index into filters */
  guint n_wanted;   /* how many items the page shows, as often as "older" was asked for */
  GPtrArray *items; /* (owned) (nullable) of EspTimelineItem, newest first */
  guint turn;       /* an answer of an older question is dropped */
  gint64 edited;    /* the note that is being written anew; 0 is none */
  GtkWidget *box;
  GtkWidget *composer; /* a bin for the editor of a new note */
  GtkWidget *choice;
  GtkWidget *list;
  GtkWidget *none;
  GtkWidget *older;
};

enum
{
  SIGNAL_WHY,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EspTimelineView, esp_timeline_view, GTK_TYPE_WIDGET)

typedef struct
{
  EspTimelineView *self; /* (owned) */
  EspTimelineQuery query;
  guint turn;
  GPtrArray *items; /* (owned) (nullable) */
} Reading;

static void
reading_free (Reading *reading)
{
  g_object_unref (reading->self);
  g_clear_pointer (&reading->items, g_ptr_array_unref);
  g_free (reading);
}

static gboolean
read_items (EspTx *tx, gpointer data, GError **error)
{
  Reading *reading = data;

  reading->items = esp_lead_history_load (tx, &reading->query, error);
  return reading->items != NULL;
}

/* Rows */

static void
edit_done_cb (EspTimelineView *self)
{
  self->edited = 0;
  esp_timeline_view_refresh (self);
}

static GtkWidget *
editor_row_new (EspTimelineView *self, const EspTimelineItem *item)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *editor = esp_note_editor_new (self->session, self->lead_id, item->id, item->detail);

  gtk_widget_set_margin_top (editor, 9);
  gtk_widget_set_margin_bottom (editor, 9);
  gtk_widget_set_margin_start (editor, 12);
  gtk_widget_set_margin_end (editor, 12);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), editor);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Note"),
                                  -1);
  g_signal_connect_object (editor, "done", G_CALLBACK (edit_done_cb), self, G_CONNECT_SWAPPED);
  return row;
}

static void show_items (EspTimelineView *self);

static void
acted (const EspTimelineItem *item, EspTimelineAct act, gpointer user_data)
{
  EspTimelineView *self = user_data;

  if (act == ESP_TIMELINE_WHY)
    g_signal_emit (self, signals[SIGNAL_WHY], 0, item->send_id);
  else if (act == ESP_TIMELINE_DELETE)
    esp_note_delete_async (self->session, item->id);
  else if (act == ESP_TIMELINE_PATH)
    esp_journey_trace_window_present (self->session, item->journey_id, self->lead_id);
  else
    {
      self->edited = item->id;
      show_items (self);
    }
}

static void
add_row (EspTimelineView *self, const EspTimelineItem *item)
{
  GtkWidget *row = item->kind == ESP_TIMELINE_NOTE && item->id == self->edited
                     ? editor_row_new (self, item)
                     : esp_timeline_row_new (self->session, item, acted, self);
  char *day = esp_format_date (item->at_us, esp_session_get_zone (self->session), ESP_DATE_DAY,
                               esp_session_get_lang (self->session));

  g_object_set_data_full (G_OBJECT (row), "esp-day", day, g_free);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
  if (item->kind == ESP_TIMELINE_NOTE && item->id == self->edited)
    gtk_widget_grab_focus (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row)));
}

/* The day stands above the first of it. */
static void
day_header (GtkListBoxRow *row, GtkListBoxRow *before, gpointer user_data)
{
  const char *day = g_object_get_data (G_OBJECT (row), "esp-day");
  GtkWidget *label;

  if (before != NULL && g_strcmp0 (day, g_object_get_data (G_OBJECT (before), "esp-day")) == 0)
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  label = gtk_label_new (day);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_widget_add_css_class (label, "caption-heading");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "esp-day");
  gtk_list_box_row_set_header (row, label);
}

static void
show_items (EspTimelineView *self)
{
  gboolean is_filtered = self->filter != 0;
  guint n = MIN (self->items->len, self->n_wanted);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), child);
  for (guint i = 0; i < n; i++)
    add_row (self, g_ptr_array_index (self->items, i));
  gtk_widget_set_visible (self->list, n > 0);
  gtk_widget_set_visible (self->older, self->items->len > n);
  gtk_label_set_label (GTK_LABEL (self->none), is_filtered
                                                 ? _ ("Nothing of this kind has happened.")
                                                 : _ ("Nothing has happened yet."));
  gtk_widget_set_visible (self->none, n == 0);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = user_data;
  EspTimelineView *self = reading->self;
  g_autoptr (GError) error = NULL;

  if (esp_store_read_finish (ESP_STORE (source), result, &error) == NULL)
    {
      g_autofree char *message = esp_store_message (error);

      if (self->box != NULL)
        {
          gtk_label_set_label (GTK_LABEL (self->none), message);
          gtk_widget_set_visible (self->none, TRUE);
        }
    }
  else if (self->box != NULL && reading->turn == self->turn)
    {
      g_clear_pointer (&self->items, g_ptr_array_unref);
      self->items = g_steal_pointer (&reading->items);
      show_items (self);
    }
  reading_free (reading);
}

/* What the user does */

static void
filter_cb (GtkToggleButton *button, EspTimelineView *self)
{
  if (!gtk_toggle_button_get_active (button))
    return;
  self->filter = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "esp-filter"));
  self->n_wanted = PAGE_ITEMS;
  esp_timeline_view_refresh (self);
}

static void
older_cb (EspTimelineView *self)
{
  self->n_wanted += PAGE_ITEMS;
  esp_timeline_view_refresh (self);
}

static void
esp_timeline_view_dispose (GObject *object)
{
  EspTimelineView *self = ESP_TIMELINE_VIEW (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->items, g_ptr_array_unref);
  G_OBJECT_CLASS (esp_timeline_view_parent_class)->dispose (object);
}

static void
esp_timeline_view_class_init (EspTimelineViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_timeline_view_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  signals[SIGNAL_WHY] = g_signal_new ("why", ESP_TYPE_TIMELINE_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                                      NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);
}

static void
esp_timeline_view_init (EspTimelineView *self)
{
  self->n_wanted = PAGE_ITEMS;
}

/* All in one row where there is room; beside the list, where there is not, it can be moved along and does not
 * push the page out of sight. */
static GtkWidget *
choice_new (EspTimelineView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *first = NULL;

  gtk_widget_add_css_class (box, "linked");
  gtk_widget_set_halign (box, GTK_ALIGN_START);
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What the timeline shows"), -1);
  for (guint i = 0; i < G_N_ELEMENTS (filters); i++)
    {
      GtkWidget *button =
        gtk_toggle_button_new_with_label (g_dpgettext2 (NULL, "timeline", filters[i].title));

      if (first == NULL)
        first = button;
      else
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), GTK_TOGGLE_BUTTON (first));
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), i == 0);
      gtk_widget_add_css_class (button, "esp-small");
      g_object_set_data (G_OBJECT (button), "esp-filter", GUINT_TO_POINTER (i));
      g_signal_connect_object (button, "toggled", G_CALLBACK (filter_cb), self, 0);
      gtk_box_append (GTK_BOX (box), button);
    }
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_EXTERNAL,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  return scroller;
}

static void
build (EspTimelineView *self)
{
  GtkWidget *title = gtk_label_new (_ ("Timeline"));

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  gtk_widget_add_css_class (title, "heading");
  gtk_label_set_xalign (GTK_LABEL (title), 0.0f);
  self->composer = adw_bin_new ();
  self->choice = choice_new (self);
  self->list = esp_form_list_new (_ ("Timeline"));
  gtk_list_box_set_header_func (GTK_LIST_BOX (self->list), day_header, NULL, NULL);
  gtk_widget_set_visible (self->list, FALSE);
  self->none = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->none), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (self->none), TRUE);
  gtk_widget_add_css_class (self->none, "dim-label");
  gtk_widget_set_visible (self->none, FALSE);
  self->older = esp_button_new (_ ("Show _older"));
  gtk_widget_set_halign (self->older, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (self->older, FALSE);
  g_signal_connect_object (self->older, "clicked", G_CALLBACK (older_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (self->box), title);
  gtk_box_append (GTK_BOX (self->box), self->composer);
  gtk_box_append (GTK_BOX (self->box), self->choice);
  gtk_box_append (GTK_BOX (self->box), self->none);
  gtk_box_append (GTK_BOX (self->box), self->list);
  gtk_box_append (GTK_BOX (self->box), self->older);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * esp_timeline_view_new:
 * @is_narrow: for the pane beside a list
 *
 * Returns: (transfer floating): the history of nobody
 */
GtkWidget *
esp_timeline_view_new (EspSession *session, gboolean is_narrow)
{
  EspTimelineView *self = g_object_new (ESP_TYPE_TIMELINE_VIEW, NULL);

  self->session = session;
  self->is_narrow = is_narrow;
  build (self);
  return GTK_WIDGET (self);
}

/**
 * esp_timeline_view_set_lead:
 * @lead_id: 0 is nobody
 */
void
esp_timeline_view_set_lead (EspTimelineView *self, guint32 lead_id)
{
  g_return_if_fail (ESP_IS_TIMELINE_VIEW (self));

  if (self->lead_id == lead_id)
    return;
  self->lead_id = lead_id;
  self->edited = 0;
  self->n_wanted = PAGE_ITEMS;
  adw_bin_set_child (ADW_BIN (self->composer),
                     lead_id != 0 ? esp_note_editor_new (self->session, lead_id, 0, NULL) : NULL);
  esp_timeline_view_refresh (self);
}

/**
 * esp_timeline_view_refresh:
 *
 * Reads the history again, as far as it is shown. A note that is being written anew is left alone.
 */
void
esp_timeline_view_refresh (EspTimelineView *self)
{
  Reading *reading;

  g_return_if_fail (ESP_IS_TIMELINE_VIEW (self));

  if (self->lead_id == 0 || self->edited != 0)
    return;
  reading = g_new0 (Reading, 1);
  reading->self = g_object_ref (self);
  reading->turn = ++self->turn;
  reading->query = (EspTimelineQuery){ .lead_id = self->lead_id,
                                       .kinds = filters[self->filter].kinds,
                                       .limit = self->n_wanted + 1 }; /* is there more? */
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, read_items, reading,
                        NULL, NULL, read_cb, reading);
}

/**
 * esp_timeline_view_write_note:
 *
 * Puts the cursor where a new note is written.
 */
void
esp_timeline_view_write_note (EspTimelineView *self)
{
  GtkWidget *editor = adw_bin_get_child (ADW_BIN (self->composer));

  if (editor != NULL)
    gtk_widget_grab_focus (editor);
}
