/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A journey as an indented list: reads, selects and edits like the canvas, and says everything in words. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-outline.h"

#include "views/journeys/esp-journey-outline-model.h"
#include "views/journeys/esp-journey-outline-row.h"
#include "views/shell/esp-focus.h"

#include <glib/gi18n.h>

struct _EspJourneyOutline
{
  GtkWidget parent_instance;

  EspSession *session;            /* the window's; outlives the outline */
  EspJourneySelection *selection; /* (owned) (nullable) */
  EspJourney *journey;            /* (owned) (nullable) */
  EspJourneyNames *names;         /* (owned) (nullable) */
  GArray *problems;               /* (owned) (nullable) */
  EspJourneyFaces *faces;         /* (owned) (nullable) */
  EspJourneyOutlineModel *model;  /* (owned) */
  GtkSingleSelection *current;    /* (owned) */
  GHashTable *bound;              /* (owned) of the lines on the screen: row → item */
  GtkWidget *scroller;
  GtkWidget *view;
  guint focus_source;
  gboolean is_syncing;
};

G_DEFINE_FINAL_TYPE (EspJourneyOutline, esp_journey_outline, GTK_TYPE_WIDGET)

/* Lines */

static gboolean
is_selected (EspJourneyOutline *self, EspJourneyOutlineItem *item)
{
  const char *const *ids =
    self->selection != NULL ? esp_journey_selection_get_ids (self->selection) : NULL;
  const char *id = esp_journey_outline_item_get_id (item);

  return esp_journey_outline_item_get_kind (item) == ESP_OUTLINE_STEP && ids != NULL &&
         g_strv_length ((char **) ids) > 1 && g_strv_contains (ids, id);
}

static void
fill (EspJourneyOutline *self, GtkWidget *row, EspJourneyOutlineItem *item)
{
  EspJourneyOutlineFacts facts = { self->journey, self->names, self->problems, self->faces };

  if (self->journey != NULL)
    esp_journey_outline_row_fill (row, item, &facts);
  esp_journey_outline_row_set_selected (row, is_selected (self, item));
}

static void
fill_all (EspJourneyOutline *self)
{
  GHashTableIter iter;
  gpointer row;
  gpointer item;

  g_hash_table_iter_init (&iter, self->bound);
  while (g_hash_table_iter_next (&iter, &row, &item))
    fill (self, row, item);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, EspJourneyOutline *self)
{
  GtkWidget *expander = gtk_tree_expander_new ();

  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), esp_journey_outline_row_new ());
  gtk_list_item_set_child (list_item, expander);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, EspJourneyOutline *self)
{
  GtkTreeExpander *expander = GTK_TREE_EXPANDER (gtk_list_item_get_child (list_item));
  GtkTreeListRow *row = gtk_list_item_get_item (list_item);
  g_autoptr (EspJourneyOutlineItem) item = gtk_tree_list_row_get_item (row);
  GtkWidget *child = gtk_tree_expander_get_child (expander);

  gtk_tree_expander_set_list_row (expander, row);
  g_hash_table_insert (self->bound, child, g_object_ref (item));
  fill (self, child, item);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, EspJourneyOutline *self)
{
  GtkTreeExpander *expander = GTK_TREE_EXPANDER (gtk_list_item_get_child (list_item));

  g_hash_table_remove (self->bound, gtk_tree_expander_get_child (expander));
  gtk_tree_expander_set_list_row (expander, NULL);
}

static EspJourneyOutlineItem *
dup_current (EspJourneyOutline *self)
{
  guint position = gtk_single_selection_get_selected (self->current);

  return position != GTK_INVALID_LIST_POSITION
           ? esp_journey_outline_model_get_item (self->model, position)
           : NULL;
}

static GtkWidget *
find_row (EspJourneyOutline *self, EspJourneyOutlineItem *wanted)
{
  GHashTableIter iter;
  gpointer row;
  gpointer item;

  g_hash_table_iter_init (&iter, self->bound);
  while (g_hash_table_iter_next (&iter, &row, &item))
    if (item == wanted)
      return row;
  return NULL;
}

/* Selection: the line here and the step there are one. */

static void
current_cb (EspJourneyOutline *self)
{
  g_autoptr (EspJourneyOutlineItem) item = NULL;

  if (self->is_syncing || self->selection == NULL)
    return;
  item = dup_current (self);
  if (item == NULL)
    return;
  self->is_syncing = TRUE;
  esp_journey_selection_set (self->selection, esp_journey_outline_item_get_id (item), FALSE);
  self->is_syncing = FALSE;
  fill_all (self);
}

static gboolean
focus_cb (gpointer user_data)
{
  EspJourneyOutline *self = user_data;
  g_autoptr (EspJourneyOutlineItem) item = dup_current (self);
  GtkWidget *row = item != NULL ? find_row (self, item) : NULL;
  GtkWidget *line = row != NULL ? gtk_widget_get_parent (gtk_widget_get_parent (row)) : self->view;

  self->focus_source = 0;
  gtk_widget_grab_focus (line);
  return G_SOURCE_REMOVE;
}

static void
show_position (EspJourneyOutline *self, guint position)
{
  GtkWidget *focus = gtk_widget_get_focus_child (GTK_WIDGET (self));

  gtk_single_selection_set_selected (self->current, position);
  if (gtk_widget_get_mapped (self->view))
    gtk_widget_activate_action (self->view, "list.scroll-to-item", "u", position);
  if (focus != NULL && self->focus_source == 0)
    self->focus_source = g_idle_add (focus_cb, self);
}

static void
follow (EspJourneyOutline *self)
{
  const char *id =
    self->selection != NULL ? esp_journey_selection_get_current (self->selection) : NULL;
  g_autoptr (EspJourneyOutlineItem) item = dup_current (self);
  guint position;

  if (self->journey == NULL)
    return;
  if (item != NULL && g_strcmp0 (esp_journey_outline_item_get_id (item), id) == 0)
    return; /* the step, or a branch of it, is the current line already */
  position = esp_journey_outline_model_find (self->model, id, -1);
  if (position == GTK_INVALID_LIST_POSITION && id != NULL)
    {
      esp_journey_outline_model_reveal (self->model, self->journey, id);
      position = esp_journey_outline_model_find (self->model, id, -1);
    }
  if (position == GTK_INVALID_LIST_POSITION)
    return;
  self->is_syncing = TRUE;
  show_position (self, position);
  self->is_syncing = FALSE;
}

static void
selection_cb (EspJourneyOutline *self)
{
  if (self->is_syncing)
    return;
  follow (self);
  fill_all (self);
}

/**
 * esp_journey_outline_set_selection:
 * @selection: shared with the canvas and the inspector
 */
void
esp_journey_outline_set_selection (EspJourneyOutline *self, EspJourneySelection *selection)
{
  g_set_object (&self->selection, selection);
  g_signal_connect_object (selection, "changed", G_CALLBACK (selection_cb), self,
                           G_CONNECT_SWAPPED);
  follow (self);
}

/**
 * esp_journey_outline_set_journey:
 *
 * Shows the journey; lines that stay keep their place, the focus and whether they are open.
 */
void
esp_journey_outline_set_journey (EspJourneyOutline *self, EspJourney *journey)
{
  EspJourney *old = self->journey; /* lines point into it until they are filled anew */
  gboolean had_focus = esp_focus_is_in (GTK_WIDGET (self));

  self->journey = esp_journey_ref (journey);
  g_clear_pointer (&self->problems, g_array_unref);
  self->is_syncing = TRUE;
  esp_journey_outline_model_set_journey (self->model, journey);
  self->is_syncing = FALSE;
  fill_all (self);
  follow (self);
  g_clear_pointer (&old, esp_journey_unref);
  /* The line that had the focus may be gone, and the focus with it; another may be there only later. */
  if (had_focus && !esp_focus_is_in (GTK_WIDGET (self)))
    (void) focus_cb (self); /* always done */
  if (had_focus && self->focus_source == 0)
    self->focus_source = g_idle_add (focus_cb, self);
}

/**
 * esp_journey_outline_set_names:
 */
void
esp_journey_outline_set_names (EspJourneyOutline *self, EspJourneyNames *names)
{
  g_clear_pointer (&self->names, esp_journey_names_unref);
  self->names = names != NULL ? esp_journey_names_ref (names) : NULL;
  fill_all (self);
}

/**
 * esp_journey_outline_set_problems:
 * @problems: (nullable) (element-type EspJourneyProblem): of the journey that is shown
 */
void
esp_journey_outline_set_problems (EspJourneyOutline *self, const GArray *problems)
{
  g_clear_pointer (&self->problems, g_array_unref);
  self->problems = problems != NULL ? g_array_ref ((GArray *) problems) : NULL;
  fill_all (self);
}

/**
 * esp_journey_outline_set_faces:
 * @faces: (nullable): with the numbers that stand on the canvas too
 */
void
esp_journey_outline_set_faces (EspJourneyOutline *self, EspJourneyFaces *faces)
{
  if (faces != NULL)
    esp_journey_faces_ref (faces);
  g_clear_pointer (&self->faces, esp_journey_faces_unref);
  self->faces = faces;
  fill_all (self);
}

/**
 * esp_journey_outline_get_branch:
 *
 * Returns: the branch whose line is current; -1 when it is the line of a step or of the entries
 */
int
esp_journey_outline_get_branch (EspJourneyOutline *self)
{
  g_autoptr (EspJourneyOutlineItem) item = dup_current (self);

  return item != NULL && esp_journey_outline_item_get_kind (item) == ESP_OUTLINE_BRANCH
           ? (int) esp_journey_outline_item_get_branch (item)
           : -1;
}

/**
 * esp_journey_outline_dup_spot:
 *
 * Returns: (transfer full): where a step is put that is added now: behind the current line
 */
EspJourneySpot *
esp_journey_outline_dup_spot (EspJourneyOutline *self)
{
  g_autoptr (EspJourneyOutlineItem) item = dup_current (self);

  if (item == NULL)
    return esp_journey_spot_new (NULL, ESP_JOURNEY_BEHIND);
  return esp_journey_spot_new (esp_journey_outline_item_get_id (item),
                               esp_journey_outline_get_branch (self));
}

/**
 * esp_journey_outline_get_rectangle:
 * @out: (out): where the current line is, for a popover
 */
gboolean
esp_journey_outline_get_rectangle (EspJourneyOutline *self, GdkRectangle *out)
{
  g_autoptr (EspJourneyOutlineItem) item = dup_current (self);
  GtkWidget *row = item != NULL ? find_row (self, item) : NULL;
  graphene_rect_t bounds;

  if (row == NULL || !gtk_widget_compute_bounds (row, GTK_WIDGET (self), &bounds))
    return FALSE;
  *out = (GdkRectangle){ (int) bounds.origin.x, (int) bounds.origin.y,
                         MIN ((int) bounds.size.width, 240), (int) bounds.size.height };
  return TRUE;
}

/**
 * esp_journey_outline_move:
 * @by: how many lines down
 * @extend: keep what is selected
 *
 * Returns: FALSE at the end
 */
gboolean
esp_journey_outline_move (EspJourneyOutline *self, int by, gboolean extend)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->current));
  guint at = gtk_single_selection_get_selected (self->current);

  for (guint next = at + (guint) by; at != GTK_INVALID_LIST_POSITION && next < n;
       next += (guint) by)
    {
      g_autoptr (EspJourneyOutlineItem) item =
        esp_journey_outline_model_get_item (self->model, next);

      if (extend && esp_journey_outline_item_get_kind (item) != ESP_OUTLINE_STEP)
        continue;
      self->is_syncing = TRUE;
      show_position (self, next);
      esp_journey_selection_set (self->selection, esp_journey_outline_item_get_id (item), extend);
      self->is_syncing = FALSE;
      fill_all (self);
      return TRUE;
    }
  return FALSE;
}

static void
activate_cb (EspJourneyOutline *self, guint position)
{
  g_autoptr (EspJourneyOutlineItem) item =
    esp_journey_outline_model_get_item (self->model, position);

  if (item != NULL)
    g_signal_emit_by_name (self, "activate", esp_journey_outline_item_get_id (item));
}

/* The menu of the line under the pointer. */
static void
pressed_cb (EspJourneyOutline *self, int n_press, double x, double y)
{
  GHashTableIter iter;
  gpointer row;
  gpointer item;

  g_hash_table_iter_init (&iter, self->bound);
  while (g_hash_table_iter_next (&iter, &row, &item))
    {
      graphene_rect_t bounds;
      GdkRectangle at = { (int) x, (int) y, 1, 1 };
      int branch = esp_journey_outline_item_get_kind (item) == ESP_OUTLINE_BRANCH
                     ? (int) esp_journey_outline_item_get_branch (item)
                     : -1;

      if (!gtk_widget_compute_bounds (row, GTK_WIDGET (self), &bounds) || y < bounds.origin.y ||
          y >= bounds.origin.y + bounds.size.height)
        continue;
      gtk_single_selection_set_selected (
        self->current,
        esp_journey_outline_model_find (self->model, esp_journey_outline_item_get_id (item),
                                        branch));
      g_signal_emit_by_name (self, "menu", esp_journey_outline_item_get_id (item), &at);
      return;
    }
}

static gboolean
esp_journey_outline_grab_focus (GtkWidget *widget)
{
  EspJourneyOutline *self = ESP_JOURNEY_OUTLINE (widget);

  (void) focus_cb (self); /* always done */
  return TRUE;
}

static void
esp_journey_outline_dispose (GObject *object)
{
  EspJourneyOutline *self = ESP_JOURNEY_OUTLINE (object);

  g_clear_handle_id (&self->focus_source, g_source_remove);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_object (&self->current);
  g_clear_pointer (&self->model, esp_journey_outline_model_free);
  g_clear_object (&self->selection);
  g_clear_pointer (&self->journey, esp_journey_unref);
  g_clear_pointer (&self->names, esp_journey_names_unref);
  g_clear_pointer (&self->problems, g_array_unref);
  g_clear_pointer (&self->faces, esp_journey_faces_unref);
  G_OBJECT_CLASS (esp_journey_outline_parent_class)->dispose (object);
}

static void
esp_journey_outline_finalize (GObject *object)
{
  g_hash_table_unref (ESP_JOURNEY_OUTLINE (object)->bound);
  G_OBJECT_CLASS (esp_journey_outline_parent_class)->finalize (object);
}

static void
esp_journey_outline_class_init (EspJourneyOutlineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_journey_outline_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_journey_outline_finalize;
  widget_class->grab_focus = esp_journey_outline_grab_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  g_signal_new ("activate", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, G_TYPE_STRING);
  g_signal_new ("menu", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 2, G_TYPE_STRING, GDK_TYPE_RECTANGLE);
  g_signal_new ("number", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_INT);
}

static void
esp_journey_outline_init (EspJourneyOutline *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkGesture *press = gtk_gesture_click_new ();

  self->bound = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self->model = esp_journey_outline_model_new ();
  self->current = gtk_single_selection_new (
    G_LIST_MODEL (g_object_ref (esp_journey_outline_model_get_rows (self->model))));
  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, 0);
  self->view = gtk_list_view_new (GTK_SELECTION_MODEL (g_object_ref (self->current)), factory);
  gtk_widget_add_css_class (self->view, "esp-outline");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Steps of the journey"), -1);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (activate_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->current, "notify::selected", G_CALLBACK (current_cb), self,
                           G_CONNECT_SWAPPED);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->view);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (press), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (press, "pressed", G_CALLBACK (pressed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (press));
}

/**
 * esp_journey_outline_new:
 */
GtkWidget *
esp_journey_outline_new (EspSession *session)
{
  EspJourneyOutline *self = g_object_new (ESP_TYPE_JOURNEY_OUTLINE, NULL);

  self->session = session;
  return GTK_WIDGET (self);
}
