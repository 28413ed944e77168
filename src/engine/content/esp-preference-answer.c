/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what people chose on the page of choices: as forms send it, as servers log it, as mail brings it. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-preference-answer.h"

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <string.h>

#define MAX_TEXT (16 * 1024 * 1024)
#define MAX_VALUE 1000
#define MAX_FIELDS 200

/**
 * esp_preference_answer_free:
 * @self: (nullable)
 */
void
esp_preference_answer_free (EspPreferenceAnswer *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->fields, g_hash_table_unref);
  g_free (self->token);
  g_free (self->from);
  g_free (self->digest);
  g_free (self);
}

static EspPreferenceAnswer *
answer_new (void)
{
  EspPreferenceAnswer *self = g_new0 (EspPreferenceAnswer, 1);

  self->fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

/* Seconds or microseconds since 1970, or ISO 8601. */
static gint64
read_time (const char *text)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = NULL;
  guint64 number = 0;

  if (g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT64 / 1000, &number, NULL))
    {
      if (number < G_GUINT64_CONSTANT (100000000000))
        return (gint64) (number * G_USEC_PER_SEC);
      return number < G_GUINT64_CONSTANT (100000000000000) ? (gint64) (number * 1000)
                                                           : (gint64) number;
    }
  time = g_date_time_new_from_iso8601 (text, utc);
  return time != NULL ? g_date_time_to_unix (time) * G_USEC_PER_SEC : 0;
}

static void
set (EspPreferenceAnswer *self, const char *name, const char *value)
{
  if (strlen (value) > MAX_VALUE || strlen (name) > MAX_VALUE ||
      !g_utf8_validate (value, -1, NULL) || !g_utf8_validate (name, -1, NULL))
    return;
  if (g_str_equal (name, "token") || g_str_equal (name, "t"))
    {
      g_free (self->token);
      self->token = g_strdup (value);
    }
  else if (g_str_equal (name, "refuse_all"))
    self->is_refused_all = *value != '\0' && !g_str_equal (value, "0");
  else if (g_str_equal (name, "at") || g_str_equal (name, "time"))
    self->at_us = read_time (value);
  else if (g_str_equal (name, "ip") || g_str_equal (name, "from"))
    {
      g_free (self->from);
      self->from = g_strdup (value);
    }
  else if (g_hash_table_size (self->fields) < MAX_FIELDS)
    g_hash_table_replace (self->fields, g_strdup (name), g_strdup (value));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* What was said, by whom and when, whatever the order in which it is written. */
static void
sign (EspPreferenceAnswer *self)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *head = g_strdup_printf ("%s\n%d\n%" G_GINT64_FORMAT "\n", self->token,
                                           self->is_refused_all, self->at_us);
  g_autofree gpointer *names = g_hash_table_get_keys_as_array (self->fields, NULL);
  guint n = g_hash_table_size (self->fields);

  qsort (names, n, sizeof *names, compare_names);
  g_checksum_update (checksum, (const guchar *) head, -1);
  for (guint i = 0; i < n; i++)
    {
      g_checksum_update (checksum, names[i], -1);
      g_checksum_update (checksum, (const guchar *) "=", 1);
      g_checksum_update (checksum, g_hash_table_lookup (self->fields, names[i]), -1);
      g_checksum_update (checksum, (const guchar *) "\n", 1);
    }
  self->digest = g_strdup (g_checksum_get_string (checksum));
}

/* @answer: (transfer full) (nullable): one without a token says nothing */
static void
take (GPtrArray *answers, EspPreferenceAnswer *answer)
{
  if (answer == NULL)
    return;
  if (answer->token == NULL || *answer->token == '\0' || answers->len >= ESP_PREFERENCE_MAX_ANSWERS)
    {
      esp_preference_answer_free (answer);
      return;
    }
  sign (answer);
  g_ptr_array_add (answers, answer);
}

static char *
decode (const char *text)
{
  g_autofree char *spaced = g_strdelimit (g_strdup (text), "+", ' ');
  char *plain = g_uri_unescape_string (spaced, NULL);

  return plain != NULL ? plain : g_strdup ("");
}

/* "token=…&agree.email.marketing=yes&save=1" */
static EspPreferenceAnswer *
read_form (const char *line)
{
  EspPreferenceAnswer *answer = answer_new ();
  g_auto (GStrv) pairs = g_strsplit (line, "&", MAX_FIELDS);

  for (guint i = 0; pairs[i] != NULL; i++)
    {
      char *equals = strchr (pairs[i], '=');
      g_autofree char *name = NULL;
      g_autofree char *value = NULL;

      if (equals == NULL)
        continue;
      *equals = '\0';
      name = decode (pairs[i]);
      value = decode (equals + 1);
      set (answer, name, value);
    }
  return answer;
}

static EspPreferenceAnswer *
read_object (JsonObject *object)
{
  EspPreferenceAnswer *answer = answer_new ();
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &node))
    {
      GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
      g_autofree char *value = NULL;

      if (type == G_TYPE_STRING)
        value = g_strdup (json_node_get_string (node));
      else if (type == G_TYPE_BOOLEAN)
        value = g_strdup (json_node_get_boolean (node) ? "yes" : "");
      else if (type == G_TYPE_INT64)
        value = g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
      if (value != NULL)
        set (answer, name, value);
    }
  return answer;
}

static gboolean
read_json (GPtrArray *answers, const char *text, GError **error)
{
  g_autoptr (JsonNode) root = json_from_string (text, error);
  JsonArray *array;

  if (root == NULL)
    return FALSE;
  if (JSON_NODE_HOLDS_OBJECT (root))
    take (answers, read_object (json_node_get_object (root)));
  array = JSON_NODE_HOLDS_ARRAY (root) ? json_node_get_array (root) : NULL;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        take (answers, read_object (json_node_get_object (node)));
    }
  return TRUE;
}

/* Line by line: a form, an object, or one "name=value" of what a mail brings. */
static void
read_lines (GPtrArray *answers, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  EspPreferenceAnswer *open = NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *line = g_strstrip (lines[i]);
      char *equals = strchr (line, '=');

      if (*line == '{')
        (void) read_json (answers, line, NULL); /* a line that is no answer is left out */
      else if (equals != NULL && strchr (line, '&') != NULL)
        take (answers, read_form (line));
      else if (equals != NULL)
        {
          *equals = '\0';
          if (open != NULL && open->token != NULL && g_str_equal (line, "token"))
            take (answers, g_steal_pointer (&open));
          if (open == NULL)
            open = answer_new ();
          set (open, line, equals + 1);
        }
    }
  take (answers, open);
}

/**
 * esp_preference_answers_parse:
 * @text: answers, one a line, as forms send them or as JSON objects; a JSON array; or "name=value" line by
 *   line, as a form sends it by mail
 * @length: its bytes, -1 when it ends in NUL
 *
 * Returns: (transfer full) (element-type EspPreferenceAnswer): those that say whose they are; %NULL with @error
 *   set when it cannot be read
 */
GPtrArray *
esp_preference_answers_parse (const char *text, gssize length, GError **error)
{
  gsize n = length < 0 ? strlen (text) : (gsize) length;
  g_autoptr (GPtrArray) answers =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_preference_answer_free);
  g_autofree char *copy = NULL;
  const char *start;

  if (n > MAX_TEXT || !g_utf8_validate (text, (gssize) n, NULL))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   n > MAX_TEXT ? "The answers are too long: %u MB are the most"
                                : "The answers are not text in UTF-8 (%u MB at most)",
                   MAX_TEXT / 1024 / 1024);
      return NULL;
    }
  copy = g_strndup (text, n);
  start = copy + strspn (copy, " \t\r\n");
  if (*start == '[')
    {
      if (!read_json (answers, start, error))
        return NULL;
    }
  else
    read_lines (answers, start);
  return g_steal_pointer (&answers);
}

/**
 * esp_preference_answer_agrees:
 *
 * Returns: whether the box of that choice was ticked
 */
gboolean
esp_preference_answer_agrees (const EspPreferenceAnswer *self,
                              const char *channel,
                              const char *purpose)
{
  g_autofree char *name = g_strdup_printf ("agree.%s.%s", channel, purpose);
  const char *value = g_hash_table_lookup (self->fields, name);

  return !self->is_refused_all && value != NULL &&
         (g_ascii_strcasecmp (value, "yes") == 0 || g_ascii_strcasecmp (value, "on") == 0 ||
          g_ascii_strcasecmp (value, "true") == 0 || g_str_equal (value, "1"));
}
