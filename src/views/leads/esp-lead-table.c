/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the lead list: where the keyboard is, and what the pointer does on them. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-table-private.h"

#include "views/leads/esp-lead-columns.h"

#include <glib/gi18n.h>

enum
{
  SORT_CHANGED,
  LAYOUT_CHANGED,
  OPEN,
  MENU,
  CURSOR_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (EspLeadTable, esp_lead_table, GTK_TYPE_WIDGET)

/* The pointer */

static GtkListItem *
item_of_row (GtkWidget *row)
{
  GtkWidget *cell = gtk_widget_get_first_child (row);
  GtkWidget *content = cell != NULL ? gtk_widget_get_first_child (cell) : NULL;

  return content != NULL ? g_object_get_data (G_OBJECT (content), ESP_LEAD_ITEM_KEY) : NULL;
}

/* The row that a widget is or is inside of. */
static GtkListItem *
item_around (EspLeadTable *self, GtkWidget *widget, GtkWidget **out_row)
{
  for (; widget != NULL && widget != GTK_WIDGET (self->view);
       widget = gtk_widget_get_parent (widget))
    if (g_str_equal (gtk_widget_get_css_name (widget), "row"))
      {
        *out_row = widget;
        return item_of_row (widget);
      }
  return NULL;
}

static GtkListItem *
item_at (EspLeadTable *self, double x, double y, GtkWidget **out_row)
{
  GtkWidget *widget = gtk_widget_pick (GTK_WIDGET (self->view), x, y, GTK_PICK_DEFAULT);

  return item_around (self, widget, out_row);
}

static void
tell_menu (EspLeadTable *self, guint position, double x, double y)
{
  double to_x, to_y;

  if (gtk_widget_translate_coordinates (GTK_WIDGET (self->view), GTK_WIDGET (self), x, y, &to_x,
                                        &to_y))
    g_signal_emit (self, signals[MENU], 0, position, to_x, to_y);
}

static void
secondary_cb (GtkGestureClick *gesture, int n, double x, double y, EspLeadTable *self)
{
  GtkWidget *row = NULL;
  GtkListItem *item = item_at (self, x, y, &row);

  if (item == NULL)
    return;
  /* The focus comes back here when the menu closes. */
  (void) gtk_widget_grab_focus (row); /* without it the menu works too */
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  tell_menu (self, gtk_list_item_get_position (item), x, y);
}

static void
middle_cb (GtkGestureClick *gesture, int n, double x, double y, EspLeadTable *self)
{
  GtkWidget *row = NULL;
  GtkListItem *item = item_at (self, x, y, &row);

  if (item != NULL)
    g_signal_emit (self, signals[OPEN], 0, gtk_list_item_get_position (item), TRUE);
}

static void
activate_cb (EspLeadTable *self, guint position)
{
  if (!esp_lead_table_edit_cell (self))
    g_signal_emit (self, signals[OPEN], 0, position, FALSE);
}

static void
add_click (EspLeadTable *self, guint button, GCallback callback)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), button);
  /* Not when it is pressed: a menu would swallow the release, and the row stay sunk. */
  g_signal_connect_object (click, "released", callback, self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (click));
}

static void
esp_lead_table_dispose (GObject *object)
{
  EspLeadTable *self = ESP_LEAD_TABLE (object);

  g_clear_handle_id (&self->scroll_id, g_source_remove);
  g_clear_handle_id (&self->fill_id, g_source_remove);
  esp_lead_table_detach_columns (self);
  esp_lead_table_stop_edit (self);
  if (self->view != NULL)
    gtk_column_view_set_model (self->view, NULL);
  self->view = NULL;
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->list);
  g_clear_pointer (&self->shown, esp_lead_view_free);
  G_OBJECT_CLASS (esp_lead_table_parent_class)->dispose (object);
}

/* After the first frame: making two hundred rows, as many as the toolkit always keeps, takes longer than
 * all the rest of the window. */
static gboolean
fill_cb (gpointer user_data)
{
  EspLeadTable *self = user_data;

  self->fill_id = 0;
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->selection));
  return G_SOURCE_REMOVE;
}

static gboolean
first_frame_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  EspLeadTable *self = ESP_LEAD_TABLE (widget);

  self->fill_id = g_idle_add_full (GDK_PRIORITY_REDRAW + 1, fill_cb, self, NULL);
  return G_SOURCE_REMOVE;
}

static void
esp_lead_table_map (GtkWidget *widget)
{
  EspLeadTable *self = ESP_LEAD_TABLE (widget);

  GTK_WIDGET_CLASS (esp_lead_table_parent_class)->map (widget);
  if (gtk_column_view_get_model (self->view) == NULL && self->fill_id == 0)
    (void) gtk_widget_add_tick_callback (widget, first_frame_cb, NULL, NULL); /* once */
}

static void
esp_lead_table_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (esp_lead_table_parent_class)->root (widget);
  esp_lead_table_follow_focus (ESP_LEAD_TABLE (widget));
}

static gboolean
esp_lead_table_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (ESP_LEAD_TABLE (widget)->view));
}

static void
esp_lead_table_class_init (EspLeadTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_lead_table_dispose;
  widget_class->grab_focus = esp_lead_table_grab_focus;
  widget_class->root = esp_lead_table_root;
  widget_class->map = esp_lead_table_map;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  signals[SORT_CHANGED] = g_signal_new ("sort-changed", ESP_TYPE_LEAD_TABLE, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[LAYOUT_CHANGED] = g_signal_new ("layout-changed", ESP_TYPE_LEAD_TABLE, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CURSOR_CHANGED] = g_signal_new ("cursor-changed", ESP_TYPE_LEAD_TABLE, G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[OPEN] = g_signal_new ("open", ESP_TYPE_LEAD_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_BOOLEAN);
  signals[MENU] = g_signal_new ("menu", ESP_TYPE_LEAD_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
}

static void
esp_lead_table_init (EspLeadTable *self)
{
  self->shown = esp_lead_view_new ();
  self->shown->columns = esp_lead_columns_default ();
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  gtk_column_view_set_reorderable (self->view, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "data-table");
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "esp-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Leads"), -1);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), GTK_WIDGET (self->view));
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}

/**
 * esp_lead_table_new:
 *
 * Returns: (transfer floating): the rows of @list
 */
GtkWidget *
esp_lead_table_new (EspSession *session, EspLeadList *list, EspLeadSelection *selection)
{
  EspLeadTable *self = g_object_new (ESP_TYPE_LEAD_TABLE, NULL);

  self->session = session;
  self->list = g_object_ref (list);
  self->selection = g_object_ref (selection);
  esp_lead_table_attach_columns (self);
  esp_lead_table_attach_edit (self);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (activate_cb), self,
                           G_CONNECT_SWAPPED);
  add_click (self, GDK_BUTTON_SECONDARY, G_CALLBACK (secondary_cb));
  add_click (self, GDK_BUTTON_MIDDLE, G_CALLBACK (middle_cb));
  return GTK_WIDGET (self);
}

/**
 * esp_lead_table_get_row_at:
 * @x: in the coordinates of esp_lead_table_get_view_widget()
 *
 * Returns: whether a row is there, and which
 */
gboolean
esp_lead_table_get_row_at (EspLeadTable *self, double x, double y, guint *out_position)
{
  GtkWidget *row = NULL;
  GtkListItem *item = item_at (self, x, y, &row);

  if (item != NULL)
    *out_position = gtk_list_item_get_position (item);
  return item != NULL;
}

/**
 * esp_lead_table_get_cursor:
 *
 * Returns: whether the keyboard is on a row, and which
 */
gboolean
esp_lead_table_get_cursor (EspLeadTable *self, guint *out_position)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row;
  GtkListItem *item;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->view)))
    return FALSE;
  item = item_around (self, focus, &row);
  if (item == NULL)
    return FALSE;
  *out_position = gtk_list_item_get_position (item);
  return TRUE;
}

/* After the rows have their places: what lays them out holds on to the row that was on top. */
static gboolean
scroll_up_cb (gpointer user_data)
{
  EspLeadTable *self = user_data;
  GtkScrolledWindow *scroller = GTK_SCROLLED_WINDOW (self->scroller);

  self->scroll_id = 0;
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (scroller), 0);
  return G_SOURCE_REMOVE;
}

/**
 * esp_lead_table_scroll_up:
 *
 * Shows the first row: after another order or another filter nobody looks for the row that was there.
 */
void
esp_lead_table_scroll_up (EspLeadTable *self)
{
  if (self->scroll_id == 0)
    self->scroll_id = g_idle_add (scroll_up_cb, self);
}

/**
 * esp_lead_table_open_menu_at_cursor:
 *
 * Asks for the menu of the row that the keyboard is on.
 */
void
esp_lead_table_open_menu_at_cursor (EspLeadTable *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *row = NULL;
  GtkListItem *item = focus != NULL ? item_around (self, focus, &row) : NULL;
  double x, y;

  if (item != NULL && gtk_widget_translate_coordinates (row, GTK_WIDGET (self->view), WIDTH_CHECK,
                                                        gtk_widget_get_height (row), &x, &y))
    tell_menu (self, gtk_list_item_get_position (item), x, y);
}

/**
 * esp_lead_table_get_view_widget:
 *
 * Returns: (transfer none): the widget that takes the keys of the rows
 */
GtkWidget *
esp_lead_table_get_view_widget (EspLeadTable *self)
{
  g_return_val_if_fail (ESP_IS_LEAD_TABLE (self), NULL);

  return GTK_WIDGET (self->view);
}
