/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps what a check of a domain found as JSON, with its time. */
#define G_LOG_DOMAIN "esp-channels"

#include "config.h"

#include "channels/dns/esp-dns-check.h"

#include <json-glib/json-glib.h>

#define MAX_ROWS 50

static const char *const state_names[] = { "good", "look", "bad", "unknown" };

/**
 * esp_dns_state_to_string:
 */
const char *
esp_dns_state_to_string (EspDnsState state)
{
  g_return_val_if_fail (state <= ESP_DNS_UNKNOWN, NULL);
  return state_names[state];
}

/* The texts of a row, by their names in JSON. */
static char **
get_text (EspDnsRow *row, guint i, const char **out_name)
{
  struct
  {
    const char *name;
    char **text;
  } texts[] = {
    { "id", &row->id },
    { "name", &row->name },
    { "found", &row->found },
    { "sentence", &row->sentence },
    { "arg", &row->arg },
    { "record_name", &row->record_name },
    { "record_type", &row->record_type },
    { "record_value", &row->record_value },
  };

  if (i >= G_N_ELEMENTS (texts))
    return NULL;
  *out_name = texts[i].name;
  return texts[i].text;
}

/**
 * esp_dns_report_to_json:
 */
char *
esp_dns_report_to_json (const EspDnsReport *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "domain");
  json_builder_add_string_value (builder, self->domain);
  json_builder_set_member_name (builder, "at_us");
  json_builder_add_int_value (builder, self->at_us);
  json_builder_set_member_name (builder, "rows");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->rows->len; i++)
    {
      EspDnsRow *row = self->rows->pdata[i];
      const char *name = NULL;
      char **text;

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "state");
      json_builder_add_string_value (builder, state_names[row->state]);
      for (guint j = 0; (text = get_text (row, j, &name)) != NULL; j++)
        if (*text != NULL)
          {
            json_builder_set_member_name (builder, name);
            json_builder_add_string_value (builder, *text);
          }
      /* As it is read; the parts of it are what is kept. */
      {
        g_autofree char *whole = esp_dns_row_dup_sentence (row, NULL);

        json_builder_set_member_name (builder, "text");
        json_builder_add_string_value (builder, whole);
      }
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static void
read_row (EspDnsReport *self, JsonObject *object)
{
  g_autofree EspDnsRow *row = g_new0 (EspDnsRow, 1);
  const char *state = json_object_get_string_member_with_default (object, "state", "unknown");
  const char *name = NULL;
  char **text;

  row->state = ESP_DNS_UNKNOWN;
  for (guint i = 0; i < G_N_ELEMENTS (state_names); i++)
    if (g_str_equal (state_names[i], state))
      row->state = (EspDnsState) i;
  for (guint i = 0; (text = get_text (row, i, &name)) != NULL; i++)
    *text = g_strdup (json_object_get_string_member_with_default (object, name, NULL));
  if (row->id == NULL)
    row->id = g_strdup ("");
  if (row->sentence == NULL)
    row->sentence = g_strdup ("");
  g_ptr_array_add (self->rows, g_steal_pointer (&row));
}

/**
 * esp_dns_report_parse:
 *
 * Returns: (transfer full): what was kept; %NULL with @error set
 */
EspDnsReport *
esp_dns_report_parse (const char *json, GError **error)
{
  g_autoptr (JsonNode) root = json_from_string (json, error);
  EspDnsReport *self;
  JsonObject *object;
  JsonNode *rows;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      if (error != NULL && *error == NULL)
        g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                             "What is kept of the check cannot be read");
      return NULL;
    }
  object = json_node_get_object (root);
  self = esp_dns_report_new (json_object_get_string_member_with_default (object, "domain", ""),
                             json_object_get_int_member_with_default (object, "at_us", 0));
  rows = json_object_get_member (object, "rows");
  if (rows != NULL && JSON_NODE_HOLDS_ARRAY (rows))
    for (guint i = 0; i < MIN (json_array_get_length (json_node_get_array (rows)), MAX_ROWS); i++)
      {
        JsonNode *node = json_array_get_element (json_node_get_array (rows), i);

        if (JSON_NODE_HOLDS_OBJECT (node))
          read_row (self, json_node_get_object (node));
      }
  return self;
}

static void
row_free (gpointer data)
{
  EspDnsRow *row = data;

  g_free (row->id);
  g_free (row->name);
  g_free (row->found);
  g_free (row->sentence);
  g_free (row->arg);
  g_free (row->record_name);
  g_free (row->record_type);
  g_free (row->record_value);
  g_free (row);
}

/**
 * esp_dns_report_new:
 *
 * Returns: (transfer full): a report without rows
 */
EspDnsReport *
esp_dns_report_new (const char *domain, gint64 at_us)
{
  EspDnsReport *self = g_new0 (EspDnsReport, 1);

  self->domain = g_strdup (domain);
  self->at_us = at_us;
  self->rows = g_ptr_array_new_with_free_func (row_free);
  return self;
}

/**
 * esp_dns_report_free:
 * @self: (nullable)
 */
void
esp_dns_report_free (EspDnsReport *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->rows);
  g_free (self->domain);
  g_free (self);
}

/**
 * esp_dns_report_find:
 *
 * Returns: (nullable): the row about one matter
 */
const EspDnsRow *
esp_dns_report_find (const EspDnsReport *self, const char *id)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      const EspDnsRow *row = self->rows->pdata[i];

      if (g_str_equal (row->id, id))
        return row;
    }
  return NULL;
}

/**
 * esp_dns_row_dup_sentence:
 * @translation: (nullable): of the row's sentence
 *
 * Returns: (transfer full): the sentence with its particulars
 */
char *
esp_dns_row_dup_sentence (const EspDnsRow *self, const char *translation)
{
  GString *out = g_string_new (translation != NULL ? translation : self->sentence);

  g_string_replace (out, "{0}", self->arg != NULL ? self->arg : "", 0);
  return g_string_free (out, FALSE);
}
