/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form of a step that sends a message. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-step-form-kinds.h"

#include "views/journeys/esp-step-json.h"
#include "views/journeys/esp-step-new-message.h"
#include "views/journeys/esp-step-picker.h"

#include <glib/gi18n.h>

static void
decide_blocked (EspStepPage *page, JsonNode *next, const char *path, const char *value)
{
  gboolean has_branch = esp_step_json_count (next, "branches") > 0;

  esp_step_json_put_text (next, path, value);
  if (g_strcmp0 (value, "branch") == 0 && !has_branch)
    esp_step_branch_put_new (next, -1, NULL, NULL);
  else if (g_strcmp0 (value, "branch") != 0 && has_branch &&
           esp_step_branch_count_steps (page, 0) == 0)
    esp_step_branch_put_end (next, 0);
}

static void
new_message_cb (GtkButton *button, EspStepPage *page)
{
  esp_step_new_message (page);
}

static void
add_unsent (EspStepPage *page)
{
  static const EspStepWord words[] = {
    { NULL, N_ ("Goes on to the next step") },
    { "exit", N_ ("Leaves the journey") },
    { "branch", N_ ("Takes a branch of their own") },
    { NULL, NULL },
  };
  static const EspStepWord unready[] = {
    { NULL, N_ ("They wait at this step") },
    { "blocked", N_ ("As whoever gets nothing") },
    { NULL, NULL },
  };
  EspStepLine *row;

  esp_step_page_begin_list (page, _ ("If it cannot be sent"));
  row = esp_step_add_decision (page, "blocked", _ ("Whoever gets nothing"), words, decide_blocked,
                               NULL);
  esp_step_line_set_hint (row,
                          _ ("No consent, no address, unsubscribed, over the cap: each is recorded "
                             "with its reason."));
  row = esp_step_add_decision (page, "unready", _ ("While the channel is not ready"), unready, NULL,
                               NULL);
  esp_step_line_set_hint (row, _ ("Nobody is lost: whoever waits is sent to when it works again."));
  if (esp_step_json_count (esp_step_page_get_root (page), "branches") > 0)
    esp_step_add_text (page, "branches.0.title", _ ("Title of their branch"));
}

/**
 * esp_step_form_build_send:
 */
void
esp_step_form_build_send (EspStepPage *page)
{
  GtkWidget *channel =
    esp_step_picker_new (esp_step_page_get_names (page), ESP_STEP_NAME_CHANNEL, _ ("Channel"));
  EspStepLine *row;

  esp_step_page_begin_list (page, NULL);
  row = esp_step_add_name (page, "message", _ ("Message"), ESP_STEP_NAME_MESSAGE);
  esp_step_form_add_open (page, row, "messages", _ ("Open the message"));
  esp_step_picker_set_none (ESP_STEP_PICKER (channel), _ ("The first that is ready"));
  row = esp_step_add_picker (page, "channel", _ ("Channel"), channel);
  if (row == NULL)
    esp_step_page_add_fact (page, _ ("Channel"), _ ("The first that is ready"));
  esp_step_add_button (page, _ ("New Message…"), "esp-add-symbolic", G_CALLBACK (new_message_cb));

  esp_step_page_begin_list (page, _ ("When"));
  esp_step_add_hours (page, "hours", _ ("Only at certain hours"),
                      _ ("Quiet hours and caps of the workspace hold in any case."));
  esp_step_form_add_late (page);
  add_unsent (page);

  esp_step_page_begin_list (page, NULL);
  row = esp_step_add_switch (page, "transactional", _ ("Service message"));
  esp_step_line_set_hint (row, _ ("A receipt, a password, a delivery: needs no marketing consent. "
                                  "Never for advertising."));
}
