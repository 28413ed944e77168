/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The forms of steps with few members: lists, tasks, go-to, join and exit. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-step-form-kinds.h"

#include "views/journeys/esp-journey-words.h"
#include "views/journeys/esp-step-json.h"
#include "views/journeys/esp-step-picker.h"
#include "views/segments/esp-condition-controls.h"

#include <glib/gi18n.h>

#define MAX_TIMES 1000
#define MAX_DAYS 36500

static void
build_audience (EspStepPage *page)
{
  static const EspStepWord words[] = {
    { "add", N_ ("Put into the ad audience") },
    { "remove", N_ ("Take out of the ad audience") },
    { NULL, NULL },
  };
  EspStepLine *row;

  esp_step_add_choice (page, "do", _ ("What to do"), words);
  row = esp_step_add_name (page, "audience", _ ("Ad audience"), ESP_STEP_NAME_AUDIENCE);
  esp_step_form_add_open (page, row, "audiences", _ ("Open the ad audience"));
  if (row != NULL && esp_step_page_is_editable (page))
    esp_step_line_set_hint (row, _ ("Only who agreed to advertising is handed to the platform."));
}

/**
 * esp_step_form_build_list:
 */
void
esp_step_form_build_list (EspStepPage *page)
{
  static const EspStepWord words[] = {
    { "add", N_ ("Put into the list") },
    { "remove", N_ ("Take out of the list") },
    { NULL, NULL },
  };
  const EspJourney *journey = esp_step_page_get_journey (page);
  guint32 index = esp_journey_find_step (journey, esp_step_page_get_id (page));
  EspStepLine *row;

  esp_step_page_begin_list (page, NULL);
  if (index != ESP_JOURNEY_NOWHERE && esp_journey_get_step (journey, index)->is_audience)
    {
      build_audience (page);
      return;
    }
  esp_step_add_choice (page, "do", _ ("What to do"), words);
  row = esp_step_add_name (page, "segment", _ ("Fixed list"), ESP_STEP_NAME_LIST);
  esp_step_form_add_open (page, row, "segments", _ ("Open the list"));
  if (row != NULL && esp_step_page_is_editable (page))
    esp_step_line_set_hint (row, _ ("Segments that follow a rule fill themselves, so only fixed "
                                    "lists are offered."));
}

/**
 * esp_step_form_build_task:
 */
void
esp_step_form_build_task (EspStepPage *page)
{
  GtkWidget *owner =
    esp_step_picker_new (esp_step_page_get_names (page), ESP_STEP_NAME_OWNER, _ ("For whom"));
  EspStepLine *row;

  esp_step_page_begin_list (page, NULL);
  esp_step_add_text (page, "text", _ ("What is to be done"));
  esp_step_picker_set_takes_new (ESP_STEP_PICKER (owner), TRUE);
  esp_step_picker_set_none (ESP_STEP_PICKER (owner), _ ("Nobody in particular"));
  esp_step_add_picker (page, "owner", _ ("For whom"), owner);
  esp_step_add_span (page, "due", _ ("Due in"), _ ("No due date"));
  row = esp_step_add_switch (page, "alert", _ ("Alert at once"));
  esp_step_line_set_hint (row, _ ("For what sales should see at once."));
}

/* Other steps */

static void
add_step (EspStepPage *page, GPtrArray *list, guint32 index)
{
  const EspJourney *journey = esp_step_page_get_journey (page);
  const EspJourneyNames *names = esp_step_names_get_words (esp_step_page_get_names (page));
  const EspJourneyStep *step = esp_journey_get_step (journey, index);
  g_autofree char *title = esp_journey_words_title (journey, step, names);
  g_autofree char *label = g_strdup_printf ("%u. %s", index + 1, title);

  esp_step_name_list_add (list, step->id, label, esp_journey_words_step_kind (step->kind));
}

static void
fill_steps (GPtrArray *list, gpointer user_data)
{
  EspStepPage *page = user_data;
  const EspJourney *journey = esp_step_page_get_journey (page);

  for (guint32 i = 0; i < esp_journey_get_n_steps (journey); i++)
    if (g_strcmp0 (esp_journey_get_step (journey, i)->id, esp_step_page_get_id (page)) != 0)
      add_step (page, list, i);
}

/**
 * esp_step_form_build_go_to:
 */
void
esp_step_form_build_go_to (EspStepPage *page)
{
  const EspJourneyStep *step = esp_step_form_get_step (page);
  GPtrArray *list = esp_step_name_list_new ();
  GtkWidget *picker = esp_step_picker_new_for_list (list, _ ("Go to the step"));
  EspStepLine *row;

  if (step->target != ESP_JOURNEY_NOWHERE)
    add_step (page, list, step->target);
  esp_step_picker_set_fill (ESP_STEP_PICKER (picker), fill_steps, G_OBJECT (page));
  esp_step_page_begin_list (page, NULL);
  esp_step_add_picker (page, "to", _ ("Go to the step"), picker);
  row = esp_step_add_number (page, "times", _ ("At most"), _ ("times for each lead"), 0, MAX_TIMES);
  esp_step_line_set_hint (row, _ ("0: as often as the days allow"));
  row = esp_step_add_number (page, "days", _ ("Only within"), _ ("days of entering"), 0, MAX_DAYS);
  esp_step_line_set_hint (row, _ ("0: no matter when"));
}

/**
 * esp_step_form_build_join:
 */
void
esp_step_form_build_join (EspStepPage *page)
{
  const EspJourney *journey = esp_step_page_get_journey (page);
  const EspJourneyNames *names = esp_step_names_get_words (esp_step_page_get_names (page));
  const EspJourneyStep *step = esp_step_form_get_step (page);
  GPtrArray *list = esp_step_name_list_new ();
  GtkWidget *picker;

  for (guint32 at = step->parent; at != ESP_JOURNEY_NOWHERE;
       at = esp_journey_get_step (journey, at)->parent)
    {
      const EspJourneyStep *outer = esp_journey_get_step (journey, at);
      g_autofree char *title = esp_journey_words_title (journey, outer, names);

      esp_step_name_list_add (list, outer->id, title, NULL);
    }
  picker = esp_step_picker_new_for_list (list, _ ("Go on behind"));
  esp_step_picker_set_none (ESP_STEP_PICKER (picker), _ ("The step that divided here"));
  esp_step_page_begin_list (page, NULL);
  esp_step_add_picker (page, "after", _ ("Go on behind"), picker);
}

/**
 * esp_step_form_build_exit:
 */
void
esp_step_form_build_exit (EspStepPage *page)
{
}
