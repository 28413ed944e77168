/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The menu of a column's header: sort, filter, look at its values, move, hide. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-header-menu.h"

#include <glib/gi18n.h>

static void
add (GMenu *menu, const char *label, const char *action, const char *column)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", column);
  g_menu_append_item (menu, item);
}

/**
 * esp_lead_header_menu_new:
 *
 * Returns: (transfer full): the menu; its actions are those of the list
 */
GMenuModel *
esp_lead_header_menu_new (const EspLeadColumn *column)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) sort = g_menu_new ();
  g_autoptr (GMenu) look = g_menu_new ();
  g_autoptr (GMenu) place = g_menu_new ();

  if (column->is_sortable)
    {
      add (sort, _ ("Sort Ascending"), "screen.sort-ascending", column->id);
      add (sort, _ ("Sort Descending"), "screen.sort-descending", column->id);
    }
  add (look, _ ("Filter by This…"), "screen.filter-by", column->id);
  add (look, _ ("Group by This…"), "screen.group-by", column->id);
  add (look, _ ("Statistics…"), "screen.statistics", column->id);
  add (place, _ ("Move Left"), "screen.column-left", column->id);
  add (place, _ ("Move Right"), "screen.column-right", column->id);
  add (place, _ ("Hide"), "screen.column-hide", column->id);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (sort));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (look));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (place));
  return G_MENU_MODEL (menu);
}
