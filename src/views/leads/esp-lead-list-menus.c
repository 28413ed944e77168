/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The menus of the list: that of its rows, and its part of the window's. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-list-pane-private.h"

#include "views/leads/esp-lead-columns.h"
#include "views/leads/esp-lead-header-menu.h"

#include <glib/gi18n.h>

static GMenuModel *
make_row_menu (gboolean is_one)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) open = g_menu_new ();
  g_autoptr (GMenu) copy = g_menu_new ();
  g_autoptr (GMenu) change = g_menu_new ();
  g_autoptr (GMenu) last = g_menu_new ();

  if (is_one)
    {
      g_menu_append (open, _ ("_Open"), "screen.open");
      g_menu_append (open, _ ("Open in New _Window"), "screen.open-window");
      g_menu_append (open, _ ("_Inspector"), "win.inspector");
    }
  g_menu_append (copy, _ ("_Copy"), "screen.copy");
  g_menu_append (copy, _ ("Copy E_mail Address"), "screen.copy-email");
  g_menu_append (copy, _ ("Copy _Link"), "screen.copy-link");
  g_menu_append (change, _ ("_Tag…"), "screen.tag");
  g_menu_append (change, _ ("_Edit…"), "screen.edit");
  g_menu_append (change, _ ("Add to _Segment…"), "screen.add-to-segment");
  g_menu_append (change, _ ("Add to a _Journey…"), "screen.add-to-journey");
  g_menu_append (change, _ ("Put into an A_d Audience…"), "screen.add-to-audience");
  if (!is_one)
    g_menu_append (change, _ ("_Merge Two…"), "screen.merge");
  g_menu_append (last, _ ("E_xport…"), "screen.export");
  g_menu_append (last, _ ("S_uppress…"), "screen.suppress");
  g_menu_append (last, _ ("_Archive"), "screen.archive");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (open));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (copy));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (change));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));
  return G_MENU_MODEL (menu);
}

/**
 * esp_lead_list_pane_open_row_menu:
 * @position: of the row; unless it is selected it becomes the selection
 * @x: in the coordinates of the table
 *
 * Opens the menu of a row, or of all selected ones when it is one of them.
 */
void
esp_lead_list_pane_open_row_menu (EspLeadListPane *self, guint position, double x, double y)
{
  GtkSelectionModel *selection = GTK_SELECTION_MODEL (self->selection);
  g_autoptr (GMenuModel) menu = NULL;

  if (!gtk_selection_model_is_selected (selection, position))
    (void) gtk_selection_model_select_item (selection, position, TRUE); /* always done */
  menu = make_row_menu (esp_lead_selection_get_n (self->selection) == 1);
  if (self->row_menu == NULL)
    {
      self->row_menu = gtk_popover_menu_new_from_model (NULL);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->row_menu), FALSE);
      gtk_widget_set_halign (self->row_menu, GTK_ALIGN_START);
      gtk_widget_set_parent (self->row_menu, GTK_WIDGET (self->table));
    }
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->row_menu), menu);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->row_menu),
                               &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->row_menu));
}

/* What the menus of the headers offer, for the keyboard: headers cannot be reached with it. */
static GMenuModel *
make_columns_menu (EspLeadListPane *self)
{
  GMenu *menu = g_menu_new ();
  EspFields *fields = esp_lead_list_get_fields (self->list);
  const char *const *columns = esp_lead_table_get_columns (self->table);
  g_autoptr (GArray) available = fields != NULL ? esp_lead_columns_available (fields) : NULL;

  for (guint c = 0; available != NULL && columns[c] != NULL; c++)
    for (guint i = 0; i < available->len; i++)
      {
        const EspLeadColumn *column = &g_array_index (available, EspLeadColumn, i);
        g_autoptr (GMenuModel) header = NULL;

        if (!g_str_equal (column->id, columns[c]))
          continue;
        header = esp_lead_header_menu_new (column);
        g_menu_append_submenu (menu, column->title, header);
      }
  return G_MENU_MODEL (menu);
}

/**
 * esp_lead_list_pane_get_menu:
 *
 * Returns: (transfer full): what the window's menu offers of the list
 */
GMenuModel *
esp_lead_list_pane_get_menu (EspLeadListPane *self)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenuModel) views = esp_lead_list_pane_make_views_menu (self);
  g_autoptr (GMenuModel) columns = make_columns_menu (self);
  g_autoptr (GMenu) look = g_menu_new ();
  g_autoptr (GMenu) rows = g_menu_new ();

  g_menu_append_submenu (look, _ ("Views"), views);
  g_menu_append_submenu (look, _ ("Columns"), columns);
  g_menu_append (look, _ ("Add a Filter…"), "screen.add-filter");
  g_menu_append (look, _ ("Edit Mode"), "screen.edit-mode");
  g_menu_append (look, _ ("Save as Segment…"), "screen.save-segment");
  g_menu_append (look, _ ("Copy Link"), "screen.copy-link");
  g_menu_append (rows, _ ("Find duplicates…"), "screen.duplicates");
  g_menu_append (rows, _ ("Export…"), "screen.export");
  g_menu_append (rows, _ ("Select all"), "screen.select-all");
  g_menu_append (rows, _ ("Select nothing"), "screen.select-none");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (look));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (rows));
  return G_MENU_MODEL (menu);
}
