/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A shelf beside the calendar: messages and segments that are dragged onto a day, or put there by key. */
#define G_LOG_DOMAIN "esp-calendar"

#include "config.h"

#include "views/calendar/esp-calendar-shelf.h"

#include "store/esp-messages.h"
#include "store/esp-segments.h"
#include "views/shell/esp-icon.h"

#include <glib/gi18n.h>

#define SHELF_KEY "esp-shelf"
#define WHAT_KEY "esp-what"
#define WIDTH 200
#define MAX_EACH 200

typedef struct
{
  EspSession *session; /* the window's; outlives the shelf */
  EspCalendarShelfFunc func;
  gpointer data;
  GtkWidget *list;
} Shelf;

typedef struct
{
  GPtrArray *messages; /* (owned) (nullable) */
  GPtrArray *segments; /* (owned) (nullable) */
} Read;

static void
read_free (gpointer data)
{
  Read *read = data;

  g_clear_pointer (&read->messages, g_ptr_array_unref);
  g_clear_pointer (&read->segments, g_ptr_array_unref);
  g_free (read);
}

static gboolean
read_cb (EspTx *tx, gpointer data, GError **error)
{
  Read *read = data;

  read->messages = esp_message_list (tx, FALSE, error);
  read->segments = read->messages != NULL ? esp_segment_list (tx, error) : NULL;
  return read->segments != NULL;
}

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, GtkWidget *row)
{
  return gdk_content_provider_new_typed (G_TYPE_STRING,
                                         g_object_get_data (G_OBJECT (row), WHAT_KEY));
}

static void
begin_cb (GtkDragSource *source, GdkDrag *drag, GtkWidget *row)
{
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (row);

  gtk_drag_source_set_icon (source, picture, 0, 0);
}

static void
add_head (GtkWidget *list, const char *title)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *label = gtk_label_new (title);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_set_margin_top (label, 9);
  gtk_widget_set_margin_bottom (label, 3);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
}

static void
add_row (GtkWidget *list, const char *name, const char *icon, char *what)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (name);
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_tooltip_text (row, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_box_append (GTK_BOX (box), esp_icon_new (icon));
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data_full (G_OBJECT (row), WHAT_KEY, what, g_free);
  g_signal_connect (source, "prepare", G_CALLBACK (prepare_cb), row);
  g_signal_connect (source, "drag-begin", G_CALLBACK (begin_cb), row);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (source));
  gtk_list_box_append (GTK_LIST_BOX (list), row);
}

static void
fill (GtkWidget *list, const Read *read)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (list), child);
  if (read->messages->len > 0)
    add_head (list, C_ ("area", "Messages"));
  for (guint i = 0; i < MIN (read->messages->len, MAX_EACH); i++)
    {
      const EspMessageRow *message = g_ptr_array_index (read->messages, i);

      add_row (list, message->name, "esp-email-symbolic",
               g_strdup_printf ("message:%" G_GINT64_FORMAT, message->id));
    }
  if (read->segments->len > 0)
    add_head (list, C_ ("area", "Segments"));
  for (guint i = 0; i < MIN (read->segments->len, MAX_EACH); i++)
    {
      const EspSegment *segment = g_ptr_array_index (read->segments, i);

      add_row (list, segment->name, "esp-segment-symbolic",
               g_strdup_printf ("segment:%s", segment->uuid));
    }
}

static void
read_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) list = user_data;
  Read *read = esp_store_read_finish (ESP_STORE (source), result, NULL);

  if (read == NULL)
    return;
  if (gtk_widget_get_root (list) != NULL)
    fill (list, read);
  read_free (read);
}

static void
activated_cb (GtkListBox *list, GtkListBoxRow *row, Shelf *shelf)
{
  const char *what = g_object_get_data (G_OBJECT (row), WHAT_KEY);

  if (what != NULL)
    shelf->func (shelf->data, what);
}

/**
 * esp_calendar_shelf_new:
 * @data: of @func; outlives the shelf
 *
 * Returns: (transfer floating): hidden at first
 */
GtkWidget *
esp_calendar_shelf_new (EspSession *session, EspCalendarShelfFunc func, gpointer data)
{
  GtkWidget *revealer = gtk_revealer_new ();
  GtkWidget *scroller = gtk_scrolled_window_new ();
  Shelf *shelf = g_new0 (Shelf, 1);

  shelf->session = session;
  shelf->func = func;
  shelf->data = data;
  shelf->list = gtk_list_box_new ();
  gtk_widget_add_css_class (shelf->list, "navigation-sidebar");
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (shelf->list), GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (shelf->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Messages and segments to put on a day"), -1);
  g_signal_connect (shelf->list, "row-activated", G_CALLBACK (activated_cb), shelf);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), shelf->list);
  gtk_widget_set_size_request (scroller, WIDTH, -1);
  gtk_revealer_set_transition_type (GTK_REVEALER (revealer), GTK_REVEALER_TRANSITION_TYPE_NONE);
  gtk_revealer_set_child (GTK_REVEALER (revealer), scroller);
  gtk_widget_set_visible (revealer, FALSE);
  g_object_set_data_full (G_OBJECT (revealer), SHELF_KEY, shelf, g_free);
  return revealer;
}

/**
 * esp_calendar_shelf_set_shown:
 */
void
esp_calendar_shelf_set_shown (GtkWidget *widget, gboolean is_shown)
{
  Shelf *shelf = g_object_get_data (G_OBJECT (widget), SHELF_KEY);

  gtk_widget_set_visible (widget, is_shown);
  gtk_revealer_set_reveal_child (GTK_REVEALER (widget), is_shown);
  if (is_shown)
    esp_store_read_async (esp_session_get_store (shelf->session), ESP_READ_PAGE, read_cb,
                          g_new0 (Read, 1), read_free, NULL, read_done_cb,
                          g_object_ref (shelf->list));
}
