/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Members of the JSON that the command line prints for machines, each with its name. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-json.h"

#include "base/esp-json-print.h"

#include <math.h>

/**
 * esp_ctl_add_int:
 *
 * Adds a whole number to the object that @builder is in.
 */
void
esp_ctl_add_int (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

/**
 * esp_ctl_add_text:
 * @text: (nullable): %NULL becomes null
 *
 * Adds a text to the object that @builder is in.
 */
void
esp_ctl_add_text (JsonBuilder *builder, const char *name, const char *text)
{
  json_builder_set_member_name (builder, name);
  if (text != NULL)
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

/**
 * esp_ctl_add_boolean:
 *
 * Adds a yes or no to the object that @builder is in.
 */
void
esp_ctl_add_boolean (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

/**
 * esp_ctl_add_double:
 * @value: a number that does not exist, such as a rate of nobody, becomes null
 *
 * Adds a number to the object that @builder is in.
 */
void
esp_ctl_add_double (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  if (isfinite (value))
    json_builder_add_double_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

/**
 * esp_ctl_print_json:
 *
 * Prints what @builder holds, one document with a line end.
 */
void
esp_ctl_print_json (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = esp_json_print (root, TRUE);

  g_print ("%s\n", text);
}
