/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one place that knows all screens; a new screen adds its include and its line. */
#define G_LOG_DOMAIN "esp-views"
#include "config.h"

#include "views/esp-screens.h"

#include "data/esp-icon-resource.h"
#include "views/esp-ui-resource.h"
#include "views/activity/esp-activity-screen.h"
#include "views/audiences/esp-audiences-screen.h"
#include "views/calendar/esp-calendar-screen.h"
#include "views/channels/esp-channels-screen.h"
#include "views/campaigns/esp-campaigns-screen.h"
#include "views/import/esp-import-screen.h"
#include "views/journeys/esp-journeys-screen.h"
#include "views/leads/esp-leads-screen.h"
#include "views/library/esp-library-screen.h"
#include "views/scores/esp-scores-screen.h"
#include "views/segments/esp-segments-screen.h"
#include "views/messages/esp-messages-screen.h"
#include "views/overview/esp-overview-screen.h"
#include "views/preferences/esp-sender-screen.h"
#include "views/reports/esp-reports-screen.h"
#include "views/review/esp-consent-screen.h"
#include "views/review/esp-review-screen.h"
#include "views/shell/esp-screen-registry.h"
#include "views/tasks/esp-tasks-screen.h"

/**
 * esp_screens_register:
 *
 * Makes our resource and all areas known. Once, before the first window; calling again is harmless.
 */
void
esp_screens_register (void)
{
  g_resources_register (esp_icon_get_resource ());
  g_resources_register (esp_ui_get_resource ());
  esp_screen_registry_add (&esp_overview_screen_info);
  esp_screen_registry_add (&esp_calendar_screen_info);
  esp_screen_registry_add (&esp_leads_screen_info);
  esp_screen_registry_add (&esp_activity_screen_info);
  esp_screen_registry_add (&esp_channels_screen_info);
  esp_screen_registry_add (&esp_audiences_screen_info);
  esp_screen_registry_add (&esp_messages_screen_info);
  esp_screen_registry_add (&esp_sender_screen_info);
  esp_screen_registry_add (&esp_import_screen_info);
  esp_screen_registry_add (&esp_segments_screen_info);
  esp_screen_registry_add (&esp_campaigns_screen_info);
  esp_screen_registry_add (&esp_scores_screen_info);
  esp_screen_registry_add (&esp_tasks_screen_info);
  esp_screen_registry_add (&esp_journeys_screen_info);
  esp_screen_registry_add (&esp_library_screen_info);
  esp_screen_registry_add (&esp_reports_screen_info);
  esp_screen_registry_add (&esp_review_screen_info);
  esp_screen_registry_add (&esp_consent_screen_info);
}
