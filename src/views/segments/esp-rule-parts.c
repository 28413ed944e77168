/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cards of groups, lines of conditions, and the list from which a new condition is chosen. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-rule-parts.h"

#include "views/segments/esp-condition-controls.h"
#include "views/segments/esp-condition-editor.h"

#include <glib/gi18n.h>
#include <string.h>

#define ID_KEY "esp-part-id"
#define SPACING 6
#define SHARE_CHARS 9
#define POPOVER_HEIGHT 340

static GtkWidget *
make_box (GtkOrientation orientation, const char *css_class)
{
  GtkWidget *box = gtk_box_new (orientation, SPACING);

  if (css_class != NULL)
    gtk_widget_add_css_class (box, css_class);
  return box;
}

static GtkWidget *
make_label (const char *css_class, float xalign)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_add_css_class (label, css_class);
  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  return label;
}

static void
set_name (GtkWidget *widget, const char *name)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
add_item (GMenu *menu, const char *label, const char *action, guint id)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "u", id);
  g_menu_append_item (menu, item);
}

static GtkWidget *
make_menu (const EspRuleNode *node)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) edit = g_menu_new ();
  g_autoptr (GMenu) move = g_menu_new ();
  g_autoptr (GMenu) last = g_menu_new ();
  GtkWidget *button = gtk_menu_button_new ();

  add_item (edit, _ ("_Show the Leads"), "rule.show", node->id);
  add_item (edit, _ ("_Duplicate"), "rule.duplicate", node->id);
  add_item (edit, _ ("_Copy"), "rule.copy", node->id);
  add_item (edit, _ ("_Paste After"), "rule.paste", node->id);
  add_item (edit, node->disabled ? _ ("_Turn On") : _ ("_Turn Off"), "rule.disable", node->id);
  add_item (move, _ ("Move _Up"), "rule.up", node->id);
  add_item (move, _ ("Move Do_wn"), "rule.down", node->id);
  add_item (move, _ ("Into the Group _Above"), "rule.in", node->id);
  add_item (move, _ ("_Out of the Group"), "rule.out", node->id);
  add_item (last, node->children != NULL ? _ ("Un_group") : _ ("_Group"),
            node->children != NULL ? "rule.ungroup" : "rule.group", node->id);
  add_item (last, _ ("_Remove"), "rule.remove", node->id);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (edit));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (move));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "esp-more-symbolic");
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("More"));
  set_name (button, _ ("More"));
  return button;
}

static GtkWidget *
make_handle (void)
{
  GtkWidget *handle = gtk_toggle_button_new_with_label ("≡");

  gtk_widget_add_css_class (handle, "flat");
  gtk_widget_add_css_class (handle, "esp-handle");
  gtk_widget_set_valign (handle, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (handle, _ ("Drag to move; click to choose several"));
  set_name (handle, _ ("Choose for moving and grouping"));
  return handle;
}

/* The number opens its leads; the menu does the same by key. */
static void
share_cb (GtkGestureClick *gesture, int n_press, double x, double y, gpointer data)
{
  GtkWidget *share = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));

  (void) gtk_widget_activate_action (share, "rule.show", "u", GPOINTER_TO_UINT (data));
}

static void
make_open (GtkWidget *share, guint id)
{
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect (click, "released", G_CALLBACK (share_cb), GUINT_TO_POINTER (id));
  gtk_widget_add_controller (share, GTK_EVENT_CONTROLLER (click));
  gtk_widget_set_cursor_from_name (share, "pointer");
}

static EspRulePart *
part_new (guint id, GtkWidget *widget)
{
  EspRulePart *self = g_new0 (EspRulePart, 1);

  self->id = id;
  self->widget = widget;
  gtk_widget_set_focusable (widget, TRUE);
  g_object_set_data (G_OBJECT (widget), ID_KEY, GUINT_TO_POINTER (id));
  self->share = make_label ("esp-share", 1);
  gtk_widget_add_css_class (self->share, "numeric");
  gtk_widget_add_css_class (self->share, "caption");
  gtk_label_set_width_chars (GTK_LABEL (self->share), SHARE_CHARS);
  gtk_label_set_justify (GTK_LABEL (self->share), GTK_JUSTIFY_RIGHT);
  gtk_widget_set_valign (self->share, GTK_ALIGN_CENTER);
  make_open (self->share, id);
  self->problem = make_label ("esp-part-problem", 0);
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_widget_set_visible (self->problem, FALSE);
  return self;
}

/**
 * esp_rule_part_free:
 */
void
esp_rule_part_free (gpointer part)
{
  g_free (part);
}

/**
 * esp_rule_part_set_problem:
 * @text: (nullable): a sentence; %NULL when all is well
 */
void
esp_rule_part_set_problem (EspRulePart *self, const char *text)
{
  self->has_problem = text != NULL;
  gtk_widget_set_visible (self->problem, text != NULL);
  gtk_label_set_text (GTK_LABEL (self->problem), text != NULL ? text : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->widget),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text != NULL ? text : "",
                                  -1);
}

/**
 * esp_rule_part_set_sentence:
 *
 * Calls the line of a condition by what it says now.
 */
void
esp_rule_part_set_sentence (EspRulePart *self,
                            const EspRuleNode *node,
                            const EspSegmentChoices *choices)
{
  g_autofree char *sentence = esp_words_condition (node->condition, choices);
  g_autofree char *name =
    node->disabled ? g_strdup_printf (_ ("%s (turned off)"), sentence) : g_strdup (sentence);

  set_name (self->widget, name);
}

/**
 * esp_rule_part_find_id:
 *
 * Returns: the id of the innermost part around a widget, 0 outside of all
 */
guint
esp_rule_part_find_id (GtkWidget *widget)
{
  for (; widget != NULL; widget = gtk_widget_get_parent (widget))
    {
      guint id = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (widget), ID_KEY));

      if (id != 0)
        return id;
    }
  return 0;
}

/**
 * esp_rule_part_new_line:
 * @incomplete: whether the condition still lacks something
 *
 * Returns: (transfer full): a line with the controls of the condition
 */
EspRulePart *
esp_rule_part_new_line (const EspRuleNode *node,
                        const EspSegmentChoices *choices,
                        gboolean incomplete)
{
  GtkWidget *outer = make_box (GTK_ORIENTATION_VERTICAL, "esp-rule-line");
  GtkWidget *line = make_box (GTK_ORIENTATION_HORIZONTAL, NULL);
  EspRulePart *self = part_new (node->id, outer);

  self->handle = make_handle ();
  self->editor = esp_condition_editor_new (choices, node->condition);
  self->verdict = make_label ("esp-verdict", 0);
  gtk_widget_set_visible (self->verdict, FALSE);
  gtk_widget_set_valign (self->verdict, GTK_ALIGN_CENTER);
  gtk_label_set_ellipsize (GTK_LABEL (self->verdict), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (self->verdict), 16);
  gtk_widget_set_hexpand (self->editor, TRUE);
  gtk_widget_set_valign (self->editor, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (line), self->handle);
  gtk_box_append (GTK_BOX (line), self->editor);
  gtk_box_append (GTK_BOX (line), self->verdict);
  gtk_box_append (GTK_BOX (line), self->share);
  gtk_box_append (GTK_BOX (line), make_menu (node));
  gtk_box_append (GTK_BOX (outer), line);
  gtk_box_append (GTK_BOX (outer), self->problem);
  if (node->disabled)
    gtk_widget_add_css_class (outer, "off");
  esp_rule_part_set_sentence (self, node, choices);
  if (incomplete)
    esp_rule_part_set_problem (self, _ ("Something is missing here; it does not count yet."));
  return self;
}

/**
 * esp_rule_part_new_card:
 * @level: 1 is the outermost
 * @out_children: (out): the box for what the group holds
 *
 * Returns: (transfer full): a card; its mode and its buttons for adding are the tree's to make
 */
EspRulePart *
esp_rule_part_new_card (const EspRuleNode *node, guint level, GtkWidget **out_children)
{
  GtkWidget *card = make_box (GTK_ORIENTATION_VERTICAL, "esp-rule-card");
  GtkWidget *header = make_box (GTK_ORIENTATION_HORIZONTAL, NULL);
  EspRulePart *self = part_new (node->id, card);
  g_autofree char *name =
    g_strdup_printf (ngettext ("%s, level %u, %u condition", "%s, level %u, %u conditions",
                               node->children->len),
                     esp_words_mode (node->mode), level, node->children->len);
  g_autofree char *level_text = g_strdup_printf (_ ("level %u"), level);
  GtkWidget *level_label = make_label ("dim-label", 0);

  gtk_widget_add_css_class (card, esp_group_mode_name (node->mode));
  if (node->disabled)
    gtk_widget_add_css_class (card, "off");
  set_name (card, name);
  gtk_widget_set_name (header, "header");
  if (node->parent != NULL)
    {
      self->handle = make_handle ();
      gtk_box_append (GTK_BOX (header), self->handle);
    }
  gtk_label_set_text (GTK_LABEL (level_label), level_text);
  gtk_widget_add_css_class (level_label, "caption");
  gtk_widget_set_hexpand (level_label, TRUE);
  gtk_box_append (GTK_BOX (header), level_label);
  /* The whole stands beside the rule already. */
  gtk_widget_set_visible (self->share, node->parent != NULL);
  gtk_box_append (GTK_BOX (header), self->share);
  if (node->parent != NULL)
    gtk_box_append (GTK_BOX (header), make_menu (node));
  *out_children = make_box (GTK_ORIENTATION_VERTICAL, NULL);
  gtk_box_append (GTK_BOX (card), header);
  gtk_box_append (GTK_BOX (card), self->problem);
  gtk_box_append (GTK_BOX (card), *out_children);
  return self;
}

/* The popover of new conditions. */

typedef struct
{
  const EspSegmentChoices *choices;
  EspAddFunc add;
  gpointer owner;
  GtkWidget *search;
} AddList;

static void
add_choice (GtkWidget *list,
            const char *section,
            const char *label,
            EspConditionKind kind,
            const char *subject)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *text = gtk_label_new (label);

  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), text);
  set_name (row, label);
  g_object_set_data_full (G_OBJECT (row), "label", g_utf8_casefold (label, -1), g_free);
  g_object_set_data_full (G_OBJECT (row), "subject", g_strdup (subject), g_free);
  g_object_set_data (G_OBJECT (row), "kind", GINT_TO_POINTER (kind));
  g_object_set_data (G_OBJECT (row), "section", (gpointer) section);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
}

static void
fill_choices (GtkWidget *list, const EspSegmentChoices *choices)
{
  static const EspConditionKind others[] = { ESP_CONDITION_TAG,         ESP_CONDITION_CONSENT,
                                             ESP_CONDITION_MESSAGE,     ESP_CONDITION_SEGMENT,
                                             ESP_CONDITION_SUPPRESSION, ESP_CONDITION_ANNIVERSARY,
                                             ESP_CONDITION_RANDOM };
  EspRuleCatalog *catalog = esp_segment_world_get_catalog (choices->world);

  for (guint i = 0; choices->event_kinds[i] != NULL; i++)
    add_choice (list, _ ("Behaviour"), esp_words_event (choices->event_kinds[i]),
                ESP_CONDITION_EVENT, choices->event_kinds[i]);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    add_choice (list, _ ("Marketing"), esp_words_kind (others[i]), others[i], NULL);
  for (guint i = 0; i < esp_rule_catalog_get_n_fields (catalog); i++)
    {
      const EspRuleField *field = esp_rule_catalog_get_field (catalog, i);

      add_choice (list, _ ("Fields"), esp_words_field (field, choices), ESP_CONDITION_ATTRIBUTE,
                  field->key);
    }
}

static gboolean
filter_cb (GtkListBoxRow *row, gpointer data)
{
  AddList *self = data;
  g_autofree char *typed =
    g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);

  return strstr (g_object_get_data (G_OBJECT (row), "label"), typed) != NULL;
}

static void
header_cb (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  const char *section = g_object_get_data (G_OBJECT (row), "section");
  GtkWidget *label;

  if (before != NULL && g_object_get_data (G_OBJECT (before), "section") == section)
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  label = gtk_label_new (section);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption-heading");
  gtk_widget_add_css_class (label, "esp-add-header");
  gtk_list_box_row_set_header (row, label);
}

static void
search_cb (GtkSearchEntry *entry, GtkListBox *list)
{
  gtk_list_box_invalidate_filter (list);
}

static void
choose (AddList *self, GtkListBoxRow *row)
{
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (row), GTK_TYPE_POPOVER);
  EspCondition *condition =
    esp_condition_default ((EspConditionKind) GPOINTER_TO_INT (
                             g_object_get_data (G_OBJECT (row), "kind")),
                           g_object_get_data (G_OBJECT (row), "subject"), self->choices);

  gtk_popover_popdown (GTK_POPOVER (popover));
  self->add (self->owner, condition);
}

static void
row_cb (GtkListBox *list, GtkListBoxRow *row, gpointer data)
{
  choose (data, row);
}

/* Enter in the search takes the first that is left. */
static void
first_cb (GtkSearchEntry *entry, GtkListBox *list)
{
  AddList *self = g_object_get_data (G_OBJECT (list), "add-list");

  for (int i = 0;; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (list, i);

      if (row == NULL)
        return;
      if (filter_cb (row, self))
        {
          choose (self, row);
          return;
        }
    }
}

/**
 * esp_add_popover_new:
 * @owner: lives longer than the popover
 *
 * Returns: a popover in which a new condition is searched and chosen
 */
GtkWidget *
esp_add_popover_new (const EspSegmentChoices *choices, EspAddFunc add, gpointer owner)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = make_box (GTK_ORIENTATION_VERTICAL, NULL);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *list = gtk_list_box_new ();
  AddList *self = g_new0 (AddList, 1);

  *self = (AddList){ choices, add, owner, gtk_search_entry_new () };
  g_object_set_data_full (G_OBJECT (list), "add-list", self, g_free);
  fill_choices (list, choices);
  set_name (self->search, _ ("Search conditions"));
  set_name (list, _ ("Conditions"));
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_list_box_set_filter_func (GTK_LIST_BOX (list), filter_cb, self, NULL);
  gtk_list_box_set_header_func (GTK_LIST_BOX (list), header_cb, NULL, NULL);
  gtk_widget_add_css_class (list, "navigation-sidebar");
  g_signal_connect (self->search, "search-changed", G_CALLBACK (search_cb), list);
  g_signal_connect (self->search, "activate", G_CALLBACK (first_cb), list);
  g_signal_connect (list, "row-activated", G_CALLBACK (row_cb), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), POPOVER_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  gtk_box_append (GTK_BOX (box), self->search);
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  return popover;
}
