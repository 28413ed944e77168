/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads and writes the draft of a journey on the threads of the store, where texts are made and read. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-journey-draft-io.h"

#include "engine/journey/esp-journey-ids.h"
#include "engine/journey/esp-journey-json.h"
#include "store/esp-journey-reviews.h"

#include <string.h>

/**
 * esp_journey_loading_new:
 * @known: (nullable): a GRefString
 *
 * Returns: (transfer full)
 */
EspJourneyLoading *
esp_journey_loading_new (gint64 id, char *known)
{
  EspJourneyLoading *self = g_new0 (EspJourneyLoading, 1);

  self->id = id;
  self->known = known != NULL ? g_ref_string_acquire (known) : NULL;
  return self;
}

/**
 * esp_journey_loading_free:
 */
void
esp_journey_loading_free (EspJourneyLoading *self)
{
  g_clear_pointer (&self->known, g_ref_string_release);
  g_clear_pointer (&self->row, esp_journey_row_free);
  g_clear_pointer (&self->text, g_ref_string_release);
  g_clear_pointer (&self->journey, esp_journey_unref);
  g_clear_pointer (&self->undo, g_ptr_array_unref);
  g_clear_pointer (&self->redo, g_ptr_array_unref);
  g_free (self);
}

/**
 * esp_journey_saving_ref:
 */
EspJourneySaving *
esp_journey_saving_ref (EspJourneySaving *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * esp_journey_saving_unref:
 */
void
esp_journey_saving_unref (EspJourneySaving *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->name);
  g_clear_pointer (&self->journey, esp_journey_unref);
  g_clear_pointer (&self->saved, esp_journey_unref);
  g_clear_pointer (&self->saved_text, g_ref_string_release);
  g_clear_pointer (&self->moves, g_ptr_array_unref);
  g_clear_pointer (&self->text, g_ref_string_release);
  g_clear_pointer (&self->other, esp_journey_loading_free);
  g_clear_pointer (&self->previous, esp_journey_saving_unref);
  g_free (self);
}

/* What was written while this one waited is what it goes on from. */
static void
follow_previous (EspJourneySaving *self)
{
  const EspJourneySaving *previous = self->previous;

  if (previous == NULL || previous->text == NULL)
    return;
  g_ref_string_release (self->saved_text);
  self->saved_text = g_ref_string_acquire (previous->text);
  esp_journey_unref (self->saved);
  self->saved = esp_journey_ref (previous->journey);
  self->is_rough = FALSE;
}

/**
 * esp_journey_paging_free:
 */
void
esp_journey_paging_free (EspJourneyPaging *self)
{
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  g_free (self);
}

/**
 * esp_journey_stepping_free:
 */
void
esp_journey_stepping_free (EspJourneyStepping *self)
{
  esp_journey_unref (self->journey);
  g_clear_pointer (&self->text, g_ref_string_release);
  esp_document_step_unref (self->patch);
  g_clear_pointer (&self->other, esp_journey_unref);
  g_free (self);
}

static void
turn (GPtrArray *from, GPtrArray *to, gint64 *out_turned)
{
  EspDocumentStep *step = esp_document_step_ref (g_ptr_array_index (from, 0));

  *out_turned = step->number;
  g_ptr_array_remove_index (from, 0);
  g_ptr_array_insert (to, 0, step);
}

/* As esp_document_steps_settle() does, for what was read. */
static void
settle (EspJourneyLoading *self)
{
  g_autofree char *canonical = esp_journey_to_json (self->journey);
  guint64 digest = esp_document_digest (self->row->draft);
  const EspDocumentStep *last = self->undo->len > 0 ? g_ptr_array_index (self->undo, 0) : NULL;
  const EspDocumentStep *next = self->redo->len > 0 ? g_ptr_array_index (self->redo, 0) : NULL;

  self->is_rough = !g_str_equal (canonical, self->row->draft);
  if ((last == NULL || last->after == digest) && (next == NULL || next->before == digest) &&
      !self->is_rough)
    return;
  if (self->is_rough)
    last = next = NULL;
  if (last != NULL && last->before == digest)
    turn (self->undo, self->redo, &self->turned);
  else if (next != NULL && next->after == digest)
    turn (self->redo, self->undo, &self->turned);
  else
    {
      self->is_broken = TRUE;
      g_ptr_array_set_size (self->undo, 0);
      g_ptr_array_set_size (self->redo, 0);
    }
}

/* What a published step was called is never the name of another one: people and figures are found by it. */
static void
note_versions (EspTx *tx, EspJourneyLoading *self)
{
  for (guint i = 1; i <= self->row->version; i++)
    {
      g_autoptr (EspJourneyVersion) version = esp_journey_version_load (tx, self->id, i, NULL);
      g_autoptr (EspJourney) journey =
        version != NULL ? esp_journey_parse_json (version->definition, -1, NULL) : NULL;

      if (journey != NULL)
        esp_journey_spent_note (&self->spent, journey);
    }
}

/**
 * esp_journey_draft_load:
 * @data: an EspJourneyLoading
 *
 * Returns: %FALSE with @error set, also when the text cannot be read as a journey
 */
gboolean
esp_journey_draft_load (EspTx *tx, gpointer data, GError **error)
{
  EspJourneyLoading *self = data;
  const EspDocument document = { ESP_JOURNEY_DOCUMENT, self->id };

  self->row = esp_journey_row_load (tx, self->id, error);
  if (self->row == NULL)
    return FALSE;
  if (self->known != NULL && g_str_equal (self->known, self->row->draft))
    return TRUE;
  self->journey = esp_journey_parse_json (self->row->draft, -1, error);
  if (self->journey == NULL)
    return FALSE;
  self->text = g_ref_string_new (self->row->draft);
  self->undo =
    esp_document_steps_load (tx, &document, FALSE, G_MAXINT64, ESP_JOURNEY_DRAFT_PAGE, error);
  self->redo = self->undo != NULL
                 ? esp_document_steps_load (tx, &document, TRUE, 0, ESP_JOURNEY_DRAFT_PAGE, error)
                 : NULL;
  if (self->redo == NULL)
    return FALSE;
  note_versions (tx, self);
  settle (self);
  return TRUE;
}

/* The texts of the journeys that one write meets; each is made once. */
typedef struct
{
  EspJourney *journey; /* (unowned) */
  char *text;          /* (owned) GRefString */
} Text;

static void
text_clear (gpointer data)
{
  g_ref_string_release (((Text *) data)->text);
}

static const char *
get_text (GArray *texts, EspJourney *journey)
{
  Text made = { journey, NULL };
  g_autofree char *json = NULL;

  for (guint i = texts->len; i > 0; i--)
    if (g_array_index (texts, Text, i - 1).journey == journey)
      return g_array_index (texts, Text, i - 1).text;
  json = esp_journey_to_json (journey);
  made.text = g_ref_string_new (json);
  g_array_append_val (texts, made);
  return made.text;
}

static void
make_patches (EspJourneySaving *self, GArray *texts)
{
  for (guint i = 0; i < self->moves->len; i++)
    {
      EspDraftMove *move = g_ptr_array_index (self->moves, i);

      if (move->patch == NULL)
        move->patch =
          esp_document_step_new (get_text (texts, move->before), get_text (texts, move->after),
                                 move->title, move->at_us);
      /* Only the last texts are needed again. */
      if (texts->len > 4)
        g_array_remove_range (texts, 1, texts->len - 3);
      move->patch->number = move->number;
      move->patch->is_undone = move->number > self->top;
    }
}

static gboolean
write_steps (EspTx *tx, EspJourneySaving *self, GError **error)
{
  const EspDocument document = { ESP_JOURNEY_DOCUMENT, self->id };
  g_autoptr (GPtrArray) steps = g_ptr_array_new ();

  for (guint i = 0; i < self->moves->len; i++)
    g_ptr_array_add (steps, ((EspDraftMove *) g_ptr_array_index (self->moves, i))->patch);
  if (self->cut != G_MAXINT64 &&
      !esp_document_steps_replace (tx, &document, self->cut, steps, error))
    return FALSE;
  return self->low > self->high ||
         esp_document_steps_set_top (tx, &document, self->low, self->high, self->top, error);
}

static gboolean
write_all (EspTx *tx, EspJourneySaving *self, const EspJourneyRow *row, GError **error)
{
  g_autoptr (GArray) texts = g_array_new (FALSE, FALSE, sizeof (Text));
  const char *name = self->journey->name != NULL ? self->journey->name : self->name;

  g_array_set_clear_func (texts, text_clear);
  if (!self->is_rough)
    {
      Text saved = { self->saved, g_ref_string_acquire (self->saved_text) };

      g_array_append_val (texts, saved);
    }
  make_patches (self, texts);
  self->text = g_ref_string_acquire ((char *) get_text (texts, self->journey));
  if (strlen (self->text) > ESP_JOURNEY_MAX_BYTES)
    {
      g_set_error_literal (error, ESP_JOURNEY_ERROR, ESP_JOURNEY_ERROR_LIMIT,
                           "The journey has become too long to be saved; shorten its notes, or "
                           "divide it");
      g_clear_pointer (&self->text, g_ref_string_release);
      return FALSE;
    }
  if (esp_journey_review_check_unlocked (tx, self->id, error) && write_steps (tx, self, error) &&
      ((g_str_equal (row->draft, self->text) && g_str_equal (row->name, name)) ||
       esp_journey_row_save (tx, self->id, name, self->text, error)))
    return TRUE;
  g_clear_pointer (&self->text, g_ref_string_release);
  return FALSE;
}

/**
 * esp_journey_draft_write:
 * @data: an EspJourneySaving
 *
 * Writes the draft and its steps, unless the file has another draft than it should have.
 */
gboolean
esp_journey_draft_write (EspTx *tx, gpointer data, GError **error)
{
  EspJourneySaving *self = data;
  g_autoptr (EspJourneyRow) row = esp_journey_row_load (tx, self->id, error);

  if (row == NULL)
    return FALSE;
  follow_previous (self);
  if (g_str_equal (row->draft, self->saved_text))
    return write_all (tx, self, row, error);
  self->other = esp_journey_loading_new (self->id, NULL);
  return esp_journey_draft_load (tx, self->other, error);
}

/**
 * esp_journey_draft_page:
 * @data: an EspJourneyPaging
 */
gboolean
esp_journey_draft_page (EspTx *tx, gpointer data, GError **error)
{
  EspJourneyPaging *self = data;
  const EspDocument document = { ESP_JOURNEY_DOCUMENT, self->id };

  self->steps = esp_document_steps_load (tx, &document, self->are_undone, self->from,
                                         ESP_JOURNEY_DRAFT_PAGE, error);
  return self->steps != NULL;
}

/**
 * esp_journey_draft_step:
 * @data: an EspJourneyStepping
 *
 * Goes one step back or forth by its difference, on a reader's thread; the other side stays %NULL when it
 * does not fit.
 */
gboolean
esp_journey_draft_step (EspTx *tx, gpointer data, GError **error)
{
  EspJourneyStepping *stepping = data;
  g_autofree char *made = stepping->text == NULL ? esp_journey_to_json (stepping->journey) : NULL;
  const char *text = made != NULL ? made : stepping->text;
  g_autofree char *other = stepping->is_redo ? esp_document_step_apply (stepping->patch, text)
                                             : esp_document_step_revert (stepping->patch, text);
  g_autoptr (GError) local = NULL;

  g_clear_pointer (&stepping->text, g_ref_string_release);
  if (other == NULL)
    return TRUE;
  stepping->other = esp_journey_parse_json (other, -1, &local);
  if (stepping->other == NULL)
    g_warning ("A step of a journey cannot be gone: %s", local->message);
  else
    stepping->text = g_ref_string_new (other);
  return TRUE;
}
