/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads everything that was said about a send, and what differs from what was approved before. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "worker/esp-review-dossier.h"

#include "store/esp-audit.h"
#include "store/esp-campaigns.h"
#include "store/esp-messages.h"
#include "worker/esp-send-basis.h"
#include "worker/esp-workspace-setting.h"
#include "worker/esp-review-look.h"

/**
 * esp_review_dossier_new:
 * @id: of the review
 *
 * Returns: (transfer full): to be read with esp_review_dossier_read()
 */
EspReviewDossier *
esp_review_dossier_new (gint64 id)
{
  EspReviewDossier *self = g_new0 (EspReviewDossier, 1);

  self->id = id;
  return self;
}

/**
 * esp_review_dossier_free:
 */
void
esp_review_dossier_free (EspReviewDossier *self)
{
  if (self == NULL)
    return;
  esp_review_free (self->review);
  esp_review_free (self->before);
  g_clear_pointer (&self->votes, g_ptr_array_unref);
  g_clear_pointer (&self->comments, g_ptr_array_unref);
  g_clear_pointer (&self->log, g_ptr_array_unref);
  g_clear_pointer (&self->changes, g_ptr_array_unref);
  g_clear_pointer (&self->doc, esp_message_doc_free);
  g_clear_pointer (&self->text, esp_text_doc_free);
  g_free (self->send_state);
  g_free (self->medium);
  g_free (self->document);
  g_free (self->own_rule);
  g_free (self);
}

/* The message as it was looked at; its working copy when that is not kept any more. */
static char *
load_document (EspTx *tx, const EspReview *review, int *out_version)
{
  int version = esp_send_basis_get_version (review->basis);
  g_autoptr (EspMessageRow) row = NULL;
  char *document = NULL;

  if (review->message_id == 0)
    return NULL;
  if (version != 0)
    document = esp_message_load_version (tx, review->message_id, version, NULL);
  if (out_version != NULL)
    *out_version = document != NULL ? version : 0;
  if (document != NULL)
    return document;
  row = esp_message_load (tx, review->message_id, NULL);
  return row != NULL ? g_strdup (row->document) : NULL;
}

static void
compare (EspReviewDossier *self, EspTx *tx)
{
  g_autofree char *document = NULL;

  self->changed = esp_send_basis_compare (self->before->basis, self->review->basis);
  if ((self->changed & (1u << ESP_BASIS_MESSAGE)) == 0)
    return;
  document = load_document (tx, self->before, NULL);
  if (document != NULL && self->doc != NULL)
    {
      g_autoptr (EspMessageDoc) doc = esp_message_doc_parse (document, -1, NULL);

      self->changes = doc != NULL ? esp_message_diff (doc, self->doc) : NULL;
    }
  else if (document != NULL && self->text != NULL)
    {
      g_autoptr (EspTextDoc) text = esp_text_doc_parse (document, -1, NULL);

      self->changes = text != NULL ? esp_text_diff (text, self->text) : NULL;
    }
}

static gboolean
read_message (EspReviewDossier *self, EspTx *tx, GError **error)
{
  if (self->review->message_id == 0)
    return TRUE;
  self->medium = esp_message_dup_channel (tx, self->review->message_id, error);
  if (self->medium == NULL)
    return FALSE;
  self->document = load_document (tx, self->review, &self->version);
  if (self->document != NULL && g_str_equal (self->medium, "email"))
    self->doc = esp_message_doc_parse (self->document, -1, NULL);
  else if (self->document != NULL)
    self->text = esp_text_doc_parse (self->document, -1, NULL);
  return TRUE;
}

/**
 * esp_review_dossier_can_give_back:
 *
 * Returns: whether somebody may still ask for changes: it is not decided, or approved and not ordered
 */
gboolean
esp_review_dossier_can_give_back (const EspReviewDossier *self)
{
  return self->review->state == ESP_REVIEW_ASKED ||
         (self->review->state == ESP_REVIEW_APPROVED && g_strcmp0 (self->send_state, "draft") == 0);
}

/**
 * esp_review_dossier_read:
 * @data: an #EspReviewDossier
 *
 * For esp_store_read_async().
 */
gboolean
esp_review_dossier_read (EspTx *tx, gpointer data, GError **error)
{
  EspReviewDossier *self = data;
  g_autoptr (EspSend) send = NULL;
  g_autofree char *object = NULL;

  self->now_us = esp_tx_get_now_us (tx);
  self->review = esp_review_load (tx, self->id, error);
  send = self->review != NULL ? esp_send_load (tx, self->review->send_id, error) : NULL;
  if (send == NULL || !esp_review_find_stale (tx, self->review, &self->stale, error) ||
      !read_message (self, tx, error))
    return FALSE;
  self->send_state = g_strdup (send->state);
  self->scheduled_at_us = send->scheduled_at_us;
  object = g_strdup_printf ("send:%" G_GINT64_FORMAT, send->id);
  self->votes = esp_review_list_votes (tx, self->id, error);
  self->comments = self->votes != NULL ? esp_review_list_comments (tx, self->id, error) : NULL;
  self->log = self->comments != NULL ? esp_audit_list (tx, object, error) : NULL;
  self->own_rule =
    self->log != NULL ? esp_setting_load (tx, esp_setting_find ("own-review"), error) : NULL;
  if (self->own_rule == NULL || !esp_review_find_approved_before (tx, self->review->campaign_id,
                                                                  self->id, &self->before, error))
    return FALSE;
  if (self->before != NULL)
    compare (self, tx);
  return TRUE;
}
