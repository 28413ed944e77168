/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells the desktop of alerts for sales, each once, unless the person has switched that off. */
#define G_LOG_DOMAIN "espalier"

#include "config.h"

#include "app/esp-alerts.h"

#include "store/esp-tasks.h"
#include "views/shell/esp-settings.h"

#include <glib/gi18n.h>

#define SETTING "tell-alerts"
/* More at once are told as one. */
#define MAX_TOLD 3
#define MAX_READ 100

typedef struct
{
  GApplication *app; /* (unowned): outlives the stores */
  gint64 last_id;    /* the newest task that was looked at; -1 before the first look */
} Watch;

typedef struct
{
  Watch *watch;    /* (unowned): of the store */
  gint64 after_id; /* -1: only where to begin */
  gint64 last_id;
  GPtrArray *rows; /* (owned) (nullable) */
} Look;

static void
look_free (gpointer data)
{
  Look *look = data;

  g_clear_pointer (&look->rows, g_ptr_array_unref);
  g_free (look);
}

static gboolean
look_cb (EspTx *tx, gpointer data, GError **error)
{
  Look *look = data;
  const EspTaskQuery query = { .which = ESP_TASKS_OPEN,
                               .only_alerts = TRUE,
                               .after_id = look->after_id,
                               .limit = MAX_READ };

  if (!esp_task_row_last_id (tx, &look->last_id, error))
    return FALSE;
  look->rows = look->after_id >= 0 ? esp_task_row_list (tx, &query, error) : NULL;
  return look->after_id < 0 || look->rows != NULL;
}

static void
tell (GApplication *app, const char *id, const char *title, const char *body)
{
  g_autoptr (GNotification) notification = g_notification_new (title);

  g_notification_set_body (notification, body);
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_application_send_notification (app, id, notification);
}

static void
tell_all (GApplication *app, GPtrArray *rows)
{
  if (rows->len > MAX_TOLD)
    {
      g_autofree char *text = g_strdup_printf (ngettext ("%u lead is ready for sales",
                                                         "%u leads are ready for sales", rows->len),
                                               rows->len);

      tell (app, "alerts", _ ("Sales alerts"), text);
      return;
    }
  for (guint i = 0; i < rows->len; i++)
    {
      const EspTaskRow *row = rows->pdata[i];
      g_autofree char *id = g_strdup_printf ("alert-%" G_GINT64_FORMAT, row->id);

      tell (app, id, row->title, row->lead != NULL ? row->lead : _ ("Sales alert"));
    }
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Look *look = esp_store_read_finish (ESP_STORE (source), result, NULL);

  if (look == NULL)
    return;
  /* Two looks may be on their way at once: what the first has told the second leaves out. */
  if (look->rows != NULL && look->after_id == look->watch->last_id && look->rows->len > 0 &&
      esp_settings_get_boolean (SETTING, TRUE))
    tell_all (look->watch->app, look->rows);
  look->watch->last_id = MAX (look->watch->last_id, look->last_id);
  look_free (look);
}

static void
look (EspStore *store, Watch *watch)
{
  Look *call = g_new0 (Look, 1);

  call->watch = watch;
  call->after_id = watch->last_id;
  esp_store_read_async (store, ESP_READ_PAGE, look_cb, call, look_free, NULL, looked_cb, NULL);
}

static void
changed_cb (EspStore *store, EspChanges *changes, Watch *watch)
{
  if (esp_changes_has (changes, ESP_CHANGE_TASK))
    look (store, watch);
}

/**
 * esp_alerts_watch:
 *
 * From now on new alerts in @store are told.
 */
void
esp_alerts_watch (GApplication *app, EspStore *store)
{
  Watch *watch = g_new0 (Watch, 1);

  watch->app = app;
  watch->last_id = -1;
  g_object_set_data_full (G_OBJECT (store), "esp-alerts", watch, g_free);
  g_signal_connect (store, "changed", G_CALLBACK (changed_cb), watch);
  look (store, watch);
}
