/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The catalogue of lead fields. Custom fields are real columns; their names are made here and nowhere
 * else, so every identifier that reaches a statement comes from this list. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-fields.h"

#include <string.h>

/* Columns of fields that people add begin so. */
#define OWN_PREFIX "c_"

struct _EspFields
{
  gatomicrefcount ref_count;
  GArray *fields;      /* (owned) of EspField */
  GHashTable *indices; /* (owned) column → index + 1 */
};

static const EspField builtin_fields[] = {
  { 0, "email", "Email", ESP_FIELD_TEXT, FALSE, TRUE },
  { 0, "phone", "Phone", ESP_FIELD_TEXT, FALSE, TRUE },
  { 0, "name", "Name", ESP_FIELD_TEXT, FALSE, TRUE },
  { 0, "given_name", "Given name", ESP_FIELD_TEXT, FALSE, TRUE },
  { 0, "family_name", "Family name", ESP_FIELD_TEXT, FALSE, TRUE },
  { 0, "company", "Company", ESP_FIELD_TEXT, FALSE, TRUE },
  { 0, "title", "Title", ESP_FIELD_TEXT, FALSE, TRUE },
  { 0, "country", "Country", ESP_FIELD_TEXT, FALSE, TRUE },
  { 0, "city", "City", ESP_FIELD_TEXT, FALSE, TRUE },
  { 0, "language", "Language", ESP_FIELD_TEXT, FALSE, TRUE },
  { 0, "time_zone", "Time zone", ESP_FIELD_TEXT, FALSE, TRUE },
  { 0, "stage", "Stage", ESP_FIELD_TEXT, FALSE, TRUE },
  { 0, "score", "Score", ESP_FIELD_INTEGER, FALSE, TRUE },
  { 0, "owner", "Owner", ESP_FIELD_TEXT, FALSE, TRUE },
  { 0, "source", "Source", ESP_FIELD_TEXT, FALSE, TRUE },
  { 0, "external_id", "External ID", ESP_FIELD_TEXT, FALSE, TRUE },
  { 0, "created_at", "Created", ESP_FIELD_DATETIME, FALSE, FALSE },
  { 0, "updated_at", "Updated", ESP_FIELD_DATETIME, FALSE, FALSE },
};

static const char *const type_names[] = { "text",    "integer", "decimal",
                                          "boolean", "date",    "datetime" };

/**
 * esp_fields_count_filled:
 * @within: (nullable): only these leads; %NULL is all that are not archived
 * @out_filled: (out caller-allocates): for each field how many have a value
 * @out_n_leads: (out): of how many
 *
 * The fill rates of all fields in one go through the leads.
 */
gboolean
esp_fields_count_filled (EspTx *tx,
                         const EspFields *fields,
                         const EspBitmap *within,
                         gint64 *out_filled,
                         gint64 *out_n_leads,
                         GError **error)
{
  g_autoptr (GString) sql = g_string_new ("SELECT id");
  g_autoptr (EspStmt) stmt = NULL;
  guint n = esp_fields_get_n (fields);
  EspStep step;

  for (guint i = 0; i < n; i++)
    {
      out_filled[i] = 0;
      g_string_append_printf (sql, ", coalesce (\"%s\", '') <> ''",
                              esp_fields_get (fields, i)->column);
    }
  *out_n_leads = 0;
  g_string_append (sql, " FROM lead WHERE archived_at IS NULL");
  stmt = esp_db_stmt_built (esp_tx_get_db (tx), sql->str, error);
  if (stmt == NULL)
    return FALSE;
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      if (within != NULL && !esp_bitmap_contains (within, (guint32) esp_stmt_int64 (stmt, 0)))
        continue;
      (*out_n_leads)++;
      for (guint i = 0; i < n; i++)
        out_filled[i] += esp_stmt_int64 (stmt, (int) i + 1);
    }
  return step == ESP_STEP_DONE;
}

/**
 * esp_field_count_filled:
 * @column: a field of esp_fields_load()
 * @out_n_filled: (out): leads that have a value for it
 * @out_n_leads: (out): all leads that are not archived
 *
 * The fill rate that personalisation shows beside a field.
 */
gboolean
esp_field_count_filled (EspTx *tx,
                        const char *column,
                        gint64 *out_n_filled,
                        gint64 *out_n_leads,
                        GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autofree char *sql = NULL;
  g_autoptr (EspStmt) stmt = NULL;
  int index = fields != NULL ? esp_fields_find (fields, column) : -1;

  if (index < 0)
    {
      if (fields != NULL)
        esp_store_set_no_name (error, "field", column);
      return FALSE;
    }
  sql = g_strdup_printf ("SELECT count(nullif(\"%s\", '')), count(*) FROM lead"
                         " WHERE archived_at IS NULL",
                         esp_fields_get (fields, (guint) index)->column);
  stmt = esp_db_stmt_built (esp_tx_get_db (tx), sql, error);
  if (stmt == NULL || esp_stmt_step (stmt, error) != ESP_STEP_ROW)
    return FALSE;
  *out_n_filled = esp_stmt_int64 (stmt, 0);
  *out_n_leads = esp_stmt_int64 (stmt, 1);
  return TRUE;
}

/**
 * esp_field_type_to_string:
 */
const char *
esp_field_type_to_string (EspFieldType type)
{
  return type_names[type];
}

/**
 * esp_field_type_from_string:
 *
 * Returns: whether @name is a type
 */
gboolean
esp_field_type_from_string (const char *name, EspFieldType *out_type)
{
  for (gsize i = 0; i < G_N_ELEMENTS (type_names); i++)
    if (g_strcmp0 (name, type_names[i]) == 0)
      {
        *out_type = (EspFieldType) i;
        return TRUE;
      }
  return FALSE;
}

static void
field_clear (gpointer data)
{
  EspField *field = data;

  if (!field->is_custom)
    return;
  g_free ((char *) field->column);
  g_free ((char *) field->label);
}

static void
add_field (EspFields *self, const EspField *field)
{
  g_array_append_vals (self->fields, field, 1);
  g_hash_table_insert (self->indices, (gpointer) field->column,
                       GUINT_TO_POINTER (self->fields->len));
}

static gboolean
load_custom (EspFields *self, EspTx *tx, GError **error)
{
  static const char sql_list[] = "SELECT id, column_name, label, type FROM field"
                                 " WHERE is_custom = 1 AND archived_at IS NULL"
                                 " ORDER BY position, id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_list, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      EspField field = { .id = esp_stmt_int64 (stmt, 0),
                         .column = esp_stmt_dup_text (stmt, 1),
                         .label = esp_stmt_dup_text (stmt, 2),
                         .is_custom = TRUE,
                         .is_editable = TRUE };

      (void) esp_field_type_from_string (esp_stmt_text (stmt, 3),
                                         &field.type); /* CHECKed by the table */
      add_field (self, &field);
    }
  return step == ESP_STEP_DONE;
}

/* What a score keeps up is not for anybody else to write. */
static gboolean
mark_scores (EspFields *self, EspTx *tx, GError **error)
{
  static const char sql_scores[] =
    "SELECT column_name FROM score WHERE archived_at IS NULL ORDER BY id";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_scores, error);
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      int index = esp_fields_find (self, esp_stmt_text (stmt, 0));

      if (index < 0)
        continue;
      g_array_index (self->fields, EspField, index).is_score = TRUE;
      g_array_index (self->fields, EspField, index).is_editable = FALSE;
    }
  return step == ESP_STEP_DONE;
}

/**
 * esp_fields_load:
 *
 * Returns: (transfer full): all fields, built-in ones first; %NULL with @error set
 */
EspFields *
esp_fields_load (EspTx *tx, GError **error)
{
  g_autoptr (EspFields) self = g_new0 (EspFields, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->fields = g_array_new (FALSE, FALSE, sizeof (EspField));
  g_array_set_clear_func (self->fields, field_clear);
  self->indices = g_hash_table_new (g_str_hash, g_str_equal);
  for (gsize i = 0; i < G_N_ELEMENTS (builtin_fields); i++)
    add_field (self, &builtin_fields[i]);
  return load_custom (self, tx, error) && mark_scores (self, tx, error) ? g_steal_pointer (&self)
                                                                        : NULL;
}

/**
 * esp_fields_ref:
 */
EspFields *
esp_fields_ref (EspFields *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * esp_fields_unref:
 */
void
esp_fields_unref (EspFields *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_hash_table_unref (self->indices);
  g_array_unref (self->fields);
  g_free (self);
}

/**
 * esp_fields_get_n:
 */
guint
esp_fields_get_n (const EspFields *self)
{
  return self->fields->len;
}

/**
 * esp_fields_get:
 *
 * Returns: (transfer none): lives as long as @self
 */
const EspField *
esp_fields_get (const EspFields *self, guint index)
{
  return &g_array_index (self->fields, EspField, index);
}

/**
 * esp_fields_find:
 *
 * Returns: the index of the field with that column, or -1
 */
int
esp_fields_find (const EspFields *self, const char *column)
{
  return (int) GPOINTER_TO_UINT (g_hash_table_lookup (self->indices, column)) - 1;
}

/**
 * esp_fields_find_label:
 *
 * Returns: the index of the field that is labelled so, ignoring case, or -1
 */
int
esp_fields_find_label (const EspFields *self, const char *label)
{
  g_autofree char *wanted = g_utf8_casefold (label, -1);

  for (guint i = 0; i < self->fields->len; i++)
    {
      g_autofree char *folded = g_utf8_casefold (esp_fields_get (self, i)->label, -1);

      if (g_str_equal (wanted, folded))
        return (int) i;
    }
  return -1;
}

/**
 * esp_fields_find_name:
 * @name: as a person writes it in a message: the column, also without its "c_", or the label
 *
 * Returns: the index of the field that is meant, or -1
 */
int
esp_fields_find_name (const EspFields *self, const char *name)
{
  int index = esp_fields_find (self, name);
  g_autofree char *own = NULL;

  if (index >= 0)
    return index;
  own = g_strconcat (OWN_PREFIX, name, NULL);
  index = esp_fields_find (self, own);
  return index >= 0 ? index : esp_fields_find_label (self, name);
}

/* A readable column name out of a label: letters and digits of any script, "c_" before, made unique. */
static char *
make_column (EspTx *tx, const char *label, GError **error)
{
  static const char sql_taken[] = "SELECT 1 FROM field WHERE column_name = ?1";
  g_autoptr (GString) base = g_string_new (OWN_PREFIX);
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_taken, error);

  if (stmt == NULL)
    return NULL;
  for (const char *p = label; *p != '\0' && base->len < 60; p = g_utf8_next_char (p))
    {
      gunichar c = g_unichar_tolower (g_utf8_get_char (p));

      if (g_unichar_isalnum (c))
        g_string_append_unichar (base, c);
      else if (base->str[base->len - 1] != '_')
        g_string_append_c (base, '_');
    }
  for (guint n = 1;; n++)
    {
      g_autofree char *name =
        n == 1 ? g_strdup (base->str) : g_strdup_printf ("%s_%u", base->str, n);
      EspStep step;

      esp_stmt_bind_text (stmt, 1, name);
      step = esp_stmt_step (stmt, error);
      esp_stmt_reset (stmt);
      if (step == ESP_STEP_ERROR)
        return NULL;
      if (step == ESP_STEP_DONE)
        return g_steal_pointer (&name);
    }
}

static gboolean
add_column (EspTx *tx, const char *column, EspFieldType type, GError **error)
{
  const char *sql_type = type == ESP_FIELD_TEXT      ? "TEXT"
                         : type == ESP_FIELD_DECIMAL ? "REAL"
                                                     : "INTEGER";
  /* An identifier holds letters, digits and "_" alone: make_column() lets nothing else through. */
  g_autofree char *sql =
    g_strdup_printf ("ALTER TABLE lead ADD COLUMN \"%s\" %s", column, sql_type);

  return esp_db_exec (esp_tx_get_db (tx), sql, error);
}

static gboolean
check_count (EspTx *tx, GError **error)
{
  gint64 n;

  if (!esp_db_query_int64 (esp_tx_get_db (tx), "SELECT count(*) FROM field", &n, error))
    return FALSE;
  if (n < ESP_MAX_CUSTOM_FIELDS)
    return TRUE;
  g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
               "A workspace holds at most %d custom fields", ESP_MAX_CUSTOM_FIELDS);
  return FALSE;
}

/**
 * esp_field_has_values:
 * @column: of a custom field, archived or not
 *
 * Tells whether any lead has a value in it. Reads all leads when none has.
 */
gboolean
esp_field_has_values (EspTx *tx, const char *column, gboolean *out_has_values, GError **error)
{
  g_autofree char *sql =
    g_strdup_printf ("SELECT EXISTS (SELECT 1 FROM lead WHERE \"%s\" IS NOT NULL)", column);
  gint64 has_values;

  if (!esp_db_query_int64 (esp_tx_get_db (tx), sql, &has_values, error))
    return FALSE;
  *out_has_values = has_values != 0;
  return TRUE;
}

/* An archived field of that name whose column is empty, as undoing an import leaves it, comes back: else
 * importing and undoing again and again would fill the table with columns. */
static gboolean
revive (EspTx *tx, const char *label, EspFieldType type, char **out_column, GError **error)
{
  static const char sql_find[] = "SELECT column_name FROM field"
                                 " WHERE label = ?1 AND type = ?2 AND archived_at IS NOT NULL"
                                 " ORDER BY id DESC LIMIT 1";
  static const char sql_revive[] = "UPDATE field SET archived_at = NULL WHERE column_name = ?1";
  g_autoptr (EspStmt) find = esp_tx_stmt (tx, sql_find, error);
  g_autoptr (EspStmt) stmt = NULL;
  gboolean has_values;
  EspStep step;

  if (find == NULL)
    return FALSE;
  esp_stmt_bind_text (find, 1, label);
  esp_stmt_bind_text (find, 2, esp_field_type_to_string (type));
  step = esp_stmt_step (find, error);
  if (step != ESP_STEP_ROW)
    return step == ESP_STEP_DONE;
  if (!esp_field_has_values (tx, esp_stmt_text (find, 0), &has_values, error))
    return FALSE;
  if (has_values)
    return TRUE;
  stmt = esp_tx_stmt (tx, sql_revive, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, esp_stmt_text (find, 0));
  if (!esp_stmt_run (stmt, error))
    return FALSE;
  *out_column = esp_stmt_dup_text (find, 0);
  return TRUE;
}

static gboolean
insert_field (EspTx *tx, const char *column, const char *label, EspFieldType type, GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO field (column_name, label, type, position, created_at)"
    " VALUES (?1, ?2, ?3, (SELECT coalesce (max (position), 0) + 1 FROM field), ?4)";
  g_autoptr (EspStmt) stmt = NULL;

  if (!add_column (tx, column, type, error))
    return FALSE;
  stmt = esp_tx_stmt (tx, sql_insert, error);
  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, column);
  esp_stmt_bind_text (stmt, 2, label);
  esp_stmt_bind_text (stmt, 3, esp_field_type_to_string (type));
  esp_stmt_bind_int64 (stmt, 4, esp_tx_get_now_us (tx));
  return esp_stmt_run (stmt, error);
}

/**
 * esp_field_create:
 * @label: as the user names it; UTF-8, not empty
 * @out_column: (out) (optional) (transfer full): the new column's name
 *
 * Adds a field to every lead. Do it in a write of its own that is not recorded: the making of a column
 * cannot be part of a recorded change; esp_history_add_field() notes it instead.
 */
gboolean
esp_field_create (EspTx *tx,
                  const char *label,
                  EspFieldType type,
                  char **out_column,
                  GError **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (label));
  g_autofree char *column = NULL;

  if (*trimmed == '\0')
    {
      g_set_error_literal (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID, "A field needs a name");
      return FALSE;
    }
  if (!esp_tx_require_write (tx, error) || !revive (tx, trimmed, type, &column, error))
    return FALSE;
  if (column == NULL)
    {
      if (!check_count (tx, error))
        return FALSE;
      column = make_column (tx, trimmed, error);
      if (column == NULL || !insert_field (tx, column, trimmed, type, error))
        return FALSE;
    }
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_FIELD);
  if (out_column != NULL)
    *out_column = g_steal_pointer (&column);
  return TRUE;
}

/**
 * esp_field_rename:
 *
 * Gives a custom field another label; its column keeps its name, so no rule breaks.
 */
gboolean
esp_field_rename (EspTx *tx, const char *column, const char *label, GError **error)
{
  static const char sql_rename[] = "UPDATE field SET label = ?2 WHERE column_name = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_rename, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_text (stmt, 1, column);
  esp_stmt_bind_text (stmt, 2, label);
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_FIELD);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_field_archive:
 *
 * Hides a custom field. Its values stay in the file.
 */
gboolean
esp_field_archive (EspTx *tx, const char *column, GError **error)
{
  static const char sql_archive[] = "UPDATE field SET archived_at = ?2 WHERE column_name = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_archive, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_text (stmt, 1, column);
  esp_stmt_bind_int64 (stmt, 2, esp_tx_get_now_us (tx));
  esp_changes_note (esp_tx_get_changes (tx), ESP_CHANGE_FIELD);
  return esp_stmt_run (stmt, error);
}
