/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of the canvas as screen readers meet them: invisible children over what is drawn. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-canvas-private.h"

#include <glib/gi18n.h>

/* More children than these at once help nobody: beyond, only those around the current step are there. */
#define MAX_CHILDREN 160

/* After the view stood still for so long. */
#define SETTLE_MS 120

#define ESP_TYPE_JOURNEY_NODE_CHILD (esp_journey_node_child_get_type ())
G_DECLARE_FINAL_TYPE (EspJourneyNodeChild,
                      esp_journey_node_child,
                      ESP,
                      JOURNEY_NODE_CHILD,
                      GtkWidget)

struct _EspJourneyNodeChild
{
  GtkWidget parent_instance;

  char *id;     /* (owned) (nullable) of what it stands for, whatever its number is now */
  char *label;  /* (owned) (nullable) what is said of it */
  guint32 node; /* its number in the layout */
};

G_DEFINE_FINAL_TYPE (EspJourneyNodeChild, esp_journey_node_child, GTK_TYPE_WIDGET)

static void
esp_journey_node_child_finalize (GObject *object)
{
  g_free (ESP_JOURNEY_NODE_CHILD (object)->id);
  g_free (ESP_JOURNEY_NODE_CHILD (object)->label);
  G_OBJECT_CLASS (esp_journey_node_child_parent_class)->finalize (object);
}

static void
esp_journey_node_child_class_init (EspJourneyNodeChildClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = esp_journey_node_child_finalize;
  gtk_widget_class_set_css_name (widget_class, "esp-journey-node");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LIST_ITEM);
}

static void
esp_journey_node_child_init (EspJourneyNodeChild *self)
{
  /* The pointer is the canvas's business. */
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}

static char *
make_label (EspJourneyCanvas *self, guint32 node)
{
  const EspJourneyFace *face = esp_journey_painter_get_face (self->painter, node);
  g_autoptr (GPtrArray) parts = g_ptr_array_new ();
  g_autofree char *problems = NULL;

  if (face == NULL)
    return g_strdup (esp_canvas_get_id (self, node) != NULL ? esp_canvas_get_id (self, node)
                                                            : C_ ("journey", "Entry"));
  if (face->accessible_name != NULL)
    return g_strdup (face->accessible_name);
  if (face->kind != NULL)
    g_ptr_array_add (parts, face->kind);
  if (face->title != NULL && g_strcmp0 (face->title, face->kind) != 0)
    g_ptr_array_add (parts, face->title);
  if (face->line != NULL)
    g_ptr_array_add (parts, face->line);
  if (face->here != NULL)
    g_ptr_array_add (parts, face->here);
  if (face->mark_text != NULL)
    g_ptr_array_add (parts, face->mark_text);
  if (face->is_off)
    g_ptr_array_add (parts, (gpointer) C_ ("journey step", "switched off"));
  if (face->n_problems > 0)
    {
      problems = g_strdup_printf (ngettext ("%u problem", "%u problems", face->n_problems),
                                  face->n_problems);
      g_ptr_array_add (parts, problems);
    }
  g_ptr_array_add (parts, NULL);
  return g_strjoinv (", ", (char **) parts->pdata);
}

static GtkWidget *
find_child (EspJourneyCanvas *self, guint32 node)
{
  for (guint i = 0; i < self->children->len; i++)
    if (ESP_JOURNEY_NODE_CHILD (g_ptr_array_index (self->children, i))->node == node)
      return g_ptr_array_index (self->children, i);
  return NULL;
}

/* Says what the node is now, where that is other than before. */
static void
describe_child (EspJourneyCanvas *self, EspJourneyNodeChild *child)
{
  char *label = make_label (self, child->node);

  if (g_strcmp0 (label, child->label) == 0)
    {
      g_free (label);
      return;
    }
  g_free (child->label);
  child->label = label;
  gtk_accessible_update_property (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static GtkWidget *
child_new (EspJourneyCanvas *self, const char *id)
{
  GtkWidget *child = g_object_new (ESP_TYPE_JOURNEY_NODE_CHILD, NULL);

  ESP_JOURNEY_NODE_CHILD (child)->id = g_strdup (id);
  gtk_widget_set_parent (child, GTK_WIDGET (self));
  return child;
}

static void
number_child (EspJourneyCanvas *self, EspJourneyNodeChild *child, guint32 node)
{
  child->node = node;
  gtk_accessible_update_relation (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_RELATION_POS_IN_SET,
                                  (int) node + 1, GTK_ACCESSIBLE_RELATION_SET_SIZE,
                                  (int) self->layout->nodes->len, -1);
  describe_child (self, child);
}

static gboolean
is_wanted (EspJourneyCanvas *self, const EspRect *visible, guint32 node, guint32 current)
{
  const EspRect *box = &esp_journey_layout_get_node (self->layout, node)->box;

  if (node == current)
    return TRUE;
  return box->x < visible->x + visible->width && visible->x < box->x + box->width &&
         box->y < visible->y + visible->height && visible->y < box->y + box->height;
}

/* Where people go on from each of the children, as far as that is a child too. */
static void
relate (EspJourneyCanvas *self)
{
  g_autoptr (GHashTable) by_node = g_hash_table_new (NULL, NULL);
  g_autofree GList **lists = g_new0 (GList *, self->children->len);

  for (guint i = 0; i < self->children->len; i++)
    g_hash_table_insert (by_node,
                         GUINT_TO_POINTER (
                           ESP_JOURNEY_NODE_CHILD (g_ptr_array_index (self->children, i))->node +
                           1),
                         GUINT_TO_POINTER (i + 1));
  for (guint32 i = 0; i < self->layout->wires->len; i++)
    {
      const EspJourneyWire *wire = esp_journey_layout_get_wire (self->layout, i);
      guint from =
        GPOINTER_TO_UINT (g_hash_table_lookup (by_node, GUINT_TO_POINTER (wire->from + 1)));
      guint to =
        wire->to != ESP_JOURNEY_NOWHERE
          ? GPOINTER_TO_UINT (g_hash_table_lookup (by_node, GUINT_TO_POINTER (wire->to + 1)))
          : 0;
      GtkWidget *target;

      if (from == 0 || to == 0)
        continue;
      target = g_ptr_array_index (self->children, to - 1);
      if (g_list_find (lists[from - 1], target) == NULL)
        lists[from - 1] = g_list_append (lists[from - 1], target);
    }
  for (guint i = 0; i < self->children->len; i++)
    if (lists[i] != NULL)
      {
        GValue value = G_VALUE_INIT;
        GtkAccessibleRelation relation = GTK_ACCESSIBLE_RELATION_FLOW_TO;

        gtk_accessible_relation_init_value (relation, &value);
        g_value_set_pointer (&value, lists[i]);
        gtk_accessible_update_relation_value (GTK_ACCESSIBLE (
                                                g_ptr_array_index (self->children, i)),
                                              1, &relation, &value);
        g_value_unset (&value);
      }
}

static const char *
key_of (const char *id)
{
  return id != NULL ? id : "";
}

/* The focus goes on before the child that has it goes away: keys of a widget that is nowhere are lost. */
static void
save_focus (EspJourneyCanvas *self, GHashTable *gone)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL || !ESP_IS_JOURNEY_NODE_CHILD (focus) ||
      g_hash_table_lookup (gone, key_of (ESP_JOURNEY_NODE_CHILD (focus)->id)) != focus)
    return;
  (void) esp_canvas_focus_current (self); /* FALSE: there is nothing to focus */
}

/**
 * esp_canvas_update_children:
 *
 * Makes children of the steps that are seen, and of the current one; lets the others go. Who stands for a step
 * stays with it, and so does the focus.
 */
void
esp_canvas_update_children (EspJourneyCanvas *self)
{
  EspRect visible = esp_journey_view_get_visible (&self->view);
  guint32 current = esp_canvas_get_current (self);
  g_autoptr (GHashTable) old = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) before = NULL;
  GtkWidget *last = NULL;
  guint32 n_nodes = self->layout != NULL ? self->layout->nodes->len : 0;

  g_clear_handle_id (&self->children_source, g_source_remove);
  esp_canvas_place_map (self);
  before = g_steal_pointer (&self->children);
  self->children = g_ptr_array_new ();
  for (guint i = 0; i < before->len; i++)
    g_hash_table_insert (old, (char *) key_of (ESP_JOURNEY_NODE_CHILD (before->pdata[i])->id),
                         before->pdata[i]);
  for (guint32 i = 0; i < n_nodes; i++)
    {
      const char *id = esp_canvas_get_id (self, i);
      GtkWidget *child;

      if (!is_wanted (self, &visible, i, current) ||
          (self->children->len >= MAX_CHILDREN && i != current))
        continue;
      child = g_hash_table_lookup (old, key_of (id));
      if (child != NULL)
        g_hash_table_remove (old, key_of (id));
      else
        child = child_new (self, id);
      number_child (self, ESP_JOURNEY_NODE_CHILD (child), i);
      gtk_widget_insert_after (child, GTK_WIDGET (self), last);
      last = child;
      g_ptr_array_add (self->children, child);
    }
  save_focus (self, old);
  for (guint i = 0; i < before->len; i++)
    if (g_hash_table_lookup (old, key_of (ESP_JOURNEY_NODE_CHILD (before->pdata[i])->id)) ==
        before->pdata[i])
      {
        g_hash_table_remove (old, key_of (ESP_JOURNEY_NODE_CHILD (before->pdata[i])->id));
        gtk_widget_unparent (before->pdata[i]);
      }
  if (self->layout != NULL)
    relate (self);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

/**
 * esp_canvas_describe_children:
 *
 * Says anew what the steps are that are there.
 */
void
esp_canvas_describe_children (EspJourneyCanvas *self)
{
  for (guint i = 0; i < self->children->len; i++)
    describe_child (self, g_ptr_array_index (self->children, i));
}

static gboolean
settle_cb (gpointer user_data)
{
  EspJourneyCanvas *self = user_data;

  self->children_source = 0;
  esp_canvas_update_children (self);
  return G_SOURCE_REMOVE;
}

/**
 * esp_canvas_queue_children:
 *
 * Updates the children once the view stands still: they cost nothing while it moves.
 */
void
esp_canvas_queue_children (EspJourneyCanvas *self)
{
  g_clear_handle_id (&self->children_source, g_source_remove);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->children_source = g_timeout_add (SETTLE_MS, settle_cb, self);
}

/**
 * esp_canvas_drop_children:
 */
void
esp_canvas_drop_children (EspJourneyCanvas *self)
{
  for (guint i = 0; i < self->children->len; i++)
    gtk_widget_unparent (g_ptr_array_index (self->children, i));
  g_ptr_array_set_size (self->children, 0);
}

/**
 * esp_canvas_allocate_children:
 */
void
esp_canvas_allocate_children (EspJourneyCanvas *self)
{
  for (guint i = 0; i < self->children->len; i++)
    {
      GtkWidget *child = g_ptr_array_index (self->children, i);
      const EspJourneyNode *node =
        esp_journey_layout_get_node (self->layout, ESP_JOURNEY_NODE_CHILD (child)->node);
      EspRect at = esp_journey_view_to_screen (&self->view, &node->box);
      const GtkAllocation allocation = { (int) at.x, (int) at.y, MAX ((int) at.width, 1),
                                         MAX ((int) at.height, 1) };

      gtk_widget_size_allocate (child, &allocation, -1);
    }
}

/**
 * esp_canvas_focus_current:
 *
 * Returns: whether the focus went to the current step
 */
gboolean
esp_canvas_focus_current (EspJourneyCanvas *self)
{
  guint32 current = esp_canvas_get_current (self);
  g_autoptr (GtkWidget) kept = NULL;
  GtkWidget *child;

  if (self->layout == NULL)
    return FALSE;
  if (current == ESP_JOURNEY_NOWHERE)
    current = 0;
  child = find_child (self, current);
  if (child == NULL)
    {
      esp_canvas_update_children (self);
      child = find_child (self, current);
    }
  if (child == NULL)
    return FALSE;
  kept = g_object_ref (child); /* whoever hears of the focus may change the journey */
  return gtk_widget_grab_focus (child);
}
