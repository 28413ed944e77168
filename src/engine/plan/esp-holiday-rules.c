/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads how holidays are found: the packs of countries, and the days that a workspace adds. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/plan/esp-holiday-rules.h"

#include "base/esp-json-walk.h"

#include <gio/gio.h>
#include <string.h>

#define MAX_NAME 200
#define MAX_SOURCE 1000
#define MAX_JSON (1024 * 1024)
#define MAX_DEPTH 16

static const char *const kind_words[] = { "public", "substitute", "temporary", "labour",
                                          "own",    "observance", "occasion",  NULL };
static const char *const weekday_words[] = { "",          "monday",   "tuesday",
                                             "wednesday", "thursday", "friday",
                                             "saturday",  "sunday",   NULL };

static void
clear_substitute (EspSubstituteRule *rule)
{
  g_free (rule->source);
}

/**
 * esp_holiday_rule_free:
 */
void
esp_holiday_rule_free (EspHolidayRule *self)
{
  g_free (self->id);
  g_free (self->names[0]);
  g_free (self->names[1]);
  g_free (self->source);
  g_clear_pointer (&self->lunar, g_array_unref);
  g_clear_pointer (&self->dates, g_array_unref);
  g_array_unref (self->substitutes);
  g_free (self);
}

static EspHolidayRule *
new_rule (void)
{
  EspHolidayRule *self = g_new0 (EspHolidayRule, 1);

  self->substitutes = g_array_new (FALSE, TRUE, sizeof (EspSubstituteRule));
  g_array_set_clear_func (self->substitutes, (GDestroyNotify) clear_substitute);
  return self;
}

/* "2026-05-01", and nothing else. */
static guint32
parse_day (const char *text)
{
  guint numbers[3] = { 0, 0, 0 };

  if (strlen (text) != strlen ("2026-05-01"))
    return 0;
  for (guint i = 0; text[i] != '\0'; i++)
    if (i == 4 || i == 7)
      {
        if (text[i] != '-')
          return 0;
      }
    else if (!g_ascii_isdigit (text[i]))
      return 0;
    else
      numbers[i < 4   ? 0
              : i < 7 ? 1
                      : 2] = numbers[i < 4   ? 0
                                     : i < 7 ? 1
                                             : 2] *
                               10 +
                             (guint) (text[i] - '0');
  if (!g_date_valid_dmy ((GDateDay) numbers[2], (GDateMonth) numbers[1], (GDateYear) numbers[0]))
    return 0;
  {
    GDate day;

    g_date_clear (&day, 1);
    g_date_set_dmy (&day, (GDateDay) numbers[2], (GDateMonth) numbers[1], (GDateYear) numbers[0]);
    return g_date_get_julian (&day);
  }
}

static guint32
read_day (EspJsonWalk *walk, JsonObject *object, const char *member)
{
  g_autofree char *text = esp_json_walk_line (walk, object, member, MAX_NAME);
  guint32 julian = text != NULL ? parse_day (text) : 0;

  if (text != NULL && julian == 0)
    esp_json_walk_fail (walk, member, "“%.20s” is no day; write one such as 2026-05-01", text);
  return julian;
}

static GArray *
read_days (EspJsonWalk *walk, JsonObject *object, const char *member)
{
  JsonArray *array = esp_json_walk_array (walk, object, member);
  GArray *days = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *node = json_array_get_element (array, i);
      const char *text =
        JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
          ? json_node_get_string (node)
          : "";
      guint32 julian = parse_day (text);

      if (julian == 0)
        esp_json_walk_fail (walk, member, "“%.20s” is no day; write one such as 2026-05-01", text);
      g_array_append_val (days, julian);
    }
  return days;
}

/* "05-01": the 29th of February is of leap years alone. */
static void
read_month_day (EspJsonWalk *walk, JsonObject *object, EspHolidayRule *rule)
{
  g_autofree char *text = esp_json_walk_line (walk, object, "on", MAX_NAME);
  g_autofree char *whole = text != NULL ? g_strconcat ("2024-", text, NULL) : NULL;

  if (whole == NULL)
    return;
  if (parse_day (whole) == 0)
    {
      esp_json_walk_fail (walk, "on", "“%.20s” is no day of a year; write one such as 05-01", text);
      return;
    }
  rule->month = (guint) (text[0] - '0') * 10 + (guint) (text[1] - '0');
  rule->day = (guint) (text[3] - '0') * 10 + (guint) (text[4] - '0');
}

static void
read_weekday (EspJsonWalk *walk, JsonObject *object, EspHolidayRule *rule)
{
  static const char *const members[] = { "month", "day", "nth", "plus", NULL };
  JsonNode *node = json_object_get_member (object, "weekday");
  JsonObject *of;
  gsize before;

  if (node == NULL)
    return;
  before = esp_json_walk_push (walk, "weekday");
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      of = json_node_get_object (node);
      esp_json_walk_check_members (walk, of, members);
      rule->month = (guint) esp_json_walk_int (walk, of, "month", 12, 0);
      rule->weekday = (GDateWeekday) esp_json_walk_word (walk, of, "day", weekday_words);
      rule->nth = (guint) esp_json_walk_int (walk, of, "nth", 5, 0);
      rule->offset = esp_json_walk_int (walk, of, "plus", 31, 0);
    }
  if (rule->month == 0 || rule->weekday == 0 || rule->nth == 0)
    esp_json_walk_fail (walk, NULL, "a month, a day of the week and which of them are expected");
  esp_json_walk_pop (walk, before);
}

static void
read_substitutes (EspJsonWalk *walk, JsonObject *object, EspHolidayRule *rule)
{
  static const char *const members[] = { "since", "on", "source", NULL };
  JsonArray *array = esp_json_walk_array (walk, object, "substitute");

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonObject *of = esp_json_walk_element (walk, array, i);
      EspSubstituteRule substitute = { 0 };
      JsonArray *on;

      if (of == NULL)
        continue;
      esp_json_walk_check_members (walk, of, members);
      substitute.since = read_day (walk, of, "since");
      substitute.source = esp_json_walk_line (walk, of, "source", MAX_SOURCE);
      on = esp_json_walk_array (walk, of, "on");
      for (guint k = 0; on != NULL && k < json_array_get_length (on); k++)
        {
          const char *word = json_array_get_string_element (on, k);

          substitute.on_saturday |= g_strcmp0 (word, "saturday") == 0;
          substitute.on_sunday |= g_strcmp0 (word, "sunday") == 0;
          substitute.on_holiday |= g_strcmp0 (word, "holiday") == 0;
        }
      g_array_append_val (rule->substitutes, substitute);
    }
}

static int
read_offset (EspJsonWalk *walk, JsonObject *object)
{
  JsonNode *node = json_object_get_member (object, "offset");
  gint64 offset = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_int (node) : 0;

  if (offset < -31 || offset > 31)
    esp_json_walk_fail (walk, "offset", "a number of days from -31 to 31 is expected");
  return (int) CLAMP (offset, -31, 31);
}

static EspHolidayRule *
read_rule (EspJsonWalk *walk, JsonObject *object, GHashTable *lunar)
{
  static const char *const members[] = { "id",    "ko",         "en",      "kind",  "on",
                                         "lunar", "offset",     "weekday", "dates", "since",
                                         "until", "substitute", "source",  NULL };
  EspHolidayRule *rule = new_rule ();
  g_autofree char *table = NULL;

  esp_json_walk_check_members (walk, object, members);
  rule->id = esp_json_walk_line (walk, object, "id", MAX_NAME);
  rule->names[ESP_LANG_KO] = esp_json_walk_line (walk, object, "ko", MAX_NAME);
  rule->names[ESP_LANG_EN] = esp_json_walk_line (walk, object, "en", MAX_NAME);
  rule->kind = (EspHolidayKind) esp_json_walk_word (walk, object, "kind", kind_words);
  rule->is_off = rule->kind < ESP_HOLIDAY_OWN;
  rule->since = read_day (walk, object, "since");
  rule->until = read_day (walk, object, "until");
  rule->source = esp_json_walk_line (walk, object, "source", MAX_SOURCE);
  read_month_day (walk, object, rule);
  read_weekday (walk, object, rule);
  if (rule->nth == 0)
    rule->offset = read_offset (walk, object);
  if (json_object_has_member (object, "dates"))
    rule->dates = read_days (walk, object, "dates");
  table = esp_json_walk_line (walk, object, "lunar", MAX_NAME);
  if (table != NULL)
    {
      GArray *days = g_hash_table_lookup (lunar, table);

      if (days == NULL)
        esp_json_walk_fail (walk, "lunar", "there is no table “%.40s”", table);
      else
        rule->lunar = g_array_ref (days);
    }
  read_substitutes (walk, object, rule);
  if (rule->id == NULL || rule->names[0] == NULL || rule->names[1] == NULL)
    esp_json_walk_fail (walk, NULL, "an id and the names ko and en are expected");
  if (rule->month == 0 && rule->dates == NULL && rule->lunar == NULL)
    esp_json_walk_fail (walk, NULL, "one of on, lunar, weekday and dates is expected");
  return rule;
}

static GHashTable *
read_lunar (EspJsonWalk *walk, JsonObject *root, guint *out_first, guint *out_last)
{
  GHashTable *tables =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  JsonNode *node = json_object_get_member (root, "lunar");
  JsonObject *lunar =
    node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  JsonNode *days = lunar != NULL ? json_object_get_member (lunar, "days") : NULL;
  g_autoptr (GList) names = NULL;

  *out_first = 1900;
  *out_last = 2100;
  if (days == NULL || !JSON_NODE_HOLDS_OBJECT (days))
    return tables;
  *out_first = (guint) esp_json_walk_int (walk, lunar, "first_year", 9000, 1900);
  names = json_object_get_members (json_node_get_object (days));
  for (GList *l = names; l != NULL; l = l->next)
    {
      GArray *table = read_days (walk, json_node_get_object (days), l->data);

      *out_last = MIN (*out_last, *out_first + table->len - 1);
      g_hash_table_insert (tables, g_strdup (l->data), table);
    }
  return tables;
}

static JsonParser *
parse_object (const char *json, gsize length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root;

  if (length <= MAX_JSON && g_utf8_validate (json, (gssize) length, NULL) &&
      !esp_json_is_too_deep (json, length, MAX_DEPTH) &&
      json_parser_load_from_data (parser, json, (gssize) length, NULL))
    {
      root = json_parser_get_root (parser);
      if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
        return g_steal_pointer (&parser);
    }
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                       "The holidays are no JSON object that can be read");
  return NULL;
}

/**
 * esp_holiday_rules_parse:
 * @json: the pack of a country
 * @out_sources: gets the laws and tables that it goes by
 * @out_first_year: (out): before it the table of lunar days knows nothing
 *
 * Returns: (transfer full) (element-type EspHolidayRule): %NULL with @error set
 */
GPtrArray *
esp_holiday_rules_parse (const char *json,
                         gsize length,
                         GPtrArray *out_sources,
                         guint *out_first_year,
                         guint *out_last_year,
                         GError **error)
{
  g_autoptr (JsonParser) parser = parse_object (json, length, error);
  g_autoptr (GPtrArray) rules =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_holiday_rule_free);
  g_autoptr (GHashTable) lunar = NULL;
  JsonObject *root;
  JsonArray *days, *sources;
  EspJsonWalk walk;

  if (parser == NULL)
    return NULL;
  root = json_node_get_object (json_parser_get_root (parser));
  esp_json_walk_init (&walk, "The table of holidays", G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  lunar = read_lunar (&walk, root, out_first_year, out_last_year);
  days = esp_json_walk_array (&walk, root, "days");
  for (guint i = 0; days != NULL && i < json_array_get_length (days); i++)
    {
      JsonObject *object = esp_json_walk_element (&walk, days, i);
      gsize before = esp_json_walk_push_index (&walk, i);

      if (object != NULL)
        g_ptr_array_add (rules, read_rule (&walk, object, lunar));
      esp_json_walk_pop (&walk, before);
    }
  sources = esp_json_walk_array (&walk, root, "sources");
  for (guint i = 0; sources != NULL && i < json_array_get_length (sources); i++)
    g_ptr_array_add (out_sources, g_strdup (json_array_get_string_element (sources, i)));
  return esp_json_walk_finish (&walk, error) ? g_steal_pointer (&rules) : NULL;
}

/* {"id": …, "on": "2027-03-02", "name": …, "off": true, "yearly": false} */
static EspHolidayRule *
read_own (EspJsonWalk *walk, JsonObject *object)
{
  static const char *const members[] = { "id", "on", "name", "off", "yearly", NULL };
  EspHolidayRule *rule = new_rule ();
  guint32 julian;
  GDate day;

  esp_json_walk_check_members (walk, object, members);
  rule->id = esp_json_walk_line (walk, object, "id", MAX_NAME);
  rule->names[0] = esp_json_walk_line (walk, object, "name", MAX_NAME);
  rule->names[1] = g_strdup (rule->names[0]);
  rule->kind = ESP_HOLIDAY_OWN;
  rule->is_off = esp_json_walk_bool (walk, object, "off");
  julian = read_day (walk, object, "on");
  if (rule->id == NULL || rule->names[0] == NULL || *rule->names[0] == '\0' || julian == 0)
    {
      esp_json_walk_fail (walk, NULL, "an id, a name and a day are expected");
      return rule;
    }
  if (esp_json_walk_bool (walk, object, "yearly"))
    {
      g_date_clear (&day, 1);
      g_date_set_julian (&day, julian);
      rule->month = g_date_get_month (&day);
      rule->day = g_date_get_day (&day);
      rule->since = julian;
    }
  else
    {
      rule->dates = g_array_new (FALSE, FALSE, sizeof (guint32));
      g_array_append_val (rule->dates, julian);
    }
  return rule;
}

/**
 * esp_holiday_rules_parse_own:
 * @json: {"own": […], "hidden": ["id", …]}; empty: nothing
 * @rules: gets the own days
 * @hidden: (element-type utf8): gets the ids of days that are not shown and do not hold
 */
gboolean
esp_holiday_rules_parse_own (const char *json, GPtrArray *rules, GHashTable *hidden, GError **error)
{
  static const char *const members[] = { "own", "hidden", NULL };
  g_autoptr (JsonParser) parser = NULL;
  EspJsonWalk walk;
  JsonObject *root;
  JsonArray *own, *ids;

  if (*json == '\0')
    return TRUE;
  parser = parse_object (json, strlen (json), error);
  if (parser == NULL)
    return FALSE;
  root = json_node_get_object (json_parser_get_root (parser));
  esp_json_walk_init (&walk, "The workspace's own days", G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
  esp_json_walk_check_members (&walk, root, members);
  own = esp_json_walk_array (&walk, root, "own");
  if (own != NULL && json_array_get_length (own) > ESP_HOLIDAYS_MAX_OWN)
    esp_json_walk_fail (&walk, "own", "there are more than %d days", ESP_HOLIDAYS_MAX_OWN);
  for (guint i = 0; own != NULL && walk.error == NULL && i < json_array_get_length (own); i++)
    {
      JsonObject *object = esp_json_walk_element (&walk, own, i);

      if (object != NULL)
        g_ptr_array_add (rules, read_own (&walk, object));
    }
  ids = esp_json_walk_array (&walk, root, "hidden");
  for (guint i = 0; ids != NULL && i < json_array_get_length (ids); i++)
    {
      JsonNode *node = json_array_get_element (ids, i);

      if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
        g_hash_table_add (hidden, json_node_dup_string (node));
    }
  return esp_json_walk_finish (&walk, error);
}
