/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a review says of itself: the facts, what differs, the comments and who decided when. */
#define G_LOG_DOMAIN "esp-review"

#include "config.h"

#include "views/review/esp-review-parts.h"

#include "views/campaigns/esp-campaign-parts.h"
#include "views/messages/esp-change-words.h"
#include "views/review/esp-review-acts.h"
#include "views/review/esp-review-words.h"
#include "views/shell/esp-form-window.h"
#include "views/shell/esp-icon.h"
#include "views/shell/esp-row-lines.h"

#include <glib/gi18n.h>

#define ID_KEY "esp-id"

static void
add_row (GtkWidget *group, const char *title, const char *text)
{
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             esp_campaign_text_row_new (title, text));
}

/* A row whose text below may be long. */
static GtkWidget *
add_long_row (GtkWidget *group, const char *title, const char *text)
{
  GtkWidget *row = esp_campaign_text_row_new (title, NULL);

  /* The words are somebody's own: no markup. */
  if (text != NULL && *text != '\0')
    {
      g_autofree char *escaped = g_markup_escape_text (text, -1);

      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), escaped);
      gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                      text, -1);
    }
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), ESP_ROW_ALL_LINES);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return row;
}

/**
 * esp_review_about_new:
 *
 * Returns: (transfer floating): what it is about, in one look
 */
GtkWidget *
esp_review_about_new (EspSession *session, const EspReviewDossier *dossier)
{
  const EspReview *review = dossier->review;
  GtkWidget *group = esp_form_group_new (NULL, NULL);
  g_autofree char *asked = esp_review_format_time (session, review->asked_at_us);
  g_autofree char *count = esp_format_count (review->n_receivers);
  g_autofree char *leaves = dossier->scheduled_at_us != 0
                              ? esp_review_format_time (session, dossier->scheduled_at_us)
                              : g_strdup (_ ("as soon as it is ordered"));
  g_autofree char *title = g_strdup_printf (ngettext ("To %s person · %s", "To %s people · %s",
                                                      (gulong) review->n_receivers),
                                            count, leaves);
  /* Translators: a name and a time */
  g_autofree char *who = g_strdup_printf (_ ("%s asked, %s"), review->asked_by, asked);
  g_autofree char *votes =
    g_strdup_printf (ngettext ("%u of %u approval", "%u of %u approvals", review->n_approvers),
                     dossier->votes->len, review->n_approvers);
  const char *title_of_state = esp_review_state_title (review->state);
  /* Whose yes there was says nothing any more when it was given back. */
  g_autofree char *state = review->state == ESP_REVIEW_ASKED
                             ? g_strdup_printf ("%s · %s", title_of_state, votes)
                             : g_strdup (title_of_state);
  g_autofree char *until = NULL;

  if (review->state == ESP_REVIEW_APPROVED)
    {
      g_autofree char *at = esp_review_format_time (session, review->valid_until_us);

      until = g_strdup_printf (_ ("Approved until %s"), at);
    }
  add_row (group, title, who);
  add_row (group, until != NULL ? until : state, until != NULL ? votes : NULL);
  if (review->note != NULL)
    (void) add_long_row (group, _ ("Note"), review->note);
  if (review->reason != NULL)
    (void) add_long_row (group, _ ("Reason"), review->reason);
  return group;
}

static void
add_change (GtkWidget *group, const EspMessageChange *change)
{
  g_autofree char *title = esp_review_change_sentence (change);
  g_autofree char *both = NULL;
  const char *before = esp_message_part_value (change->field, change->before);
  const char *after = esp_message_part_value (change->field, change->after);

  if (before != NULL && after != NULL)
    /* Translators: words as they were, and as they are */
    both = g_strdup_printf (_ ("“%s” → “%s”"), before, after);
  else
    both = g_strdup (before != NULL ? before : after);
  (void) add_long_row (group, title, both);
}

/**
 * esp_review_changes_new:
 *
 * Returns: (transfer floating): what differs from what was approved before
 */
GtkWidget *
esp_review_changes_new (const EspReviewDossier *dossier)
{
  GtkWidget *group = esp_form_group_new (_ ("Since the last approval"), NULL);
  g_autofree char *parts = NULL;
  g_autofree char *title = NULL;

  if (dossier->before == NULL)
    {
      add_row (group, _ ("All of it is new"), _ ("Nothing of this campaign was approved before."));
      return group;
    }
  if (dossier->changed == 0)
    {
      add_row (group, _ ("Nothing"), _ ("It is the same as what was approved the last time."));
      return group;
    }
  parts = esp_review_name_parts (dossier->changed);
  /* Translators: %s names parts: "message, audience" */
  title = g_strdup_printf (_ ("Changed: %s"), parts);
  add_row (group, title, NULL);
  for (guint i = 0; dossier->changes != NULL && i < dossier->changes->len; i++)
    add_change (group, dossier->changes->pdata[i]);
  return group;
}

static void
done_cb (GtkToggleButton *button, EspSession *session)
{
  const gint64 *id = g_object_get_data (G_OBJECT (button), ID_KEY);
  const EspReviewOrder order = { .act = gtk_toggle_button_get_active (button)
                                          ? ESP_REVIEW_ACT_DONE
                                          : ESP_REVIEW_ACT_UNDONE,
                                 .id = *id };

  esp_review_act (session, &order);
}

static void
add_comment (GtkWidget *group,
             EspSession *session,
             const EspReviewDossier *dossier,
             const EspReviewComment *comment)
{
  g_autofree char *place = esp_review_place_title (comment->place, dossier->doc);
  g_autofree char *at = esp_review_format_time (session, comment->at_us);
  g_autofree char *below = g_strdup_printf ("%s · %s · %s", place, comment->person, at);
  g_autofree char *spoken = g_strdup_printf (_ ("Done: %s"), comment->text);
  GtkWidget *row = add_long_row (group, comment->text, below);
  GtkWidget *button = gtk_toggle_button_new ();

  gtk_button_set_child (GTK_BUTTON (button), esp_icon_new ("esp-check-symbolic"));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), comment->done_at_us != 0);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, comment->done_at_us != 0 ? _ ("Dealt with")
                                                                : _ ("Mark as dealt with"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken,
                                  -1);
  g_object_set_data_full (G_OBJECT (button), ID_KEY, g_memdup2 (&comment->id, sizeof comment->id),
                          g_free);
  g_signal_connect_object (button, "toggled", G_CALLBACK (done_cb), session, 0);
  if (comment->done_at_us != 0)
    gtk_widget_add_css_class (row, "dim-label");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

/**
 * esp_review_comments_new:
 *
 * Returns: (transfer floating): what people said about which place
 */
GtkWidget *
esp_review_comments_new (EspSession *session, const EspReviewDossier *dossier)
{
  GtkWidget *group = esp_form_group_new (_ ("Comments"), NULL);

  for (guint i = 0; i < dossier->comments->len; i++)
    add_comment (group, session, dossier, dossier->comments->pdata[i]);
  if (dossier->comments->len == 0)
    add_row (group, _ ("No comments yet"), NULL);
  return group;
}

static void
add_moment (GtkWidget *group, EspSession *session, gint64 at_us, const char *what)
{
  g_autofree char *at = esp_review_format_time (session, at_us);

  add_row (group, what, at);
}

static char *
describe_end (EspSession *session, const EspReview *review)
{
  g_autofree char *until = NULL;

  if (review->state != ESP_REVIEW_APPROVED)
    return g_strdup (esp_review_state_title (review->state));
  until = esp_review_format_time (session, review->valid_until_us);
  return g_strdup_printf (_ ("Approved until %s"), until);
}

/**
 * esp_review_history_new:
 *
 * Returns: (transfer floating): who asked, said and decided what when
 */
GtkWidget *
esp_review_history_new (EspSession *session, const EspReviewDossier *dossier)
{
  const EspReview *review = dossier->review;
  GtkWidget *group = esp_form_group_new (_ ("History"), NULL);
  g_autofree char *asked = g_strdup_printf (_ ("%s asked for a review"), review->asked_by);
  g_autofree char *version = NULL;

  add_moment (group, session, review->asked_at_us, asked);
  for (guint i = 0; i < dossier->comments->len; i++)
    {
      const EspReviewComment *comment = dossier->comments->pdata[i];
      g_autofree char *said =
        g_strdup_printf (_ ("%s commented: %s"), comment->person, comment->text);

      add_moment (group, session, comment->at_us, said);
    }
  for (guint i = 0; i < dossier->votes->len; i++)
    {
      const EspReviewVote *vote = dossier->votes->pdata[i];
      g_autofree char *said = g_strdup_printf (_ ("%s approved"), vote->person);

      add_moment (group, session, vote->at_us, said);
    }
  if (review->ended_at_us != 0)
    {
      g_autofree char *end = describe_end (session, review);

      add_moment (group, session, review->ended_at_us, end);
    }
  if (dossier->version != 0)
    {
      version = g_strdup_printf (_ ("Version %d of the message was looked at"), dossier->version);
      add_row (group, version, _ ("It is kept among the versions of the message."));
    }
  return group;
}
