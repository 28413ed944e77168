/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form of a goal: what is to be reached, and what becomes of whom then. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-step-form-kinds.h"

#include "views/journeys/esp-step-json.h"

#include <glib/gi18n.h>

#define KIND_PATH "@goal"

static const char *
kind_of (EspStepPage *page, const char *path)
{
  return esp_step_json_peek (esp_step_page_get_root (page), "condition") != NULL ? "condition"
                                                                                 : "event";
}

static void
decide_kind (EspStepPage *page, JsonNode *next, const char *path, const char *value)
{
  if (g_str_equal (kind_of (page, path), value))
    return;
  esp_step_json_put (next, "event", NULL);
  esp_step_json_put (next, "condition", NULL);
  if (g_str_equal (value, "event"))
    esp_step_json_put_text (next, "event.event", "order");
  else
    esp_step_json_put (next, "condition", esp_step_json_read ("{\"group\":\"all\",\"items\":[]}"));
}

/**
 * esp_step_form_build_goal:
 */
void
esp_step_form_build_goal (EspStepPage *page)
{
  static const EspStepWord kinds[] = {
    { "event", N_ ("The lead does something") },
    { "condition", N_ ("Something is so") },
    { NULL, NULL },
  };
  static const EspStepWord reached[] = {
    { NULL, N_ ("Comes here and goes on") },
    { "exit", N_ ("Leaves the journey") },
    { NULL, NULL },
  };
  static const EspStepWord otherwise[] = {
    { NULL, N_ ("Goes on too") },
    { "wait", N_ ("Waits here until it is reached") },
    { "exit", N_ ("Leaves the journey") },
    { NULL, NULL },
  };
  EspStepLine *row;

  esp_step_page_begin_list (page, NULL);
  esp_step_add_decision (page, KIND_PATH, _ ("The goal is reached when"), kinds, decide_kind,
                         kind_of);
  if (g_str_equal (kind_of (page, KIND_PATH), "event"))
    esp_step_add_event (page, "event", _ ("What the lead does"));
  else
    esp_step_add_rule (page, "condition", _ ("What has to be so"));
  esp_step_page_begin_list (page, _ ("What becomes of whom"));
  row = esp_step_add_choice (page, "reached", _ ("Whoever reaches it"), reached);
  esp_step_line_set_hint (row, _ ("From anywhere in the journey; whoever is past it stays there."));
  esp_step_add_choice (page, "otherwise", _ ("Whoever comes by without it"), otherwise);
}
