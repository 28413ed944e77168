/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows for what is so of the whole journey. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-settings.h"

#include "engine/journey/esp-journey-clip.h"
#include "engine/journey/esp-journey-edits.h"
#include "views/journeys/esp-step-controls.h"
#include "views/journeys/esp-step-json.h"

#include <glib/gi18n.h>

#define MAX_DAYS 36500
#define MAX_PEOPLE 100000000
#define DEFAULT_DAYS 30

static char *
read_settings (const EspJourney *journey, const char *id)
{
  return esp_journey_settings_to_json (journey);
}

static EspJourney *
edit_settings (const EspJourney *journey, const char *id, const char *json, GError **error)
{
  static const char *const members[] = { "name", "note", "reentry", "limits", "hours", "zone" };
  g_autoptr (JsonNode) root = esp_step_json_read (json);
  JsonObject *object = json_node_get_object (root);
  g_autofree char *text = NULL;

  /* What is left out would stay as it was. */
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (!json_object_has_member (object, members[i]))
      json_object_set_null_member (object, members[i]);
  text = json_to_string (root, FALSE);
  return esp_journey_edit_settings (journey, text, error);
}

static void
decide_reentry (EspStepPage *page, JsonNode *next, const char *path, const char *value)
{
  esp_step_json_put (next, "reentry", NULL);
  esp_step_json_put_text (next, path, value);
  if (g_strcmp0 (value, "after") == 0)
    esp_step_json_put_number (next, "reentry.days", DEFAULT_DAYS);
}

static void
build_settings (EspStepPage *page)
{
  static const EspStepWord reentry[] = {
    { NULL, N_ ("Never again") },
    { "after", N_ ("Again after some days") },
    { "always", N_ ("Again each time") },
    { NULL, NULL },
  };
  static const EspStepWord zones[] = {
    { NULL, N_ ("Each lead's own clock") },
    { "workspace", N_ ("The workspace's clock") },
    { NULL, NULL },
  };
  const char *rule = esp_step_json_peek_text (esp_step_page_get_root (page), "reentry.rule");
  EspStepLine *row;

  esp_step_page_begin_list (page, _ ("Coming in"));
  row = esp_step_add_decision (page, "reentry.rule", _ ("Who was in it before"), reentry,
                               decide_reentry, NULL);
  esp_step_line_set_hint (row, _ ("Nobody is in it twice at once."));
  if (g_strcmp0 (rule, "after") == 0)
    esp_step_add_number (page, "reentry.days", _ ("Not within"), _ ("days of the last time"), 0,
                         MAX_DAYS);
  row = esp_step_add_number (page, "limits.per_day", _ ("At most in a day"), _ ("leads"), 0,
                             MAX_PEOPLE);
  esp_step_line_set_hint (row, _ ("0: no limit"));
  row =
    esp_step_add_number (page, "limits.total", _ ("At most in all"), _ ("leads"), 0, MAX_PEOPLE);
  esp_step_line_set_hint (row, _ ("0: no limit"));
  esp_step_add_hours (page, "hours", _ ("Only at certain hours"),
                      _ ("Whoever comes at another hour waits at the door."));
  esp_step_page_begin_list (page, _ ("Journey"));
  esp_step_add_choice (page, "zone", _ ("Whose clock counts"), zones);
  esp_step_add_text (page, "name", _ ("Name"));
  esp_step_add_note (page, "note", _ ("Note for colleagues"));
}

static const EspStepSubject subject = { read_settings, edit_settings, build_settings, "settings" };

/**
 * esp_journey_settings_new:
 *
 * Returns: (transfer floating): an #EspStepPage
 */
GtkWidget *
esp_journey_settings_new (EspSession *session, EspJourneyDraft *draft, EspStepNames *names)
{
  GtkWidget *page = esp_step_page_new (session, draft, names, &subject, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (page), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Settings of the journey"), -1);
  return page;
}
