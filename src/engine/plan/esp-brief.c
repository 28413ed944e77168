/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The brief of a campaign as JSON: what it is for, what is expected, and what was learned in the end. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/plan/esp-brief.h"

#include "base/esp-json-walk.h"
#include "engine/plan/esp-plan-amount.h"
#include "store/esp-store.h"

#include <math.h>
#include <string.h>

#define MAX_DEPTH 10

static const struct
{
  const char *name;
  gsize offset;
} texts[] = {
  { "goal", G_STRUCT_OFFSET (EspBrief, goal) },
  { "target", G_STRUCT_OFFSET (EspBrief, target) },
  { "channels", G_STRUCT_OFFSET (EspBrief, channels) },
  { "benefit", G_STRUCT_OFFSET (EspBrief, benefit) },
  { "message", G_STRUCT_OFFSET (EspBrief, message) },
  { "note", G_STRUCT_OFFSET (EspBrief, note) },
  { "metric", G_STRUCT_OFFSET (EspBrief, metric) },
  { "reasoning", G_STRUCT_OFFSET (EspBrief, reasoning) },
  { "lessons", G_STRUCT_OFFSET (EspBrief, lessons) },
  { "went_well", G_STRUCT_OFFSET (EspBrief, went_well) },
  { "went_badly", G_STRUCT_OFFSET (EspBrief, went_badly) },
  { "next_time", G_STRUCT_OFFSET (EspBrief, next_time) },
};

static const char *const names[] = {
  "goal",     "target",    "channels", "benefit",   "message",    "note",
  "metric",   "reasoning", "lessons",  "went_well", "went_badly", "next_time",
  "audience", "expected",  "low",      "high",      "free",       NULL,
};

static char **
get_text (EspBrief *self, guint i)
{
  return (char **) G_STRUCT_MEMBER_P (self, texts[i].offset);
}

static char **
find_text (EspBrief *self, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (g_str_equal (texts[i].name, name))
      return get_text (self, i);
  return NULL;
}

static double *
find_number (EspBrief *self, const char *name)
{
  return g_str_equal (name, "audience")   ? &self->audience
         : g_str_equal (name, "expected") ? &self->expected
         : g_str_equal (name, "low")      ? &self->low
         : g_str_equal (name, "high")     ? &self->high
                                          : NULL;
}

/**
 * esp_brief_new:
 *
 * Returns: (transfer full): one that says nothing
 */
EspBrief *
esp_brief_new (void)
{
  EspBrief *self = g_new0 (EspBrief, 1);

  self->audience = self->expected = self->low = self->high = (double) NAN;
  return self;
}

/**
 * esp_brief_free:
 */
void
esp_brief_free (EspBrief *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (*get_text (self, i));
  g_free (self);
}

/**
 * esp_brief_get_names:
 *
 * Returns: (transfer none): what a brief may say
 */
const char *const *
esp_brief_get_names (void)
{
  return names;
}

/**
 * esp_brief_get:
 *
 * Returns: (transfer none) (nullable): a text of it
 */
const char *
esp_brief_get (const EspBrief *self, const char *name)
{
  char **text = find_text ((EspBrief *) self, name);

  return text != NULL ? *text : NULL;
}

static void
read_numbers (EspBrief *self, EspJsonWalk *walk, JsonObject *object)
{
  static const char *const numbers[] = { "audience", "expected", "low", "high" };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      JsonNode *node = json_object_get_member (object, numbers[i]);
      GType type = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node)
                                                                : G_TYPE_INVALID;

      if (node == NULL || JSON_NODE_HOLDS_NULL (node))
        continue;
      if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
        esp_json_walk_fail (walk, numbers[i], "a number is expected");
      else
        *find_number (self, numbers[i]) = json_node_get_double (node);
    }
  self->expects = !isnan (self->expected);
}

/**
 * esp_brief_parse:
 * @json: (nullable): nothing is a brief that says nothing
 *
 * Returns: (transfer full): %NULL with @error set when it is none
 */
EspBrief *
esp_brief_parse (const char *json, GError **error)
{
  g_autoptr (EspBrief) self = esp_brief_new ();
  g_autoptr (JsonNode) root = NULL;
  EspJsonWalk walk;
  JsonObject *object;

  if (json == NULL)
    return g_steal_pointer (&self);
  if (!esp_json_is_too_deep (json, strlen (json), MAX_DEPTH))
    root = json_from_string (json, error);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      if (error != NULL && *error == NULL)
        g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                             "The brief is no JSON object");
      return NULL;
    }
  object = json_node_get_object (root);
  esp_json_walk_init (&walk, "The brief", ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID);
  esp_json_walk_check_members (&walk, object, names);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      char **text = get_text (self, i);

      *text = esp_json_walk_string (&walk, object, texts[i].name, ESP_BRIEF_MAX_TEXT);
      if (*text != NULL && **text == '\0')
        g_clear_pointer (text, g_free);
    }
  read_numbers (self, &walk, object);
  self->is_free = esp_json_walk_bool (&walk, object, "free");
  return esp_json_walk_finish (&walk, error) ? g_steal_pointer (&self) : NULL;
}

static void
add_number (JsonBuilder *builder, const char *name, double value)
{
  if (isnan (value))
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

/**
 * esp_brief_to_json:
 *
 * Returns: (transfer full)
 */
char *
esp_brief_to_json (const EspBrief *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      const char *text = esp_brief_get (self, texts[i].name);

      if (text == NULL)
        continue;
      json_builder_set_member_name (builder, texts[i].name);
      json_builder_add_string_value (builder, text);
    }
  add_number (builder, "audience", self->audience);
  add_number (builder, "expected", self->expected);
  add_number (builder, "low", self->low);
  add_number (builder, "high", self->high);
  if (self->is_free)
    {
      json_builder_set_member_name (builder, "free");
      json_builder_add_boolean_value (builder, TRUE);
    }
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static gboolean
refuse (GError **error, const char *name, const char *sentence)
{
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID, "“%s”: %s", name, sentence);
  return FALSE;
}

/**
 * esp_brief_set:
 * @value: "": nothing
 *
 * Says one thing of it as people write it.
 */
gboolean
esp_brief_set (EspBrief *self, const char *name, const char *value, GError **error)
{
  char **text = find_text (self, name);
  double *number = find_number (self, name);
  double read;

  if (text != NULL)
    {
      if (strlen (value) > ESP_BRIEF_MAX_TEXT)
        return refuse (error, name,
                       "this is too long for a brief; put it into a file of the stage");
      g_free (*text);
      *text = *value != '\0' ? g_strdup (value) : NULL;
      return TRUE;
    }
  if (g_str_equal (name, "free"))
    {
      self->is_free = g_str_equal (value, "yes") || g_str_equal (value, "true");
      return TRUE;
    }
  if (number == NULL)
    return refuse (error, name,
                   "a brief has no such part; it has goal, target, channels, benefit, message, "
                   "note, metric, audience, expected, low, high, reasoning, free, lessons, "
                   "went_well, went_badly and next_time");
  if (!esp_plan_parse_count (value, &read))
    return refuse (error, name, "a number is expected");
  *number = read;
  self->expects = !isnan (self->expected);
  return TRUE;
}
