/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes what a person changes on the page of a step into the draft, or says why not. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-step-page-private.h"

#include "views/journeys/esp-step-json.h"

#include <glib/gi18n.h>

/**
 * esp_step_page_begin:
 *
 * Returns: (transfer full): the text as it is, to be changed and handed to esp_step_page_commit()
 */
JsonNode *
esp_step_page_begin (EspStepPage *self)
{
  /* Copies of json-glib share what is inside; what is read anew does not. */
  return esp_step_json_read (self->text);
}

static void
tell_fault (EspStepPage *self, EspStepBinding *binding, const char *sentence)
{
  EspStepLine *row = ESP_STEP_LINE (binding->row);
  gboolean is_new = g_strcmp0 (esp_step_line_get_fault (row), sentence) != 0;

  binding->refused = sentence != NULL;
  esp_step_line_set_fault (row, sentence, TRUE);
  if (is_new && sentence != NULL)
    esp_session_announce (self->session, sentence, TRUE);
}

/**
 * esp_step_page_refuse:
 * @sentence: (nullable): why what the control says is not kept; %NULL takes that back
 */
void
esp_step_page_refuse (EspStepPage *self, GtkWidget *control, const char *sentence)
{
  EspStepBinding *binding = esp_step_page_binding_of (control);

  if (binding != NULL && (sentence != NULL || binding->refused))
    tell_fault (self, binding, sentence);
}

/* @next: (transfer full) */
static gboolean
apply (EspStepPage *self,
       EspStepBinding *binding,
       JsonNode *next,
       const char *title,
       const char *key)
{
  g_autoptr (JsonNode) root = next;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = json_to_string (root, FALSE);
  g_autofree char *said = NULL;
  g_autofree char *sentence = NULL;
  g_autoptr (EspJourney) journey = NULL;

  if (!esp_step_page_is_editable (self) || self->root == NULL)
    return FALSE;
  journey =
    self->subject->edit (esp_journey_draft_get_journey (self->draft), self->id, json, &error);
  if (journey == NULL)
    {
      sentence = g_strdup_printf (_ ("This cannot be kept: %s"), error->message);
      if (binding != NULL)
        tell_fault (self, binding, sentence);
      else
        esp_session_announce (self->session, sentence, TRUE);
      return FALSE;
    }
  if (binding != NULL && binding->refused)
    tell_fault (self, binding, NULL);
  said = self->subject->read (journey, self->id);
  if (g_strcmp0 (said, self->text) == 0)
    return TRUE;
  self->is_committing = TRUE;
  esp_journey_draft_apply (self->draft, journey, title, key);
  self->is_committing = FALSE;
  (void) esp_step_page_read_root (self);
  esp_step_page_tell_changed (self);
  return TRUE;
}

/**
 * esp_step_page_commit:
 * @control: (nullable): what a person used, or a part of it
 * @next: (transfer full): of esp_step_page_begin(), changed
 *
 * Applies a change to the draft as one step back.
 *
 * Returns: whether it was fine
 */
gboolean
esp_step_page_commit (EspStepPage *self, GtkWidget *control, JsonNode *next, EspStepCommit how)
{
  EspStepBinding *binding = control != NULL ? esp_step_page_binding_of (control) : NULL;
  const char *name =
    binding != NULL ? esp_step_line_get_title (ESP_STEP_LINE (binding->row)) : NULL;
  g_autofree char *title = NULL;
  g_autofree char *key = NULL;

  /* Translators: what Undo takes back; %s is the name of a field: Message, Wait */
  title = name != NULL ? g_strdup_printf (_ ("Change “%s”"), name) : g_strdup (_ ("Change step"));
  if (binding != NULL && (how & ESP_STEP_COMMIT_TYPING) != 0)
    key = g_strdup_printf ("%s:%s:%s:%u", self->subject->prefix, self->id != NULL ? self->id : "",
                           binding->path, binding->serial);
  if (!apply (self, binding, next, title, key))
    return FALSE;
  if ((how & ESP_STEP_COMMIT_REBUILD) != 0)
    esp_step_page_rebuild_soon (self, NULL);
  return TRUE;
}

/**
 * esp_step_page_commit_named:
 * @title: what Undo takes back
 * @next: (transfer full)
 *
 * Applies a change that is of no one row; the rows are built anew.
 *
 * Returns: whether it was fine
 */
gboolean
esp_step_page_commit_named (EspStepPage *self, const char *title, JsonNode *next)
{
  gboolean is_fine = apply (self, NULL, next, title, NULL);

  esp_step_page_rebuild_soon (self, NULL);
  return is_fine;
}

/**
 * esp_step_page_undo:
 *
 * Goes one step back in the draft, or forth.
 */
void
esp_step_page_undo (EspStepPage *self, gboolean is_redo)
{
  if (is_redo)
    (void) esp_journey_draft_redo (self->draft);
  else
    (void) esp_journey_draft_undo (self->draft);
}
