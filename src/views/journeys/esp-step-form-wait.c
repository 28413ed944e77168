/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The form of a step that waits: for a length of time, a date, an hour, something done, something so. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-step-form-kinds.h"

#include "views/journeys/esp-step-json.h"

#include <glib/gi18n.h>

#define KIND_PATH "@wait"
#define DEFAULT_TIMEOUT_DAYS 7
#define DEFAULT_AT "09:00"

/* The words of the choice; not of the text, which says it by its members. */
static const EspStepWord kinds[] = {
  { "for", N_ ("For a length of time") },
  { "time", N_ ("Until an hour and weekdays") },
  { "date", N_ ("Until a fixed date") },
  { "field", N_ ("Until a date of the lead") },
  { "event", N_ ("Until the lead does something") },
  { "condition", N_ ("Until something is so") },
  { NULL, NULL },
};

static const char *
kind_of (EspStepPage *page, const char *path)
{
  JsonNode *root = esp_step_page_get_root (page);

  if (esp_step_json_peek (root, "event") != NULL)
    return "event";
  if (esp_step_json_peek (root, "condition") != NULL)
    return "condition";
  if (esp_step_json_peek (root, "until.date") != NULL)
    return "date";
  if (esp_step_json_peek (root, "until.field") != NULL)
    return "field";
  return esp_step_json_peek (root, "until") != NULL ? "time" : "for";
}

static gboolean
has_timeout (const char *kind)
{
  return g_str_equal (kind, "event") || g_str_equal (kind, "condition");
}

/* The field that is there first: most likely the one that is meant when there is only one. */
static const char *
first_date (EspStepPage *page)
{
  const GPtrArray *dates = esp_step_names_list (esp_step_page_get_names (page), ESP_STEP_NAME_DATE);

  return dates->len > 0 ? ((const EspStepName *) dates->pdata[0])->reference : "birthday";
}

static char *
tomorrow (EspStepPage *page)
{
  EspSession *session = esp_step_page_get_session (page);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (
    esp_clock_now_us (esp_session_get_clock (session)) / G_USEC_PER_SEC);
  g_autoptr (GDateTime) here = g_date_time_to_timezone (utc, esp_session_get_zone (session));
  g_autoptr (GDateTime) next = g_date_time_add_days (here, 1);

  return g_date_time_format (next, "%Y-%m-%dT09:00");
}

static void
put_kind (EspStepPage *page, JsonNode *next, const char *kind)
{
  g_autofree char *date = tomorrow (page);

  if (g_str_equal (kind, "for"))
    esp_step_json_put_number (next, "for.days", 1);
  else if (g_str_equal (kind, "time"))
    esp_step_json_put_text (next, "until.at", DEFAULT_AT);
  else if (g_str_equal (kind, "date"))
    esp_step_json_put_text (next, "until.date", date);
  else if (g_str_equal (kind, "field"))
    {
      esp_step_json_put_text (next, "until.field", first_date (page));
      esp_step_json_put_text (next, "until.at", DEFAULT_AT);
    }
  else if (g_str_equal (kind, "event"))
    esp_step_json_put_text (next, "event.event", "click");
  else
    esp_step_json_put (next, "condition", esp_step_json_read ("{\"group\":\"all\",\"items\":[]}"));
}

/* What does not go with the new kind goes; a branch with steps in it stays. */
static void
decide_kind (EspStepPage *page, JsonNode *next, const char *path, const char *value)
{
  static const char *const members[] = { "for", "until", "event", "condition", "hours" };
  const char *before = kind_of (page, path);

  if (g_str_equal (before, value))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    esp_step_json_put (next, members[i], NULL);
  put_kind (page, next, value);
  if (has_timeout (value) && !has_timeout (before))
    esp_step_json_put_number (next, "timeout.days", DEFAULT_TIMEOUT_DAYS);
  if (has_timeout (value))
    return;
  esp_step_json_put (next, "timeout", NULL);
  for (guint i = esp_step_json_count (next, "branches"); i > 0; i--)
    if (esp_step_branch_count_steps (page, i - 1) == 0)
      esp_step_branch_put_end (next, i - 1);
}

static void
build_field (EspStepPage *page)
{
  EspStepLine *row;

  esp_step_add_name (page, "until.field", _ ("Date of the lead"), ESP_STEP_NAME_DATE);
  row = esp_step_add_number (page, "until.days", _ ("Days after it"), _ ("days"), -36500, 36500);
  esp_step_line_set_hint (row, _ ("Below 0 is before: −3 is three days earlier."));
  esp_step_add_clock (page, "until.at", _ ("Time of day"));
  esp_step_add_weekdays (page, "until.weekdays", _ ("Only on these days, else the next one"));
  esp_step_add_holidays (page, "until");
}

static void
build_outcomes (EspStepPage *page)
{
  EspStepLine *row;

  esp_step_page_begin_list (page, _ ("If it does not come"));
  row = esp_step_add_span (page, "timeout", _ ("Wait at most"), _ ("Without a limit"));
  esp_step_line_set_hint (row, _ ("After that the lead goes on anyway."));
  esp_step_page_begin_list (page, _ ("Branches"));
  esp_step_branch_add_outcome (page, "@met", _ ("Own branch: it came"), "on", "met");
  esp_step_branch_add_outcome (page, "@late", _ ("Own branch: it did not come in time"), "on",
                               "late");
}

/**
 * esp_step_form_build_wait:
 */
void
esp_step_form_build_wait (EspStepPage *page)
{
  const char *kind = kind_of (page, KIND_PATH);

  esp_step_page_begin_list (page, NULL);
  esp_step_add_decision (page, KIND_PATH, _ ("Wait"), kinds, decide_kind, kind_of);
  if (g_str_equal (kind, "for"))
    {
      esp_step_add_span (page, "for", _ ("How long"), NULL);
      esp_step_add_hours (page, "hours", _ ("Go on only at certain hours"), NULL);
    }
  else if (g_str_equal (kind, "time"))
    {
      esp_step_add_clock (page, "until.at", _ ("Time of day"));
      esp_step_add_weekdays (page, "until.weekdays", _ ("Weekdays"));
      esp_step_add_holidays (page, "until");
    }
  else if (g_str_equal (kind, "date"))
    esp_step_add_moment (page, "until.date", _ ("Day and hour"), ESP_STEP_MOMENT_CLOCK);
  else if (g_str_equal (kind, "field"))
    build_field (page);
  else if (g_str_equal (kind, "event"))
    esp_step_add_event (page, "event", _ ("What the lead does"));
  else
    esp_step_add_rule (page, "condition", _ ("What has to be so"));
  if (has_timeout (kind) || esp_step_json_count (esp_step_page_get_root (page), "branches") > 0)
    build_outcomes (page);
  esp_step_page_begin_list (page, _ ("When late"));
  esp_step_form_add_late (page);
}
