/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The controls of the values that a condition compares with. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-condition-editor-private.h"

#include "engine/segment/esp-rule-limits.h"
#include "views/segments/esp-condition-controls.h"
#include "views/segments/esp-values-entry.h"

#include <glib/gi18n.h>

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
 *
 * Returns: (transfer none): the entry
 */
GtkWidget *
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
  return entry;
}

static void
number_list_cb (EspValuesEntry *entry, EspConditionEditor *self)
{
  g_array_set_size (self->condition->values, 0);
  for (const char *const *value = esp_values_entry_get_values (entry); *value != NULL; value++)
    {
      char *end = NULL;
      double number = g_ascii_strtod (*value, &end);

      if (*end == '\0' && esp_rule_number_is_fine (number))
        esp_condition_add_number (self->condition, number);
    }
  esp_condition_editor_tell (self, FALSE);
}

/**
 * esp_condition_editor_add_number_list:
 *
 * Adds an entry for several numbers; what is no number is left out.
 */
void
esp_condition_editor_add_number_list (EspConditionEditor *self)
{
  GtkWidget *entry = esp_values_entry_new (_ ("Numbers"), _ ("Add a number"));
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->condition->values->len; i++)
    {
      char buffer[G_ASCII_DTOSTR_BUF_SIZE];

      esp_operand_print_number (esp_operands_peek (self->condition->values, i)->number, buffer,
                                sizeof buffer);
      g_ptr_array_add (values, g_strdup (buffer));
    }
  g_ptr_array_add (values, NULL);
  esp_values_entry_set_values (ESP_VALUES_ENTRY (entry), (const char *const *) values->pdata);
  g_signal_connect_object (entry, "changed", G_CALLBACK (number_list_cb), self, 0);
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
 * esp_condition_editor_add_text:
 *
 * Adds an entry for one text.
 */
void
esp_condition_editor_add_text (EspConditionEditor *self)
{
  const GArray *values = self->condition->values;

  esp_condition_editor_add (self, esp_text_control_new (_ ("Text"),
                                                        values->len > 0
                                                          ? esp_operands_peek (values, 0)->text
                                                          : NULL,
                                                        ESP_CONDITION_NAME_CHARS, text_cb, self));
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

/**
 * esp_condition_editor_add_numbers:
 *
 * Adds a number field, or two for a range.
 */
void
esp_condition_editor_add_numbers (EspConditionEditor *self)
{
  esp_condition_editor_add (self,
                            esp_number_control_new (_ ("Number"),
                                                    esp_condition_editor_number_at (self, 0),
                                                    -ESP_CONDITION_MAX_AMOUNT,
                                                    ESP_CONDITION_MAX_AMOUNT,
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
                                                          -ESP_CONDITION_MAX_AMOUNT,
                                                          ESP_CONDITION_MAX_AMOUNT, 0,
                                                          second_number_cb, self));
}

/**
 * esp_condition_editor_add_truth:
 *
 * Adds the choice of yes or no.
 */
void
esp_condition_editor_add_truth (EspConditionEditor *self)
{
  GtkWidget *pick = esp_pick_new (_ ("Value"), truth_cb, self);

  esp_pick_add (pick, _ ("yes"), 1);
  esp_pick_add (pick, _ ("no"), 0);
  esp_pick_finish (pick, esp_condition_editor_number_at (self, 0) != 0);
  esp_condition_editor_add (self, pick);
}
