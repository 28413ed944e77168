/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The edit mode of the lead table: a cursor that stands on one cell, and the editor that opens over it. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-table-private.h"

#include "views/leads/esp-lead-cell-editor.h"
#include "views/leads/esp-lead-columns.h"
#include "views/leads/esp-lead-format.h"

#include <glib/gi18n.h>

#define CURSOR_CLASS "esp-cell-cursor"

/* The row that the keyboard is on, a widget of the toolkit's. */
static GtkWidget *
find_row (EspLeadTable *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *widget = root != NULL ? gtk_root_get_focus (root) : NULL;

  for (; widget != NULL && widget != GTK_WIDGET (self->view);
       widget = gtk_widget_get_parent (widget))
    if (g_str_equal (gtk_widget_get_css_name (widget), "row"))
      return widget;
  return NULL;
}

/* The cell of a column; the first cell of a row is the box that chooses it. */
static GtkWidget *
cell_of (GtkWidget *row, guint column)
{
  GtkWidget *cell = row != NULL ? gtk_widget_get_first_child (row) : NULL;

  for (guint i = 0; cell != NULL && i <= column; i++)
    cell = gtk_widget_get_next_sibling (cell);
  return cell;
}

static guint
count_columns (EspLeadTable *self)
{
  guint n = g_list_model_get_n_items (gtk_column_view_get_columns (self->view));

  return n > 0 ? n - 1 : 0;
}

static void
unmark (EspLeadTable *self)
{
  if (self->marked != NULL)
    gtk_widget_remove_css_class (self->marked, CURSOR_CLASS);
  g_clear_weak_pointer (&self->marked);
}

static void
mark (EspLeadTable *self)
{
  GtkWidget *cell = self->is_editing ? cell_of (find_row (self), self->edit_column) : NULL;

  if (cell == self->marked)
    return;
  unmark (self);
  g_set_weak_pointer (&self->marked, cell);
  if (cell != NULL)
    gtk_widget_add_css_class (cell, CURSOR_CLASS);
}

/* What the cell under the cursor says, for those who do not see it. */
static void
announce_cell (EspLeadTable *self, GtkListItem *item)
{
  g_autoptr (GtkColumnViewColumn) column =
    g_list_model_get_item (gtk_column_view_get_columns (self->view), self->edit_column + 1);
  EspLeadRow *row = gtk_list_item_get_item (item);
  g_autofree char *text = NULL;
  g_autofree char *sentence = NULL;

  if (column == NULL || row == NULL)
    return;
  text = esp_lead_format_cell (self->session, row,
                               g_object_get_data (G_OBJECT (column), ESP_LEAD_COLUMN_KEY));
  sentence = g_strdup_printf ("%s: %s", gtk_column_view_column_get_title (column),
                              *text != '\0' ? text : _ ("empty"));
  esp_session_announce (self->session, sentence, FALSE);
}

static GtkListItem *
item_of (GtkWidget *row)
{
  GtkWidget *content = cell_of (row, 0);

  content = content != NULL ? gtk_widget_get_first_child (content) : NULL;
  return content != NULL ? g_object_get_data (G_OBJECT (content), ESP_LEAD_ITEM_KEY) : NULL;
}

/* Returns: whether there is a column that way */
static gboolean
move (EspLeadTable *self, int step)
{
  guint n = count_columns (self);
  GtkWidget *row = find_row (self);
  GtkListItem *item = row != NULL ? item_of (row) : NULL;

  if ((step < 0 && self->edit_column == 0) || (step > 0 && self->edit_column + 1 >= n))
    return FALSE;
  self->edit_column += (guint) step;
  mark (self);
  if (item != NULL)
    announce_cell (self, item);
  return TRUE;
}

static void begin (EspLeadTable *self);

/* Goes on in the same row, or at the beginning of the next one, where a field can be edited. */
static void
done_cb (EspLeadCellEditor *editor, int step, EspLeadTable *self)
{
  GtkWidget *row = self->edited_row;

  if (row == NULL || gtk_widget_get_parent (row) == NULL)
    return;
  if (step > 0 && self->edit_column + 1 >= count_columns (self))
    {
      row = gtk_widget_get_next_sibling (row);
      self->edit_column = 0;
    }
  else if (step < 0 && self->edit_column == 0)
    step = 0;
  else
    self->edit_column += (guint) step;
  if (row == NULL)
    return;
  (void) gtk_widget_grab_focus (row); /* it is shown and can be focused */
  mark (self);
  if (step != 0)
    begin (self);
}

static const EspField *
field_at (EspLeadTable *self, const EspLead *lead)
{
  g_autoptr (GtkColumnViewColumn) column =
    g_list_model_get_item (gtk_column_view_get_columns (self->view), self->edit_column + 1);
  const char *id =
    column != NULL ? g_object_get_data (G_OBJECT (column), ESP_LEAD_COLUMN_KEY) : NULL;
  int index = id != NULL ? esp_fields_find (lead->fields, id) : -1;

  if (index < 0 || !esp_fields_get (lead->fields, (guint) index)->is_editable)
    return NULL;
  return esp_fields_get (lead->fields, (guint) index);
}

/* Opens the editor over the cell under the cursor. */
static void
begin (EspLeadTable *self)
{
  GtkWidget *row = find_row (self);
  GtkListItem *item = row != NULL ? item_of (row) : NULL;
  GtkWidget *cell = row != NULL ? cell_of (row, self->edit_column) : NULL;
  const EspLead *lead = item != NULL ? esp_lead_row_get_lead (gtk_list_item_get_item (item)) : NULL;
  const EspField *field = lead != NULL ? field_at (self, lead) : NULL;
  GtkWidget *editor;
  graphene_rect_t bounds;

  if (lead == NULL || cell == NULL || !gtk_widget_compute_bounds (cell, GTK_WIDGET (self), &bounds))
    return;
  if (field == NULL)
    {
      esp_session_toast (self->session, _ ("This column is counted by Espalier and not edited"));
      return;
    }
  editor = esp_lead_cell_editor_new (self->session, lead, field);
  g_set_weak_pointer (&self->edited_row, row);
  g_signal_connect_object (editor, "done", G_CALLBACK (done_cb), self, 0);
  esp_lead_cell_editor_open (ESP_LEAD_CELL_EDITOR (editor), GTK_WIDGET (self),
                             &(GdkRectangle){ (int) bounds.origin.x, (int) bounds.origin.y,
                                              (int) bounds.size.width, (int) bounds.size.height });
}

static gboolean
key_cb (GtkEventControllerKey *controller,
        guint key,
        guint code,
        GdkModifierType state,
        EspLeadTable *self)
{
  if (!self->is_editing || find_row (self) == NULL ||
      (state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  switch (key)
    {
    case GDK_KEY_F2:
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      begin (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_Left:
      return move (self, -1) ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
    case GDK_KEY_Right:
      return move (self, 1) ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/* The pointer puts the cursor on a cell; a double click edits it. */
static void
pressed_cb (GtkGestureClick *gesture, int n, double x, double y, EspLeadTable *self)
{
  GtkWidget *widget = gtk_widget_pick (GTK_WIDGET (self->view), x, y, GTK_PICK_DEFAULT);

  if (!self->is_editing)
    return;
  for (; widget != NULL && widget != GTK_WIDGET (self->view);
       widget = gtk_widget_get_parent (widget))
    if (g_str_equal (gtk_widget_get_css_name (widget), "cell"))
      {
        guint at = 0;

        for (GtkWidget *before = gtk_widget_get_prev_sibling (widget); before != NULL;
             before = gtk_widget_get_prev_sibling (before))
          at++;
        if (at > 0)
          self->edit_column = at - 1;
        mark (self);
        return;
      }
}

static void
focus_cb (EspLeadTable *self)
{
  mark (self);
  g_signal_emit_by_name (self, "cursor-changed");
}

/**
 * esp_lead_table_attach_edit:
 *
 * Begins to listen to keys and the pointer; they do nothing until the mode is on.
 */
void
esp_lead_table_attach_edit (EspLeadTable *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_object (click, "pressed", G_CALLBACK (pressed_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self->view), GTK_EVENT_CONTROLLER (click));
}

/**
 * esp_lead_table_follow_focus:
 *
 * The table came into a window: the cursor follows the focus there.
 */
void
esp_lead_table_follow_focus (EspLeadTable *self)
{
  g_signal_connect_object (gtk_widget_get_root (GTK_WIDGET (self)), "notify::focus-widget",
                           G_CALLBACK (focus_cb), self, G_CONNECT_SWAPPED);
}

/**
 * esp_lead_table_stop_edit:
 *
 * Lets go of the widgets that the cursor stood on.
 */
void
esp_lead_table_stop_edit (EspLeadTable *self)
{
  unmark (self);
  g_clear_weak_pointer (&self->edited_row);
}

/**
 * esp_lead_table_edit_cell:
 *
 * Opens the editor over the cell under the cursor, in edit mode.
 *
 * Returns: whether the mode is on
 */
gboolean
esp_lead_table_edit_cell (EspLeadTable *self)
{
  if (self->is_editing)
    begin (self);
  return self->is_editing;
}

/**
 * esp_lead_table_set_editing:
 *
 * In edit mode a cell has the cursor; F2 and Enter edit it. Off, browsing cannot change anything.
 */
void
esp_lead_table_set_editing (EspLeadTable *self, gboolean is_editing)
{
  g_return_if_fail (ESP_IS_LEAD_TABLE (self));

  if (self->is_editing == is_editing)
    return;
  self->is_editing = is_editing;
  if (self->edit_column >= count_columns (self))
    self->edit_column = 0;
  if (is_editing && find_row (self) == NULL)
    (void) gtk_widget_grab_focus (GTK_WIDGET (self->view)); /* an empty list takes none */
  mark (self);
}
