/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds what a rule means by a name: fields by their label in any language, segments, campaigns. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/segment/esp-rule-names.h"

#include "engine/segment/esp-sentence.h"

#include <string.h>

/* Beyond this a name is not a slip of the other. */
#define MAX_SLIPS 2
#define MAX_NAME 40 /* characters */

static char *
name_of (EspConditionKind kind, const char *id, gpointer data)
{
  return g_strdup (kind == ESP_CONDITION_SEGMENT ? esp_rule_catalog_get_segment_name (data, id)
                                                 : esp_rule_catalog_get_campaign_name (data, id));
}

static char *
id_of (EspConditionKind kind, const char *name, gpointer data)
{
  return g_strdup (kind == ESP_CONDITION_SEGMENT ? esp_rule_catalog_find_segment (data, name)
                                                 : esp_rule_catalog_find_campaign (data, name));
}

/**
 * esp_rule_names_of:
 * @catalog: kept alive by the caller
 *
 * Returns: the names of a workspace's segments and campaigns, for the text form of rules
 */
EspRuleNames
esp_rule_names_of (EspRuleCatalog *catalog)
{
  return (EspRuleNames){ name_of, id_of, catalog };
}

/* Names are the same whatever their case, and whether words are parted by spaces or by lines below. */
static char *
fold (const char *name)
{
  g_autofree char *plain = g_utf8_normalize (name, -1, G_NORMALIZE_NFC);
  char *folded = g_utf8_casefold (plain != NULL ? plain : name, -1);

  return g_strdelimit (folded, "_-", ' ');
}

static gboolean
is_called (const EspRuleCatalog *catalog, const EspRuleField *field, const char *folded)
{
  const char *const labels[] = { field->key, field->label,
                                 esp_sentence_field_label (catalog, field->key, ESP_LANG_EN),
                                 esp_sentence_field_label (catalog, field->key, ESP_LANG_KO) };

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      g_autofree char *label = fold (labels[i]);

      if (g_str_equal (label, folded))
        return TRUE;
    }
  return FALSE;
}

/**
 * esp_rule_names_find_field:
 * @name: a key, or a label in any language
 *
 * Returns: (nullable): the key of the only field that goes by that name
 */
const char *
esp_rule_names_find_field (const EspRuleCatalog *catalog, const char *name)
{
  g_autofree char *folded = fold (name);
  const char *found = NULL;

  for (guint i = 0; i < esp_rule_catalog_get_n_fields (catalog); i++)
    {
      const EspRuleField *field = esp_rule_catalog_get_field (catalog, i);

      if (!is_called (catalog, field, folded))
        continue;
      if (found != NULL)
        return NULL;
      found = field->key;
    }
  return found;
}

static void
replace (char **name, const char *id)
{
  if (id == NULL)
    return;
  g_free (*name);
  *name = g_strdup (id);
}

static void
resolve_campaign (const EspRuleCatalog *catalog, EspCondition *condition)
{
  if (condition->kind == ESP_CONDITION_MESSAGE && condition->detail != NULL &&
      esp_rule_catalog_get_campaign_name (catalog, condition->detail) == NULL)
    replace (&condition->detail, esp_rule_catalog_find_campaign (catalog, condition->detail));
}

static void
resolve_cb (EspRuleNode *node, gpointer data)
{
  const EspRuleCatalog *catalog = data;
  EspCondition *condition = node->condition;

  if (condition == NULL)
    return;
  if ((condition->kind == ESP_CONDITION_ATTRIBUTE ||
       condition->kind == ESP_CONDITION_ANNIVERSARY) &&
      esp_rule_catalog_find_field (catalog, condition->subject) == NULL)
    replace (&condition->subject, esp_rule_names_find_field (catalog, condition->subject));
  else if (condition->kind == ESP_CONDITION_SEGMENT &&
           esp_rule_catalog_get_segment_name (catalog, condition->subject) == NULL)
    replace (&condition->subject, esp_rule_catalog_find_segment (catalog, condition->subject));
  else if (esp_condition_is_events (condition))
    {
      resolve_campaign (catalog, condition);
      if (condition->after != NULL)
        resolve_campaign (catalog, condition->after);
    }
}

/**
 * esp_rule_names_resolve:
 *
 * Puts keys and ids where a rule that people wrote has names: labels of fields, names of segments and
 * campaigns. What is not found stays, for the check to tell.
 */
void
esp_rule_names_resolve (EspRule *rule, const EspRuleCatalog *catalog)
{
  esp_rule_foreach (rule, resolve_cb, (gpointer) catalog);
}

/* How many letters must be put in, left out or changed to make one name of the other. */
static guint
distance (const gunichar *a, glong n_a, const gunichar *b, glong n_b)
{
  guint row[MAX_NAME + 1];

  for (glong j = 0; j <= n_b; j++)
    row[j] = (guint) j;
  for (glong i = 1; i <= n_a; i++)
    {
      guint corner = row[0];

      row[0] = (guint) i;
      for (glong j = 1; j <= n_b; j++)
        {
          guint above = row[j];
          guint change = corner + (a[i - 1] == b[j - 1] ? 0 : 1);

          row[j] = MIN (MIN (above, row[j - 1]) + 1, change);
          corner = above;
        }
    }
  return row[n_b];
}

static guint
distance_of (const char *a, const char *b)
{
  g_autofree char *folded_a = fold (a);
  g_autofree char *folded_b = fold (b);
  glong n_a, n_b;
  g_autofree gunichar *letters_a = g_utf8_to_ucs4_fast (folded_a, -1, &n_a);
  g_autofree gunichar *letters_b = g_utf8_to_ucs4_fast (folded_b, -1, &n_b);

  if (n_a > MAX_NAME || n_b > MAX_NAME)
    return G_MAXUINT;
  return distance (letters_a, n_a, letters_b, n_b);
}

/**
 * esp_rule_names_nearest:
 * @names: (array zero-terminated=1)
 *
 * Returns: (transfer none) (nullable): the one of @names that is nearest to @name, when one is near enough to
 *   be meant
 */
const char *
esp_rule_names_nearest (const char *const *names, const char *name)
{
  guint best = MIN (MAX_SLIPS, (guint) g_utf8_strlen (name, -1) / 2) + 1;
  const char *found = NULL;

  for (; *names != NULL; names++)
    {
      guint slips = distance_of (*names, name);

      if (slips < best)
        {
          best = slips;
          found = *names;
        }
    }
  return found;
}

/**
 * esp_rule_names_suggest_field:
 *
 * Returns: (transfer none) (nullable): the key of the field whose name is nearest to @name, when one is
 *   near enough to be meant
 */
const char *
esp_rule_names_suggest_field (const EspRuleCatalog *catalog, const char *name)
{
  guint best = MIN (MAX_SLIPS, (guint) g_utf8_strlen (name, -1) / 2) + 1;
  const char *found = NULL;

  for (guint i = 0; i < esp_rule_catalog_get_n_fields (catalog); i++)
    {
      const EspRuleField *field = esp_rule_catalog_get_field (catalog, i);
      guint slips = MIN (distance_of (field->key, name), distance_of (field->label, name));

      if (slips < best)
        {
          best = slips;
          found = field->key;
        }
    }
  return found;
}
