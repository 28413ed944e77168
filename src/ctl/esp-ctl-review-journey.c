/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl review journey: asking people for their yes before a journey is published, and giving it. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-review-journey.h"

#include "base/esp-clock.h"
#include "ctl/esp-ctl-common.h"
#include "ctl/esp-ctl-json.h"
#include "store/esp-journeys.h"
#include "worker/esp-journey-review.h"

#include <string.h>

typedef struct
{
  const char *action;
  char *workspace;
  char *journey;
  char *person;
  char *text;
  int hours;
  gboolean is_json;
  gboolean is_approved;
  EspJourneyReviewLook *look; /* (owned) (nullable) */
} Options;

static void
options_clear (Options *self)
{
  g_free (self->workspace);
  g_free (self->journey);
  g_free (self->person);
  g_free (self->text);
  esp_journey_review_look_free (self->look);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
act (Options *self, EspTx *tx, gint64 id, GError **error)
{
  gint64 until_us =
    self->hours > 0 ? esp_tx_get_now_us (tx) + (gint64) self->hours * ESP_USEC_PER_HOUR : 0;

  if (g_str_equal (self->action, "ask"))
    return esp_journey_review_ask (tx, id, self->person, self->text, error);
  if (g_str_equal (self->action, "approve"))
    return esp_journey_review_approve (tx, id, self->person, until_us, &self->is_approved, error);
  if (g_str_equal (self->action, "changes"))
    return esp_journey_review_give_back (tx, id, self->person, self->text, error);
  if (g_str_equal (self->action, "withdraw"))
    return esp_journey_review_withdraw (tx, id, self->person, error);
  return TRUE;
}

static gboolean
run_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;
  gint64 id = 0;

  if (!esp_journey_row_resolve (tx, self->journey, &id, error) || !act (self, tx, id, error))
    return FALSE;
  self->look = esp_journey_review_look_new (tx, id, error);
  return self->look != NULL;
}

static void
print (const Options *self)
{
  static const char *const words[] = {
    [ESP_JOURNEY_YES_FREE] = "free",   [ESP_JOURNEY_YES_MISSING] = "missing",
    [ESP_JOURNEY_YES_WAITS] = "waits", [ESP_JOURNEY_YES_CHANGED] = "changed",
    [ESP_JOURNEY_YES_GIVEN] = "given",
  };
  static const char *const sentences[] = {
    [ESP_JOURNEY_YES_FREE] = "Nobody has to be asked before it is published.",
    [ESP_JOURNEY_YES_MISSING] = "Somebody has to say yes before it is published.",
    [ESP_JOURNEY_YES_WAITS] = "It is in review.",
    [ESP_JOURNEY_YES_CHANGED] = "It was changed since the review: ask again.",
    [ESP_JOURNEY_YES_GIVEN] = "It is approved and can be published.",
  };
  const EspJourneyReview *review = self->look->review;

  if (self->is_json)
    {
      g_autoptr (JsonBuilder) builder = json_builder_new ();

      json_builder_begin_object (builder);
      esp_ctl_add_text (builder, "yes", words[self->look->yes]);
      esp_ctl_add_text (builder, "state",
                        review != NULL ? esp_review_state_to_string (review->state) : NULL);
      esp_ctl_add_text (builder, "asked_by", review != NULL ? review->asked_by : NULL);
      esp_ctl_add_text (builder, "reason", review != NULL ? review->reason : NULL);
      esp_ctl_add_int (builder, "valid_until", review != NULL ? review->valid_until_us : 0);
      json_builder_end_object (builder);
      esp_ctl_print_json (builder);
      return;
    }
  g_print ("%s\n", sentences[self->look->yes]);
  if (review == NULL)
    return;
  g_print ("Newest review: %s, asked by %s\n", esp_review_state_to_string (review->state),
           review->asked_by);
  for (guint i = 0; review->votes[i] != NULL; i++)
    if (*review->votes[i] != '\0')
      g_print ("  yes: %s\n", review->votes[i]);
  if (review->reason != NULL)
    g_print ("  to be changed (%s): %s\n", review->ended_by, review->reason);
}

/**
 * esp_ctl_review_journey:
 *
 * Returns: the exit status
 */
int
esp_ctl_review_journey (int argc, char **argv)
{
  static const char *const actions[] = { "ask", "approve", "changes", "withdraw", "show", NULL };
  g_auto (Options) self = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store = NULL;
  g_autoptr (GOptionContext) context =
    g_option_context_new ("ask|approve|changes|withdraw|show JOURNEY – the yes of a person before "
                          "a journey is published");
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &self.workspace, "the workspace", "FILE" },
    { "as", 0, 0, G_OPTION_ARG_STRING, &self.person, "who you are (else your name here)", "NAME" },
    { "text", 't', 0, G_OPTION_ARG_STRING, &self.text, "what to say", "TEXT" },
    { "hours", 0, 0, G_OPTION_ARG_INT, &self.hours, "how long the approval holds (else 48)", "N" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self.is_json, "for machines", NULL },
    { NULL },
  };
  gboolean is_show;
  int status;

  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, &argc, &argv, "review journey", &status))
    return status;
  if (argc != 3 || !g_strv_contains (actions, argv[1]))
    return esp_ctl_usage ("review journey",
                          "Say what to do and with which journey: ask, approve, changes, withdraw "
                          "or show, then its number or name");
  if (self.hours < 0 || self.hours > 24 * 365)
    return esp_ctl_usage ("review journey", "Write the hours as a number from 1 to 8760");
  self.action = argv[1];
  self.journey = g_strdup (argv[2]);
  if (self.person == NULL)
    self.person = g_strdup (g_get_real_name ());
  is_show = g_str_equal (self.action, "show");
  store =
    esp_ctl_open_workspace (self.workspace, is_show ? ESP_STORE_READ_ONLY : ESP_STORE_OPEN, &error);
  if (store == NULL ||
      !(is_show ? esp_store_read (store, ESP_READ_PAGE, run_cb, &self, NULL, &error)
                : esp_store_write (store, NULL, run_cb, &self, NULL, &error)))
    return esp_ctl_fail ("review journey", error);
  print (&self);
  return ESP_CTL_OK;
}
