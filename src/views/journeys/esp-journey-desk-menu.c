/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The menus of the desk and the actions behind them. */
#define G_LOG_DOMAIN "esp-journeys"

#include "config.h"

#include "views/journeys/esp-journey-desk-canvas.h"
#include "views/journeys/esp-journey-live.h"
#include "views/journeys/esp-journey-print.h"
#include "views/journeys/esp-journey-trace.h"
#include "views/journeys/esp-rehearsal-bar.h"
#include "views/journeys/esp-step-form.h"

#include <glib/gi18n.h>

/* Acts that need no step */

static void
add_after_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_journey_desk_ask_step (user_data, NULL);
}

static void
add_before_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (EspJourneySpot) spot = esp_journey_desk_dup_spot (user_data, TRUE);

  esp_journey_desk_ask_step (user_data, spot);
}

static void
edit_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspJourneyDesk *self = user_data;

  if (self->inspector != NULL && !gtk_widget_get_mapped (self->inspector))
    (void) gtk_widget_activate_action (GTK_WIDGET (self), "win.inspector",
                                       NULL); /* FALSE: a window without one */
  if (self->inspector != NULL && gtk_widget_get_mapped (self->inspector))
    (void) esp_step_form_focus (ESP_STEP_FORM (self->inspector)); /* FALSE: it has no field */
}

static void
find_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  (void) esp_journey_desk_find (user_data); /* FALSE while nothing is loaded */
}

static void
jump_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_journey_desk_ask_number (user_data);
}

static void
next_problem_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspJourneyDesk *self = user_data;

  esp_journey_problems_next (ESP_JOURNEY_PROBLEMS (self->problems), 1);
}

static void
previous_problem_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspJourneyDesk *self = user_data;

  esp_journey_problems_next (ESP_JOURNEY_PROBLEMS (self->problems), -1);
}

static void
toggle_outline_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_journey_desk_show_outline (user_data, !esp_journey_desk_is_outline (user_data));
}

static void
menu_act (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GdkRectangle at;

  esp_journey_desk_get_anchor (user_data, &at);
  esp_journey_desk_popup_menu (user_data, &at);
}

static const GActionEntry entries[] = {
  { .name = "add-after", .activate = add_after_act },
  { .name = "add-before", .activate = add_before_act },
  { .name = "step-edit", .activate = edit_act },
  { .name = "find", .activate = find_act },
  { .name = "jump", .activate = jump_act },
  { .name = "next-problem", .activate = next_problem_act },
  { .name = "previous-problem", .activate = previous_problem_act },
  { .name = "toggle-outline", .activate = toggle_outline_act },
  { .name = "step-menu", .activate = menu_act },
};

/**
 * esp_journey_desk_add_actions:
 */
void
esp_journey_desk_add_actions (EspJourneyDesk *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
  esp_journey_desk_add_acts (self);
  esp_journey_desk_canvas_add_actions (self);
  esp_journey_desk_view_add_actions (self);
  esp_journey_desk_add_more_acts (self);
  esp_journey_desk_add_group_acts (self);
  esp_journey_live_add_actions (self, self->actions);
  esp_journey_trace_add_actions (self, self->actions);
  esp_journey_print_add_actions (self, self->actions);
  esp_rehearsal_add_actions (self, self->actions);
}

static void
enable (EspJourneyDesk *self, const char *name, gboolean is_enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), name);

  if (action != NULL)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (action), is_enabled);
}

/**
 * esp_journey_desk_update_actions:
 *
 * What cannot be done now is grey.
 */
void
esp_journey_desk_update_actions (EspJourneyDesk *self)
{
  static const char *const change[] = { "step-up",      "step-down",    "branch-left",
                                        "branch-right", "step-cut",     "step-duplicate",
                                        "step-delete",  "step-rename",  "step-off",
                                        "step-group",   "step-ungroup", "add-before",
                                        "group-rename", "branch-rename" };
  gboolean has = esp_journey_selection_get_n (self->selection) > 0;
  gboolean can_edit = esp_journey_desk_is_editable (self);

  for (guint i = 0; i < G_N_ELEMENTS (change); i++)
    enable (self, change[i], can_edit && has);
  enable (self, "step-copy", has);
  enable (self, "step-paste", can_edit);
  enable (self, "add-after", can_edit);
  esp_journey_live_update_actions (self, self->actions);
}

/* Menus */

static GMenuModel *
step_menu_new (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) edit = g_menu_new ();
  g_autoptr (GMenu) clip = g_menu_new ();
  g_autoptr (GMenu) order = g_menu_new ();
  g_autoptr (GMenu) people = g_menu_new ();
  g_autoptr (GMenu) away = g_menu_new ();

  g_menu_append (edit, _ ("_Edit"), "screen.step-edit");
  g_menu_append (edit, _ ("_Rename…"), "screen.step-rename");
  g_menu_append (edit, _ ("Add a Step _After…"), "screen.add-after");
  g_menu_append (edit, _ ("Add a Step _Before…"), "screen.add-before");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (edit));
  g_menu_append (clip, _ ("Cu_t"), "screen.step-cut");
  g_menu_append (clip, _ ("_Copy"), "screen.step-copy");
  g_menu_append (clip, _ ("_Paste After"), "screen.step-paste");
  g_menu_append (clip, _ ("D_uplicate"), "screen.step-duplicate");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (clip));
  g_menu_append (order, _ ("Move _Up"), "screen.step-up");
  g_menu_append (order, _ ("Move Dow_n"), "screen.step-down");
  g_menu_append (order, _ ("_Group"), "screen.step-group");
  g_menu_append (order, _ ("Name the Bra_nch…"), "screen.branch-rename");
  g_menu_append (order, _ ("Na_me the Group…"), "screen.group-rename");
  g_menu_append (order, _ ("Ungr_oup"), "screen.step-ungroup");
  g_menu_append (order, _ ("Co_llapse or Open the Group"), "screen.collapse");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (order));
  g_menu_append (people, _ ("Leads _Here Now"), "screen.leads-here");
  g_menu_append (people, _ ("Leads Who Went O_n"), "screen.leads-on");
  g_menu_append (people, _ ("Leads of Each _Branch…"), "screen.leads-choose");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (people));
  g_menu_append (away, _ ("_Switch Off or On"), "screen.step-off");
  g_menu_append (away, _ ("_Delete"), "screen.step-delete");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (away));
  return G_MENU_MODEL (menu);
}

/* Let go in the next turn: the act that was chosen still runs inside it. */
static gboolean
unparent_cb (gpointer data)
{
  gtk_widget_unparent (data);
  return G_SOURCE_REMOVE;
}

static void
menu_closed_cb (GtkPopover *popover)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, unparent_cb, g_object_ref (popover), g_object_unref);
}

/**
 * esp_journey_desk_popup_menu:
 * @at: on the desk
 *
 * Shows what can be done to the selected steps.
 */
void
esp_journey_desk_popup_menu (EspJourneyDesk *self, const GdkRectangle *at)
{
  g_autoptr (GMenuModel) model = step_menu_new ();
  GtkWidget *popover = gtk_popover_menu_new_from_model (model);

  gtk_widget_set_parent (popover, GTK_WIDGET (self));
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), at);
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  g_signal_connect (popover, "closed", G_CALLBACK (menu_closed_cb), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
}

/**
 * esp_journey_desk_dup_menu:
 *
 * Returns: (transfer full): the menu of the page
 */
GMenuModel *
esp_journey_desk_dup_menu (EspJourneyDesk *self)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) steps = g_menu_new ();
  g_autoptr (GMenu) live = g_menu_new ();
  g_autoptr (GMenu) whole = g_menu_new ();

  g_menu_append (steps, _ ("_Add a Step…"), "screen.add-after");
  g_menu_append (steps, _ ("_Find a Step…"), "screen.find");
  g_menu_append (steps, _ ("_Go to Step Number…"), "screen.jump");
  g_menu_append (steps, _ ("Next _Problem"), "screen.next-problem");
  g_menu_append (steps, _ ("_Simulate"), "screen.simulate");
  g_menu_append (steps, _ ("Find a _Lead…"), "screen.find-lead");
  g_menu_append (steps, _ ("Canvas or _Outline"), "screen.toggle-outline");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (steps));
  esp_journey_live_append (self, live);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (live));
  esp_journey_desk_view_append (menu);
  g_menu_append (whole, _ ("_Rename the Journey…"), "screen.rename");
  g_menu_append (whole, _ ("D_uplicate"), "screen.duplicate");
  g_menu_append (whole, _ ("_Export to a file…"), "screen.export");
  esp_journey_print_append (whole);
  g_menu_append (whole, _ ("A_rchive"), "screen.archive");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (whole));
  return G_MENU_MODEL (menu);
}

/**
 * esp_journey_desk_get_primary:
 *
 * Returns: whether the page has one act that stands out
 */
gboolean
esp_journey_desk_get_primary (EspJourneyDesk *self, EspPrimaryAction *out_primary)
{
  if (g_action_map_lookup_action (G_ACTION_MAP (self->actions), "publish") == NULL ||
      esp_journey_draft_get_row (self->draft) == NULL)
    return FALSE;
  *out_primary = (EspPrimaryAction){ .label = _ ("_Publish…"), .action = "screen.publish" };
  return TRUE;
}
