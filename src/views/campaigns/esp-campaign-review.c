/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a campaign stands with those who have to say yes: asking them, waiting, what they want. */
#define G_LOG_DOMAIN "esp-campaigns"

#include "config.h"

#include "views/campaigns/esp-campaign-parts.h"
#include "views/review/esp-review-acts.h"
#include "views/review/esp-review-sheets.h"
#include "views/review/esp-review-words.h"
#include "views/shell/esp-button.h"

#include <glib/gi18n.h>

static void
ask_cb (EspCampaignPage *page)
{
  esp_review_sheet_ask (esp_campaign_page_get_session (page), esp_campaign_page_get_campaign (page),
                        esp_campaign_page_get_title (page));
}

static const EspReview *
get_review (EspCampaignPage *page)
{
  const EspCampaignFigures *figures = esp_campaign_page_get_figures (page);

  return figures != NULL && figures->look != NULL ? figures->look->review : NULL;
}

static void
open_cb (EspCampaignPage *page)
{
  const EspReview *review = get_review (page);
  g_autofree char *address =
    review != NULL ? g_strdup_printf ("review/%" G_GINT64_FORMAT, review->id) : g_strdup ("review");

  esp_session_open (esp_campaign_page_get_session (page), address);
}

static void
withdraw_cb (EspCampaignPage *page)
{
  const EspReview *review = get_review (page);
  const EspReviewOrder order = { .act = ESP_REVIEW_ACT_WITHDRAW,
                                 .id = review != NULL ? review->id : 0 };

  if (review != NULL)
    esp_review_act (esp_campaign_page_get_session (page), &order);
}

static void
add_button (EspCampaignPage *page, GtkWidget *row, const char *label, GCallback clicked)
{
  GtkWidget *button = esp_button_new (label);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_object (button, "clicked", clicked, page, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static EspTick
get_tick (EspReviewStanding standing, const char **out_word)
{
  switch (standing)
    {
    case ESP_REVIEW_GRANTED:
      *out_word = C_ ("review", "Approved");
      return ESP_TICK_DONE;
    case ESP_REVIEW_NOT_NEEDED:
      *out_word = C_ ("review", "Not needed");
      return ESP_TICK_DONE;
    case ESP_REVIEW_WAITING:
      *out_word = C_ ("review", "Waiting");
      return ESP_TICK_WAIT;
    case ESP_REVIEW_REFUSED:
      *out_word = C_ ("review", "Changes wanted");
      return ESP_TICK_WARN;
    case ESP_REVIEW_OUTDATED:
    case ESP_REVIEW_SIZE:
    case ESP_REVIEW_EXPIRED:
      *out_word = C_ ("review", "Void");
      return ESP_TICK_OPEN;
    case ESP_REVIEW_MISSING:
    default:
      *out_word = C_ ("review", "Needed");
      return ESP_TICK_OPEN;
    }
}

/**
 * esp_campaign_review_new:
 */
GtkWidget *
esp_campaign_review_new (EspCampaignPage *page)
{
  const EspCampaignFigures *figures = esp_campaign_page_get_figures (page);
  const EspReviewLook *look = figures != NULL ? figures->look : NULL;
  g_autofree char *sentence = NULL;
  const char *word = NULL;
  EspTick tick;
  GtkWidget *group;
  GtkWidget *row;

  if (look == NULL)
    return NULL;
  tick = get_tick (look->standing, &word);
  group = esp_campaign_group_new (C_ ("campaign", "Review"), tick, word);
  sentence = esp_review_look_sentence (look, esp_campaign_page_get_session (page));
  row =
    esp_campaign_text_row_new (sentence != NULL
                                 ? sentence
                                 : _ (
                                     "Nobody has to approve it; you can ask somebody all the same"),
                               look->review != NULL ? look->review->note : NULL);
  if (look->review != NULL)
    add_button (page, row, _ ("_Look"), G_CALLBACK (open_cb));
  if (look->standing == ESP_REVIEW_WAITING)
    add_button (page, row, _ ("_Withdraw"), G_CALLBACK (withdraw_cb));
  else if (look->standing != ESP_REVIEW_GRANTED)
    add_button (page, row, _ ("As_k for a review…"), G_CALLBACK (ask_cb));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return group;
}
