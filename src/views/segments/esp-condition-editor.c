/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits one condition in place: its controls follow its kind, its field and its comparison. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-condition-editor-private.h"

#include "engine/segment/esp-rule-limits.h"
#include "engine/segment/esp-rule-time.h"
#include "views/segments/esp-condition-controls.h"
#include "views/segments/esp-values-entry.h"
#include "views/shell/esp-wrap-box.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_AMOUNT 1e12
#define DATE_CHARS 10

G_DEFINE_FINAL_TYPE (EspConditionEditor, esp_condition_editor, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void build (EspConditionEditor *self);

/**
 * esp_condition_editor_tell:
 * @merge: whether it is one more of the same change, such as the next letter
 *
 * Tells that the condition was changed.
 */
void
esp_condition_editor_tell (EspConditionEditor *self, gboolean merge)
{
  g_signal_emit (self, signals[CHANGED], 0, merge);
}

/**
 * esp_condition_editor_add:
 *
 * Adds a control to the end of the line.
 */
void
esp_condition_editor_add (EspConditionEditor *self, GtkWidget *control)
{
  esp_wrap_box_append (ESP_WRAP_BOX (self->box), control);
}

static gboolean
rebuild_cb (gpointer data)
{
  EspConditionEditor *self = data;

  self->rebuild_id = 0;
  esp_wrap_box_clear (ESP_WRAP_BOX (self->box));
  build (self);
  return G_SOURCE_REMOVE;
}

/**
 * esp_condition_editor_rebuild_soon:
 *
 * Builds the line anew after the present signal.
 *
 * The control that asks for it is one of those that go, so it must come to an end first.
 */
void
esp_condition_editor_rebuild_soon (EspConditionEditor *self)
{
  if (self->rebuild_id == 0)
    self->rebuild_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, rebuild_cb, self, NULL);
}

/**
 * esp_condition_editor_catalog_of:
 *
 * Returns: (transfer none): the fields and names that the line offers
 */
EspRuleCatalog *
esp_condition_editor_catalog_of (EspConditionEditor *self)
{
  return esp_segment_world_get_catalog (self->choices->world);
}

static EspRuleType
type_of (EspConditionEditor *self)
{
  const EspRuleField *field =
    self->condition->subject != NULL
      ? esp_rule_catalog_find_field (esp_condition_editor_catalog_of (self),
                                     self->condition->subject)
      : NULL;

  return field != NULL ? field->type : ESP_RULE_TYPE_TEXT;
}

/**
 * esp_condition_set_text:
 * @where: the place of the text, owned by the condition
 *
 * Replaces a text of a condition; an empty one becomes %NULL.
 */
void
esp_condition_set_text (char **where, const char *text)
{
  g_free (*where);
  *where = text != NULL && *text != '\0' ? g_strdup (text) : NULL;
}

/* Windows. */

static void
window_kind_cb (gpointer owner, int value)
{
  EspConditionEditor *self = owner;
  EspTimeWindow *window = &self->condition->window;

  esp_time_window_clear (window);
  window->kind = (EspWindowKind) value;
  if (esp_time_window_is_rolling (window))
    window->n = ESP_CONDITION_DEFAULT_DAYS;
  esp_condition_editor_rebuild_soon (self);
  esp_condition_editor_tell (self, FALSE);
}

static void
window_n_cb (gpointer owner, double value)
{
  ((EspConditionEditor *) owner)->condition->window.n = (guint) value;
  esp_condition_editor_tell (owner, TRUE);
}

static void
window_unit_cb (gpointer owner, int value)
{
  ((EspConditionEditor *) owner)->condition->window.unit = (EspWindowUnit) value;
  esp_condition_editor_tell (owner, FALSE);
}

static void
window_from_cb (gpointer owner, const char *text)
{
  esp_condition_set_text (&((EspConditionEditor *) owner)->condition->window.from, text);
  esp_condition_editor_tell (owner, TRUE);
}

static void
window_until_cb (gpointer owner, const char *text)
{
  esp_condition_set_text (&((EspConditionEditor *) owner)->condition->window.until, text);
  esp_condition_editor_tell (owner, TRUE);
}

static void
add_date (EspConditionEditor *self, const char *label, const char *text, EspTextFunc typed)
{
  GtkWidget *entry = esp_text_control_new (label, text, DATE_CHARS, typed, self);

  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), "2026-01-31");
  esp_condition_editor_add (self, entry);
}

/**
 * esp_condition_editor_add_window:
 * @first: the first kind that makes sense here
 * @dated: whether fixed dates make sense
 * @ahead: whether the future does
 *
 * Adds the controls of a time window.
 */
void
esp_condition_editor_add_window (EspConditionEditor *self,
                                 EspWindowKind first,
                                 gboolean dated,
                                 gboolean ahead)
{
  const EspTimeWindow *window = &self->condition->window;
  GtkWidget *kinds = esp_pick_new (_ ("When"), window_kind_cb, self);

  for (int kind = (int) first; kind < ESP_N_WINDOWS; kind++)
    if ((ahead || kind != ESP_WINDOW_NEXT) &&
        (dated || kind < ESP_WINDOW_SINCE || kind > ESP_WINDOW_BETWEEN))
      esp_pick_add (kinds, esp_words_window ((EspWindowKind) kind), kind);
  esp_pick_finish (kinds, (int) window->kind);
  esp_condition_editor_add (self, kinds);
  if (esp_time_window_is_rolling (window))
    {
      GtkWidget *units = esp_pick_new (_ ("Unit"), window_unit_cb, self);

      esp_condition_editor_add (self,
                                esp_number_control_new (_ ("How many"), window->n, 1,
                                                        ESP_RULE_MAX_UNITS, 0, window_n_cb, self));
      for (int unit = 0; unit < ESP_N_UNITS; unit++)
        esp_pick_add (units, esp_words_unit ((EspWindowUnit) unit), unit);
      esp_pick_finish (units, (int) window->unit);
      esp_condition_editor_add (self, units);
    }
  if (window->kind >= ESP_WINDOW_SINCE && window->kind <= ESP_WINDOW_BETWEEN)
    add_date (self, _ ("Date"), window->from, window_from_cb);
  if (window->kind == ESP_WINDOW_BETWEEN)
    {
      esp_condition_editor_add (self, esp_words_control_new (C_ ("between two dates", "and")));
      add_date (self, _ ("Last date"), window->until, window_until_cb);
    }
}

/* Values. */

static void
texts_cb (EspValuesEntry *entry, EspConditionEditor *self)
{
  g_array_set_size (self->condition->values, 0);
  for (const char *const *value = esp_values_entry_get_values (entry); *value != NULL; value++)
    esp_condition_add_text (self->condition, *value);
  esp_condition_editor_tell (self, FALSE);
}

/**
 * esp_condition_editor_add_texts:
 * @label: translated name for screen readers
 * @suggestions: (nullable): values that the leads have
 *
 * Adds an entry for one or more texts.
 */
void
esp_condition_editor_add_texts (EspConditionEditor *self,
                                const char *label,
                                const char *const *suggestions)
{
  GtkWidget *entry = esp_values_entry_new (label, _ ("Add a value"));
  g_autoptr (GPtrArray) values = g_ptr_array_new ();

  for (guint i = 0; i < self->condition->values->len; i++)
    if (esp_operands_peek (self->condition->values, i)->type == ESP_OPERAND_TEXT)
      g_ptr_array_add (values, esp_operands_peek (self->condition->values, i)->text);
  g_ptr_array_add (values, NULL);
  esp_values_entry_set_values (ESP_VALUES_ENTRY (entry), (const char *const *) values->pdata);
  if (suggestions != NULL)
    esp_values_entry_set_suggestions (ESP_VALUES_ENTRY (entry), suggestions);
  g_signal_connect_object (entry, "changed", G_CALLBACK (texts_cb), self, 0);
  esp_condition_editor_add (self, entry);
}

static void
text_cb (gpointer owner, const char *text)
{
  EspConditionEditor *self = owner;

  g_array_set_size (self->condition->values, 0);
  if (*text != '\0')
    esp_condition_add_text (self->condition, text);
  esp_condition_editor_tell (self, TRUE);
}

/**
 * esp_condition_editor_number_at:
 *
 * Returns: the number at @index of the condition's values, 0 beyond the last
 */
double
esp_condition_editor_number_at (EspConditionEditor *self, guint index)
{
  return index < self->condition->values->len
           ? esp_operands_peek (self->condition->values, index)->number
           : 0;
}

/**
 * esp_condition_editor_set_numbers:
 * @both: whether @second counts
 *
 * Writes one number, or both of a range, into the condition.
 */
void
esp_condition_editor_set_numbers (EspConditionEditor *self,
                                  double first,
                                  double second,
                                  gboolean both)
{
  g_array_set_size (self->condition->values, 0);
  esp_condition_add_number (self->condition, first);
  if (both)
    esp_condition_add_number (self->condition, second);
}

static void
first_number_cb (gpointer owner, double value)
{
  EspConditionEditor *self = owner;

  esp_condition_editor_set_numbers (self, value, esp_condition_editor_number_at (self, 1),
                                    self->condition->op == ESP_OP_BETWEEN);
  esp_condition_editor_tell (self, TRUE);
}

static void
second_number_cb (gpointer owner, double value)
{
  EspConditionEditor *self = owner;

  esp_condition_editor_set_numbers (self, esp_condition_editor_number_at (self, 0), value, TRUE);
  esp_condition_editor_tell (self, TRUE);
}

static void
truth_cb (gpointer owner, int value)
{
  EspConditionEditor *self = owner;

  g_array_set_size (self->condition->values, 0);
  esp_condition_add_boolean (self->condition, value != 0);
  esp_condition_editor_tell (self, FALSE);
}

static void
add_numbers (EspConditionEditor *self)
{
  esp_condition_editor_add (self,
                            esp_number_control_new (_ ("Number"),
                                                    esp_condition_editor_number_at (self, 0),
                                                    -MAX_AMOUNT, MAX_AMOUNT,
                                                    esp_condition_editor_number_at (self, 0) ==
                                                        (double) (gint64)
                                                          esp_condition_editor_number_at (self, 0)
                                                      ? 0
                                                      : 2,
                                                    first_number_cb, self));
  if (self->condition->op != ESP_OP_BETWEEN)
    return;
  esp_condition_editor_add (self, esp_words_control_new (C_ ("between two numbers", "and")));
  esp_condition_editor_add (self, esp_number_control_new (_ ("Second number"),
                                                          esp_condition_editor_number_at (self, 1),
                                                          -MAX_AMOUNT, MAX_AMOUNT, 0,
                                                          second_number_cb, self));
}

static void
add_truth (EspConditionEditor *self)
{
  GtkWidget *pick = esp_pick_new (_ ("Value"), truth_cb, self);

  esp_pick_add (pick, _ ("yes"), 1);
  esp_pick_add (pick, _ ("no"), 0);
  esp_pick_finish (pick, esp_condition_editor_number_at (self, 0) != 0);
  esp_condition_editor_add (self, pick);
}

/* Fields. */

static void
reset_values (EspConditionEditor *self)
{
  EspCondition *condition = self->condition;
  EspRuleType type = type_of (self);

  g_array_set_size (condition->values, 0);
  if (condition->op == ESP_OP_WITHIN || condition->op == ESP_OP_NOT_WITHIN)
    {
      if (condition->window.kind == ESP_WINDOW_EVER)
        {
          condition->window.kind = ESP_WINDOW_LAST;
          condition->window.n = ESP_CONDITION_DEFAULT_DAYS;
        }
    }
  else
    esp_time_window_clear (&condition->window);
  if (condition->op == ESP_OP_KNOWN || condition->op == ESP_OP_UNKNOWN)
    condition->or_unknown = FALSE;
  else if (type == ESP_RULE_TYPE_BOOLEAN)
    esp_condition_add_boolean (condition, TRUE);
  else if (type == ESP_RULE_TYPE_NUMBER)
    esp_condition_editor_set_numbers (self, 0, 0, condition->op == ESP_OP_BETWEEN);
}

static gboolean
takes_texts (EspConditionOp op)
{
  return op == ESP_OP_ONE_OF || op == ESP_OP_NONE_OF || op == ESP_OP_IS || op == ESP_OP_IS_NOT;
}

static gboolean
takes_one_text (EspConditionOp op)
{
  return op >= ESP_OP_CONTAINS && op <= ESP_OP_ENDS;
}

/* Values survive a change of comparison that still takes them. */
static void
op_cb (gpointer owner, int value)
{
  EspConditionEditor *self = owner;
  EspConditionOp before = self->condition->op;
  EspConditionOp op = (EspConditionOp) value;
  EspRuleType type = type_of (self);
  gboolean keep = (takes_texts (before) && takes_texts (op)) ||
                  (takes_one_text (before) && takes_one_text (op)) ||
                  ((before == ESP_OP_WITHIN || before == ESP_OP_NOT_WITHIN) &&
                   (op == ESP_OP_WITHIN || op == ESP_OP_NOT_WITHIN));

  self->condition->op = op;
  if (type == ESP_RULE_TYPE_NUMBER && op != ESP_OP_KNOWN && op != ESP_OP_UNKNOWN)
    esp_condition_editor_set_numbers (self, esp_condition_editor_number_at (self, 0),
                                      esp_condition_editor_number_at (self, 1),
                                      op == ESP_OP_BETWEEN);
  else if (!keep)
    reset_values (self);
  esp_condition_editor_rebuild_soon (self);
  esp_condition_editor_tell (self, FALSE);
}

/**
 * esp_condition_first_op:
 *
 * Returns: the comparison that a new condition on a field of @type begins with
 */
EspConditionOp
esp_condition_first_op (EspRuleType type)
{
  switch (type)
    {
    case ESP_RULE_TYPE_NUMBER:
      return ESP_OP_AT_LEAST;
    case ESP_RULE_TYPE_BOOLEAN:
      return ESP_OP_IS;
    case ESP_RULE_TYPE_DATE:
    case ESP_RULE_TYPE_MOMENT:
      return ESP_OP_WITHIN;
    case ESP_RULE_TYPE_TEXT:
    default:
      return ESP_OP_ONE_OF;
    }
}

static void
field_cb (gpointer owner, int value)
{
  EspConditionEditor *self = owner;
  const EspRuleField *field =
    esp_rule_catalog_get_field (esp_condition_editor_catalog_of (self), (guint) value);

  esp_condition_set_text (&self->condition->subject, field->key);
  if (self->condition->kind == ESP_CONDITION_ATTRIBUTE)
    {
      self->condition->op = esp_condition_first_op (field->type);
      reset_values (self);
    }
  esp_condition_editor_rebuild_soon (self);
  esp_condition_editor_tell (self, FALSE);
}

static void
unknown_cb (GtkCheckButton *button, EspConditionEditor *self)
{
  self->condition->or_unknown = gtk_check_button_get_active (button);
  esp_condition_editor_tell (self, FALSE);
}

/**
 * esp_condition_editor_add_fields:
 * @only_dates: whether only dates are offered
 *
 * Adds the choice of the field.
 */
void
esp_condition_editor_add_fields (EspConditionEditor *self, gboolean only_dates)
{
  GtkWidget *pick = esp_pick_new (_ ("Field"), field_cb, self);
  int chosen = -1;

  for (guint i = 0; i < esp_rule_catalog_get_n_fields (esp_condition_editor_catalog_of (self)); i++)
    {
      const EspRuleField *field =
        esp_rule_catalog_get_field (esp_condition_editor_catalog_of (self), i);

      if (only_dates && field->type != ESP_RULE_TYPE_DATE && field->type != ESP_RULE_TYPE_MOMENT)
        continue;
      esp_pick_add (pick, esp_words_field (field, self->choices), (int) i);
      if (g_strcmp0 (field->key, self->condition->subject) == 0)
        chosen = (int) i;
    }
  /* A field that is gone keeps its name until another one is chosen. */
  if (chosen < 0 && self->condition->subject != NULL)
    esp_pick_add (pick, self->condition->subject, chosen);
  esp_pick_finish (pick, chosen);
  gtk_drop_down_set_enable_search (GTK_DROP_DOWN (pick), FALSE);
  esp_condition_editor_add (self, pick);
}

static void
build_attribute (EspConditionEditor *self)
{
  static const EspConditionOp shown[] = {
    ESP_OP_IS,           ESP_OP_IS_NOT,  ESP_OP_ONE_OF,  ESP_OP_NONE_OF,  ESP_OP_CONTAINS,
    ESP_OP_NOT_CONTAINS, ESP_OP_STARTS,  ESP_OP_ENDS,    ESP_OP_AT_LEAST, ESP_OP_MORE,
    ESP_OP_AT_MOST,      ESP_OP_LESS,    ESP_OP_BETWEEN, ESP_OP_WITHIN,   ESP_OP_NOT_WITHIN,
    ESP_OP_KNOWN,        ESP_OP_UNKNOWN,
  };
  EspCondition *condition = self->condition;
  EspRuleType type = type_of (self);
  gboolean is_text = type == ESP_RULE_TYPE_TEXT;
  GtkWidget *ops = esp_pick_new (_ ("Comparison"), op_cb, self);
  int op = (int) condition->op;

  esp_condition_editor_add_fields (self, FALSE);
  /* One control for texts: "is" is "one of" with one value. */
  if (is_text && op == ESP_OP_IS)
    op = ESP_OP_ONE_OF;
  else if (is_text && op == ESP_OP_IS_NOT)
    op = ESP_OP_NONE_OF;
  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    if (esp_condition_op_fits (shown[i], type) &&
        (is_text
           ? shown[i] != ESP_OP_IS && shown[i] != ESP_OP_IS_NOT
           : (shown[i] != ESP_OP_ONE_OF && shown[i] != ESP_OP_NONE_OF) || op == (int) shown[i]))
      esp_pick_add (ops,
                    is_text && shown[i] == ESP_OP_ONE_OF    ? _ ("is")
                    : is_text && shown[i] == ESP_OP_NONE_OF ? _ ("is not")
                                                            : esp_words_op (shown[i], type),
                    (int) shown[i]);
  esp_pick_finish (ops, op);
  esp_condition_editor_add (self, ops);
  if (condition->op == ESP_OP_WITHIN || condition->op == ESP_OP_NOT_WITHIN)
    esp_condition_editor_add_window (self, ESP_WINDOW_LAST, TRUE, TRUE);
  else if (condition->op == ESP_OP_KNOWN || condition->op == ESP_OP_UNKNOWN)
    return;
  else if (type == ESP_RULE_TYPE_BOOLEAN)
    add_truth (self);
  else if (type == ESP_RULE_TYPE_NUMBER)
    add_numbers (self);
  else if (takes_one_text (condition->op))
    esp_condition_editor_add (self,
                              esp_text_control_new (_ ("Text"),
                                                    condition->values->len > 0
                                                      ? esp_operands_peek (condition->values, 0)
                                                          ->text
                                                      : NULL,
                                                    ESP_CONDITION_NAME_CHARS, text_cb, self));
  else
    esp_condition_editor_add_texts (self, _ ("Values"), NULL);
  {
    GtkWidget *unknown = gtk_check_button_new_with_label (_ ("or unknown"));

    gtk_check_button_set_active (GTK_CHECK_BUTTON (unknown), condition->or_unknown);
    gtk_widget_set_tooltip_text (unknown, _ ("People whose value is unknown match too"));
    gtk_widget_set_valign (unknown, GTK_ALIGN_CENTER);
    g_signal_connect_object (unknown, "toggled", G_CALLBACK (unknown_cb), self, 0);
    esp_condition_editor_add (self, unknown);
  }
}

static void
build (EspConditionEditor *self)
{
  static void (*const builders[ESP_N_CONDITION_KINDS]) (EspConditionEditor *) = {
    [ESP_CONDITION_ATTRIBUTE] = build_attribute,
    [ESP_CONDITION_TAG] = esp_condition_build_tag,
    [ESP_CONDITION_CONSENT] = esp_condition_build_consent,
    [ESP_CONDITION_SUPPRESSION] = esp_condition_build_suppression,
    [ESP_CONDITION_EVENT] = esp_condition_build_event,
    [ESP_CONDITION_MESSAGE] = esp_condition_build_message,
    [ESP_CONDITION_SEGMENT] = esp_condition_build_segment,
    [ESP_CONDITION_ANNIVERSARY] = esp_condition_build_anniversary,
    [ESP_CONDITION_RANDOM] = esp_condition_build_random,
  };

  builders[self->condition->kind](self);
}

static void
esp_condition_editor_dispose (GObject *object)
{
  EspConditionEditor *self = ESP_CONDITION_EDITOR (object);

  g_clear_handle_id (&self->rebuild_id, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->condition, esp_condition_free);
  G_OBJECT_CLASS (esp_condition_editor_parent_class)->dispose (object);
}

static gboolean
esp_condition_editor_grab_focus (GtkWidget *widget)
{
  GtkWidget *last = NULL;

  /* A new condition wants its value: that is the first entry. */
  for (GtkWidget *child = gtk_widget_get_first_child (ESP_CONDITION_EDITOR (widget)->box);
       child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      if (GTK_IS_ENTRY (child) || ESP_IS_VALUES_ENTRY (child) || GTK_IS_SPIN_BUTTON (child))
        return gtk_widget_grab_focus (child);
      if (GTK_IS_DROP_DOWN (child) && last == NULL)
        last = child;
    }
  return last != NULL && gtk_widget_grab_focus (last);
}

static void
esp_condition_editor_class_init (EspConditionEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = esp_condition_editor_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = esp_condition_editor_grab_focus;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "esp-condition-editor");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
  signals[CHANGED] = g_signal_new ("changed", ESP_TYPE_CONDITION_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
esp_condition_editor_init (EspConditionEditor *self)
{
  self->box = esp_wrap_box_new ();
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * esp_condition_editor_new:
 * @choices: kept alive by the caller
 */
GtkWidget *
esp_condition_editor_new (const EspSegmentChoices *choices, const EspCondition *condition)
{
  EspConditionEditor *self = g_object_new (ESP_TYPE_CONDITION_EDITOR, NULL);
  g_autofree char *label = esp_words_condition (condition, choices);

  self->choices = choices;
  self->condition = esp_condition_copy (condition);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  build (self);
  return GTK_WIDGET (self);
}

/**
 * esp_condition_editor_get_condition:
 *
 * Returns: (transfer none): what the controls say; it may lack something
 */
const EspCondition *
esp_condition_editor_get_condition (EspConditionEditor *self)
{
  return self->condition;
}
