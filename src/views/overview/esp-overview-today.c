/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes out today and what else runs, as rows. */
#define G_LOG_DOMAIN "esp-overview"

#include "config.h"

#include "views/overview/esp-overview-today.h"

#include "views/shell/esp-job-row.h"

#include <adwaita.h>
#include <glib/gi18n.h>

static GtkWidget *
send_row_new (EspSession *session, const EspTodaySend *send)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *time = esp_format_date (send->at_us, esp_session_get_zone (session),
                                           ESP_DATE_TIME, esp_session_get_lang (session));
  g_autofree char *detail = esp_overview_describe_send (send);
  GtkWidget *clock = gtk_label_new (time);

  gtk_widget_add_css_class (clock, "numeric");
  gtk_widget_add_css_class (clock, "heading");
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), send->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), detail);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), clock);
  if (g_str_equal (send->state, "sending") && send->n_total > 0)
    {
      GtkWidget *bar = gtk_progress_bar_new ();

      gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (bar),
                                     (double) send->n_sent / (double) send->n_total);
      gtk_widget_set_valign (bar, GTK_ALIGN_CENTER);
      gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _ ("Progress of the send"), -1);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), bar);
    }
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             g_object_new (GTK_TYPE_IMAGE, "icon-name",
                                           "esp-chevron-right-symbolic", "accessible-role",
                                           GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, time,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, detail, -1);
  return row;
}

/* Work that runs beside the sends: imports, exports, bulk changes, and the mail of journeys while it goes out. */
static gboolean
is_other_work (EspTask *task)
{
  const char *address = esp_task_get_address (task);

  return !esp_task_is_over (task) && esp_task_get_state (task) != ESP_TASK_IDLE &&
         (address == NULL || !g_str_has_prefix (address, "campaigns"));
}

/**
 * esp_overview_today_show:
 *
 * Fills the list anew: the sends of today, then what else runs.
 */
void
esp_overview_today_show (EspOverviewList *list, EspSession *session, const EspAgenda *agenda)
{
  GListModel *tasks = esp_workspace_get_tasks (esp_session_get_workspace (session));

  esp_overview_list_begin (list);
  for (guint i = 0; i < agenda->today->len; i++)
    {
      const EspTodaySend *send = g_ptr_array_index (agenda->today, i);
      g_autofree char *address = g_strdup_printf ("campaigns/%" G_GINT64_FORMAT, send->campaign_id);

      esp_overview_list_add_row (list, send_row_new (session, send), address);
    }
  for (guint i = 0; i < g_list_model_get_n_items (tasks); i++)
    {
      g_autoptr (EspTask) task = g_list_model_get_item (tasks, i);

      if (is_other_work (task))
        esp_overview_list_add_row (list, esp_job_row_new (task), esp_task_get_address (task));
    }
  esp_overview_list_end (list);
}
