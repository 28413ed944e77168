/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts the form of a step together: the rows of its kind, then what every step has. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-step-form-kinds.h"

#include "engine/journey/esp-journey-clip.h"
#include "engine/journey/esp-journey-edits.h"
#include "views/journeys/esp-step-json.h"
#include "views/journeys/esp-step-picker.h"

#include <glib/gi18n.h>

#define AREA_KEY "esp-area"

static char *
read_step (const EspJourney *journey, const char *id)
{
  guint32 step = esp_journey_find_step (journey, id);

  return step != ESP_JOURNEY_NOWHERE ? esp_journey_step_to_json (journey, step) : NULL;
}

/**
 * esp_step_form_get_step:
 *
 * Returns: (transfer none) (nullable): the step as the journey has it
 */
const EspJourneyStep *
esp_step_form_get_step (EspStepPage *page)
{
  const EspJourney *journey = esp_step_page_get_journey (page);
  guint32 step = journey != NULL ? esp_journey_find_step (journey, esp_step_page_get_id (page))
                                 : ESP_JOURNEY_NOWHERE;

  return step != ESP_JOURNEY_NOWHERE ? esp_journey_get_step (journey, step) : NULL;
}

static void
decide_late (EspStepPage *page, JsonNode *next, const char *path, const char *value)
{
  esp_step_json_put_text (next, "late", value);
  esp_step_json_put (next, "late_after", NULL);
  /* What is skipped needs to know after how long. */
  if (g_strcmp0 (value, "skip") == 0)
    esp_step_json_put_number (next, "late_after.days", 1);
}

/**
 * esp_step_form_add_late:
 *
 * Adds what becomes of the step when nothing ran at its time.
 */
void
esp_step_form_add_late (EspStepPage *page)
{
  static const EspStepWord words[] = {
    { NULL, N_ ("Do it as soon as possible") },
    { "next", N_ ("At the same hour of the next allowed day") },
    { "skip", N_ ("Skip it when it is too late") },
    { NULL, NULL },
  };

  esp_step_add_decision (page, "late", _ ("When the computer was off at its time"), words,
                         decide_late, NULL);
  if (g_strcmp0 (esp_step_json_peek_text (esp_step_page_get_root (page), "late"), "skip") == 0)
    esp_step_add_span (page, "late_after", _ ("Too late after"), NULL);
}

static void
open_cb (GtkButton *button, EspStepPicker *picker)
{
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (picker), ESP_TYPE_STEP_PAGE);
  const EspStepName *name = esp_step_picker_get_name (picker);
  const char *area = g_object_get_data (G_OBJECT (button), AREA_KEY);
  g_autofree char *address = NULL;

  if (name == NULL || page == NULL)
    return;
  address = g_strdup_printf ("%s/%" G_GINT64_FORMAT, area, name->id);
  esp_session_open (esp_step_page_get_session (ESP_STEP_PAGE (page)), address);
}

static void
follow_picker (EspStepPicker *picker, const char *reference, GtkWidget *button)
{
  gtk_widget_set_sensitive (button, esp_step_picker_get_name (picker) != NULL);
}

/**
 * esp_step_form_add_open:
 * @row: (nullable): of esp_step_add_name()
 * @area: where what is chosen is opened
 *
 * Adds a button that opens what is chosen in the row.
 */
void
esp_step_form_add_open (EspStepPage *page, EspStepLine *row, const char *area, const char *label)
{
  GtkWidget *picker = row != NULL ? esp_step_line_get_control (row) : NULL;
  GtkWidget *button;

  if (picker == NULL || !ESP_IS_STEP_PICKER (picker))
    return;
  button = esp_step_small_button_new ("esp-external-symbolic", label);
  g_object_set_data (G_OBJECT (button), AREA_KEY, (gpointer) area);
  g_signal_connect_object (button, "clicked", G_CALLBACK (open_cb), picker, 0);
  g_signal_connect_object (picker, "chosen", G_CALLBACK (follow_picker), button, 0);
  esp_step_line_add_end (row, button);
}

/* What every step has */

static void
add_group (EspStepPage *page)
{
  const EspJourney *journey = esp_step_page_get_journey (page);
  GPtrArray *list;
  GtkWidget *picker;

  if (journey->groups->len == 0)
    return;
  list = esp_step_name_list_new ();
  for (guint i = 0; i < journey->groups->len; i++)
    {
      const EspJourneyGroup *group = &g_array_index (journey->groups, EspJourneyGroup, i);

      esp_step_name_list_add (list, group->id, group->title != NULL ? group->title : group->id,
                              NULL);
    }
  picker = esp_step_picker_new_for_list (list, _ ("Group"));
  esp_step_picker_set_none (ESP_STEP_PICKER (picker), _ ("In no group"));
  esp_step_add_picker (page, "group", _ ("Group"), picker);
}

static void
build_step (EspStepPage *page)
{
  static void (*const builders[ESP_N_STEP_KINDS]) (EspStepPage *) = {
    [ESP_STEP_SEND] = esp_step_form_build_send,
    [ESP_STEP_WAIT] = esp_step_form_build_wait,
    [ESP_STEP_SPLIT] = esp_step_form_build_split,
    [ESP_STEP_RANDOM] = esp_step_form_build_shares,
    [ESP_STEP_TEST] = esp_step_form_build_shares,
    [ESP_STEP_UPDATE] = esp_step_form_build_update,
    [ESP_STEP_SEGMENT] = esp_step_form_build_list,
    [ESP_STEP_TASK] = esp_step_form_build_task,
    [ESP_STEP_WEBHOOK] = esp_step_form_build_webhook,
    [ESP_STEP_GO_TO] = esp_step_form_build_go_to,
    [ESP_STEP_JOIN] = esp_step_form_build_join,
    [ESP_STEP_GOAL] = esp_step_form_build_goal,
    [ESP_STEP_EXIT] = esp_step_form_build_exit,
  };
  const EspJourneyStep *step = esp_step_form_get_step (page);
  EspStepLine *row;

  if (step == NULL)
    return;
  builders[step->kind](page);
  if (!esp_step_page_is_editable (page) && step->title == NULL && step->note == NULL &&
      step->group == NULL && !step->is_off)
    return;
  esp_step_page_begin_list (page, _ ("On the canvas"));
  row = esp_step_add_text (page, "title", _ ("Title"));
  if (row != NULL && esp_step_page_is_editable (page))
    esp_step_line_set_hint (row, _ ("Without one, the canvas says what the step does."));
  esp_step_add_note (page, "note", _ ("Note for colleagues"));
  add_group (page);
  if (!esp_step_page_is_editable (page) && !step->is_off)
    return;
  row = esp_step_add_switch (page, "off", _ ("Skip this step"));
  esp_step_line_set_hint (row, _ ("It stays, and everyone passes by."));
}

const EspStepSubject esp_step_form_subject = { read_step, esp_journey_edit_step, build_step,
                                               "step" };
