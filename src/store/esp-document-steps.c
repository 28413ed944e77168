/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of documents, back and forth, as small differences that outlive the program. */
#define G_LOG_DOMAIN "espalier-store"

#include "config.h"

#include "store/esp-document-steps.h"

#include <string.h>

/* How often it is looked whether there are too many. */
#define LOOK_EVERY 256

/**
 * esp_document_digest:
 *
 * Returns: a number that tells two texts of one document apart
 */
guint64
esp_document_digest (const char *text)
{
  guint64 hash = G_GUINT64_CONSTANT (14695981039346656037); /* FNV-1a */

  for (const char *c = text; *c != '\0'; c++)
    hash = (hash ^ (guchar) *c) * G_GUINT64_CONSTANT (1099511628211);
  return hash & G_MAXINT64; /* as the file can keep it */
}

static gboolean
is_inside_character (char c)
{
  return ((guchar) c & 0xc0) == 0x80;
}

/**
 * esp_document_step_new:
 * @title: what undo says
 *
 * Returns: (transfer full): what leads from one text to the other
 */
EspDocumentStep *
esp_document_step_new (const char *before, const char *after, const char *title, gint64 at_us)
{
  EspDocumentStep *self = g_new0 (EspDocumentStep, 1);
  gsize n_before = strlen (before);
  gsize n_after = strlen (after);
  gsize shorter = MIN (n_before, n_after);
  gsize start = 0;
  gsize end = 0;

  while (start < shorter && before[start] == after[start])
    start++;
  while (start > 0 && (is_inside_character (before[start]) || is_inside_character (after[start])))
    start--;
  while (end < shorter - start && before[n_before - end - 1] == after[n_after - end - 1])
    end++;
  while (end > 0 && is_inside_character (before[n_before - end]))
    end--;
  g_atomic_ref_count_init (&self->refs);
  self->title = g_strdup (title);
  self->at_us = at_us;
  self->start = start;
  self->removed = g_strndup (before + start, n_before - end - start);
  self->inserted = g_strndup (after + start, n_after - end - start);
  self->before = esp_document_digest (before);
  self->after = esp_document_digest (after);
  return self;
}

/**
 * esp_document_step_ref:
 */
EspDocumentStep *
esp_document_step_ref (EspDocumentStep *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * esp_document_step_unref:
 */
void
esp_document_step_unref (EspDocumentStep *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->title);
  g_free (self->removed);
  g_free (self->inserted);
  g_free (self);
}

static char *
splice (const char *text, gsize start, const char *out, const char *in)
{
  gsize length = strlen (text);
  gsize n_out = strlen (out);

  if (start > length || length - start < n_out || memcmp (text + start, out, n_out) != 0)
    return NULL;
  {
    g_autoptr (GString) new = g_string_sized_new (length + strlen (in) + 1);

    g_string_append_len (new, text, (gssize) start);
    g_string_append (new, in);
    g_string_append (new, text + start + n_out);
    return g_string_free (g_steal_pointer (&new), FALSE);
  }
}

/**
 * esp_document_step_apply:
 *
 * Returns: (transfer full) (nullable): the text after the step; %NULL when @text is not the one before it
 */
char *
esp_document_step_apply (const EspDocumentStep *self, const char *text)
{
  return splice (text, self->start, self->removed, self->inserted);
}

/**
 * esp_document_step_revert:
 *
 * Returns: (transfer full) (nullable): the text before the step; %NULL when @text is not the one after it
 */
char *
esp_document_step_revert (const EspDocumentStep *self, const char *text)
{
  return splice (text, self->start, self->inserted, self->removed);
}

static gboolean
delete_from (EspTx *tx, const EspDocument *document, gint64 first, GError **error)
{
  static const char sql_delete[] =
    "DELETE FROM document_step WHERE kind = ?1 AND document_id = ?2 AND number >= ?3";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_delete, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, document->kind);
  esp_stmt_bind_int64 (stmt, 2, document->id);
  esp_stmt_bind_int64 (stmt, 3, first);
  return esp_stmt_run (stmt, error);
}

static gboolean
insert (EspTx *tx, const EspDocument *document, const EspDocumentStep *step, GError **error)
{
  static const char sql_insert[] =
    "INSERT INTO document_step (kind, document_id, number, is_undone, title, at, start, removed,"
    " inserted, before, after) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_insert, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, document->kind);
  esp_stmt_bind_int64 (stmt, 2, document->id);
  esp_stmt_bind_int64 (stmt, 3, step->number);
  esp_stmt_bind_int64 (stmt, 4, step->is_undone);
  esp_stmt_bind_text (stmt, 5, step->title);
  esp_stmt_bind_int64 (stmt, 6, step->at_us);
  esp_stmt_bind_int64 (stmt, 7, (gint64) step->start);
  esp_stmt_bind_text (stmt, 8, step->removed);
  esp_stmt_bind_text (stmt, 9, step->inserted);
  esp_stmt_bind_int64 (stmt, 10, (gint64) step->before);
  esp_stmt_bind_int64 (stmt, 11, (gint64) step->after);
  return esp_stmt_run (stmt, error);
}

/* Returns: the number of the oldest step that still has a place; 0 with @error set. */
static gint64
find_oldest (EspTx *tx, const EspDocument *document, gint64 newest, GError **error)
{
  static const char sql_sizes[] =
    "SELECT number, length (removed) + length (inserted) FROM document_step"
    " WHERE kind = ?1 AND document_id = ?2 ORDER BY number DESC";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_sizes, error);
  gint64 oldest = newest;
  gint64 n_bytes = 0;
  guint n = 0;
  EspStep step;

  if (stmt == NULL)
    return 0;
  esp_stmt_bind_text (stmt, 1, document->kind);
  esp_stmt_bind_int64 (stmt, 2, document->id);
  while ((step = esp_stmt_step (stmt, error)) == ESP_STEP_ROW)
    {
      n_bytes += esp_stmt_int64 (stmt, 1);
      if (++n > ESP_DOCUMENT_MAX_STEPS || n_bytes > ESP_DOCUMENT_MAX_STEP_BYTES)
        return oldest;
      oldest = esp_stmt_int64 (stmt, 0);
    }
  return step == ESP_STEP_DONE ? oldest : 0;
}

static gboolean
let_go (EspTx *tx, const EspDocument *document, gint64 newest, GError **error)
{
  static const char sql_old[] =
    "DELETE FROM document_step WHERE kind = ?1 AND document_id = ?2 AND number < ?3";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_old, error);
  gint64 oldest = stmt != NULL ? find_oldest (tx, document, newest, error) : 0;

  if (oldest == 0)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, document->kind);
  esp_stmt_bind_int64 (stmt, 2, document->id);
  esp_stmt_bind_int64 (stmt, 3, oldest);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_document_steps_replace:
 * @first: number of the first step that differs from what the file has
 * @steps: (element-type EspDocumentStep): all steps from that number on
 *
 * Keeps the steps; from time to time the oldest are let go when there are too many.
 */
gboolean
esp_document_steps_replace (EspTx *tx,
                            const EspDocument *document,
                            gint64 first,
                            GPtrArray *steps,
                            GError **error)
{
  if (!esp_tx_require_write (tx, error) || !delete_from (tx, document, first, error))
    return FALSE;
  for (guint i = 0; i < steps->len; i++)
    {
      const EspDocumentStep *step = g_ptr_array_index (steps, i);

      if (!insert (tx, document, step, error) ||
          (step->number % LOOK_EVERY == 0 && !let_go (tx, document, step->number, error)))
        return FALSE;
    }
  return TRUE;
}

/**
 * esp_document_steps_set_top:
 * @first: the steps from this number
 * @last: up to this one are looked at
 * @top: those above it are undone, the others are not
 */
gboolean
esp_document_steps_set_top (EspTx *tx,
                            const EspDocument *document,
                            gint64 first,
                            gint64 last,
                            gint64 top,
                            GError **error)
{
  static const char sql_top[] =
    "UPDATE document_step SET is_undone = (number > ?5)"
    " WHERE kind = ?1 AND document_id = ?2 AND number BETWEEN ?3 AND ?4";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_top, error);

  if (stmt == NULL || !esp_tx_require_write (tx, error))
    return FALSE;
  esp_stmt_bind_text (stmt, 1, document->kind);
  esp_stmt_bind_int64 (stmt, 2, document->id);
  esp_stmt_bind_int64 (stmt, 3, first);
  esp_stmt_bind_int64 (stmt, 4, last);
  esp_stmt_bind_int64 (stmt, 5, top);
  return esp_stmt_run (stmt, error);
}

static gpointer
read_step (EspStmt *stmt)
{
  EspDocumentStep *self = g_new0 (EspDocumentStep, 1);

  g_atomic_ref_count_init (&self->refs);
  self->number = esp_stmt_int64 (stmt, 0);
  self->is_undone = esp_stmt_int64 (stmt, 1) != 0;
  self->title = esp_stmt_dup_text (stmt, 2);
  self->at_us = esp_stmt_int64 (stmt, 3);
  self->start = (gsize) esp_stmt_int64 (stmt, 4);
  self->removed = esp_stmt_dup_text (stmt, 5);
  self->inserted = esp_stmt_dup_text (stmt, 6);
  self->before = (guint64) esp_stmt_int64 (stmt, 7);
  self->after = (guint64) esp_stmt_int64 (stmt, 8);
  return self;
}

/**
 * esp_document_steps_load:
 * @are_undone: those that can be done again, else those that can be taken back
 * @from: of steps to take back: only those below this number; of the others: only those above it
 * @max: how many at most
 *
 * Returns: (transfer full) (element-type EspDocumentStep): those nearest to @from first; %NULL with @error set
 */
GPtrArray *
esp_document_steps_load (EspTx *tx,
                         const EspDocument *document,
                         gboolean are_undone,
                         gint64 from,
                         guint max,
                         GError **error)
{
  static const char sql_undo[] =
    "SELECT number, is_undone, title, at, start, removed, inserted, before, after"
    " FROM document_step WHERE kind = ?1 AND document_id = ?2 AND number < ?3 AND is_undone = 0"
    " ORDER BY number DESC LIMIT ?4";
  static const char sql_redo[] =
    "SELECT number, is_undone, title, at, start, removed, inserted, before, after"
    " FROM document_step WHERE kind = ?1 AND document_id = ?2 AND number > ?3 AND is_undone = 1"
    " ORDER BY number LIMIT ?4";
  g_autoptr (EspStmt) stmt =
    are_undone ? esp_tx_stmt (tx, sql_redo, error) : esp_tx_stmt (tx, sql_undo, error);

  if (stmt == NULL)
    return NULL;
  esp_stmt_bind_text (stmt, 1, document->kind);
  esp_stmt_bind_int64 (stmt, 2, document->id);
  esp_stmt_bind_int64 (stmt, 3, from);
  esp_stmt_bind_int64 (stmt, 4, max);
  return esp_stmt_read_all (stmt, read_step, (GDestroyNotify) esp_document_step_unref, error);
}

/* Returns: (transfer full) (nullable): the step nearest to where the document stands. */
static EspDocumentStep *
load_nearest (EspTx *tx, const EspDocument *document, gboolean is_undone, GError **error)
{
  g_autoptr (GPtrArray) steps =
    esp_document_steps_load (tx, document, is_undone, is_undone ? 0 : G_MAXINT64, 1, error);

  return steps != NULL && steps->len > 0 ? esp_document_step_ref (g_ptr_array_index (steps, 0))
                                         : NULL;
}

static gboolean
mark (EspTx *tx, const EspDocument *document, gint64 number, gboolean is_undone, GError **error)
{
  static const char sql_mark[] = "UPDATE document_step SET is_undone = ?4"
                                 " WHERE kind = ?1 AND document_id = ?2 AND number = ?3";
  g_autoptr (EspStmt) stmt = esp_tx_stmt (tx, sql_mark, error);

  if (stmt == NULL)
    return FALSE;
  esp_stmt_bind_text (stmt, 1, document->kind);
  esp_stmt_bind_int64 (stmt, 2, document->id);
  esp_stmt_bind_int64 (stmt, 3, number);
  esp_stmt_bind_int64 (stmt, 4, is_undone);
  return esp_stmt_run (stmt, error);
}

/**
 * esp_document_steps_settle:
 * @text: of the document as it is now
 *
 * Makes sure that the steps lead to and from @text. Whoever changed it without telling, by taking the last
 * step back or doing the next one again in another way, is followed; steps that lead elsewhere are let go,
 * for nobody could go them.
 */
gboolean
esp_document_steps_settle (EspTx *tx, const EspDocument *document, const char *text, GError **error)
{
  guint64 digest = esp_document_digest (text);
  g_autoptr (GError) local = NULL;
  g_autoptr (EspDocumentStep) last = load_nearest (tx, document, FALSE, &local);
  g_autoptr (EspDocumentStep) next =
    local == NULL ? load_nearest (tx, document, TRUE, &local) : NULL;

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if ((last == NULL || last->after == digest) && (next == NULL || next->before == digest))
    return TRUE;
  if (!esp_tx_require_write (tx, error))
    return FALSE;
  if (last != NULL && last->before == digest)
    return mark (tx, document, last->number, TRUE, error);
  if (next != NULL && next->after == digest)
    return mark (tx, document, next->number, FALSE, error);
  return delete_from (tx, document, 0, error);
}

/**
 * esp_document_steps_push:
 * @title: what undo says; "" when no window did it
 *
 * Keeps a change that was made in another way than by a draft as a step of its own; what was taken back
 * before it cannot be done again.
 */
gboolean
esp_document_steps_push (EspTx *tx,
                         const EspDocument *document,
                         const char *before,
                         const char *after,
                         const char *title,
                         GError **error)
{
  g_autoptr (GPtrArray) steps =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_document_step_unref);
  g_autoptr (GError) local = NULL;
  g_autoptr (EspDocumentStep) last = NULL;
  EspDocumentStep *step;

  if (g_str_equal (before, after))
    return TRUE;
  if (!esp_document_steps_settle (tx, document, before, error))
    return FALSE;
  last = load_nearest (tx, document, FALSE, &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  step = esp_document_step_new (before, after, title, esp_tx_get_now_us (tx));
  step->number = last != NULL ? last->number + 1 : 1;
  g_ptr_array_add (steps, step);
  return esp_document_steps_replace (tx, document, step->number, steps, error);
}
