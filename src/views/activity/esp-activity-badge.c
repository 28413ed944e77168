/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The badge of the area of activity: how many of the works need a person. */
#define G_LOG_DOMAIN "esp-activity"

#include "config.h"

#include "views/activity/esp-activity-badge.h"

#include "model/esp-task.h"

#include <glib/gi18n.h>

static void
count_failed (EspSession *session)
{
  GListModel *tasks = esp_workspace_get_tasks (esp_session_get_workspace (session));
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (tasks); i++)
    {
      g_autoptr (EspTask) task = g_list_model_get_item (tasks, i);

      n += esp_task_is_trouble (task) ? 1 : 0;
    }
  if (n > 0)
    {
      g_autofree char *badge = g_strdup_printf ("%u", n);
      g_autofree char *label = g_strdup_printf (ngettext ("%u needs you", "%u need you", n), n);

      esp_session_set_badge (session, "activity", ESP_BADGE_TROUBLE, badge, label);
    }
  else
    esp_session_set_badge (session, "activity", ESP_BADGE_TROUBLE, NULL, NULL);
}

static void
watched_tasks_cb (GListModel *tasks, guint position, guint removed, guint added, gpointer user_data)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (EspTask) task = g_list_model_get_item (tasks, i);

      g_signal_connect_object (task, "notify::state", G_CALLBACK (count_failed), user_data,
                               G_CONNECT_SWAPPED);
    }
  count_failed (user_data);
}

/**
 * esp_activity_badge_watch:
 *
 * Keeps the number of what needs a person beside the name of the area.
 */
void
esp_activity_badge_watch (EspSession *session)
{
  GListModel *tasks = esp_workspace_get_tasks (esp_session_get_workspace (session));

  g_signal_connect_object (tasks, "items-changed", G_CALLBACK (watched_tasks_cb), session, 0);
  watched_tasks_cb (tasks, 0, 0, g_list_model_get_n_items (tasks), session);
}
