/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All that the workspace holds about one person, as JSON: what a person who asks is given. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-person.h"

#include "base/esp-zone.h"
#include "store/esp-lead-zone.h"
#include "store/esp-leads.h"

#include <json-glib/json-glib.h>

/* Each part is a query of one lead (?1); times are columns that end in _at or are called at. */
static const struct
{
  const char *member;
  const char *sql;
} parts[] = {
  { "tags", "SELECT tag.name FROM lead_tag JOIN tag ON tag.id = lead_tag.tag_id"
            " WHERE lead_tag.lead_id = ?1 ORDER BY tag.name" },
  { "consents", "SELECT channel, purpose, state, basis, wording, source, proof, at, recorded_at,"
                " recorded_by FROM consent WHERE lead_id = ?1 ORDER BY id" },
  { "suppressions", "SELECT s.channel, s.reason, s.detail, s.created_at FROM suppressed_lead AS l"
                    " JOIN suppression AS s ON s.id = l.suppression_id"
                    " WHERE l.lead_id = ?1 ORDER BY s.id" },
  { "ad_audiences", "SELECT ad_audience.name, ad_audience.platform, is_in, at"
                    " FROM ad_audience_member"
                    " JOIN ad_audience ON ad_audience.id = ad_audience_member.ad_audience_id"
                    " WHERE ad_audience_member.lead_id = ?1 ORDER BY ad_audience.id" },
  /* To whom hashes of the addresses were handed, and since when. */
  { "ad_platforms", "SELECT ad_audience.name, ad_audience.platform, began_at"
                    " FROM ad_audience_stay"
                    " JOIN ad_audience ON ad_audience.id = ad_audience_stay.ad_audience_id"
                    " WHERE ad_audience_stay.lead_id = ?1 ORDER BY ad_audience.id" },
  { "segments", "SELECT segment.name, segment_member.added_at FROM segment_member"
                " JOIN segment ON segment.id = segment_member.segment_id"
                " WHERE segment_member.lead_id = ?1 ORDER BY segment.id" },
  { "identities", "SELECT kind, value, first_seen_at, last_seen_at FROM identity"
                  " WHERE lead_id = ?1 ORDER BY id" },
  { "events",
    "SELECT event_kind.name AS kind, event.at, event.campaign_id, event.send_id, event.props"
    " FROM event JOIN event_kind ON event_kind.id = event.kind_id"
    " WHERE event.lead_id = ?1 ORDER BY event.at, event.id" },
  { "messages",
    "SELECT campaign.name AS campaign, delivery.send_id, delivery.state, delivery.reason,"
    " delivery.message_key, delivery.reply, delivery.created_at, delivery.updated_at"
    " FROM delivery LEFT JOIN send ON send.id = delivery.send_id"
    " LEFT JOIN campaign ON campaign.id = send.campaign_id"
    " WHERE delivery.lead_id = ?1 ORDER BY delivery.id" },
  { "purchases", "SELECT external_id, at, amount, currency, status, items FROM purchase"
                 " WHERE lead_id = ?1 ORDER BY at, id" },
  { "notes", "SELECT body, created_at, created_by FROM note WHERE lead_id = ?1 ORDER BY id" },
};

static void
add_time (JsonBuilder *builder, gint64 at_us)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc (at_us / G_USEC_PER_SEC);
  g_autofree char *text = at != NULL ? g_date_time_format_iso8601 (at) : NULL;

  if (text != NULL)
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_int_value (builder, at_us);
}

static gboolean
is_time (const char *name)
{
  return g_str_equal (name, "at") || g_str_has_suffix (name, "_at");
}

static void
add_column (JsonBuilder *builder, EspStmt *stmt, int column)
{
  switch (esp_stmt_type (stmt, column))
    {
    case 1: /* SQLite's integer */
      if (is_time (esp_stmt_column_name (stmt, column)))
        add_time (builder, esp_stmt_int64 (stmt, column));
      else
        json_builder_add_int_value (builder, esp_stmt_int64 (stmt, column));
      break;
    case 2: /* its float */
      json_builder_add_double_value (builder, esp_stmt_double (stmt, column));
      break;
    case 3: /* its text */
      json_builder_add_string_value (builder, esp_stmt_text (stmt, column));
      break;
    default:
      json_builder_add_null_value (builder);
    }
}

static gboolean
add_part (EspTx *tx, gint64 lead_id, guint part, JsonBuilder *builder, GError **error)
{
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, parts[part].sql, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_int64 (stmt, 1, lead_id);
  json_builder_set_member_name (builder, parts[part].member);
  json_builder_begin_array (builder);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      json_builder_begin_object (builder);
      for (int i = 0; i < esp_stmt_n_columns (stmt); i++)
        {
          json_builder_set_member_name (builder, esp_stmt_column_name (stmt, i));
          add_column (builder, stmt, i);
        }
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  return step == ESP_STEP_DONE;
}

static void
add_value (JsonBuilder *builder, const EspField *field, const EspValue *value)
{
  if (value->type == ESP_VALUE_NULL)
    json_builder_add_null_value (builder);
  else if (value->type == ESP_VALUE_TEXT)
    json_builder_add_string_value (builder, value->text);
  else if (value->type == ESP_VALUE_DECIMAL)
    json_builder_add_double_value (builder, value->decimal);
  else if (field->type == ESP_FIELD_DATE || field->type == ESP_FIELD_DATETIME)
    add_time (builder, value->integer);
  else if (field->type == ESP_FIELD_BOOLEAN)
    json_builder_add_boolean_value (builder, value->integer != 0);
  else
    json_builder_add_int_value (builder, value->integer);
}

static gboolean
add_fields (EspTx *tx, gint64 lead_id, JsonBuilder *builder, GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspLead) lead = fields != NULL ? esp_lead_load (tx, fields, lead_id, error) : NULL;

  if (lead == NULL)
    return FALSE;
  json_builder_set_member_name (builder, "id");
  json_builder_add_int_value (builder, lead_id);
  json_builder_set_member_name (builder, "fields");
  json_builder_begin_object (builder);
  for (guint i = 0; i < lead->n_values; i++)
    {
      const EspField *field = esp_fields_get (fields, i);

      json_builder_set_member_name (builder, field->is_custom ? field->label : field->column);
      add_value (builder, field, &lead->values[i]);
    }
  json_builder_end_object (builder);
  return TRUE;
}

/* Whose hours count for the person, and what told them. */
static gboolean
add_clock (EspTx *tx, gint64 lead_id, JsonBuilder *builder, GError **error)
{
  g_autoptr (GError) problem = NULL;
  EspZoneSource source;
  g_autofree char *zone = esp_lead_zone_read (tx, lead_id, &source, &problem);
  const char *const *zones = esp_zone_get_parts (zone);

  if (problem != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  json_builder_set_member_name (builder, "clock");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "zone");
  json_builder_add_string_value (builder, esp_zone_get_main (zone));
  json_builder_set_member_name (builder, "from");
  json_builder_add_string_value (builder, esp_zone_source_name (source));
  if (zones != NULL)
    {
      json_builder_set_member_name (builder, "night_in_all_of");
      json_builder_begin_array (builder);
      for (guint i = 0; zones[i] != NULL; i++)
        json_builder_add_string_value (builder, zones[i]);
      json_builder_end_array (builder);
    }
  json_builder_end_object (builder);
  return TRUE;
}

/**
 * esp_person_to_json:
 *
 * Returns: (transfer full): fields, clock, tags, consents, suppressions, segments, identities, events, messages,
 *   purchases and notes of one lead, times in UTC; %NULL with @error set
 */
char *
esp_person_to_json (EspTx *tx, gint64 lead_id, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  if (!add_fields (tx, lead_id, builder, error))
    return NULL;
  if (!add_clock (tx, lead_id, builder, error))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (!add_part (tx, lead_id, i, builder, error))
      return NULL;
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}
