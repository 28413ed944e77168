/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The controls of a condition on a field of the lead. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-condition-editor-private.h"

#include "views/segments/esp-condition-controls.h"
#include "views/segments/esp-values-entry.h"

#include <glib/gi18n.h>

static void
reset_values (EspConditionEditor *self)
{
  EspCondition *condition = self->condition;
  EspRuleType type = esp_condition_editor_type_of (self);

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
  EspRuleType type = esp_condition_editor_type_of (self);
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

/* What the leads have in the field comes a little later, when it was not asked for before. */
static void
hints_cb (EspSegmentHints *hints, EspValuesEntry *entry)
{
  const char *key = g_object_get_data (G_OBJECT (entry), "field");
  const char *const *values = esp_segment_hints_peek_field (hints, key);

  if (values != NULL)
    esp_values_entry_set_suggestions (entry, values);
}

static void
add_values (EspConditionEditor *self)
{
  EspSegmentHints *hints = self->choices->hints;
  GtkWidget *entry = esp_condition_editor_add_texts (self, _ ("Values"), NULL);

  if (hints == NULL)
    return;
  g_object_set_data_full (G_OBJECT (entry), "field", g_strdup (self->condition->subject), g_free);
  g_signal_connect_object (hints, "changed", G_CALLBACK (hints_cb), entry, 0);
  hints_cb (hints, ESP_VALUES_ENTRY (entry));
}

/* How many "or unknown" is about. */
static void
unknown_hints_cb (EspSegmentHints *hints, GtkCheckButton *button)
{
  const char *key = g_object_get_data (G_OBJECT (button), "field");
  gint64 n = esp_segment_hints_peek_unknown (hints, key);
  g_autofree char *count = esp_format_count (n);
  g_autofree char *label = NULL;

  if (n < 0)
    return;
  label =
    g_strdup_printf (ngettext ("or unknown (%s lead)", "or unknown (%s leads)", (gulong) n), count);
  gtk_check_button_set_label (button, label);
}

static gboolean
leaves_out (EspConditionOp op)
{
  return op == ESP_OP_IS_NOT || op == ESP_OP_NONE_OF || op == ESP_OP_NOT_CONTAINS ||
         op == ESP_OP_NOT_WITHIN;
}

static void
add_unknown (EspConditionEditor *self)
{
  EspSegmentHints *hints = self->choices->hints;
  GtkWidget *unknown = gtk_check_button_new_with_label (_ ("or unknown"));

  gtk_check_button_set_active (GTK_CHECK_BUTTON (unknown), self->condition->or_unknown);
  gtk_widget_set_tooltip_text (unknown, _ ("People whose value is unknown match too"));
  gtk_widget_set_valign (unknown, GTK_ALIGN_CENTER);
  g_signal_connect_object (unknown, "toggled", G_CALLBACK (unknown_cb), self, 0);
  esp_condition_editor_add (self, unknown);
  if (hints == NULL || !leaves_out (self->condition->op))
    return;
  g_object_set_data_full (G_OBJECT (unknown), "field", g_strdup (self->condition->subject), g_free);
  g_signal_connect_object (hints, "changed", G_CALLBACK (unknown_hints_cb), unknown, 0);
  unknown_hints_cb (hints, GTK_CHECK_BUTTON (unknown));
}

/**
 * esp_condition_build_attribute:
 *
 * Builds the line of a condition on a field of the lead.
 */
void
esp_condition_build_attribute (EspConditionEditor *self)
{
  static const EspConditionOp shown[] = {
    ESP_OP_IS,           ESP_OP_IS_NOT,  ESP_OP_ONE_OF,  ESP_OP_NONE_OF,  ESP_OP_CONTAINS,
    ESP_OP_NOT_CONTAINS, ESP_OP_STARTS,  ESP_OP_ENDS,    ESP_OP_AT_LEAST, ESP_OP_MORE,
    ESP_OP_AT_MOST,      ESP_OP_LESS,    ESP_OP_BETWEEN, ESP_OP_WITHIN,   ESP_OP_NOT_WITHIN,
    ESP_OP_KNOWN,        ESP_OP_UNKNOWN,
  };
  EspCondition *condition = self->condition;
  EspRuleType type = esp_condition_editor_type_of (self);
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
    esp_condition_editor_add_truth (self);
  else if (type == ESP_RULE_TYPE_NUMBER && takes_texts (condition->op) &&
           condition->op != ESP_OP_IS && condition->op != ESP_OP_IS_NOT)
    esp_condition_editor_add_number_list (self);
  else if (type == ESP_RULE_TYPE_NUMBER)
    esp_condition_editor_add_numbers (self);
  else if (takes_one_text (condition->op))
    esp_condition_editor_add_text (self);
  else
    add_values (self);
  add_unknown (self);
}
