/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows a rule as nested cards and hands what is done to them to the document. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-rule-tree-private.h"

#include "views/segments/esp-condition-controls.h"
#include "views/segments/esp-condition-editor.h"
#include "views/shell/esp-button.h"

#include <glib/gi18n.h>
#include <string.h>

G_DEFINE_FINAL_TYPE (EspRuleTree, esp_rule_tree, GTK_TYPE_WIDGET)

enum
{
  SAID,
  SHOW,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Does something to the part with the focus. */
static gboolean
act_by_name (EspRuleTree *self, const char *name)
{
  for (guint i = 0; i < esp_n_rule_acts; i++)
    if (g_str_equal (esp_rule_acts[i].name, name))
      esp_rule_acts[i].act (self, esp_rule_tree_current_id (self));
  return TRUE;
}

static void
action_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  EspRuleTree *self = data;
  const char *name = g_action_get_name (G_ACTION (action));

  for (guint i = 0; i < esp_n_rule_acts; i++)
    if (g_str_equal (esp_rule_acts[i].name, name))
      esp_rule_acts[i].act (self, g_variant_get_uint32 (parameter));
}

static gboolean
shortcut_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  EspRuleTree *self = ESP_RULE_TREE (widget);
  guint id = esp_rule_tree_current_id (self);

  if (id == 0)
    return FALSE;
  ((const EspRuleAct *) data)->act (self, id);
  return TRUE;
}

/* Controls. */

static void
edited_cb (EspConditionEditor *editor, gboolean merge, EspRuleTree *self)
{
  guint id = esp_rule_part_find_id (GTK_WIDGET (editor));
  EspRulePart *part = esp_rule_tree_find_part (self, id);

  self->is_editing = TRUE;
  esp_rule_doc_set_condition (self->doc, id,
                              esp_condition_copy (esp_condition_editor_get_condition (editor)),
                              merge);
  self->is_editing = FALSE;
  esp_rule_part_set_sentence (part, esp_rule_tree_find_node (self, id), self->choices);
  esp_rule_part_set_problem (part, esp_rule_doc_is_incomplete (self->doc, id)
                                     ? _ ("Something is missing here; it does not count yet.")
                                     : NULL);
}

/* Which group a drop-down of modes belongs to. */
typedef struct
{
  EspRuleTree *self; /* (unowned): an ancestor */
  guint id;
} ModeOwner;

static void
mode_cb (gpointer owner, int value)
{
  const ModeOwner *mode = owner;
  EspRuleTree *self = mode->self;

  self->focus_id = mode->id;
  esp_rule_doc_set_mode (self->doc, mode->id, (EspGroupMode) value);
}

static void
chosen_cb (GtkToggleButton *handle, EspRuleTree *self)
{
  gpointer id = GUINT_TO_POINTER (esp_rule_part_find_id (GTK_WIDGET (handle)));

  if (gtk_toggle_button_get_active (handle))
    g_hash_table_add (self->chosen, id);
  else
    g_hash_table_remove (self->chosen, id);
}

static void
add_cb (gpointer owner, EspCondition *condition)
{
  EspRuleTree *self = owner;
  guint id =
    esp_rule_doc_add (self->doc, self->adding_to, G_MAXUINT, esp_rule_node_new_leaf (condition));

  if (id == 0)
    {
      esp_rule_tree_say (self, _ ("A rule has at most 500 parts."));
      return;
    }
  esp_rule_tree_focus (self, id);
}

/* Built when it is opened: there may be many cards and hundreds of fields. */
static void
open_add_cb (GtkMenuButton *button, gpointer data)
{
  EspRuleTree *self = data;

  self->adding_to = esp_rule_part_find_id (GTK_WIDGET (button));
  gtk_menu_button_set_popover (button, esp_add_popover_new (self->choices, add_cb, self));
}

/* Dragging. */

static GdkContentProvider *
drag_prepare_cb (GtkDragSource *source, double x, double y, EspRuleTree *self)
{
  GtkWidget *handle = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));

  return gdk_content_provider_new_typed (G_TYPE_UINT, esp_rule_part_find_id (handle));
}

static void
drag_begin_cb (GtkDragSource *source, GdkDrag *drag, EspRuleTree *self)
{
  GtkWidget *handle = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  EspRulePart *part = esp_rule_tree_find_part (self, esp_rule_part_find_id (handle));
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (part->widget);

  gtk_drag_source_set_icon (source, picture, 0, 0);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, EspRuleTree *self)
{
  GtkWidget *widget = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target));
  const EspRuleNode *over = esp_rule_tree_find_node (self, esp_rule_part_find_id (widget));
  guint id = g_value_get_uint (value);
  gboolean behind = y > gtk_widget_get_height (widget) / 2.0;

  if (over == NULL)
    return FALSE;
  self->focus_id = id;
  if (over->children != NULL)
    return esp_rule_doc_move_to (self->doc, id, over->id, behind ? over->children->len : 0);
  return esp_rule_doc_move_to (self->doc, id, over->parent->id,
                               esp_rule_node_index (over) + (behind ? 1 : 0));
}

static void
make_movable (EspRuleTree *self, EspRulePart *part)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_UINT, GDK_ACTION_COPY | GDK_ACTION_MOVE);
  GtkDragSource *source;

  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, 0);
  gtk_widget_add_controller (part->widget, GTK_EVENT_CONTROLLER (target));
  if (part->handle == NULL)
    return;
  source = gtk_drag_source_new ();
  g_signal_connect_object (source, "prepare", G_CALLBACK (drag_prepare_cb), self, 0);
  g_signal_connect_object (source, "drag-begin", G_CALLBACK (drag_begin_cb), self, 0);
  gtk_widget_add_controller (part->handle, GTK_EVENT_CONTROLLER (source));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (part->handle),
                                g_hash_table_contains (self->chosen, GUINT_TO_POINTER (part->id)));
  g_signal_connect_object (part->handle, "toggled", G_CALLBACK (chosen_cb), self, 0);
}

/* Building. */

static void
keep (EspRuleTree *self, EspRulePart *part)
{
  g_hash_table_insert (self->parts, GUINT_TO_POINTER (part->id), part);
  make_movable (self, part);
}

static GtkWidget *
make_footer (EspRuleTree *self, const EspRuleNode *node, EspRulePart *part)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *group = esp_button_new (_ ("Add _Group"));

  part->add = gtk_menu_button_new ();
  gtk_menu_button_set_label (GTK_MENU_BUTTON (part->add), _ ("Add Condition"));
  gtk_widget_add_css_class (part->add, "flat");
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (part->add), open_add_cb, self, NULL);
  gtk_widget_add_css_class (group, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (group), "rule.add-group");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (group), "u", node->id);
  gtk_box_append (GTK_BOX (box), part->add);
  gtk_box_append (GTK_BOX (box), group);
  return box;
}

static GtkWidget *build_node (EspRuleTree *self, const EspRuleNode *node, guint level);

static GtkWidget *
build_card (EspRuleTree *self, const EspRuleNode *node, guint level)
{
  GtkWidget *children;
  EspRulePart *part = esp_rule_part_new_card (node, level, &children);
  ModeOwner *owner = g_new0 (ModeOwner, 1);
  GtkWidget *mode =
    esp_pick_new (_ ("How the conditions of this group go together"), mode_cb, owner);
  GtkWidget *header = gtk_widget_get_first_child (part->widget);

  *owner = (ModeOwner){ self, node->id };
  g_object_set_data_full (G_OBJECT (mode), "owner", owner, g_free);
  for (int i = 0; i < ESP_N_GROUP_MODES; i++)
    esp_pick_add (mode, esp_words_mode ((EspGroupMode) i), i);
  esp_pick_finish (mode, (int) node->mode);
  gtk_box_insert_child_after (GTK_BOX (header), mode, part->handle);
  for (guint i = 0; i < node->children->len; i++)
    gtk_box_append (GTK_BOX (children),
                    build_node (self, esp_rule_node_child (node, i), level + 1));
  gtk_box_append (GTK_BOX (part->widget), make_footer (self, node, part));
  keep (self, part);
  return part->widget;
}

static GtkWidget *
build_node (EspRuleTree *self, const EspRuleNode *node, guint level)
{
  EspRulePart *part;

  if (node->children != NULL)
    return build_card (self, node, level);
  part =
    esp_rule_part_new_line (node, self->choices, esp_rule_doc_is_incomplete (self->doc, node->id));
  g_signal_connect_object (part->editor, "changed", G_CALLBACK (edited_cb), self, 0);
  keep (self, part);
  return part->widget;
}

static void
rebuild (EspRuleTree *self)
{
  guint focus_id = self->focus_id != 0 ? self->focus_id : esp_rule_tree_current_id (self);

  g_hash_table_remove_all (self->parts);
  g_clear_pointer (&self->child, gtk_widget_unparent);
  if (self->choices == NULL)
    return;
  self->child = build_card (self, esp_rule_doc_get_rule (self->doc)->root, 1);
  gtk_widget_set_parent (self->child, GTK_WIDGET (self));
  self->focus_id = 0;
  if (focus_id != 0)
    esp_rule_tree_focus (self, focus_id);
}

static void
changed_cb (EspRuleDoc *doc, EspRuleTree *self)
{
  if (!self->is_editing)
    rebuild (self);
}

static void
esp_rule_tree_dispose (GObject *object)
{
  EspRuleTree *self = ESP_RULE_TREE (object);

  g_clear_pointer (&self->child, gtk_widget_unparent);
  g_hash_table_remove_all (self->parts);
  g_clear_object (&self->doc);
  g_clear_object (&self->actions);
  G_OBJECT_CLASS (esp_rule_tree_parent_class)->dispose (object);
}

static void
esp_rule_tree_finalize (GObject *object)
{
  EspRuleTree *self = ESP_RULE_TREE (object);

  g_hash_table_unref (self->parts);
  g_hash_table_unref (self->chosen);
  G_OBJECT_CLASS (esp_rule_tree_parent_class)->finalize (object);
}

static void
esp_rule_tree_class_init (EspRuleTreeClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_rule_tree_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_rule_tree_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "esp-rule-tree");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  signals[SAID] = g_signal_new ("said", ESP_TYPE_RULE_TREE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SHOW] = g_signal_new ("show-part", ESP_TYPE_RULE_TREE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  for (guint i = 0; i < esp_n_rule_acts; i++)
    if (esp_rule_acts[i].trigger != NULL)
      {
        g_autoptr (GtkShortcut) shortcut =
          gtk_shortcut_new (gtk_shortcut_trigger_parse_string (esp_rule_acts[i].trigger),
                            gtk_callback_action_new (shortcut_cb, (gpointer) &esp_rule_acts[i],
                                                     NULL));

        gtk_widget_class_add_shortcut (widget_class, shortcut);
      }
}

/* Entries would take these keys for writing over and for selecting what stands there. */
static gboolean
key_cb (GtkEventControllerKey *controller,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        EspRuleTree *self)
{
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();

  if (keyval == GDK_KEY_Insert && modifiers == 0)
    return act_by_name (self, "add");
  if (keyval == GDK_KEY_slash && modifiers == GDK_CONTROL_MASK)
    return act_by_name (self, "disable");
  return FALSE;
}

static void
esp_rule_tree_init (EspRuleTree *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (key_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  self->parts = g_hash_table_new_full (NULL, NULL, NULL, esp_rule_part_free);
  self->chosen = g_hash_table_new (NULL, NULL);
  self->actions = g_simple_action_group_new ();
  for (guint i = 0; i < esp_n_rule_acts; i++)
    {
      g_autoptr (GSimpleAction) action =
        g_simple_action_new (esp_rule_acts[i].name, G_VARIANT_TYPE_UINT32);

      g_signal_connect_object (action, "activate", G_CALLBACK (action_cb), self, 0);
      g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
    }
  gtk_widget_insert_action_group (GTK_WIDGET (self), "rule", G_ACTION_GROUP (self->actions));
}

/**
 * esp_rule_tree_new:
 */
GtkWidget *
esp_rule_tree_new (EspRuleDoc *doc)
{
  EspRuleTree *self = g_object_new (ESP_TYPE_RULE_TREE, NULL);

  self->doc = g_object_ref (doc);
  g_signal_connect_object (doc, "changed", G_CALLBACK (changed_cb), self, 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Rule"),
                                  -1);
  return GTK_WIDGET (self);
}

/**
 * esp_rule_tree_set_choices:
 * @choices: kept alive by the caller until others are set
 *
 * Shows the rule; before the first choices nothing is shown.
 */
void
esp_rule_tree_set_choices (EspRuleTree *self, const EspSegmentChoices *choices)
{
  self->choices = choices;
  rebuild (self);
}

static void
show_share (EspRulePart *part, const EspSegmentRow *row, const EspSegmentCount *count)
{
  const char *about = count->is_estimate ? "≈" : "";
  g_autofree char *alone = esp_format_count ((gint64) row->n_alone);
  g_autofree char *share = esp_format_share ((gint64) row->n_alone, (gint64) count->n_leads);
  g_autofree char *change = esp_format_count (row->effect);
  g_autofree char *effect =
    row->has_effect ? g_strconcat (row->effect > 0 ? "+" : "", change, NULL) : NULL;
  g_autofree char *text = NULL;
  g_autofree char *tip = NULL;

  if (!row->is_active)
    {
      gtk_label_set_text (GTK_LABEL (part->share), _ ("turned off"));
      gtk_widget_set_tooltip_text (part->share, NULL);
      return;
    }
  text = effect != NULL && row->effect != 0 ? g_strdup_printf ("%s%s\n%s", about, share, effect)
                                            : g_strdup_printf ("%s%s", about, share);
  tip = effect != NULL
          ? g_strdup_printf (_ ("%s leads match this by itself. It changes the size by %s."), alone,
                             effect)
          : g_strdup_printf (_ ("%s leads match this by itself."), alone);
  gtk_label_set_text (GTK_LABEL (part->share), text);
  gtk_widget_set_tooltip_text (part->share, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (part->share), GTK_ACCESSIBLE_PROPERTY_LABEL, tip,
                                  -1);
}

/**
 * esp_rule_tree_set_count:
 * @count: (nullable): %NULL takes the shares away
 */
void
esp_rule_tree_set_count (EspRuleTree *self, const EspSegmentCount *count)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->parts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      EspRulePart *part = value;
      const EspSegmentRow *row =
        count != NULL ? esp_segment_count_find_row (count, part->id) : NULL;
      const EspRuleNode *node = esp_rule_tree_find_node (self, part->id);

      if (row != NULL && node != NULL && node->parent != NULL)
        show_share (part, row, count);
      else
        gtk_label_set_text (GTK_LABEL (part->share), "");
    }
}

/**
 * esp_rule_tree_set_problems:
 * @problems: (element-type EspRuleProblem)
 */
void
esp_rule_tree_set_problems (EspRuleTree *self, const GArray *problems)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->parts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      EspRulePart *part = value;
      gboolean incomplete = esp_rule_doc_is_incomplete (self->doc, part->id);
      const char *text =
        incomplete ? _ ("Something is missing here; it does not count yet.") : NULL;

      for (guint i = 0; text == NULL && i < problems->len; i++)
        {
          const EspRuleProblem *problem = &g_array_index (problems, EspRuleProblem, i);

          /* Both sides of a contradiction show it. */
          if (problem->node->id == part->id ||
              (problem->other != NULL && problem->code == ESP_RULE_PROBLEM_CONTRADICTION &&
               problem->other->id == part->id))
            text = esp_words_problem (problem->code);
        }
      esp_rule_part_set_problem (part, text);
    }
}

/**
 * esp_rule_tree_set_verdicts:
 * @verdicts: (nullable) (element-type EspRuleVerdict): of the lead that is tested
 */
void
esp_rule_tree_set_verdicts (EspRuleTree *self, const GArray *verdicts)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->parts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((EspRulePart *) value)->verdict != NULL)
      gtk_widget_set_visible (((EspRulePart *) value)->verdict, FALSE);
  for (guint i = 0; verdicts != NULL && i < verdicts->len; i++)
    {
      const EspRuleVerdict *verdict = &g_array_index (verdicts, EspRuleVerdict, i);
      EspRulePart *part = esp_rule_tree_find_part (self, verdict->node->id);
      g_autofree char *text = NULL;

      if (part == NULL || part->verdict == NULL || !verdict->is_active)
        continue;
      text = g_strdup_printf ("%s %s", verdict->matches ? "✓" : "✗",
                              verdict->value != NULL ? verdict->value : _ ("unknown"));
      gtk_label_set_text (GTK_LABEL (part->verdict), text);
      gtk_widget_set_tooltip_text (part->verdict, verdict->value);
      gtk_widget_remove_css_class (part->verdict, verdict->matches ? "error" : "success");
      gtk_widget_add_css_class (part->verdict, verdict->matches ? "success" : "error");
      gtk_widget_set_visible (part->verdict, TRUE);
    }
}

/**
 * esp_rule_tree_focus:
 *
 * Puts the focus on a part: on its first value when it still lacks one.
 */
void
esp_rule_tree_focus (EspRuleTree *self, guint id)
{
  EspRulePart *part = esp_rule_tree_find_part (self, id);

  if (part == NULL)
    return;
  if (part->editor != NULL && esp_rule_doc_is_incomplete (self->doc, id))
    gtk_widget_grab_focus (part->editor);
  else
    gtk_widget_grab_focus (part->widget);
}

static guint
next_problem (EspRuleTree *self, const EspRuleNode *node, guint after, gboolean *passed)
{
  const EspRulePart *part = esp_rule_tree_find_part (self, node->id);
  guint found = 0;

  if (*passed && part != NULL && part->has_problem)
    return node->id;
  if (node->id == after)
    *passed = TRUE;
  for (guint i = 0; found == 0 && node->children != NULL && i < node->children->len; i++)
    found = next_problem (self, esp_rule_node_child (node, i), after, passed);
  return found;
}

/**
 * esp_rule_tree_focus_next_problem:
 *
 * Goes to the next part with a problem behind the focus, and round again from the top.
 */
void
esp_rule_tree_focus_next_problem (EspRuleTree *self)
{
  const EspRuleNode *root = esp_rule_doc_get_rule (self->doc)->root;
  guint after = esp_rule_tree_current_id (self);
  gboolean passed = after == 0;
  guint id = next_problem (self, root, after, &passed);

  passed = TRUE;
  if (id == 0)
    id = next_problem (self, root, 0, &passed);
  if (id != 0)
    esp_rule_tree_focus (self, id);
  else
    esp_rule_tree_say (self, _ ("There are no problems."));
}

/**
 * esp_rule_tree_add_condition:
 *
 * Opens the list of new conditions for the group around the focus.
 */
void
esp_rule_tree_add_condition (EspRuleTree *self)
{
  (void) act_by_name (self, "add");
}
