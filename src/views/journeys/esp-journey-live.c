/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The acts of a journey's page that reach people: publish, versions, pause, stop entry, end. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-live.h"

#include "views/journeys/esp-journey-state-acts.h"
#include "views/journeys/esp-journey-versions.h"
#include "views/journeys/esp-publish-sheet.h"

#include <glib/gi18n.h>

static void
publish_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspJourneyDesk *desk = user_data;

  (void) esp_publish_sheet_present (esp_journey_desk_get_session (desk),
                                    esp_journey_desk_get_id (desk), 0);
}

static void
versions_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_journey_versions_open (user_data);
}

static void
act (EspJourneyDesk *desk, EspJourneyAct what)
{
  g_autofree char *title = esp_journey_desk_dup_title (desk);
  EspSession *session = esp_journey_desk_get_session (desk);
  gint64 id = esp_journey_desk_get_id (desk);

  if (what == ESP_JOURNEY_ACT_PAUSE)
    esp_journey_state_ask_pause (session, id, title);
  else if (what == ESP_JOURNEY_ACT_END)
    esp_journey_state_ask_end (session, id, title);
  else
    esp_journey_state_act (session, id, title, what);
}

static void
pause_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  act (user_data, ESP_JOURNEY_ACT_PAUSE);
}

static void
resume_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  act (user_data, ESP_JOURNEY_ACT_RESUME);
}

static void
close_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  act (user_data, ESP_JOURNEY_ACT_CLOSE);
}

static void
open_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  act (user_data, ESP_JOURNEY_ACT_OPEN);
}

static void
end_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  act (user_data, ESP_JOURNEY_ACT_END);
}

static const GActionEntry entries[] = {
  { .name = "publish", .activate = publish_act },
  { .name = "versions", .activate = versions_act },
  { .name = "journey-pause", .activate = pause_act },
  { .name = "journey-resume", .activate = resume_act },
  { .name = "journey-close", .activate = close_act },
  { .name = "journey-open", .activate = open_act },
  { .name = "journey-end", .activate = end_act },
};

/**
 * esp_journey_live_add_actions:
 */
void
esp_journey_live_add_actions (EspJourneyDesk *desk, GSimpleActionGroup *group)
{
  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), desk);
  esp_journey_live_update_actions (desk, group);
}

/**
 * esp_journey_live_update_actions:
 *
 * What cannot be done in the journey's state is grey.
 */
void
esp_journey_live_update_actions (EspJourneyDesk *desk, GSimpleActionGroup *group)
{
  EspJourneyDraft *draft = esp_journey_desk_get_draft (desk);

  esp_journey_state_acts_update (G_ACTION_MAP (group),
                                 draft != NULL ? esp_journey_draft_get_row (draft) : NULL);
}

/**
 * esp_journey_live_append:
 *
 * Adds what can be done now to the menu of the page.
 */
void
esp_journey_live_append (EspJourneyDesk *desk, GMenu *menu)
{
  EspJourneyDraft *draft = esp_journey_desk_get_draft (desk);
  const EspJourneyRow *row = draft != NULL ? esp_journey_draft_get_row (draft) : NULL;

  g_menu_append (menu, _ ("_Versions…"), "screen.versions");
  if (row != NULL && row->version > 0)
    esp_journey_state_acts_append (menu, row, "screen");
}
