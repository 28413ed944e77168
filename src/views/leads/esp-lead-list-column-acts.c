/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with the columns of the list: order by, move, hide. */
#define G_LOG_DOMAIN "esp-leads"

#include "config.h"

#include "views/leads/esp-lead-list-pane-private.h"

#include "views/leads/esp-lead-values.h"

#include <glib/gi18n.h>

static void
sort_ascending_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_lead_table_sort (ESP_LEAD_LIST_PANE (user_data)->table,
                       g_variant_get_string (parameter, NULL), FALSE);
}

static void
sort_descending_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  esp_lead_table_sort (ESP_LEAD_LIST_PANE (user_data)->table,
                       g_variant_get_string (parameter, NULL), TRUE);
}

static void
move_column (EspLeadListPane *self, const char *column, int step)
{
  g_auto (GStrv) columns = g_strdupv ((GStrv) esp_lead_table_get_columns (self->table));
  int n = (int) g_strv_length (columns);

  for (int i = 0; i < n; i++)
    if (g_str_equal (columns[i], column) && i + step >= 0 && i + step < n)
      {
        char *other = columns[i + step];

        columns[i + step] = columns[i];
        columns[i] = other;
        esp_lead_table_set_columns (self->table, (const char *const *) columns);
        return;
      }
}

static void
column_left_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  move_column (user_data, g_variant_get_string (parameter, NULL), -1);
}

static void
column_right_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  move_column (user_data, g_variant_get_string (parameter, NULL), 1);
}

static void
column_hide_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  EspLeadListPane *self = user_data;
  const char *column = g_variant_get_string (parameter, NULL);
  const char *const *columns = esp_lead_table_get_columns (self->table);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) left = NULL;

  for (guint i = 0; columns[i] != NULL; i++)
    if (!g_str_equal (columns[i], column))
      g_strv_builder_add (builder, columns[i]);
  left = g_strv_builder_end (builder);
  /* A table without a column could not be brought back from its headers. */
  if (*left != NULL)
    esp_lead_table_set_columns (self->table, (const char *const *) left);
}

static void
display_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gtk_menu_button_popup (ESP_LEAD_LIST_PANE (user_data)->display_button);
}

typedef struct
{
  EspLeadListPane *pane; /* (owned) */
  char *column;          /* (owned) */
  EspLeadValuesKind kind;
} Counting;

static gboolean
count_cb (gpointer user_data)
{
  Counting *counting = user_data;
  EspLeadListPane *self = counting->pane;
  EspFields *fields = self->table != NULL ? esp_lead_list_get_fields (self->list) : NULL;
  g_autoptr (GArray) available = fields != NULL ? esp_lead_columns_available (fields) : NULL;
  g_autoptr (EspBitmap) leads = NULL;
  g_autofree char *within = NULL;

  for (guint i = 0; available != NULL && i < available->len; i++)
    {
      const EspLeadColumn *column = &g_array_index (available, EspLeadColumn, i);
      GdkRectangle at;
      GtkWidget *popover;

      if (!g_str_equal (column->id, counting->column))
        continue;
      leads = esp_lead_list_to_bitmap (self->list);
      within = esp_lead_list_pane_dup_within (self);
      popover = esp_lead_values_new (self->session, fields, column, counting->kind, leads, within);
      esp_lead_table_get_header (self->table, column->id, &at);
      gtk_widget_set_parent (popover, GTK_WIDGET (self->table));
      gtk_popover_set_pointing_to (GTK_POPOVER (popover), &at);
      gtk_popover_popup (GTK_POPOVER (popover));
      break;
    }
  g_object_unref (counting->pane);
  g_free (counting->column);
  g_free (counting);
  return G_SOURCE_REMOVE;
}

/* After the menu that asked for it has closed: two popovers would fight for the focus. */
static void
count (EspLeadListPane *self, GVariant *parameter, EspLeadValuesKind kind)
{
  Counting *counting = g_new0 (Counting, 1);

  counting->pane = g_object_ref (self);
  counting->column = g_variant_dup_string (parameter, NULL);
  counting->kind = kind;
  g_idle_add (count_cb, counting);
}

static void
group_by_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  count (user_data, parameter, ESP_LEAD_VALUES_GROUPS);
}

static void
statistics_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  count (user_data, parameter, ESP_LEAD_VALUES_STATISTICS);
}

static void
edit_mode_cb (GSimpleAction *action, GVariant *value, gpointer user_data)
{
  EspLeadListPane *self = user_data;
  gboolean is_on = g_variant_get_boolean (value);

  g_simple_action_set_state (action, value);
  esp_lead_table_set_editing (self->table, is_on);
  esp_session_toast (self->session, is_on ? _ ("Edit mode is on: F2 or Enter edits a cell")
                                          : _ ("Edit mode is off"));
}

static const GActionEntry action_entries[] = {
  { .name = "edit-mode", .state = "false", .change_state = edit_mode_cb },
  { .name = "group-by", .activate = group_by_cb, .parameter_type = "s" },
  { .name = "statistics", .activate = statistics_cb, .parameter_type = "s" },
  { .name = "sort-ascending", .activate = sort_ascending_cb, .parameter_type = "s" },
  { .name = "sort-descending", .activate = sort_descending_cb, .parameter_type = "s" },
  { .name = "column-left", .activate = column_left_cb, .parameter_type = "s" },
  { .name = "column-right", .activate = column_right_cb, .parameter_type = "s" },
  { .name = "column-hide", .activate = column_hide_cb, .parameter_type = "s" },
  { .name = "display", .activate = display_cb },
};

/**
 * esp_lead_list_pane_add_column_actions:
 *
 * Adds the acts on columns to the screen's.
 */
void
esp_lead_list_pane_add_column_actions (EspLeadListPane *self)
{
  g_action_map_add_action_entries (self->actions, action_entries, G_N_ELEMENTS (action_entries),
                                   self);
}
