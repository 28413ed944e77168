/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One change to many leads: what it would do, and doing it. Both ask the same function per lead. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-bulk-edit.h"

#include "store/esp-leads.h"
#include "store/esp-suppressions.h"
#include "store/esp-tags.h"

#include <string.h>

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
  copy->source = g_strdup (edit->source);
  copy->tag = g_strdup (edit->tag);
  copy->channel = g_strdup (edit->channel);
  copy->detail = g_strdup (edit->detail);
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
  g_free (edit->source);
  g_free (edit->tag);
  g_free (edit->channel);
  g_free (edit->detail);
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

static double
as_decimal (const EspValue *value)
{
  if (value->type == ESP_VALUE_DECIMAL)
    return value->decimal;
  return value->type == ESP_VALUE_INTEGER ? (double) value->integer : 0.0;
}

/* A sum that does not fit changes nothing. */
static void
add_number (const EspValue *before, const EspValue *added, int sign, EspValue *after)
{
  gint64 amount = added->type == ESP_VALUE_INTEGER ? added->integer : 0;
  gint64 old = before->type == ESP_VALUE_INTEGER ? before->integer : 0;
  gint64 sum;

  if (before->type == ESP_VALUE_DECIMAL || added->type == ESP_VALUE_DECIMAL)
    esp_value_set_decimal (after, as_decimal (before) + sign * as_decimal (added));
  else if (sign > 0 ? __builtin_add_overflow (old, amount, &sum)
                    : __builtin_sub_overflow (old, amount, &sum))
    esp_value_copy (before, after);
  else
    esp_value_set_integer (after, sum);
}

static void
add_text (const EspValue *before, const EspValue *added, EspValue *after)
{
  if (is_empty (before))
    esp_value_copy (added, after);
  else
    esp_value_take_text (after, g_strconcat (before->text, added->text, NULL));
}

/* Takes a text out wherever it stands; what is left loses the blanks at its ends. */
static void
remove_text (const EspValue *before, const EspValue *removed, EspValue *after)
{
  GString *left;

  if (is_empty (before) || is_empty (removed) || strstr (before->text, removed->text) == NULL)
    {
      esp_value_copy (before, after);
      return;
    }
  left = g_string_new (before->text);
  (void) g_string_replace (left, removed->text, "", 0); /* how often is of no matter */
  (void) g_strstrip (left->str);
  if (*left->str != '\0')
    esp_value_set_text (after, left->str);
  else
    esp_value_clear (after);
  (void) g_string_free (left, TRUE);
}

static char *
number_to_text (const EspValue *value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (value->type == ESP_VALUE_DECIMAL)
    return g_strdup (g_ascii_dtostr (buffer, sizeof buffer, value->decimal));
  return g_strdup_printf ("%" G_GINT64_FORMAT, value->integer);
}

static char *
time_to_text (const EspValue *value, EspFieldType type)
{
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc (value->integer / G_USEC_PER_SEC);

  return at != NULL ? g_date_time_format (at, type == ESP_FIELD_DATE ? "%Y-%m-%d" : "%FT%TZ")
                    : NULL;
}

/* Returns: whether a text is a whole number, or any number, and nothing else */
static gboolean
text_to_number (const char *text, EspFieldType type, EspValue *after)
{
  char *end;
  double decimal;
  gint64 integer;

  if (type == ESP_FIELD_INTEGER &&
      g_ascii_string_to_signed (text, 10, G_MININT64, G_MAXINT64, &integer, NULL))
    {
      esp_value_set_integer (after, integer);
      return TRUE;
    }
  decimal = g_ascii_strtod (text, &end);
  if (type != ESP_FIELD_DECIMAL || end == text || *end != '\0')
    return FALSE;
  esp_value_set_decimal (after, decimal);
  return TRUE;
}

/* What another field holds, as a value of this one; FALSE where it cannot be one. */
static gboolean
convert (const EspValue *value, EspFieldType from, EspFieldType to, EspValue *after)
{
  gboolean is_time = from == ESP_FIELD_DATE || from == ESP_FIELD_DATETIME;

  if (value->type == ESP_VALUE_NULL || from == to)
    {
      esp_value_copy (value, after);
      return TRUE;
    }
  if (to == ESP_FIELD_TEXT)
    {
      char *text = is_time ? time_to_text (value, from) : number_to_text (value);

      esp_value_take_text (after, text);
      return text != NULL;
    }
  if (from == ESP_FIELD_TEXT)
    return text_to_number (value->text, to, after);
  if (from == ESP_FIELD_INTEGER && to == ESP_FIELD_DECIMAL)
    {
      esp_value_set_decimal (after, (double) value->integer);
      return TRUE;
    }
  return FALSE;
}

/* Where the fields of an edit are. */
typedef struct
{
  int index;
  int source; /* -1: none */
  EspFieldType type;
  EspFieldType source_type;
} Place;

/* What the field of one lead becomes. */
static void
compute (const EspBulkEdit *edit, const Place *place, const EspLead *lead, EspValue *after)
{
  const EspValue *before = &lead->values[place->index];
  gboolean is_text = place->type == ESP_FIELD_TEXT;

  if (edit->act == ESP_BULK_CLEAR)
    esp_value_clear (after);
  else if (edit->act == ESP_BULK_ADD && is_text)
    add_text (before, &edit->value, after);
  else if (edit->act == ESP_BULK_REMOVE && is_text)
    remove_text (before, &edit->value, after);
  else if (edit->act == ESP_BULK_ADD || edit->act == ESP_BULK_REMOVE)
    add_number (before, &edit->value, edit->act == ESP_BULK_ADD ? 1 : -1, after);
  else if (edit->act == ESP_BULK_COPY)
    {
      if (!convert (&lead->values[place->source], place->source_type, place->type, after))
        esp_value_copy (before, after);
    }
  else if (edit->act == ESP_BULK_SET || is_empty (before))
    esp_value_copy (&edit->value, after);
  else
    esp_value_copy (before, after);
}

static gboolean
check_source (EspFields *fields, const EspBulkEdit *edit, Place *place, GError **error)
{
  place->source = edit->source != NULL ? esp_fields_find (fields, edit->source) : -1;
  if (edit->act != ESP_BULK_COPY)
    return TRUE;
  if (place->source < 0 || place->source == place->index)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "There is no other field “%s” to copy from",
                   edit->source != NULL ? edit->source : "");
      return FALSE;
    }
  place->source_type = esp_fields_get (fields, (guint) place->source)->type;
  return TRUE;
}

static gboolean
check (EspFields *fields, const EspBulkEdit *edit, Place *place, GError **error)
{
  gboolean is_sum = edit->act == ESP_BULK_ADD || edit->act == ESP_BULK_REMOVE;

  place->index = esp_fields_find (fields, edit->column);
  if (place->index < 0 || !esp_fields_get (fields, (guint) place->index)->is_editable)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "The field “%s” cannot be edited", edit->column);
      return FALSE;
    }
  place->type = esp_fields_get (fields, (guint) place->index)->type;
  if (is_sum && !esp_bulk_edit_can_add (place->type))
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_INVALID,
                   "Only numbers and texts can be added to, and “%s” is none",
                   esp_fields_get (fields, (guint) place->index)->label);
      return FALSE;
    }
  return check_source (fields, edit, place, error);
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
  Place place;

  if (fields == NULL || !check (fields, edit, &place, error))
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
      compute (edit, &place, before, &after->values[place.index]);
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

/* Those whose addresses are held already are not counted. */
static gboolean
apply_suppress (EspTx *tx,
                const EspBulkEdit *edit,
                const guint32 *ids,
                gsize n_ids,
                gint64 *out_n_changed,
                GError **error)
{
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (GPtrArray) leads =
    fields != NULL ? esp_lead_load_many (tx, fields, ids, n_ids, error) : NULL;

  if (leads == NULL)
    return FALSE;
  for (guint i = 0; i < leads->len; i++)
    {
      const EspLead *lead = leads->pdata[i];
      gint64 n_before, n_after;

      if (lead == NULL)
        continue;
      if (!esp_suppression_count_lead (tx, lead->id, &n_before, error) ||
          !esp_suppress_lead (tx, lead, edit->channel, "manual", edit->detail, error) ||
          !esp_suppression_count_lead (tx, lead->id, &n_after, error))
        return FALSE;
      *out_n_changed += n_after > n_before;
    }
  return TRUE;
}

/**
 * esp_bulk_edit_can_add:
 *
 * Returns: whether something can be added to a field of this type, or taken away from it
 */
gboolean
esp_bulk_edit_can_add (EspFieldType type)
{
  return type == ESP_FIELD_INTEGER || type == ESP_FIELD_DECIMAL || type == ESP_FIELD_TEXT;
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
    case ESP_BULK_SUPPRESS:
      return apply_suppress (tx, edit, ids, n_ids, out_n_changed, error);
    case ESP_BULK_SET:
    case ESP_BULK_FILL:
    case ESP_BULK_CLEAR:
    case ESP_BULK_ADD:
    case ESP_BULK_REMOVE:
    case ESP_BULK_COPY:
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
             const Place *place,
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
      compute (edit, place, lead, &after);
      *out_n += !esp_value_equal (&lead->values[place->index], &after);
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
  Place place;

  *out_n_will_change = 0;
  if (edit->act == ESP_BULK_TAG || edit->act == ESP_BULK_UNTAG)
    return count_tagged (tx, edit, leads, out_n_will_change, error);
  if (edit->act == ESP_BULK_ARCHIVE || edit->act == ESP_BULK_UNARCHIVE ||
      edit->act == ESP_BULK_SUPPRESS)
    {
      *out_n_will_change = (gint64) esp_bitmap_count (leads);
      return TRUE;
    }
  fields = esp_fields_load (tx, error);
  if (fields == NULL || !check (fields, edit, &place, error))
    return FALSE;
  while ((n = esp_bitmap_next (leads, from, ids, CHUNK)) > 0)
    {
      if (!count_chunk (tx, fields, edit, &place, ids, n, out_n_will_change, error))
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
 * Shows what SET, FILL, CLEAR, ADD, REMOVE and COPY would do to some leads.
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
  Place place;

  if (fields == NULL || !check (fields, edit, &place, error))
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
      esp_value_copy (&lead->values[place.index], &row->before);
      compute (edit, &place, lead, &row->after);
      g_ptr_array_add (rows, row);
    }
  return g_steal_pointer (&rows);
}
