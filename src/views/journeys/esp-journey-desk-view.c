/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the desk shows a journey: flow, density, groups, numbers and their period; all of it is remembered. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-desk-private.h"

#include "views/journeys/esp-journey-canvas.h"
#include "views/journeys/esp-journey-desk-canvas.h"
#include "views/shell/esp-settings.h"

#include <glib/gi18n.h>
#include <string.h>

#define RIGHT_KEY "journey-right"
#define COMPACT_KEY "journey-compact"
#define NUMBERS_KEY "journey-numbers"
#define PERIOD_KEY "journey-period"
#define GROUPS_KEY "journey-groups"

/* The groups of so many are remembered, last ones first. */
#define MAX_REMEMBERED 400

#define UUID_CHARS 32

static const char *const count_names[ESP_N_FACE_COUNTS] = { "off", "period", "now", "share" };
static const char *const period_names[ESP_N_FLOW_PERIODS] = { "today", "week", "month", "all" };

static EspJourneyCanvas *
canvas_of (EspJourneyDesk *self)
{
  return ESP_JOURNEY_CANVAS (self->canvas);
}

static void
minimap_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspJourneyDesk *self = user_data;
  gboolean shows = !esp_journey_canvas_get_minimap (canvas_of (self));

  esp_journey_canvas_set_minimap (canvas_of (self), shows);
  esp_journey_desk_say (self, shows ? _ ("Minimap shown") : _ ("Minimap hidden"));
}

static void
flow_right_act (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  gboolean is_right = g_variant_get_boolean (value);

  g_simple_action_set_state (action, value);
  esp_journey_canvas_set_flow (canvas_of (user_data),
                               is_right ? ESP_JOURNEY_RIGHT : ESP_JOURNEY_DOWN);
  esp_settings_set_boolean (RIGHT_KEY, is_right);
}

static void
compact_act (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  g_simple_action_set_state (action, value);
  esp_journey_canvas_set_compact (canvas_of (user_data), g_variant_get_boolean (value));
  esp_settings_set_boolean (COMPACT_KEY, g_variant_get_boolean (value));
}

static guint
find_name (const char *const *names, guint n, const char *name, guint fallback)
{
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (names[i], name) == 0)
      return i;
  return fallback;
}

static void
count_act (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  EspJourneyDesk *self = user_data;
  const char *name = g_variant_get_string (value, NULL);

  g_simple_action_set_state (action, value);
  self->count = (EspFaceCount) find_name (count_names, ESP_N_FACE_COUNTS, name, self->count);
  esp_settings_set_string (NUMBERS_KEY, name);
  esp_journey_desk_canvas_show (self);
}

static void
period_act (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  EspJourneyDesk *self = user_data;
  const char *name = g_variant_get_string (value, NULL);

  g_simple_action_set_state (action, value);
  self->period = (EspFlowPeriod) find_name (period_names, ESP_N_FLOW_PERIODS, name, self->period);
  esp_settings_set_string (PERIOD_KEY, name);
  esp_journey_desk_canvas_read_flow (self);
  esp_journey_desk_say (self, esp_face_period_title (self->period));
}

/* Groups */

static void
collapse_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspJourneyDesk *self = user_data;
  const EspJourney *journey = esp_journey_desk_get_journey (self);
  const char *current = esp_journey_selection_get_current (self->selection);
  guint32 index = journey != NULL && current != NULL ? esp_journey_find_step (journey, current)
                                                     : ESP_JOURNEY_NOWHERE;
  const char *group =
    index != ESP_JOURNEY_NOWHERE ? esp_journey_get_step (journey, index)->group : NULL;

  if (group != NULL)
    esp_journey_canvas_toggle_group (canvas_of (self), group);
  else
    esp_journey_desk_say (self, _ ("The step is in no group"));
}

/* Returns: (transfer full) (nullable): what the groups of this journey begin with in the settings */
static char *
dup_prefix (EspJourneyDesk *self)
{
  const EspJourneyRow *row = esp_journey_draft_get_row (self->draft);
  GString *text;

  if (row == NULL)
    return NULL;
  text = g_string_sized_new (UUID_CHARS + 1);
  for (gsize i = 0; i < sizeof row->uuid; i++)
    g_string_append_printf (text, "%02x", row->uuid[i]);
  g_string_append_c (text, '/');
  return g_string_free (text, FALSE);
}

static void
groups_cb (EspJourneyDesk *self)
{
  g_autofree char *prefix = dup_prefix (self);
  g_auto (GStrv) before = esp_settings_dup_strv (GROUPS_KEY);
  g_auto (GStrv) closed = esp_journey_canvas_dup_collapsed (canvas_of (self));
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_free);

  if (prefix == NULL)
    return;
  for (guint i = 0; closed[i] != NULL; i++)
    g_ptr_array_add (all, g_strconcat (prefix, closed[i], NULL));
  for (guint i = 0; before != NULL && before[i] != NULL && all->len < MAX_REMEMBERED; i++)
    if (!g_str_has_prefix (before[i], prefix))
      g_ptr_array_add (all, g_strdup (before[i]));
  g_ptr_array_add (all, NULL);
  esp_settings_set_strv (GROUPS_KEY, (const char *const *) all->pdata);
}

/**
 * esp_journey_desk_view_restore:
 *
 * Closes the groups that were closed when the journey was shown last. To be called before it is shown first.
 */
void
esp_journey_desk_view_restore (EspJourneyDesk *self)
{
  g_autofree char *prefix = dup_prefix (self);
  g_auto (GStrv) all = esp_settings_dup_strv (GROUPS_KEY);
  g_autoptr (GPtrArray) closed = g_ptr_array_new ();

  if (prefix == NULL)
    return;
  for (guint i = 0; all != NULL && all[i] != NULL; i++)
    if (g_str_has_prefix (all[i], prefix))
      g_ptr_array_add (closed, all[i] + strlen (prefix));
  g_ptr_array_add (closed, NULL);
  esp_journey_canvas_set_collapsed (canvas_of (self), (const char *const *) closed->pdata);
}

/* Numbers by keys */

static void
activate_number (EspJourneyDesk *self, const char *kind)
{
  const char *current = esp_journey_selection_get_current (self->selection);

  if (!esp_journey_desk_canvas_open_number (self, kind, current, -1))
    esp_journey_desk_say (self, _ ("There is no number to open here"));
}

static void
here_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  activate_number (user_data, "here");
}

static void
went_on_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  activate_number (user_data, "edge");
}

static void
numbers_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_journey_desk_ask_leads (user_data);
}

static const GActionEntry entries[] = {
  { .name = "toggle-minimap", .activate = minimap_act },
  { .name = "flow-right", .state = "false", .change_state = flow_right_act },
  { .name = "compact", .state = "false", .change_state = compact_act },
  { .name = "numbers", .parameter_type = "s", .state = "'period'", .change_state = count_act },
  { .name = "period", .parameter_type = "s", .state = "'week'", .change_state = period_act },
  { .name = "collapse", .activate = collapse_act },
  { .name = "leads-here", .activate = here_act },
  { .name = "leads-on", .activate = went_on_act },
  { .name = "leads-choose", .activate = numbers_act },
};

static void
put_state (EspJourneyDesk *self, const char *name, GVariant *state)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  g_simple_action_set_state (G_SIMPLE_ACTION (action), state);
}

/**
 * esp_journey_desk_view_add_actions:
 *
 * Adds what can be chosen of how journeys are shown, as it was chosen last.
 */
void
esp_journey_desk_view_add_actions (EspJourneyDesk *self)
{
  gboolean is_right = esp_settings_get_boolean (RIGHT_KEY, FALSE);
  gboolean is_compact = esp_settings_get_boolean (COMPACT_KEY, FALSE);
  g_autofree char *numbers = esp_settings_dup_string (NUMBERS_KEY);
  g_autofree char *period = esp_settings_dup_string (PERIOD_KEY);

  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  self->count =
    (EspFaceCount) find_name (count_names, ESP_N_FACE_COUNTS, numbers, ESP_FACE_COUNT_PERIOD);
  self->period =
    (EspFlowPeriod) find_name (period_names, ESP_N_FLOW_PERIODS, period, ESP_FLOW_WEEK);
  put_state (self, "flow-right", g_variant_new_boolean (is_right));
  put_state (self, "compact", g_variant_new_boolean (is_compact));
  put_state (self, "numbers", g_variant_new_string (count_names[self->count]));
  put_state (self, "period", g_variant_new_string (period_names[self->period]));
  esp_journey_canvas_set_flow (canvas_of (self), is_right ? ESP_JOURNEY_RIGHT : ESP_JOURNEY_DOWN);
  esp_journey_canvas_set_compact (canvas_of (self), is_compact);
  g_signal_connect_object (self->canvas, "groups", G_CALLBACK (groups_cb), self, G_CONNECT_SWAPPED);
}

/**
 * esp_journey_desk_view_append:
 *
 * Adds the choices to the menu of the page.
 */
void
esp_journey_desk_view_append (GMenu *menu)
{
  g_autoptr (GMenu) numbers = g_menu_new ();
  g_autoptr (GMenu) periods = g_menu_new ();
  g_autoptr (GMenu) view = g_menu_new ();

  for (guint i = 0; i < ESP_N_FACE_COUNTS; i++)
    {
      g_autofree char *act = g_strdup_printf ("screen.numbers::%s", count_names[i]);

      g_menu_append (numbers, esp_face_count_title ((EspFaceCount) i), act);
    }
  for (guint i = 0; i < ESP_N_FLOW_PERIODS; i++)
    {
      g_autofree char *act = g_strdup_printf ("screen.period::%s", period_names[i]);

      g_menu_append (periods, esp_face_period_title ((EspFlowPeriod) i), act);
    }
  g_menu_append_submenu (view, _ ("_Numbers on the Canvas"), G_MENU_MODEL (numbers));
  g_menu_append_submenu (view, _ ("_Period of the Numbers"), G_MENU_MODEL (periods));
  g_menu_append (view, _ ("From Left to _Right"), "screen.flow-right");
  g_menu_append (view, _ ("_Compact"), "screen.compact");
  g_menu_append (view, _ ("_Tidy"), "screen.tidy");
  g_menu_append (view, _ ("Show or Hide the _Minimap"), "screen.toggle-minimap");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (view));
}
