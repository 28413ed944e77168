/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The filters that pick from lists by a property, and "default". */
#define G_LOG_DOMAIN "esp-liquid"

#include "config.h"

#include "engine/content/liquid/esp-liquid-filters.h"
#include "engine/content/liquid/esp-liquid-number.h"
#include "engine/content/liquid/esp-liquid-print.h"

/* Whether item[property] is the wanted value, or anything true when none is wanted. */
static EspLiquidMemberResult
matches (EspLiquidCall *call, const EspLiquidValue *item, gboolean *out_matches)
{
  EspLiquidValue member;
  EspLiquidMemberResult result = esp_liquid_call_member (call, item, &call->args[0], &member);

  if (call->n_args > 1 && call->args[1].type != ESP_LIQUID_NIL)
    *out_matches = esp_liquid_equal (&member, &call->args[1]);
  else
    *out_matches = esp_liquid_is_true (&member);
  return result;
}

static gboolean
keep (EspLiquidCall *call, EspLiquidValue *out_value, gboolean wanted)
{
  g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (EspLiquidValue));
  EspLiquidArray list;

  if (!esp_liquid_call_items (call, call->input, &list))
    return FALSE;
  for (guint i = 0; i < list.n_items; i++)
    {
      gboolean matched;
      EspLiquidMemberResult result = matches (call, &list.items[i], &matched);

      if (result != ESP_LIQUID_MEMBER_FOUND)
        return result == ESP_LIQUID_MEMBER_NONE;
      if (matched == wanted)
        g_array_append_val (kept, list.items[i]);
    }
  esp_liquid_set_array (call, kept, out_value);
  return TRUE;
}

static gboolean
filter_where (EspLiquidCall *call, EspLiquidValue *out_value)
{
  return keep (call, out_value, TRUE);
}

static gboolean
filter_reject (EspLiquidCall *call, EspLiquidValue *out_value)
{
  return keep (call, out_value, FALSE);
}

/* Sets @out_at to the first match, to -1 when there is none, to -2 when an item has no members. */
static gboolean
find (EspLiquidCall *call, EspLiquidArray *out_list, gint64 *out_at)
{
  *out_at = -1;
  if (!esp_liquid_call_items (call, call->input, out_list))
    return FALSE;
  for (guint i = 0; i < out_list->n_items; i++)
    {
      gboolean matched;
      EspLiquidMemberResult result = matches (call, &out_list->items[i], &matched);

      if (result == ESP_LIQUID_MEMBER_NONE)
        *out_at = -2;
      else if (matched)
        *out_at = i;
      if (result != ESP_LIQUID_MEMBER_FOUND || matched)
        return result != ESP_LIQUID_MEMBER_ERROR;
    }
  return TRUE;
}

static gboolean
filter_has (EspLiquidCall *call, EspLiquidValue *out_value)
{
  EspLiquidArray list;
  gint64 at;

  if (!find (call, &list, &at))
    return FALSE;
  if (at != -2)
    *out_value = esp_liquid_boolean (at >= 0);
  return TRUE;
}

static gboolean
filter_find (EspLiquidCall *call, EspLiquidValue *out_value)
{
  EspLiquidArray list;
  gint64 at;

  if (!find (call, &list, &at))
    return FALSE;
  if (at >= 0)
    *out_value = list.items[at];
  return TRUE;
}

static gboolean
filter_find_index (EspLiquidCall *call, EspLiquidValue *out_value)
{
  EspLiquidArray list;
  gint64 at;

  if (!find (call, &list, &at))
    return FALSE;
  if (at >= 0)
    *out_value = esp_liquid_integer (at);
  return TRUE;
}

static gboolean
filter_map (EspLiquidCall *call, EspLiquidValue *out_value)
{
  g_autoptr (GArray) members = g_array_new (FALSE, FALSE, sizeof (EspLiquidValue));
  EspLiquidArray list;

  if (!esp_liquid_call_items (call, call->input, &list))
    return FALSE;
  for (guint i = 0; i < list.n_items; i++)
    {
      EspLiquidValue member;

      if (esp_liquid_call_member (call, &list.items[i], &call->args[0], &member) ==
          ESP_LIQUID_MEMBER_ERROR)
        return FALSE;
      g_array_append_val (members, member);
    }
  esp_liquid_set_array (call, members, out_value);
  return TRUE;
}

static gboolean
has_property (const EspLiquidCall *call)
{
  return call->n_args > 0 && call->args[0].type != ESP_LIQUID_NIL;
}

/* Sets @keys to each item, or to its property when one is named, of a single item only if @always; FALSE when
 * that ends the filter. */
static gboolean
collect_keys (EspLiquidCall *call,
              const EspLiquidArray *list,
              gboolean always,
              GArray *keys,
              gboolean *out_done)
{
  *out_done = TRUE;
  for (guint i = 0; i < list->n_items; i++)
    {
      EspLiquidValue key = list->items[i];

      if (has_property (call) && (always || list->n_items > 1))
        {
          EspLiquidMemberResult result =
            esp_liquid_call_member (call, &list->items[i], &call->args[0], &key);

          *out_done = result != ESP_LIQUID_MEMBER_ERROR;
          if (result != ESP_LIQUID_MEMBER_FOUND)
            return FALSE;
        }
      g_array_append_val (keys, key);
    }
  return TRUE;
}

static gboolean
filter_compact (EspLiquidCall *call, EspLiquidValue *out_value)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (EspLiquidValue));
  g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (EspLiquidValue));
  EspLiquidArray list;
  gboolean done;

  if (!esp_liquid_call_items (call, call->input, &list))
    return FALSE;
  if (!collect_keys (call, &list, TRUE, keys, &done))
    return done;
  for (guint i = 0; i < list.n_items; i++)
    if (g_array_index (keys, EspLiquidValue, i).type != ESP_LIQUID_NIL)
      g_array_append_val (kept, list.items[i]);
  esp_liquid_set_array (call, kept, out_value);
  return TRUE;
}

static void
free_string (gpointer string)
{
  g_string_free (string, TRUE);
}

static gboolean
filter_uniq (EspLiquidCall *call, EspLiquidValue *out_value)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (EspLiquidValue));
  g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (EspLiquidValue));
  g_autoptr (GHashTable) seen =
    g_hash_table_new_full ((GHashFunc) g_string_hash, (GEqualFunc) g_string_equal, free_string,
                           NULL);
  EspLiquidArray list;
  gboolean done;

  if (!esp_liquid_call_items (call, call->input, &list))
    return FALSE;
  if (!collect_keys (call, &list, FALSE, keys, &done))
    return done;
  for (guint i = 0; i < list.n_items; i++)
    {
      GString *text = g_string_new (NULL);

      esp_liquid_append_inspect (text, &g_array_index (keys, EspLiquidValue, i));
      if (g_hash_table_add (seen, text))
        g_array_append_val (kept, list.items[i]);
    }
  esp_liquid_set_array (call, kept, out_value);
  return TRUE;
}

static gboolean
add_number (EspLiquidCall *call, const EspLiquidValue *value, EspLiquidNumber *inout_sum)
{
  EspLiquidArena *arena = call->render->arena;
  EspLiquidNumber number = esp_liquid_number_from_value (arena, value);
  EspLiquidNumber before = *inout_sum;
  const char *wrong =
    esp_liquid_number_operate (arena, ESP_LIQUID_PLUS, &before, &number, inout_sum);

  return wrong == NULL || esp_liquid_call_fail (call, "%s", wrong);
}

static gboolean
filter_sum (EspLiquidCall *call, EspLiquidValue *out_value)
{
  EspLiquidNumber sum = { .is_small = TRUE };
  EspLiquidArray list;

  if (!esp_liquid_call_items (call, call->input, &list))
    return FALSE;
  for (guint i = 0; i < list.n_items; i++)
    {
      EspLiquidValue value = list.items[i];
      EspLiquidArray inner;

      if (has_property (call) && esp_liquid_call_member (call, &list.items[i], &call->args[0],
                                                         &value) == ESP_LIQUID_MEMBER_ERROR)
        return FALSE;
      if (!esp_liquid_call_items (call, &value, &inner))
        return FALSE;
      for (guint k = 0; k < inner.n_items; k++)
        if (!add_number (call, &inner.items[k], &sum))
          return FALSE;
    }
  *out_value = esp_liquid_number_to_value (call->render->arena, &sum);
  return TRUE;
}

static gboolean
filter_default (EspLiquidCall *call, EspLiquidValue *out_value)
{
  const EspLiquidValue *allow = esp_liquid_call_get_keyword (call, "allow_false");
  gboolean allows_false = allow != NULL && esp_liquid_is_true (allow);
  gboolean is_missing = call->input->type == ESP_LIQUID_NIL || esp_liquid_is_empty (call->input) ||
                        call->input->type == ESP_LIQUID_EMPTY ||
                        call->input->type == ESP_LIQUID_BLANK ||
                        (!allows_false && !esp_liquid_is_true (call->input));

  *out_value = *call->input;
  if (is_missing)
    *out_value = call->n_args > 0 ? call->args[0] : esp_liquid_string ("");
  return TRUE;
}

const EspLiquidFilterSpec esp_liquid_select_filters[] = {
  { "compact", filter_compact, 0, 1 },
  { "default", filter_default, 0, 2 },
  { "find", filter_find, 1, 2 },
  { "find_index", filter_find_index, 1, 2 },
  { "has", filter_has, 1, 2 },
  { "map", filter_map, 1, 1 },
  { "reject", filter_reject, 1, 2 },
  { "sum", filter_sum, 0, 1 },
  { "uniq", filter_uniq, 0, 1 },
  { "where", filter_where, 1, 2 },
  { NULL, NULL, 0, 0 },
};
