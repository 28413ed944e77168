/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the steps of a draft: what undo gives back and redo does again, within a bound of memory. */
#define G_LOG_DOMAIN "esp-model"

#include "config.h"

#include "model/esp-draft-steps.h"

#include <string.h>

/* Steps are whole documents, pictures included; the oldest go when they take more than this. */
#define MAX_STEPS_BYTES (128u * 1024 * 1024)

typedef struct
{
  char *document; /* as it was on the other side of the step */
  char *title;    /* what the step did, translated by the caller */
  gsize n_bytes;
} EspDraftStep;

static EspDraftStep *
step_new (const char *document, const char *title)
{
  EspDraftStep *step = g_new0 (EspDraftStep, 1);

  step->document = g_strdup (document);
  step->title = g_strdup (title);
  step->n_bytes = strlen (document);
  return step;
}

static void
step_free (EspDraftStep *step)
{
  g_free (step->document);
  g_free (step->title);
  g_free (step);
}

/** esp_draft_steps_init: no steps; pairs with esp_draft_steps_clear(). */
void
esp_draft_steps_init (EspDraftSteps *self)
{
  g_queue_init (&self->undo);
  g_queue_init (&self->redo);
  self->n_undo_bytes = 0;
}

/**
 * esp_draft_steps_clear:
 *
 * Forgets everything.
 */
void
esp_draft_steps_clear (EspDraftSteps *self)
{
  g_queue_clear_full (&self->undo, (GDestroyNotify) step_free);
  esp_draft_steps_forget_redo (self);
  self->n_undo_bytes = 0;
}

/**
 * esp_draft_steps_forget_redo:
 *
 * Something new was done: what was taken back cannot be done again.
 */
void
esp_draft_steps_forget_redo (EspDraftSteps *self)
{
  g_queue_clear_full (&self->redo, (GDestroyNotify) step_free);
}

/**
 * esp_draft_steps_push:
 * @document: as it is before the step
 * @title: what the step does
 */
void
esp_draft_steps_push (EspDraftSteps *self, const char *document, const char *title)
{
  g_queue_push_head (&self->undo, step_new (document, title));
  self->n_undo_bytes += strlen (document);
  while (self->n_undo_bytes > MAX_STEPS_BYTES && g_queue_get_length (&self->undo) > 1)
    {
      EspDraftStep *oldest = g_queue_pop_tail (&self->undo);

      self->n_undo_bytes -= oldest->n_bytes;
      step_free (oldest);
    }
}

/**
 * esp_draft_steps_push_oldest:
 * @document: older than every step there is
 * @title: what the step did; "" when it is not known
 */
void
esp_draft_steps_push_oldest (EspDraftSteps *self, const char *document, const char *title)
{
  g_queue_push_tail (&self->undo, step_new (document, title));
  self->n_undo_bytes += strlen (document);
}

/**
 * esp_draft_steps_push_last_redo:
 * @document: what comes after everything that can be done again
 */
void
esp_draft_steps_push_last_redo (EspDraftSteps *self, const char *document, const char *title)
{
  g_queue_push_tail (&self->redo, step_new (document, title));
}

static EspDraftStep *
swap (GQueue *from, GQueue *to, char **document)
{
  EspDraftStep *step = g_queue_pop_head (from);
  char *other;

  if (step == NULL)
    return NULL;
  other = g_steal_pointer (&step->document);
  step->document = *document;
  step->n_bytes = strlen (step->document);
  *document = other;
  g_queue_push_head (to, step);
  return step;
}

/**
 * esp_draft_steps_undo:
 * @document: (inout): the present one, and then the one before
 *
 * Returns: %FALSE when there is nothing to take back
 */
gboolean
esp_draft_steps_undo (EspDraftSteps *self, char **document)
{
  if (swap (&self->undo, &self->redo, document) == NULL)
    return FALSE;
  self->n_undo_bytes -= strlen (*document);
  return TRUE;
}

/**
 * esp_draft_steps_redo:
 * @document: (inout): the present one, and then the one that was taken back
 *
 * Returns: %FALSE when there is nothing to do again
 */
gboolean
esp_draft_steps_redo (EspDraftSteps *self, char **document)
{
  const EspDraftStep *step = swap (&self->redo, &self->undo, document);

  if (step == NULL)
    return FALSE;
  self->n_undo_bytes += step->n_bytes;
  return TRUE;
}

static const char *
peek_title (const GQueue *steps)
{
  const EspDraftStep *step = steps->head != NULL ? steps->head->data : NULL;

  return step != NULL ? step->title : NULL;
}

/**
 * esp_draft_steps_peek_undo:
 *
 * Returns: (nullable): what undo would take back; %NULL: nothing
 */
const char *
esp_draft_steps_peek_undo (const EspDraftSteps *self)
{
  return peek_title (&self->undo);
}

/**
 * esp_draft_steps_peek_redo:
 *
 * Returns: (nullable): what redo would do again; %NULL: nothing
 */
const char *
esp_draft_steps_peek_redo (const EspDraftSteps *self)
{
  return peek_title (&self->redo);
}
