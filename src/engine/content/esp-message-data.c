/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers the templates of a message: fields of the lead, the sender, the campaign, links, the day. */
#define G_LOG_DOMAIN "esp-engine"

#include "config.h"

#include "engine/content/esp-message-data.h"

#include "store/esp-lead.h"

#include <string.h>

/* Longer names are no field of ours. */
#define MAX_NAME_BYTES 128

static const char *const own_names[] = {
  "sender", "campaign", "unsubscribe_url", "preferences_url", "view_url", "consent_date",
  "today",  "subject",  "forloop",         "tablerowloop",    "event",    "data",
  NULL
};

/**
 * esp_message_lead_lookup:
 * @lead: an EspLead
 *
 * The EspLeadLookup of the store's records.
 *
 * Returns: whether the workspace has such a field.
 */
gboolean
esp_message_lead_lookup (gconstpointer lead,
                         const char *name,
                         const EspValue **out_value,
                         EspFieldType *out_type)
{
  const EspLead *record = lead;
  int i = esp_fields_find_name (record->fields, name);

  if (i < 0 || (guint) i >= record->n_values)
    return FALSE;
  *out_value = &record->values[i];
  *out_type = esp_fields_get (record->fields, (guint) i)->type;
  return TRUE;
}

static EspLiquidValue
text_value (const char *text)
{
  return esp_text_is_blank (text) ? esp_liquid_nil () : esp_liquid_string (text);
}

static EspLiquidValue
copied_text (EspLiquidArena *arena, const char *text)
{
  gsize length = strlen (text);
  const char *copy = esp_liquid_arena_dup (arena, text, length);

  return copy != NULL ? esp_liquid_string_len (copy, length) : esp_liquid_nil ();
}

/* Days and times read as people write them and as the filter "date" takes them. */
static EspLiquidValue
time_value (const EspMessageRecipient *recipient,
            EspLiquidArena *arena,
            gint64 time_us,
            gboolean is_day)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = NULL;
  g_autofree char *text = NULL;

  if (utc == NULL)
    return esp_liquid_nil ();
  if (!is_day && recipient->timezone != NULL)
    local = g_date_time_to_timezone (utc, recipient->timezone);
  text = g_date_time_format (local != NULL ? local : utc, is_day ? "%Y-%m-%d" : "%Y-%m-%d %H:%M");
  return text != NULL ? copied_text (arena, text) : esp_liquid_nil ();
}

static EspLiquidValue
field_value (const EspMessageRecipient *recipient,
             EspLiquidArena *arena,
             const EspValue *value,
             EspFieldType type)
{
  if (value == NULL || value->type == ESP_VALUE_NULL)
    return esp_liquid_nil ();
  if (value->type == ESP_VALUE_TEXT)
    return text_value (value->text);
  if (value->type == ESP_VALUE_DECIMAL)
    return esp_liquid_float (value->decimal);
  if (type == ESP_FIELD_BOOLEAN)
    return esp_liquid_boolean (value->integer != 0);
  if (type == ESP_FIELD_DATE || type == ESP_FIELD_DATETIME)
    return time_value (recipient, arena, value->integer, type == ESP_FIELD_DATE);
  return esp_liquid_integer (value->integer);
}

static gboolean
lookup_field (const EspMessageRecipient *recipient,
              const char *name,
              gsize length,
              EspLiquidArena *arena,
              EspLiquidValue *out_value)
{
  char field[MAX_NAME_BYTES];
  const EspValue *value = NULL;
  EspFieldType type = ESP_FIELD_TEXT;

  if (length >= sizeof field || recipient->lookup == NULL)
    return FALSE;
  memcpy (field, name, length);
  field[length] = '\0';
  if (!recipient->lookup (recipient->lead, field, &value, &type))
    return FALSE;
  *out_value = field_value (recipient, arena, value, type);
  return TRUE;
}

static gboolean
lookup_lead (const EspLiquidObject *object,
             const char *key,
             gsize length,
             EspLiquidArena *arena,
             EspLiquidValue *out_value)
{
  const EspMessageData *self = object->instance;

  return lookup_field (self->recipient, key, length, arena, out_value);
}

static gboolean
is_name (const char *key, gsize length, const char *name)
{
  return strlen (name) == length && memcmp (key, name, length) == 0;
}

static gboolean
lookup_sender (const EspLiquidObject *object,
               const char *key,
               gsize length,
               EspLiquidArena *arena,
               EspLiquidValue *out_value)
{
  const EspMessageData *self = object->instance;
  const struct
  {
    const char *name;
    const char *text;
  } members[] = { { "name", self->doc->sender_name }, { "email", self->doc->sender_address },
                  { "company", self->facts->name },   { "address", self->facts->address },
                  { "phone", self->facts->phone },    { "reply_to", self->doc->reply_to } };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (is_name (key, length, members[i].name))
      {
        *out_value = text_value (members[i].text);
        return TRUE;
      }
  return FALSE;
}

static gboolean
lookup_campaign (const EspLiquidObject *object,
                 const char *key,
                 gsize length,
                 EspLiquidArena *arena,
                 EspLiquidValue *out_value)
{
  const EspMessageData *self = object->instance;

  if (is_name (key, length, "id"))
    *out_value = text_value (self->recipient->campaign_id);
  else if (is_name (key, length, "name"))
    *out_value = text_value (self->recipient->campaign_name);
  else
    return FALSE;
  return TRUE;
}

static const EspLiquidObjectClass lead_class = { "lead", lookup_lead };
static const EspLiquidObjectClass sender_class = { "sender", lookup_sender };
static const EspLiquidObjectClass campaign_class = { "campaign", lookup_campaign };

/**
 * esp_message_data_init:
 *
 * Borrows everything; must not move while it is in use.
 */
void
esp_message_data_init (EspMessageData *self,
                       const EspMessageRecipient *recipient,
                       const EspMessageDoc *doc,
                       const EspSenderFacts *facts)
{
  self->recipient = recipient;
  self->doc = doc;
  self->facts = facts;
  self->lead = (EspLiquidObject){ &lead_class, self };
  self->sender = (EspLiquidObject){ &sender_class, self };
  self->campaign = (EspLiquidObject){ &campaign_class, self };
}

static gboolean
lookup_own (EspMessageData *self,
            const char *name,
            gsize length,
            EspLiquidArena *arena,
            EspLiquidValue *out_value)
{
  const EspMessageRecipient *recipient = self->recipient;
  const struct
  {
    const char *name;
    const char *text;
  } texts[] = { { "unsubscribe_url", recipient->unsubscribe_url },
                { "preferences_url", recipient->preferences_url },
                { "view_url", recipient->view_url },
                { "consent_date", recipient->consent_date } };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (is_name (name, length, texts[i].name))
      {
        *out_value = text_value (texts[i].text);
        return TRUE;
      }
  if (is_name (name, length, "today"))
    {
      gint64 offset_us = 0;

      if (recipient->timezone != NULL)
        {
          gint64 now_s = recipient->now_us / G_USEC_PER_SEC;
          int interval =
            g_time_zone_find_interval (recipient->timezone, G_TIME_TYPE_UNIVERSAL, now_s);

          offset_us =
            (gint64) g_time_zone_get_offset (recipient->timezone, interval) * G_USEC_PER_SEC;
        }
      *out_value = time_value (recipient, arena, recipient->now_us + offset_us, TRUE);
      return TRUE;
    }
  return FALSE;
}

/**
 * esp_message_data_lookup:
 * @data: an EspMessageData
 *
 * The EspLiquidLookup of a message: lead, sender, campaign, the links, today; any other name is a field
 * of the lead.
 */
gboolean
esp_message_data_lookup (const char *name,
                         gsize name_length,
                         EspLiquidArena *arena,
                         EspLiquidValue *out_value,
                         gpointer data)
{
  EspMessageData *self = data;

  if (is_name (name, name_length, "lead"))
    *out_value = esp_liquid_object (&self->lead);
  else if (is_name (name, name_length, "sender"))
    *out_value = esp_liquid_object (&self->sender);
  else if (is_name (name, name_length, "campaign"))
    *out_value = esp_liquid_object (&self->campaign);
  else if (is_name (name, name_length, "event") || is_name (name, name_length, "data"))
    return FALSE; /* from esp_message_data_new_values() */
  else if (!lookup_own (self, name, name_length, arena, out_value))
    return lookup_field (self->recipient, name, name_length, arena, out_value);
  return TRUE;
}

static JsonObject *
parse_object (const char *json, JsonNode **out_node)
{
  *out_node = json != NULL ? json_from_string (json, NULL) : NULL;
  return *out_node != NULL && JSON_NODE_HOLDS_OBJECT (*out_node) ? json_node_get_object (*out_node)
                                                                 : NULL;
}

/**
 * esp_message_data_new_values:
 * @data_json: (nullable): the member “data” of a message
 * @event_json: (nullable): the event that began a journey
 * @is_preview: whether the member “event” of @data_json stands in for a missing event
 *
 * Returns: (transfer full) (nullable): "data" and "event" for templates; NULL when there is neither. What is no
 * JSON object counts as absent.
 */
EspLiquidData *
esp_message_data_new_values (const char *data_json, const char *event_json, gboolean is_preview)
{
  g_autoptr (JsonNode) data_node = NULL;
  g_autoptr (JsonNode) event_node = NULL;
  g_autoptr (JsonNode) root = NULL;
  JsonObject *values = json_object_new ();
  JsonObject *data = parse_object (data_json, &data_node);
  JsonObject *event = parse_object (event_json, &event_node);

  root = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (root, values);
  if (event == NULL && data != NULL && is_preview && json_object_has_member (data, "event"))
    json_object_set_member (values, "event", json_object_dup_member (data, "event"));
  if (event != NULL)
    json_object_set_member (values, "event", g_steal_pointer (&event_node));
  if (data != NULL)
    json_object_set_member (values, "data", g_steal_pointer (&data_node));
  return json_object_get_size (values) > 0 ? esp_liquid_data_new_from_json (root, NULL) : NULL;
}

/**
 * esp_message_data_is_own:
 * @path: what a template reads
 *
 * Returns: whether it is something else than a field of the lead.
 */
gboolean
esp_message_data_is_own (const char *path)
{
  g_autofree char *root = g_strndup (path, strcspn (path, ".["));

  return g_strv_contains (own_names, root);
}

/**
 * esp_message_data_has:
 * @field: name of a field, without "lead."
 *
 * Returns: whether this lead has a value for it.
 */
gboolean
esp_message_data_has (const EspMessageRecipient *recipient, const char *field)
{
  const EspValue *value = NULL;
  EspFieldType type;

  return recipient->lookup != NULL && recipient->lookup (recipient->lead, field, &value, &type) &&
         value != NULL && value->type != ESP_VALUE_NULL &&
         (value->type != ESP_VALUE_TEXT || !esp_text_is_blank (value->text));
}
