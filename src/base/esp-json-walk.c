/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads JSON documents that people and other programs write, and says where they are wrong. */
#define G_LOG_DOMAIN "esp-base"

#include "config.h"

#include "base/esp-json-walk.h"

#include "base/esp-json-line.h"

#include <stdio.h>
#include <string.h>

static const gsize max_word_letters = 200;

/**
 * esp_json_walk_init:
 * @subject: (transfer none): begins the sentence of an error, such as "The message"
 * @domain: of the error
 * @code: of the error
 *
 * Starts at the top of a document. End with esp_json_walk_finish().
 */
void
esp_json_walk_init (EspJsonWalk *self, const char *subject, GQuark domain, int code)
{
  *self = (EspJsonWalk){ g_string_new (NULL), NULL, subject, domain, code, NULL, 0 };
}

/**
 * esp_json_walk_finish:
 *
 * Frees what the walk holds.
 *
 * Returns: whether all was right; otherwise @error is set.
 */
gboolean
esp_json_walk_finish (EspJsonWalk *self, GError **error)
{
  g_string_free (g_steal_pointer (&self->path), TRUE);
  if (self->error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}

/**
 * esp_json_walk_fail:
 * @member: (nullable): the member of the current object, or NULL for the object itself
 * @format: what is wrong and what is expected, printf-style, without the place
 *
 * Keeps the sentence if nothing was wrong before.
 */
void
esp_json_walk_fail (EspJsonWalk *self, const char *member, const char *format, ...)
{
  g_autofree char *what = NULL;
  g_autofree char *place = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *valid = NULL;
  va_list args;

  if (self->error != NULL)
    return;
  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  place = g_strconcat (self->path->str, self->path->len > 0 && member != NULL ? "." : "",
                       member != NULL ? member : "", NULL);
  if (self->text != NULL)
    sentence = g_strdup_printf ("%s is not right in line %u, at “%s”: %s", self->subject,
                                esp_json_find_line (self->text, self->length, place), place, what);
  else
    sentence = g_strdup_printf ("%s is not right at “%s”: %s", self->subject, place, what);
  /* A quoted piece may have been cut inside a character, and names may be of any bytes. */
  valid = g_utf8_make_valid (sentence, -1);
  self->error = g_error_new_literal (self->domain, self->code, valid);
}

/**
 * esp_json_walk_push:
 * @member: the member that is gone into
 *
 * Returns: what esp_json_walk_pop() takes to come back.
 */
gsize
esp_json_walk_push (EspJsonWalk *self, const char *member)
{
  gsize before = self->path->len;

  if (before > 0)
    g_string_append_c (self->path, '.');
  g_string_append (self->path, member);
  return before;
}

/**
 * esp_json_walk_push_index:
 * @i: the element that is gone into
 *
 * Returns: what esp_json_walk_pop() takes to come back.
 */
gsize
esp_json_walk_push_index (EspJsonWalk *self, guint i)
{
  gsize before = self->path->len;

  g_string_append_printf (self->path, "[%u]", i);
  return before;
}

/**
 * esp_json_walk_pop:
 * @before: as a push answered
 */
void
esp_json_walk_pop (EspJsonWalk *self, gsize before)
{
  g_string_truncate (self->path, before);
}

/**
 * esp_json_walk_check_members:
 * @known: (array zero-terminated=1): every member that may be there
 *
 * Fails at any other member: what is misspelt must not vanish silently.
 */
void
esp_json_walk_check_members (EspJsonWalk *self, JsonObject *object, const char *const *known)
{
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *l = members; l != NULL; l = l->next)
    if (!g_strv_contains (known, l->data))
      {
        g_autofree char *names = g_strjoinv (", ", (char **) known);

        esp_json_walk_fail (self, l->data, "there is no such member; known here are %s", names);
      }
}

/**
 * esp_json_walk_string:
 * @max_letters: characters of Unicode, as JSON Schema counts a text
 *
 * Returns: (transfer full) (nullable): the text of @member, or NULL when it is absent or wrong.
 */
char *
esp_json_walk_string (EspJsonWalk *self, JsonObject *object, const char *member, gsize max_letters)
{
  JsonNode *node = json_object_get_member (object, member);
  const char *text;

  if (node == NULL)
    return NULL;
  if (json_node_get_value_type (node) != G_TYPE_STRING)
    {
      esp_json_walk_fail (self, member, "a text in quotes is expected");
      return NULL;
    }
  text = json_node_get_string (node);
  if (!g_utf8_validate (text, -1, NULL))
    esp_json_walk_fail (self, member, "it is not valid UTF-8");
  else if ((gsize) g_utf8_strlen (text, -1) > max_letters)
    esp_json_walk_fail (self, member, "it is longer than %" G_GSIZE_FORMAT " letters", max_letters);
  else
    return g_strdup (text);
  return NULL;
}

/**
 * esp_json_walk_line:
 *
 * Like esp_json_walk_string() for a text that ends up in one line: control characters fail, so that
 * it can never forge a header.
 *
 * Returns: (transfer full) (nullable): the text, or NULL when it is absent or wrong.
 */
char *
esp_json_walk_line (EspJsonWalk *self, JsonObject *object, const char *member, gsize max_letters)
{
  char *text = esp_json_walk_string (self, object, member, max_letters);

  for (const char *c = text; c != NULL && *c != '\0'; c++)
    if ((guchar) *c < ' ' || *c == '\x7f')
      {
        esp_json_walk_fail (self, member,
                            "line breaks and control characters are not allowed here");
        g_clear_pointer (&text, g_free);
        return NULL;
      }
  return text;
}

/**
 * esp_json_walk_bool:
 *
 * Returns: the truth of @member; FALSE when it is absent.
 */
gboolean
esp_json_walk_bool (EspJsonWalk *self, JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL)
    return FALSE;
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return json_node_get_boolean (node);
  esp_json_walk_fail (self, member, "true or false is expected");
  return FALSE;
}

/**
 * esp_json_read_whole:
 * @node: (nullable)
 * @out_number: (out)
 *
 * A number without a fraction is whole however it is written: many programs write 3 as 3.0.
 *
 * Returns: whether @node is a whole number
 */
gboolean
esp_json_read_whole (JsonNode *node, gint64 *out_number)
{
  GType type = node != NULL ? json_node_get_value_type (node) : G_TYPE_INVALID;
  double number;

  if (type == G_TYPE_INT64)
    {
      *out_number = json_node_get_int (node);
      return TRUE;
    }
  if (type != G_TYPE_DOUBLE)
    return FALSE;
  number = json_node_get_double (node);
  /* Beyond 2^53 not every whole number is there. */
  if (!(ABS (number) <= 9007199254740992.0) || number != (double) (gint64) number)
    return FALSE;
  *out_number = (gint64) number;
  return TRUE;
}

/**
 * esp_json_find_zero:
 * @json: a text that may be JSON
 *
 * A text ends at its first zero character in this program: what stands behind one would vanish silently.
 *
 * Returns: the byte where "\u0000" is written; -1: nowhere
 */
gssize
esp_json_find_zero (const char *json, gsize length)
{
  for (gsize i = 0; i + 1 < length; i++)
    if (json[i] == '\\')
      {
        if (length - i >= 6 && memcmp (json + i, "\\u0000", 6) == 0)
          return (gssize) i;
        i++;
      }
  return -1;
}

/**
 * esp_json_walk_int:
 * @max: the largest allowed; the smallest is 0
 *
 * Returns: the number, or @fallback when it is absent or wrong.
 */
int
esp_json_walk_int (EspJsonWalk *self, JsonObject *object, const char *member, int max, int fallback)
{
  JsonNode *node = json_object_get_member (object, member);
  gint64 number = 0;

  if (node == NULL)
    return fallback;
  if (esp_json_read_whole (node, &number) && number >= 0 && number <= max)
    return (int) number;
  esp_json_walk_fail (self, member, "a whole number from 0 to %d is expected", max);
  return fallback;
}

/**
 * esp_json_walk_word:
 * @words: (array zero-terminated=1): what may be said
 *
 * Returns: the position of the word in @words; 0 when it is absent or wrong.
 */
int
esp_json_walk_word (EspJsonWalk *self,
                    JsonObject *object,
                    const char *member,
                    const char *const *words)
{
  g_autofree char *text = esp_json_walk_line (self, object, member, max_word_letters);
  g_autofree char *choices = NULL;

  if (text == NULL)
    return 0;
  for (int i = 0; words[i] != NULL; i++)
    if (g_str_equal (words[i], text))
      return i;
  choices = g_strjoinv (", ", (char **) words);
  esp_json_walk_fail (self, member, "“%.40s” is none of %s", text, choices);
  return 0;
}

/**
 * esp_json_walk_array:
 *
 * Returns: (transfer none) (nullable): the list, or NULL when it is absent or wrong.
 */
JsonArray *
esp_json_walk_array (EspJsonWalk *self, JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_ARRAY (node))
    return json_node_get_array (node);
  esp_json_walk_fail (self, member, "a list in square brackets is expected");
  return NULL;
}

/**
 * esp_json_walk_element:
 *
 * Returns: (transfer none) (nullable): the object at @i, or NULL when it is something else.
 */
JsonObject *
esp_json_walk_element (EspJsonWalk *self, JsonArray *array, guint i)
{
  JsonNode *node = json_array_get_element (array, i);

  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);
  esp_json_walk_fail (self, NULL, "an object in braces is expected");
  return NULL;
}

/**
 * esp_json_dup_problem:
 * @parse_error: (nullable): what the parser said: "<data>:3:12: Parse error: …"
 *
 * Returns: (transfer full): the same as people read it, with the line; valid UTF-8
 */
char *
esp_json_dup_problem (const GError *parse_error)
{
  guint line = 0;
  guint column = 0;
  int n = 0;
  g_autofree char *what = NULL;

  if (parse_error == NULL)
    return g_strdup ("it is empty, or no object in braces");
  if (sscanf (parse_error->message, "<data>:%u:%u: Parse error: %n", &line, &column, &n) < 2 ||
      n == 0)
    return g_utf8_make_valid (parse_error->message, -1);
  what = g_utf8_make_valid (parse_error->message + n, -1);
  return g_strdup_printf ("line %u, letter %u: %s", line, column, what);
}

/**
 * esp_json_is_too_deep:
 * @json: a text that may be JSON
 * @length: its bytes
 * @max_depth: how many brackets may be open at once
 *
 * The JSON parser recurses; a text of a million brackets must not reach it.
 *
 * Returns: whether it is nested deeper.
 */
gboolean
esp_json_is_too_deep (const char *json, gsize length, int max_depth)
{
  gboolean in_string = FALSE;
  int depth = 0;

  for (gsize i = 0; i < length; i++)
    if (in_string)
      {
        if (json[i] == '\\')
          i++;
        else if (json[i] == '"')
          in_string = FALSE;
      }
    else if (json[i] == '"')
      in_string = TRUE;
    else if ((json[i] == '{' || json[i] == '[') && ++depth > max_depth)
      return TRUE;
    else if (json[i] == '}' || json[i] == ']')
      depth--;
  return FALSE;
}
