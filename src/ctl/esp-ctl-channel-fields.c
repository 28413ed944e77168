/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl channel: the kinds of channels with their fields, and settings by the names of the fields. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-channel-fields.h"

#include "base/esp-json-print.h"
#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"

#include <json-glib/json-glib.h>
#include <string.h>

static const char *const type_names[] = {
  [ESP_CHANNEL_FIELD_TEXT] = "text",     [ESP_CHANNEL_FIELD_NUMBER] = "number",
  [ESP_CHANNEL_FIELD_SECRET] = "secret", [ESP_CHANNEL_FIELD_CHOICE] = "choice",
  [ESP_CHANNEL_FIELD_SWITCH] = "switch", [ESP_CHANNEL_FIELD_FILE] = "file",
};

static void
add_field (JsonBuilder *builder, const EspChannelField *field)
{
  json_builder_begin_object (builder);
  esp_ctl_add_text (builder, "name", field->name);
  esp_ctl_add_text (builder, "label", field->label);
  esp_ctl_add_text (builder, "type", type_names[field->type]);
  esp_ctl_add_boolean (builder, "required", field->is_required);
  esp_ctl_add_text (builder, "usual", field->fallback);
  if (field->choices != NULL)
    {
      json_builder_set_member_name (builder, "choices");
      json_builder_begin_array (builder);
      for (guint i = 0; field->choices[i] != NULL; i++)
        json_builder_add_string_value (builder, field->choices[i]);
      json_builder_end_array (builder);
    }
  json_builder_end_object (builder);
}

static void
print_kinds_json (void)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < esp_channel_kinds_get_n (); i++)
    {
      const EspChannelKind *kind = esp_channel_kinds_get (i);

      json_builder_begin_object (builder);
      esp_ctl_add_text (builder, "id", kind->id);
      esp_ctl_add_text (builder, "title", kind->title);
      esp_ctl_add_text (builder, "medium", esp_medium_name (kind->medium));
      esp_ctl_add_boolean (builder, "can_pull", kind->can_pull);
      json_builder_set_member_name (builder, "fields");
      json_builder_begin_array (builder);
      for (const EspChannelField *field = kind->fields; field->name != NULL; field++)
        add_field (builder, field);
      json_builder_end_array (builder);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  esp_ctl_print_json (builder);
}

/**
 * esp_ctl_channel_kinds:
 *
 * Prints every kind of channel with what it wants to know.
 *
 * Returns: the exit status
 */
int
esp_ctl_channel_kinds (gboolean is_json)
{
  if (is_json)
    {
      print_kinds_json ();
      return ESP_CTL_OK;
    }
  for (guint i = 0; i < esp_channel_kinds_get_n (); i++)
    {
      const EspChannelKind *kind = esp_channel_kinds_get (i);

      g_print ("%-16s %-8s %s\n", kind->id, esp_medium_name (kind->medium), kind->title);
      for (const EspChannelField *field = kind->fields; field->name != NULL; field++)
        if (!field->is_hidden)
          g_print ("    %-20s %-7s %s%s\n", field->name, type_names[field->type], field->label,
                   field->is_required ? "" : " (optional)");
    }
  return ESP_CTL_OK;
}

/* What every channel may have beside its own fields. */
static const EspChannelField common_fields[] = {
  { .name = "price", .type = ESP_CHANNEL_FIELD_TEXT },
  { .name = NULL },
};

static const EspChannelField *
find_field (const EspChannelKind *kind, const char *name)
{
  const EspChannelField *field = esp_channel_kind_find_field (kind, name);

  for (guint i = 0; field == NULL && common_fields[i].name != NULL; i++)
    if (g_str_equal (common_fields[i].name, name))
      return &common_fields[i];
  return field;
}

/**
 * esp_ctl_channel_set_fields:
 * @settings: as they are
 * @words: (nullable): NAME=VALUE, an empty value takes the setting away
 *
 * Returns: (transfer full): the settings, checked; %NULL with @error set
 */
char *
esp_ctl_channel_set_fields (const EspChannelKind *kind,
                            const char *settings,
                            char **words,
                            GError **error)
{
  g_autofree char *made = g_strdup (settings);

  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    {
      const char *equals = strchr (words[i], '=');
      g_autofree char *name =
        g_strndup (words[i], equals != NULL ? (gsize) (equals - words[i]) : 0);
      const EspChannelField *field = equals != NULL ? find_field (kind, name) : NULL;
      g_autofree char *old = NULL;

      if (field == NULL || field->type == ESP_CHANNEL_FIELD_SECRET)
        {
          g_set_error (error, ESP_CHANNEL_ERROR, ESP_CHANNEL_ERROR_INVALID,
                       field == NULL ? "“%s” sets nothing of a channel “%s”: see “espalierctl "
                                       "channel kinds”"
                                     : "“%s” of “%s” is a secret: give it with --password-fd",
                       words[i], kind->id);
          return NULL;
        }
      old = g_steal_pointer (&made);
      made = esp_channel_settings_set (old, field, equals + 1, error);
      if (made == NULL)
        return NULL;
    }
  return esp_channel_kind_check (kind, made, error) ? g_steal_pointer (&made) : NULL;
}

/**
 * esp_ctl_channel_show:
 *
 * Prints a channel with its settings; secrets are never shown.
 *
 * Returns: the exit status
 */
int
esp_ctl_channel_show (const EspChannelRecord *record, gboolean is_json)
{
  g_autoptr (JsonNode) settings = json_from_string (record->settings, NULL);
  g_autoptr (JsonBuilder) builder = NULL;

  if (!is_json)
    {
      g_autofree char *text = settings != NULL ? esp_json_print (settings, TRUE) : NULL;

      g_print ("%s (%s), %s\nstate: %s\n%s%s%s\n", record->name, record->kind,
               record->is_enabled ? "on" : "off",
               record->state != NULL ? record->state : "never used",
               record->state_detail != NULL ? record->state_detail : "",
               record->state_detail != NULL ? "\n" : "", text != NULL ? text : "{}");
      return ESP_CTL_OK;
    }
  builder = json_builder_new ();
  json_builder_begin_object (builder);
  esp_ctl_add_int (builder, "id", record->id);
  esp_ctl_add_text (builder, "name", record->name);
  esp_ctl_add_text (builder, "kind", record->kind);
  esp_ctl_add_boolean (builder, "enabled", record->is_enabled);
  esp_ctl_add_text (builder, "state", record->state);
  esp_ctl_add_text (builder, "detail", record->state_detail);
  esp_ctl_add_boolean (builder, "has_secret", record->secret_id != NULL);
  json_builder_set_member_name (builder, "settings");
  if (settings != NULL)
    json_builder_add_value (builder, g_steal_pointer (&settings));
  else
    json_builder_add_null_value (builder);
  json_builder_end_object (builder);
  esp_ctl_print_json (builder);
  return ESP_CTL_OK;
}
