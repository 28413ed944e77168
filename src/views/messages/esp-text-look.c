/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes, counts and checks a text that is being edited, away from the window's thread. */
#define G_LOG_DOMAIN "esp-messages"

#include "config.h"

#include "views/messages/esp-text-look.h"

#include "engine/content/text/esp-kakao.h"
#include "engine/policy/esp-content-check.h"
#include "store/esp-lead-query.h"
#include "worker/esp-text-check.h"

/**
 * esp_text_look_new:
 *
 * Returns: (transfer full): a look that was not taken yet
 */
EspTextLook *
esp_text_look_new (const char *document, gboolean is_cost)
{
  EspTextLook *self = g_new0 (EspTextLook, 1);

  self->document = g_strdup (document);
  self->is_cost = is_cost;
  return self;
}

void
esp_text_look_free (gpointer data)
{
  EspTextLook *self = data;

  g_free (self->document);
  g_free (self->prefix);
  g_free (self->suffix);
  esp_text_clear (&self->text);
  g_free (self->kakao);
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  esp_text_cost_free (self->cost);
  g_free (self->problem);
  g_free (self);
}

static gboolean
count_everyone (EspTextLook *self, EspTx *tx, EspTextComposer *composer, GError **error)
{
  const EspLeadQuery query = { NULL };
  g_autoptr (EspFields) fields = esp_fields_load (tx, error);
  g_autoptr (EspBitmap) people = esp_bitmap_new ();

  if (fields == NULL || !esp_lead_query_bitmap (tx, fields, &query, people, error))
    return FALSE;
  self->cost = esp_text_cost_new (tx, composer, people, error);
  return self->cost != NULL;
}

static void
make_sample (EspTextLook *self, EspTx *tx, EspTextComposer *composer)
{
  const char *language = esp_text_composer_get_doc (composer)->language;
  const EspTextRequest request = { .sample = esp_message_sample_find_for ("usual", language),
                                   .now_us = esp_tx_get_now_us (tx) };
  g_autoptr (GError) problem = NULL;

  if (!esp_text_composer_compose (composer, &request, &self->text, &problem) &&
      self->text.doc == NULL)
    self->problem = g_strdup (problem->message);
  if (self->text.doc != NULL && self->text.doc->medium == ESP_TEXT_MEDIUM_KAKAO &&
      self->text.doc->kakao.product == ESP_KAKAO_ALIMTALK)
    self->kakao = esp_kakao_fill (self->text.doc);
}

/**
 * esp_text_look_run:
 *
 * A text that cannot be made is no failure: the look says why.
 */
gboolean
esp_text_look_run (EspTx *tx, gpointer data, GError **error)
{
  EspTextLook *self = data;
  const EspTextSource source = { 0 };
  g_autoptr (GError) problem = NULL;
  g_autoptr (EspTextComposer) composer =
    esp_text_composer_load_document (tx, &source, self->document, &problem);

  if (composer == NULL)
    {
      self->problem = g_strdup (problem->message);
      return TRUE;
    }
  if (self->is_cost)
    return count_everyone (self, tx, composer, error);
  self->prefix = esp_text_law_dup_prefix (esp_text_composer_get_doc (composer),
                                          esp_text_composer_get_law (composer));
  self->suffix = esp_text_law_dup_suffix (esp_text_composer_get_doc (composer),
                                          esp_text_composer_get_law (composer));
  make_sample (self, tx, composer);
  self->findings = esp_text_check (tx, composer, NULL, NULL);
  return TRUE;
}
