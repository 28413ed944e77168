/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The filter of the list as a row of chips, one for each condition of a rule. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-filter-bar.h"

#include "engine/segment/esp-rule-json.h"
#include "engine/segment/esp-sentence.h"
#include "views/segments/esp-condition-editor.h"
#include "views/segments/esp-rule-parts.h"
#include "views/shell/esp-chip.h"
#include "views/shell/esp-wrap-box.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#define EDITOR_WIDTH 380
#define ID_KEY "esp-filter-id"

struct _EspLeadFilterBar
{
  GtkWidget parent_instance;

  GtkWidget *wrap;
  GtkWidget *add_button;      /* (owned) stands where the list wants it */
  EspSegmentChoices *choices; /* (owned) (nullable) what chips and editors offer */
  EspSegmentChoices *newer;   /* (owned) (nullable) waits until no editor is open */
  EspRuleDoc *doc;            /* (owned) */
  char *told;                 /* (owned) the rule of the last "changed", as JSON */
  GHashTable *chips;          /* (owned) id → EspChip (unowned) */
  guint fresh_id;             /* the condition that was just added, whose editor is to open */
  guint rebuild_id;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void rebuild (EspLeadFilterBar *self);

G_DEFINE_FINAL_TYPE (EspLeadFilterBar, esp_lead_filter_bar, GTK_TYPE_WIDGET)

static EspRuleNode *
get_root (EspLeadFilterBar *self)
{
  return esp_rule_doc_get_rule (self->doc)->root;
}

static char *
sentence_of (EspLeadFilterBar *self, const EspRule *rule)
{
  const EspSegmentChoices *choices = self->choices;
  g_autoptr (EspSentence) sentence =
    esp_sentence_new (rule, esp_segment_world_get_catalog (choices->world),
                      esp_segment_world_get_currency (choices->world), choices->lang);

  return g_strdup (sentence->text);
}

/* A chip has no room for a whole sentence: what the condition itself says is enough. */
static char *
phrase_of (EspLeadFilterBar *self, const EspRuleNode *node)
{
  const EspSegmentChoices *choices = self->choices;
  EspRuleNode *root = esp_rule_node_new_group (ESP_GROUP_ALL);
  g_autoptr (EspSentence) sentence = NULL;
  g_autoptr (EspRule) alone = NULL;
  const EspSentenceSpan *span;

  esp_rule_node_insert (root, 0, esp_rule_node_copy (node));
  alone = esp_rule_new (root);
  sentence = esp_sentence_new (alone, esp_segment_world_get_catalog (choices->world),
                               esp_segment_world_get_currency (choices->world), choices->lang);
  if (sentence->spans->len != 1)
    return g_strdup (sentence->text);
  span = &g_array_index (sentence->spans, EspSentenceSpan, 0);
  return g_strndup (sentence->text + span->start, span->end - span->start);
}

/* English phrases begin small and with the word that ties them to "leads"; chips do not. */
static char *
capitalise (const char *text)
{
  static const char *const ties[] = { "whose ", "who " };
  g_autofree char *first = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (ties); i++)
    if (g_str_has_prefix (text, ties[i]))
      text += strlen (ties[i]);
  if (*text == '\0')
    return g_strdup (text);
  first = g_utf8_strup (text, (gssize) (g_utf8_next_char (text) - text));
  return g_strconcat (first, g_utf8_next_char (text), NULL);
}

static char *
label_of (EspLeadFilterBar *self, const EspRuleNode *node)
{
  g_autofree char *text = NULL;
  g_autofree char *phrase = NULL;

  if (node->condition != NULL && esp_rule_doc_is_incomplete (self->doc, node->id))
    {
      text = esp_words_condition (node->condition, self->choices);
      phrase = capitalise (text);
      return g_strconcat (phrase, "…", NULL);
    }
  phrase = phrase_of (self, node);
  return capitalise (phrase);
}

/* Says that the rule is another one, when that is so. */
static void
tell (EspLeadFilterBar *self)
{
  g_autoptr (EspRule) rule = esp_rule_doc_dup_complete (self->doc);
  g_autofree char *json = esp_rule_to_json (rule);

  if (g_strcmp0 (json, self->told) == 0)
    return;
  g_free (self->told);
  self->told = g_steal_pointer (&json);
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
rebuild_cb (gpointer user_data)
{
  EspLeadFilterBar *self = user_data;

  self->rebuild_id = 0;
  rebuild (self);
  return G_SOURCE_REMOVE;
}

/* The chip that asks for it may be one of those that go. */
static void
rebuild_soon (EspLeadFilterBar *self)
{
  if (self->rebuild_id == 0)
    self->rebuild_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, rebuild_cb, self, NULL);
}

static void
remove_condition (EspLeadFilterBar *self, guint id)
{
  if (!esp_rule_doc_remove (self->doc, &id, 1))
    return;
  rebuild_soon (self);
  tell (self);
}

static guint
id_of (gpointer object)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (object), ID_KEY));
}

static void
removed_cb (EspChip *chip, EspLeadFilterBar *self)
{
  GtkWidget *next = gtk_widget_get_next_sibling (GTK_WIDGET (chip));

  if (next != NULL)
    (void) gtk_widget_child_focus (next,
                                   GTK_DIR_TAB_FORWARD); /* else the focus falls to the window */
  remove_condition (self, id_of (chip));
}

static void
edited_cb (EspConditionEditor *editor, gboolean merge, EspLeadFilterBar *self)
{
  guint id = id_of (editor);
  GtkWidget *chip = g_hash_table_lookup (self->chips, GUINT_TO_POINTER (id));
  const EspRuleNode *node;
  g_autofree char *label = NULL;

  if (!esp_rule_doc_set_condition (self->doc, id,
                                   esp_condition_copy (esp_condition_editor_get_condition (editor)),
                                   merge))
    return;
  node = esp_rule_find (esp_rule_doc_get_rule (self->doc), id);
  label = label_of (self, node);
  if (chip != NULL)
    {
      esp_chip_set_label (ESP_CHIP (chip), label);
      gtk_widget_set_tooltip_text (chip, label);
    }
  tell (self);
}

/* A condition that was added and given no value is no condition. */
static void
closed_cb (GtkPopover *popover, EspLeadFilterBar *self)
{
  guint id = id_of (popover);

  if (esp_rule_doc_is_incomplete (self->doc, id))
    remove_condition (self, id);
  else if (self->newer != NULL)
    rebuild_soon (self);
}

static void
popover_removed_cb (GtkButton *button, EspLeadFilterBar *self)
{
  remove_condition (self, id_of (button));
}

static void
popover_done_cb (GtkButton *button, GtkPopover *popover)
{
  gtk_popover_popdown (popover);
}

static GtkWidget *
make_popover (EspLeadFilterBar *self, const EspRuleNode *node)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *editor = esp_condition_editor_new (self->choices, node->condition);
  GtkWidget *remove = gtk_button_new_with_label (_ ("Remove Filter"));
  GtkWidget *done = gtk_button_new_with_label (_ ("Done"));
  gpointer id = GUINT_TO_POINTER (node->id);

  gtk_widget_set_size_request (editor, EDITOR_WIDTH, -1);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_set_hexpand (done, TRUE);
  gtk_widget_set_halign (done, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (buttons), remove);
  gtk_box_append (GTK_BOX (buttons), done);
  gtk_box_append (GTK_BOX (box), editor);
  gtk_box_append (GTK_BOX (box), buttons);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  g_object_set_data (G_OBJECT (editor), ID_KEY, id);
  g_object_set_data (G_OBJECT (remove), ID_KEY, id);
  g_object_set_data (G_OBJECT (popover), ID_KEY, id);
  g_object_set_data (G_OBJECT (popover), "esp-editor", editor);
  g_object_set_data (G_OBJECT (popover), "esp-bar", self);
  g_signal_connect_object (editor, "changed", G_CALLBACK (edited_cb), self, 0);
  g_signal_connect_object (popover, "closed", G_CALLBACK (closed_cb), self, 0);
  g_signal_connect_object (remove, "clicked", G_CALLBACK (popover_removed_cb), self, 0);
  g_signal_connect_object (done, "clicked", G_CALLBACK (popover_done_cb), popover, 0);
  return popover;
}

static gboolean
open_fresh_cb (gpointer user_data)
{
  GtkPopover *popover = user_data;
  EspLeadFilterBar *self = g_object_get_data (G_OBJECT (popover), "esp-bar");
  GtkWidget *button = gtk_widget_get_ancestor (GTK_WIDGET (popover), GTK_TYPE_MENU_BUTTON);

  if (button == NULL || gtk_widget_get_root (button) == NULL)
    return G_SOURCE_REMOVE;
  self->fresh_id = 0;
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  (void) gtk_widget_grab_focus (g_object_get_data (G_OBJECT (popover), "esp-editor")); /* a help */
  return G_SOURCE_REMOVE;
}

static void
add_chip (EspLeadFilterBar *self, const EspRuleNode *node)
{
  g_autofree char *label = label_of (self, node);
  GtkWidget *chip = esp_chip_new (label, TRUE);

  g_object_set_data (G_OBJECT (chip), ID_KEY, GUINT_TO_POINTER (node->id));
  gtk_widget_set_tooltip_text (chip, label);
  gtk_widget_add_css_class (chip, "esp-filter");
  if (node->condition != NULL)
    {
      GtkWidget *popover = make_popover (self, node);

      esp_chip_set_popover (ESP_CHIP (chip), popover);
      if (node->id == self->fresh_id)
        g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, open_fresh_cb, g_object_ref (popover),
                         g_object_unref);
    }
  g_signal_connect_object (chip, "removed", G_CALLBACK (removed_cb), self, 0);
  g_hash_table_insert (self->chips, GUINT_TO_POINTER (node->id), chip);
  esp_wrap_box_append (ESP_WRAP_BOX (self->wrap), chip);
}

static void
add_action (EspLeadFilterBar *self, const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "esp-filter-act");
  esp_wrap_box_append (ESP_WRAP_BOX (self->wrap), button);
}

static void
chosen_cb (gpointer owner, EspCondition *condition)
{
  esp_lead_filter_bar_add (owner, condition);
}

static void
rebuild (EspLeadFilterBar *self)
{
  const EspRuleNode *root = get_root (self);

  g_clear_handle_id (&self->rebuild_id, g_source_remove);
  esp_wrap_box_clear (ESP_WRAP_BOX (self->wrap));
  g_hash_table_remove_all (self->chips);
  if (self->newer != NULL)
    {
      /* The popovers offer what the old choices hold: they go first. */
      gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->add_button), NULL);
      g_clear_pointer (&self->choices, esp_segment_choices_free);
      self->choices = g_steal_pointer (&self->newer);
      gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->add_button),
                                   esp_add_popover_new (self->choices, chosen_cb, self));
      gtk_widget_set_sensitive (self->add_button, TRUE);
    }
  gtk_widget_set_visible (GTK_WIDGET (self), root->children->len > 0);
  if (self->choices == NULL)
    return;
  for (guint i = 0; i < root->children->len; i++)
    add_chip (self, g_ptr_array_index (root->children, i));
  if (root->children->len == 0)
    return;
  add_action (self, _ ("Clear"), "screen.clear-filters");
  add_action (self, _ ("Save as Segment…"), "screen.save-segment");
}

static gboolean
is_editor_open (EspLeadFilterBar *self)
{
  GtkPopover *adding = gtk_menu_button_get_popover (GTK_MENU_BUTTON (self->add_button));
  GHashTableIter iter;
  gpointer chip;

  if (self->fresh_id != 0 || (adding != NULL && gtk_widget_get_visible (GTK_WIDGET (adding))))
    return TRUE;
  g_hash_table_iter_init (&iter, self->chips);
  while (g_hash_table_iter_next (&iter, NULL, &chip))
    if (esp_chip_is_open (chip))
      return TRUE;
  return FALSE;
}

static void
esp_lead_filter_bar_dispose (GObject *object)
{
  EspLeadFilterBar *self = ESP_LEAD_FILTER_BAR (object);

  g_clear_handle_id (&self->rebuild_id, g_source_remove);
  if (self->add_button != NULL)
    gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->add_button), NULL);
  g_clear_object (&self->add_button);
  g_clear_pointer (&self->wrap, gtk_widget_unparent);
  G_OBJECT_CLASS (esp_lead_filter_bar_parent_class)->dispose (object);
}

static void
esp_lead_filter_bar_finalize (GObject *object)
{
  EspLeadFilterBar *self = ESP_LEAD_FILTER_BAR (object);

  g_clear_pointer (&self->choices, esp_segment_choices_free);
  g_clear_pointer (&self->newer, esp_segment_choices_free);
  g_clear_object (&self->doc);
  g_hash_table_unref (self->chips);
  g_free (self->told);
  G_OBJECT_CLASS (esp_lead_filter_bar_parent_class)->finalize (object);
}

static void
esp_lead_filter_bar_class_init (EspLeadFilterBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = esp_lead_filter_bar_dispose;
  G_OBJECT_CLASS (klass)->finalize = esp_lead_filter_bar_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  signals[CHANGED] = g_signal_new ("changed", ESP_TYPE_LEAD_FILTER_BAR, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
make_add_button (void)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *content = adw_button_content_new ();

  adw_button_content_set_icon_name (ADW_BUTTON_CONTENT (content), "esp-add-symbolic");
  adw_button_content_set_label (ADW_BUTTON_CONTENT (content), _ ("_Filter"));
  adw_button_content_set_use_underline (ADW_BUTTON_CONTENT (content), TRUE);
  gtk_menu_button_set_child (GTK_MENU_BUTTON (button), content);
  gtk_widget_set_tooltip_text (button, _ ("Add a filter (Ctrl+Shift+F)"));
  gtk_widget_set_sensitive (button, FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Add a filter"), -1);
  return button;
}

static void
esp_lead_filter_bar_init (EspLeadFilterBar *self)
{
  g_autoptr (EspRule) everyone = esp_rule_new_everyone ();

  self->doc = esp_rule_doc_new (everyone);
  self->told = esp_rule_to_json (everyone);
  self->chips = g_hash_table_new (NULL, NULL);
  self->wrap = esp_wrap_box_new ();
  self->add_button = g_object_ref_sink (make_add_button ());
  gtk_widget_set_parent (self->wrap, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Filters"), -1);
}

/**
 * esp_lead_filter_bar_new:
 *
 * Returns: (transfer floating): a bar without filters, hidden until there is one
 */
GtkWidget *
esp_lead_filter_bar_new (void)
{
  return g_object_new (ESP_TYPE_LEAD_FILTER_BAR, NULL);
}

/**
 * esp_lead_filter_bar_get_add_button:
 *
 * Returns: (transfer none): the button from which a filter is chosen, to be put where it fits
 */
GtkWidget *
esp_lead_filter_bar_get_add_button (EspLeadFilterBar *self)
{
  return self->add_button;
}

/**
 * esp_lead_filter_bar_set_choices:
 * @choices: (transfer full): what the workspace has to choose from
 *
 * Takes it at once, or when the editor that is open has been closed.
 */
void
esp_lead_filter_bar_set_choices (EspLeadFilterBar *self, EspSegmentChoices *choices)
{
  g_return_if_fail (ESP_IS_LEAD_FILTER_BAR (self));

  g_clear_pointer (&self->newer, esp_segment_choices_free);
  self->newer = choices;
  if (!is_editor_open (self))
    rebuild (self);
}

/**
 * esp_lead_filter_bar_get_choices:
 *
 * Returns: (transfer none) (nullable): %NULL before the first were set
 */
const EspSegmentChoices *
esp_lead_filter_bar_get_choices (EspLeadFilterBar *self)
{
  return self->choices;
}

/* A chip is one condition of a group "all"; anything else becomes one chip. */
static EspRule *
as_all (const EspRule *rule)
{
  EspRuleNode *root;

  if (rule->root->mode == ESP_GROUP_ALL)
    return esp_rule_copy (rule);
  root = esp_rule_node_new_group (ESP_GROUP_ALL);
  esp_rule_node_insert (root, 0, esp_rule_node_copy (rule->root));
  return esp_rule_new (root);
}

/**
 * esp_lead_filter_bar_set_rule:
 * @rule: (nullable): %NULL is everyone
 *
 * Shows other filters. No signal tells of it.
 */
void
esp_lead_filter_bar_set_rule (EspLeadFilterBar *self, const EspRule *rule)
{
  g_autoptr (EspRule) shown = NULL;
  g_autoptr (EspRule) complete = NULL;

  g_return_if_fail (ESP_IS_LEAD_FILTER_BAR (self));

  self->fresh_id = 0;
  shown = rule != NULL ? as_all (rule) : esp_rule_new_everyone ();
  g_clear_object (&self->doc);
  self->doc = esp_rule_doc_new (shown);
  complete = esp_rule_doc_dup_complete (self->doc);
  g_free (self->told);
  self->told = esp_rule_to_json (complete);
  rebuild (self);
}

/**
 * esp_lead_filter_bar_dup_rule:
 *
 * Returns: (transfer full): what the chips say, without those that lack something
 */
EspRule *
esp_lead_filter_bar_dup_rule (EspLeadFilterBar *self)
{
  g_return_val_if_fail (ESP_IS_LEAD_FILTER_BAR (self), NULL);

  return esp_rule_doc_dup_complete (self->doc);
}

/**
 * esp_lead_filter_bar_is_empty:
 *
 * Returns: whether nothing is filtered
 */
gboolean
esp_lead_filter_bar_is_empty (EspLeadFilterBar *self)
{
  g_autoptr (EspRule) rule = esp_lead_filter_bar_dup_rule (self);

  return esp_rule_is_everyone (rule);
}

/**
 * esp_lead_filter_bar_add:
 * @condition: (transfer full): it may lack its value
 *
 * Adds a filter and opens its editor.
 */
void
esp_lead_filter_bar_add (EspLeadFilterBar *self, EspCondition *condition)
{
  EspRuleNode *root;

  g_return_if_fail (ESP_IS_LEAD_FILTER_BAR (self));

  root = get_root (self);
  self->fresh_id =
    esp_rule_doc_add (self->doc, root->id, root->children->len, esp_rule_node_new_leaf (condition));
  rebuild_soon (self);
  tell (self);
}

/**
 * esp_lead_filter_bar_remove_last:
 *
 * Takes the last filter away.
 */
void
esp_lead_filter_bar_remove_last (EspLeadFilterBar *self)
{
  const EspRuleNode *root = get_root (self);

  if (root->children->len > 0)
    remove_condition (self, esp_rule_node_child (root, root->children->len - 1)->id);
}

/**
 * esp_lead_filter_bar_dup_sentence:
 *
 * Returns: (transfer full) (nullable): the filter in words; %NULL when there is none or it is not known
 *   yet
 */
char *
esp_lead_filter_bar_dup_sentence (EspLeadFilterBar *self)
{
  g_autoptr (EspRule) rule = esp_lead_filter_bar_dup_rule (self);

  if (self->choices == NULL || esp_rule_is_everyone (rule))
    return NULL;
  return sentence_of (self, rule);
}
