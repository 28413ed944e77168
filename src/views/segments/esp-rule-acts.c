/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done to the parts of a rule, by menu and by key. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-rule-tree-private.h"

#include "engine/segment/esp-rule-names.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * esp_rule_tree_say:
 *
 * Asks for @text to be read out.
 */
void
esp_rule_tree_say (EspRuleTree *self, const char *text)
{
  g_signal_emit_by_name (self, "said", text);
}

/**
 * esp_rule_tree_find_part:
 *
 * Returns: (transfer none) (nullable): the line that shows the node @id
 */
EspRulePart *
esp_rule_tree_find_part (EspRuleTree *self, guint id)
{
  return g_hash_table_lookup (self->parts, GUINT_TO_POINTER (id));
}

/**
 * esp_rule_tree_find_node:
 *
 * Returns: (transfer none) (nullable): the node @id of the rule
 */
const EspRuleNode *
esp_rule_tree_find_node (EspRuleTree *self, guint id)
{
  return esp_rule_find (esp_rule_doc_get_rule (self->doc), id);
}

/**
 * esp_rule_tree_current_id:
 *
 * Returns: the node whose line has the focus, or had it last; 0 is none
 */
guint
esp_rule_tree_current_id (EspRuleTree *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self))
           ? esp_rule_part_find_id (focus)
           : 0;
}

/* What an act is done to: the chosen parts if the part is one of them, else the part alone. */
static GArray *
targets (EspRuleTree *self, guint id)
{
  GArray *ids = g_array_new (FALSE, FALSE, sizeof (guint));
  GHashTableIter iter;
  gpointer key;

  g_array_append_val (ids, id);
  if (!g_hash_table_contains (self->chosen, GUINT_TO_POINTER (id)))
    return ids;
  g_hash_table_iter_init (&iter, self->chosen);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      guint other = GPOINTER_TO_UINT (key);

      if (other != id)
        g_array_append_val (ids, other);
    }
  return ids;
}

static void
act_remove (EspRuleTree *self, guint id)
{
  g_autoptr (GArray) ids = targets (self, id);
  const EspRuleNode *node = esp_rule_tree_find_node (self, id);

  if (node == NULL || node->parent == NULL)
    return;
  self->focus_id =
    node->parent->children->len > 1
      ? esp_rule_node_child (node->parent,
                             esp_rule_node_index (node) > 0 ? esp_rule_node_index (node) - 1 : 1)
          ->id
      : node->parent->id;
  esp_rule_doc_remove (self->doc, (const guint *) (gpointer) ids->data, ids->len);
}

static void
act_disable (EspRuleTree *self, guint id)
{
  g_autoptr (GArray) ids = targets (self, id);

  self->focus_id = id;
  esp_rule_doc_toggle_disabled (self->doc, (const guint *) (gpointer) ids->data, ids->len);
}

static void
act_group (EspRuleTree *self, guint id)
{
  g_autoptr (GArray) ids = targets (self, id);

  self->focus_id = id;
  if (esp_rule_doc_group (self->doc, (const guint *) (gpointer) ids->data, ids->len) == 0)
    esp_rule_tree_say (self, _ ("Groups nest at most six deep."));
}

static void
act_ungroup (EspRuleTree *self, guint id)
{
  const EspRuleNode *node = esp_rule_tree_find_node (self, id);

  if (node != NULL && node->children == NULL && node->parent != NULL)
    id = node->parent->id;
  node = esp_rule_tree_find_node (self, id);
  if (node == NULL || node->parent == NULL)
    return;
  self->focus_id = node->children->len > 0 ? esp_rule_node_child (node, 0)->id : node->parent->id;
  esp_rule_doc_ungroup (self->doc, id);
}

static void
act_duplicate (EspRuleTree *self, guint id)
{
  guint copy = esp_rule_doc_duplicate (self->doc, id);

  if (copy != 0)
    esp_rule_tree_focus (self, copy);
}

static void
say_place (EspRuleTree *self, guint id)
{
  const EspRuleNode *node = esp_rule_tree_find_node (self, id);
  g_autofree char *text = NULL;

  if (node == NULL || node->parent == NULL)
    return;
  text = g_strdup_printf (_ ("Moved to place %u of %u in “%s”"), esp_rule_node_index (node) + 1,
                          node->parent->children->len, esp_words_mode (node->parent->mode));
  esp_rule_tree_say (self, text);
}

static void
act_up (EspRuleTree *self, guint id)
{
  self->focus_id = id;
  if (esp_rule_doc_move (self->doc, id, -1))
    say_place (self, id);
}

static void
act_down (EspRuleTree *self, guint id)
{
  self->focus_id = id;
  if (esp_rule_doc_move (self->doc, id, 1))
    say_place (self, id);
}

static void
act_in (EspRuleTree *self, guint id)
{
  self->focus_id = id;
  if (esp_rule_doc_move_in (self->doc, id))
    say_place (self, id);
}

static void
act_out (EspRuleTree *self, guint id)
{
  self->focus_id = id;
  if (esp_rule_doc_move_out (self->doc, id))
    say_place (self, id);
}

static void
act_copy (EspRuleTree *self, guint id)
{
  const EspRuleNode *node = esp_rule_tree_find_node (self, id);
  g_autofree char *text = NULL;

  if (node == NULL || esp_rule_doc_is_incomplete (self->doc, id))
    return;
  text = esp_rule_node_to_text (node, NULL);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  esp_rule_tree_say (self, _ ("Copied as text"));
}

static void
act_cut (EspRuleTree *self, guint id)
{
  act_copy (self, id);
  act_remove (self, id);
}

typedef struct
{
  EspRuleTree *self; /* (owned) */
  guint id;
} Paste;

static void
pasted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Paste *paste = data;
  g_autoptr (EspRuleTree) self = paste->self;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
  EspRuleCatalog *catalog =
    self->choices != NULL ? esp_segment_world_get_catalog (self->choices->world) : NULL;
  g_autoptr (EspRule) rule = text != NULL ? esp_rule_parse_text (text, NULL, NULL, NULL) : NULL;
  const EspRuleNode *node = rule != NULL ? rule->root : NULL;
  guint id = paste->id;

  g_free (paste);
  if (rule != NULL && catalog != NULL)
    esp_rule_names_resolve (rule, catalog);
  /* A single condition was wrapped into a group by the reader. */
  if (node != NULL && node->children->len == 1 && !g_str_has_prefix (text, "all"))
    node = esp_rule_node_child (node, 0);
  id = node != NULL && self->doc != NULL ? esp_rule_doc_paste (self->doc, id, node) : 0;
  if (id != 0)
    esp_rule_tree_focus (self, id);
  else
    esp_rule_tree_say (self, _ ("The clipboard holds no condition."));
}

static void
act_paste (EspRuleTree *self, guint id)
{
  Paste *paste = g_new0 (Paste, 1);

  paste->self = g_object_ref (self);
  paste->id = id;
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (self)), NULL, pasted_cb,
                                 paste);
}

static void
act_add_group (EspRuleTree *self, guint id)
{
  const EspRuleNode *node = esp_rule_tree_find_node (self, id);
  guint group;

  if (node == NULL)
    return;
  if (node->children == NULL)
    node = node->parent;
  group = esp_rule_doc_add (self->doc, node->id, G_MAXUINT,
                            esp_rule_node_new_group (node->mode == ESP_GROUP_ALL ? ESP_GROUP_ANY
                                                                                 : ESP_GROUP_ALL));
  if (group != 0)
    esp_rule_tree_focus (self, group);
  else
    esp_rule_tree_say (self, _ ("Groups nest at most six deep."));
}

static void
act_add (EspRuleTree *self, guint id)
{
  const EspRuleNode *node = esp_rule_tree_find_node (self, id);
  EspRulePart *part;

  if (node == NULL)
    node = esp_rule_doc_get_rule (self->doc)->root;
  if (node->children == NULL)
    node = node->parent;
  part = esp_rule_tree_find_part (self, node->id);
  if (part != NULL && part->add != NULL)
    gtk_menu_button_popup (GTK_MENU_BUTTON (part->add));
}

static void
act_show (EspRuleTree *self, guint id)
{
  g_signal_emit_by_name (self, "show-part", id);
}

const EspRuleAct esp_rule_acts[] = {
  { "show", act_show, NULL },
  { "remove", act_remove, "Delete" },
  { "disable", act_disable, "<Control>slash" },
  { "group", act_group, "<Control>g" },
  { "ungroup", act_ungroup, "<Control><Shift>g" },
  { "duplicate", act_duplicate, "<Control>d" },
  { "up", act_up, "<Alt>Up" },
  { "down", act_down, "<Alt>Down" },
  { "in", act_in, "<Control><Shift>Right" },
  { "out", act_out, "<Control><Shift>Left" },
  { "copy", act_copy, "<Control>c" },
  { "cut", act_cut, "<Control>x" },
  { "paste", act_paste, "<Control>v" },
  { "add", act_add, "Insert|plus" },
  { "add-group", act_add_group, NULL },
};

const guint esp_n_rule_acts = G_N_ELEMENTS (esp_rule_acts);
