/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl review evidence: what was looked at, by whom and when, as a PDF; of a send or of a journey. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-review-people.h"

#include "base/esp-zone.h"
#include "ctl/esp-ctl-common.h"
#include "store/esp-journeys.h"
#include "store/esp-meta.h"
#include "worker/esp-journey-evidence.h"

static const char subject[] = "review evidence";

typedef struct
{
  char *workspace;
  char *campaign;
  char *journey;
  char *output;
  char *language;
  gint64 id;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->workspace);
  g_free (self->campaign);
  g_free (self->journey);
  g_free (self->output);
  g_free (self->language);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
find_of_journey (EspTx *tx, Options *self, GError **error)
{
  g_autoptr (EspJourneyReview) newest = NULL;
  gint64 journey_id = 0;

  if (!esp_journey_row_resolve (tx, self->journey, &journey_id, error) ||
      !esp_journey_review_find_newest (tx, journey_id, &newest, error))
    return FALSE;
  if (newest == NULL)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
                   "Nobody has asked for a review of “%.60s”; “review journey ask” does",
                   self->journey);
      return FALSE;
    }
  self->id = newest->id;
  return TRUE;
}

static gboolean
make_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;
  g_autofree char *name = esp_meta_get_text (tx, ESP_META_ZONE, "Asia/Seoul", error);
  g_autoptr (GTimeZone) zone = name != NULL ? esp_zone_open (name) : NULL;
  EspEvidenceWords words;
  EspEvidence evidence = { .words = &words };
  g_autoptr (GBytes) pdf = NULL;

  if (name == NULL ||
      !(self->journey != NULL ? find_of_journey (tx, self, error)
                              : esp_ctl_review_find (tx, self->campaign, &self->id, error)))
    return FALSE;
  evidence.review_id = self->id;
  esp_evidence_words_fill (&words,
                           g_strcmp0 (self->language, "ko") == 0 ? ESP_LANG_KO : ESP_LANG_EN, zone);
  if (!(self->journey != NULL ? esp_journey_evidence_make (tx, &evidence, error)
                              : esp_review_evidence_make (tx, &evidence, error)))
    return FALSE;
  pdf = evidence.pdf;
  return g_file_set_contents (self->output, g_bytes_get_data (pdf, NULL),
                              (gssize) g_bytes_get_size (pdf), error);
}

/**
 * esp_ctl_review_evidence:
 *
 * Returns: the exit status
 */
int
esp_ctl_review_evidence (int argc, char **argv)
{
  g_auto (Options) self = { 0 };
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &self.workspace, "the workspace", "FILE" },
    { "campaign", 'c', 0, G_OPTION_ARG_STRING, &self.campaign,
      "the newest review of its newest send", "NAME" },
    { "review", 'r', 0, G_OPTION_ARG_INT64, &self.id, "which review of a send", "ID" },
    { "journey", 0, 0, G_OPTION_ARG_STRING, &self.journey, "the newest review of a journey",
      "NAME" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self.output, "the file to write", "FILE" },
    { "language", 0, 0, G_OPTION_ARG_STRING, &self.language,
      "in which language it is written (else en)", "en|ko" },
    { NULL },
  };
  g_autoptr (GOptionContext) context =
    g_option_context_new ("– what was looked at, by whom and when, as a PDF");
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = NULL;
  int status;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, &argc, &argv, subject, &status))
    return status;
  if ((self.id != 0) + (self.campaign != NULL) + (self.journey != NULL) != 1)
    return esp_ctl_usage (subject,
                          "Which review? Name it with --review ID, or its --campaign or --journey");
  if (self.output == NULL)
    return esp_ctl_usage (subject, "Where to? Name the file with --output FILE.pdf");
  if (self.language != NULL && !g_str_equal (self.language, "en") &&
      !g_str_equal (self.language, "ko"))
    return esp_ctl_usage (subject, "Write --language as en or ko");
  store = esp_ctl_open_workspace (self.workspace, ESP_STORE_READ_ONLY, &error);
  if (store == NULL || !esp_store_read (store, ESP_READ_LONG, make_cb, &self, NULL, &error))
    return esp_ctl_fail (subject, error);
  g_print ("Done.\n");
  return ESP_CTL_OK;
}
