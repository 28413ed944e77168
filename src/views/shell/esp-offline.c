/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The strip that says that there is no network, and what waits for it. */
#define G_LOG_DOMAIN "esp-shell"

#include "config.h"

#include "views/shell/esp-offline.h"

#include "store/esp-agenda.h"
#include "views/shell/esp-banner.h"

#include <glib/gi18n.h>

#define DATA_KEY "esp-offline"
/* While sends are being made ready the count changes often. */
#define RECOUNT_MS 1000

typedef struct
{
  EspSession *session; /* the window's; outlives the banner */
  EspBanner *banner;
  guint recount_source;
} Offline;

typedef struct
{
  gboolean has_channel;
  gint64 n_waiting;
} Count;

static gboolean
is_offline (Offline *self)
{
  return !g_network_monitor_get_network_available (g_network_monitor_get_default ()) &&
         !esp_workspace_is_sample (esp_session_get_workspace (self->session));
}

static gboolean
read_count (EspTx *tx, gpointer data, GError **error)
{
  Count *count = data;

  return esp_agenda_count_waiting (tx, &count->has_channel, &count->n_waiting, error);
}

static void
show (EspBanner *banner, const Count *count)
{
  g_autofree char *n = esp_format_count (count->n_waiting);
  g_autofree char *text = NULL;

  if (count->n_waiting > 0)
    text = g_strdup_printf (ngettext ("Offline. %s message waits; planning, drafts and reports "
                                      "work.",
                                      "Offline. %s messages wait; planning, drafts and reports "
                                      "work.",
                                      (gulong) count->n_waiting),
                            n);
  else
    text = g_strdup (_ ("Offline. Planning, drafts and reports work; sends wait for the network."));
  esp_banner_set_text (banner, text);
}

static void
count_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EspBanner) banner = user_data;
  g_autofree Count *count = esp_store_read_finish (ESP_STORE (source), result, NULL);
  Offline *self = g_object_get_data (G_OBJECT (banner), DATA_KEY);

  if (self == NULL || count == NULL)
    return;
  if (is_offline (self) && count->has_channel)
    show (banner, count);
  else
    esp_banner_set_text (banner, NULL);
}

static void
update (Offline *self)
{
  if (!is_offline (self))
    {
      esp_banner_set_text (self->banner, NULL);
      return;
    }
  esp_store_read_async (esp_session_get_store (self->session), ESP_READ_PAGE, read_count,
                        g_new0 (Count, 1), g_free, esp_session_get_cancellable (self->session),
                        count_read_cb, g_object_ref (self->banner));
}

static void
network_changed_cb (GNetworkMonitor *monitor, gboolean is_available, EspBanner *banner)
{
  Offline *self = g_object_get_data (G_OBJECT (banner), DATA_KEY);

  if (self != NULL)
    update (self);
}

static gboolean
recount_cb (gpointer user_data)
{
  Offline *self = user_data;

  self->recount_source = 0;
  update (self);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (EspStore *store, EspChanges *changes, EspBanner *banner)
{
  Offline *self = g_object_get_data (G_OBJECT (banner), DATA_KEY);

  if (self != NULL && self->recount_source == 0 && is_offline (self) &&
      esp_changes_has (changes, ESP_CHANGE_CAMPAIGN | ESP_CHANGE_LEDGER | ESP_CHANGE_CHANNEL))
    self->recount_source = g_timeout_add (RECOUNT_MS, recount_cb, self);
}

static void
offline_free (gpointer data)
{
  Offline *self = data;

  g_clear_handle_id (&self->recount_source, g_source_remove);
  g_free (self);
}

/**
 * esp_offline_banner_new:
 *
 * Makes the strip for a window. It shows itself while there is no network, in a workspace that has a
 * channel which needs one.
 *
 * Returns: (transfer floating): an #EspBanner
 */
GtkWidget *
esp_offline_banner_new (EspSession *session)
{
  GtkWidget *banner = esp_banner_new (ESP_BANNER_WARNING);
  Offline *self = g_new0 (Offline, 1);

  self->session = session;
  self->banner = ESP_BANNER (banner);
  g_object_set_data_full (G_OBJECT (banner), DATA_KEY, self, offline_free);
  esp_banner_set_button (self->banner, _ ("_Open Activity"), "win.area::activity");
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed",
                           G_CALLBACK (network_changed_cb), banner, 0);
  g_signal_connect_object (esp_session_get_store (session), "changed", G_CALLBACK (changed_cb),
                           banner, 0);
  update (self);
  return banner;
}
