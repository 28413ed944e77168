/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns the options of "import leads" into a plan. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-import-plan.h"

#include "store/esp-consent-lapse.h"
#include "store/esp-journeys.h"
#include "store/esp-leads.h"
#include "store/esp-segments.h"

#include <string.h>

static gboolean
refuse (GError **error, const char *format, const char *value)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_set_error (error, ESP_IMPORT_ERROR, ESP_IMPORT_ERROR_PLAN, format, value);
#pragma GCC diagnostic pop
  return FALSE;
}

static gboolean
read_delimiter (const char *text, char *out_delimiter, GError **error)
{
  if (g_str_equal (text, "tab") || g_str_equal (text, "\\t"))
    *out_delimiter = '\t';
  else if (strlen (text) == 1 && strchr (",;|\t", *text) != NULL)
    *out_delimiter = *text;
  else
    return refuse (error, "“%s” is no delimiter; use a comma, a semicolon, a bar or “tab”", text);
  return TRUE;
}

/**
 * esp_ctl_import_shape:
 *
 * Returns: whether encoding, delimiter and header are understood
 */
gboolean
esp_ctl_import_shape (const EspCtlImportOptions *options, EspImportShape *out_shape, GError **error)
{
  EspImportShape shape = ESP_IMPORT_SHAPE_GUESS;

  if (options->encoding != NULL && !g_str_equal (options->encoding, "auto"))
    {
      shape.has_encoding = TRUE;
      if (!esp_encoding_from_name (options->encoding, &shape.encoding))
        return refuse (error,
                       "“%s” is no encoding that we read; use UTF-8, UTF-16LE, UTF-16BE, CP949 or "
                       "WINDOWS-1252",
                       options->encoding);
    }
  if (options->delimiter != NULL && !read_delimiter (options->delimiter, &shape.delimiter, error))
    return FALSE;
  if (options->header != NULL)
    {
      shape.header = g_str_equal (options->header, "yes") ? 1 : 0;
      if (shape.header == 0 && !g_str_equal (options->header, "no"))
        return refuse (error, "--header is yes or no, not “%s”", options->header);
    }
  *out_shape = shape;
  return TRUE;
}

/* new:Label or new:Label:type */
static gboolean
map_new (EspImportPlan *plan, guint column, const char *target, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (target, ":", 2);
  EspFieldType type = ESP_FIELD_TEXT;
  const char *label = *parts[0] != '\0' ? parts[0] : plan->columns[column];

  if (parts[1] != NULL && !esp_field_type_from_string (parts[1], &type))
    return refuse (error,
                   "“%s” is no type of field; use text, integer, decimal, boolean, date or "
                   "datetime",
                   parts[1]);
  esp_import_plan_map_custom (plan, column, label, type);
  return TRUE;
}

static gboolean
map_one (EspImportPlan *plan, const char *text, GError **error)
{
  const char *equals = strrchr (text, '=');
  g_autofree char *name = NULL;
  EspImportField field;
  int column;

  if (equals == NULL)
    return refuse (error, "--map takes COLUMN=FIELD, not “%s”", text);
  name = g_strndup (text, equals - text);
  column = esp_import_plan_find_column (plan, name);
  if (column < 0)
    return refuse (error, "The file has no column “%s”", name);
  esp_import_plan_unmap (plan, (guint) column);
  if (g_str_has_prefix (equals + 1, "new:"))
    return map_new (plan, (guint) column, equals + 5, error);
  if (!esp_import_field_from_name (equals + 1, &field))
    {
      /* The name of a custom field, or of one to be made. */
      esp_import_plan_map_custom (plan, (guint) column, equals + 1, ESP_FIELD_TEXT);
      return TRUE;
    }
  if (field != ESP_IMPORT_FIELD_NONE)
    esp_import_plan_map (plan, (guint) column, field);
  return TRUE;
}

static gboolean
adjust_mapping (const EspCtlImportOptions *options, EspImportPlan *plan, GError **error)
{
  if (options->only_mapped)
    esp_import_plan_clear_mappings (plan);
  for (char **map = options->maps; map != NULL && *map != NULL; map++)
    if (!map_one (plan, *map, error))
      return FALSE;
  return TRUE;
}

/* "replace" for all fields, "phone=replace" for one: a field of ours, or the name of a custom one. */
static gboolean
set_policy (EspImportPlan *plan, const char *text, GError **error)
{
  const char *equals = strrchr (text, '=');
  g_autofree char *name = equals != NULL ? g_strndup (text, equals - text) : NULL;
  gboolean is_found = FALSE;
  EspImportPolicy policy;

  if (!esp_import_policy_from_name (equals != NULL ? equals + 1 : text, &policy))
    return refuse (error,
                   "--policy is keep, replace, fill or newest, or FIELD= one of them, not “%s”",
                   text);
  if (equals == NULL)
    {
      esp_import_plan_set_policy (plan, policy);
      return TRUE;
    }
  for (guint i = 0; i < plan->mappings->len; i++)
    {
      EspImportMapping *mapping = esp_import_plan_get_mapping (plan, i);

      if (g_str_equal (esp_import_field_get_name (mapping->field), name) ||
          g_strcmp0 (mapping->label, name) == 0 || g_strcmp0 (mapping->custom, name) == 0)
        {
          mapping->policy = policy;
          is_found = TRUE;
        }
    }
  return is_found || refuse (error, "No column goes to the field “%s” of --policy", name);
}

static gboolean
adjust_values (const EspCtlImportOptions *options, EspImportPlan *plan, GError **error)
{
  static const char *const orders[] = { "auto", "mdy", "dmy", "ymd" };

  if (options->decimal != NULL)
    {
      esp_import_plan_set_comma (plan, g_str_equal (options->decimal, "comma"));
      if (!plan->has_decimal_comma && !g_str_equal (options->decimal, "point"))
        return refuse (error, "--decimal is comma or point, not “%s”", options->decimal);
    }
  if (options->missing != NULL)
    {
      g_strfreev (plan->missing);
      plan->missing = g_strsplit (options->missing, ",", -1);
    }
  if (options->date_order != NULL)
    {
      guint i = 0;

      while (i < G_N_ELEMENTS (orders) && !g_str_equal (orders[i], options->date_order))
        i++;
      if (i == G_N_ELEMENTS (orders))
        return refuse (error, "--date-order is auto, ymd, mdy or dmy, not “%s”",
                       options->date_order);
      plan->date_order = (EspDateOrder) i;
    }
  if (options->time_zone != NULL)
    {
      g_free (plan->time_zone);
      plan->time_zone = g_strdup (options->time_zone);
    }
  if (options->region != NULL)
    {
      g_free (plan->region);
      plan->region = g_ascii_strup (options->region, -1);
    }
  if (options->match != NULL && !esp_import_plan_set_keys (plan, options->match, error))
    return FALSE;
  for (char **policy = options->policies; policy != NULL && *policy != NULL; policy++)
    if (!set_policy (plan, *policy, error))
      return FALSE;
  plan->tags = g_strdupv (options->tags);
  return TRUE;
}

static gboolean
read_channels (const char *text, EspImportPlan *plan, GError **error)
{
  static const char *const names[] = { "email", "sms", "kakao", "push" };
  g_auto (GStrv) words = g_strsplit (text, ",", -1);

  for (char **word = words; *word != NULL; word++)
    {
      guint i = 0;

      g_strstrip (*word);
      while (i < G_N_ELEMENTS (names) && !g_str_equal (names[i], *word))
        i++;
      if (i == G_N_ELEMENTS (names))
        return refuse (error, "“%s” is no channel; use email, sms, kakao or push", *word);
      plan->consent_channels[i] = TRUE;
    }
  return TRUE;
}

static gboolean
read_consent_date (const char *text, EspImportPlan *plan, GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (plan->time_zone);
  EspCivilTime time;

  if (zone == NULL || !esp_cell_parse_date (text, plan->date_order, &time))
    return refuse (error, "“%s” is no date; write 2025-03-18", text);
  plan->consent_at_us = esp_civil_time_to_us (&time, zone);
  return TRUE;
}

static gboolean
adjust_consent (const EspCtlImportOptions *options, EspImportPlan *plan, GError **error)
{
  const char *answer = options->consent;

  if (options->consent_date != NULL && !read_consent_date (options->consent_date, plan, error))
    return FALSE;
  if (options->consent_basis != NULL &&
      !g_strv_contains (esp_consent_bases, options->consent_basis))
    return refuse (error,
                   "“%s” is no legal basis; write consent, contract, legitimate-interest, "
                   "soft-opt-in (customers) or inquiry",
                   options->consent_basis);
  plan->consent_source = g_strdup (options->consent_source);
  plan->consent_wording = g_strdup (options->consent_wording);
  plan->consent_basis = g_strdup (options->consent_basis);
  if (answer == NULL)
    return TRUE;
  if (g_str_equal (answer, "none"))
    plan->consent = ESP_IMPORT_CONSENT_NONE;
  else if (g_str_equal (answer, "columns"))
    plan->consent = ESP_IMPORT_CONSENT_BY_COLUMNS;
  else if (g_str_has_prefix (answer, "column:"))
    {
      g_autofree char *map = g_strdup_printf ("%s=consent", answer + strlen ("column:"));

      plan->consent = ESP_IMPORT_CONSENT_BY_COLUMNS;
      return map_one (plan, map, error);
    }
  else if (g_str_equal (answer, "declared"))
    {
      plan->consent = ESP_IMPORT_CONSENT_DECLARED;
      return read_channels (options->consent_channels != NULL ? options->consent_channels : "email",
                            plan, error);
    }
  else
    return refuse (error, "--consent is none, columns, column:NAME or declared, not “%s”", answer);
  return TRUE;
}

typedef struct
{
  char **decisions;
  EspImportPlan *plan;
} DecideCall;

static gboolean
decide (EspTx *tx, gpointer data, GError **error)
{
  DecideCall *call = data;

  for (char **text = call->decisions; *text != NULL; text++)
    {
      g_auto (GStrv) parts = g_strsplit (*text, "=", 2);
      guint64 row;
      gint64 lead_id = 0;

      if (g_strv_length (parts) != 2 ||
          !g_ascii_string_to_unsigned (parts[0], 10, 1, G_MAXINT64, &row, NULL))
        return refuse (error, "--decide takes ROW=new or ROW=LEAD, not “%s”", *text);
      if (!g_str_equal (parts[1], "new") && !esp_lead_resolve (tx, parts[1], &lead_id, error))
        return FALSE;
      esp_import_plan_decide (call->plan, row, lead_id);
    }
  return TRUE;
}

static gboolean
adjust_decisions (const EspCtlImportOptions *options,
                  EspStore *store,
                  EspImportPlan *plan,
                  GError **error)
{
  DecideCall call = { options->decisions, plan };

  if (options->decisions == NULL || store == NULL)
    return TRUE;
  return esp_store_read (store, ESP_READ_PAGE, decide, &call, NULL, error);
}

typedef struct
{
  const EspCtlImportOptions *options;
  EspImportPlan *plan;
} AimCall;

static gboolean
find_segment (EspTx *tx, const char *name, gint64 *out_id, GError **error)
{
  g_autoptr (EspSegment) segment =
    esp_segment_resolve (tx, name, out_id, error) ? esp_segment_load (tx, *out_id, error) : NULL;

  if (segment != NULL && !segment->is_static)
    return refuse (error,
                   "“%s” is a rule: leads come in by what they are. Name a list, or make one "
                   "with “espalierctl segment create --static”",
                   segment->name);
  return segment != NULL;
}

static gboolean
find_journey (EspTx *tx, const char *name, gint64 *out_id, GError **error)
{
  g_autoptr (EspJourneyRow) row = esp_journey_row_resolve (tx, name, out_id, error)
                                    ? esp_journey_row_load (tx, *out_id, error)
                                    : NULL;

  if (row != NULL && !g_str_equal (row->state, "live"))
    return refuse (error, "Nobody can enter “%s” now: it is not live. Publish it first", row->name);
  return row != NULL;
}

/* Before anything is brought in, so that a wrong name costs nothing. */
static gboolean
find_aims (EspTx *tx, gpointer data, GError **error)
{
  AimCall *call = data;

  return (call->options->segment == NULL ||
          find_segment (tx, call->options->segment, &call->plan->segment_id, error)) &&
         (call->options->journey == NULL ||
          find_journey (tx, call->options->journey, &call->plan->journey_id, error));
}

static gboolean
adjust_aims (const EspCtlImportOptions *options,
             EspStore *store,
             EspImportPlan *plan,
             GError **error)
{
  AimCall call = { options, plan };

  if (store == NULL)
    return TRUE;
  return esp_store_read (store, ESP_READ_PAGE, find_aims, &call, NULL, error);
}

/**
 * esp_ctl_import_adjust:
 * @store: (nullable): where the leads of decisions are looked up
 * @plan: as the inspection suggested it
 */
gboolean
esp_ctl_import_adjust (const EspCtlImportOptions *options,
                       EspStore *store,
                       EspImportPlan *plan,
                       GError **error)
{
  return adjust_mapping (options, plan, error) && adjust_values (options, plan, error) &&
         adjust_consent (options, plan, error) && adjust_decisions (options, store, plan, error) &&
         adjust_aims (options, store, plan, error);
}
