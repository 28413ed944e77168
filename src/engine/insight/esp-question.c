/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One question of a report: read from JSON with every fault told, written in one fixed form. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/insight/esp-question.h"

#include "base/esp-json-walk.h"
#include "engine/insight/esp-question-time.h"
#include "engine/insight/esp-question-values.h"

#include <math.h>
#include <string.h>

#define MAX_BYTES (64 * 1024)
#define MAX_DEPTH 6
#define MAX_OPTIONS 9

struct EspQuestion
{
  gatomicrefcount refs;
  const EspQuestionKind *kind;
  char *from;                /* (owned) "": from the beginning */
  char *to;                  /* (owned) "": until now */
  char *compare;             /* (owned) */
  char *segment;             /* (owned) (nullable) */
  char *values[MAX_OPTIONS]; /* (owned) one per option of the kind, as text */
};

static const char *const compares[] = { "none", "previous", "year", NULL };

G_DEFINE_QUARK (esp - question - error - quark, esp_question_error)

/**
 * esp_question_new:
 *
 * Returns: (transfer full): a question of that kind with nothing chosen: the last 28 days, no comparison
 */
EspQuestion *
esp_question_new (const char *kind)
{
  const EspQuestionKind *of = esp_question_kind_find (kind);
  EspQuestion *self;

  g_return_val_if_fail (of != NULL, NULL);
  g_assert (of->n_options <= MAX_OPTIONS);

  self = g_new0 (EspQuestion, 1);
  g_atomic_ref_count_init (&self->refs);
  self->kind = of;
  self->from = g_strdup (!of->has_period ? "" : of->from != NULL ? of->from : ESP_QUESTION_FROM);
  self->to = g_strdup ("");
  self->compare = g_strdup ("none");
  for (guint i = 0; i < of->n_options; i++)
    self->values[i] = esp_option_make_fallback (&of->options[i]);
  return self;
}

/**
 * esp_question_ref:
 */
EspQuestion *
esp_question_ref (EspQuestion *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * esp_question_unref:
 */
void
esp_question_unref (EspQuestion *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->from);
  g_free (self->to);
  g_free (self->compare);
  g_free (self->segment);
  for (guint i = 0; i < MAX_OPTIONS; i++)
    g_free (self->values[i]);
  g_free (self);
}

static int
find_option (const EspQuestionKind *kind, const char *name)
{
  for (guint i = 0; i < kind->n_options; i++)
    if (g_str_equal (kind->options[i].name, name))
      return (int) i;
  return -1;
}

/* Sets from, to, compare or segment from text; FALSE: it is none of them. */
static gboolean
set_common (EspQuestion *self, EspJsonWalk *walk, const char *name, const char *text)
{
  if (g_str_equal (name, "from") || g_str_equal (name, "to"))
    {
      char **place = g_str_equal (name, "from") ? &self->from : &self->to;

      if (!esp_question_time_is_valid (text))
        esp_json_walk_fail (walk, name, "“%.40s” is no day; write %s", text,
                            ESP_QUESTION_TIME_HELP);
      else
        esp_question_time_set (place, text);
      return TRUE;
    }
  if (g_str_equal (name, "compare"))
    {
      if (!esp_option_has_word (compares, text))
        esp_option_fail_choice (walk, name, text, compares);
      else
        esp_question_time_set (&self->compare, text);
      return TRUE;
    }
  if (!g_str_equal (name, "segment"))
    return FALSE;
  if (text[0] != '\0' && !esp_option_is_uuid (text))
    esp_json_walk_fail (walk, name, "“%.60s” is no segment; write its 32 digits", text);
  else
    {
      g_free (self->segment);
      self->segment = text[0] != '\0' ? g_ascii_strdown (text, -1) : NULL;
    }
  return TRUE;
}

static void
read_member (EspQuestion *self, EspJsonWalk *walk, const char *name, JsonNode *node)
{
  int option = find_option (self->kind, name);
  gboolean is_text =
    JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;

  if (g_str_equal (name, "ask"))
    return;
  if (option >= 0)
    esp_option_read (walk, &self->kind->options[option], node, &self->values[option]);
  else if (!is_text && (g_str_equal (name, "from") || g_str_equal (name, "to") ||
                        g_str_equal (name, "compare") || g_str_equal (name, "segment")))
    {
      if (!JSON_NODE_HOLDS_NULL (node))
        esp_json_walk_fail (walk, name, "is a text");
    }
  else if (!is_text || !set_common (self, walk, name, json_node_get_string (node)))
    esp_json_walk_fail (walk, name, "is no option of “%s”", self->kind->name);
}

static EspQuestion *
read_question (EspJsonWalk *walk, JsonNode *root)
{
  JsonObject *object =
    root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonNode *ask = object != NULL ? json_object_get_member (object, "ask") : NULL;
  const char *kind = NULL;
  EspQuestion *self;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (ask != NULL && JSON_NODE_HOLDS_VALUE (ask) && json_node_get_value_type (ask) == G_TYPE_STRING)
    kind = json_node_get_string (ask);
  if (kind == NULL || esp_question_kind_find (kind) == NULL)
    {
      esp_json_walk_fail (walk, object != NULL ? "ask" : NULL, "%s",
                          object != NULL ? "does not name a kind of question" : "is an object");
      return NULL;
    }
  self = esp_question_new (kind);
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &node))
    read_member (self, walk, name, node);
  return self;
}

/**
 * esp_question_parse:
 *
 * Reads a question; what is left out is as esp_question_new() has it.
 *
 * Returns: (transfer full): the question; %NULL with @error set that says what is wrong and where
 */
EspQuestion *
esp_question_parse (const char *json, gssize length, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (EspQuestion) self = NULL;
  gsize size = length < 0 ? strlen (json) : (gsize) length;
  EspJsonWalk walk;

  if (size > MAX_BYTES || esp_json_is_too_deep (json, size, MAX_DEPTH))
    {
      g_set_error_literal (error, ESP_QUESTION_ERROR, ESP_QUESTION_ERROR_INVALID,
                           "The question is too long or too deep");
      return NULL;
    }
  if (!json_parser_load_from_data (parser, json, (gssize) size, &local))
    {
      g_autofree char *why = esp_json_dup_problem (local);

      g_set_error (error, ESP_QUESTION_ERROR, ESP_QUESTION_ERROR_INVALID,
                   "The question is not JSON: %s", why);
      return NULL;
    }
  esp_json_walk_init (&walk, "The question", ESP_QUESTION_ERROR, ESP_QUESTION_ERROR_INVALID);
  self = read_question (&walk, json_parser_get_root (parser));
  if (!esp_json_walk_finish (&walk, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * esp_question_with:
 * @name: an option of the kind, or from, to, compare, segment
 * @value: as text; lists with commas
 *
 * Returns: (transfer full): the same question with one thing chosen differently; %NULL with @error set
 */
EspQuestion *
esp_question_with (const EspQuestion *self, const char *name, const char *value, GError **error)
{
  g_autoptr (EspQuestion) copy = esp_question_new (self->kind->name);
  int option = find_option (self->kind, name);
  EspJsonWalk walk;

  esp_question_time_set (&copy->from, self->from);
  esp_question_time_set (&copy->to, self->to);
  esp_question_time_set (&copy->compare, self->compare);
  copy->segment = g_strdup (self->segment);
  for (guint i = 0; i < self->kind->n_options; i++)
    esp_question_time_set (&copy->values[i], self->values[i]);
  esp_json_walk_init (&walk, "The question", ESP_QUESTION_ERROR, ESP_QUESTION_ERROR_INVALID);
  if (option >= 0)
    esp_option_set_text (&walk, &self->kind->options[option], value, &copy->values[option]);
  else if (!set_common (copy, &walk, name, value))
    esp_json_walk_fail (&walk, NULL, "“%.60s” is no option of “%s”", name, self->kind->name);
  return esp_json_walk_finish (&walk, error) ? g_steal_pointer (&copy) : NULL;
}

static void
write_text (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

/**
 * esp_question_to_json:
 *
 * Returns: (transfer full): the question in its one form: members in a fixed order, without what is as it
 *   would be anyway
 */
char *
esp_question_to_json (const EspQuestion *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  write_text (builder, "ask", self->kind->name);
  if (self->kind->has_period)
    {
      write_text (builder, "from", self->from);
      if (self->to[0] != '\0')
        write_text (builder, "to", self->to);
      if (!g_str_equal (self->compare, "none"))
        write_text (builder, "compare", self->compare);
    }
  if (self->segment != NULL)
    write_text (builder, "segment", self->segment);
  for (guint i = 0; i < self->kind->n_options; i++)
    esp_option_write (builder, &self->kind->options[i], self->values[i]);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

/**
 * esp_question_digest:
 *
 * Returns: (transfer full): the same for questions that ask the same
 */
char *
esp_question_digest (const EspQuestion *self)
{
  g_autofree char *json = esp_question_to_json (self);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, json, -1);
}

/**
 * esp_question_get_kind:
 */
const EspQuestionKind *
esp_question_get_kind (const EspQuestion *self)
{
  return self->kind;
}

/**
 * esp_question_get_from:
 *
 * Returns: (transfer none): the first day as it was written; "" is the beginning
 */
const char *
esp_question_get_from (const EspQuestion *self)
{
  return self->from;
}

/**
 * esp_question_get_to:
 *
 * Returns: (transfer none): the last day as it was written; "" is today
 */
const char *
esp_question_get_to (const EspQuestion *self)
{
  return self->to;
}

/**
 * esp_question_get_compare:
 *
 * Returns: (transfer none): none, previous or year
 */
const char *
esp_question_get_compare (const EspQuestion *self)
{
  return self->compare;
}

/**
 * esp_question_get_segment:
 *
 * Returns: (transfer none) (nullable): the uuid of the segment whose leads alone count
 */
const char *
esp_question_get_segment (const EspQuestion *self)
{
  return self->segment;
}

/**
 * esp_question_get:
 *
 * Returns: (transfer none): the value of an option of the kind
 */
const char *
esp_question_get (const EspQuestion *self, const char *name)
{
  int option = find_option (self->kind, name);

  g_return_val_if_fail (option >= 0, "");

  return self->values[option];
}

/**
 * esp_question_is:
 *
 * Returns: whether an option has that value
 */
gboolean
esp_question_is (const EspQuestion *self, const char *name, const char *word)
{
  return g_str_equal (esp_question_get (self, name), word);
}

/**
 * esp_question_get_number:
 */
double
esp_question_get_number (const EspQuestion *self, const char *name)
{
  return g_ascii_strtod (esp_question_get (self, name), NULL);
}

/**
 * esp_question_get_list:
 *
 * Returns: (transfer full): the items of an option that is a list
 */
GStrv
esp_question_get_list (const EspQuestion *self, const char *name)
{
  return g_strsplit (esp_question_get (self, name), ESP_OPTION_LIST_BREAK, -1);
}

/**
 * esp_question_resolve:
 *
 * Finds the moments of its days in @zone. Both days count whole; the end may lie after now.
 */
gboolean
esp_question_resolve (const EspQuestion *self,
                      gint64 now_us,
                      GTimeZone *zone,
                      EspQuestionSpan *out_span,
                      GError **error)
{
  return esp_question_time_resolve (self->from, self->to, now_us, zone, out_span, error);
}
