/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One change to many leads: what it would do, and doing it. Both ask the same function per lead. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-bulk-edit.h"

#include "store/esp-leads.h"
#include "store/esp-tags.h"

/* Leads read at a time while counting. */
#define CHUNK 2048

/**
 * esp_bulk_edit_copy:
 */
EspBulkEdit *
esp_bulk_edit_copy (const EspBulkEdit *edit)
{
  EspBulkEdit *copy = g_new0 (EspBulkEdit, 1);

  copy->act = edit->act;
  copy->column = g_strdup (edit->column);
  copy->tag = g_strdup (edit->tag);
  esp_value_copy (&edit->value, &copy->value);
  return copy;
}

/**
 * esp_bulk_edit_free:
 */
void
esp_bulk_edit_free (EspBulkEdit *edit)
{
  if (edit == NULL)
    return;
  g_free (edit->column);
  g_free (edit->tag);
  esp_value_clear (&edit->value);
  g_free (edit);
}

static void
bulk_preview_row_free (gpointer data)
{
  EspBulkPreviewRow *row = data;

  g_free (row->title);
  esp_value_clear (&row->before);
  esp_value_clear (&row->after);
  g_free (row);
}

static gboolean
is_empty (const EspValue *value)
{
  return value->type == ESP_VALUE_NULL || (value->type == ESP_VALUE_TEXT && *value->text == '\0');
}

static void
add_number (const EspValue *before, const EspValue *added, EspValue *after)
{
  if (before->type == ESP_VALUE_DECIMAL || added->type == ESP_VALUE_DECIMAL)
    {
      double sum = before->type == ESP_VALUE_DECIMAL   ? before->decimal
                   : before->type == ESP_VALUE_INTEGER ? (double) before->integer
                                                       : 0.0;

      sum += added->type == ESP_VALUE_DECIMAL ? added->decimal : (double) added->integer;
      esp_value_set_decimal (after, sum);
    }
  else
    esp_value_set_integer (after, (before->type == ESP_VALUE_INTEGER ? before->integer : 0) +
                                    added->integer);
}

/* What the field of one lead becomes. */
static void
compute (const EspBulkEdit *edit, const EspValue *before, EspValue *after)
{
  if (edit->act == ESP_BULK_CLEAR)
    esp_value_clear (after);
  else if (edit->act == ESP_BULK_ADD)
    add_number (before, &edit->value, after);
  else if (edit->act == ESP_BULK_SET || is_empty (before))
    esp_value_copy (&edit->value, after);
  else
    esp_value_copy (before, after);
}

static gboolean
check (EspFields *fields, const EspBulkEdit *edit, int *out_index, GError **error)
{
  int index = esp_fields_find (fields, edit->column);
  EspFieldType type;

  if (index < 0 || !esp_fields_get (fields, (guint) index)->is_editable)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "The field “%s” cannot be edited", edit->column);
      return FALSE;
    }
  type = esp_fields_get (fields, (guint) index)->type;
  if (edit->act == ESP_BULK_ADD && type != ESP_FIELD_INTEGER && type != ESP_FIELD_DECIMAL)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "Numbers can be added to number fields only, and “%s” is none",
                   esp_fields_get (fields, (guint) index)->label);
      return FALSE;
    }
  *out_index = index;
  return TRUE;
}

static gboolean
apply_field (EspTx *tx,
             const EspBulkEdit *edit,
             const guint32 *ids,
             gsize n_ids,
             gint64 *out_n_changed,
             GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (GPtrArray) leads = NULL;
  int index;

  if (fields == NULL || !check (fields, edit, &index, error))
    return FALSE;
  leads = esp_lead_load_many (tx, fields, ids, n_ids, error);
  if (leads == NULL)
    return FALSE;
  for (guint i = 0; i < leads->len; i++)
    {
      const EspLead *before = leads->pdata[i];
      g_autoptr (EspLead) after = before != NULL ? esp_lead_copy (before) : NULL;
      gboolean has_changed;

      if (before == NULL)
        continue;
      compute (edit, &before->values[index], &after->values[index]);
      if (!esp_lead_update (tx, before, after, &has_changed, error))
        return FALSE;
      *out_n_changed += has_changed;
    }
  return TRUE;
}

static gboolean
apply_tag (EspTx *tx,
           const EspBulkEdit *edit,
           const guint32 *ids,
           gsize n_ids,
           gint64 *out_n_changed,
           GError **error)
{
  g_autoptr (EspBitmap) leads = esp_bitmap_new ();
  gint64 tag_id;

  esp_bitmap_add_many (leads, ids, n_ids);
  if (!esp_tag_ensure (tx, edit->tag, &tag_id, error))
    return FALSE;
  return edit->act == ESP_BULK_TAG ? esp_tag_add (tx, tag_id, leads, out_n_changed, error)
                                   : esp_tag_remove (tx, tag_id, leads, out_n_changed, error);
}

static gboolean
apply_archive (EspTx *tx,
               gboolean is_archived,
               const guint32 *ids,
               gsize n_ids,
               gint64 *out_n_changed,
               GError **error)
{
  for (gsize i = 0; i < n_ids; i++)
    if (!esp_lead_set_archived (tx, ids[i], is_archived, error))
      return FALSE;
  *out_n_changed += (gint64) n_ids;
  return TRUE;
}

/**
 * esp_bulk_edit_apply:
 * @ids: a part of the leads, small enough for one write
 * @out_n_changed: how many differed from what they become
 *
 * Does the change to some leads, in an undoable write of the caller's.
 */
gboolean
esp_bulk_edit_apply (EspTx *tx,
                     const EspBulkEdit *edit,
                     const guint32 *ids,
                     gsize n_ids,
                     gint64 *out_n_changed,
                     GError **error)
{
  *out_n_changed = 0;
  switch (edit->act)
    {
    case ESP_BULK_TAG:
    case ESP_BULK_UNTAG:
      return apply_tag (tx, edit, ids, n_ids, out_n_changed, error);
    case ESP_BULK_ARCHIVE:
    case ESP_BULK_UNARCHIVE:
      return apply_archive (tx, edit->act == ESP_BULK_ARCHIVE, ids, n_ids, out_n_changed, error);
    case ESP_BULK_SET:
    case ESP_BULK_FILL:
    case ESP_BULK_CLEAR:
    case ESP_BULK_ADD:
    default:
      return apply_field (tx, edit, ids, n_ids, out_n_changed, error);
    }
}

static gboolean
count_tagged (EspTx *tx,
              const EspBulkEdit *edit,
              const EspBitmap *leads,
              gint64 *out_n,
              GError **error)
{
  static const char sql_tagged[] = "SELECT lead_id FROM lead_tag JOIN tag ON tag.id = tag_id"
                                   " WHERE tag.name = ?1";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_tagged, error);
  gint64 n_tagged = 0;
  EspStep step;

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, edit->tag);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    n_tagged += esp_bitmap_contains (leads, (guint32) esp_stmt_int64 (stmt, 0));
  *out_n = edit->act == ESP_BULK_TAG ? (gint64) esp_bitmap_count (leads) - n_tagged : n_tagged;
  return step == ESP_STEP_DONE;
}

static gboolean
count_chunk (EspTx *tx,
             EspFields *fields,
             const EspBulkEdit *edit,
             int index,
             const guint32 *ids,
             gsize n_ids,
             gint64 *out_n,
             GError **error)
{
  g_autoptr (GPtrArray) leads = esp_lead_load_many (tx, fields, ids, n_ids, error);

  if (leads == NULL)
    return FALSE;
  for (guint i = 0; i < leads->len; i++)
    {
      const EspLead *lead = leads->pdata[i];
      EspValue after = { 0 };

      if (lead == NULL)
        continue;
      compute (edit, &lead->values[index], &after);
      *out_n += !esp_value_equal (&lead->values[index], &after);
      esp_value_clear (&after);
    }
  return TRUE;
}

/**
 * esp_bulk_edit_count:
 * @out_n_will_change: how many of @leads differ from what they would become
 */
gboolean
esp_bulk_edit_count (EspTx *tx,
                     const EspBulkEdit *edit,
                     const EspBitmap *leads,
                     gint64 *out_n_will_change,
                     GError **error)
{
  g_autoptr (EspFields) fields = NULL;
  guint32 ids[CHUNK];
  guint32 from = 0;
  gsize n;
  int index;

  *out_n_will_change = 0;
  if (edit->act == ESP_BULK_TAG || edit->act == ESP_BULK_UNTAG)
    return count_tagged (tx, edit, leads, out_n_will_change, error);
  if (edit->act == ESP_BULK_ARCHIVE || edit->act == ESP_BULK_UNARCHIVE)
    {
      *out_n_will_change = (gint64) esp_bitmap_count (leads);
      return TRUE;
    }
  fields = esp_fields_load (tx, error);
  if (fields == NULL || !check (fields, edit, &index, error))
    return FALSE;
  while ((n = esp_bitmap_next (leads, from, ids, CHUNK)) > 0)
    {
      if (!count_chunk (tx, fields, edit, index, ids, n, out_n_will_change, error))
        return FALSE;
      if (ids[n - 1] == G_MAXUINT32)
        break;
      from = ids[n - 1] + 1;
    }
  return TRUE;
}

/**
 * esp_bulk_edit_preview:
 *
 * Shows what SET, FILL, CLEAR and ADD would do to some leads.
 *
 * Returns: (transfer full) (element-type EspBulkPreviewRow): in the order of @ids; %NULL with @error set
 */
GPtrArray *
esp_bulk_edit_preview (EspTx *tx,
                       const EspBulkEdit *edit,
                       const guint32 *ids,
                       gsize n_ids,
                       GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (bulk_preview_row_free);
  g_autoptr (GPtrArray) leads = NULL;
  int index;

  if (fields == NULL || !check (fields, edit, &index, error))
    return NULL;
  leads = esp_lead_load_many (tx, fields, ids, n_ids, error);
  if (leads == NULL)
    return NULL;
  for (guint i = 0; i < leads->len; i++)
    {
      const EspLead *lead = leads->pdata[i];
      EspBulkPreviewRow *row;

      if (lead == NULL)
        continue;
      row = g_new0 (EspBulkPreviewRow, 1);
      row->lead_id = lead->id;
      row->title = g_strdup (esp_lead_get_title (lead));
      esp_value_copy (&lead->values[index], &row->before);
      compute (edit, &lead->values[index], &row->after);
      g_ptr_array_add (rows, row);
    }
  return g_steal_pointer (&rows);
}
