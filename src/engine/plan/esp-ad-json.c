/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Planned advertisements as JSON: to be kept, sent to an agency, and read in again. Money is written as people do. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/plan/esp-ad-json.h"

#include "base/esp-json-walk.h"
#include "engine/plan/esp-plan-days.h"

#include <math.h>
#include <string.h>

#define MAX_NAME 300
#define MAX_ROWS 500
#define MAX_DEPTH 30
#define MAX_MONEY 1e13

typedef struct
{
  EspJsonWalk walk;
  double scale;
} Reader;

static JsonArray *
read_rows (Reader *reader, JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_ARRAY (node) &&
      json_array_get_length (json_node_get_array (node)) <= MAX_ROWS)
    return json_node_get_array (node);
  esp_json_walk_fail (&reader->walk, member, "a list of at most %d is expected", MAX_ROWS);
  return NULL;
}

static JsonObject *
read_row (Reader *reader, JsonArray *rows, guint i)
{
  JsonNode *node = json_array_get_element (rows, i);

  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);
  esp_json_walk_fail (&reader->walk, NULL, "an object is expected");
  return NULL;
}

static gint64
read_money (Reader *reader, JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);
  GType type =
    node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
  double value;

  if (node == NULL)
    return 0;
  value = type == G_TYPE_INT64 || type == G_TYPE_DOUBLE ? json_node_get_double (node) : -1;
  if (value < 0 || value * reader->scale > MAX_MONEY)
    {
      esp_json_walk_fail (&reader->walk, member, "an amount of money is expected, such as 50000");
      return 0;
    }
  return (gint64) (value * reader->scale + 0.5);
}

static gint64
read_day (Reader *reader, JsonObject *object, const char *member)
{
  g_autofree char *text = esp_json_walk_line (&reader->walk, object, member, MAX_NAME);
  gint64 day = ESP_AD_NO_DAY;

  if (text != NULL && *text != '\0' && !esp_plan_day_parse (text, &day))
    esp_json_walk_fail (&reader->walk, member, "a day such as 2027-02-07 is expected");
  return day;
}

static char *
read_name (Reader *reader, JsonObject *object, const char *member)
{
  char *name = esp_json_walk_line (&reader->walk, object, member, MAX_NAME);

  if (name == NULL || *name == '\0')
    esp_json_walk_fail (&reader->walk, member, "a few words are expected");
  return name;
}

static char *
copy_object (Reader *reader, JsonObject *object, const char *member)
{
  JsonNode *node = json_object_get_member (object, member);
  char *text;

  if (node == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      esp_json_walk_fail (&reader->walk, member, "an object is expected");
      return NULL;
    }
  text = json_to_string (node, FALSE);
  if (strlen (text) > ESP_AD_MAX_TEXT)
    esp_json_walk_fail (&reader->walk, member, "this is too long");
  return text;
}

static void
read_creatives (Reader *reader, EspAdGroup *group, JsonObject *object)
{
  static const char *const known[] = { "name", "format", "content", NULL };
  JsonArray *rows = read_rows (reader, object, "creatives");

  for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    {
      gsize before = esp_json_walk_push_index (&reader->walk, i);
      JsonObject *row = read_row (reader, rows, i);

      if (row != NULL)
        {
          g_autofree char *name = read_name (reader, row, "name");
          g_autofree char *format = read_name (reader, row, "format");
          g_autofree char *content = copy_object (reader, row, "content");

          esp_json_walk_check_members (&reader->walk, row, known);
          g_ptr_array_add (group->creatives,
                           esp_ad_creative_new (0, name, format, content != NULL ? content : "{}"));
        }
      esp_json_walk_pop (&reader->walk, before);
    }
}

static void
read_groups (Reader *reader, EspAdCampaign *ad, JsonObject *object)
{
  static const char *const known[] = { "name", "bidding", "bid", "targeting", "creatives", NULL };
  JsonArray *rows = read_rows (reader, object, "groups");

  for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    {
      gsize before = esp_json_walk_push_index (&reader->walk, i);
      JsonObject *row = read_row (reader, rows, i);

      if (row != NULL)
        {
          g_autofree char *name = read_name (reader, row, "name");
          EspAdGroup *group = esp_ad_group_new (0, name);

          esp_json_walk_check_members (&reader->walk, row, known);
          group->bidding = esp_json_walk_line (&reader->walk, row, "bidding", MAX_NAME);
          group->bid = read_money (reader, row, "bid");
          group->targeting = copy_object (reader, row, "targeting");
          read_creatives (reader, group, row);
          g_ptr_array_add (ad->groups, group);
        }
      esp_json_walk_pop (&reader->walk, before);
    }
}

static EspAdCampaign *
read_campaign (Reader *reader, gint64 campaign_id, JsonObject *row)
{
  static const char *const known[] = { "platform",     "name",   "objective", "daily-budget",
                                       "total-budget", "from",   "to",        "external-id",
                                       "state",        "groups", NULL };
  static const char *const states[] = { "planned", "running", "paused", "ended", NULL };
  g_autofree char *platform = read_name (reader, row, "platform");
  g_autofree char *name = read_name (reader, row, "name");
  EspAdCampaign *ad = esp_ad_campaign_new (campaign_id, platform, name);
  g_autofree char *state = NULL;

  esp_json_walk_check_members (&reader->walk, row, known);
  ad->objective = esp_json_walk_line (&reader->walk, row, "objective", MAX_NAME);
  ad->is_total = json_object_has_member (row, "total-budget");
  ad->budget = read_money (reader, row, ad->is_total ? "total-budget" : "daily-budget");
  ad->from_day = read_day (reader, row, "from");
  ad->to_day = read_day (reader, row, "to");
  ad->external_id = esp_json_walk_line (&reader->walk, row, "external-id", MAX_NAME);
  state = esp_json_walk_line (&reader->walk, row, "state", MAX_NAME);
  if (state != NULL && g_strv_contains (states, state))
    {
      g_free (ad->state);
      ad->state = g_steal_pointer (&state);
    }
  else if (state != NULL)
    esp_json_walk_fail (&reader->walk, "state", "planned, running, paused or ended is expected");
  read_groups (reader, ad, row);
  return ad;
}

/**
 * esp_ad_json_parse:
 * @exponent: digits behind the point of the workspace's currency
 *
 * Returns: (transfer full) (element-type EspAdCampaign): %NULL with @error set, which names the place
 */
GPtrArray *
esp_ad_json_parse (gint64 campaign_id, const char *json, guint exponent, GError **error)
{
  static const char *const known[] = { "ads", NULL };
  g_autoptr (GPtrArray) ads =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_ad_campaign_free);
  g_autoptr (JsonNode) root =
    esp_json_is_too_deep (json, strlen (json), MAX_DEPTH) ? NULL : json_from_string (json, error);
  Reader reader = { .scale = pow (10, exponent) };
  JsonArray *rows;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      if (error != NULL && *error == NULL)
        g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                             "Advertisements are an object with a list “ads”");
      return NULL;
    }
  esp_json_walk_init (&reader.walk, "The plan", ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID);
  esp_json_walk_check_members (&reader.walk, json_node_get_object (root), known);
  rows = read_rows (&reader, json_node_get_object (root), "ads");
  for (guint i = 0; rows != NULL && i < json_array_get_length (rows); i++)
    {
      gsize before = esp_json_walk_push_index (&reader.walk, i);
      JsonObject *row = read_row (&reader, rows, i);

      if (row != NULL)
        g_ptr_array_add (ads, read_campaign (&reader, campaign_id, row));
      esp_json_walk_pop (&reader.walk, before);
    }
  return esp_json_walk_finish (&reader.walk, error) ? g_steal_pointer (&ads) : NULL;
}

static void
add_text (JsonBuilder *out, const char *name, const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  json_builder_set_member_name (out, name);
  json_builder_add_string_value (out, text);
}

static void
add_money (JsonBuilder *out, const char *name, gint64 amount, guint exponent)
{
  if (amount == 0)
    return;
  json_builder_set_member_name (out, name);
  if (exponent == 0)
    json_builder_add_int_value (out, amount);
  else
    json_builder_add_double_value (out, (double) amount / pow (10, exponent));
}

static void
add_day (JsonBuilder *out, const char *name, gint64 day)
{
  g_autofree char *text = day != ESP_AD_NO_DAY ? esp_plan_day_format (day) : NULL;

  add_text (out, name, text);
}

static void
add_json (JsonBuilder *out, const char *name, const char *json)
{
  g_autoptr (JsonNode) node = json != NULL ? json_from_string (json, NULL) : NULL;

  if (node == NULL)
    return;
  json_builder_set_member_name (out, name);
  json_builder_add_value (out, g_steal_pointer (&node));
}

static void
write_group (JsonBuilder *out, const EspAdGroup *group, guint exponent)
{
  json_builder_begin_object (out);
  add_text (out, "name", group->name);
  add_text (out, "bidding", group->bidding);
  add_money (out, "bid", group->bid, exponent);
  add_json (out, "targeting", group->targeting);
  json_builder_set_member_name (out, "creatives");
  json_builder_begin_array (out);
  for (guint i = 0; i < group->creatives->len; i++)
    {
      const EspAdCreative *creative = g_ptr_array_index (group->creatives, i);

      json_builder_begin_object (out);
      add_text (out, "name", creative->name);
      add_text (out, "format", creative->format);
      add_json (out, "content", creative->content);
      json_builder_end_object (out);
    }
  json_builder_end_array (out);
  json_builder_end_object (out);
}

/**
 * esp_ad_json_write:
 *
 * Returns: (transfer full): readable; what esp_ad_json_parse() reads
 */
char *
esp_ad_json_write (const GPtrArray *ads, guint exponent)
{
  g_autoptr (JsonBuilder) out = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (out);
  json_builder_set_member_name (out, "ads");
  json_builder_begin_array (out);
  for (guint i = 0; i < ads->len; i++)
    {
      const EspAdCampaign *ad = g_ptr_array_index (ads, i);

      json_builder_begin_object (out);
      add_text (out, "platform", ad->platform);
      add_text (out, "name", ad->name);
      add_text (out, "objective", ad->objective);
      add_money (out, ad->is_total ? "total-budget" : "daily-budget", ad->budget, exponent);
      add_day (out, "from", ad->from_day);
      add_day (out, "to", ad->to_day);
      add_text (out, "external-id", ad->external_id);
      add_text (out, "state", ad->state);
      json_builder_set_member_name (out, "groups");
      json_builder_begin_array (out);
      for (guint j = 0; j < ad->groups->len; j++)
        write_group (out, g_ptr_array_index (ad->groups, j), exponent);
      json_builder_end_array (out);
      json_builder_end_object (out);
    }
  json_builder_end_array (out);
  json_builder_end_object (out);
  root = json_builder_get_root (out);
  return json_to_string (root, TRUE);
}

static gboolean
save (EspTx *tx, EspAdCampaign *ad, GError **error)
{
  if (!esp_ad_campaign_save (tx, ad, error))
    return FALSE;
  for (guint i = 0; i < ad->groups->len; i++)
    {
      EspAdGroup *group = g_ptr_array_index (ad->groups, i);

      group->ad_campaign_id = ad->id;
      if (!esp_ad_group_save (tx, group, error))
        return FALSE;
      for (guint j = 0; j < group->creatives->len; j++)
        {
          EspAdCreative *creative = g_ptr_array_index (group->creatives, j);

          creative->ad_group_id = group->id;
          if (!esp_ad_creative_save (tx, creative, error))
            return FALSE;
        }
    }
  return TRUE;
}

/**
 * esp_ad_json_replace:
 * @ads: as they were read
 *
 * These are the advertisements of the campaign from now on.
 */
gboolean
esp_ad_json_replace (EspTx *tx, gint64 campaign_id, const GPtrArray *ads, GError **error)
{
  g_autoptr (GPtrArray) before = esp_ad_campaign_list (tx, campaign_id, error);

  if (before == NULL)
    return FALSE;
  for (guint i = 0; i < before->len; i++)
    if (!esp_ad_campaign_delete (tx, ((EspAdCampaign *) g_ptr_array_index (before, i))->id, error))
      return FALSE;
  for (guint i = 0; i < ads->len; i++)
    if (!save (tx, g_ptr_array_index (ads, i), error))
      return FALSE;
  return TRUE;
}
