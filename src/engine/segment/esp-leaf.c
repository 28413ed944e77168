/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings conditions into one form, so that those which ask the same share one set of leads. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/segment/esp-leaf.h"

#include "engine/segment/esp-rule-json.h"

#include "base/esp-text-fold.h"

static int
compare_values_cb (gconstpointer a, gconstpointer b)
{
  return esp_operand_compare (a, b);
}

static void
sort_values (GArray *values)
{
  g_array_sort (values, compare_values_cb);
  for (guint i = values->len; i > 1; i--)
    if (esp_operand_compare (esp_operands_peek (values, i - 2),
                             esp_operands_peek (values, i - 1)) == 0)
      g_array_remove_index (values, i - 1);
}

/* The case of letters never matters in a comparison of texts, so it must not make two leaves of one. */
static void
fold_values (GArray *values)
{
  for (guint i = 0; i < values->len; i++)
    {
      EspOperand *value = &g_array_index (values, EspOperand, i);

      if (value->type == ESP_OPERAND_TEXT)
        {
          char *folded = esp_text_fold_string (value->text);

          g_free (value->text);
          value->text = folded;
        }
    }
}

static EspConditionOp
as_list_op (EspConditionOp op)
{
  if (op == ESP_OP_IS)
    return ESP_OP_ONE_OF;
  return op == ESP_OP_IS_NOT ? ESP_OP_NONE_OF : op;
}

static int
compare_clauses_cb (gconstpointer a, gconstpointer b)
{
  const EspWhere *first = *(EspWhere *const *) a;
  const EspWhere *second = *(EspWhere *const *) b;
  int order = g_strcmp0 (first->property, second->property);

  if (order == 0)
    order = (int) first->op - (int) second->op;
  for (guint i = 0; order == 0 && i < MIN (first->values->len, second->values->len); i++)
    order = esp_operand_compare (esp_operands_peek (first->values, i),
                                 esp_operands_peek (second->values, i));
  return order != 0 ? order : (int) first->values->len - (int) second->values->len;
}

static void
normalise_where (GPtrArray *where)
{
  for (guint i = 0; i < where->len; i++)
    {
      EspWhere *clause = g_ptr_array_index (where, i);

      clause->op = as_list_op (clause->op);
      fold_values (clause->values);
      if (clause->op == ESP_OP_ONE_OF || clause->op == ESP_OP_NONE_OF)
        sort_values (clause->values);
    }
  g_ptr_array_sort (where, compare_clauses_cb);
}

static void
normalise_events (EspCondition *self, gboolean *complement)
{
  normalise_where (self->where);
  if (self->after != NULL)
    normalise_where (self->after->where);
  /* The last time is in a window that reaches to now, or any time is: the same question. */
  if (self->window.kind == ESP_WINDOW_EVER)
    self->occurrence = ESP_OCCURRENCE_ANY;
  if (self->count_op == ESP_COUNT_AT_MOST ||
      (self->count_op == ESP_COUNT_EXACTLY && self->count == 0))
    {
      self->count_op = ESP_COUNT_AT_LEAST;
      self->count++;
      *complement = !*complement;
    }
}

/**
 * esp_leaf_normalise:
 * @out_complement: whether the condition matches exactly who the result does not match
 *
 * Reduces a condition to the positive form that a query answers: "did not" becomes the complement of
 * "did", "at most n" that of "at least n + 1", "is" becomes "one of", values are sorted and folded.
 *
 * Returns: (transfer full)
 */
EspCondition *
esp_leaf_normalise (const EspCondition *condition, gboolean *out_complement)
{
  EspCondition *self = esp_condition_copy (condition);
  gboolean complement = self->negate;

  self->negate = FALSE;
  if (self->kind == ESP_CONDITION_ATTRIBUTE)
    {
      self->op = as_list_op (self->op);
      fold_values (self->values);
    }
  if (esp_condition_is_events (self))
    normalise_events (self, &complement);
  if (self->op == ESP_OP_HAS_NONE && self->kind == ESP_CONDITION_TAG)
    {
      self->op = ESP_OP_HAS_ANY;
      complement = !complement;
    }
  if (self->op == ESP_OP_ONE_OF || self->op == ESP_OP_NONE_OF || self->op == ESP_OP_HAS_ANY ||
      self->op == ESP_OP_HAS_ALL || self->op == ESP_OP_HAS_NONE)
    sort_values (self->values);
  *out_complement = complement;
  return self;
}

/**
 * esp_leaf_dup_key:
 *
 * Returns: (transfer full): the name under which a normalised condition's set is kept; the same for
 *   all segments, and free of the moment at which it is asked
 */
char *
esp_leaf_dup_key (const EspCondition *normalised)
{
  g_autofree char *json = esp_condition_to_json (normalised);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, json, -1);
}
