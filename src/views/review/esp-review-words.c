/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reviews in the words of people: states, what differs, and what stands against a decision. */
#define G_LOG_DOMAIN "esp-review"

#include "config.h"

#include "views/review/esp-review-words.h"

#include "engine/content/esp-block-words.h"
#include "views/messages/esp-change-words.h"
#include "views/messages/esp-message-desk.h"
#include "views/review/esp-review-acts.h"
#include "views/shell/esp-store-messages.h"
#include "worker/esp-review.h"

#include <glib/gi18n.h>
#include <string.h>

#define MAX_WORDS 60

/**
 * esp_review_state_title:
 *
 * Returns: (transfer none): translated
 */
const char *
esp_review_state_title (EspReviewState state)
{
  static const char *const titles[ESP_N_REVIEW_STATES] = {
    [ESP_REVIEW_ASKED] = NC_ ("review", "Waiting"),
    [ESP_REVIEW_CHANGES] = NC_ ("review", "Changes wanted"),
    [ESP_REVIEW_APPROVED] = NC_ ("review", "Approved"),
    [ESP_REVIEW_VOID] = NC_ ("review", "Void"),
    [ESP_REVIEW_WITHDRAWN] = NC_ ("review", "Withdrawn"),
  };

  return g_dpgettext2 (NULL, "review", titles[state]);
}

/**
 * esp_review_name_parts:
 * @parts: of esp_send_basis_compare()
 *
 * Returns: (transfer full): "message, audience", translated
 */
char *
esp_review_name_parts (guint parts)
{
  static const char *const titles[ESP_N_BASIS_PARTS] = {
    [ESP_BASIS_MESSAGE] = NC_ ("review part", "message"),
    [ESP_BASIS_AUDIENCE] = NC_ ("review part", "audience"),
    [ESP_BASIS_CHANNEL] = NC_ ("review part", "channel"),
    [ESP_BASIS_SENDER] = NC_ ("review part", "sender"),
    [ESP_BASIS_OPTIONS] = NC_ ("review part", "options of the send"),
    [ESP_BASIS_LIBRARY] = NC_ ("review part", "saved blocks or brand kit"),
    [ESP_BASIS_RULES] = NC_ ("review part", "rule packs"),
  };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < ESP_N_BASIS_PARTS; i++)
    if ((parts & (1u << i)) != 0)
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "",
                              g_dpgettext2 (NULL, "review part", titles[i]));
  return g_string_free (text, FALSE);
}

/**
 * esp_review_format_time:
 *
 * Returns: (transfer full): day and time, as the person reads them
 */
char *
esp_review_format_time (EspSession *session, gint64 at_us)
{
  return esp_format_date (at_us, esp_session_get_zone (session), ESP_DATE_DAY_TIME,
                          esp_session_get_lang (session));
}

static char *
describe_size (const EspReviewLook *look)
{
  g_autofree char *before = esp_format_count (look->review->n_receivers);
  g_autofree char *now = esp_format_count (look->n_receivers);

  /* Translators: two numbers of people */
  return g_strdup_printf (
    _ ("Approved for %s people, but it would go to %s: ask for a review again"), before, now);
}

/**
 * esp_review_look_sentence:
 *
 * Returns: (transfer full) (nullable): where a send stands, translated; %NULL when nobody has to say yes
 */
char *
esp_review_look_sentence (const EspReviewLook *look, EspSession *session)
{
  g_autofree char *parts = NULL;
  g_autofree char *at = NULL;

  switch (look->standing)
    {
    case ESP_REVIEW_MISSING:
      return g_strdup (_ ("This send needs somebody's approval: ask for a review"));
    case ESP_REVIEW_WAITING:
      at = esp_review_format_time (session, look->review->asked_at_us);
      /* Translators: a name and a time */
      return g_strdup_printf (_ ("In review: %s asked for it, %s. It stays as it is until somebody "
                                 "has decided"),
                              look->review->asked_by, at);
    case ESP_REVIEW_REFUSED:
      return g_strdup_printf (ngettext ("Changes are wanted: %u open comment. Make them, then ask "
                                        "again",
                                        "Changes are wanted: %u open comments. Make them, then ask "
                                        "again",
                                        look->review->n_open),
                              look->review->n_open);
    case ESP_REVIEW_OUTDATED:
      parts = esp_review_name_parts (look->changed);
      /* Translators: %s names parts: "message, audience" */
      return g_strdup_printf (_ ("The approval is void, because this was changed: %s. Ask for a "
                                 "review again"),
                              parts);
    case ESP_REVIEW_SIZE:
      return describe_size (look);
    case ESP_REVIEW_EXPIRED:
      at = esp_review_format_time (session, look->review->valid_until_us);
      return g_strdup_printf (_ ("Approved until %s only: choose an earlier time, or ask for a "
                                 "review again"),
                              at);
    case ESP_REVIEW_GRANTED:
      at = esp_review_format_time (session, look->review->valid_until_us);
      return g_strdup_printf (_ ("Approved until %s"), at);
    case ESP_REVIEW_NOT_NEEDED:
    default:
      return NULL;
    }
}

/**
 * esp_review_message:
 * @error: of an act of a review, or any other
 *
 * Returns: (transfer full): what stands against it and what helps, translated
 */
char *
esp_review_message (const GError *error)
{
  static const char *const sentences[] = {
    [ESP_REVIEW_ERROR_NO_DRAFT] =
      N_ ("Only a draft can be reviewed: this send has been ordered already."),
    [ESP_REVIEW_ERROR_NO_MESSAGE] =
      N_ ("There is no message yet, so there is nothing to look at. Choose one first."),
    [ESP_REVIEW_ERROR_RUNS] = N_ ("It is in review already."),
    [ESP_REVIEW_ERROR_OWN] = N_ ("You asked for this yourself: somebody else has to approve it."),
    [ESP_REVIEW_ERROR_TOO_SOON] = N_ ("You asked for this yourself: look at it again ten minutes "
                                      "after asking, then approve it."),
    [ESP_REVIEW_ERROR_DECIDED] = N_ ("This review is decided already."),
    [ESP_REVIEW_ERROR_CHANGED] = N_ ("It was changed since the review was asked for. Withdraw the "
                                     "review and ask again."),
    [ESP_REVIEW_ERROR_PAST] = N_ ("An approval has to hold until some time in the future."),
    [ESP_REVIEW_ERROR_SILENT] = N_ ("Say what is to be changed: write a comment first."),
  };

  if (error->domain == ESP_REVIEW_ERROR && (guint) error->code < G_N_ELEMENTS (sentences))
    return g_strdup (_ (sentences[error->code]));
  return esp_store_message (error);
}

static char *
cut (const char *words)
{
  g_autofree char *start = NULL;

  if (g_utf8_strlen (words, -1) <= MAX_WORDS)
    return g_strdup (words);
  start = g_utf8_substring (words, 0, MAX_WORDS);
  return g_strconcat (start, "…", NULL);
}

/**
 * esp_review_place_title:
 * @place: (nullable): of a comment
 * @doc: (nullable): where blocks are found
 *
 * Returns: (transfer full): what a comment is about, translated
 */
char *
esp_review_place_title (const char *place, const EspMessageDoc *doc)
{
  const EspBlock *block;
  g_autofree char *words = NULL;
  g_autofree char *start = NULL;

  if (place == NULL)
    return g_strdup (_ ("The whole"));
  if (!g_str_has_prefix (place, "block:"))
    return g_strdup (esp_message_part_title (place));
  block = doc != NULL
            ? esp_message_doc_find_block ((EspMessageDoc *) doc, place + strlen ("block:"))
            : NULL;
  if (block == NULL)
    return g_strdup (_ ("A block that is gone"));
  words = esp_block_dup_words (block);
  start = cut (words);
  return *start != '\0' ? g_strdup_printf ("%s · %s", esp_block_kind_get_title (block->kind), start)
                        : g_strdup (esp_block_kind_get_title (block->kind));
}

/**
 * esp_review_change_sentence:
 *
 * Returns: (transfer full): which place was changed how, translated
 */
char *
esp_review_change_sentence (const EspMessageChange *change)
{
  const char *what = change->field != NULL ? esp_message_part_title (change->field)
                                           : esp_block_kind_get_title (change->block_kind);

  switch (change->kind)
    {
    case ESP_MESSAGE_CHANGE_ADDED:
      /* Translators: a kind of block */
      return g_strdup_printf (_ ("%s: new"), what);
    case ESP_MESSAGE_CHANGE_REMOVED:
      return g_strdup_printf (_ ("%s: removed"), what);
    case ESP_MESSAGE_CHANGE_LOOK:
      return g_strdup_printf (_ ("%s: the same words, another look or another link"), what);
    case ESP_MESSAGE_CHANGE_MOVED:
      return g_strdup_printf (_ ("%s: stands elsewhere"), what);
    case ESP_MESSAGE_CHANGE_FIELD:
    case ESP_MESSAGE_CHANGE_WORDS:
    default:
      return g_strdup_printf (_ ("%s: other words"), what);
    }
}

/**
 * esp_review_own_sentence:
 *
 * Returns: (transfer full) (nullable): why the person who sits here cannot approve it yet, translated
 */
char *
esp_review_own_sentence (const EspReviewDossier *dossier, EspSession *session)
{
  const EspReview *review = dossier->review;
  gint64 from_us = esp_review_get_own_at (review);
  g_autofree char *at = NULL;

  if (!g_str_equal (review->asked_by, esp_review_get_person ()))
    return NULL;
  if (g_str_equal (dossier->own_rule, "never"))
    return g_strdup (_ ("You asked for this yourself: somebody else has to approve it."));
  if (esp_clock_now_us (esp_session_get_clock (session)) >= from_us)
    return NULL;
  at = esp_format_date (from_us, esp_session_get_zone (session), ESP_DATE_SHORT_TIME,
                        esp_session_get_lang (session));
  /* Translators: %s is a time of day */
  return g_strdup_printf (_ ("You asked for this yourself: look at it again with fresh eyes. You "
                             "can "
                             "approve it from %s on."),
                          at);
}
