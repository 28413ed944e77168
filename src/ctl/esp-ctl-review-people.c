/* SPDX-License-Identifier: GPL-3.0-or-later */
/* espalierctl review: asking people for their yes, and giving it. */
#define G_LOG_DOMAIN "espalierctl"

#include "config.h"

#include "ctl/esp-ctl-review-people.h"

#include "base/esp-clock.h"
#include "base/esp-format.h"
#include "base/esp-zone.h"
#include "ctl/esp-ctl-common.h"
#include "store/esp-campaigns.h"
#include "store/esp-journey-reviews.h"
#include "store/esp-meta.h"
#include "worker/esp-review-place.h"
#include "worker/esp-review.h"
#include "worker/esp-segment-source.h"

#include <json-glib/json-glib.h>

#define LIST_LIMIT 500

typedef struct
{
  const char *action;
  char *workspace;
  char *campaign;
  char *person;
  char *text;
  char *place;
  int hours;
  gint64 id;
  gint64 comment_id;
  guint stale; /* by EspBasisPart */
  gboolean is_all;
  gboolean is_json;
  EspSendGate *gate;   /* (owned) (nullable) */
  EspReview *review;   /* (owned) (nullable) */
  GPtrArray *rows;     /* (owned) (nullable) of EspReview */
  GPtrArray *journeys; /* (owned) (nullable) of EspJourneyReview */
  GPtrArray *votes;    /* (owned) (nullable) */
  GPtrArray *comments; /* (owned) (nullable) */
  gboolean is_approved;
} Options;

static void
options_clear (Options *self)
{
  g_free (self->workspace);
  g_free (self->campaign);
  g_free (self->person);
  g_free (self->text);
  g_free (self->place);
  esp_send_gate_free (self->gate);
  esp_review_free (self->review);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_pointer (&self->journeys, g_ptr_array_unref);
  g_clear_pointer (&self->votes, g_ptr_array_unref);
  g_clear_pointer (&self->comments, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (Options *self, int *argc, char ***argv, const char *about, int *out_status)
{
  g_autofree char *subject = g_strdup_printf ("review %s", self->action);
  g_autoptr (GOptionContext) context = g_option_context_new (about);
  const GOptionEntry entries[] = {
    { "workspace", 'w', 0, G_OPTION_ARG_FILENAME, &self->workspace, "the workspace", "FILE" },
    { "campaign", 'c', 0, G_OPTION_ARG_STRING, &self->campaign,
      "whose newest send to ask for, or whose newest review is meant", "NAME" },
    { "review", 'r', 0, G_OPTION_ARG_INT64, &self->id, "which review", "ID" },
    { "comment", 0, 0, G_OPTION_ARG_INT64, &self->comment_id, "done: which comment", "ID" },
    { "as", 0, 0, G_OPTION_ARG_STRING, &self->person, "who you are (else your name here)", "NAME" },
    { "text", 't', 0, G_OPTION_ARG_STRING, &self->text, "what to say", "TEXT" },
    { "place", 0, 0, G_OPTION_ARG_STRING, &self->place,
      "where the comment belongs: subject, block:b3 …", "PLACE" },
    { "hours", 0, 0, G_OPTION_ARG_INT, &self->hours, "how long the approval holds (else 48)", "N" },
    { "all", 0, 0, G_OPTION_ARG_NONE, &self->is_all, "decided ones as well", NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, &self->is_json, "for machines", NULL },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, NULL);
  if (!esp_ctl_parse (context, argc, argv, subject, out_status))
    return FALSE;
  if (self->hours < 0 || self->hours > 24 * 365)
    {
      *out_status = esp_ctl_usage (subject, "Write the hours as a number from 1 to 8760");
      return FALSE;
    }
  if (self->person == NULL)
    self->person = g_strdup (g_get_real_name ());
  return TRUE;
}

/* @look: (nullable): reads what the write is about, so that nobody waits while everybody is counted */
static int
run (Options *self, EspStoreFunc look, EspStoreFunc write, void (*print) (Options *))
{
  g_autofree char *subject = g_strdup_printf ("review %s", self->action);
  g_autoptr (GError) error = NULL;
  g_autoptr (EspStore) store =
    esp_ctl_open_workspace (self->workspace, write != NULL ? ESP_STORE_OPEN : ESP_STORE_READ_ONLY,
                            &error);

  if (store == NULL ||
      (look != NULL && !esp_store_read (store, ESP_READ_LONG, look, self, NULL, &error)) ||
      (write != NULL && !esp_store_write (store, NULL, write, self, NULL, &error)))
    return esp_ctl_fail (subject, error);
  print (self);
  return 0;
}

static gboolean
gate_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;
  g_autoptr (EspSend) send = NULL;
  gint64 campaign_id = 0;

  if (!esp_campaign_resolve (tx, self->campaign, &campaign_id, error))
    return FALSE;
  send = esp_send_load_newest (tx, campaign_id, error);
  if (send == NULL)
    return FALSE;
  self->gate =
    esp_send_gate_new (tx, send->id, send->scheduled_at_us, esp_segment_source_members, error);
  return self->gate != NULL;
}

static gboolean
ask_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;

  return esp_review_ask (tx, self->gate, self->person, self->text, &self->id, error);
}

static gboolean
list_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;

  self->rows = esp_review_list (tx, self->is_all, LIST_LIMIT, error);
  self->journeys =
    self->rows != NULL ? esp_journey_review_list (tx, self->is_all, LIST_LIMIT, error) : NULL;
  return self->journeys != NULL;
}

/**
 * esp_ctl_review_find:
 * @campaign: (nullable): number or name
 * @id: (inout): the review that was named, else it becomes the newest one of the campaign
 */
gboolean
esp_ctl_review_find (EspTx *tx, const char *campaign, gint64 *id, GError **error)
{
  g_autoptr (EspSend) send = NULL;
  g_autoptr (EspReview) newest = NULL;
  gint64 campaign_id = 0;

  if (*id != 0)
    return TRUE;
  if (!esp_campaign_resolve (tx, campaign, &campaign_id, error))
    return FALSE;
  send = esp_send_load_newest (tx, campaign_id, error);
  if (send == NULL || !esp_review_find_newest (tx, send->id, &newest, error))
    return FALSE;
  if (newest == NULL)
    {
      g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
                   "Nobody has asked for a review of “%.60s”; “review ask” does", campaign);
      return FALSE;
    }
  *id = newest->id;
  return TRUE;
}

static gboolean
show_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;

  self->review = esp_ctl_review_find (tx, self->campaign, &self->id, error)
                   ? esp_review_load (tx, self->id, error)
                   : NULL;
  if (self->review == NULL || !esp_review_find_stale (tx, self->review, &self->stale, error))
    return FALSE;
  self->votes = self->review != NULL ? esp_review_list_votes (tx, self->id, error) : NULL;
  self->comments = self->votes != NULL ? esp_review_list_comments (tx, self->id, error) : NULL;
  return self->comments != NULL;
}

static gboolean
comment_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;
  EspReviewComment comment = { .place = self->place, .person = self->person, .text = self->text };
  g_autoptr (EspReview) review = esp_ctl_review_find (tx, self->campaign, &self->id, error)
                                   ? esp_review_load (tx, self->id, error)
                                   : NULL;

  return review != NULL && esp_review_comment (tx, self->id, &comment, error);
}

static gboolean
done_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;
  g_autoptr (GPtrArray) comments = NULL;

  if (!esp_ctl_review_find (tx, self->campaign, &self->id, error))
    return FALSE;
  comments = esp_review_list_comments (tx, self->id, error);
  for (guint i = 0; comments != NULL && i < comments->len; i++)
    if (((EspReviewComment *) comments->pdata[i])->id == self->comment_id)
      return esp_review_set_comment_done (tx, self->comment_id, TRUE, error);
  if (comments != NULL)
    g_set_error (error, ESP_STORE_ERROR, ESP_STORE_ERROR_NOT_FOUND,
                 "The review has no comment %" G_GINT64_FORMAT "; “review show” lists them",
                 self->comment_id);
  return FALSE;
}

static gboolean
approve_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;
  gint64 until_us = self->hours > 0 ? esp_tx_get_now_us (tx) + self->hours * ESP_USEC_PER_HOUR : 0;

  return esp_ctl_review_find (tx, self->campaign, &self->id, error) &&
         esp_review_approve (tx, self->id, self->person, until_us, &self->is_approved, error);
}

static gboolean
changes_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;

  return esp_ctl_review_find (tx, self->campaign, &self->id, error) &&
         esp_review_request_changes (tx, self->id, self->person, self->text, error);
}

static gboolean
withdraw_cb (EspTx *tx, gpointer data, GError **error)
{
  Options *self = data;

  return esp_ctl_review_find (tx, self->campaign, &self->id, error) &&
         esp_review_withdraw (tx, self->id, self->person, error);
}

/* Printing */

static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  json_builder_set_member_name (builder, name);
  if (text != NULL)
    json_builder_add_string_value (builder, text);
  else
    json_builder_add_null_value (builder);
}

static void
add_number (JsonBuilder *builder, const char *name, gint64 number)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, number);
}

static void
add_review (JsonBuilder *builder, const EspReview *review)
{
  add_number (builder, "id", review->id);
  add_number (builder, "send", review->send_id);
  add_text (builder, "campaign", review->campaign);
  add_text (builder, "state", esp_review_state_to_string (review->state));
  add_text (builder, "asked_by", review->asked_by);
  add_number (builder, "asked_at_us", review->asked_at_us);
  add_text (builder, "note", review->note);
  add_number (builder, "receivers", review->n_receivers);
  add_number (builder, "approvers", review->n_approvers);
  add_number (builder, "valid_until_us", review->valid_until_us);
  add_number (builder, "open_comments", review->n_open);
}

static void
print_json (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = json_to_string (root, TRUE);

  g_print ("%s\n", text);
}

static char *
format_time (gint64 at_us)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();

  return esp_format_date (at_us, zone, ESP_DATE_DAY_TIME, ESP_LANG_EN);
}

static void
print_line (const EspReview *review)
{
  g_autofree char *at = format_time (review->asked_at_us);

  g_print ("%" G_GINT64_FORMAT "  %-9s  %s  %s asked for “%s”, %" G_GINT64_FORMAT
           " people, %u open comments\n",
           review->id, esp_review_state_to_string (review->state), at, review->asked_by,
           review->campaign, review->n_receivers, review->n_open);
}

static void
print_journey (const EspJourneyReview *review)
{
  g_autofree char *at = format_time (review->asked_at_us);

  g_print ("-  %-9s  %s  %s asked for the journey “%s”\n",
           esp_review_state_to_string (review->state), at, review->asked_by, review->journey);
}

static void
add_journey (JsonBuilder *builder, const EspJourneyReview *review)
{
  add_number (builder, "journey_id", review->journey_id);
  add_text (builder, "journey", review->journey);
  add_text (builder, "state", esp_review_state_to_string (review->state));
  add_text (builder, "asked_by", review->asked_by);
  add_text (builder, "note", review->note);
}

static void
print_list (Options *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!self->is_json)
    {
      for (guint i = 0; i < self->rows->len; i++)
        print_line (self->rows->pdata[i]);
      for (guint i = 0; i < self->journeys->len; i++)
        print_journey (self->journeys->pdata[i]);
      if (self->rows->len + self->journeys->len == 0)
        g_print ("Nothing waits for a review.\n");
      return;
    }
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->rows->len; i++)
    {
      json_builder_begin_object (builder);
      add_review (builder, self->rows->pdata[i]);
      json_builder_end_object (builder);
    }
  for (guint i = 0; i < self->journeys->len; i++)
    {
      json_builder_begin_object (builder);
      add_journey (builder, self->journeys->pdata[i]);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  print_json (builder);
}

static void
print_people (Options *self)
{
  if (self->review->valid_until_us != 0)
    {
      g_autofree char *until = format_time (self->review->valid_until_us);

      g_print ("    it may leave until %s\n", until);
    }
  for (guint i = 0; i < self->votes->len; i++)
    {
      const EspReviewVote *vote = self->votes->pdata[i];
      g_autofree char *at = format_time (vote->at_us);

      g_print ("    %s said yes at %s\n", vote->person, at);
    }
  for (guint i = 0; i < self->comments->len; i++)
    {
      const EspReviewComment *comment = self->comments->pdata[i];

      g_print ("    %" G_GINT64_FORMAT ". %s on %s: %s%s\n", comment->id, comment->person,
               comment->place != NULL ? comment->place : "the whole", comment->text,
               comment->done_at_us != 0 ? " (done)" : "");
    }
}

static void
print_stale (const Options *self)
{
  g_autofree char *parts = NULL;

  if (self->stale == 0)
    return;
  parts = esp_send_basis_name_parts (self->stale);
  g_print ("    The approval does not hold any more, because this was changed: %s\n", parts);
}

static void
print_review (Options *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  if (!self->is_json)
    {
      print_line (self->review);
      print_stale (self);
      print_people (self);
      return;
    }
  json_builder_begin_object (builder);
  add_review (builder, self->review);
  if (self->stale != 0)
    {
      g_autofree char *parts = esp_send_basis_name_parts (self->stale);

      add_text (builder, "changed_since", parts);
    }
  json_builder_set_member_name (builder, "votes");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->votes->len; i++)
    {
      const EspReviewVote *vote = self->votes->pdata[i];

      json_builder_begin_object (builder);
      add_text (builder, "person", vote->person);
      add_number (builder, "at_us", vote->at_us);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "comments");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->comments->len; i++)
    {
      const EspReviewComment *comment = self->comments->pdata[i];

      json_builder_begin_object (builder);
      add_number (builder, "id", comment->id);
      add_text (builder, "place", comment->place);
      add_text (builder, "person", comment->person);
      add_text (builder, "text", comment->text);
      add_number (builder, "at_us", comment->at_us);
      add_number (builder, "done_at_us", comment->done_at_us);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  print_json (builder);
}

static void
print_done (Options *self)
{
  if (self->is_json)
    g_print ("{\"review\": %" G_GINT64_FORMAT "}\n", self->id);
  else if (g_str_equal (self->action, "ask"))
    g_print ("Review %" G_GINT64_FORMAT ": asked for.\n", self->id);
  else if (g_str_equal (self->action, "approve"))
    g_print (self->is_approved ? "Approved.\n" : "Noted; somebody else has to approve it too.\n");
  else
    g_print ("Done.\n");
}

/* Actions */

static int
act (const char *action, const char *about, EspStoreFunc func, int argc, char **argv)
{
  g_auto (Options) self = { .action = action };
  g_autofree char *subject = g_strdup_printf ("review %s", action);
  int status;

  if (!parse (&self, &argc, &argv, about, &status))
    return status;
  if (self.id == 0 && self.campaign == NULL)
    return esp_ctl_usage (subject, "Which review? Name it with --review ID, or its --campaign");
  if (g_str_equal (action, "done") && self.comment_id == 0)
    return esp_ctl_usage (subject, "Which comment? Name it with --comment ID");
  return run (&self, NULL, func, print_done);
}

/**
 * esp_ctl_review_ask:
 */
int
esp_ctl_review_ask (int argc, char **argv)
{
  g_auto (Options) self = { .action = "ask" };
  int status;

  if (!parse (&self, &argc, &argv, "– asks others to look at a send before it leaves", &status))
    return status;
  if (self.campaign == NULL)
    return esp_ctl_usage ("review ask", "Which campaign? Name it with --campaign");
  return run (&self, gate_cb, ask_cb, print_done);
}

/**
 * esp_ctl_review_list:
 */
int
esp_ctl_review_list (int argc, char **argv)
{
  g_auto (Options) self = { .action = "list" };
  int status;

  if (!parse (&self, &argc, &argv, "– what waits for a yes", &status))
    return status;
  return run (&self, list_cb, NULL, print_list);
}

/**
 * esp_ctl_review_show:
 */
int
esp_ctl_review_show (int argc, char **argv)
{
  g_auto (Options) self = { .action = "show" };
  int status;

  if (!parse (&self, &argc, &argv, "– one review with its votes and comments", &status))
    return status;
  if (self.id == 0 && self.campaign == NULL)
    return esp_ctl_usage ("review show",
                          "Which review? Name it with --review ID, or its --campaign");
  return run (&self, show_cb, NULL, print_review);
}

/**
 * esp_ctl_review_comment:
 */
int
esp_ctl_review_comment (int argc, char **argv)
{
  return act ("comment", "– a remark on a place of the message", comment_cb, argc, argv);
}

/**
 * esp_ctl_review_done:
 */
int
esp_ctl_review_done (int argc, char **argv)
{
  return act ("done", "– a comment has been seen to", done_cb, argc, argv);
}

/**
 * esp_ctl_review_approve:
 */
int
esp_ctl_review_approve (int argc, char **argv)
{
  return act ("approve", "– says yes", approve_cb, argc, argv);
}

/**
 * esp_ctl_review_changes:
 */
int
esp_ctl_review_changes (int argc, char **argv)
{
  return act ("changes", "– gives it back to be changed", changes_cb, argc, argv);
}

/**
 * esp_ctl_review_withdraw:
 */
int
esp_ctl_review_withdraw (int argc, char **argv)
{
  return act ("withdraw", "– takes the question back", withdraw_cb, argc, argv);
}
