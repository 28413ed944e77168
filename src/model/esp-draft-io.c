/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads and writes a draft on the threads of the store. */
#define G_LOG_DOMAIN "esp-model"

#include "config.h"

#include "model/esp-draft-io.h"

#include "store/esp-document-steps.h"

#include <string.h>

/* How the steps of messages are filed. */
#define KIND "message"
/* Kept steps that become steps of the window, and the memory that they may take as whole documents. */
#define MAX_KEPT_STEPS 400
#define MAX_KEPT_BYTES (64u * 1024 * 1024)

/* Stored versions that become steps when a message is opened again. */
#define MAX_STORED_STEPS 20
#define MAX_STORED_BYTES (16u * 1024 * 1024)

/**
 * esp_draft_call_free:
 * @call: what an operation worked with
 */
void
esp_draft_call_free (EspDraftCall *call)
{
  g_free (call->name);
  g_free (call->document);
  esp_message_row_free (call->row);
  g_clear_pointer (&call->older, g_ptr_array_unref);
  g_clear_pointer (&call->moves, g_ptr_array_unref);
  g_clear_pointer (&call->undo, g_ptr_array_unref);
  g_clear_pointer (&call->redo, g_ptr_array_unref);
  g_free (call);
}

/**
 * esp_draft_change_new:
 *
 * Returns: (transfer full): a move with copies of the texts
 */
EspDraftChange *
esp_draft_change_new (EspDraftChangeKind kind,
                      const char *before,
                      const char *after,
                      const char *title)
{
  EspDraftChange *self = g_new0 (EspDraftChange, 1);

  self->kind = kind;
  self->before = g_strdup (before);
  self->after = g_strdup (after);
  self->title = g_strdup (title);
  return self;
}

/**
 * esp_draft_change_free:
 */
void
esp_draft_change_free (EspDraftChange *self)
{
  g_free (self->before);
  g_free (self->after);
  g_free (self->title);
  g_free (self);
}

static void
kept_free (gpointer data)
{
  EspDraftKept *kept = data;

  g_free (kept->document);
  g_free (kept->title);
  g_free (kept);
}

/* From step to step, each told by what it changed, as far as they lead. */
static GPtrArray *
load_kept (EspTx *tx,
           const EspDocument *document,
           const char *text,
           gboolean is_redo,
           GError **error)
{
  g_autoptr (GPtrArray) steps =
    esp_document_steps_load (tx, document, is_redo, is_redo ? 0 : G_MAXINT64, MAX_KEPT_STEPS,
                             error);
  GPtrArray *kept;
  gsize n_bytes = 0;

  if (steps == NULL)
    return NULL;
  kept = g_ptr_array_new_with_free_func (kept_free);
  for (guint i = 0; i < steps->len && n_bytes < MAX_KEPT_BYTES; i++)
    {
      const EspDocumentStep *step = steps->pdata[i];
      char *other =
        is_redo ? esp_document_step_apply (step, text) : esp_document_step_revert (step, text);
      EspDraftKept *one;

      if (other == NULL)
        break;
      one = g_new0 (EspDraftKept, 1);
      one->document = other;
      one->title = g_strdup (step->title);
      g_ptr_array_add (kept, one);
      n_bytes += strlen (other);
      text = other;
    }
  return kept;
}

static gboolean
load_steps (EspTx *tx, EspDraftCall *call, GError **error)
{
  const EspDocument document = { KIND, call->id };

  call->undo = load_kept (tx, &document, call->row->document, FALSE, error);
  if (call->undo == NULL)
    return FALSE;
  call->redo = load_kept (tx, &document, call->row->document, TRUE, error);
  return call->redo != NULL;
}

/* The step that is kept last goes on to what the document is now. */
static gboolean
merge (EspTx *tx, const EspDocument *document, const EspDraftChange *move, GError **error)
{
  g_autoptr (GPtrArray) steps = esp_document_steps_load (tx, document, FALSE, G_MAXINT64, 1, error);
  g_autoptr (GPtrArray) merged =
    g_ptr_array_new_with_free_func ((GDestroyNotify) esp_document_step_unref);
  const EspDocumentStep *last;
  EspDocumentStep *step;
  g_autofree char *before = NULL;

  if (steps == NULL)
    return FALSE;
  last = steps->len > 0 ? steps->pdata[0] : NULL;
  before = last != NULL && last->after == esp_document_digest (move->before)
             ? esp_document_step_revert (last, move->before)
             : NULL;
  if (before == NULL)
    return esp_document_steps_push (tx, document, move->before, move->after, move->title, error);
  step = esp_document_step_new (before, move->after, last->title, last->at_us);
  step->number = last->number;
  g_ptr_array_add (merged, step);
  return esp_document_steps_replace (tx, document, last->number, merged, error);
}

static gboolean
keep_moves (EspTx *tx, const EspDraftCall *call, GError **error)
{
  const EspDocument document = { KIND, call->id };

  for (guint i = 0; call->moves != NULL && i < call->moves->len; i++)
    {
      const EspDraftChange *move = call->moves->pdata[i];
      gboolean is_done;

      if (move->kind == ESP_DRAFT_EDIT)
        is_done =
          esp_document_steps_push (tx, &document, move->before, move->after, move->title, error);
      else if (move->kind == ESP_DRAFT_MERGE)
        is_done = merge (tx, &document, move, error);
      else
        is_done = esp_document_steps_settle (tx, &document, move->after, error);
      if (!is_done)
        return FALSE;
    }
  return TRUE;
}

static gboolean
load_versions (EspTx *tx, EspDraftCall *call, GError **error)
{
  g_autoptr (GPtrArray) versions = esp_message_list_versions (tx, call->id, error);
  gsize n_bytes = 0;

  if (versions == NULL)
    return FALSE;
  call->older = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < MIN (versions->len, MAX_STORED_STEPS) && n_bytes < MAX_STORED_BYTES; i++)
    {
      char *document =
        esp_message_load_version (tx, call->id,
                                  ((const EspMessageVersion *) versions->pdata[i])->version, error);

      if (document == NULL)
        return FALSE;
      n_bytes += strlen (document);
      g_ptr_array_add (call->older, document);
    }
  return TRUE;
}

/**
 * esp_draft_load:
 * @data: an EspDraftCall; gets the row, and the older versions when they are wanted
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_draft_load (EspTx *tx, gpointer data, GError **error)
{
  EspDraftCall *call = data;

  call->row = esp_message_load (tx, call->id, error);
  return call->row != NULL &&
         (!call->wants_steps || (load_versions (tx, call, error) && load_steps (tx, call, error)));
}

/**
 * esp_draft_save:
 * @data: an EspDraftCall
 *
 * Writes the document and the name, and keeps what the file had as a version when that is wanted.
 *
 * Returns: %FALSE with @error set
 */
gboolean
esp_draft_save (EspTx *tx, gpointer data, GError **error)
{
  const EspDraftCall *call = data;
  int version;

  if (call->keeps && !esp_message_freeze (tx, call->id, NULL, &version, error))
    return FALSE;
  return esp_message_update (tx, call->id, call->name, call->document, error) &&
         keep_moves (tx, call, error);
}
