/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form of one entry: its rows, by its kind. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-entry-form.h"

#include "engine/journey/esp-journey-clip.h"
#include "engine/journey/esp-journey-edits.h"
#include "views/journeys/esp-journey-words.h"
#include "views/journeys/esp-step-controls.h"
#include "views/journeys/esp-step-form-kinds.h"
#include "views/journeys/esp-step-json.h"
#include "views/journeys/esp-step-picker.h"

#include <glib/gi18n.h>

static char *
read_entry (const EspJourney *journey, const char *id)
{
  for (guint i = 0; i < journey->entries->len; i++)
    if (g_strcmp0 (g_array_index (journey->entries, EspJourneyEntry, i).id, id) == 0)
      return esp_journey_entry_to_json (journey, i);
  return NULL;
}

/* Another kind of entry begins anew, but stays the same one. */
static void
decide_kind (EspStepPage *page, JsonNode *next, const char *path, const char *value)
{
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) fresh = NULL;
  guint kind = 0;

  while (kind < ESP_N_ENTRY_KINDS &&
         !g_str_equal (esp_entry_kind_name ((EspEntryKind) kind), value))
    kind++;
  if (kind == ESP_N_ENTRY_KINDS || g_strcmp0 (esp_step_json_peek_text (next, "kind"), value) == 0)
    return;
  text = esp_journey_new_entry_json ((EspEntryKind) kind);
  fresh = esp_step_json_read (text);
  esp_step_json_put_text (fresh, "id", esp_step_page_get_id (page));
  json_node_set_object (next, json_node_get_object (fresh));
}

static char *
tomorrow (EspStepPage *page)
{
  EspSession *session = esp_step_page_get_session (page);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (
    esp_clock_now_us (esp_session_get_clock (session)) / G_USEC_PER_SEC);
  g_autoptr (GDateTime) here = g_date_time_to_timezone (utc, esp_session_get_zone (session));
  g_autoptr (GDateTime) next = g_date_time_add_days (here, 1);

  return g_date_time_format (next, "%Y-%m-%d");
}

static void
decide_every (EspStepPage *page, JsonNode *next, const char *path, const char *value)
{
  g_autofree char *day = tomorrow (page);

  esp_step_json_put_text (next, path, value);
  esp_step_json_put (next, "weekdays", NULL);
  esp_step_json_put (next, "day", NULL);
  if (g_strcmp0 (value, "week") == 0)
    esp_step_json_put_text (next, "weekdays.0", "mon");
  else if (g_strcmp0 (value, "month") == 0)
    esp_step_json_put_number (next, "day", 1);
  else if (g_strcmp0 (value, "once") == 0 && esp_step_json_peek (next, "on") == NULL)
    esp_step_json_put_text (next, "on", day);
}

static void
add_segment (EspStepPage *page)
{
  EspStepLine *row = esp_step_add_name (page, "segment", _ ("Segment"), ESP_STEP_NAME_SEGMENT);

  esp_step_form_add_open (page, row, "segments", _ ("Open the segment"));
}

static void
build_date (EspStepPage *page)
{
  EspStepLine *row;

  esp_step_add_name (page, "field", _ ("Date of the lead"), ESP_STEP_NAME_DATE);
  row = esp_step_add_number (page, "days", _ ("Days after it"), _ ("days"), -36500, 36500);
  esp_step_line_set_hint (row, _ ("Below 0 is before: −3 is three days earlier."));
  esp_step_add_clock (page, "at", _ ("Time of day"));
}

static void
build_schedule (EspStepPage *page)
{
  static const EspStepWord words[] = {
    { "once", N_ ("Once") },
    { "day", N_ ("Every day") },
    { "week", N_ ("Every week") },
    { "month", N_ ("Every month") },
    { NULL, NULL },
  };
  const char *every = esp_step_json_peek_text (esp_step_page_get_root (page), "every");
  gboolean is_once = every == NULL || g_str_equal (every, "once");
  EspStepLine *row;

  add_segment (page);
  esp_step_add_decision (page, "every", _ ("How often"), words, decide_every, NULL);
  if (g_strcmp0 (every, "week") == 0)
    esp_step_add_weekdays (page, "weekdays", _ ("Weekdays"));
  if (g_strcmp0 (every, "month") == 0)
    {
      row = esp_step_add_number (page, "day", _ ("Day of the month"), NULL, 1, 31);
      esp_step_line_set_hint (row, _ ("Shorter months: their last day."));
    }
  esp_step_add_clock (page, "at", _ ("Time of day"));
  esp_step_add_holidays (page, NULL);
  row = esp_step_add_moment (page, "on", is_once ? _ ("On the day") : _ ("Not before"),
                             is_once ? ESP_STEP_MOMENT_DAY : ESP_STEP_MOMENT_OPTIONAL);
}

static void
build_form (EspStepPage *page)
{
  GtkWidget *picker =
    esp_step_picker_new (esp_step_page_get_names (page), ESP_STEP_NAME_FORM, _ ("Form"));
  EspStepLine *row;

  esp_step_picker_set_takes_new (ESP_STEP_PICKER (picker), TRUE);
  row = esp_step_add_picker (page, "form", _ ("Form"), picker);
  if (row != NULL)
    esp_step_line_set_hint (row, _ ("The name that the form sends with each answer."));
}

static void
build_kind (EspStepPage *page, EspEntryKind kind)
{
  EspStepLine *row;

  switch ((int) kind)
    {
    case ESP_ENTRY_ENTERS_SEGMENT:
      add_segment (page);
      row = esp_step_add_switch (page, "existing", _ ("Also who is in it already"));
      esp_step_line_set_hint (row, _ ("They come in when the journey is published."));
      break;
    case ESP_ENTRY_LEAVES_SEGMENT:
      add_segment (page);
      break;
    case ESP_ENTRY_EVENT:
      esp_step_add_event (page, "match", _ ("What the lead does"));
      break;
    case ESP_ENTRY_FORM:
      build_form (page);
      break;
    case ESP_ENTRY_DATE:
    case ESP_ENTRY_ANNIVERSARY:
      build_date (page);
      break;
    case ESP_ENTRY_JOURNEY:
      row = esp_step_add_name (page, "journey", _ ("Journey"), ESP_STEP_NAME_JOURNEY);
      esp_step_form_add_open (page, row, "journeys", _ ("Open the journey"));
      break;
    case ESP_ENTRY_SCHEDULE:
      build_schedule (page);
      break;
    default:
      break;
    }
}

static void
build_entry (EspStepPage *page)
{
  static EspStepWord words[ESP_N_ENTRY_KINDS + 1];
  const char *name = esp_step_json_peek_text (esp_step_page_get_root (page), "kind");
  EspStepLine *row;

  for (guint i = 0; i < ESP_N_ENTRY_KINDS; i++)
    words[i] = (EspStepWord){ esp_entry_kind_name ((EspEntryKind) i),
                              esp_journey_words_entry_kind ((EspEntryKind) i) };
  esp_step_page_begin_list (page, NULL);
  row = esp_step_add_decision (page, "kind", _ ("Who comes in"), words, decide_kind, NULL);
  for (guint i = 0; i < ESP_N_ENTRY_KINDS; i++)
    if (g_strcmp0 (words[i].value, name) == 0)
      {
        esp_step_line_set_hint (row, esp_journey_words_entry_about ((EspEntryKind) i));
        build_kind (page, (EspEntryKind) i);
      }
}

const EspStepSubject esp_entry_form_subject = { read_entry, esp_journey_edit_entry, build_entry,
                                                "entry" };
