/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds planned advertisements to what their platforms take: money, texts, pictures, whom they may be shown to. */
#define G_LOG_DOMAIN "espalier-engine"

#include "config.h"

#include "engine/plan/esp-ad-check.h"

#include <math.h>
#include <string.h>

#define RATIO_TOLERANCE 0.02

typedef struct
{
  GPtrArray *findings;
  JsonObject *platform; /* (nullable) */
  const char *currency;
  const char *place;
} Check;

static void
finding_free (gpointer data)
{
  EspAdFinding *self = data;

  g_free (self->place);
  g_free (self->field);
  g_free (self->text);
  g_free (self);
}

static EspAdFinding *
add (Check *check, const char *field, const char *code, double value, double limit)
{
  EspAdFinding *finding = g_new0 (EspAdFinding, 1);

  finding->place = g_strdup (check->place);
  finding->field = g_strdup (field);
  finding->code = code;
  finding->is_error = TRUE;
  finding->value = value;
  finding->limit = limit;
  g_ptr_array_add (check->findings, finding);
  return finding;
}

static gboolean
has_word (JsonObject *object, const char *member, const char *word, char **out_all)
{
  JsonArray *words =
    json_object_has_member (object, member) ? json_object_get_array_member (object, member) : NULL;
  g_autoptr (GString) all = g_string_new (NULL);

  for (guint i = 0; words != NULL && i < json_array_get_length (words); i++)
    {
      const char *one = json_array_get_string_element (words, i);

      if (g_str_equal (one, word))
        return TRUE;
      g_string_append_printf (all, "%s%s", i > 0 ? ", " : "", one);
    }
  *out_all = g_string_free (g_steal_pointer (&all), FALSE);
  return FALSE;
}

static void
check_word (Check *check, const char *field, const char *member, const char *word)
{
  g_autofree char *all = NULL;
  EspAdFinding *finding;

  if (word == NULL || has_word (check->platform, member, word, &all))
    return;
  finding = add (check, field, "unknown-word", 0, 0);
  finding->text = g_steal_pointer (&all);
}

/* Money as the platform takes it, in the currency of the workspace; of others nothing is known. */
static void
check_money (Check *check, const char *field, gint64 amount, gint64 scale)
{
  JsonObject *by_currency = json_object_has_member (check->platform, field)
                              ? json_object_get_object_member (check->platform, field)
                              : NULL;
  JsonObject *rule = by_currency != NULL && json_object_has_member (by_currency, check->currency)
                       ? json_object_get_object_member (by_currency, check->currency)
                       : NULL;
  double value = (double) amount / (double) scale;
  double min, max, step;

  if (rule == NULL)
    return;
  min = json_object_get_double_member_with_default (rule, "min", 0);
  max = json_object_get_double_member_with_default (rule, "max", INFINITY);
  step = json_object_get_double_member_with_default (rule, "step", 0);
  if (value < min)
    (void) add (check, field, "too-low", value, min);
  else if (value > max)
    (void) add (check, field, "too-high", value, max);
  else if (step > 0 && fmod (value, step) != 0)
    (void) add (check, field, "not-a-step", value, step);
}

static void
check_one_text (Check *check, JsonObject *format, const char *field, const char *text, guint max)
{
  gboolean in_cells = json_object_get_boolean_member_with_default (check->platform, "cells", FALSE);
  guint length = esp_ad_text_length (text, in_cells);
  JsonObject *advice = json_object_has_member (format, "advice")
                         ? json_object_get_object_member (format, "advice")
                         : NULL;
  gint64 advised = advice != NULL ? json_object_get_int_member_with_default (advice, field, 0) : 0;
  EspAdFinding *finding = NULL;

  if (*text == '\0')
    finding = add (check, field, "empty", 0, 0);
  else if (length > max)
    finding = add (check, field, "too-long", length, max);
  else if (advised > 0 && length > advised)
    {
      finding = add (check, field, "is-cut-off", length, (double) advised);
      finding->is_error = FALSE;
    }
  if (finding != NULL)
    finding->text = g_strdup (text);
}

static guint
check_list (Check *check, JsonObject *format, const char *field, JsonNode *node, guint max)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  JsonArray *list;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return 0;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    {
      check_one_text (check, format, field, json_node_get_string (node), max);
      return 1;
    }
  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      (void) add (check, field, "no-text", 0, 0);
      return 0;
    }
  list = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonNode *one = json_array_get_element (list, i);
      const char *text =
        JSON_NODE_HOLDS_VALUE (one) && json_node_get_value_type (one) == G_TYPE_STRING
          ? json_node_get_string (one)
          : NULL;

      if (text == NULL)
        (void) add (check, field, "no-text", 0, 0);
      else if (!g_hash_table_add (seen, (gpointer) text))
        add (check, field, "twice", 0, 0)->text = g_strdup (text);
      else
        check_one_text (check, format, field, text, max);
    }
  return json_array_get_length (list);
}

static void
check_texts (Check *check, JsonObject *format, JsonObject *content)
{
  JsonArray *texts = json_object_get_array_member (format, "texts");

  for (guint i = 0; i < json_array_get_length (texts); i++)
    {
      JsonObject *rule = json_array_get_object_element (texts, i);
      const char *field = json_object_get_string_member (rule, "id");
      gint64 at_least = json_object_get_int_member (rule, "at_least");
      gint64 at_most = json_object_get_int_member (rule, "at_most");
      guint n = check_list (check, format, field, json_object_get_member (content, field),
                            (guint) json_object_get_int_member (rule, "max"));

      if (n < at_least)
        (void) add (check, field, n == 0 ? "missing" : "too-few", n, (double) at_least);
      else if (n > at_most)
        (void) add (check, field, "too-many", n, (double) at_most);
    }
}

static void
check_link (Check *check, JsonObject *format, JsonObject *content)
{
  const char *link = json_object_get_string_member_with_default (content, "link", NULL);
  g_autoptr (GUri) uri = NULL;

  if (!json_object_get_boolean_member_with_default (format, "link", FALSE))
    return;
  if (link == NULL || *link == '\0')
    {
      (void) add (check, "link", "missing", 0, 1);
      return;
    }
  uri = g_uri_parse (link, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
      (!g_str_equal (g_uri_get_scheme (uri), "https") &&
       !g_str_equal (g_uri_get_scheme (uri), "http")))
    add (check, "link", "no-address", 0, 0)->text = g_strdup (link);
}

static gboolean
fits_size (JsonObject *size, double width, double height)
{
  double ratio = json_object_get_double_member_with_default (size, "ratio", 0);

  if (json_object_has_member (size, "width"))
    return width == (double) json_object_get_int_member (size, "width") &&
           height == (double) json_object_get_int_member (size, "height");
  return height > 0 && fabs (width / height - ratio) <= ratio * RATIO_TOLERANCE &&
         width >= (double) json_object_get_int_member_with_default (size, "min_width", 0);
}

static char *
list_sizes (JsonArray *sizes)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (sizes); i++)
    {
      JsonObject *size = json_array_get_object_element (sizes, i);

      g_string_append (text, i > 0 ? ", " : "");
      if (json_object_has_member (size, "width"))
        g_string_append_printf (text, "%d×%d", (int) json_object_get_int_member (size, "width"),
                                (int) json_object_get_int_member (size, "height"));
      else
        g_string_append_printf (text, "%.4g:1 (≥ %d px)",
                                json_object_get_double_member (size, "ratio"),
                                (int) json_object_get_int_member_with_default (size, "min_width",
                                                                               0));
    }
  return g_string_free (text, FALSE);
}

static void
check_size (Check *check, const char *field, JsonObject *rule, JsonObject *media)
{
  JsonArray *sizes = json_object_get_array_member (rule, "sizes");
  double width = json_object_get_double_member_with_default (media, "width", 0);
  double height = json_object_get_double_member_with_default (media, "height", 0);
  gboolean fits = FALSE;

  for (guint i = 0; i < json_array_get_length (sizes) && !fits; i++)
    fits = fits_size (json_array_get_object_element (sizes, i), width, height);
  if (!fits)
    add (check, field, "wrong-size", width, height)->text = list_sizes (sizes);
}

static void
check_media (Check *check, const char *field, JsonObject *rule, JsonObject *content)
{
  JsonNode *node = json_object_get_member (content, field);
  JsonObject *media =
    node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  g_autofree char *types = NULL;
  const char *type;
  double bytes, seconds;

  if (media == NULL)
    {
      (void) add (check, field, "missing", 0, 1);
      return;
    }
  type = json_object_get_string_member_with_default (media, "type", "");
  bytes = json_object_get_double_member_with_default (media, "bytes", 0);
  if (!has_word (rule, "types", type, &types))
    add (check, field, "wrong-type", 0, 0)->text = g_steal_pointer (&types);
  if (bytes > (double) json_object_get_int_member (rule, "max_bytes"))
    (void) add (check, field, "too-large", bytes,
                (double) json_object_get_int_member (rule, "max_bytes"));
  check_size (check, field, rule, media);
  if (!json_object_has_member (rule, "max_seconds"))
    return;
  seconds = json_object_get_double_member_with_default (media, "seconds", 0);
  if (seconds < (double) json_object_get_int_member (rule, "min_seconds"))
    (void) add (check, field, "too-short", seconds,
                (double) json_object_get_int_member (rule, "min_seconds"));
  else if (seconds > (double) json_object_get_int_member (rule, "max_seconds"))
    (void) add (check, field, "lasts-too-long", seconds,
                (double) json_object_get_int_member (rule, "max_seconds"));
}

static JsonNode *
parse_object (const char *json)
{
  g_autoptr (JsonNode) node = json != NULL ? json_from_string (json, NULL) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? g_steal_pointer (&node) : NULL;
}

static void
check_creative (Check *check, const EspAdGroup *group, const EspAdCreative *creative)
{
  static const char *const media[] = { "picture", "video" };
  g_autofree char *place = g_strdup_printf ("%s/%s", group->name, creative->name);
  g_autoptr (JsonNode) root = parse_object (creative->content);
  JsonObject *format = esp_ad_specs_find_format (check->platform, creative->format);
  JsonObject *content;

  check->place = place;
  if (format == NULL)
    add (check, "format", "unknown-word", 0, 0)->text = g_strdup (creative->format);
  else if (root == NULL)
    (void) add (check, "content", "no-text", 0, 0);
  else
    {
      content = json_node_get_object (root);
      check_texts (check, format, content);
      check_link (check, format, content);
      for (guint i = 0; i < G_N_ELEMENTS (media); i++)
        if (json_object_has_member (format, media[i]))
          check_media (check, media[i], json_object_get_object_member (format, media[i]), content);
    }
  check->place = "";
}

static void
check_targeting (Check *check, const EspAdGroup *group)
{
  g_autoptr (JsonNode) root = parse_object (group->targeting);
  JsonObjectIter iter;
  const char *member;
  JsonNode *node;
  gint64 min_age = json_object_get_int_member_with_default (check->platform, "min_age", 0);

  if (group->targeting != NULL && root == NULL)
    {
      (void) add (check, "targeting", "no-text", 0, 0);
      return;
    }
  if (root == NULL)
    return;
  json_object_iter_init (&iter, json_node_get_object (root));
  while (json_object_iter_next (&iter, &member, &node))
    {
      check_word (check, member, "targeting", member);
      if (g_str_equal (member, "ages") && JSON_NODE_HOLDS_ARRAY (node) &&
          json_array_get_length (json_node_get_array (node)) == 2)
        {
          double from = json_array_get_double_element (json_node_get_array (node), 0);
          double to = json_array_get_double_element (json_node_get_array (node), 1);

          if (from > to)
            (void) add (check, "ages", "reversed", from, to);
          else if (from < (double) min_age)
            (void) add (check, "ages", "too-low", from, (double) min_age);
        }
    }
}

static gint64
get_scale (const char *currency)
{
  gint64 scale = 1;

  for (guint i = esp_currency_exponent (currency); i > 0; i--)
    scale *= 10;
  return scale;
}

static void
check_group (Check *check, const EspAdCampaign *ad, const EspAdGroup *group)
{
  check->place = group->name;
  check_word (check, "bidding", "bidding", group->bidding);
  check_targeting (check, group);
  if (group->bid > 0)
    check_money (check, "bid", group->bid, get_scale (check->currency));
  if (group->bid > 0 && ad->budget > 0 && group->bid > ad->budget)
    (void) add (check, "bid", "over-budget", (double) group->bid, (double) ad->budget);
  if (group->creatives->len == 0)
    (void) add (check, "creative", "missing", 0, 1);
  for (guint i = 0; i < group->creatives->len; i++)
    check_creative (check, group, g_ptr_array_index (group->creatives, i));
}

/* A day's share is what platforms look at. */
static gint64
get_daily (const EspAdCampaign *ad)
{
  if (!ad->is_total || ad->from_day == ESP_AD_NO_DAY || ad->to_day == ESP_AD_NO_DAY)
    return ad->budget;
  return ad->budget / MAX (ad->to_day - ad->from_day + 1, 1);
}

/**
 * esp_ad_check:
 * @ad: with its groups and creatives
 * @currency: of the workspace
 *
 * Returns: (transfer full) (element-type EspAdFinding): what the platform will not take, and advice
 */
GPtrArray *
esp_ad_check (const EspAdSpecs *self, const EspAdCampaign *ad, const char *currency)
{
  Check check = { g_ptr_array_new_with_free_func (finding_free),
                  esp_ad_specs_find (self, ad->platform), currency, "" };

  if (check.platform == NULL)
    {
      add (&check, "platform", "unknown-word", 0, 0)->text = g_strdup (ad->platform);
      return check.findings;
    }
  check_word (&check, "objective", "objectives", ad->objective);
  if (ad->budget <= 0)
    (void) add (&check, "budget", "missing", 0, 1);
  else
    check_money (&check, "budget", ad->is_total ? get_daily (ad) : ad->budget,
                 get_scale (currency));
  if (ad->from_day != ESP_AD_NO_DAY && ad->to_day != ESP_AD_NO_DAY && ad->to_day < ad->from_day)
    (void) add (&check, "days", "reversed", 0, 0);
  if (ad->groups->len == 0)
    (void) add (&check, "group", "missing", 0, 1);
  for (guint i = 0; i < ad->groups->len; i++)
    check_group (&check, ad, g_ptr_array_index (ad->groups, i));
  return check.findings;
}

/**
 * esp_ad_finding_describe:
 *
 * Returns: (transfer full): in plain English, for the command line
 */
char *
esp_ad_finding_describe (const EspAdFinding *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (*self->place != '\0')
    g_string_append_printf (text, "%s, ", self->place);
  g_string_append_printf (text, "%s: %s", self->field, self->code);
  if (self->value != 0 || self->limit != 0)
    g_string_append_printf (text, " (%.10g, limit %.10g)", self->value, self->limit);
  if (self->text != NULL)
    g_string_append_printf (text, " “%s”", self->text);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
