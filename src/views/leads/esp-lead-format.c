/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a lead's values read: in a cell, in a sentence, in the user's language. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-format.h"

#include "base/esp-phone.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *key;
  const char *label;
} Word;

static const Word field_words[] = {
  { "email", NC_ ("field", "Email") },
  { "phone", NC_ ("field", "Phone") },
  { "name", NC_ ("field", "Name") },
  { "given_name", NC_ ("field", "Given name") },
  { "family_name", NC_ ("field", "Family name") },
  { "company", NC_ ("field", "Company") },
  { "title", NC_ ("field", "Job title") },
  { "country", NC_ ("field", "Country") },
  { "city", NC_ ("field", "City") },
  { "language", NC_ ("field", "Language") },
  { "time_zone", NC_ ("field", "Time zone") },
  { "stage", NC_ ("field", "Stage") },
  { "score", NC_ ("field", "Score") },
  { "owner", NC_ ("field", "Owner") },
  { "source", NC_ ("field", "Source") },
  { "external_id", NC_ ("field", "External ID") },
  { "created_at", NC_ ("field", "Created") },
  { "updated_at", NC_ ("field", "Updated") },
};

static const Word stage_words[] = {
  { "anonymous", NC_ ("stage", "Anonymous") },
  { "identified", NC_ ("stage", "Identified") },
  { "lead", NC_ ("stage", "Lead") },
  { "mql", NC_ ("stage", "MQL") },
  { "sql", NC_ ("stage", "SQL") },
  { "opportunity", NC_ ("stage", "Opportunity") },
  { "customer", NC_ ("stage", "Customer") },
};

static const Word consent_words[] = {
  { "granted", NC_ ("consent", "Granted") },     { "denied", NC_ ("consent", "Denied") },
  { "withdrawn", NC_ ("consent", "Withdrawn") }, { "pending", NC_ ("consent", "Pending") },
  { "unknown", NC_ ("consent", "Unknown") },
};

static const Word channel_words[] = {
  { "email", NC_ ("channel", "Email") },      { "sms", NC_ ("channel", "Text message") },
  { "kakao", NC_ ("channel", "KakaoTalk") },  { "push", NC_ ("channel", "Push") },
  { "phone", NC_ ("channel", "Phone call") }, { "post", NC_ ("channel", "Post") },
  { "ads", NC_ ("channel", "Ads") },
};

static const char *
find_word (const Word *words, gsize n_words, const char *context, const char *key)
{
  for (gsize i = 0; i < n_words; i++)
    if (g_strcmp0 (words[i].key, key) == 0)
      return g_dpgettext2 (NULL, context, words[i].label);
  return key;
}

/**
 * esp_lead_field_label:
 *
 * Returns: the field's name as the user reads it
 */
const char *
esp_lead_field_label (const EspField *field)
{
  if (field->is_custom)
    return field->label;
  return find_word (field_words, G_N_ELEMENTS (field_words), "field", field->column);
}

/**
 * esp_lead_stage_label:
 */
const char *
esp_lead_stage_label (const char *stage)
{
  return find_word (stage_words, G_N_ELEMENTS (stage_words), "stage", stage);
}

/**
 * esp_lead_consent_label:
 * @state: (nullable): %NULL is "nothing was ever said"
 */
const char *
esp_lead_consent_label (const char *state)
{
  if (state == NULL)
    return C_ ("consent", "None");
  return find_word (consent_words, G_N_ELEMENTS (consent_words), "consent", state);
}

/**
 * esp_lead_channel_label:
 */
const char *
esp_lead_channel_label (const char *channel)
{
  return find_word (channel_words, G_N_ELEMENTS (channel_words), "channel", channel);
}

/**
 * esp_lead_format_phone:
 * @e164: (nullable)
 *
 * Returns: (transfer full): a Korean number as people write it, others as they are
 */
char *
esp_lead_format_phone (const char *e164)
{
  if (e164 == NULL)
    return g_strdup ("");
  return esp_phone_format (e164, "KR");
}

static char *
format_time (EspSession *session, gint64 time_us)
{
  if (time_us == 0)
    return g_strdup ("");
  return esp_format_relative (time_us, esp_clock_now_us (esp_session_get_clock (session)),
                              esp_session_get_lang (session));
}

/**
 * esp_lead_format_value:
 *
 * Returns: (transfer full): the value in words, "" when there is none
 */
char *
esp_lead_format_value (EspSession *session, const EspField *field, const EspValue *value)
{
  if (value->type == ESP_VALUE_NULL)
    return g_strdup ("");
  if (value->type == ESP_VALUE_TEXT)
    {
      if (g_str_equal (field->column, "phone"))
        return esp_lead_format_phone (value->text);
      if (g_str_equal (field->column, "stage"))
        return g_strdup (esp_lead_stage_label (value->text));
      return g_strdup (value->text);
    }
  if (value->type == ESP_VALUE_DECIMAL)
    return esp_format_number (value->decimal);
  switch (field->type)
    {
    case ESP_FIELD_BOOLEAN:
      return g_strdup (value->integer ? C_ ("value", "Yes") : C_ ("value", "No"));
    case ESP_FIELD_DATE:
      {
        g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

        return esp_format_date (value->integer, utc, ESP_DATE_ISO_DAY,
                                esp_session_get_lang (session));
      }
    case ESP_FIELD_DATETIME:
      return esp_format_date (value->integer, esp_session_get_zone (session), ESP_DATE_DAY_TIME,
                              esp_session_get_lang (session));
    case ESP_FIELD_TEXT:
    case ESP_FIELD_INTEGER:
    case ESP_FIELD_DECIMAL:
    default:
      return esp_format_count (value->integer);
    }
}

static char *
format_extra (EspSession *session, const EspLeadExtras *extras, const char *column)
{
  if (g_str_equal (column, "email_consent"))
    {
      if (extras->is_suppressed)
        return g_strdup (C_ ("consent", "Suppressed"));
      return g_strdup (esp_lead_consent_label (extras->email_consent));
    }
  if (g_str_equal (column, "last_open_at"))
    return format_time (session, extras->last_open_us);
  if (g_str_equal (column, "last_click_at"))
    return format_time (session, extras->last_click_us);
  if (g_str_equal (column, "last_sent_at"))
    return format_time (session, extras->last_sent_us);
  if (g_str_equal (column, "n_sent"))
    return esp_format_count (extras->n_sent);
  if (g_str_equal (column, "n_opened"))
    return esp_format_count (extras->n_opened);
  if (g_str_equal (column, "n_clicked"))
    return esp_format_count (extras->n_clicked);
  return g_strdup ("");
}

/**
 * esp_lead_format_cell:
 * @column: a field, or one of those that the list adds
 *
 * Returns: (transfer full): what the cell shows; "" until the row has its record
 */
char *
esp_lead_format_cell (EspSession *session, EspLeadRow *row, const char *column)
{
  const EspLead *lead = esp_lead_row_get_lead (row);
  int index;

  if (lead == NULL)
    return g_strdup ("");
  index = esp_fields_find (lead->fields, column);
  if (index < 0)
    return format_extra (session, esp_lead_row_get_extras (row), column);
  /* A list compares: "3 days ago" says more than a date there. */
  if (g_str_equal (column, "created_at") || g_str_equal (column, "updated_at"))
    return format_time (session, lead->values[index].integer);
  return esp_lead_format_value (session, esp_fields_get (lead->fields, (guint) index),
                                &lead->values[index]);
}

/**
 * esp_lead_format_row:
 *
 * Returns: (transfer full): the sentence that a colleague would say of the row
 */
char *
esp_lead_format_row (EspSession *session, EspLeadRow *row)
{
  const EspLead *lead = esp_lead_row_get_lead (row);
  g_autoptr (GString) sentence = NULL;
  static const char *const columns[] = { "email", "city", "company", "stage" };

  if (lead == NULL)
    return g_strdup (_ ("Loading…"));
  sentence = g_string_new (esp_lead_get_title (lead));
  if (sentence->len == 0)
    g_string_append (sentence, _ ("Lead without a name"));
  for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_autofree char *text = esp_lead_format_cell (session, row, columns[i]);

      if (*text != '\0' && !g_str_equal (text, esp_lead_get_title (lead)))
        g_string_append_printf (sentence, ", %s", text);
    }
  return g_string_free (g_steal_pointer (&sentence), FALSE);
}
