/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The notice after a commit: models and segments read from it what they must look at again. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-changes.h"

struct _EspChanges
{
  gatomicrefcount ref_count;
  EspChangeKind kinds;
  gboolean all_leads;      /* too many to name, or unknown */
  EspBitmap *leads;        /* (owned) */
  gboolean all_columns;    /* a lead was made or removed: every column may differ */
  GHashTable *columns;     /* (owned) set of column names of the lead table */
  GHashTable *event_kinds; /* (owned) set of event kinds; "*" is any */
};

G_DEFINE_BOXED_TYPE (EspChanges, esp_changes, esp_changes_ref, esp_changes_unref)

/**
 * esp_changes_new:
 *
 * Returns: (transfer full): a notice of nothing
 */
EspChanges *
esp_changes_new (void)
{
  EspChanges *self = g_new0 (EspChanges, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->leads = esp_bitmap_new ();
  self->columns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->event_kinds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

/**
 * esp_changes_ref:
 */
EspChanges *
esp_changes_ref (EspChanges *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * esp_changes_unref:
 */
void
esp_changes_unref (EspChanges *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  esp_bitmap_free (self->leads);
  g_hash_table_unref (self->columns);
  g_hash_table_unref (self->event_kinds);
  g_free (self);
}

/**
 * esp_changes_note:
 *
 * Notes that something of @kinds changed that belongs to no lead.
 */
void
esp_changes_note (EspChanges *self, EspChangeKind kinds)
{
  self->kinds |= kinds;
}

/**
 * esp_changes_note_lead:
 *
 * Notes that something of @kinds changed for one lead.
 */
void
esp_changes_note_lead (EspChanges *self, EspChangeKind kinds, gint64 lead_id)
{
  self->kinds |= kinds;
  if (lead_id > 0 && lead_id <= G_MAXUINT32)
    esp_bitmap_add (self->leads, (guint32) lead_id);
}

/**
 * esp_changes_note_lead_range:
 *
 * Notes that something of @kinds changed for the leads from @first to @last, both included.
 */
void
esp_changes_note_lead_range (EspChanges *self, EspChangeKind kinds, gint64 first, gint64 last)
{
  g_autoptr (EspBitmap) range = NULL;

  self->kinds |= kinds;
  if (first <= 0 || last < first || last > G_MAXUINT32)
    return;
  range = esp_bitmap_new_range ((guint32) first, (guint32) last);
  esp_bitmap_or (self->leads, range);
}

/**
 * esp_changes_note_all_leads:
 *
 * Notes that something of @kinds may have changed for any lead.
 */
void
esp_changes_note_all_leads (EspChanges *self, EspChangeKind kinds)
{
  self->kinds |= kinds;
  self->all_leads = TRUE;
}

/**
 * esp_changes_note_column:
 * @column: a column of the lead table, or "*" for all: a lead was made or removed
 */
void
esp_changes_note_column (EspChanges *self, const char *column)
{
  if (g_str_equal (column, "*"))
    self->all_columns = TRUE;
  else if (!g_hash_table_contains (self->columns, column))
    g_hash_table_add (self->columns, g_strdup (column));
}

/**
 * esp_changes_note_event_kind:
 * @kind: such as "open", or "*" for any
 */
void
esp_changes_note_event_kind (EspChanges *self, const char *kind)
{
  if (!g_hash_table_contains (self->event_kinds, kind))
    g_hash_table_add (self->event_kinds, g_strdup (kind));
}

static void
merge_set (GHashTable *into, GHashTable *from)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, from);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!g_hash_table_contains (into, key))
      g_hash_table_add (into, g_strdup (key));
}

/**
 * esp_changes_merge:
 *
 * Adds everything of @other to @self.
 */
void
esp_changes_merge (EspChanges *self, const EspChanges *other)
{
  self->kinds |= other->kinds;
  self->all_leads |= other->all_leads;
  self->all_columns |= other->all_columns;
  esp_bitmap_or (self->leads, other->leads);
  merge_set (self->columns, other->columns);
  merge_set (self->event_kinds, other->event_kinds);
}

/**
 * esp_changes_get_kinds:
 */
EspChangeKind
esp_changes_get_kinds (const EspChanges *self)
{
  return self->kinds;
}

/**
 * esp_changes_has:
 *
 * Returns: whether anything of @kinds changed
 */
gboolean
esp_changes_has (const EspChanges *self, EspChangeKind kinds)
{
  return (self->kinds & kinds) != 0;
}

/**
 * esp_changes_is_empty:
 */
gboolean
esp_changes_is_empty (const EspChanges *self)
{
  return self->kinds == 0;
}

/**
 * esp_changes_touches_all_leads:
 *
 * Returns: whether any lead may have changed, so that the set of leads says nothing
 */
gboolean
esp_changes_touches_all_leads (const EspChanges *self)
{
  return self->all_leads;
}

/**
 * esp_changes_get_leads:
 *
 * Returns: (transfer none): the leads that changed
 */
const EspBitmap *
esp_changes_get_leads (const EspChanges *self)
{
  return self->leads;
}

/**
 * esp_changes_has_column:
 *
 * Returns: whether @column of the lead table may have changed
 */
gboolean
esp_changes_has_column (const EspChanges *self, const char *column)
{
  return self->all_columns || g_hash_table_contains (self->columns, column);
}

/**
 * esp_changes_has_event_kind:
 *
 * Returns: whether events of @kind may have changed
 */
gboolean
esp_changes_has_event_kind (const EspChanges *self, const char *kind)
{
  return g_hash_table_contains (self->event_kinds, "*") ||
         g_hash_table_contains (self->event_kinds, kind);
}
