/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The demands on the properties of an event: property, comparison, value, one line each. */
#define G_LOG_DOMAIN "esp-views"

#include "config.h"

#include "views/segments/esp-condition-editor-private.h"

#include "engine/segment/esp-rule-limits.h"
#include "views/segments/esp-condition-controls.h"
#include "views/segments/esp-values-entry.h"
#include "views/shell/esp-completion.h"
#include "views/shell/esp-wrap-box.h"

#include <glib/gi18n.h>

/* The demand that a line of controls is about. */
typedef struct
{
  EspConditionEditor *editor; /* (unowned): an ancestor */
  EspCondition *condition;    /* (unowned): the editor's, or what must come before it */
  EspWhere *clause;           /* (unowned) (nullable): of the condition; NULL when removed */
  GtkWidget *value;           /* (unowned) (nullable): the entry that the data complete */
} Line;

static const char *
kind_of (const Line *line)
{
  return esp_condition_event_kind (line->condition);
}

static gboolean
takes_list (EspConditionOp op)
{
  return op == ESP_OP_ONE_OF || op == ESP_OP_NONE_OF;
}

/* What a property is compared with, as typed: a number or a truth when it reads as one. */
static void
add_typed (EspWhere *clause, const char *text)
{
  gboolean only_text = clause->op >= ESP_OP_CONTAINS && clause->op <= ESP_OP_ENDS;
  EspOperand operand;
  char *end = NULL;
  double number = g_ascii_strtod (text, &end);

  if (!only_text && *text != '\0' && *end == '\0' && esp_rule_number_is_fine (number))
    esp_operand_init_number (&operand, number);
  else if (!only_text && !takes_list (clause->op) &&
           (g_str_equal (text, "true") || g_str_equal (text, "false")))
    esp_operand_init_boolean (&operand, g_str_equal (text, "true"));
  else
    esp_operand_init_text (&operand, text);
  g_array_append_val (clause->values, operand);
}

static char *
print_value (const GArray *values, guint index)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  const EspOperand *value;

  if (index >= values->len)
    return g_strdup ("");
  value = esp_operands_peek (values, index);
  if (value->type == ESP_OPERAND_TEXT)
    return g_strdup (value->text);
  if (value->type == ESP_OPERAND_BOOLEAN)
    return g_strdup (value->number != 0 ? "true" : "false");
  esp_operand_print_number (value->number, number, sizeof number);
  return g_strdup (number);
}

static void
value_cb (gpointer owner, const char *text)
{
  Line *line = owner;

  g_array_set_size (line->clause->values, 0);
  if (*text != '\0')
    add_typed (line->clause, text);
  esp_condition_editor_tell (line->editor, TRUE);
}

/* A list is of one type: numbers only when all of them are. */
static void
values_cb (EspValuesEntry *entry, Line *line)
{
  const char *const *values = esp_values_entry_get_values (entry);
  gboolean all_numbers = TRUE;

  if (line->clause == NULL)
    return;
  g_array_set_size (line->clause->values, 0);
  for (guint i = 0; values[i] != NULL; i++)
    {
      add_typed (line->clause, values[i]);
      all_numbers &= esp_operands_peek (line->clause->values, i)->type == ESP_OPERAND_NUMBER;
    }
  if (!all_numbers)
    {
      g_array_set_size (line->clause->values, 0);
      for (guint i = 0; values[i] != NULL; i++)
        {
          EspOperand operand;

          esp_operand_init_text (&operand, values[i]);
          g_array_append_val (line->clause->values, operand);
        }
    }
  esp_condition_editor_tell (line->editor, FALSE);
}

static void
set_bound (Line *line, guint index, double value)
{
  GArray *values = line->clause->values;

  while (values->len < 2)
    {
      EspOperand zero;

      esp_operand_init_number (&zero, 0);
      g_array_append_val (values, zero);
    }
  esp_operand_init_number (&g_array_index (values, EspOperand, index), value);
  esp_condition_editor_tell (line->editor, TRUE);
}

static void
first_cb (gpointer owner, double value)
{
  set_bound (owner, 0, value);
}

static void
second_cb (gpointer owner, double value)
{
  set_bound (owner, 1, value);
}

static void
property_cb (gpointer owner, const char *text)
{
  Line *line = owner;

  g_free (line->clause->property);
  line->clause->property = g_strdup (text);
  esp_condition_editor_tell (line->editor, TRUE);
}

/* Values stay with a comparison that takes the same. */
static void
op_cb (gpointer owner, int value)
{
  Line *line = owner;
  EspWhere *clause = line->clause;
  gboolean keep = clause->op != ESP_OP_BETWEEN && value != ESP_OP_BETWEEN &&
                  value != ESP_OP_KNOWN && value != ESP_OP_UNKNOWN;
  g_autofree char *text = keep ? print_value (clause->values, 0) : NULL;

  clause->op = (EspConditionOp) value;
  g_array_set_size (clause->values, 0);
  if (value == ESP_OP_BETWEEN)
    {
      set_bound (line, 0, 0);
      set_bound (line, 1, 100);
    }
  else if (text != NULL && *text != '\0')
    add_typed (clause, text);
  esp_condition_editor_rebuild_soon (line->editor);
  esp_condition_editor_tell (line->editor, FALSE);
}

static void
remove_cb (GtkButton *button, Line *line)
{
  EspConditionEditor *editor = line->editor;

  if (line->clause == NULL)
    return;
  /* The controls stay until the line is built anew. */
  g_ptr_array_remove (line->condition->where, g_steal_pointer (&line->clause));
  esp_condition_editor_rebuild_soon (editor);
  esp_condition_editor_tell (editor, FALSE);
}

static void
add_clause (EspConditionEditor *self, EspCondition *condition)
{
  g_ptr_array_add (condition->where, esp_where_new ("", ESP_OP_IS));
  esp_condition_editor_rebuild_soon (self);
  esp_condition_editor_tell (self, FALSE);
}

static void
add_cb (GtkButton *button, EspConditionEditor *self)
{
  add_clause (self, self->condition);
}

static void
add_earlier_cb (GtkButton *button, EspConditionEditor *self)
{
  if (self->condition->after != NULL)
    add_clause (self, self->condition->after);
}

static void
add_values (GtkWidget *box, Line *line)
{
  GtkWidget *entry = esp_values_entry_new (_ ("Values"), _ ("Add a value"));
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < line->clause->values->len; i++)
    g_ptr_array_add (texts, print_value (line->clause->values, i));
  g_ptr_array_add (texts, NULL);
  esp_values_entry_set_values (ESP_VALUES_ENTRY (entry), (const char *const *) texts->pdata);
  g_signal_connect (entry, "changed", G_CALLBACK (values_cb), line);
  esp_wrap_box_append (ESP_WRAP_BOX (box), entry);
  line->value = entry;
}

static void
add_bounds (GtkWidget *box, Line *line)
{
  const GArray *values = line->clause->values;
  double low = values->len > 0 ? esp_operands_peek (values, 0)->number : 0;
  double high = values->len > 1 ? esp_operands_peek (values, 1)->number : 0;

  esp_wrap_box_append (ESP_WRAP_BOX (box),
                       esp_number_control_new (_ ("Number"), low, -ESP_CONDITION_MAX_AMOUNT,
                                               ESP_CONDITION_MAX_AMOUNT, 0, first_cb, line));
  esp_wrap_box_append (ESP_WRAP_BOX (box),
                       esp_words_control_new (C_ ("between two numbers", "and")));
  esp_wrap_box_append (ESP_WRAP_BOX (box),
                       esp_number_control_new (_ ("Second number"), high, -ESP_CONDITION_MAX_AMOUNT,
                                               ESP_CONDITION_MAX_AMOUNT, 0, second_cb, line));
}

static void
add_value (GtkWidget *box, Line *line)
{
  g_autofree char *text = NULL;

  if (line->clause->op == ESP_OP_KNOWN || line->clause->op == ESP_OP_UNKNOWN)
    return;
  if (line->clause->op == ESP_OP_BETWEEN)
    {
      add_bounds (box, line);
      return;
    }
  if (takes_list (line->clause->op))
    {
      add_values (box, line);
      return;
    }
  text = print_value (line->clause->values, 0);
  line->value = esp_text_control_new (_ ("Value"), text, ESP_CONDITION_NAME_CHARS, value_cb, line);
  esp_wrap_box_append (ESP_WRAP_BOX (box), line->value);
}

static GtkWidget *
make_ops (Line *line)
{
  static const EspConditionOp ops[] = { ESP_OP_IS,      ESP_OP_IS_NOT,   ESP_OP_ONE_OF,
                                        ESP_OP_NONE_OF, ESP_OP_CONTAINS, ESP_OP_NOT_CONTAINS,
                                        ESP_OP_STARTS,  ESP_OP_ENDS,     ESP_OP_AT_LEAST,
                                        ESP_OP_MORE,    ESP_OP_AT_MOST,  ESP_OP_LESS,
                                        ESP_OP_BETWEEN, ESP_OP_KNOWN,    ESP_OP_UNKNOWN };
  GtkWidget *pick = esp_pick_new (_ ("Comparison"), op_cb, line);

  for (guint i = 0; i < G_N_ELEMENTS (ops); i++)
    esp_pick_add (pick, esp_words_op (ops[i], ESP_RULE_TYPE_TEXT), (int) ops[i]);
  esp_pick_finish (pick, (int) line->clause->op);
  return pick;
}

/* The names and values that such events have. */
static void
hints_cb (EspSegmentHints *hints, GtkWidget *box)
{
  Line *line = g_object_get_data (G_OBJECT (box), "line");
  GtkWidget *property = g_object_get_data (G_OBJECT (box), "property");
  const char *const *names;
  const char *const *values;

  if (line->clause == NULL)
    return;
  names = esp_segment_hints_peek_properties (hints, kind_of (line));
  values = esp_segment_hints_peek_property (hints, kind_of (line), line->clause->property);
  if (names != NULL)
    esp_completion_set (GTK_ENTRY (property), names, NULL, NULL);
  if (values != NULL && ESP_IS_VALUES_ENTRY (line->value))
    esp_values_entry_set_suggestions (ESP_VALUES_ENTRY (line->value), values);
  else if (values != NULL && GTK_IS_ENTRY (line->value))
    esp_completion_set (GTK_ENTRY (line->value), values, NULL, NULL);
}

static GtkWidget *
make_remove (Line *line)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("esp-close-symbolic");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Remove this demand"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Remove this demand"), -1);
  g_signal_connect (button, "clicked", G_CALLBACK (remove_cb), line);
  return button;
}

static GtkWidget *
make_line (EspConditionEditor *self, EspCondition *condition, guint index)
{
  GtkWidget *box = esp_wrap_box_new ();
  Line *line = g_new0 (Line, 1);
  GtkWidget *property;

  *line = (Line){ self, condition, g_ptr_array_index (condition->where, index), NULL };
  g_object_set_data_full (G_OBJECT (box), "line", line, g_free);
  property = esp_text_control_new (_ ("Property"), line->clause->property, ESP_CONDITION_NAME_CHARS,
                                   property_cb, line);
  g_object_set_data (G_OBJECT (box), "property", property);
  esp_wrap_box_append (ESP_WRAP_BOX (box),
                       esp_words_control_new (index == 0 ? C_ ("condition", "where")
                                                         : C_ ("where … and …", "and")));
  esp_wrap_box_append (ESP_WRAP_BOX (box), property);
  esp_wrap_box_append (ESP_WRAP_BOX (box), make_ops (line));
  add_value (box, line);
  esp_wrap_box_append (ESP_WRAP_BOX (box), make_remove (line));
  if (self->choices->hints != NULL)
    {
      g_signal_connect_object (self->choices->hints, "changed", G_CALLBACK (hints_cb), box, 0);
      hints_cb (self->choices->hints, box);
    }
  return box;
}

/**
 * esp_condition_editor_add_where:
 * @condition: the editor's, or what must come before it
 *
 * Adds a line for each demand on the event's properties, and the button for one more.
 */
void
esp_condition_editor_add_where (EspConditionEditor *self, EspCondition *condition)
{
  const GPtrArray *where = condition->where;
  GtkWidget *button;

  for (guint i = 0; i < where->len; i++)
    esp_condition_editor_add (self, make_line (self, condition, i));
  if (where->len >= ESP_RULE_MAX_WHERE)
    return;
  button = gtk_button_new_with_label (where->len > 0 ? _ ("and where…") : _ ("where…"));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Ask of a property of the same event too"));
  g_signal_connect_object (button, "clicked",
                           G_CALLBACK (condition == self->condition ? add_cb : add_earlier_cb),
                           self, 0);
  esp_condition_editor_add (self, button);
}
