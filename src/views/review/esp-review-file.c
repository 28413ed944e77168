/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saves the evidence of a review where the person wants it, in their words. */
#define G_LOG_DOMAIN "esp-review"

#include "config.h"

#include "views/review/esp-review-file.h"

#include "views/campaigns/esp-campaign-words.h"
#include "views/journeys/esp-journey-words.h"
#include "views/messages/esp-preview-person.h"
#include "views/review/esp-review-words.h"
#include "views/shell/esp-dialogs.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-journey-evidence.h"

#include <glib/gi18n.h>

typedef struct
{
  EspEvidence evidence;
  EspEvidenceWords words;
  GTimeZone *zone;  /* (owned) */
  GPtrArray *texts; /* (owned) of strings that the words need */
  GFile *file;      /* (owned) */
  gboolean is_journey;
} Saving;

typedef struct
{
  EspSession *session; /* (owned) */
  gint64 review_id;
  gboolean is_journey;
} Wish;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  g_clear_pointer (&saving->evidence.pdf, g_bytes_unref);
  g_time_zone_unref (saving->zone);
  g_ptr_array_unref (saving->texts);
  g_object_unref (saving->file);
  g_free (saving);
}

static char *
describe_step (const EspJourney *journey, const EspJourneyStep *step)
{
  return esp_journey_words_sentence (journey, step, NULL);
}

static void
fill_words (EspEvidenceWords *out)
{
  const char *const words[ESP_N_EVIDENCE_WORDS] = {
    [ESP_EVIDENCE_TITLE] = _ ("Evidence of a review"),
    [ESP_EVIDENCE_STATE] = _ ("State"),
    [ESP_EVIDENCE_ASKED] = _ ("Asked by"),
    [ESP_EVIDENCE_NOTE] = _ ("Note"),
    [ESP_EVIDENCE_APPROVED] = _ ("Approved by"),
    [ESP_EVIDENCE_UNTIL] = _ ("Approved until"),
    [ESP_EVIDENCE_ENDED] = _ ("Decided"),
    [ESP_EVIDENCE_REASON] = _ ("Reason"),
    [ESP_EVIDENCE_LEAVES] = _ ("Leaves"),
    [ESP_EVIDENCE_AT_ONCE] = _ ("as soon as it is ordered"),
    [ESP_EVIDENCE_VERSION] = _ ("Version of the message"),
    [ESP_EVIDENCE_DIGESTS] = _ ("Digests of what was looked at (SHA-256)"),
    [ESP_EVIDENCE_PEOPLE] = C_ ("review", "Who gets it"),
    [ESP_EVIDENCE_MATCHING] = _ ("Match"),
    [ESP_EVIDENCE_RECEIVERS] = _ ("Will receive"),
    [ESP_EVIDENCE_CHECKS] = C_ ("review", "Checks"),
    [ESP_EVIDENCE_RULES] = _ ("Rules, with their dates"),
    [ESP_EVIDENCE_NO_CHECKS] = _ ("The checks were not kept."),
    [ESP_EVIDENCE_SAMPLES] = C_ ("review", "What they get"),
    [ESP_EVIDENCE_SUBJECT] = _ ("Subject"),
    [ESP_EVIDENCE_PREHEADER] = _ ("Preview text"),
    [ESP_EVIDENCE_LEFT_OUT] = _ ("This person would be left out: a field is missing."),
    [ESP_EVIDENCE_PICTURE] = _ ("Picture"),
    [ESP_EVIDENCE_COMMENTS] = _ ("Comments"),
    [ESP_EVIDENCE_NO_COMMENTS] = _ ("No comments yet"),
    [ESP_EVIDENCE_STEPS] = _ ("Steps"),
    [ESP_EVIDENCE_OFF] = C_ ("step", "off"),
    [ESP_EVIDENCE_ANYBODY] =
      _ ("Everybody who comes in and may get a message. How many is not known beforehand."),
    [ESP_EVIDENCE_JOURNEY] = _ ("journey and messages"),
    [ESP_EVIDENCE_MADE] = _ ("Made"),
    [ESP_EVIDENCE_NO_ADVICE] = _ ("Checks help; they are not legal advice."),
  };

  for (guint i = 0; i < ESP_N_EVIDENCE_WORDS; i++)
    out->words[i] = words[i];
  for (guint i = 0; i < ESP_N_REVIEW_STATES; i++)
    out->states[i] = esp_review_state_title ((EspReviewState) i);
  for (guint i = 0; i < ESP_N_REASONS; i++)
    out->reasons[i] = esp_campaign_reason_title ((EspReason) i);
  for (guint i = 0; i < ESP_N_STEP_KINDS; i++)
    out->steps[i] = esp_journey_words_step_kind ((EspStepKind) i);
  out->describe_step = describe_step;
  out->name_sample = esp_preview_person_get_sample_title;
  out->language = C_ ("language of rule packs", "en");
}

static Saving *
saving_new (const Wish *wish, GFile *file)
{
  Saving *saving = g_new0 (Saving, 1);
  EspSession *session = wish->session;

  saving->is_journey = wish->is_journey;
  saving->file = g_object_ref (file);
  saving->zone = g_time_zone_ref (esp_session_get_zone (session));
  saving->texts = g_ptr_array_new_with_free_func (g_free);
  fill_words (&saving->words);
  for (guint i = 0; i < ESP_N_BASIS_PARTS; i++)
    {
      g_ptr_array_add (saving->texts, esp_review_name_parts (1u << i));
      saving->words.parts[i] = saving->texts->pdata[i];
    }
  saving->words.lang = esp_session_get_lang (session);
  saving->words.zone = saving->zone;
  saving->evidence.review_id = wish->review_id;
  saving->evidence.words = &saving->words;
  return saving;
}

static gboolean
make_cb (EspTx *tx, gpointer data, GError **error)
{
  Saving *saving = data;

  return (saving->is_journey ? esp_journey_evidence_make (tx, &saving->evidence, error)
                             : esp_review_evidence_make (tx, &saving->evidence, error)) &&
         g_file_replace_contents (saving->file, g_bytes_get_data (saving->evidence.pdf, NULL),
                                  g_bytes_get_size (saving->evidence.pdf), NULL, FALSE,
                                  G_FILE_CREATE_PRIVATE, NULL, NULL, error);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspSession) session = user_data;
  g_autoptr (GError) error = NULL;
  Saving *saving = esp_store_read_finish (ESP_STORE (source), result, &error);
  g_autofree char *message = saving == NULL ? esp_store_message (error) : NULL;

  esp_session_toast (session, saving != NULL ? _ ("Evidence saved") : message);
  g_clear_pointer (&saving, saving_free);
}

static void
file_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wish *wish = user_data;
  g_autoptr (GFile) file = esp_dialog_file_finish (result, NULL);

  if (file != NULL)
    esp_store_read_async (esp_session_get_store (wish->session), ESP_READ_LONG, make_cb,
                          saving_new (wish, file), saving_free, NULL, made_cb,
                          g_object_ref (wish->session));
  g_object_unref (wish->session);
  g_free (wish);
}

/**
 * esp_review_evidence_save:
 *
 * @is_journey: the review is one of a journey
 *
 * Asks where to, and writes the file in the background.
 */
void
esp_review_evidence_save (EspSession *session, gint64 review_id, gboolean is_journey)
{
  static const EspFileFilter filters[] = { { N_ ("PDF documents"), "*.pdf" }, { NULL, NULL } };
  g_autofree char *name = g_strdup_printf ("%s-%" G_GINT64_FORMAT ".pdf",
                                           is_journey ? "journey-review" : "review", review_id);
  Wish *wish = g_new0 (Wish, 1);

  wish->session = g_object_ref (session);
  wish->review_id = review_id;
  wish->is_journey = is_journey;
  esp_dialog_save_file_async (esp_session_get_window (session), _ ("Save evidence"), name, filters,
                              NULL, file_cb, wish);
}
