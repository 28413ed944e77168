/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a file becomes leads: the answers of the wizard or of the command line, and whether they do. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "engine/import/esp-import-plan.h"

#include "base/esp-phone.h"

#include <string.h>

static const char *const key_names[] = { "email", "phone", "external_id" };
static const char *const policy_names[] = { "keep", "replace", "fill", "newest" };
static const EspImportField key_fields[] = { ESP_IMPORT_FIELD_EMAIL, ESP_IMPORT_FIELD_PHONE,
                                             ESP_IMPORT_FIELD_EXTERNAL_ID };

static void
set_text_fault (GError **error, EspImportFault fault, const char *text)
{
  const EspImportFacts facts = { .fault = fault, .text = text };

  esp_import_error_set (error, &facts);
}

static void
mapping_clear (gpointer data)
{
  EspImportMapping *mapping = data;

  g_clear_pointer (&mapping->custom, g_free);
  g_clear_pointer (&mapping->label, g_free);
}

/**
 * esp_import_plan_new:
 * @columns: names of the file's columns
 *
 * Returns: (transfer full): a plan that maps nothing: UTF-8, commas, a header, Korean defaults, match by
 *   email then phone then external id, consent unanswered
 */
EspImportPlan *
esp_import_plan_new (const char *const *columns)
{
  EspImportPlan *self = g_new0 (EspImportPlan, 1);

  self->name = g_strdup ("");
  self->encoding = ESP_ENCODING_UTF8;
  self->delimiter = ',';
  self->has_header = TRUE;
  self->time_zone = g_strdup ("Asia/Seoul");
  self->region = g_strdup ("KR");
  self->missing = g_new0 (char *, 1);
  self->columns = g_strdupv ((char **) columns);
  self->mappings = g_array_new (FALSE, TRUE, sizeof (EspImportMapping));
  g_array_set_clear_func (self->mappings, mapping_clear);
  self->decisions = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  self->n_keys = ESP_N_IMPORT_KEYS;
  for (guint i = 0; i < ESP_N_IMPORT_KEYS; i++)
    self->keys[i] = (EspImportKey) i;
  return self;
}

static GHashTable *
copy_decisions (GHashTable *decisions)
{
  GHashTable *copy = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer number, decision;

  g_hash_table_iter_init (&iter, decisions);
  while (g_hash_table_iter_next (&iter, &number, &decision))
    g_hash_table_insert (copy, g_memdup2 (number, sizeof (gint64)),
                         g_memdup2 (decision, sizeof (EspImportDecision)));
  return copy;
}

/**
 * esp_import_plan_copy:
 *
 * Returns: (transfer full): a deep copy
 */
EspImportPlan *
esp_import_plan_copy (const EspImportPlan *self)
{
  EspImportPlan *copy = g_memdup2 (self, sizeof *self);

  copy->name = g_strdup (self->name);
  copy->time_zone = g_strdup (self->time_zone);
  copy->region = g_strdup (self->region);
  copy->missing = g_strdupv (self->missing);
  copy->columns = g_strdupv (self->columns);
  copy->marks = g_strdup (self->marks);
  copy->consent_basis = g_strdup (self->consent_basis);
  copy->consent_wording = g_strdup (self->consent_wording);
  copy->consent_source = g_strdup (self->consent_source);
  copy->tags = g_strdupv (self->tags);
  copy->decisions = copy_decisions (self->decisions);
  copy->mappings = g_array_copy (self->mappings);
  g_array_set_clear_func (copy->mappings, mapping_clear);
  for (guint i = 0; i < copy->mappings->len; i++)
    {
      EspImportMapping *mapping = esp_import_plan_get_mapping (copy, i);

      mapping->custom = g_strdup (mapping->custom);
      mapping->label = g_strdup (mapping->label);
    }
  return copy;
}

void
esp_import_plan_free (EspImportPlan *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->time_zone);
  g_free (self->region);
  g_strfreev (self->missing);
  g_strfreev (self->columns);
  g_free (self->marks);
  g_array_unref (self->mappings);
  g_hash_table_unref (self->decisions);
  g_free (self->consent_basis);
  g_free (self->consent_wording);
  g_free (self->consent_source);
  g_strfreev (self->tags);
  g_free (self);
}

/**
 * esp_import_plan_clear_mappings:
 *
 * Forgets which column goes where.
 */
void
esp_import_plan_clear_mappings (EspImportPlan *self)
{
  g_array_set_size (self->mappings, 0);
}

/**
 * esp_import_plan_get_mapping:
 *
 * Returns: (transfer none): valid until the mappings change
 */
EspImportMapping *
esp_import_plan_get_mapping (const EspImportPlan *self, guint index)
{
  return &g_array_index (self->mappings, EspImportMapping, index);
}

/**
 * esp_import_plan_has_comma:
 *
 * Returns: whether a comma stands before the parts of numbers of the column
 */
gboolean
esp_import_plan_has_comma (const EspImportPlan *self, guint column)
{
  char mark = self->marks != NULL && column < strlen (self->marks) ? self->marks[column] : '?';

  return mark == '?' ? self->has_decimal_comma : mark == ',';
}

/**
 * esp_import_plan_set_comma:
 *
 * Says for all columns, whatever they show, which mark stands before the parts of their numbers.
 */
void
esp_import_plan_set_comma (EspImportPlan *self, gboolean has_comma)
{
  g_clear_pointer (&self->marks, g_free);
  self->has_decimal_comma = has_comma;
}

/**
 * esp_import_plan_find_mapping:
 *
 * Returns: (transfer none) (nullable): the first mapping of a column of the file
 */
EspImportMapping *
esp_import_plan_find_mapping (const EspImportPlan *self, guint column)
{
  for (guint i = 0; i < self->mappings->len; i++)
    if (esp_import_plan_get_mapping (self, i)->column == column)
      return esp_import_plan_get_mapping (self, i);
  return NULL;
}

/**
 * esp_import_plan_map:
 *
 * Sends one more column to a field. Fields of one value take it from the last column that was mapped:
 * an earlier mapping of the same field goes.
 *
 * Returns: (transfer none): the mapping, policy FILL; valid until the mappings change
 */
EspImportMapping *
esp_import_plan_map (EspImportPlan *self, guint column, EspImportField field)
{
  EspImportMapping mapping = { .column = column, .field = field, .policy = ESP_IMPORT_FILL };

  if (field != ESP_IMPORT_FIELD_CUSTOM)
    for (guint i = 0; i < self->mappings->len; i++)
      if (esp_import_plan_get_mapping (self, i)->field == field)
        {
          g_array_remove_index (self->mappings, i);
          break;
        }
  g_array_append_val (self->mappings, mapping);
  return esp_import_plan_get_mapping (self, self->mappings->len - 1);
}

/**
 * esp_import_type_of_kind:
 *
 * Returns: the type that a new custom field gets from cells that look like @kind
 */
EspFieldType
esp_import_type_of_kind (EspCellKind kind)
{
  switch (kind)
    {
    case ESP_CELL_KIND_INTEGER:
      return ESP_FIELD_INTEGER;
    case ESP_CELL_KIND_DECIMAL:
      return ESP_FIELD_DECIMAL;
    case ESP_CELL_KIND_BOOLEAN:
      return ESP_FIELD_BOOLEAN;
    case ESP_CELL_KIND_DATE:
      return ESP_FIELD_DATE;
    case ESP_CELL_KIND_DATETIME:
      return ESP_FIELD_DATETIME;
    case ESP_CELL_KIND_EMPTY:
    case ESP_CELL_KIND_TEXT:
    case ESP_CELL_KIND_EMAIL:
    case ESP_CELL_KIND_PHONE:
    default:
      return ESP_FIELD_TEXT;
    }
}

/**
 * esp_import_plan_map_custom:
 * @label: the custom field's name; it is made when the workspace has none of that name
 *
 * Returns: (transfer none): the mapping; valid until the mappings change
 */
EspImportMapping *
esp_import_plan_map_custom (EspImportPlan *self, guint column, const char *label, EspFieldType type)
{
  EspImportMapping *mapping = esp_import_plan_map (self, column, ESP_IMPORT_FIELD_CUSTOM);

  mapping->label = g_strdup (label);
  mapping->type = type;
  return mapping;
}

/**
 * esp_import_plan_unmap:
 *
 * Leaves a column out.
 */
void
esp_import_plan_unmap (EspImportPlan *self, guint column)
{
  for (guint i = self->mappings->len; i-- > 0;)
    if (esp_import_plan_get_mapping (self, i)->column == column)
      g_array_remove_index (self->mappings, i);
}

/**
 * esp_import_plan_find_column:
 * @name: the column's name, or its number from 1
 *
 * Returns: the index of the column from 0, or -1
 */
int
esp_import_plan_find_column (const EspImportPlan *self, const char *name)
{
  guint n_columns = g_strv_length (self->columns);
  guint64 number;

  for (guint i = 0; i < n_columns; i++)
    if (g_str_equal (self->columns[i], name))
      return (int) i;
  if (g_ascii_string_to_unsigned (name, 10, 1, n_columns, &number, NULL))
    return (int) number - 1;
  return -1;
}

/**
 * esp_import_plan_set_keys:
 * @names: "email", "phone", "external_id" split by commas, in the order in which they are asked
 */
gboolean
esp_import_plan_set_keys (EspImportPlan *self, const char *names, GError **error)
{
  g_auto (GStrv) words = g_strsplit (names, ",", -1);

  self->n_keys = 0;
  for (guint i = 0; words[i] != NULL; i++)
    {
      guint key = 0;

      g_strstrip (words[i]);
      while (key < ESP_N_IMPORT_KEYS && !g_str_equal (key_names[key], words[i]))
        key++;
      if (key == ESP_N_IMPORT_KEYS || self->n_keys == ESP_N_IMPORT_KEYS)
        {
          set_text_fault (error, ESP_IMPORT_FAULT_UNKNOWN_KEY, words[i]);
          return FALSE;
        }
      self->keys[self->n_keys++] = (EspImportKey) key;
    }
  return TRUE;
}

/**
 * esp_import_plan_decide:
 * @row_number: of a result that waits for a decision
 * @lead_id: the lead that the row is about, one of the workspace; 0 makes a new lead
 *
 * Settles a row that the keys could not. The lead keeps its own address.
 */
void
esp_import_plan_decide (EspImportPlan *self, guint64 row_number, gint64 lead_id)
{
  EspImportDecision *decision = g_new0 (EspImportDecision, 1);

  g_return_if_fail (lead_id >= 0);

  decision->is_new = lead_id == 0;
  decision->lead_id = lead_id;
  g_hash_table_insert (self->decisions, g_memdup2 (&row_number, sizeof row_number), decision);
}

/**
 * esp_import_plan_undecide:
 *
 * Leaves the row open again.
 */
void
esp_import_plan_undecide (EspImportPlan *self, guint64 row_number)
{
  g_hash_table_remove (self->decisions, &row_number);
}

/**
 * esp_import_plan_set_policy:
 *
 * Gives every mapping the same policy.
 */
void
esp_import_plan_set_policy (EspImportPlan *self, EspImportPolicy policy)
{
  for (guint i = 0; i < self->mappings->len; i++)
    esp_import_plan_get_mapping (self, i)->policy = policy;
}

/**
 * esp_import_policy_from_name:
 *
 * Finds a policy by the name that plans and options call it.
 *
 * Returns: whether there is one
 */
gboolean
esp_import_policy_from_name (const char *name, EspImportPolicy *out_policy)
{
  for (guint i = 0; i < G_N_ELEMENTS (policy_names); i++)
    if (g_str_equal (policy_names[i], name))
      {
        *out_policy = (EspImportPolicy) i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
has_field (const EspImportPlan *self, EspImportField field)
{
  for (guint i = 0; i < self->mappings->len; i++)
    if (esp_import_plan_get_mapping (self, i)->field == field)
      return TRUE;
  return FALSE;
}

static gboolean
check_mappings (const EspImportPlan *self, GError **error)
{
  guint n_columns = g_strv_length (self->columns);

  for (guint i = 0; i < self->mappings->len; i++)
    {
      const EspImportMapping *mapping = esp_import_plan_get_mapping (self, i);

      if (mapping->column >= n_columns)
        {
          const EspImportFacts facts = { .fault = ESP_IMPORT_FAULT_NO_SUCH_COLUMN,
                                         .number = mapping->column + 1,
                                         .limit = n_columns };

          esp_import_error_set (error, &facts);
          return FALSE;
        }
      if (mapping->field == ESP_IMPORT_FIELD_CUSTOM && mapping->custom == NULL &&
          (mapping->label == NULL || *mapping->label == '\0'))
        {
          set_text_fault (error, ESP_IMPORT_FAULT_NAMELESS_FIELD, self->columns[mapping->column]);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
check_labels (const EspImportPlan *self, GError **error)
{
  g_autoptr (GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->mappings->len; i++)
    {
      const EspImportMapping *mapping = esp_import_plan_get_mapping (self, i);
      const char *label = mapping->label != NULL ? mapping->label : mapping->custom;

      if (mapping->field != ESP_IMPORT_FIELD_CUSTOM)
        continue;
      if (!g_hash_table_add (taken, g_utf8_casefold (label, -1)))
        {
          set_text_fault (error, ESP_IMPORT_FAULT_FIELD_TWICE, label);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
check_keys (const EspImportPlan *self, GError **error)
{
  for (guint i = 0; i < self->n_keys; i++)
    if (has_field (self, key_fields[self->keys[i]]))
      return TRUE;
  esp_import_error_set_fault (error, ESP_IMPORT_FAULT_NO_KEY);
  return FALSE;
}

static gboolean
check_consent (const EspImportPlan *self, GError **error)
{
  gboolean has_column = FALSE;
  gboolean has_channel = FALSE;

  for (guint i = ESP_IMPORT_FIELD_CONSENT_EMAIL; i <= ESP_IMPORT_FIELD_CONSENT_ALL; i++)
    has_column = has_column || has_field (self, (EspImportField) i);
  for (guint i = 0; i < ESP_N_IMPORT_CHANNELS; i++)
    has_channel = has_channel || self->consent_channels[i];
  if (self->consent == ESP_IMPORT_CONSENT_UNANSWERED)
    esp_import_error_set_fault (error, ESP_IMPORT_FAULT_CONSENT_OPEN);
  else if (self->consent == ESP_IMPORT_CONSENT_BY_COLUMNS && !has_column)
    esp_import_error_set_fault (error, ESP_IMPORT_FAULT_CONSENT_NO_COLUMN);
  else if (self->consent == ESP_IMPORT_CONSENT_DECLARED &&
           (!has_channel || self->consent_source == NULL || self->consent_at_us == 0))
    esp_import_error_set_fault (error, ESP_IMPORT_FAULT_CONSENT_NOT_DECLARED);
  else if (self->consent != ESP_IMPORT_CONSENT_NONE && self->consent_at_us == ESP_IMPORT_DAY_UNREAD)
    esp_import_error_set_fault (error, ESP_IMPORT_FAULT_CONSENT_DAY);
  else
    return TRUE;
  return FALSE;
}

/**
 * esp_import_plan_check:
 *
 * Returns: whether the plan can run; else @error says in a sentence what to change
 */
gboolean
esp_import_plan_check (const EspImportPlan *self, GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (self->time_zone);

  if (zone == NULL)
    {
      set_text_fault (error, ESP_IMPORT_FAULT_ZONE, self->time_zone);
      return FALSE;
    }
  if (!esp_phone_is_region (self->region))
    {
      set_text_fault (error, ESP_IMPORT_FAULT_COUNTRY, self->region);
      return FALSE;
    }
  return check_mappings (self, error) && check_labels (self, error) && check_keys (self, error) &&
         check_consent (self, error);
}
