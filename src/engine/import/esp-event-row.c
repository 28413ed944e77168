/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads one row of a file of events: who, what, when, for which campaign, and with which properties. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-event-row.h"

#include "base/esp-clock.h"
#include "base/esp-email-address.h"
#include "base/esp-phone.h"
#include "engine/import/esp-import-cell.h"
#include "engine/import/esp-import-year.h"
#include "engine/import/esp-machine-rules.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define MAX_PROPS_BYTES 16384
#define MAX_PROPS_DEPTH 16
#define MAX_KEY_BYTES 200
/* Clocks differ; a day covers the zones. */
#define MAX_FUTURE_US ESP_USEC_PER_DAY

/* What providers and people call the kinds that have a meaning here. */
static const struct
{
  const char *word;
  const char *kind;
} kind_words[] = {
  { "opened", "open" },
  { "email_open", "open" },
  { "열람", "open" },
  { "clicked", "click" },
  { "email_click", "click" },
  { "클릭", "click" },
  { "unsubscribed", "unsubscribe" },
  { "수신거부", "unsubscribe" },
  { "bounced", "bounce" },
  { "반송", "bounce" },
  { "spam", "complaint" },
  { "spamreport", "complaint" },
  { "spam_report", "complaint" },
  { "complained", "complaint" },
  { "스팸신고", "complaint" },
  { "visited", "visit" },
  { "page_view", "visit" },
  { "방문", "visit" },
  { "ordered", "order" },
  { "purchase", "order" },
  { "구매", "order" },
  { "주문", "order" },
  { "전달", "delivered" },
  { "proxy_open", "machine_open" },
  { "bot_open", "machine_open" },
  { "machine_opened", "machine_open" },
  { "bot_click", "machine_click" },
  { "machine_clicked", "machine_click" },
};

static gboolean
fail_row (GError **error, const char *sentence, const char *value)
{
  g_autoptr (GString) text = g_string_new (sentence);

  g_string_replace (text, "{value}", value != NULL ? value : "", 0);
  g_set_error_literal (error, ESP_EVENT_ROW_ERROR, ESP_EVENT_ROW_ERROR_ROW, text->str);
  return FALSE;
}

/**
 * esp_event_row_clear:
 */
void
esp_event_row_clear (EspEventRow *self)
{
  g_free (self->email);
  g_free (self->external_id);
  g_free (self->phone);
  g_free (self->kind);
  g_free (self->campaign);
  g_free (self->props);
  g_free (self->dedupe_key);
  *self = (EspEventRow){ 0 };
}

/**
 * esp_event_kind_from_word:
 *
 * Returns: (transfer full): the kind that @word means: "Opened" and "열람" are "open"; an unknown word is
 *   a kind of its own, in lower case
 */
char *
esp_event_kind_from_word (const char *word)
{
  g_autofree char *copy = g_strstrip (g_strdup (word));
  g_autofree char *lower = g_utf8_strdown (copy, -1);

  g_strdelimit (lower, " ", '_');
  for (gsize i = 0; i < G_N_ELEMENTS (kind_words); i++)
    if (g_str_equal (kind_words[i].word, lower))
      return g_strdup (kind_words[i].kind);
  return g_steal_pointer (&lower);
}

/* Seconds or milliseconds since 1970, as machines write them. */
static gboolean
parse_unix_time (const char *text, gint64 *out_us)
{
  gsize length = strlen (text);
  gint64 value;

  if ((length != 10 && length != 13) ||
      !g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, &value, NULL))
    return FALSE;
  *out_us = length == 10 ? value * ESP_USEC_PER_SEC : value * (ESP_USEC_PER_SEC / 1000);
  return TRUE;
}

/* "11/01 10:00", in the year that was said. */
static gboolean
parse_in_said_year (guint year, const char *text, EspCivilTime *out_time)
{
  g_autofree char *first = g_strdup_printf ("%04u-01-01", year);
  g_autofree char *last = g_strdup_printf ("%04u-12-31", year);
  EspImportPeriod period = { 0 };

  if (year == 0)
    return FALSE;
  esp_import_period_see (&period, first);
  esp_import_period_see (&period, last);
  return period.is_known &&
         esp_cell_parse_yearless (text, ESP_DATE_ORDER_UNKNOWN, &period, period.last, out_time);
}

/* Whether only the year is missing: whichever year it is, it is read. A leap year, for 29 February. */
static gboolean
lacks_year (const char *text)
{
  EspCivilTime civil;

  return parse_in_said_year (2024, text, &civil);
}

static gboolean
parse_time (const EspEventColumns *columns, const char *text, gint64 *out_us, GError **error)
{
  EspCivilTime civil;

  if (!parse_unix_time (text, out_us))
    {
      if (!esp_cell_parse_date (text, ESP_DATE_ORDER_UNKNOWN, &civil) &&
          !parse_in_said_year (columns->options.year, text, &civil))
        return columns->options.year == 0 && lacks_year (text)
                 ? fail_row (error, "“{value}” has no year; say of which year the file is", text)
                 : fail_row (error,
                             "“{value}” is not a time that we can read; write it like "
                             "2025-03-18 10:00 or 2025-03-18T10:00:00+09:00",
                             text);
      *out_us = esp_civil_time_to_us (&civil, columns->zone);
    }
  if (*out_us > columns->options.now_us + MAX_FUTURE_US)
    return fail_row (error, "The time “{value}” is in the future", text);
  return TRUE;
}

static gboolean
parse_person (const EspEventColumns *columns,
              EspEventRole role,
              const char *text,
              EspEventRow *row,
              GError **error)
{
  EspEmailAddress address;
  EspPhone phone;

  if (role == ESP_EVENT_ROLE_EXTERNAL_ID)
    row->external_id = g_strdup (text);
  else if (role == ESP_EVENT_ROLE_EMAIL)
    {
      EspEmailProblem problem = esp_email_normalize (text, &address);

      if (problem != ESP_EMAIL_OK)
        return fail_row (error, "“{value}” is not an email address", text);
      row->email = g_strdup (address.address);
    }
  else
    {
      if (esp_phone_normalize (text, columns->region, &phone) != ESP_PHONE_OK)
        return fail_row (error, "“{value}” is not a phone number", text);
      row->phone = g_strdup (phone.e164);
    }
  return TRUE;
}

/* A number stays a number, so that rules can compare it; codes with leading zeros stay text. */
static void
set_property (JsonObject *props, const char *name, const char *text)
{
  gint64 integer;
  double decimal;
  gboolean is_code = text[0] == '0' && text[1] != '\0' && text[1] != '.';

  is_code = is_code || esp_cell_get_currency (text) != NULL;
  if (!is_code && strlen (text) < 16 && esp_cell_parse_integer (text, FALSE, &integer) &&
      strchr (text, ',') == NULL)
    json_object_set_int_member (props, name, integer);
  else if (!is_code && strlen (text) < 20 && strchr (text, ',') == NULL &&
           esp_cell_guess_kind (text, FALSE) == ESP_CELL_KIND_DECIMAL &&
           esp_cell_parse_decimal (text, FALSE, &decimal))
    json_object_set_double_member (props, name, decimal);
  else
    json_object_set_string_member (props, name, text);
}

static gboolean
is_too_deep (const char *text)
{
  guint depth = 0;

  for (const char *p = text; *p != '\0'; p++)
    {
      depth += *p == '{' || *p == '[';
      if (depth > MAX_PROPS_DEPTH)
        return TRUE;
    }
  return FALSE;
}

static gboolean
merge_props (JsonObject *props, const char *text, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonNode *root;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (strlen (text) > MAX_PROPS_BYTES || is_too_deep (text))
    return fail_row (error, "The properties are too large", NULL);
  root = json_parser_load_from_data (parser, text, -1, NULL) ? json_parser_get_root (parser) : NULL;
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return fail_row (error, "The properties are not a JSON object such as {\"url\":\"…\"}", NULL);
  json_object_iter_init_ordered (&iter, json_node_get_object (root));
  while (json_object_iter_next_ordered (&iter, &name, &value))
    json_object_set_member (props, name, json_node_copy (value));
  return TRUE;
}

/* Other words for the properties that mean something here. */
static void
name_known_props (const char *kind, JsonObject *props)
{
  static const char *const hard[] = { "permanent", "hard_bounce", "hardbounce", "5", NULL };
  const char *class = NULL;

  if (g_str_equal (kind, "click") && !json_object_has_member (props, "url") &&
      json_object_has_member (props, "link"))
    {
      json_object_set_member (props, "url",
                              json_node_copy (json_object_get_member (props, "link")));
      json_object_remove_member (props, "link");
    }
  if (!g_str_equal (kind, "bounce"))
    return;
  if (json_object_has_member (props, "bounce_type") && !json_object_has_member (props, "class"))
    {
      json_object_set_member (props, "class",
                              json_node_copy (json_object_get_member (props, "bounce_type")));
      json_object_remove_member (props, "bounce_type");
    }
  if (json_object_has_member (props, "class") &&
      JSON_NODE_HOLDS_VALUE (json_object_get_member (props, "class")))
    class = json_object_get_string_member_with_default (props, "class", NULL);
  if (class != NULL)
    {
      g_autofree char *lower = g_ascii_strdown (class, -1);

      json_object_set_string_member (props, "class",
                                     g_strv_contains (hard, lower) ? "hard" : lower);
    }
}

/* What a program opened or clicked is a kind of its own, so that nothing counts it as a person's. */
static void
name_machine (EspEventRow *row, const char *fallback, JsonObject *props)
{
  const char *kind = row->kind != NULL ? row->kind : fallback;
  const char *instead = NULL;

  if (g_strcmp0 (kind, "open") == 0)
    instead = "machine_open";
  else if (g_strcmp0 (kind, "click") == 0)
    instead = "machine_click";
  if (instead == NULL || !esp_machine_rules_match (props))
    return;
  g_free (row->kind);
  row->kind = g_strdup (instead);
}

static char *
write_props (JsonObject *props)
{
  g_autoptr (JsonNode) node = NULL;

  if (json_object_get_size (props) == 0)
    return NULL;
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_set_object (node, props);
  return json_to_string (node, FALSE);
}

static gboolean
parse_cell (const EspEventColumns *columns,
            const EspEventColumn *column,
            const char *text,
            EspEventRow *row,
            JsonObject *props,
            GError **error)
{
  switch (column->role)
    {
    case ESP_EVENT_ROLE_EMAIL:
    case ESP_EVENT_ROLE_EXTERNAL_ID:
    case ESP_EVENT_ROLE_PHONE:
      return parse_person (columns, column->role, text, row, error);
    case ESP_EVENT_ROLE_KIND:
      row->kind = esp_event_kind_from_word (text);
      return TRUE;
    case ESP_EVENT_ROLE_AT:
      return parse_time (columns, text, &row->at_us, error);
    case ESP_EVENT_ROLE_CAMPAIGN:
      row->campaign = g_strdup (text);
      return TRUE;
    case ESP_EVENT_ROLE_PROPS:
      return merge_props (props, text, error);
    case ESP_EVENT_ROLE_DEDUPE:
      if (strlen (text) > MAX_KEY_BYTES)
        return fail_row (error, "The id of the event is longer than 200 bytes", NULL);
      row->dedupe_key = g_strconcat ("file:", text, NULL);
      return TRUE;
    case ESP_EVENT_ROLE_NONE:
      return TRUE;
    case ESP_EVENT_ROLE_PROPERTY:
    default:
      if (*column->name != '\0')
        set_property (props, column->name, text);
      return TRUE;
    }
}

static gboolean
check_row (const EspEventColumns *columns, EspEventRow *row, GError **error)
{
  if (row->kind == NULL)
    row->kind = g_strdup (columns->kind);
  if (row->email == NULL && row->external_id == NULL && row->phone == NULL)
    return fail_row (error, "The row does not say who did it", NULL);
  if (row->kind == NULL || *row->kind == '\0')
    return fail_row (error, "The row does not say what happened", NULL);
  if (row->at_us == 0)
    return fail_row (error, "The row does not say when", NULL);
  if (row->props != NULL && strlen (row->props) > MAX_PROPS_BYTES)
    return fail_row (error, "The properties are larger than 16 kB", NULL);
  return TRUE;
}

/**
 * esp_event_row_parse:
 * @out_row: (out caller-allocates): to be cleared; empty on failure
 *
 * Returns: %FALSE with @error set, a sentence for the person whose file it is, when the row is wrong
 */
gboolean
esp_event_row_parse (const EspEventColumns *columns,
                     const char *const *cells,
                     guint n_cells,
                     EspEventRow *out_row,
                     GError **error)
{
  g_autoptr (JsonObject) props = json_object_new ();
  EspEventRow row = { 0 };
  gboolean is_ok = TRUE;

  *out_row = row;
  for (guint i = 0; is_ok && i < MIN (n_cells, columns->columns->len); i++)
    {
      g_autofree char *text = g_strstrip (g_strdup (cells[i]));

      if (*text != '\0')
        is_ok = parse_cell (columns, &g_array_index (columns->columns, EspEventColumn, i), text,
                            &row, props, error);
    }
  if (is_ok)
    {
      if (row.kind != NULL || columns->kind != NULL)
        name_known_props (row.kind != NULL ? row.kind : columns->kind, props);
      name_machine (&row, columns->kind, props);
      row.props = write_props (props);
      is_ok = check_row (columns, &row, error);
    }
  if (is_ok)
    *out_row = row;
  else
    esp_event_row_clear (&row);
  return is_ok;
}

/**
 * esp_event_make_dedupe_key:
 *
 * Returns: (transfer full): a key that the same event has every time it is reported
 */
char *
esp_event_make_dedupe_key (gint64 lead_id,
                           const char *kind,
                           gint64 at_us,
                           gint64 campaign_id,
                           const char *props)
{
  g_autofree char *text =
    g_strdup_printf ("%" G_GINT64_FORMAT "\n%s\n%" G_GINT64_FORMAT "\n%" G_GINT64_FORMAT "\n%s",
                     lead_id, kind, at_us, campaign_id, props != NULL ? props : "");
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);

  /* Half of it is enough, and a million keys half as large. */
  hash[32] = '\0';
  return g_strconcat ("sum:", hash, NULL);
}
